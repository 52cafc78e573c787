// SPDX-License-Identifier: MIT
// The spacing of candles: which timeframe a series is of, and that it is of one.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::storage::internal {

/// The commonest spacing where it is a timeframe; months by the calendar. Nothing for one bar.
std::optional<core::Timeframe> CommonSpacing(std::span<const core::Bar> bars);

/// Whether two neighbours are one candle of that timeframe apart.
bool SpacingOccurs(std::span<const core::Bar> bars, core::Timeframe timeframe);

/// Where a series leaves the grid of its timeframe.
struct OffGrid {
  size_t index;     ///< of the bar
  std::string why;  ///< one clause
};

/// The first bar that does not lie a whole number of candles after the first one, or the start of a
/// long run of bars at another timeframe; nothing where the series is of one timeframe.
std::optional<OffGrid> FindOffGrid(std::span<const core::Bar> bars, core::Timeframe timeframe);

}  // namespace keel::storage::internal
