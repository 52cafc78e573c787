// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// So many orders may work at once, by pair and in all. Exits are exempt: a stop must find a place.
std::optional<core::Refusal> CheckOpenOrders(const CheckInput& in);

std::optional<core::Refusal> CheckOpenOrders(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const Limits& limits = in.limits.soft;
  const int here = in.account.working->count(in.terms.instrument);
  if (limits.open_orders_per_symbol && here >= *limits.open_orders_per_symbol) {
    const double limit = *limits.open_orders_per_symbol;
    return core::Refusal{"open_orders", static_cast<double>(here + 1), limit, {}};
  }
  const auto all = static_cast<int>(in.account.working->size());
  if (limits.open_orders && all >= *limits.open_orders) {
    const double limit = *limits.open_orders;
    return core::Refusal{"open_orders", static_cast<double>(all + 1), limit, {}};
  }
  return std::nullopt;
}

}  // namespace keel::risk
