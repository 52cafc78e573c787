// SPDX-License-Identifier: MIT
// Aligned columns of text for the terminal.
#pragma once

#include <string>
#include <vector>

namespace keel::research {

inline constexpr size_t kConsoleWidth = 100;

/// The first `left` columns are aligned left, the others right. A table wider than kConsoleWidth
/// has its first column shortened. Lengths count code points.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header, size_t left = 1)
      : header_(std::move(header)), left_(left) {}

  void Row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// An empty line.
  void Gap() { rows_.emplace_back(); }
  bool empty() const { return rows_.empty(); }
  /// Lines that end with a newline; each begins with two blanks.
  std::string Text() const;

 private:
  std::vector<size_t> Widths() const;
  std::string Line(const std::vector<std::string>& cells, const std::vector<size_t>& widths) const;

  std::vector<std::string> header_;
  size_t left_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that `text` takes.
size_t DisplayWidth(std::string_view text);

/// `text` broken at blanks into lines of at most `width`, the later ones after `indent` blanks.
std::string Wrapped(std::string_view text, size_t width, size_t indent);

}  // namespace keel::research
