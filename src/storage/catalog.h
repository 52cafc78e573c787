// SPDX-License-Identifier: MIT
// The catalog: one memory-mapped NumPy structured array per venue, pair and timeframe
// (<data>/<venue>/BTC_USDT-1h.npy), with a small JSON side file that tells where it came from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/symbol.h"
#include "core/timeframe.h"

namespace keel::storage {

struct SeriesKey {
  std::string venue;
  core::Symbol symbol;
  core::Timeframe timeframe;
};

/// A hole in a series: bars that should be there between two that are.
struct Gap {
  base::UnixNanos from, to;  ///< open time of the first missing bar, open time of the next present one
  int64_t missing = 0;
};

/// The side file.
struct SeriesNote {
  std::string source;              ///< file names that were imported
  std::string hash;                ///< content hash of the rows
  int64_t rows = 0;
  bool synthetic = false;
  bool close_only = false;         ///< the source had closes only
  int price_decimals = 8;          ///< most decimals seen in a price: the tick is 10^-n
  int volume_decimals = 8;         ///< most decimals seen in a volume: the lot is 10^-n
  std::vector<Gap> gaps;
  /// The series ended because trading ended (known from the source), not because the file does.
  std::optional<base::UnixNanos> delisted_at;
};

/// An open series; the bars stay valid as long as it lives.
class BarSeries {
 public:
  virtual ~BarSeries() = default;
  virtual std::span<const core::Bar> bars() const = 0;
  virtual const SeriesNote& note() const = 0;
  virtual const std::string& path() const = 0;
};

/// A directory of series.
class Catalog {
 public:
  explicit Catalog(std::string directory) : directory_(std::move(directory)) {}

  /// kNotFound names the nearest symbol or timeframe that exists; kCorrupt says what is wrong.
  base::Result<std::unique_ptr<BarSeries>> Open(const SeriesKey& key) const;
  /// Replaces the series in one step (temporary file, fsync, rename): all or nothing.
  base::Status Write(const SeriesKey& key, std::span<const core::Bar> bars, SeriesNote note) const;
  /// Every series, sorted by venue, symbol, timeframe.
  base::Result<std::vector<SeriesKey>> List() const;
  std::string PathOf(const SeriesKey& key) const;
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
};

}  // namespace keel::storage
