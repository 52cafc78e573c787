// SPDX-License-Identifier: MIT
#include "portfolio/working_orders.h"

namespace keel::portfolio {
namespace {

core::Decimal OpenOf(const WorkingOrders::Entry& entry) { return entry.open.value(); }

}  // namespace

core::Quantity WorkingOrders::BuyQuantity(const core::Universe& universe, core::CurrencyId base,
                                          uint32_t joining) const {
  const auto of_base = [&](const Entry& e) { return universe.at(e.instrument).base == base; };
  return core::Quantity(Sum(core::Side::kBuy, joining, of_base, OpenOf));
}

core::Quantity WorkingOrders::SellQuantity(core::StrategyId strategy, core::InstrumentId instrument,
                                           uint32_t joining) const {
  const auto own = [&](const Entry& e) {
    return e.strategy == strategy && e.instrument == instrument;
  };
  return core::Quantity(Sum(core::Side::kSell, joining, own, OpenOf));
}

core::Quantity WorkingOrders::SellQuantity(const core::Universe& universe, core::CurrencyId base,
                                           uint32_t joining) const {
  const auto of_base = [&](const Entry& e) { return universe.at(e.instrument).base == base; };
  return core::Quantity(Sum(core::Side::kSell, joining, of_base, OpenOf));
}

core::Quantity WorkingOrders::OpenQuantity(core::InstrumentId instrument, uint32_t joining) const {
  if (count(instrument) == 0) return {};
  const auto here = [&](const Entry& e) { return e.instrument == instrument; };
  return core::Quantity(Sum(core::Side::kBuy, joining, here, OpenOf) +
                        Sum(core::Side::kSell, joining, here, OpenOf));
}

core::Decimal WorkingOrders::ReservedQuote(const core::Universe& universe, core::CurrencyId quote,
                                           uint32_t joining) const {
  const auto in_quote = [&](const Entry& e) { return universe.at(e.instrument).quote == quote; };
  return Sum(core::Side::kBuy, joining, in_quote, [](const Entry& e) { return e.reserved(); });
}

}  // namespace keel::portfolio
