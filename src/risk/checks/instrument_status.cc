// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A pair that is delisted, or has no price yet, cannot be traded; nor entered while nothing tells
/// what its quote currency is worth.
std::optional<core::Refusal> CheckInstrumentStatus(const CheckInput& in);

std::optional<core::Refusal> CheckInstrumentStatus(const CheckInput& in) {
  const bool has_price = in.market.last_price && in.market.last_price->is_positive();
  const bool has_value = in.reduces_risk || in.unit_value.is_positive();
  if (in.market.trading && has_price && has_value) return std::nullopt;
  return core::Refusal{"instrument_status", 0, 1, {}};
}

}  // namespace keel::risk
