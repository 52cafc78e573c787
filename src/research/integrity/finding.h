// SPDX-License-Identifier: MIT
// What a check came to, in the form that the badge and the suite read: a verdict of three and why.
#pragma once

#include <string>

#include "research/court/verdict.h"
#include "research/report/lookahead_report.h"
#include "research/robustness/robustness.h"
#include "research/validation/walk_forward.h"

namespace keel::research {

struct Finding {
  std::string verdict;  ///< "pass", "weak" or "fail"
  std::string sentence;
};

/// Pass: nothing was found; else fail.
Finding FindingOf(const LookaheadReport& report);
/// The verdict of the walk forward.
Finding FindingOf(const WalkForwardReport& report);
/// The report's own grade; weak where there was too little to judge.
Finding FindingOf(const RobustnessReport& report);
/// The court's ruling.
Finding FindingOf(const CourtVerdict& verdict);

}  // namespace keel::research
