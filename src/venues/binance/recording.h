// SPDX-License-Identifier: MIT
// Recorded sessions of Binance's streams: a line a message, the nanoseconds of its receipt before
// it, and the REST answer of the book's snapshot among them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "market/book_recording.h"

namespace keel::venues::binance {

/// Reads the depth and trade messages of the pair, spot or USD-M; others are counted. kCorrupt with
/// the line where one cannot be read, kUsage where there is no snapshot that fits.
base::Result<market::BookRecording> ReadRecording(std::string_view text,
                                                  const core::Symbol& symbol);

}  // namespace keel::venues::binance
