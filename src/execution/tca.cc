// SPDX-License-Identifier: MIT
#include "execution/tca.h"

namespace keel::execution {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;
using core::Notional;
using core::Price;
using core::Quantity;
using core::Rounding;

base::Status Check(const CostSubject& subject, std::span<const CostFill> fills) {
  const auto positive = [](const auto&... amounts) { return (amounts.is_positive() && ...); };
  if (!positive(subject.quantity, subject.decision_price, subject.arrival_price,
                subject.end_price)) {
    return Fail(ErrorCode::kUsage,
                "execution costs: the parent's quantity and prices must be above 0");
  }
  if (subject.market_quantity.is_negative() || subject.market_value.is_negative()) {
    return Fail(ErrorCode::kUsage, "execution costs: the market's volume must be 0 or more");
  }
  for (const CostFill& fill : fills) {
    const bool valid = positive(fill.price, fill.quantity) &&
                       (!fill.mid || fill.mid->is_positive()) &&
                       (!fill.touch || fill.touch->is_positive());
    if (!valid) {
      return Fail(ErrorCode::kUsage,
                  "execution costs: quantities and prices of fills must be above 0");
    }
  }
  return {};
}

/// Values of one fill's quantity at the prices that it passed. Each part is the difference of two
/// of them, so that roundings cancel in the sum.
void AddFill(const CostSubject& subject, const CostFill& fill, CostRow* row, Decimal* traded) {
  const bool takes = fill.liquidity == core::Liquidity::kTaker;
  const Price mid = fill.mid.value_or(subject.arrival_price);
  Price touch = takes ? fill.touch.value_or(mid) : fill.price;
  if (!fill.mid) touch = mid;
  const Decimal at_decision = Notional(subject.decision_price, fill.quantity);
  const Decimal at_arrival = Notional(subject.arrival_price, fill.quantity);
  const Decimal at_mid = Notional(mid, fill.quantity);
  const Decimal at_touch = Notional(touch, fill.quantity);
  const Decimal at_price = Notional(fill.price, fill.quantity);
  row->delay += at_arrival - at_decision;
  row->timing += at_mid - at_arrival;
  row->spread += at_touch - at_mid;
  row->impact += at_price - at_touch;
  row->fees += fill.fee;
  row->filled += fill.quantity;
  if (!fill.mid) row->without_quote += fill.quantity;
  if (fill.liquidity == core::Liquidity::kInternal) ++row->internal_fills;
  ++row->fills;
  *traded += at_price;
}

void CompareWithMarket(const CostSubject& subject, Decimal traded, CostRow* row) {
  if (row->filled.is_positive()) {
    row->average_price = Price(core::Div(traded, row->filled.value(), Rounding::kHalfEven));
  }
  if (!subject.market_quantity.is_positive()) return;
  const Decimal market = subject.market_quantity.value();
  row->interval_vwap = Price(core::Div(subject.market_value, market, Rounding::kHalfEven));
  row->against_vwap =
      traded - core::MulDiv(subject.market_value, row->filled.value(), market, Rounding::kHalfEven);
}

}  // namespace

base::Result<CostRow> AnalyseCosts(const CostSubject& subject, std::span<const CostFill> fills) {
  TRY(Check(subject, fills));
  CostRow row;
  row.side = core::ToString(subject.side);
  row.quantity = subject.quantity;
  row.decision_price = subject.decision_price;
  row.arrival_price = subject.arrival_price;
  row.end_price = subject.end_price;
  Decimal traded;
  for (const CostFill& fill : fills) AddFill(subject, fill, &row, &traded);
  // Less than nothing where a venue filled too much: then the surplus is marked.
  const Quantity rest = subject.quantity - row.filled;
  row.opportunity = Notional(subject.end_price, rest) - Notional(subject.decision_price, rest);
  CompareWithMarket(subject, traded, &row);
  if (subject.side == core::Side::kSell) {
    for (Decimal* part : {&row.delay, &row.timing, &row.spread, &row.impact, &row.opportunity}) {
      *part = -*part;
    }
    if (row.against_vwap) row.against_vwap = -*row.against_vwap;
  }
  row.total = row.delay + row.timing + row.spread + row.impact + row.fees + row.opportunity;
  const Decimal on_paper = Notional(subject.decision_price, subject.quantity, Rounding::kUp);
  row.total_bps = 1e4 * row.total.ToDouble() / on_paper.ToDouble();
  return row;
}

}  // namespace keel::execution
