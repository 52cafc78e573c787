// SPDX-License-Identifier: MIT
// Any number of kept runs side by side: what each was asked, what came of it, and how its equity
// went. Where the trades of two part is the matter of CompareRuns.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "metrics/registry.h"
#include "research/run_store.h"

namespace keel::research {

/// What a run was asked or made from, by name; of an ensemble "ema_cross.fast".
std::vector<std::pair<std::string, std::string>> SettingsOfRun(const KeptRun& run);

/// The statistics of a run in the order of the console summary, then of the tear sheet, each once.
std::vector<metrics::MetricValue> FiguresOfRun(const KeptRun& run);

/// A setting of all runs, "" where one has none of the name.
struct SettingOfRuns {
  std::string name;
  std::vector<std::string> values;
  bool same() const;
};
/// In the order in which the runs have them.
std::vector<SettingOfRuns> SettingsOfRuns(const std::vector<KeptRun>& runs);

/// Equity over the starting equity, at the same times for all.
struct CurvesOfRuns {
  std::vector<base::UnixNanos> times;
  /// Of each run; the last value at or before the time, absent before its first and after its last.
  std::vector<std::vector<std::optional<double>>> values;
};
/// At `points` (at least 2) times, equally far apart from the first of all to the last. kNotFound
/// and kCorrupt name the file.
base::Result<CurvesOfRuns> CurvesOfRunsAt(const std::vector<KeptRun>& runs, int64_t points);

}  // namespace keel::research
