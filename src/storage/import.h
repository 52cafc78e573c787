// SPDX-License-Identifier: MIT
// Brings candles and trades from other people's files into the catalog: CSV, freqtrade and ccxt
// JSON, Binance's public zips, wide tables of closes, folders of them. All of a request is stored
// or none.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/catalog.h"

namespace keel::storage {

struct ImportRequest {
  std::vector<std::string> paths;            ///< files and folders
  std::optional<std::string> venue;          ///< told from the names where absent
  std::vector<core::Symbol> symbols;         ///< one names the files' pair; several pick pairs
  std::optional<core::Timeframe> timeframe;  ///< told from the names or the spacing where absent
  bool overwrite = false;                    ///< replace a series instead of adding to it
  bool synthetic = false;                    ///< mark the series as invented
  std::optional<base::UnixNanos> now;        ///< leaves out candles that close later
  /// Called with the document being read and the number of documents done and in all.
  std::function<void(std::string_view what, int64_t done, int64_t total)> progress;
  const std::atomic<bool>* interrupted = nullptr;
};

/// A series that an import wrote, or found to hold all the rows already.
struct ImportedBars {
  SeriesKey key;
  SeriesNote note;
  std::string path;
  base::UnixNanos first, last;       ///< open times
  int64_t added = 0;                 ///< rows that were not there before
  std::vector<std::string> remarks;  ///< what was done to the rows, one sentence each
};
struct ImportedTrades {
  TradesKey key;
  TradesNote note;
  std::string path;
  base::UnixNanos first, last;
  int64_t added = 0;
  std::vector<std::string> remarks;
};
/// A file of a folder, or a pair of a table, that was left out.
struct LeftOut {
  std::string name;
  std::string why;
};

struct ImportReport {
  std::vector<ImportedBars> bars;
  std::vector<ImportedTrades> trades;
  std::vector<LeftOut> left_out;
  int64_t rows_read = 0;
};

/// Imports everything that `request` names, or nothing: each failure leaves the catalog as it was,
/// and its message names file, line and column. In a folder, files that are no market data are left
/// out and reported; files that are but have a fault fail the import.
base::Result<ImportReport> Import(const Catalog& catalog, const ImportRequest& request);

/// How many rows `bytes`, named `name`, would give: parsing alone, for fuzzing and benchmarks.
base::Result<int64_t> CountImportable(const std::string& name, std::string_view bytes);

}  // namespace keel::storage
