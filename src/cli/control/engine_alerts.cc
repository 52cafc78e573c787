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

EngineAlerts::Counts EngineAlerts::MostFirst(const CountOf& counts) {
  Counts sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
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
  if (session_ == nullptr) return;
  if (const auto* amended = std::get_if<core::OrderAmended>(&e)) OnAmended(*amended);
  if (const auto* rejected = std::get_if<core::OrderRejected>(&e)) OnRejected(*rejected);
}

void EngineAlerts::OnAmended(const core::OrderAmended& e) {
  if (!e.refused) return;
  ++by_rule_["amend_at_venue"];
  alerts_.Tell(AlertKind::kRefusal,
               fmt::format("order {} was not amended ({}) and is still for {}", e.order.value,
                           core::ToString(*e.refused), e.quantity.ToString()));
}

void EngineAlerts::OnVenueEvent(const execution::VenueEvent& event) {
  const auto* answer = std::get_if<execution::Answer>(&event);
  const auto* refused =
      answer != nullptr ? std::get_if<execution::Refused>(&answer->what) : nullptr;
  words_ = refused != nullptr ? refused->text : "";
}

void EngineAlerts::OnRejected(const core::OrderRejected& e) {
  ++rejections_;
  const std::string reason = core::ToString(e.why);
  const int64_t count = ++by_reason_[reason];
  if (e.why == core::OrderEnd::kWouldTake) return;
  const core::Order& order = session_->account().orders.at(e.order).order;
  const core::Instrument& pair = session_->universe().at(order.terms.instrument);
  alerts_.Tell(AlertKind::kRejection,
               fmt::format("order {} to {} {} {} was not taken by the venue: {}{}, {} so far",
                           e.order.value, core::ToString(order.terms.side),
                           order.terms.quantity.ToString(), pair.symbol.ToString(), reason,
                           words_.empty() ? "" : " (" + words_ + ")", count));
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
  if (e.rule == "stop_watched_here") {
    const std::string why =
        e.limit > 0 ? fmt::format("{:.6g} of the pair wait there, and it takes no more", e.limit)
                    : std::string("it takes none of the pair");
    return alerts_.Tell(
        AlertKind::kRefusal,
        fmt::format("a stop for {:.6g} is not at the venue, since {}: it is watched here and sells "
                    "at the market, as long as this program runs",
                    e.value, why));
  }
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
