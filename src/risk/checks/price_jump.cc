// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// After a jump of the price the pair is only left, not entered, for a while: the collar over time.
std::optional<core::Refusal> CheckPriceJump(const CheckInput& in);

std::optional<core::Refusal> CheckPriceJump(const CheckInput& in) {
  if (in.reduces_risk || !in.market.last_jump) return std::nullopt;
  const double since = (in.account.now - *in.market.last_jump).seconds();
  const double pause = in.limits.soft.jump_pause_s;
  if (since >= pause) return std::nullopt;
  return core::Refusal{"price_jump", since, pause, {}};
}

}  // namespace keel::risk
