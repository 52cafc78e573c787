// SPDX-License-Identifier: MIT
#include "risk/day_risk_check.h"

namespace keel::risk {

/// The loss of a day that is not passed with 95 % stays below a share of equity. Only increases are
/// refused.
std::optional<core::Refusal> CheckValueAtRisk(const CheckInput& in);

std::optional<core::Refusal> CheckValueAtRisk(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  return CheckDayRisk(in, RiskMeasure::kValueAtRisk, *in.limits.soft.var_daily, "value_at_risk");
}

}  // namespace keel::risk
