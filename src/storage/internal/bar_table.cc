// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "storage/internal/text_tables.h"
#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

// Where parsing of a row stopped, and at which column.
struct Stop {
  const char* at = nullptr;
  size_t column = 0;
};

class BarTable {
 public:
  BarTable(std::string name, const Layout& layout)
      : name_(std::move(name)), roles_(layout.roles), delimiter_(layout.delimiter) {
    rows_.close_only = !layout.has(Role::kOpen);
  }

  base::Status Parse(std::string_view block) {
    const char* p = block.data();
    const char* const end = p + block.size();
    while (p != end) {
      ++line_;
      if (*p == '\n' || *p == '\r') {
        while (*p != '\n') ++p;
        ++p;
        continue;
      }
      const char* const begin = p;
      core::Bar bar;
      Stop stop;
      p = ParseRow(p, &bar, &stop);
      if (p == nullptr) return RowFault(begin, stop);
      if (rows_.close_only) bar.open = bar.high = bar.low = bar.close;
      const std::string fault = AppendBar(rows_, bar, line_);
      if (!fault.empty()) return FailAt(name_, line_, 1, fault + "; correct or remove the row");
    }
    return {};
  }

  void SkipLines(int64_t count) { line_ += static_cast<uint32_t>(count); }
  int64_t line() const { return line_; }
  BarRows& rows() { return rows_; }
  const std::string& symbol_text() const { return symbol_; }

 private:
  // The place after the row's newline, or null and the place of the trouble.
  const char* ParseRow(const char* p, core::Bar* bar, Stop* stop) {
    const size_t last = roles_.size() - 1;
    for (size_t column = 0;; ++column) {
      while (*p == ' ') ++p;
      const bool quoted = *p == '"';
      if (quoted) ++p;
      *stop = {p, column};
      p = ParseField(roles_[column], p, quoted ? '"' : delimiter_, bar);
      if (p == nullptr) return nullptr;
      if (quoted && *p++ != '"') return nullptr;
      while (*p == ' ') ++p;
      if (column == last) break;
      if (*p++ != delimiter_) return nullptr;
    }
    if (*p == '\r') ++p;
    return *p == '\n' ? p + 1 : nullptr;
  }

  const char* ParseField(Role role, const char* p, char closing, core::Bar* bar) {
    switch (role) {
      case Role::kTime:
        return ScanTime(p, closing, &bar->open_time);
      case Role::kOpen:
        return ScanNumber(p, &bar->open, &rows_.prices);
      case Role::kHigh:
        return ScanNumber(p, &bar->high, &rows_.prices);
      case Role::kLow:
        return ScanNumber(p, &bar->low, &rows_.prices);
      case Role::kClose:
        return ScanNumber(p, &bar->close, &rows_.prices);
      case Role::kVolume:
        return ScanNumber(p, &bar->volume, &rows_.volumes);
      default:
        break;
    }
    const char* const begin = p;
    while (*p != closing && *p != '\n' && *p != '\r') ++p;
    if (role != Role::kSymbol) return p;
    const std::string_view text(begin, static_cast<size_t>(p - begin));
    if (symbol_.empty()) symbol_ = text;
    return text == symbol_ ? p : nullptr;
  }

  base::Status RowFault(const char* begin, const Stop& stop) const {
    const char* end = begin;
    while (*end != '\n') ++end;
    const auto fields = FieldsOf({begin, static_cast<size_t>(end - begin)}, delimiter_);
    const auto column = static_cast<int64_t>(stop.at - begin) + 1;
    if (fields.size() != roles_.size()) {
      return FailAt(name_, line_, column,
                    fmt::format("the row has {} columns where {} are expected; the file may be cut "
                                "off here",
                                fields.size(), roles_.size()));
    }
    const std::string_view field = fields[stop.column].substr(0, 60);
    const Role role = roles_[stop.column];
    if (role == Role::kSymbol) {
      return FailAt(
          name_, line_, column,
          fmt::format("the file holds {} and {}; give one file per pair", symbol_, field));
    }
    return FailAt(name_, line_, column,
                  fmt::format("the {} \"{}\" is not a {}; correct or remove the row", NameOf(role),
                              field, role == Role::kTime ? "time" : "number"));
  }

  std::string name_;
  std::vector<Role> roles_;
  char delimiter_;
  uint32_t line_ = 0;
  std::string symbol_;
  BarRows rows_;
};

}  // namespace

base::Result<FileContent> ReadBarTable(LineBlocks& blocks, std::string_view first,
                                       const Layout& layout) {
  BarTable table(blocks.name(), layout);
  table.SkipLines(layout.header_lines);
  std::string_view block = AfterHeader(first, layout);
  do {
    TRY(table.Parse(block));
    TRY(block, blocks.Next(table.line()));
  } while (!block.empty());
  FileContent content;
  content.remarks = layout.remarks;
  auto symbol = core::ParseSymbol(table.symbol_text());
  if (symbol) table.rows().symbol = std::move(symbol).value();
  content.series.push_back(std::move(table.rows()));
  return content;
}

}  // namespace keel::storage::internal
