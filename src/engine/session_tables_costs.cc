// SPDX-License-Identifier: MIT
// What each order of a session cost against the price that was known when it was made.
#include "engine/session_tables.h"
#include "execution/order_state.h"
#include "execution/stop_rules.h"

namespace keel::engine {

using core::Decimal;

namespace {

/// Whether what it did not trade was wanted of it until its end: not where another order goes on
/// with it or has traded instead, nor where it waited for a price.
bool GivesUpItsRest(const SessionOrder& order) {
  if (order.end == core::OrderEnd::kReplaced || order.end == core::OrderEnd::kCanceledByOco) {
    return false;
  }
  return !execution::WaitsForPrice(order.sent.terms.type);
}

/// The price when it could first be worked: the last one that was known when it was made, or the
/// one that it waits for. Zero: not known, as of a stop that trails.
core::Price ArrivalOf(const SessionOrder& order, const core::Instrument& pair) {
  const core::OrderTerms& terms = order.sent.terms;
  if (execution::WaitsForPrice(terms.type)) return terms.stop_price;
  return core::Price(core::Grid(pair.tick.value()).Nearest(order.sent.reference_price));
}

}  // namespace

void SessionTables::TellOrder(const SessionOrder& order, Rows* rows) {
  OrderTrades& trades = trades_[order.sent.id - 1];
  const core::InstrumentId pair = order.sent.terms.instrument;
  if (!trades.is_over && execution::IsTerminal(order.state)) {
    trades.is_over = true;
    if (pair.index < universe_.instruments().size()) trades.end_price = ledger_->mark(pair);
  }
  rows->push_back(RowOf(order));
}

void SessionTables::AddCosts(const SessionOrder& order, storage::OrderRow& row) const {
  row.cost_currency = settings_.account.currency;
  const core::OrderTerms& terms = order.sent.terms;
  if (terms.instrument.index >= universe_.instruments().size()) return;
  const core::Instrument& pair = universe_.at(terms.instrument);
  const core::Price arrival = ArrivalOf(order, pair);
  if (!arrival.is_positive()) return;
  row.arrival_price = arrival;
  const OrderTrades& trades = trades_[order.sent.id - 1];
  const core::Price end = trades.end_price;
  if (end.is_positive()) row.end_price = end;

  const bool is_left =
      trades.is_over && order.filled < order.quantity && !trades.is_child && GivesUpItsRest(order);
  const bool counts_rest = is_left && end.is_positive();
  const core::Quantity wanted = counts_rest ? order.quantity : order.filled;
  const auto costs = execution::AnalyseCosts({.side = terms.side,
                                              .quantity = wanted,
                                              .decision_price = arrival,
                                              .arrival_price = arrival,
                                              .end_price = counts_rest ? end : arrival,
                                              .market_quantity = {},
                                              .market_value = {}},
                                             trades.fills);
  if (!costs) return;  // it has traded nothing
  const Decimal slippage = costs->delay + costs->timing + costs->spread + costs->impact;
  const bool has_filled = order.filled.is_positive();
  if (has_filled) {
    row.slippage_bps = 1e4 * slippage.ToDouble() / core::Notional(arrival, order.filled).ToDouble();
  }
  const bool tells_all = trades.is_over && (!is_left || counts_rest);
  if (tells_all) row.shortfall_bps = costs->total_bps;
  if (!ledger_->rate(pair.quote).is_positive()) return;
  if (has_filled) {
    row.slippage = InAccount(slippage, pair.id);
    row.fees = InAccount(costs->fees, pair.id);
  }
  if (!tells_all) return;
  row.opportunity = InAccount(costs->opportunity, pair.id);
  row.shortfall =
      row.slippage.value_or(Decimal()) + row.fees.value_or(Decimal()) + *row.opportunity;
}

}  // namespace keel::engine
