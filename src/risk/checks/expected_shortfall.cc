// SPDX-License-Identifier: MIT
#include "risk/day_risk_check.h"

namespace keel::risk {

/// The mean loss of the worst 5 % of days stays below a share of equity. Only increases are
/// refused.
std::optional<core::Refusal> CheckExpectedShortfall(const CheckInput& in);

std::optional<core::Refusal> CheckExpectedShortfall(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  return CheckDayRisk(in, RiskMeasure::kExpectedShortfall, *in.limits.soft.cvar_daily,
                      "expected_shortfall");
}

}  // namespace keel::risk
