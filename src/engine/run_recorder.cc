// SPDX-License-Identifier: MIT
#include "engine/run_recorder.h"

#include "base/check.h"
#include "engine/parent_book.h"
#include "execution/order_state.h"

namespace keel::engine {
namespace {

constexpr size_t kMaxRefusalsKept = 1000;

TradeRecord TradeOf(const portfolio::ClosedLot& lot) {
  TradeRecord trade;
  trade.strategy = lot.strategy;
  trade.instrument = lot.instrument;
  trade.quantity = lot.entry.quantity;
  trade.entry_time = lot.entry.time;
  trade.exit_time = lot.exit_time;
  trade.entry_price = lot.entry.price;
  trade.exit_price = lot.exit_price;
  trade.cost = lot.entry.cost;
  trade.proceeds = lot.proceeds;
  trade.entry_fee = lot.entry.fee;
  trade.exit_fee = lot.exit_fee;
  trade.slippage = lot.entry.slippage + lot.exit_slippage;
  trade.entry_reason = lot.entry.reason;
  trade.exit_reason = lot.exit_reason;
  return trade;
}

/// Adds one execution at the venue, at today's rate of its quote currency.
void AddCosts(const core::Fill& fill, core::Decimal fee, double rate, CostRecord& costs) {
  costs.fees += fee.ToDouble() * rate;
  costs.spread += fill.cost.spread * rate;
  costs.impact += fill.cost.impact * rate;
  costs.latency += fill.cost.latency * rate;
  costs.turnover += fill.price.ToDouble() * fill.quantity.ToDouble() * rate;
}

}  // namespace

void RunRecorder::OnReport(const core::Report& report) {
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (filled == nullptr) return;
  const core::Fill& fill = filled->fill;
  record_.fills.push_back(fill);
  const core::CurrencyId quote = ledger_.universe().at(fill.instrument).quote;
  const double rate = ledger_.rate(quote).ToDouble();
  const size_t strategy = fill.strategy.index;
  if (record_.sleeves.size() <= strategy) record_.sleeves.resize(strategy + 1);
  SleeveRecord& sleeve = record_.sleeves[strategy];
  if (fill.liquidity == core::Liquidity::kInternal) {
    ++sleeve.crossings;
    sleeve.crossed += fill.price.ToDouble() * fill.quantity.ToDouble() * rate;
    return;
  }
  const core::Decimal fee = fill.fee.currency == quote ? fill.fee.amount : ledger_.Settle(fill).fee;
  AddCosts(fill, fee, rate, sleeve.costs);
  AddCosts(fill, fee, rate, record_.costs);
}

void RunRecorder::OnParentEnded(const ParentEnded& event) { record_.parents.push_back(event); }

void RunRecorder::OnClosedLot(const portfolio::ClosedLot& lot) {
  record_.trades.push_back(TradeOf(lot));
}

void RunRecorder::OnDecision(uint64_t number, core::StrategyId strategy,
                             const strategy::Decision& decision) {
  CHECK(number == record_.decisions.size() + 1, "decisions out of order");
  record_.decisions.push_back({strategy, decision, {}});
}

void RunRecorder::AddVerdict(const core::Intent& intent, core::Quantity approved,
                             const std::vector<core::Refusal>& refusals, base::UnixNanos time) {
  if (intent.decision == 0) return;
  record_.decisions[intent.decision - 1].verdicts.push_back(
      {time, intent.terms.quantity, approved, refusals});
}

void RunRecorder::OnRefused(const core::IntentRefused& event) {
  AddVerdict(event.intent, {}, event.refusals, event.time);
  for (const core::Refusal& refusal : event.refusals) {
    ++record_.refusals_by_rule[std::string(refusal.rule)];
  }
  if (record_.refusals.size() < kMaxRefusalsKept) record_.refusals.push_back(event);
}

void RunRecorder::OnShrunk(const core::IntentShrunk& event) {
  AddVerdict(event.intent, event.approved, event.refusals, event.time);
  for (const core::Refusal& refusal : event.refusals) {
    ++record_.shrinks_by_rule[std::string(refusal.rule)];
  }
}

void RunRecorder::OnTradingState(const core::TradingStateChanged& event) {
  record_.state_changes.push_back(event);
  if (event.by == "simulated operator") {
    ++record_.operator_releases_by_rule[std::string(event.rule)];
  }
}

void RunRecorder::OnAlert(const core::RiskAlert& event) {
  ++record_.alerts_by_rule[std::string(event.rule)];
}

void RunRecorder::Finish(const Account& account, base::UnixNanos end) {
  record_.orders.reserve(account.orders.entries().size());
  for (const execution::OrderEntry& entry : account.orders.entries()) {
    OrderRecord order;
    order.order = entry.order;
    order.state = execution::ToString(entry.state);
    order.end = entry.end;
    order.filled = entry.filled;
    order.ended_at = entry.ended_at;
    if (entry.filled.is_positive()) {
      order.average_price = entry.value.ToDouble() / entry.filled.ToDouble();
    }
    if (!entry.is_terminal()) {
      order.end = core::OrderEnd::kEndOfRun;
      order.ended_at = end;
    }
    record_.orders.push_back(order);
  }
  for (size_t s = 0; s < record_.strategies.size(); ++s) {
    for (const core::Instrument& pair : ledger_.universe().instruments()) {
      const core::StrategyId strategy{static_cast<uint16_t>(s)};
      for (const portfolio::Lot& lot : ledger_.position(strategy, pair.id).lots()) {
        const core::Price mark = ledger_.mark(pair.id);
        portfolio::ClosedLot closed{
            strategy, pair.id, lot, mark,         core::Notional(mark, lot.quantity),
            {},       end,     0,   "open at end"};
        record_.trades.push_back(TradeOf(closed));
        record_.trades.back().open_at_end = true;
      }
    }
  }
}

}  // namespace keel::engine
