// SPDX-License-Identifier: MIT
#include "venues/binance/order_filters.h"

namespace keel::venues::binance {
namespace {

using core::Decimal;
using core::Rounding;

bool IsOnGrid(core::Price price, const SymbolRules& rules) {
  const bool too_low = rules.min_price.is_positive() && price < rules.min_price;
  const bool too_high = rules.max_price.is_positive() && price > rules.max_price;
  return !too_low && !too_high && core::IsMultipleOf(price.value(), rules.filters.tick.value());
}

bool PassesPrice(const FilterQuestion& order, const SymbolRules& rules) {
  return (order.price.is_zero() || IsOnGrid(order.price, rules)) &&
         (order.stop.is_zero() || IsOnGrid(order.stop, rules));
}

struct QuantityRange {
  core::Quantity min, max, step;
};
bool Passes(core::Quantity quantity, const QuantityRange& range) {
  const bool too_large = range.max.is_positive() && quantity > range.max;
  const bool in_steps =
      range.step.is_zero() || core::IsMultipleOf(quantity.value(), range.step.value());
  return quantity >= range.min && !too_large && in_steps;
}

/// Of an order with a limit.
bool PassesNotional(const FilterQuestion& order, const SymbolRules& rules) {
  if (!rules.notional || order.price.is_zero()) return true;
  const Decimal value = core::Mul(order.price.value(), order.quantity.value(), Rounding::kHalfEven);
  return value >= rules.notional->min && !(rules.notional->max && value > *rules.notional->max);
}

}  // namespace

std::optional<std::string_view> FailingFilter(const FilterQuestion& order,
                                              const SymbolRules& rules) {
  if (!PassesPrice(order, rules)) return "PRICE_FILTER";
  const core::InstrumentFilters& steps = rules.filters;
  if (!Passes(order.quantity, {rules.min_quantity, rules.max_quantity, steps.lot})) {
    return "LOT_SIZE";
  }
  const bool at_market = order.type == VenueOrderType::kMarket;
  if (at_market && !Passes(order.quantity, {rules.market_min_quantity, rules.market_max_quantity,
                                            rules.market_step})) {
    return "MARKET_LOT_SIZE";
  }
  if (!PassesNotional(order, rules)) return "NOTIONAL";
  return std::nullopt;
}

}  // namespace keel::venues::binance
