// SPDX-License-Identifier: MIT
// How far each trade went against and for its holder (MAE, MFE), read off the bars afterwards.
#pragma once

#include <span>
#include <vector>

#include "engine/run_record.h"
#include "engine/series_loader.h"

namespace keel::engine {

/// Sets mae and mfe of every trade from the bars that overlap its life, entry and exit bars whole.
void MeasureExcursions(std::span<const LoadedSeries> series, std::vector<TradeRecord>& trades);

}  // namespace keel::engine
