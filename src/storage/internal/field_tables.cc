// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "base/hash.h"
#include "base/text.h"
#include "storage/internal/text_tables.h"
#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

// One row, split: where its fields are and how to complain about them.
struct FieldRow {
  const std::string& name;
  const Layout& layout;
  std::string_view text;
  uint32_t line;
  std::vector<std::string_view> fields;

  tl::unexpected<base::Error> Fail(size_t column, const std::string& why) const {
    const auto place = fields[column].data() - text.data() + 1;
    return FailAt(name, line, place, why);
  }
  tl::unexpected<base::Error> NotA(size_t column, const char* wanted) const {
    return Fail(column,
                fmt::format("the {} \"{}\" is not a {}; correct or remove the row",
                            NameOf(layout.roles[column]), fields[column].substr(0, 60), wanted));
  }
};

template <typename Visit>
base::Status VisitRows(LineBlocks& blocks, std::string_view first, const Layout& layout,
                       const Visit& visit) {
  auto line = static_cast<uint32_t>(layout.header_lines);
  std::string_view block = AfterHeader(first, layout);
  while (!block.empty()) {
    const size_t end = block.find('\n');
    const std::string_view text = block.substr(0, end);
    block.remove_prefix(end + 1);
    ++line;
    if (!base::Trim(text).empty()) {
      const FieldRow row{blocks.name(), layout, text, line, FieldsOf(text, layout.delimiter)};
      if (row.fields.size() != layout.roles.size()) {
        return FailAt(row.name, line, 1,
                      fmt::format("the row has {} columns where {} are expected; the file may be "
                                  "cut off here",
                                  row.fields.size(), layout.roles.size()));
      }
      TRY(visit(row));
    }
    if (block.empty()) {
      TRY(block, blocks.Next(line));
    }
  }
  return {};
}

base::Status AppendCloses(const FieldRow& row, std::vector<BarRows>& series) {
  core::Bar bar;
  const auto& roles = row.layout.roles;
  const auto at = static_cast<size_t>(std::ranges::find(roles, Role::kTime) - roles.begin());
  const auto time = ReadTime(row.fields[at]);
  if (!time) return row.NotA(at, "time");
  bar.open_time = *time;
  size_t pair = 0;
  for (size_t i = 0; i < roles.size(); ++i) {
    if (roles[i] != Role::kPairClose) continue;
    BarRows& rows = series[pair++];
    const std::string field = std::string(row.fields[i]) + '\n';
    if (field == "\n" || base::ToLower(row.fields[i]) == "nan") continue;
    const char* const end = ScanNumber(field.c_str(), &bar.close, &rows.prices);
    if (end == nullptr || *end != '\n') return row.NotA(i, "number");
    bar.open = bar.high = bar.low = bar.close;
    const std::string fault = AppendBar(rows, bar, row.line);
    if (!fault.empty()) {
      return row.Fail(i, fmt::format("{} ({}); leave it blank where the pair did not trade", fault,
                                     rows.symbol->ToString()));
    }
  }
  return {};
}

// Doubles that were printed in full, such as 0.00031099999999999997, say what they meant in their
// first 15 digits; a true number of so many digits does not become short by that.
std::optional<core::Decimal> WithoutNoise(std::string_view field) {
  constexpr int kExactDigits = 15, kShort = 12;
  const std::string text = std::string(field) + '\n';
  double number = 0;
  Decimals ignored;
  const char* const end = ScanNumber(text.c_str(), &number, &ignored);
  if (end == nullptr || *end != '\n' || !(number >= 1e-12) || number >= 1e14) return std::nullopt;
  const int places = kExactDigits - 1 - static_cast<int>(std::floor(std::log10(number)));
  const auto step = core::Decimal::PowerOfTen(-std::clamp(places, 0, core::Decimal::kDigits));
  const auto rounded = core::Decimal::FromDouble(number, step);
  const std::string plain = rounded.ToString();
  const auto first = plain.find_first_not_of("0.");
  const bool is_short = first != std::string::npos && plain.size() - first <= kShort + 1;
  return is_short ? std::optional(rounded) : std::nullopt;
}

base::Result<core::Decimal> ReadDecimal(const FieldRow& row, size_t column) {
  constexpr size_t kPlainSize = 15;
  const std::string_view field = row.fields[column];
  auto value = core::Decimal::Parse(field);
  if (!value || field.size() > kPlainSize) {
    const auto meant = WithoutNoise(field);
    if (meant) value = *meant;
  }
  if (!value) return row.NotA(column, "number of at most 12 decimals");
  if (!value->is_positive()) {
    return row.Fail(column, fmt::format("the {} {} is not above 0; correct or remove the row",
                                        NameOf(row.layout.roles[column]), value->ToString()));
  }
  return *value;
}

