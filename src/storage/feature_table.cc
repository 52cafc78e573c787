// SPDX-License-Identifier: MIT
#include "storage/feature_table.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "base/check.h"

namespace keel::storage {
namespace {

constexpr uint64_t kAbsent = 0x7ff8'0000'0000'0000;  // of a file: the NaN that NumPy writes

}  // namespace

FeatureTable::FeatureTable(std::vector<FeatureColumn> columns, std::string_view bytes)
    : columns_(std::move(columns)), cells_(bytes.size() / sizeof(uint64_t)) {
  CHECK(bytes.size() % RowSize(columns_.size()) == 0, "a feature table of broken rows");
  if (!bytes.empty()) std::memcpy(cells_.data(), bytes.data(), bytes.size());
}

void FeatureTable::Append(base::UnixNanos ts_event, base::UnixNanos ts_knowable,
                          std::span<const std::optional<double>> values) {
  CHECK(values.size() == columns_.size(), "a row of features has a value for every column");
  CHECK(ts_event < ts_knowable, "a feature cannot be known before its bar has closed");
  const size_t row = rows();
  CHECK(
      row == 0 || (this->ts_event(row - 1) < ts_event && this->ts_knowable(row - 1) < ts_knowable),
      "rows of features come in order of time");
  cells_.push_back(static_cast<uint64_t>(ts_event.ns));
  cells_.push_back(static_cast<uint64_t>(ts_knowable.ns));
  for (const std::optional<double>& value : values) {
    CHECK(!value || std::isfinite(*value), "a feature is finite or absent");
    cells_.push_back(value ? std::bit_cast<uint64_t>(*value) : kAbsent);
  }
}

std::optional<size_t> FeatureTable::Column(std::string_view name) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) return i;
  }
  return std::nullopt;
}

std::optional<double> FeatureTable::at(size_t row, size_t column) const {
  CHECK(row < rows() && column < columns_.size(), "a feature table has no such cell");
  const auto value = std::bit_cast<double>(cells_[row * stride() + 2 + column]);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

int64_t FeatureTable::CountPresent(size_t column) const {
  int64_t count = 0;
  for (size_t row = 0; row < rows(); ++row) count += at(row, column) ? 1 : 0;
  return count;
}

std::string_view FeatureTable::bytes() const {
  return {reinterpret_cast<const char*>(cells_.data()), cells_.size() * sizeof(uint64_t)};
}

}  // namespace keel::storage
