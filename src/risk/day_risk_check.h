// SPDX-License-Identifier: MIT
// The one question of the two checks of a day's risk: does the order raise it above the limit?
#pragma once

#include "risk/check.h"

namespace keel::risk {

/// Refuses an entry with which the measure is above `share` of equity and above what it is without
/// the order. The head-room passes, and one lot more does not.
std::optional<core::Refusal> CheckDayRisk(const CheckInput& in, RiskMeasure measure, double share,
                                          std::string_view rule);

}  // namespace keel::risk