base::Result<core::Side> ReadSide(const FieldRow& row, size_t column) {
  const std::string text = base::ToLower(row.fields[column]);
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
  };
  if (row.layout.roles[column] == Role::kBuyerMaker) {
    if (is({"true", "1", "t"})) return core::Side::kSell;
    if (is({"false", "0", "f"})) return core::Side::kBuy;
    return row.NotA(column, "true or a false");
  }
  if (is({"buy", "b", "bid", "1"})) return core::Side::kBuy;
  if (is({"sell", "s", "ask", "-1"})) return core::Side::kSell;
  return row.NotA(column, "buy or a sell");
}

uint64_t ReadId(std::string_view text) {
  uint64_t id = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool number = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return number ? id : base::Hash64(text);
}

base::Status CheckPair(const FieldRow& row, size_t column, TradeRows& rows) {
  auto symbol = core::ParseSymbol(row.fields[column]);
  if (!symbol) return row.NotA(column, "pair");
  if (!rows.symbol) rows.symbol = *symbol;
  if (*symbol == *rows.symbol) return {};
  return row.Fail(column, fmt::format("the file holds {} and {}; give one file per pair",
                                      rows.symbol->ToString(), row.fields[column]));
}

base::Status AppendTrade(const FieldRow& row, TradeRows& rows) {
  const auto& roles = row.layout.roles;
  core::TradeTick trade;
  trade.id = row.line;
  bool side_known = false;
  for (size_t i = 0; i < roles.size(); ++i) {
    if (roles[i] == Role::kTime) {
      const auto time = ReadTime(row.fields[i]);
      if (!time) return row.NotA(i, "time");
      trade.time = *time;
    } else if (roles[i] == Role::kPrice) {
      TRY(const core::Decimal price, ReadDecimal(row, i));
      trade.price = core::Price(price);
    } else if (roles[i] == Role::kQuantity) {
      TRY(const core::Decimal quantity, ReadDecimal(row, i));
      trade.quantity = core::Quantity(quantity);
    } else if (roles[i] == Role::kSide || roles[i] == Role::kBuyerMaker) {
      TRY(trade.aggressor, ReadSide(row, i));
      side_known = true;
    } else if (roles[i] == Role::kId) {
      trade.id = ReadId(row.fields[i]);
    } else if (roles[i] == Role::kSymbol) {
      TRY(CheckPair(row, i, rows));
    }
  }
  // The tick rule (Lee and Ready, 1991) where the file does not say who was the aggressor.
  if (!side_known && !rows.trades.empty()) {
    const core::TradeTick& last = rows.trades.back();
    trade.aggressor = trade.price > last.price   ? core::Side::kBuy
                      : trade.price < last.price ? core::Side::kSell
                                                 : last.aggressor;
  }
  rows.trades.push_back(trade);
  rows.lines.push_back(row.line);
  return {};
}

}  // namespace

std::string_view AfterHeader(std::string_view first, const Layout& layout) {
  for (int64_t i = 0; i < layout.header_lines; ++i) first.remove_prefix(first.find('\n') + 1);
  return first;
}

std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kTime:
      return "time";
    case Role::kOpen:
      return "open";
    case Role::kHigh:
      return "high";
    case Role::kLow:
      return "low";
    case Role::kClose:
      return "close";
    case Role::kVolume:
      return "volume";
    case Role::kSymbol:
      return "pair";
    case Role::kPairClose:
      return "close";
    case Role::kId:
      return "id";
    case Role::kPrice:
      return "price";
    case Role::kQuantity:
      return "quantity";
    case Role::kSide:
      return "side";
    case Role::kBuyerMaker:
      return "buyer is maker";
    case Role::kSkip:
      break;
  }
  return "field";
}

base::Result<FileContent> ReadCloseTable(LineBlocks& blocks, std::string_view first,
                                         const Layout& layout) {
  FileContent content;
  content.remarks = layout.remarks;
  content.series.resize(layout.pairs.size());
  for (size_t i = 0; i < layout.pairs.size(); ++i) {
    content.series[i].symbol = layout.pairs[i];
    content.series[i].close_only = true;
  }
  TRY(VisitRows(blocks, first, layout,
                [&](const FieldRow& row) { return AppendCloses(row, content.series); }));
  base::UnixNanos end = base::kBeginningOfTime;
  const auto last_of = [](const BarRows& rows) {
    const auto later = std::ranges::max_element(rows.bars, {}, &core::Bar::open_time);
    return later == rows.bars.end() ? base::kBeginningOfTime : later->open_time;
  };
  for (const BarRows& rows : content.series) end = std::max(end, last_of(rows));
  for (BarRows& rows : content.series) {
    rows.stopped = !rows.bars.empty() && end - last_of(rows) > kTradingStopped;
  }
  return content;
}

base::Result<FileContent> ReadTradeTable(LineBlocks& blocks, std::string_view first,
                                         const Layout& layout) {
  FileContent content;
  content.remarks = layout.remarks;
  content.trades.emplace();
  if (!layout.has(Role::kSide) && !layout.has(Role::kBuyerMaker)) {
    content.remarks.emplace_back("no column says who was the aggressor: told by the tick rule");
  }
  TRY(VisitRows(blocks, first, layout,
                [&](const FieldRow& row) { return AppendTrade(row, *content.trades); }));
  return content;
}

}  // namespace keel::storage::internal
