// SPDX-License-Identifier: MIT
#include "venues/binance/bulk_klines.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "venues/binance/bar_download.h"
#include "venues/binance/endpoints.h"

namespace keel::venues::binance {
namespace {

constexpr size_t kColumns = 12;
constexpr int64_t kLastMillisecond = 4'102'444'800'000;     // 2100
constexpr int64_t kMicrosecondsFrom = 100'000'000'000'000;  // later than any millisecond

std::optional<base::UnixNanos> ReadStamp(std::string_view text) {
  int64_t stamp = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), stamp);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const int64_t ms = stamp < kMicrosecondsFrom ? stamp : stamp / 1000;
  if (ms < 0 || ms > kLastMillisecond) return std::nullopt;
  return base::UnixNanos{} + base::Milliseconds(ms);
}

std::optional<core::Decimal> ReadAmount(std::string_view text) {
  const auto amount = core::Decimal::Parse(text);
  return amount && !amount->is_negative() ? std::optional(*amount) : std::nullopt;
}

/// Of what is kept of a row; the rest of the columns is for people.
base::Result<Kline> ReadRow(std::string_view line, core::Timeframe timeframe) {
  std::array<std::string_view, kColumns> cells;
  size_t count = 0;
  for (size_t at = 0; at <= line.size(); ++count) {
    const size_t comma = std::min(line.find(',', at), line.size());
    if (count < kColumns) cells[count] = line.substr(at, comma - at);
    at = comma + 1;
  }
  const auto bad = [](const char* why) { return base::Fail(base::ErrorCode::kCorrupt, why); };
  if (count != kColumns) return bad("it has not 12 columns");
  const auto open_time = ReadStamp(cells[0]), last_time = ReadStamp(cells[6]);
  const auto open = ReadAmount(cells[1]), high = ReadAmount(cells[2]), low = ReadAmount(cells[3]),
             close = ReadAmount(cells[4]), volume = ReadAmount(cells[5]);
  if (!open_time || !last_time) return bad("a time is missing or malformed");
  if (!open || !high || !low || !close || !volume) return bad("a price or the volume is malformed");
  Kline row;
  row.timeframe = timeframe;
  row.open_time = *open_time;
  row.last_time = *last_time;
  row.open = core::Price(*open);
  row.high = core::Price(*high);
  row.low = core::Price(*low);
  row.close = core::Price(*close);
  row.volume = core::Quantity(*volume);
  row.closed = true;
  return row;
}

std::string TargetOf(const core::Symbol& symbol, core::Timeframe timeframe,
                     const BulkPeriod& period) {
  const std::string pair = symbol.base + symbol.quote;
  const std::string name = timeframe.name();
  return fmt::format("/data/spot/{}/klines/{}/{}/{}-{}-{}", period.is_month ? "monthly" : "daily",
                     pair, name, pair, name, period.name());
}

base::Result<net::Origin> OriginAt(std::string_view url) {
  if (url.empty()) return net::Origin{true, "data.binance.vision", 443};
  TRY(const Endpoints there, EndpointsAt(url));
  return there.rest;
}

}  // namespace

base::Result<execution::BarsPage> ReadBulkKlines(std::string_view text, core::Timeframe timeframe) {
  execution::BarsPage page;
  base::UnixNanos next = base::kBeginningOfTime;
  int64_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (line.empty() || (number == 1 && line.starts_with("open_time"))) continue;
    auto row = ReadRow(line, timeframe);
    if (row && row->open_time < next) {
      row = base::Fail(base::ErrorCode::kCorrupt, "it is older than the line before");
    }
    if (!row) return base::Wrap(std::move(row).error(), fmt::format("line {}", number));
    next = row->open_time + base::Milliseconds(1);
    AddRow(*row, &page);
  }
  return page;
}

BulkFiles BulkKlines() { return {OriginAt, TargetOf, ReadBulkKlines}; }

}  // namespace keel::venues::binance
