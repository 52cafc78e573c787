// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// So many orders go to one venue within a second and within ten. Exits count and are never held
/// back; cancels do neither.
std::optional<core::Refusal> CheckMessageThrottle(const CheckInput& in);

std::optional<core::Refusal> CheckMessageThrottle(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const base::UnixNanos now = in.account.now;
  const base::UnixNanos room = in.account.activity->NextRoom(in.terms.instrument, now);
  if (room <= now) return std::nullopt;
  return core::Refusal{"message_throttle", (room - now).seconds(), 0, {}};
}

}  // namespace keel::risk
