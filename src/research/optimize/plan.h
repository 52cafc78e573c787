// SPDX-License-Identifier: MIT
// The trials of a sweep before any is run, the same ones in the same order whoever plans them: that
// is what lets many workers share a sweep without a word between them.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "research/optimize/space.h"
#include "research/trial/subject.h"
#include "research/trial/variation.h"

namespace keel::research {

struct Trial {
  int64_t number = 0;  ///< from 0, in the order of the plan
  Variation variation;
  std::string hash;  ///< TrialHash
};

struct TrialPlan {
  std::vector<Trial> trials;
  int64_t contradictions = 0;  ///< points whose parameters cannot go together: left out
};

/// Whether the strategies take these parameters together (a fast average below the slow one).
/// kUsage for a parameter that none has.
base::Result<bool> IsPossible(const Subject& subject, const Variation& variation);

/// A trial at every point of the space, each `base` with the point's parameters.
base::Result<TrialPlan> PlanGrid(const Subject& subject, const Space& space, const Variation& base);

/// `count` different points by chance, fewer where the space has no more. Point k is drawn from the
/// stream of (seed, "optimize.random", k), so a longer sweep begins with the trials of a shorter.
base::Result<TrialPlan> PlanRandom(const Subject& subject, const Space& space,
                                   const Variation& base, int64_t count, uint64_t seed);

/// The part of a plan that worker `index` (from 0) of `count` does: the trials in the order of
/// their hashes, dealt out one by one.
struct Shard {
  int64_t index = 0;
  int64_t count = 1;
};
std::vector<size_t> TrialsOf(const TrialPlan& plan, const Shard& shard);

}  // namespace keel::research
