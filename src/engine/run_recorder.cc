// SPDX-License-Identifier: MIT
#include "engine/run_recorder.h"

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

}  // namespace

void RunRecorder::OnReport(const core::Report& report) {
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (filled == nullptr) return;
  const core::Fill& fill = filled->fill;
  record_.fills.push_back(fill);
  const double rate = ledger_.rate(ledger_.universe().at(fill.instrument).quote).ToDouble();
  record_.costs.fees += fill.fee.amount.ToDouble() * rate;
  record_.costs.spread += fill.cost.spread * rate;
  record_.costs.impact += fill.cost.impact * rate;
  record_.costs.latency += fill.cost.latency * rate;
  record_.costs.turnover += fill.price.ToDouble() * fill.quantity.ToDouble() * rate;
}

void RunRecorder::OnClosedLot(const portfolio::ClosedLot& lot) {
  record_.trades.push_back(TradeOf(lot));
}

void RunRecorder::OnRefused(const core::IntentRefused& event) {
  for (const core::Refusal& refusal : event.refusals) {
    ++record_.refusals_by_rule[std::string(refusal.rule)];
  }
  if (record_.refusals.size() < kMaxRefusalsKept) record_.refusals.push_back(event);
}

void RunRecorder::OnShrunk(const core::IntentShrunk& event) {
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
