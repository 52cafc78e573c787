// SPDX-License-Identifier: MIT
// Two tiers: simple fills sort out thousands of parameter sets, and the engine runs the few that
// are left. What was sorted out was tried all the same, and counts.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "research/optimize/objective.h"
#include "research/optimize/plan.h"
#include "research/optimize/sweep_manifest.h"
#include "research/trial/ledger.h"
#include "research/trial/outcome.h"
#include "research/trial/subject.h"

namespace keel::research {

/// A way to run many parameter sets with simple fills. Its outcomes are the same bytes on any
/// number of threads and machines.
struct SimpleTier {
  /// kUnsupported, with the reason, for a subject that it has no word for.
  std::function<base::Status(const Subject&)> fits;
  /// An outcome for each variation, in their order; kInterrupted when told to stop.
  std::function<base::Result<std::vector<Outcome>>(const Subject&, std::span<const Variation>,
                                                   int jobs, const std::atomic<bool>* interrupted)>
      run;
  std::vector<std::string> figures;  ///< of Outcome, those that it fills in
};

/// A point of a plan by simple fills: what is kept of it.
struct ScreenedPoint {
  int64_t trial = 0;
  std::string hash;
  std::vector<std::pair<std::string, double>> params;
  std::optional<double> score, total_return;
  int64_t trades = 0;
  int64_t days = 0;
  std::optional<double> daily_sharpe, skew, kurtosis;  ///< as TrialEntry has them
};

/// Every trial of the plan, in its order. kUnsupported where the tier does not fit the subject or
/// does not know a figure of the objective.
struct ScreenOptions {
  int jobs = 0;
  const std::atomic<bool>* interrupted = nullptr;
  std::function<void(int64_t done, int64_t total)> progress;
};
base::Result<std::vector<ScreenedPoint>> ScreenPlan(const Subject& subject, const TrialPlan& plan,
                                                    const Objective& objective,
                                                    const SimpleTier& tier,
                                                    const ScreenOptions& options);

/// Positions of the best `count` by their score, of equals the first, ascending.
std::vector<size_t> Survivors(std::span<const ScreenedPoint> points, int64_t count);

/// The line of the ledger of a point.
TrialEntry LedgerEntry(const SweepManifest& manifest, const ScreenedPoint& point,
                       base::UnixNanos now);

/// A table with a row a point, and what was read from it again. kCorrupt names `path` and line.
std::string ScreenedCsv(const SweepManifest& manifest, std::span<const ScreenedPoint> points);
base::Result<std::vector<ScreenedPoint>> ParseScreenedCsv(const SweepManifest& manifest,
                                                          std::string_view text,
                                                          const std::string& path);

}  // namespace keel::research
