// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {
/// An entry must not meet an own order that rests on the other side of the book: its worst price
/// stays below every own limit sell of the pair. An order that waits for a trigger is compared as
/// if it had been triggered. Exits are left to the venue's own flag.
std::optional<core::Refusal> CheckSelfTrade(const CheckInput& in);

std::optional<core::Refusal> CheckSelfTrade(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const core::Decimal kept = core::Decimal::FromInt(1) - *in.limits.self_trade_distance;
  const core::Decimal worst = in.worst_price;
  for (const portfolio::WorkingOrders::Entry& entry : in.account.working->entries()) {
    if (entry.instrument != in.terms.instrument || entry.side != core::Side::kSell ||
        !entry.resting_price) {
      continue;
    }
    const core::Decimal limit =
        core::Mul(entry.resting_price->value(), kept, core::Rounding::kDown);
    if (worst < limit) continue;
    return core::Refusal{"self_trade", worst.ToDouble(), limit.ToDouble(), {}};
  }
  return std::nullopt;
}

}  // namespace keel::risk
