// SPDX-License-Identifier: MIT
// The look-ahead detector: whoever does not know the future must decide the same. It runs a
// strategy and computes its features on worlds whose future is away or another one, and names what
// changed, at which bar.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "research/lookahead/run_check.h"

namespace keel::research {

/// What is under suspicion.
struct LookaheadSubject {
  const engine::BacktestSettings& settings;
  PlugIns plug_ins;
  const KnownWorld& world;
  /// Features that are checked beside those that the strategies read.
  std::vector<std::string> features = {};
  RunSeries run = engine::RunOnSeries;
};

struct LookaheadOptions {
  int cuts = 10;        ///< at which the future is taken away, and altered; 1 to 1000
  uint64_t seed = 1;    ///< of the cuts and of the other future
  int jobs = 0;         ///< threads; 0: all cores. Never changes a result
  bool warm_up = true;  ///< also how much history is needed
  /// Called on the caller's thread, now and then; may be empty.
  std::function<void(std::string_view what, int64_t done, int64_t total)> progress = nullptr;
  const std::atomic<bool>* interrupted = nullptr;
};

/// The checks "truncation", "other future", "fills", "publication" (of the world's tables),
/// "foreknowledge" (of target shares) and "warm-up". Errors as RunOnSeries and ComputeColumns;
/// kUsage where there is nothing to cut; kInterrupted.
base::Result<LookaheadVerdict> CheckLookahead(const LookaheadSubject& subject,
                                              const LookaheadOptions& options);

/// The check "warm-up" of the strategies: what they hold at 200 closes of the last fifth, in runs
/// that begin later. For the verdict only: a strategy may depend on its past.
base::Result<LookaheadVerdict> CheckRunWarmUp(const LookaheadSubject& subject,
                                              const WatchedRun& whole,
                                              const LookaheadOptions& options);

}  // namespace keel::research
