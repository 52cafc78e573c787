// SPDX-License-Identifier: MIT
#include "cli/table.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace keel::cli {
namespace {

/// Characters of UTF-8 text: bytes that do not continue one.
size_t Width(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> Wrap(std::string_view text, size_t room) {
  std::vector<std::string> lines(1);
  for (std::string_view word : base::Split(text, ' ')) {
    if (!lines.back().empty() && Width(lines.back()) + 1 + Width(word) > room) {
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size(), "a row has as many cells as the table has columns");
  rows_.push_back(std::move(cells));
}

std::string Table::Text(bool colour, int width) const {
  std::vector<size_t> widths;
  size_t before_last = 0;
  for (size_t c = 0; c < columns_.size(); ++c) {
    size_t widest = Width(columns_[c].title);
    for (const auto& row : rows_) widest = std::max(widest, Width(row[c]));
    widths.push_back(widest);
    if (c + 1 < columns_.size()) before_last += widest + 2;
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t c = 0; c < cells.size(); ++c) {
      const std::string pad(widths[c] - std::min(widths[c], Width(cells[c])), ' ');
      if (columns_[c].right) text += pad;
      text += cells[c];
      if (c + 1 == cells.size()) break;
      if (!columns_[c].right) text += pad;
      text += "  ";
    }
    while (text.ends_with(' ')) text.pop_back();
    return text + "\n";
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string head = line(titles);
  if (colour) head = "\033[1m" + head.substr(0, head.size() - 1) + "\033[0m\n";
  std::string text = head;
  const size_t wanted = static_cast<size_t>(std::max(width, 0));
  const bool wraps = width > 0 && !columns_.back().right && before_last + 20 < wanted;
  for (const auto& row : rows_) {
    std::vector<std::string> cells = row;
    const auto parts =
        wraps ? Wrap(row.back(), wanted - before_last) : std::vector<std::string>{row.back()};
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i == 1) std::fill(cells.begin(), cells.end(), "");
      cells.back() = parts[i];
      text += line(cells);
    }
  }
  return text;
}

}  // namespace keel::cli
