// SPDX-License-Identifier: MIT
#include "research/integrity/finding.h"

namespace keel::research {

Finding FindingOf(const LookaheadReport& report) {
  return {report.clean ? "pass" : "fail", report.verdict.sentence};
}

Finding FindingOf(const WalkForwardReport& report) { return {report.verdict, report.reason}; }

Finding FindingOf(const RobustnessReport& report) {
  const bool is_judged = report.grade != Grade::kNotJudged;
  return {is_judged ? std::string(ToString(report.grade)) : "weak", report.verdict};
}

Finding FindingOf(const CourtVerdict& verdict) { return {verdict.ruling, verdict.reason}; }

}  // namespace keel::research
