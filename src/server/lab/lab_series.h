// SPDX-License-Identifier: MIT
// The returns that the lab and the regimes are computed from: of the session's own bars, or of a
// stored series.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/timeframe.h"
#include "server/lab/views.h"
#include "server/replica/session_replica.h"

namespace keel::server {

struct LabSeries {
  LabSeriesView view;
  core::Timeframe timeframe;
  std::string key;  ///< tells series apart whose bars have the same times
  /// One a return, oldest first: log return, close of its bar, price then.
  std::vector<double> returns;
  std::vector<base::UnixNanos> times;
  std::vector<double> prices;
};

/// Bars that a series is cut to, the newest ones.
inline constexpr size_t kMostLabBars = 4'200;

/// Of bars, oldest first. kUsage for a close that is not positive.
base::Result<LabSeries> LabSeriesOf(std::span<const core::Bar> bars, core::Timeframe timeframe,
                                    LabSeriesView view);

/// The newest bars of a pair of the session.
std::vector<core::Bar> NewestBars(const RowLog<Candle>& candles);

/// As it lies in a folder of series (storage::Catalog). kUsage for a name that is none, otherwise
/// as Catalog::Open.
base::Result<LabSeries> StoredLabSeries(const std::string& data_folder, const SourceQuery& query);

}  // namespace keel::server
