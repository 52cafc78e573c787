// SPDX-License-Identifier: MIT
#include "metrics/drawdowns.h"

#include <algorithm>

namespace keel::metrics {

double DrawdownDepth(double peak, double equity) {
  if (peak <= 0) return 0;
  return std::clamp((peak - equity) / peak, 0.0, 1.0);
}

std::vector<double> DrawdownSeries(std::span<const double> equity) {
  std::vector<double> depths;
  depths.reserve(equity.size());
  double peak = equity.empty() ? 0 : equity.front();
  for (const double e : equity) {
    peak = std::max(peak, e);
    depths.push_back(DrawdownDepth(peak, e));
  }
  return depths;
}

std::vector<Drawdown> FindDrawdowns(std::span<const double> equity) {
  std::vector<Drawdown> found;
  size_t peak = 0;
  std::optional<Drawdown> open;
  for (size_t i = 1; i < equity.size(); ++i) {
    if (equity[i] >= equity[peak]) {
      if (open) {
        open->recovery = i;
        found.push_back(*open);
        open.reset();
      }
      peak = i;
      continue;
    }
    const double depth = DrawdownDepth(equity[peak], equity[i]);
    if (!open) open = Drawdown{.peak = peak, .trough = i, .recovery = {}, .depth = depth};
    if (equity[i] < equity[open->trough]) {
      open->trough = i;
      open->depth = depth;
    }
  }
  if (open) found.push_back(*open);
  return found;
}

std::vector<DrawdownRow> WorstDrawdowns(const EquitySeries& series, size_t count) {
  std::vector<Drawdown> found = FindDrawdowns(series.equity);
  const size_t kept = std::min(count, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    [](const Drawdown& a, const Drawdown& b) {
                      return a.depth != b.depth ? a.depth > b.depth : a.peak < b.peak;
                    });
  found.resize(kept);
  const auto days = [](base::UnixNanos from, base::UnixNanos to) {
    return (to - from).seconds() / 86400.0;
  };
  std::vector<DrawdownRow> rows;
  for (const Drawdown& d : found) {
    DrawdownRow row{.start = series.times[d.peak],
                    .trough = series.times[d.trough],
                    .end = {},
                    .depth = d.depth,
                    .days = days(series.times[d.peak], series.times.back()),
                    .recovery_days = {}};
    if (d.recovery) {
      row.end = series.times[*d.recovery];
      row.days = days(row.start, *row.end);
      row.recovery_days = days(row.trough, *row.end);
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace keel::metrics
