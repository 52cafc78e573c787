// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// No entry where the kill switch is thrown, for all or for the venue, the strategy or the pair.
/// Exits pass.
std::optional<core::Refusal> CheckKillSwitch(const CheckInput& in);

std::optional<core::Refusal> CheckKillSwitch(const CheckInput& in) {
  const KillSwitch* kill_switch = in.account.kill_switch;
  if (in.reduces_risk || kill_switch == nullptr || kill_switch->empty()) return std::nullopt;
  const core::Instrument& pair = in.account.ledger->universe().at(in.terms.instrument);
  if (!kill_switch->Stops(in.strategy, pair)) return std::nullopt;
  return core::Refusal{"kill_switch", 1, 0, {}};
}

}  // namespace keel::risk
