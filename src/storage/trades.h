// SPDX-License-Identifier: MIT
// Trades in the catalog: exact whole numbers of ticks and lots, 40 bytes a row, with the size of a
// tick and a lot in the side file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "base/result.h"
#include "core/bar.h"
#include "core/symbol.h"
#include "storage/internal/staged_pair.h"

namespace keel::storage {

struct TradesKey {
  std::string venue;
  core::Symbol symbol;
};

/// One row of a trade file.
struct TradeRow {
  int64_t time_ns = 0;        ///< since 1970, UTC
  uint64_t id = 0;            ///< the venue's id; a hash of it where it is not a number
  int64_t price_ticks = 0;    ///< price / 10^-price_decimals
  int64_t quantity_lots = 0;  ///< quantity / 10^-quantity_decimals
  int8_t side = 0;            ///< +1 the buyer was the aggressor, -1 the seller
  int8_t unused[7] = {};
};
static_assert(sizeof(TradeRow) == 40 && std::is_trivially_copyable_v<TradeRow>,
              "a TradeRow is one row of a catalog file");

/// The side file of a trade series.
struct TradesNote {
  std::string source{};
  std::string hash{};
  int64_t rows = 0;
  bool synthetic = false;
  int price_decimals = 8;     ///< the tick is 10^-n, n in [0, 12]
  int quantity_decimals = 8;  ///< the lot is 10^-n, n in [0, 12]
};

/// The trade of a row, exactly.
core::TradeTick ToTrade(const TradeRow& row, const TradesNote& note);
/// The row of a trade. kUsage where its price or quantity is not a whole number of ticks or lots,
/// or the count does not fit 64 bits.
base::Result<TradeRow> ToRow(const core::TradeTick& trade, const TradesNote& note);

/// An open trade series; the rows stay valid as long as it lives.
class TradeSeries {
 public:
  virtual ~TradeSeries() = default;
  virtual std::span<const TradeRow> rows() const = 0;
  virtual const TradesNote& note() const = 0;
  virtual const std::string& path() const = 0;
  core::TradeTick at(size_t index) const { return ToTrade(rows()[index], note()); }
};

/// As StagedSeries, for trades.
class StagedTrades {
 public:
  StagedTrades(TradesNote note, internal::StagedPair files)
      : note_(std::move(note)), files_(std::move(files)) {}
  base::Status Commit() { return files_.Commit(); }
  const TradesNote& note() const { return note_; }

 private:
  TradesNote note_;
  internal::StagedPair files_;
};

}  // namespace keel::storage
