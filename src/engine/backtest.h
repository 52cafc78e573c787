// SPDX-License-Identifier: MIT
// One backtest from settings to record: loads the series, wires account, gate, venue, engine and
// strategies, drives them, and adds what is computed afterwards.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/registry.h"
#include "engine/run_record.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "storage/catalog.h"

namespace keel::engine {

/// The outside of a run.
struct RunHooks {
  /// Called now and then with bars done and in all; must not throw.
  std::function<void(std::string_view what, int64_t done, int64_t total)> progress;
  /// Set to stop: the run ends cleanly and its record says so.
  const std::atomic<bool>* interrupted = nullptr;
  /// Without it the record has no benchmark curve (benchmarks of the engine itself).
  bool benchmark = true;
};

/// Runs the backtest. kUsage or kNotFound for settings that make no sense (one sentence with the
/// field and the nearest valid name), kCorrupt for damaged data.
base::Result<RunRecord> RunBacktest(const BacktestSettings& settings, const Registry& registry,
                                    const storage::Catalog& catalog, const RunHooks& hooks);

/// The same on series that are loaded already.
base::Result<RunRecord> RunOnSeries(const BacktestSettings& settings, const Registry& registry,
                                    std::vector<LoadedSeries> series, const RunHooks& hooks);

}  // namespace keel::engine
