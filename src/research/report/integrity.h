// SPDX-License-Identifier: MIT
// Can the result be believed? Each ground to doubt it is a check with a verdict in plain words, and
// the worst of them is the verdict of the run. A report without this is an advertisement.
#pragma once

#include <string>
#include <vector>

#include "research/metrics_of_run.h"

namespace keel::research {

enum class Belief {
  kSound,    ///< nothing found
  kCaution,  ///< believable within limits that are told
  kDoubt,    ///< the numbers do not mean what they seem to
};
/// "sound", "caution", "doubt".
std::string_view BeliefName(Belief belief);

struct IntegrityCheck {
  std::string name;  ///< "number of trades"
  Belief belief = Belief::kSound;
  std::string finding;  ///< one sentence with its numbers
};

struct Integrity {
  std::vector<IntegrityCheck> checks;  ///< worst first
  Belief worst = Belief::kSound;
  std::string verdict;  ///< one sentence
};

Integrity JudgeIntegrity(const MeasuredRun& measured);

/// Whether any series of the run is synthetic.
bool IsSynthetic(const engine::RunRecord& run);

}  // namespace keel::research
