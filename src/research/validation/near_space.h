// SPDX-License-Identifier: MIT
// What a walk forward chooses from where nobody says: the parameters that matter, around the values
// that they have.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "research/optimize/space.h"
#include "research/robustness/robustness.h"
#include "research/trial/subject.h"

namespace keel::research {

/// The (at most) `count` parameters whose single variation moved the Sharpe ratio most, the most
/// telling first. Empty where none did.
std::vector<std::string> TellingParameters(const RobustnessReport& report, size_t count);

/// 50, 75, 100, 150 and 200 % of the value that each parameter has, within its range; of a whole
/// number the nearest ones, each once. kUsage for a name that no strategy has.
base::Result<Space> NearSpace(const Subject& subject, const std::vector<std::string>& parameters);

}  // namespace keel::research
