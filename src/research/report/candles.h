// SPDX-License-Identifier: MIT
// The prices behind a run, read again from the catalog and gathered into as many candles as a chart
// can show, so that fills can be seen where they happened.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/timeframe.h"
#include "engine/run_record.h"
#include "storage/catalog.h"

namespace keel::research {

/// Candles of one pair that cover [from, to) without overlap, oldest first.
struct CandleChart {
  core::InstrumentId instrument;
  base::UnixNanos from, to;
  std::vector<core::Bar> candles;
  base::Duration period;  ///< of one candle
};

/// At most `most` candles of equal calendar length (1m, ... 1d, 2d, ...), each as long as it must
/// be. `bars` ascend; those outside [from, to) are left out.
CandleChart GatherCandles(std::span<const core::Bar> bars, base::TimeRange range, size_t most);

/// The bars behind a series of a run, whole, with their timeframe.
struct ReopenedSeries {
  core::Timeframe timeframe;
  std::unique_ptr<storage::BarSeries> bars;
};
/// By the place of its file in the catalog. kNotFound where it is not there any more, or was no
/// file of bars; kCorrupt as Catalog::Open.
base::Result<ReopenedSeries> Reopen(const engine::RunRecord& run,
                                    const engine::SeriesRecord& series);

/// For each series of the run whose file can still be opened: the whole range, and the days around
/// the last fills at a finer scale. Series that are gone are left out; the report says so.
std::vector<CandleChart> LoadCandles(const engine::RunRecord& run);

/// Keeps the first `most` series, in the order of the record.
inline constexpr size_t kMostCandleSeries = 4;

}  // namespace keel::research
