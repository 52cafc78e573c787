// SPDX-License-Identifier: MIT
// What an order of a group is to its bracket, told from its terms alone.
#pragma once

#include "core/order.h"
#include "execution/saved_bracket.h"

namespace keel::engine::internal {

/// Of an order that is kept.
inline execution::LegRole RoleOf(const core::OrderTerms& terms) {
  const bool is_target =
      terms.type == core::OrderType::kTakeProfit || terms.type == core::OrderType::kLimit;
  return is_target ? execution::LegRole::kTarget : execution::LegRole::kStop;
}

/// Of an order that works for one.
inline execution::LegRole RoleOfLeg(const core::OrderTerms& terms) {
  return terms.type == core::OrderType::kMarket ? execution::LegRole::kClose : RoleOf(terms);
}

}  // namespace keel::engine::internal
