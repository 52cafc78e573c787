// SPDX-License-Identifier: MIT
// What one file to import holds, as its parser hands it on: rows with the line that each came from,
// so that a contradiction found later can name both lines.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/symbol.h"
#include "storage/internal/byte_source.h"
#include "storage/internal/number_field.h"

namespace keel::storage::internal {

/// The bars of one pair.
struct BarRows {
  std::optional<core::Symbol> symbol;  ///< where the file itself names it
  std::vector<core::Bar> bars;
  std::vector<uint32_t> lines;  ///< of the file, one per bar
  Decimals prices, volumes;
  bool close_only = false;
  int64_t zero_rows = 0;      ///< all-zero rows, left out
  int64_t outside_rows = 0;   ///< open or close outside [low, high]
  uint32_t outside_line = 0;  ///< the first of them
  int64_t duplicates = 0;     ///< identical rows, left out
  bool reversed = false;      ///< the file ran from new to old
  bool stopped = false;       ///< a wide table went on for long after the last close
};

struct TradeRows {
  std::optional<core::Symbol> symbol;
  std::vector<core::TradeTick> trades;
  std::vector<uint32_t> lines;
  int64_t duplicates = 0;
};

struct FileContent {
  std::vector<BarRows> series;
  std::optional<TradeRows> trades;
  std::vector<std::string> remarks;
};

/// Longer holes are more than an outage: a pair without a price for so long has stopped trading.
inline constexpr base::Duration kTradingStopped = base::Days(7);

/// Reads a CSV or JSON document wholly. Rows come out in order of time and without duplicates.
/// kUnsupported where the columns are not understood (it may be no market data at all), kUsage with
/// file, line and column for rows that are not understood or contradict each other.
base::Result<FileContent> ReadContent(const std::string& name, std::unique_ptr<ByteSource> source,
                                      const std::optional<core::Symbol>& pair);

/// The error "file:line:column: why".
tl::unexpected<base::Error> FailAt(const std::string& name, int64_t line, int64_t column,
                                   const std::string& why);

/// Beyond these no exact amount could be made of a price or a volume.
inline constexpr double kLeastPrice = 1e-12;
inline constexpr double kMostPrice = 1e14;
inline constexpr double kMostVolume = 1e20;

/// Puts a row that is not plainly a bar behind `rows`, or leaves it out where all prices are 0.
/// Returns why it cannot be a bar, or "".
std::string AppendOddBar(BarRows& rows, const core::Bar& bar, uint32_t line);

/// Puts the row `bar` from `line` behind `rows`. Returns why it cannot be a bar, or "".
inline std::string AppendBar(BarRows& rows, const core::Bar& bar, uint32_t line) {
  const bool plain = bar.low >= kLeastPrice && bar.high <= kMostPrice && bar.low <= bar.open &&
                     bar.low <= bar.close && bar.open <= bar.high && bar.close <= bar.high &&
                     bar.volume >= 0 && bar.volume <= kMostVolume;
  if (!plain) return AppendOddBar(rows, bar, line);
  rows.bars.push_back(bar);
  rows.lines.push_back(line);
  return {};
}

/// Turns descending rows around and leaves out identical ones. kUsage, with the lines, where they
/// are in no order or two of one time differ.
base::Status PutInOrder(const std::string& name, BarRows& rows);
base::Status PutInOrder(const std::string& name, TradeRows& rows);

}  // namespace keel::storage::internal
