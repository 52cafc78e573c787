// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A strategy that entered too often, or lost too often in a row, makes no entry until somebody has
/// looked at it.
std::optional<core::Refusal> CheckRepeatedExecution(const CheckInput& in);

std::optional<core::Refusal> CheckRepeatedExecution(const CheckInput& in) {
  constexpr StrategyRule kRule = StrategyRule::kRepeatedExecution;
  const Activity& activity = *in.account.activity;
  if (in.reduces_risk || !activity.IsDisabled(in.strategy, kRule)) return std::nullopt;
  const auto [value, limit] = activity.WhyDisabled(in.strategy, kRule);
  return core::Refusal{"repeated_execution", value, limit, {}};
}

}  // namespace keel::risk
