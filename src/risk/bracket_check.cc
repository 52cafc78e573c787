// SPDX-License-Identifier: MIT
#include "risk/bracket_check.h"

#include <algorithm>

namespace keel::risk {

using core::OrderType;

core::Price EntryPrice(const core::OrderTerms& entry, core::Price last) {
  switch (entry.type) {
    case OrderType::kLimit:
      return std::min(entry.limit_price, last);
    case OrderType::kTakeProfit:
      return std::min(entry.stop_price, last);
    case OrderType::kStop:
    case OrderType::kStopLimit:
      return std::max(entry.stop_price, last);
    case OrderType::kMarket:
    case OrderType::kTrailingStop:
      break;
  }
  return last;
}

std::optional<core::Refusal> CheckBracket(const core::OrderTerms& entry,
                                          std::span<const core::OrderTerms> exits,
                                          core::Price last) {
  const auto of_type = [&](OrderType type) {
    return std::count_if(exits.begin(), exits.end(),
                         [type](const auto& e) { return e.type == type; });
  };
  const auto targets = of_type(OrderType::kTakeProfit);
  const auto stops = of_type(OrderType::kStop) + of_type(OrderType::kTrailingStop);
  const bool is_whole = !exits.empty() && stops <= 1 && targets <= 1 &&
                        stops + targets == static_cast<ptrdiff_t>(exits.size());
  if (entry.side != core::Side::kBuy || entry.oco_group != 0 || !is_whole) {
    return core::Refusal{"bracket_entry", entry.quantity.ToDouble(), 0, {}};
  }
  const core::Price bought = EntryPrice(entry, last);
  for (const core::OrderTerms& exit : exits) {
    const bool is_well = exit.type == OrderType::kTakeProfit ? exit.stop_price > bought
                         : exit.type == OrderType::kStop     ? exit.stop_price < bought
                                                             : true;
    if (is_well) continue;
    return core::Refusal{"bracket_prices", exit.stop_price.ToDouble(), bought.ToDouble(), {}};
  }
  return std::nullopt;
}

}  // namespace keel::risk
