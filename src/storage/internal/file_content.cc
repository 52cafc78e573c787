// SPDX-License-Identifier: MIT
#include "storage/internal/file_content.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/internal/json_bars.h"
#include "storage/internal/layout.h"
#include "storage/internal/line_blocks.h"
#include "storage/internal/text_tables.h"

namespace keel::storage::internal {
namespace {

using base::UnixNanos;

std::string PriceFault(const char* what, double price) {
  if (price >= kLeastPrice && price <= kMostPrice) return "";
  if (price == 0) return fmt::format("the {} is 0", what);
  if (price < 0) return fmt::format("the {} is negative ({})", what, price);
  return fmt::format("the {} {} is outside {} to {}", what, price, kLeastPrice, kMostPrice);
}

bool SameValues(const core::Bar& a, const core::Bar& b) {
  return a.open == b.open && a.high == b.high && a.low == b.low && a.close == b.close &&
         a.volume == b.volume;
}
bool SameValues(const core::TradeTick& a, const core::TradeTick& b) {
  return a.price == b.price && a.quantity == b.quantity && a.aggressor == b.aggressor;
}
bool SameIdentity(const core::Bar& a, const core::Bar& b) { return a.open_time == b.open_time; }
bool SameIdentity(const core::TradeTick& a, const core::TradeTick& b) {
  return a.time == b.time && a.id == b.id;
}
UnixNanos TimeOf(const core::Bar& bar) { return bar.open_time; }
UnixNanos TimeOf(const core::TradeTick& trade) { return trade.time; }

// Ascending is fine, descending is turned around, anything else names the first row that goes back.
template <typename Row>
base::Result<bool> Orient(const std::string& name, std::vector<Row>& rows,
                          std::vector<uint32_t>& lines) {
  const auto earlier = [](const Row& a, const Row& b) { return TimeOf(a) < TimeOf(b); };
  const auto fall = std::ranges::is_sorted_until(rows, earlier);
  if (fall == rows.end()) return false;
  if (std::is_sorted(rows.rbegin(), rows.rend(), earlier)) {
    std::ranges::reverse(rows);
    std::ranges::reverse(lines);
    return true;
  }
  const auto at = static_cast<size_t>(fall - rows.begin());
  return FailAt(
      name, lines[at], 1,
      fmt::format("the row of {} comes after that of {}; sort the file by time",
                  base::FormatIso(TimeOf(rows[at])), base::FormatIso(TimeOf(rows[at - 1]))));
}

template <typename Row>
base::Result<int64_t> DropTwins(const std::string& name, std::vector<Row>& rows,
                                std::vector<uint32_t>& lines) {
  size_t kept = rows.empty() ? 0 : 1;
  for (size_t i = 1; i < rows.size(); ++i) {
    if (!SameIdentity(rows[i], rows[kept - 1])) {
      rows[kept] = rows[i];
      lines[kept++] = lines[i];
      continue;
    }
    if (SameValues(rows[i], rows[kept - 1])) continue;
    const auto [first, second] = std::minmax(lines[kept - 1], lines[i]);
    return FailAt(name, second, 1,
                  fmt::format("the row of {} contradicts line {}; remove one of them",
                              base::FormatIso(TimeOf(rows[i])), first));
  }
  const auto dropped = static_cast<int64_t>(rows.size() - kept);
  rows.resize(kept);
  lines.resize(kept);
  return dropped;
}

base::Result<FileContent> ReadTable(LineBlocks& blocks, const std::optional<core::Symbol>& pair) {
  TRY(const std::string_view first, blocks.Next(0));
  TRY(const Layout layout, DetectLayout(blocks.name(), first, pair));
  switch (layout.kind) {
    case TableKind::kBars:
      return ReadBarTable(blocks, first, layout);
    case TableKind::kCloses:
      return ReadCloseTable(blocks, first, layout);
    case TableKind::kTrades:
      break;
  }
  return ReadTradeTable(blocks, first, layout);
}

}  // namespace

tl::unexpected<base::Error> FailAt(const std::string& name, int64_t line, int64_t column,
                                   const std::string& why) {
  return base::Fail(base::ErrorCode::kUsage, fmt::format("{}:{}:{}: {}", name, line, column, why));
}

std::string AppendOddBar(BarRows& rows, const core::Bar& bar, uint32_t line) {
  const double low = std::min({bar.open, bar.high, bar.low, bar.close});
  const double high = std::max({bar.open, bar.high, bar.low, bar.close});
  if (low == 0 && high == 0) {
    ++rows.zero_rows;
    return "";
  }
  if (!(low >= kLeastPrice && high <= kMostPrice)) {
    for (const auto& [what, price] : {std::pair("open", bar.open), std::pair("high", bar.high),
                                      std::pair("low", bar.low), std::pair("close", bar.close)}) {
      std::string fault = PriceFault(what, price);
      if (!fault.empty()) return fault;
    }
  }
  if (!(bar.volume >= 0 && bar.volume <= kMostVolume)) {
    return bar.volume < 0 ? fmt::format("the volume is negative ({})", bar.volume)
                          : fmt::format("the volume {} is above {}", bar.volume, kMostVolume);
  }
  if (low < bar.low || high > bar.high) {
    if (bar.high < bar.low) {
      return fmt::format("the high {} is below the low {}", bar.high, bar.low);
    }
    if (rows.outside_rows++ == 0) rows.outside_line = line;
  }
  rows.bars.push_back(bar);
  rows.lines.push_back(line);
  return "";
}

base::Status PutInOrder(const std::string& name, BarRows& rows) {
  TRY(rows.reversed, Orient(name, rows.bars, rows.lines));
  TRY(rows.duplicates, DropTwins(name, rows.bars, rows.lines));
  return {};
}

base::Status PutInOrder(const std::string& name, TradeRows& rows) {
  TRY(Orient(name, rows.trades, rows.lines));
  TRY(rows.duplicates, DropTwins(name, rows.trades, rows.lines));
  return {};
}

base::Result<FileContent> ReadContent(const std::string& name, std::unique_ptr<ByteSource> source,
                                      const std::optional<core::Symbol>& pair) {
  LineBlocks blocks(name, std::move(source));
  TRY(const std::string_view first, blocks.Peek());
  const size_t begin = first.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} is empty; give a file that has rows", name));
  }
  const bool json = first[begin] == '[' || first[begin] == '{';
  TRY(FileContent content, json ? ReadJsonBars(blocks) : ReadTable(blocks, pair));
  for (BarRows& rows : content.series) TRY(PutInOrder(name, rows));
  if (content.trades) TRY(PutInOrder(name, *content.trades));
  const bool any =
      (content.trades && !content.trades->trades.empty()) ||
      std::ranges::any_of(content.series, [](const BarRows& r) { return !r.bars.empty(); });
  if (any) return content;
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} has no rows below its header; give a file that has", name));
}

}  // namespace keel::storage::internal
