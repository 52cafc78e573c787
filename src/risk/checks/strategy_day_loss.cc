// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A strategy that lost too much since 00:00 UTC makes no entry until the next day.
std::optional<core::Refusal> CheckStrategyDayLoss(const CheckInput& in);

std::optional<core::Refusal> CheckStrategyDayLoss(const CheckInput& in) {
  constexpr StrategyRule kRule = StrategyRule::kDayLoss;
  const Activity& activity = *in.account.activity;
  if (in.reduces_risk || !activity.IsDisabled(in.strategy, kRule)) return std::nullopt;
  const auto [value, limit] = activity.WhyDisabled(in.strategy, kRule);
  return core::Refusal{"strategy_day_loss", value, limit, {}};
}

}  // namespace keel::risk
