// SPDX-License-Identifier: MIT
#include "cli/control/engine_alerts.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/control/session_views.h"

namespace keel::cli {
namespace {

/// What happened to a large order that an algorithm was to work.
std::string_view ExecutionText(std::string_view rule) {
  if (rule == "execution_algorithm") {
    return "cannot be worked by the algorithm and goes out at once";
  }
  if (rule == "execution_profile") {
    return "is worked as on a flat day, since the pair's bars do not tell vwap when it trades: it "
           "needs 10 whole days of them, with volume at that time of day";
  }
  if (rule == "execution_in_vain") {
    return "was worked to the end of its time and nothing was sent for it: look at its limits, and "
           "at what the pair trades";
  }
  return "";
}

}  // namespace

std::vector<std::pair<std::string, int64_t>> EngineAlerts::refused_by() const {
  std::vector<std::pair<std::string, int64_t>> rules(by_rule_.begin(), by_rule_.end());
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return rules;
}

void EngineAlerts::OnRefused(const core::IntentRefused& e) {
  if (session_ == nullptr) return;
  ++refusals_;
  std::string rules;
  for (const core::Refusal& refusal : e.refusals) {
    ++by_rule_[std::string(refusal.rule)];
    rules += fmt::format("{}{} ({:.6g}, the limit is {:.6g})", rules.empty() ? "" : ", ",
                         refusal.rule, refusal.value, refusal.limit);
  }
  const core::Instrument& pair = session_->universe().at(e.intent.terms.instrument);
  alerts_.Tell(AlertKind::kRefusal,
               fmt::format("{} may not {} {} {}: {}",
                           session_->strategies().at(e.intent.strategy.index).name,
                           core::ToString(e.intent.terms.side), e.intent.terms.quantity.ToString(),
                           pair.symbol.ToString(), rules));
}

void EngineAlerts::OnReport(const core::Report& e) {
  const auto* amended = std::get_if<core::OrderAmended>(&e);
  if (session_ == nullptr || amended == nullptr || !amended->refused) return;
  ++by_rule_["amend_at_venue"];
  alerts_.Tell(
      AlertKind::kRefusal,
      fmt::format("order {} was not amended ({}) and is still for {}", amended->order.value,
                  core::ToString(*amended->refused), amended->quantity.ToString()));
}

void EngineAlerts::OnTradingState(const core::TradingStateChanged& e) {
  if (session_ == nullptr) return;
  const std::string scope = ScopeText(*session_, e.scope);
  if (e.rule == "kill_switch") {
    const bool thrown = e.to == core::TradingState::kHalted;
    return alerts_.Tell(AlertKind::kKill,
                        fmt::format("the kill switch of {} was {} by {}: {}", scope,
                                    thrown ? "thrown" : "released", e.by, e.reason));
  }
  alerts_.Tell(
      AlertKind::kBreaker,
      fmt::format("{} goes from {} to {}: {} ({:.6g}, the limit is {:.6g}), by {}", scope,
                  core::ToString(e.from), core::ToString(e.to), e.rule, e.value, e.limit, e.by));
}

void EngineAlerts::OnAlert(const core::RiskAlert& e) {
  if (session_ == nullptr) return;
  if (const std::string_view what = ExecutionText(e.rule); !what.empty()) {
    return alerts_.Tell(AlertKind::kBreaker,
                        fmt::format("{}: an order worth {:.6g} {}", e.rule, e.value, what));
  }
  alerts_.Tell(AlertKind::kBreaker, fmt::format("{}: {:.6g} is beyond {:.6g}; nothing is stopped",
                                                e.rule, e.value, e.limit));
}

void EngineAlerts::OnLimit(const core::LimitChanged& e) {
  if (session_ == nullptr) return;
  const auto text = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : std::string("off");
  };
  alerts_.Tell(AlertKind::kLimits, fmt::format("{} {} the limit {} from {} to {}: {}", e.by,
                                               e.loosens ? "loosens" : "tightens", e.name,
                                               text(e.from), text(e.to), e.reason));
}

}  // namespace keel::cli
