// SPDX-License-Identifier: MIT
// The rows of one series gathered from several files and from the catalog, each knowing where it
// came from: what agrees is joined, what contradicts is an error that names both places.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "storage/internal/file_content.h"

namespace keel::storage::internal {

/// Where a row came from.
struct Origin {
  uint32_t file = 0;
  uint32_t line = 0;
};

/// Names of the files behind Origin::file.
class Origins {
 public:
  /// Index of a new file. The empty name is the catalog itself.
  uint32_t Add(std::string name);
  std::string Describe(Origin origin) const;
  bool IsCatalog(Origin origin) const { return names_[origin.file].empty(); }
  /// "a.csv", "a.csv, b.csv", or "a.csv .. z.csv (26 files)"; folders and the catalog left out.
  std::string Summary() const;

 private:
  std::vector<std::string> names_;
};

struct GatheredBars {
  Origins origins;
  std::vector<core::Bar> bars;
  std::vector<Origin> places;
  int64_t duplicates = 0;

  /// Joins rows in order of time. kUsage where a row contradicts one that is there.
  base::Status Add(const std::string& name, std::vector<core::Bar> more,
                   std::span<const uint32_t> lines);
};

struct GatheredTrades {
  Origins origins;
  std::vector<core::TradeTick> trades;
  std::vector<Origin> places;
  int64_t duplicates = 0;

  base::Status Add(const std::string& name, std::vector<core::TradeTick> more,
                   std::span<const uint32_t> lines);
};

/// Indices at which a series goes on as another asset: after a hole of more than kTradingStopped,
/// at more than 20 times or less than a twentieth of the price.
std::vector<size_t> FindRestarts(std::span<const core::Bar> bars);

}  // namespace keel::storage::internal
