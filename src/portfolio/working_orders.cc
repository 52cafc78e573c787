// SPDX-License-Identifier: MIT
#include "portfolio/working_orders.h"

namespace keel::portfolio {

core::Quantity WorkingOrders::SellQuantity(core::StrategyId strategy, core::InstrumentId instrument,
                                           uint32_t joining) const {
  core::Quantity sum;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Entry& e = entries_[i];
    if (e.strategy != strategy || e.instrument != instrument || e.side != core::Side::kSell) {
      continue;
    }
    if (e.oco_group == 0) {
      sum += e.open;
      continue;
    }
    if (e.oco_group == joining) continue;
    // The largest of the group, counted at its first such entry.
    const auto larger = [&](const Entry& other, bool strictly) {
      return other.oco_group == e.oco_group && other.side == e.side &&
             (strictly ? other.open > e.open : other.open >= e.open);
    };
    bool counts = true;
    for (size_t j = 0; j < entries_.size() && counts; ++j) {
      if (j != i && larger(entries_[j], j > i)) counts = false;
    }
    if (counts) sum += e.open;
  }
  return sum;
}

core::Decimal WorkingOrders::ReservedQuote(const core::Universe& universe,
                                           core::CurrencyId quote) const {
  core::Decimal sum;
  for (const Entry& e : entries_) {
    if (e.side != core::Side::kBuy || universe.at(e.instrument).quote != quote) continue;
    sum += core::Mul(e.reserved_per_unit, e.open.value(), core::Rounding::kUp);
  }
  return sum;
}

}  // namespace keel::portfolio
