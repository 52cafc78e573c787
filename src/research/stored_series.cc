// SPDX-License-Identifier: MIT
#include "research/stored_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "base/os/file.h"
#include "base/os/mapped_file.h"
#include "base/text.h"

namespace keel::research {
namespace {

/// Where the columns that are read stand in the header.
struct TradeColumns {
  static constexpr std::array<const char*, 9> kNames = {"pair",     "entry_time",   "exit_time",
                                                        "quantity", "entry_price",  "exit_price",
                                                        "pnl",      "entry_reason", "exit_reason"};
  std::array<size_t, kNames.size()> at{};

  static base::Result<TradeColumns> Find(const std::vector<std::string>& header) {
    TradeColumns columns;
    for (size_t i = 0; i < kNames.size(); ++i) {
      const auto found = std::find(header.begin(), header.end(), kNames[i]);
      if (found == header.end()) {
        return base::Fail(base::ErrorCode::kCorrupt,
                          fmt::format("there is no column \"{}\"", kNames[i]));
      }
      columns.at[i] = static_cast<size_t>(found - header.begin());
    }
    return columns;
  }
};

base::Result<StoredTrade> ParseTrade(const std::vector<std::string>& fields,
                                     const TradeColumns& columns) {
  const auto field = [&](size_t i) { return fields[columns.at[i]]; };
  StoredTrade trade;
  trade.pair = field(0);
  TRY(trade.entry_time, base::ParseTime(field(1)));
  TRY(trade.exit_time, base::ParseTime(field(2)));
  TRY(trade.quantity, core::Decimal::Parse(field(3)));
  TRY(trade.entry_price, core::Decimal::Parse(field(4)));
  TRY(trade.exit_price, core::Decimal::Parse(field(5)));
  TRY(trade.profit, core::Decimal::Parse(field(6)));
  trade.entry_reason = field(7);
  trade.exit_reason = field(8);
  return trade;
}

}  // namespace

std::vector<std::string> CsvFields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

base::Result<std::vector<StoredTrade>> ReadTrades(const std::string& directory) {
  const std::string path = directory + "/trades.csv";
  TRY(const std::string text, base::os::ReadFile(path));
  std::vector<StoredTrade> trades;
  std::optional<TradeColumns> columns;
  size_t width = 0;
  size_t number = 0;
  for (const std::string_view line : base::Split(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::vector<std::string> fields = CsvFields(line);
    if (!columns) {
      auto found = TradeColumns::Find(fields);
      if (!found) return base::Wrap(std::move(found).error(), path);
      columns = *found;
      width = fields.size();
      continue;
    }
    const std::string place = fmt::format("{}:{}", path, number);
    if (fields.size() != width) {
      return base::Fail(
          base::ErrorCode::kCorrupt,
          fmt::format("{}: {} fields where the header has {}", place, fields.size(), width));
    }
    auto trade = ParseTrade(fields, *columns);
    if (!trade) return base::Wrap(std::move(trade).error(), place);
    trades.push_back(std::move(*trade));
  }
  return trades;
}

base::Result<StoredEquity> ReadEquity(const std::string& directory) {
  constexpr size_t kRow = 40;
  constexpr size_t kPreamble = 10;
  const std::string path = directory + "/equity.npy";
  TRY(const base::os::MappedFile file, base::os::MappedFile::Open(path));
  const std::span<const std::byte> bytes = file.bytes();
  const auto corrupt = [&] {
    return base::Fail(base::ErrorCode::kCorrupt, path + " is no equity array of a run");
  };
  if (bytes.size() < kPreamble || std::memcmp(bytes.data(), "\x93NUMPY", 6) != 0) return corrupt();
  uint16_t header = 0;
  std::memcpy(&header, bytes.data() + kPreamble - sizeof(header), sizeof(header));
  const size_t begin = kPreamble + size_t{header};
  if (bytes.size() < begin || (bytes.size() - begin) % kRow != 0) return corrupt();
  StoredEquity series;
  const size_t rows = (bytes.size() - begin) / kRow;
  for (size_t i = 0; i < rows; ++i) {
    const std::byte* row = bytes.data() + begin + i * kRow;
    int64_t time = 0;
    std::array<double, 4> values{};
    std::memcpy(&time, row, sizeof(time));
    std::memcpy(values.data(), row + sizeof(time), sizeof(values));
    series.times.push_back({time});
    series.equity.push_back(values[0]);
    series.benchmark.push_back(values[3]);
  }
  return series;
}

}  // namespace keel::research
