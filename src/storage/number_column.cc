// SPDX-License-Identifier: MIT
#include "storage/number_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>

#include "base/text.h"
#include "storage/internal/byte_source.h"
#include "storage/internal/file_content.h"
#include "storage/internal/line_blocks.h"
#include "storage/internal/number_field.h"

namespace keel::storage {
namespace {

using base::ErrorCode;
using base::Fail;

std::string_view Trimmed(std::string_view cell) {
  const auto is_edge = [](char c) { return c == ' ' || c == '\r' || c == '"'; };
  while (!cell.empty() && is_edge(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_edge(cell.back())) cell.remove_suffix(1);
  return cell;
}

/// A delimiter between quotes is part of the cell: "Jan 2, 2020".
std::vector<std::string_view> Cells(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  size_t start = 0;
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] != delimiter || quoted) continue;
    cells.push_back(Trimmed(line.substr(start, i - start)));
    start = i + 1;
  }
  cells.push_back(Trimmed(line.substr(start)));
  return cells;
}

bool IsMissing(std::string_view cell) {
  const std::string text = base::ToLower(cell);
  for (const char* mark : {"", ".", "-", "na", "n/a", "#n/a", "nan", "null", "none"}) {
    if (text == mark) return true;
  }
  return false;
}

std::optional<double> AsNumber(std::string_view cell) {
  const std::string text = std::string(cell) + "\n";
  internal::Decimals decimals;
  double value = 0;
  const char* end = internal::ScanNumber(text.c_str(), &value, &decimals);
  if (end == nullptr || *end != '\n' || !std::isfinite(value)) return std::nullopt;
  return value;
}

char DelimiterOf(std::string_view line) {
  for (const char c : {'\t', ';', ','}) {
    if (line.find(c) != std::string_view::npos) return c;
  }
  return ',';
}

/// Where the column is that was asked for.
base::Result<size_t> Pick(const std::string& name, const std::vector<std::string>& headers,
                          const std::string& column) {
  for (size_t i = 0; i < headers.size(); ++i) {
    if (base::ToLower(headers[i]) == base::ToLower(column)) return i;
  }
  size_t number = 0;
  const char* const end = column.data() + column.size();
  const auto parsed = std::from_chars(column.data(), end, number);
  if (parsed.ec == std::errc() && parsed.ptr == end && number >= 1 && number <= headers.size()) {
    return number - 1;
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("{} has no column \"{}\"{}; its columns are {}", name, column,
                          base::DidYouMean(column, headers), base::Join(headers, ", ")));
}

/// Reads line after line; the first one tells the layout.
class ColumnReader {
 public:
  ColumnReader(std::string name, std::string column, MissingCells missing)
      : name_(std::move(name)), column_(std::move(column)), missing_(missing) {}

  base::Status Take(std::string_view line) {
    ++lines_;
    if (Trimmed(line).empty()) return {};
    if (!delimiter_) return TakeFirst(line);
    return TakeRow(Cells(line, *delimiter_));
  }
  base::Result<NumberColumn> Finish() {
    if (!result_.values.empty()) return std::move(result_);
    return Fail(ErrorCode::kUsage, name_ + " holds no number");
  }
  int64_t lines() const { return lines_; }

 private:
  base::Status TakeFirst(std::string_view line) {
    delimiter_ = DelimiterOf(line);
    const auto cells = Cells(line, *delimiter_);
    const bool has_header =
        std::none_of(cells.begin(), cells.end(), [](auto cell) { return AsNumber(cell); });
    for (size_t i = 0; i < cells.size(); ++i) {
      headers_.push_back(has_header ? std::string(cells[i]) : fmt::format("{}", i + 1));
    }
    if (!column_.empty()) {
      TRY(at_, Pick(name_, headers_, column_));
    }
    return has_header ? base::Status{} : TakeRow(cells);
  }
  base::Status TakeRow(const std::vector<std::string_view>& cells) {
    if (!at_ && column_.empty()) {
      TRY(at_, OnlyNumber(cells));
    }
    const size_t at = at_.value_or(0);
    if (at >= cells.size()) {
      return internal::FailAt(
          name_, lines_, static_cast<int64_t>(cells.size()),
          fmt::format("the row has {} columns where {} are needed", cells.size(), at + 1));
    }
    const std::optional<double> value = AsNumber(cells[at]);
    if (!value && missing_ == MissingCells::kSkip && IsMissing(cells[at])) {
      ++result_.skipped;
      return {};
    }
    if (!value) {
      return internal::FailAt(
          name_, lines_, static_cast<int64_t>(at + 1),
          fmt::format("\"{}\" is {}", cells[at],
                      IsMissing(cells[at]) ? "a missing value" : "not a number"));
    }
    result_.name = headers_[at];
    result_.values.push_back(*value);
    return {};
  }
  /// Where the one number of a row is; nothing in a row without one.
  base::Result<std::optional<size_t>> OnlyNumber(const std::vector<std::string_view>& cells) const {
    std::vector<size_t> found;
    for (size_t i = 0; i < std::min(cells.size(), headers_.size()); ++i) {
      if (AsNumber(cells[i])) found.push_back(i);
    }
    if (found.empty()) return std::optional<size_t>();
    if (found.size() == 1) return std::optional(found.front());
    std::vector<std::string> names;
    for (const size_t i : found) names.push_back(headers_[i]);
    return Fail(ErrorCode::kUsage,
                fmt::format("{} has several columns of numbers: name one of {} (--column)", name_,
                            base::Join(names, ", ")));
  }

  std::string name_;
  std::string column_;
  MissingCells missing_;
  std::optional<char> delimiter_;
  std::vector<std::string> headers_;
  std::optional<size_t> at_;
  NumberColumn result_;
  int64_t lines_ = 0;
};

base::Result<NumberColumn> ReadFrom(const std::string& name,
                                    std::unique_ptr<internal::ByteSource> source,
                                    const std::string& column, MissingCells missing) {
  internal::LineBlocks blocks(name, std::move(source));
  ColumnReader reader(name, column, missing);
  for (;;) {
    TRY(std::string_view block, blocks.Next(reader.lines()));
    if (block.empty()) return reader.Finish();
    while (!block.empty()) {
      const size_t end = block.find('\n');
      TRY(reader.Take(block.substr(0, end)));
      block.remove_prefix(end + 1);
    }
  }
}

}  // namespace

base::Result<NumberColumn> ReadNumberColumn(const std::string& path, const std::string& column,
                                            MissingCells missing) {
  TRY(const auto documents, internal::DocumentsIn(path));
  if (documents.empty()) return Fail(ErrorCode::kUsage, path + " is an empty archive");
  TRY(auto source, internal::OpenDocument(documents.front()));
  return ReadFrom(documents.front().name(), std::move(source), column, missing);
}

base::Result<NumberColumn> ParseNumberColumn(const std::string& name, std::string_view bytes,
                                             const std::string& column) {
  return ReadFrom(name, internal::FromMemory(name, bytes), column, MissingCells::kRefuse);
}

}  // namespace keel::storage
