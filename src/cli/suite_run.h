// SPDX-License-Identifier: MIT
// The whole suite over one strategy: look-ahead, robustness, walk forward, court.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/verb.h"
#include "research/court/verdict.h"
#include "research/integrity/suite.h"
#include "research/trial/subject.h"

namespace keel::cli {

struct SuiteChoice {
  /// What the walk forward chooses from, as --space. Empty: half to twice the value of each of the
  /// two parameters on which the Sharpe ratio depends most.
  std::vector<std::string> space;
  bool quick = false;             ///< of the robustness
  std::vector<std::string> vary;  ///< parameters of the robustness; empty: all
  int64_t warm_up_bars = 500;     ///< of the walk forward
  int64_t rivals = 200;           ///< of the court
  research::CourtSettings court;
};

/// Runs it all. Trials of the walk forward and of the court are in the ledger afterwards. Errors of
/// the parts; where a walk forward is not possible the suite says why and goes on.
base::Result<research::Suite> RunSuite(const research::Subject& subject, const SuiteChoice& choice,
                                       const Session& session);

}  // namespace keel::cli
