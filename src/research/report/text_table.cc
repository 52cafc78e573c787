// SPDX-License-Identifier: MIT
#include "research/report/text_table.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace keel::research {
namespace {

constexpr size_t kMargin = 2;
constexpr size_t kGutter = 2;

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The first `width` code points; a cut is shown.
std::string Fitted(const std::string& text, size_t width) {
  if (DisplayWidth(text) <= width) return text;
  std::string out;
  size_t count = 0;
  for (const char c : text) {
    if (!Continues(c) && ++count >= width) break;
    out += c;
  }
  return out + "~";
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !Continues(c); }));
}

std::string Wrapped(std::string_view text, size_t width, size_t indent) {
  std::string out;
  size_t column = 0;
  for (const std::string_view word : base::Split(text, ' ')) {
    const size_t length = DisplayWidth(word);
    if (column > 0 && column + 1 + length > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
  }
  return out;
}

std::vector<size_t> TextTable::Widths() const {
  std::vector<size_t> widths;
  for (const std::string& cell : header_) widths.push_back(DisplayWidth(cell));
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  const size_t total = std::accumulate(widths.begin(), widths.end(), size_t{0}) + kMargin +
                       kGutter * (widths.size() - 1);
  if (total > kConsoleWidth && !widths.empty()) {
    const size_t excess = total - kConsoleWidth;
    widths[0] = widths[0] > excess + 8 ? widths[0] - excess : std::min<size_t>(widths[0], 8);
  }
  return widths;
}

std::string TextTable::Line(const std::vector<std::string>& cells,
                            const std::vector<size_t>& widths) const {
  std::string line(kMargin, ' ');
  for (size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
    const std::string cell = Fitted(cells[i], widths[i]);
    const std::string pad(widths[i] - DisplayWidth(cell), ' ');
    if (i > 0) line.append(kGutter, ' ');
    line += i < left_ ? cell + pad : pad + cell;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string TextTable::Text() const {
  const std::vector<size_t> widths = Widths();
  const bool titled = std::any_of(header_.begin(), header_.end(),
                                  [](const std::string& cell) { return !cell.empty(); });
  std::string out;
  if (titled) {
    out += Line(header_, widths);
    const size_t total =
        std::accumulate(widths.begin(), widths.end(), size_t{0}) + kGutter * (widths.size() - 1);
    out += std::string(kMargin, ' ') + std::string(total, '-') + '\n';
  }
  for (const auto& row : rows_) out += row.empty() ? "\n" : Line(row, widths);
  return out;
}

}  // namespace keel::research
