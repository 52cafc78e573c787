// SPDX-License-Identifier: MIT
// One run of a subject with a variation, and many of them on all cores.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "engine/run_record.h"
#include "research/trial/outcome.h"
#include "research/trial/subject.h"
#include "research/trial/variation.h"

namespace keel::research {

/// What a run depends on and nothing else, as 32 hex digits: settings, bars, variation. Two runs of
/// the same hash are the same run, whoever makes them.
std::string TrialHash(const Subject& subject, const Variation& variation);

/// The subject's settings with the parameters of a variation. kUsage for a parameter that could be
/// several strategies' or none's.
base::Result<engine::BacktestSettings> SettingsWith(const Subject& subject,
                                                    const Variation& variation);

/// The whole record, without a benchmark. kUsage for parameters that a strategy does not take and
/// for windows without bars; kInterrupted when told to stop.
base::Result<engine::RunRecord> RunVariation(const Subject& subject, const Variation& variation,
                                             const std::atomic<bool>* interrupted = nullptr);
/// The same, measured from the end of the warm-up on.
base::Result<Outcome> TryVariation(const Subject& subject, const Variation& variation,
                                   const std::atomic<bool>* interrupted = nullptr);

struct TryOptions {
  int jobs = 0;  ///< threads; 0: all cores. Never changes a result
  const std::atomic<bool>* interrupted = nullptr;
  /// Called after each run with how many are done; from any thread, one at a time.
  std::function<void(int64_t done, int64_t total)> progress;
};
/// One outcome for each variation, in their order. The first error in that order.
base::Result<std::vector<Outcome>> TryAll(const Subject& subject,
                                          std::span<const Variation> variations,
                                          const TryOptions& options);

}  // namespace keel::research
