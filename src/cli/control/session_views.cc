// SPDX-License-Identifier: MIT
#include "cli/control/session_views.h"

#include <fmt/format.h>

#include <algorithm>

#include "risk/limits_describe.h"

namespace keel::cli {
namespace {

using core::Decimal;

core::StrategyId Strategy(size_t index) { return {static_cast<uint16_t>(index)}; }

const std::string& NameOf(const engine::LiveSession& session, core::StrategyId strategy) {
  return session.strategies().at(strategy.index).name;
}

engine::ConnectionView ViewOf(const execution::ConnectorStatus& status) {
  engine::ConnectionView view;
  view.market_up = status.market_up;
  view.market_silent = status.market_silent;
  view.silent_since = status.silent_since;
  view.account_up = status.account_up;
  view.clock_known = status.clock_known;
  view.clock_offset_ms = status.clock_offset.seconds() * 1e3;
  view.clock_uncertainty_ms = status.clock_uncertainty.seconds() * 1e3;
  view.weight_used = status.weight_used;
  view.orders_used = status.orders_used;
  if (status.closed_until != base::kBeginningOfTime) view.closed_until = status.closed_until;
  return view;
}

/// Equity as the day began, and when: the breaker's where it watches, for it outlives a restart.
std::pair<Decimal, base::UnixNanos> DayStart(const engine::LiveSession& session,
                                             const SessionFacts& facts, base::UnixNanos now) {
  const risk::Breaker& breaker = session.account().breaker;
  if (breaker.enabled()) {
    const risk::SavedBreaker saved = breaker.Save();
    if (saved.day == base::StartOfDay(now)) return {saved.day_start, *saved.day};
  }
  return {facts.day_equity, facts.day_since};
}

engine::LargeOrderView ViewOf(const engine::LiveSession& session,
                              const engine::RunningParent& large) {
  engine::LargeOrderView row;
  row.id = large.id;
  row.pair = session.universe().at(large.instrument).symbol.ToString();
  row.side = core::ToString(large.side);
  row.algorithm = large.algorithm;
  row.strategy = NameOf(session, large.strategy);
  row.reason = large.reason;
  row.quantity = large.quantity.value();
  row.filled = large.filled.value();
  row.working = large.working.value();
  row.left = large.left.value();
  row.arrival_price = large.arrival_price.value();
  if (large.average_price) row.average_price = large.average_price->value();
  row.started = large.started;
  row.ends = large.ends;
  if (large.next < large.ends) row.next = large.next;
  row.waits_for = execution::ToString(large.waits_for);
  return row;
}

Decimal PriceOf(const core::OrderTerms& terms) {
  return terms.limit_price.is_zero() ? terms.stop_price.value() : terms.limit_price.value();
}

}  // namespace

std::string ScopeText(const engine::LiveSession& session, const core::TradingScope& scope) {
  std::string text;
  if (scope.strategy) text = "strategy " + NameOf(session, *scope.strategy);
  if (scope.instrument) {
    const std::string pair = session.universe().at(*scope.instrument).symbol.ToString();
    text += text.empty() ? pair : " in " + pair;
  }
  if (!scope.venue.empty()) text += fmt::format("{}{}", text.empty() ? "" : " at ", scope.venue);
  return text.empty() ? "everything" : text;
}

std::vector<engine::StoppedView> StoppedOf(engine::LiveSession& session) {
  std::vector<engine::StoppedView> stopped;
  engine::RiskWatch& watch = session.desk().risk_watch();
  for (const risk::KillSwitch::Thrown& thrown : watch.kill_switch().thrown()) {
    stopped.push_back({ScopeText(session, thrown.scope), "kill_switch", std::string(thrown.by),
                       std::string(thrown.reason), thrown.time});
    const bool is_part = thrown.scope != core::TradingScope{.strategy = thrown.scope.strategy};
    const auto sale = session.flattened().find(thrown.scope.strategy);
    if (is_part || sale == session.flattened().end()) continue;
    engine::StoppedView& sold = stopped.back();  // who had it sold may not be who halted it before
    sold.by = sale->second.by;
    sold.reason = sale->second.reason;
    sold.since = sale->second.time;
    sold.sells = true;
  }
  using enum risk::StrategyRule;
  for (size_t s = 0; s < session.strategies().size(); ++s) {
    for (const auto rule : {kRepeatedExecution, kDayLoss}) {
      if (!watch.activity().IsDisabled(Strategy(s), rule)) continue;
      const auto [value, limit] = watch.activity().WhyDisabled(Strategy(s), rule);
      stopped.push_back({ScopeText(session, {Strategy(s)}),
                         rule == kDayLoss ? "strategy_day_loss" : "repeated_execution", "risk",
                         fmt::format("{:.6g}, the limit is {:.6g}", value, limit), std::nullopt});
    }
  }
  return stopped;
}

std::vector<std::string> UnprotectedOf(const engine::LiveSession& session) {
  std::vector<std::string> holders;
  for (const core::TradingScope& scope : session.WithoutStop()) {
    std::string holder = ScopeText(session, scope);
    const bool is_named = std::find(holders.begin(), holders.end(), holder) != holders.end();
    if (!is_named) holders.push_back(std::move(holder));
  }
  return holders;
}

std::string StateOf(engine::LiveSession& session) {
  const auto& thrown = session.desk().risk_watch().kill_switch().thrown();
  const bool killed = std::any_of(thrown.begin(), thrown.end(),
                                  [](const auto& t) { return t.scope == core::TradingScope{}; });
  const core::TradingState breaker = session.account().breaker.state();
  if (killed || breaker == core::TradingState::kHalted) return "halted";
  if (breaker == core::TradingState::kReducing) return "reducing";
  return session.link().reconciled() ? "trading" : "not_in_step";
}

engine::StatusView StatusOf(engine::LiveSession& session, const SessionFacts& facts,
                            base::UnixNanos now) {
  const engine::Account& account = session.account();
  engine::StatusView view;
  view.session = facts.name;
  view.id = facts.id;
  view.process = facts.process;
  view.state = StateOf(session);
  view.account = session.universe().code(account.ledger.account_currency());
  view.time = now;
  view.started = facts.started;
  view.equity = account.ledger.equity();
  const auto [day_equity, since] = DayStart(session, facts, now);
  view.day_profit = view.equity - day_equity;
  view.day_since = since;
  view.in_step = session.link().reconciled();
  view.open_orders = session.link().open_orders();
  view.unknown_orders = session.link().unknown_orders();
  view.orders_sent = account.orders.entries().size();
  view.disputes = session.link().disputes();
  view.refusals = facts.refusals;
  view.refused_by = facts.refused_by;
  view.rejections = facts.rejections;
  view.rejected_for = facts.rejected_for;
  view.unprotected_seconds = session.unprotected().seconds();
  view.unprotected = UnprotectedOf(session);
  view.stopped = StoppedOf(session);
  view.connection = ViewOf(facts.connection);
  view.alerts = facts.alerts;
  return view;
}

engine::PositionsView PositionsOf(engine::LiveSession& session) {
  const portfolio::Ledger& ledger = session.account().ledger;
  const core::Universe& universe = session.universe();
  engine::PositionsView view;
  view.account = universe.code(ledger.account_currency());
  view.equity = ledger.equity();
  for (const core::Instrument& pair : universe.instruments()) {
    for (size_t s = 0; s < session.strategies().size(); ++s) {
      const portfolio::Position& held = ledger.position(Strategy(s), pair.id);
      if (!held.is_open()) continue;
      engine::PositionView row;
      row.pair = pair.symbol.ToString();
      row.strategy = NameOf(session, Strategy(s));
      row.quantity = held.quantity().value();
      row.cost = held.cost();
      row.last_price = ledger.mark(pair.id).value();
      row.value = core::Mul(row.last_price, row.quantity, core::Rounding::kHalfEven);
      row.profit = row.value - row.cost;
      row.dust = ledger.Dust(Strategy(s), pair.id) == held.quantity();
      view.positions.push_back(std::move(row));
    }
  }
  for (uint32_t i = 0; i < universe.currencies().size(); ++i) {
    const core::Decimal amount = ledger.balance(core::CurrencyId{static_cast<uint16_t>(i)});
    if (!amount.is_zero()) view.balances.push_back({universe.currencies()[i], amount});
  }
  return view;
}

engine::OrderView OrderOf(const engine::LiveSession& session, core::OrderId id) {
  const execution::OrderEntry& entry = session.account().orders.at(id);
  const core::Order& order = entry.order;
  engine::OrderView row;
  row.id = order.id.value;
  row.client_id = session.link().ClientId(order.id);
  row.pair = session.universe().at(order.terms.instrument).symbol.ToString();
  row.side = core::ToString(order.terms.side);
  row.type = core::ToString(order.terms.type);
  row.state = execution::ToString(entry.state);
  row.strategy = NameOf(session, order.strategy);
  row.reason = order.reason;
  row.quantity = order.terms.quantity.value();
  row.filled = entry.filled.value();
  row.price = PriceOf(order.terms);
  row.created = order.created_at;
  return row;
}

engine::OrdersView OrdersOf(engine::LiveSession& session) {
  engine::OrdersView view;
  for (const auto& working : session.account().working.entries()) {
    view.orders.push_back(OrderOf(session, working.id));
  }
  for (const engine::RunningParent& large : session.desk().running_parents()) {
    view.large_orders.push_back(ViewOf(session, large));
  }
  return view;
}

engine::LimitsView LimitsOf(engine::LiveSession& session) {
  engine::LimitsView view;
  const risk::Limits& limits = session.desk().limits();
  using Members = boost::describe::describe_members<risk::Limits, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    const auto& value = limits.*member.pointer;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, double>) {
      view.limits.push_back({member.name, value});
    } else if constexpr (!std::is_same_v<Value, std::string>) {
      view.limits.push_back(
          {member.name, value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt});
    }
  });
  return view;
}

}  // namespace keel::cli
