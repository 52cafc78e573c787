// SPDX-License-Identifier: MIT
// The worker of a sweep: takes a trial, runs it, hands its record over, until there is none left.
// Where the trials come from is behind an interface, so that a part of a plan and a queue that many
// machines share are worked off by the same loop.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "research/optimize/objective.h"
#include "research/optimize/plan.h"
#include "research/optimize/trial_log.h"
#include "research/trial/subject.h"

namespace keel::research {

/// Called from any thread.
class TrialSource {
 public:
  virtual ~TrialSource() = default;
  /// The position in the plan of a trial that is now this worker's; nothing when none is left.
  virtual base::Result<std::optional<size_t>> Take() = 0;
  /// The trial's record is kept.
  virtual base::Status Complete(size_t trial) = 0;
};

/// A part of a plan, without the trials that are done.
class PartSource final : public TrialSource {
 public:
  PartSource(const TrialPlan& plan, const Shard& shard, const std::set<std::string>& done);
  int64_t size() const { return static_cast<int64_t>(trials_.size()); }
  base::Result<std::optional<size_t>> Take() override;
  base::Status Complete(size_t) override { return {}; }

 private:
  std::vector<size_t> trials_;
  std::atomic<size_t> next_{0};
};

/// Keeps a record: called from any thread, one at a time. An error ends the run.
using KeepRecord = std::function<base::Status(const TrialRecord&)>;

struct RunTrialsOptions {
  int jobs = 0;  ///< threads; 0: all cores
  const std::atomic<bool>* interrupted = nullptr;
};

/// Works the source off. kInterrupted when told to stop (what was done until then is kept), else
/// the first error of a run or of `keep`.
base::Status RunTrials(const Subject& subject, const TrialPlan& plan, TrialSource& source,
                       const KeepRecord& keep, const RunTrialsOptions& options);

struct StepwiseOptions {
  std::string method;       ///< of math/search_box.h
  int64_t most_trials = 0;  ///< different points, besides those that cannot be
  uint64_t seed = 1;
  const std::atomic<bool>* interrupted = nullptr;
  std::span<const TrialRecord> done;  ///< of an earlier call that was cut off
};

/// A search in which every point follows from the results of those before: one trial after the
/// other. A search that was cut off goes its way again and takes what it knows from `done`, so it
/// ends as if it had never been. Trials are numbered in the order in which they were asked for; how
/// many points could not be is returned. kInterrupted as above.
base::Result<int64_t> RunStepwise(const Subject& subject, const Space& space,
                                  const Objective& objective, const KeepRecord& keep,
                                  const StepwiseOptions& options);

}  // namespace keel::research
