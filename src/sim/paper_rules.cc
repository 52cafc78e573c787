// SPDX-License-Identifier: MIT
#include "sim/paper_rules.h"

#include "base/check.h"

namespace keel::sim {

using core::Decimal;
using core::OrderEnd;
using core::OrderType;
using core::Rounding;
using execution::Refused;

namespace {

bool IsMultiple(Decimal value, Decimal step) {
  return core::RoundTo(value, step, Rounding::kDown) == value;
}

Refused Filter(const char* words) { return {OrderEnd::kAgainstFilters, words}; }

}  // namespace

bool HasTrigger(OrderType type) {
  return type == OrderType::kStop || type == OrderType::kStopLimit ||
         type == OrderType::kTakeProfit;
}

bool TakesAtOnce(OrderType type) {
  return type == OrderType::kMarket || type == OrderType::kStop || type == OrderType::kTakeProfit;
}

bool Reaches(core::Price price, const core::OrderTerms& terms) {
  const bool buys = terms.side == core::Side::kBuy;
  const bool waits_above = (terms.type == OrderType::kTakeProfit) != buys;
  return waits_above ? price >= terms.stop_price : price <= terms.stop_price;
}

core::Price UpTo5PercentAbove(core::Price from, core::Price tick) {
  const Decimal most =
      core::MulDiv(from.value(), Decimal::FromInt(105), Decimal::FromInt(100), Rounding::kUp);
  return core::Price(core::RoundTo(most, tick.value(), Rounding::kUp));
}

std::optional<Refused> RefusalByRules(const core::OrderTerms& terms, const PaperPrices& prices,
                                      const core::InstrumentFilters& filters) {
  const bool offered =
      terms.type != OrderType::kTrailingStop && terms.tif != core::TimeInForce::kGtd;
  if (!offered) {
    return Refused{OrderEnd::kRefusedByVenue,
                   "trailing stops and orders that end at a time are not simulated"};
  }
  const bool limited = !TakesAtOnce(terms.type);
  if ((limited && !prices.limit.is_positive()) ||
      !IsMultiple(prices.limit.value(), filters.tick.value()) ||
      !IsMultiple(terms.stop_price.value(), filters.tick.value()) ||
      (HasTrigger(terms.type) && !terms.stop_price.is_positive())) {
    return Filter("Filter failure: PRICE_FILTER (-1013)");
  }
  if (!terms.quantity.is_positive() || !IsMultiple(terms.quantity.value(), filters.lot.value())) {
    return Filter("Filter failure: LOT_SIZE (-1013)");
  }
  const bool priced = prices.value_at.is_positive();
  if (priced && core::Notional(prices.value_at, terms.quantity) < filters.min_notional) {
    return Filter("Filter failure: NOTIONAL (-1013)");
  }
  return std::nullopt;
}

Refused RefusalByBook(matching::Reason reason) {
  switch (reason) {
    case matching::Reason::kWouldTake:
      return {OrderEnd::kWouldTake, "Order would immediately match and take. (-2010)"};
    case matching::Reason::kBookFull:
      return {OrderEnd::kTooManyOrders, "Filter failure: MAX_NUM_ORDERS (-1013)"};
    default:
      return {OrderEnd::kRefusedByVenue, "Illegal characters or combination of terms. (-1106)"};
  }
}

}  // namespace keel::sim
