// SPDX-License-Identifier: MIT
// A stored series with all that is to be said against it: what `check-data` prints and the desk
// draws.
#pragma once

#include <string>
#include <vector>

#include "market/quality.h"
#include "storage/catalog.h"

namespace keel::cli {

struct SeriesCheck {
  storage::SeriesKey key;
  market::QualityReport report;
  market::GapMap map;            ///< empty where bars are out of order
  std::vector<double> coverage;  ///< shares that are there, part by part; empty as the map is
  bool synthetic = false;
  bool close_only = false;
  std::string damage = {};  ///< why it could not be opened or is not what was written; else ""

  bool sound() const { return damage.empty() && report.errors() == 0; }
};

/// Reads every row.
SeriesCheck CheckStored(const storage::Catalog& catalog, const storage::SeriesKey& key);

}  // namespace keel::cli
