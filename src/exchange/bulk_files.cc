// SPDX-License-Identifier: MIT
#include "exchange/bulk_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "exchange/render.h"
#include "storage/archive.h"

namespace keel::exchange {
namespace {

using base::UnixNanos;

constexpr UnixNanos k2025{1'735'689'600'000'000'000};  // times are in microseconds from here on

/// What an archive is asked for by its name.
struct Wanted {
  std::string symbol, interval, name;
  base::TimeRange range;
};

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t slash = std::min(text.find('/', at), text.size());
    parts.emplace_back(text.substr(at, slash - at));
    at = slash + 1;
  }
  return parts;
}

/// Of "/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip".
std::optional<Wanted> ReadTarget(std::string_view target) {
  const std::vector<std::string> parts = Split(target);
  if (parts.size() != 8 || parts[2] != "spot" || parts[4] != "klines") return std::nullopt;
  const bool is_month = parts[3] == "monthly";
  if (!is_month && parts[3] != "daily") return std::nullopt;
  Wanted wanted{parts[5], parts[6], parts[7], {}};
  const std::string front = wanted.symbol + "-" + wanted.interval + "-";
  if (!wanted.name.starts_with(front) || !wanted.name.ends_with(".zip")) return std::nullopt;
  wanted.name.resize(wanted.name.size() - std::string_view(".zip").size());
  const std::string date = wanted.name.substr(front.size());
  const auto from = base::ParseTime(is_month ? date + "-01" : date);
  const auto length = core::Timeframe::Of(base::Days(is_month ? 30 : 1));
  // The name that it has, and no other way to write the date.
  if (!from || base::FormatDate(*from).substr(0, is_month ? 7 : 10) != date) return std::nullopt;
  wanted.range = {*from, length.CloseOf(*from)};
  return wanted;
}

int64_t Stamp(UnixNanos time, UnixNanos open) {
  return open >= k2025 ? time.ns / 1000 : time.ns / 1'000'000;
}

std::string Line(const Candle& candle, UnixNanos close) {
  const UnixNanos open = candle.open_time;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},0\n", Stamp(open, open), Text8(candle.open),
                     Text8(candle.high), Text8(candle.low), Text8(candle.close),
                     Text8(candle.volume), Stamp(close, open) - 1, Text8(candle.quote_volume),
                     candle.trades, Text8(candle.taker_buy_volume),
                     Text8(candle.taker_buy_quote_volume));
}

/// Empty where there is no candle.
std::string TextOf(const ServerParts& parts, const Wanted& wanted) {
  const auto market = parts.exchange.FindMarket(wanted.symbol);
  const auto period = CandleBoard::Find(wanted.interval);
  std::string text;
  if (!market || !period || parts.clock.now() < wanted.range.to) return text;
  const CandleBoard& board = parts.exchange.market(*market).candles;
  for (const Candle& candle : board.series(*period)) {
    if (!wanted.range.contains(candle.open_time)) continue;
    text += Line(candle, board.CloseOf(*period, candle.open_time));
  }
  return text;
}

net::HttpResponse Plain(int status, const char* type, std::string body) {
  net::HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", type}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

}  // namespace

net::HttpResponse AnswerBulkFile(const ServerParts& parts, std::string_view target) {
  constexpr std::string_view kChecksum = ".CHECKSUM";
  const bool is_checksum = target.ends_with(kChecksum);
  if (is_checksum) target.remove_suffix(kChecksum.size());
  const auto wanted = ReadTarget(target);
  const std::string text = wanted ? TextOf(parts, *wanted) : "";
  if (text.empty()) return Plain(404, "text/plain", "There is no such file.\n");
  const auto bytes = storage::PackAlone(wanted->name + ".csv", text);
  if (!bytes) return Plain(500, "text/plain", bytes.error().message + "\n");
  if (!is_checksum) return Plain(200, "application/zip", *bytes);
  return Plain(200, "text/plain",
               fmt::format("{}  {}.zip\n", storage::Sha256Hex(*bytes), wanted->name));
}

}  // namespace keel::exchange
