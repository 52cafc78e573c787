// SPDX-License-Identifier: MIT
// Robustness for people: the verdict page, and the same for the terminal and for programs.
#pragma once

#include <string>

#include "research/robustness/robustness.h"

namespace keel::research {

std::string RobustnessText(const RobustnessReport& report);
std::string RobustnessJson(const RobustnessReport& report);
/// The section "robustness" alone, for a page that holds more: verdict, tests, plots.
std::string RobustnessSection(const RobustnessReport& report);
/// The whole page, failure cases included.
std::string RobustnessHtml(const RobustnessReport& report);

}  // namespace keel::research
