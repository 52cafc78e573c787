// SPDX-License-Identifier: MIT
// Binance's public archives of candles. [binance-public-data: "Klines", "Checksum"]
#pragma once

#include "venues/bulk_files.h"

namespace keel::venues::binance {

BulkFiles BulkKlines();

/// The candles of an archive's text, left out what REST's would be. Times are in milliseconds, and
/// in microseconds since 2025; a first line of names is passed over. kCorrupt with the line.
base::Result<execution::BarsPage> ReadBulkKlines(std::string_view text, core::Timeframe timeframe);

}  // namespace keel::venues::binance
