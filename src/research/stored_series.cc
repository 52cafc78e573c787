// SPDX-License-Identifier: MIT
#include "research/stored_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "base/os/file.h"
#include "base/os/mapped_file.h"
#include "base/text.h"

namespace keel::research {
namespace {

/// The fields of one row that were asked for, in the order of the names.
struct StoredRow {
  std::string place;  ///< "trades.csv:7"
  std::vector<std::string> fields;
};

base::Result<std::vector<size_t>> FindColumns(const std::vector<std::string>& header,
                                              std::span<const char* const> names) {
  std::vector<size_t> columns;
  for (const char* name : names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
      return base::Fail(base::ErrorCode::kCorrupt, fmt::format("there is no column \"{}\"", name));
    }
    columns.push_back(static_cast<size_t>(found - header.begin()));
  }
  return columns;
}

base::Result<std::vector<StoredRow>> ReadRows(const std::string& path,
                                              std::span<const char* const> names) {
  TRY(const std::string text, base::os::ReadFile(path));
  std::vector<StoredRow> rows;
  std::vector<size_t> columns;
  size_t width = 0;
  size_t number = 0;
  for (const std::string_view line : base::Split(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::vector<std::string> fields = CsvFields(line);
    if (width == 0) {
      auto found = FindColumns(fields, names);
      if (!found) return base::Wrap(std::move(found).error(), path);
      columns = std::move(*found);
      width = fields.size();
      continue;
    }
    StoredRow row{fmt::format("{}:{}", path, number), {}};
    if (fields.size() != width) {
      return base::Fail(
          base::ErrorCode::kCorrupt,
          fmt::format("{}: {} fields where the header has {}", row.place, fields.size(), width));
    }
    for (const size_t column : columns) row.fields.push_back(fields[column]);
    rows.push_back(std::move(row));
  }
  return rows;
}

base::Result<StoredTrade> ParseTrade(const std::vector<std::string>& fields) {
  StoredTrade trade;
  trade.pair = fields[0];
  TRY(trade.entry_time, base::ParseTime(fields[1]));
  TRY(trade.exit_time, base::ParseTime(fields[2]));
  TRY(trade.quantity, core::Decimal::Parse(fields[3]));
  TRY(trade.entry_price, core::Decimal::Parse(fields[4]));
  TRY(trade.exit_price, core::Decimal::Parse(fields[5]));
  TRY(trade.profit, core::Decimal::Parse(fields[6]));
  trade.entry_reason = fields[7];
  trade.exit_reason = fields[8];
  return trade;
}

base::Result<StoredFill> ParseFill(const std::vector<std::string>& fields) {
  StoredFill fill;
  fill.pair = fields[0];
  TRY(fill.time, base::ParseTime(fields[1]));
  TRY(fill.signed_quantity, core::Decimal::Parse(fields[3]));
  if (fields[2] == "sell") {
    fill.signed_quantity = -fill.signed_quantity;
  } else if (fields[2] != "buy") {
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("\"{}\" is neither buy nor sell", fields[2]));
  }
  return fill;
}

base::Result<uint64_t> ParseCount(const std::string& text) {
  uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return base::Fail(base::ErrorCode::kCorrupt, fmt::format("\"{}\" is not a number", text));
  }
  return count;
}

base::Result<StoredOrder> ParseOrder(const std::vector<std::string>& fields) {
  StoredOrder order;
  TRY(order.order, ParseCount(fields[0]));
  order.strategy = fields[1], order.pair = fields[2], order.side = fields[3];
  order.type = fields[4], order.state = fields[7], order.end = fields[8];
  TRY(order.quantity, core::Decimal::Parse(fields[5]));
  TRY(order.created_at, base::ParseTime(fields[6]));
  TRY(order.filled, core::Decimal::Parse(fields[9]));
  order.average_price = fields[10], order.reference_price = fields[11], order.reason = fields[12];
  if (fields[13].empty()) return order;
  TRY(order.decision, ParseCount(fields[13]));
  return order;
}

base::Result<StoredExecution> ParseExecution(const std::vector<std::string>& fields) {
  StoredExecution execution;
  TRY(execution.order, ParseCount(fields[0]));
  TRY(execution.time, base::ParseTime(fields[1]));
  execution.price = fields[2], execution.quantity = fields[3], execution.fee = fields[4];
  execution.fee_currency = fields[5], execution.liquidity = fields[6];
  return execution;
}

/// Every row parsed; an error names its place.
template <typename Record>
base::Result<std::vector<Record>> ParseRows(
    const std::vector<StoredRow>& rows,
    base::Result<Record> (*parse)(const std::vector<std::string>& fields)) {
  std::vector<Record> records;
  for (const StoredRow& row : rows) {
    auto record = parse(row.fields);
    if (!record) return base::Wrap(std::move(record).error(), row.place);
    records.push_back(std::move(*record));
  }
  return records;
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
  constexpr std::array<const char*, 9> kNames = {"pair",     "entry_time",   "exit_time",
                                                 "quantity", "entry_price",  "exit_price",
                                                 "pnl",      "entry_reason", "exit_reason"};
  TRY(const auto rows, ReadRows(directory + "/trades.csv", kNames));
  return ParseRows<StoredTrade>(rows, ParseTrade);
}

base::Result<std::vector<StoredFill>> ReadFills(const std::string& directory) {
  constexpr std::array<const char*, 4> kNames = {"pair", "time", "side", "quantity"};
  TRY(const auto rows, ReadRows(directory + "/fills.csv", kNames));
  return ParseRows<StoredFill>(rows, ParseFill);
}

base::Result<std::vector<StoredOrder>> ReadOrders(const std::string& directory) {
  constexpr std::array<const char*, 14> kNames = {
      "order",         "strategy",        "pair",   "side",    "type",
      "quantity",      "created_at",      "state",  "end",     "filled",
      "average_price", "reference_price", "reason", "decision"};
  TRY(const auto rows, ReadRows(directory + "/orders.csv", kNames));
  return ParseRows<StoredOrder>(rows, ParseOrder);
}

base::Result<std::vector<StoredExecution>> ReadExecutions(const std::string& directory) {
  constexpr std::array<const char*, 7> kNames = {"order", "time",         "price",    "quantity",
                                                 "fee",   "fee_currency", "liquidity"};
  TRY(const auto rows, ReadRows(directory + "/fills.csv", kNames));
  return ParseRows<StoredExecution>(rows, ParseExecution);
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
