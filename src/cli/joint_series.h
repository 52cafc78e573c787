// SPDX-License-Identifier: MIT
// Several series as one table of returns, on the bars that all of them have.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/series_input.h"
#include "models/return_table.h"

namespace keel::cli {

struct JointSeries {
  std::string name;                    ///< "BTC/USDT, ETH/USDT 1h at binance"
  std::vector<std::string> assets;     ///< "BTC/USDT", ...
  std::vector<double> returns;         ///< log returns, rows x assets
  std::vector<base::UnixNanos> opens;  ///< of the bars that all have; empty for a file, or of one
  std::optional<double> last_price;    ///< of a single series of prices
  bool synthetic = false;
  int64_t common = 0;   ///< bars that all have
  int64_t dropped = 0;  ///< bars that only some have

  models::ReturnTable table() const { return {returns, assets.size()}; }
};

/// Stored bars are joined by their open time, columns of a file row by row. kUsage where columns
/// differ in length, and for fewer than 2 common bars.
base::Result<JointSeries> Join(const std::vector<InputSeries>& all);

}  // namespace keel::cli
