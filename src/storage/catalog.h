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
#include "storage/feature_table.h"
#include "storage/gaps.h"
#include "storage/internal/staged_pair.h"
#include "storage/trades.h"

namespace keel::storage {

inline constexpr size_t kMaxGapsListed = 1000;

struct SeriesKey {
  std::string venue;
  core::Symbol symbol;
  core::Timeframe timeframe;
};

/// The side file.
struct SeriesNote {
  std::string source{};  ///< file names that were imported
  std::string hash{};    ///< content hash of the rows
  int64_t rows = 0;
  bool synthetic = false;
  bool close_only = false;  ///< the source had closes only
  int price_decimals = 8;   ///< most decimals seen in a price: the tick is 10^-n
  int volume_decimals = 8;  ///< most decimals seen in a volume: the lot is 10^-n
  std::vector<Gap> gaps{};  ///< in order of time; the longest kMaxGapsListed where more
  int64_t gap_count = 0;    ///< all gaps
  int64_t missing = 0;      ///< bars missing in all gaps
  /// The series ended because trading ended (known from the source), not because the file does.
  std::optional<base::UnixNanos> delisted_at{};
};

/// The side file of a feature table.
struct FeatureNote {
  std::string data_hash{};  ///< of the bars that the features were computed from
  std::string hash{};       ///< content hash of the rows
  int64_t rows = 0;
  std::vector<FeatureColumn> columns{};
};

/// An open series; the bars stay valid as long as it lives.
class BarSeries {
 public:
  virtual ~BarSeries() = default;
  virtual std::span<const core::Bar> bars() const = 0;
  virtual const SeriesNote& note() const = 0;
  virtual const std::string& path() const = 0;
  /// Reads every row and compares their hash with the side file's; kCorrupt where it differs. Open
  /// looks at a few rows only.
  base::Status Verify() const;
};

/// A series that is written and safe on disk but not yet visible. Dropped unless committed.
class StagedSeries {
 public:
  StagedSeries(SeriesNote note, internal::StagedPair files)
      : note_(std::move(note)), files_(std::move(files)) {}
  /// Makes it the series, in one step. At most once.
  base::Status Commit() { return files_.Commit(); }
  /// As it will be in the side file: rows, hash and gaps are filled in.
  const SeriesNote& note() const { return note_; }

 private:
  SeriesNote note_;
  internal::StagedPair files_;
};

/// A directory of series.
class Catalog {
 public:
  explicit Catalog(std::string directory) : directory_(std::move(directory)) {}

  /// kNotFound names the nearest symbol or timeframe that exists; kCorrupt says what is wrong.
  base::Result<std::unique_ptr<BarSeries>> Open(const SeriesKey& key) const;
  /// Replaces the series in one step (temporary file, fsync, rename): all or nothing.
  /// Requires at least one bar, and open times that rise. Rows, hash and gaps of `note` are
  /// computed.
  base::Status Write(const SeriesKey& key, std::span<const core::Bar> bars, SeriesNote note) const;
  /// The first half of Write, so that several series can be replaced together or not at all.
  base::Result<StagedSeries> Stage(const SeriesKey& key, std::span<const core::Bar> bars,
                                   SeriesNote note) const;
  /// Every series, sorted by venue, symbol, timeframe.
  base::Result<std::vector<SeriesKey>> List() const;
  std::string PathOf(const SeriesKey& key) const;

  /// The trade series <venue>/BTC_USDT-trades.npy; failures as in Open.
  base::Result<std::unique_ptr<TradeSeries>> OpenTrades(const TradesKey& key) const;
  /// As Write; requires times that do not fall.
  base::Status WriteTrades(const TradesKey& key, std::span<const TradeRow> rows,
                           TradesNote note) const;
  base::Result<StagedTrades> StageTrades(const TradesKey& key, std::span<const TradeRow> rows,
                                         TradesNote note) const;
  /// Every trade series, sorted by venue and symbol.
  base::Result<std::vector<TradesKey>> ListTrades() const;
  std::string PathOf(const TradesKey& key) const;

  /// The features beside a bar series, <venue>/BTC_USDT-1h.features.npy, whole. kNotFound where
  /// none were computed, kCorrupt where the file is damaged, kRefused where the bars have changed
  /// since.
  base::Result<FeatureTable> OpenFeatures(const SeriesKey& key) const;
  /// Replaces them in one step. `data_hash` is the hash in the note of the bars.
  base::Result<FeatureNote> WriteFeatures(const SeriesKey& key, const FeatureTable& table,
                                          const std::string& data_hash) const;
  std::string PathOfFeatures(const SeriesKey& key) const;

  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
};

}  // namespace keel::storage
