// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// No entry that is paid in a stablecoin which has been off its peg for a while; only where a pair
/// prices that coin.
std::optional<core::Refusal> CheckStablecoinDepeg(const CheckInput& in);

std::optional<core::Refusal> CheckStablecoinDepeg(const CheckInput& in) {
  if (in.reduces_risk || !in.market.off_peg_for) return std::nullopt;
  const double off = in.market.off_peg_for->seconds();
  if (off < in.limits.soft.depeg_s) return std::nullopt;
  return core::Refusal{"stablecoin_depeg", off, in.limits.soft.depeg_s, {}};
}

}  // namespace keel::risk
