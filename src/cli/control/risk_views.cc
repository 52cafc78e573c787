// SPDX-License-Identifier: MIT
#include "cli/control/risk_views.h"

#include <algorithm>

#include "cli/control/session_views.h"

namespace keel::cli {
namespace {

std::string StateText(core::TradingState state) {
  switch (state) {
    case core::TradingState::kActive:
      return "active";
    case core::TradingState::kReducing:
      return "reducing";
    case core::TradingState::kHalted:
      return "halted";
  }
  return "";
}

std::vector<engine::LatchView> LatchesOf(const risk::SavedBreaker& breaker) {
  std::vector<engine::LatchView> latches;
  const auto add = [&](std::string rule, const risk::SavedLatch& latch) {
    if (latch.level == core::TradingState::kActive) return;
    latches.push_back({std::move(rule), StateText(latch.level), latch.release_at});
  };
  add("daily_drawdown", breaker.daily);
  add("weekly_drawdown", breaker.weekly);
  add("total_drawdown", breaker.total);
  return latches;
}

engine::LimitUseView ViewOf(const engine::LiveSession& session, const risk::LimitUse& use) {
  engine::LimitUseView view;
  view.name = use.limit;
  view.scope = use.venue;
  if (use.pair) view.scope = session.universe().at(*use.pair).symbol.ToString();
  if (use.strategy) view.scope = session.strategies().at(use.strategy->index).name;
  view.unit = use.unit == risk::UseUnit::kCount ? "count" : "money";
  view.used = use.used;
  view.limit = use.most;
  view.room = use.room();
  view.share = use.share();
  view.of = use.of;
  return view;
}

}  // namespace

engine::RiskView RiskOf(engine::LiveSession& session, base::UnixNanos now) {
  const engine::Account& account = session.account();
  const auto& thrown = session.desk().risk_watch().kill_switch().thrown();
  engine::RiskView view;
  view.account = session.universe().code(account.ledger.account_currency());
  view.time = now;
  view.equity = account.ledger.equity();
  view.state = StateOf(session);
  view.breaker = account.breaker.enabled() ? StateText(account.breaker.state()) : "off";
  view.latches = LatchesOf(account.breaker.Save());
  view.killed = std::any_of(thrown.begin(), thrown.end(),
                            [](const auto& t) { return t.scope == core::TradingScope{}; });
  view.stopped = StoppedOf(session);
  for (const risk::LimitUse& use : session.desk().LimitUses(now)) {
    view.uses.push_back(ViewOf(session, use));
  }
  return view;
}

}  // namespace keel::cli
