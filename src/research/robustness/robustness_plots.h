// SPDX-License-Identifier: MIT
// The pictures of the tests, one for each way in which a test varies the run.
#pragma once

#include <string>

#include "research/robustness/robustness.h"

namespace keel::research {

/// The picture of a test as <figure> elements; empty where there is nothing to show.
std::string PlotsOf(const RobustnessReport& report, const RobustnessTest& test);

}  // namespace keel::research
