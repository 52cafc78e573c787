// SPDX-License-Identifier: MIT
// Aligned columns for the terminal: what every list verb prints for people.
#pragma once

#include <string>
#include <vector>

namespace keel::cli {

struct Column {
  std::string title;
  bool right = false;  ///< aligned right, for numbers
};

/// A table in memory. Widths are counted in characters, not bytes.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as columns.
  void AddRow(std::vector<std::string> cells);
  size_t size() const { return rows_.size(); }
  /// Lines with a bold head where `colour`; the last column is broken at spaces to stay inside
  /// `width` columns (0: never).
  std::string Text(bool colour, int width = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace keel::cli
