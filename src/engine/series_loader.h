// SPDX-License-Identifier: MIT
// Opens the series that a backtest needs: the pair's own timeframe, a finer one that fills are
// simulated on, or single trades; cut to the range that was asked for.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/instrument.h"
#include "core/timeframe.h"
#include "engine/run_record.h"
#include "engine/settings.h"
#include "market/book_recording.h"
#include "storage/catalog.h"

namespace keel::engine {

/// One pair's pricing series, ready to run. Movable; the spans stay valid.
struct LoadedSeries {
  core::Symbol symbol;
  core::InstrumentFilters filters;
  core::Timeframe timeframe;  ///< of `bars`; a zero period: single trades
  std::span<const core::Bar> bars;
  std::vector<core::TradeTick> trades;  ///< the same rows, when the series is trades
  bool delisted_at_end = false;
  SeriesRecord record;

  // What the spans point into.
  std::unique_ptr<storage::BarSeries> stored;
  std::unique_ptr<std::vector<core::Bar>> owned;
};

/// Loads every pair of the settings. kNotFound, kUsage or kCorrupt as the catalog says; kUsage for
/// a range without bars, naming the range that exists.
base::Result<std::vector<LoadedSeries>> LoadSeries(const BacktestSettings& settings,
                                                   const storage::Catalog& catalog);

/// The trades of a recorded book, in the order and at the times of their receipt; bars and `hash`
/// (of the recording) as of any other series. kUsage where the pair has none in the range.
base::Result<LoadedSeries> SeriesOfBook(const BacktestSettings& settings,
                                        const market::BookRecording& recording, std::string file,
                                        std::string hash);

/// The content hash of rows, as it stands in SeriesRecord::hash.
std::string HashBars(std::span<const core::Bar> bars);

/// Marks the series that end well before the last one does (or are known to have ended) as
/// delisted.
void FindDelistings(std::vector<LoadedSeries>& series);

}  // namespace keel::engine
