// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A pair that is delisted, or whose first price is not known yet, cannot be traded.
std::optional<core::Refusal> CheckInstrumentStatus(const CheckInput& in);

std::optional<core::Refusal> CheckInstrumentStatus(const CheckInput& in) {
  if (in.market.trading && in.market.last_price) return std::nullopt;
  return core::Refusal{"instrument_status", 0, 1, {}};
}

}  // namespace keel::risk
