// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// No entry on a price that is older than a few bars: nobody knows what it is now. Single trades
/// have no period to measure with.
std::optional<core::Refusal> CheckDataQuality(const CheckInput& in);

std::optional<core::Refusal> CheckDataQuality(const CheckInput& in) {
  if (in.reduces_risk || !in.market.price_age || in.market.bar_period.ns == 0) return std::nullopt;
  const double bars = in.market.price_age->seconds() / in.market.bar_period.seconds();
  if (bars <= *in.limits.soft.stale_bars) return std::nullopt;
  return core::Refusal{"data_quality", bars, *in.limits.soft.stale_bars, {}};
}

}  // namespace keel::risk
