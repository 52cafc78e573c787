// SPDX-License-Identifier: MIT
// Features of one series in the catalog, beside its bars: a row a bar with two times, when it was
// (ts_event) and from when on it could be used (ts_knowable), and which definitions made it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace keel::storage {

/// What a column holds.
struct FeatureColumn {
  std::string name;
  int64_t version = 1;
  std::string definition_hash;
  friend bool operator==(const FeatureColumn&, const FeatureColumn&) = default;
};

/// Rows in order of time. They are kept as the file has them (8 bytes a cell, an absent value as
/// NaN), so that writing copies nothing; readers see an absent value as absent.
class FeatureTable {
 public:
  explicit FeatureTable(std::vector<FeatureColumn> columns) : columns_(std::move(columns)) {}
  /// From the rows of a file, whole rows of row_size(columns) bytes.
  FeatureTable(std::vector<FeatureColumn> columns, std::string_view bytes);

  /// Requires a value (or its absence) for every column, finite values, and both times later than
  /// those of the row before.
  void Append(base::UnixNanos ts_event, base::UnixNanos ts_knowable,
              std::span<const std::optional<double>> values);

  std::span<const FeatureColumn> columns() const { return columns_; }
  /// Absent where no column has that name.
  std::optional<size_t> Column(std::string_view name) const;
  size_t rows() const { return cells_.size() / stride(); }
  base::UnixNanos ts_event(size_t row) const { return TimeAt(row * stride()); }
  base::UnixNanos ts_knowable(size_t row) const { return TimeAt(row * stride() + 1); }
  std::optional<double> at(size_t row, size_t column) const;
  /// How many rows have a value in the column.
  int64_t CountPresent(size_t column) const;

  /// The rows as the file has them.
  std::string_view bytes() const;
  static size_t RowSize(size_t columns) { return (2 + columns) * sizeof(uint64_t); }

 private:
  size_t stride() const { return 2 + columns_.size(); }
  base::UnixNanos TimeAt(size_t cell) const {
    return base::UnixNanos{static_cast<int64_t>(cells_[cell])};
  }

  std::vector<FeatureColumn> columns_;
  std::vector<uint64_t> cells_;
};

}  // namespace keel::storage
