// SPDX-License-Identifier: MIT
#include "cli/series_check.h"

namespace keel::cli {
namespace {

constexpr int64_t kStripParts = 200;

}  // namespace

SeriesCheck CheckStored(const storage::Catalog& catalog, const storage::SeriesKey& key) {
  SeriesCheck check{.key = key, .report = {}, .map = {}, .coverage = {}};
  const auto series = catalog.Open(key);
  if (!series) {
    check.damage = series.error().message;
    return check;
  }
  const auto intact = (*series)->Verify();
  if (!intact) check.damage = intact.error().message;
  check.synthetic = (*series)->note().synthetic;
  check.close_only = (*series)->note().close_only;
  const auto bars = (*series)->bars();
  check.report = market::CheckQuality(bars, key.timeframe);
  if (!check.report.out_of_order.empty()) return check;
  check.map = market::MapGaps(bars, key.timeframe);
  check.coverage = market::CoverageOf(bars, key.timeframe, kStripParts);
  return check;
}

}  // namespace keel::cli
