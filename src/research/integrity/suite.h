// SPDX-License-Identifier: MIT
// All evidence for and against one strategy, together: whether it sees the future, what it earns on
// days that did not choose it, what is left of it in a slightly different world, and whether luck
// explains it. The verdict is that of the worst.
#pragma once

#include <optional>
#include <string>

#include "research/court/verdict.h"
#include "research/integrity/badge.h"
#include "research/integrity/finding.h"
#include "research/report/lookahead_report.h"
#include "research/robustness/robustness.h"
#include "research/validation/walk_forward.h"

namespace keel::research {

struct Suite {
  std::string family;
  bool synthetic = false;
  LookaheadReport look_ahead;
  RobustnessReport robustness;
  std::optional<WalkForwardReport> walk_forward;
  std::string no_walk_forward;  ///< why there is none
  CourtRecord court;
};

/// The verdict over a suite.
struct SuiteVerdict {
  std::string verdict;   ///< "pass": all pass; "fail": one fails; else "weak"
  std::string sentence;  ///< which of them decide it
  Badge badge;
};
BOOST_DESCRIBE_STRUCT(SuiteVerdict, (), (verdict, sentence, badge))

/// `made_at` and `settings_hash` are what the badge says.
SuiteVerdict Conclude(const Suite& suite, const std::string& settings_hash,
                      base::UnixNanos made_at);
/// What the suite leaves for later reports, one for each check that was made.
std::vector<Evidence> EvidenceOf(const Suite& suite, const std::string& settings_hash,
                                 base::UnixNanos made_at);

}  // namespace keel::research
