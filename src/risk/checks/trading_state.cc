// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// No entry while a breaker has the account in REDUCING or HALTED. Exits always pass.
std::optional<core::Refusal> CheckTradingState(const CheckInput& in);

std::optional<core::Refusal> CheckTradingState(const CheckInput& in) {
  if (in.reduces_risk || in.account.state == core::TradingState::kActive) return std::nullopt;
  return core::Refusal{"trading_state", static_cast<double>(in.account.state), 0, {}};
}

}  // namespace keel::risk
