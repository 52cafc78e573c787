// SPDX-License-Identifier: MIT
// A sweep from what is asked for to what came of it: prepared (the same plan for every worker), run
// (each trial written down at once, so that it goes on after a crash), and joined.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "research/optimize/objective.h"
#include "research/optimize/plan.h"
#include "research/optimize/screening.h"
#include "research/optimize/space.h"
#include "research/optimize/sweep_manifest.h"
#include "research/optimize/sweep_result.h"
#include "research/trial/ledger.h"
#include "research/trial/subject.h"

namespace keel::research {

/// "grid", "random", and the methods of math/search_box.h, which go step by step.
std::vector<std::string> SearchNames();

/// "auto": simple fills first where they fit and there are more points than survivors; "vector":
/// the same, or an error; "engine": without them.
std::vector<std::string> TierNames();

struct SweepRequest {
  std::vector<std::string> space;  ///< as ParseSpace reads it
  std::string objective = "sharpe";
  int64_t min_trades = 0;
  std::string search = "grid";
  int64_t trials = 100;       ///< of random and of searches step by step
  std::string tier = "auto";  ///< TierNames()
  int64_t survivors = 50;     ///< of simple fills, which the engine runs
};

/// A sweep before its first trial.
struct PreparedSweep {
  SweepManifest manifest;
  Space space;
  Objective objective;
  TrialPlan plan;  ///< of the engine; empty for a search step by step
  std::vector<ScreenedPoint> screened;
  bool is_stepwise() const { return manifest.trials.empty(); }
};

struct PrepareOptions {
  std::string settings_text;  ///< of the subject, as a configuration file
  std::string code_version;
  const SimpleTier* simple = nullptr;  ///< null: the engine alone
  ScreenOptions screen;
};

/// kUsage for a space, objective or search that is none, and for a space without a possible point.
base::Result<PreparedSweep> PrepareSweep(const Subject& subject, const SweepRequest& request,
                                         const PrepareOptions& options);

struct SweepRunOptions {
  std::string folder;
  Shard shard;
  int jobs = 0;
  const std::atomic<bool>* interrupted = nullptr;
  const TrialLedger* ledger = nullptr;  ///< where trials count; null: nowhere
  base::UnixNanos now;                  ///< that the ledger writes
  /// Called after each trial, one at a time, from any thread; `best` is empty before there is one.
  std::function<void(int64_t done, int64_t total, const std::string& best)> progress;
};

/// How far a sweep is.
struct SweepProgress {
  int64_t done = 0;                   ///< trials of the whole sweep that are known in the folder
  int64_t total = 0;                  ///< of the whole sweep
  std::optional<SweepResult> result;  ///< once all are; its files are in the folder then
};

/// Runs the trials of the shard that the folder does not have yet, and writes the results once all
/// trials of the sweep are there. What was done before a crash is not done again. kRefused where
/// the folder holds another sweep; kUsage for a shard of a search step by step; kInterrupted, with
/// everything kept, when told to stop.
base::Result<SweepProgress> RunSweep(const Subject& subject, const PreparedSweep& prepared,
                                     const SweepRunOptions& options);

struct MergeOptions {
  std::string out;  ///< may be one of the folders, and may hold a part already
  const TrialLedger* ledger = nullptr;
  base::UnixNanos now;
};

/// Joins folders of one sweep: the same folders give the same bytes, in any order and however
/// often. The results are written once every trial is there. kRefused for folders of different
/// sweeps, kCorrupt for one trial with two outcomes (both are named), kNotFound for a folder
/// without a sweep.
base::Result<SweepProgress> MergeSweeps(const std::vector<std::string>& folders,
                                        const MergeOptions& options);

/// Takes the files of a sweep out of its folder, and nothing else. kIo.
base::Status ForgetSweep(const std::string& folder);

}  // namespace keel::research
