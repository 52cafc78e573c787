// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// No entry while it is not known what the account has at the venue: its stream is down, orders or
/// executions do not agree, or an order's outcome is unknown. In a backtest it always is.
std::optional<core::Refusal> CheckVenueState(const CheckInput& in);

std::optional<core::Refusal> CheckVenueState(const CheckInput& in) {
  if (in.reduces_risk || in.account.venue_is_known) return std::nullopt;
  return core::Refusal{"venue_state", 1, 0, {}};
}

}  // namespace keel::risk
