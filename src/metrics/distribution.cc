// SPDX-License-Identifier: MIT
#include "metrics/distribution.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "metrics/moments.h"

namespace keel::metrics {
namespace {

std::vector<double> Sorted(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

QuantileBox BoxOf(std::span<const double> values, Period period) {
  const std::vector<double> sorted = Sorted(values);
  QuantileBox box;
  box.period = period;
  box.count = values.size();
  box.quartile_1 = *SortedQuantile(sorted, 0.25);
  box.median = *SortedQuantile(sorted, 0.5);
  box.quartile_3 = *SortedQuantile(sorted, 0.75);
  box.mean = *MomentsOf(values).mean;
  const double reach = 1.5 * (box.quartile_3 - box.quartile_1);
  const double low = box.quartile_1 - reach;
  const double high = box.quartile_3 + reach;
  box.whisker_low = *std::find_if(sorted.begin(), sorted.end(), [&](double x) { return x >= low; });
  box.whisker_high =
      *std::find_if(sorted.rbegin(), sorted.rend(), [&](double x) { return x <= high; });
  std::copy_if(values.begin(), values.end(), std::back_inserter(box.outliers),
               [&](double x) { return x < low || x > high; });
  return box;
}

}  // namespace

Histogram HistogramOf(std::span<const double> values, size_t bins) {
  CHECK(bins >= 1, "a histogram has bins");
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  Histogram h{.low = *low, .width = (*high - *low) / static_cast<double>(bins), .counts = {}};
  if (h.width <= 0) {
    h.width = 0;
    h.counts = {static_cast<int64_t>(values.size())};
    return h;
  }
  h.counts.resize(bins);
  for (const double x : values) {
    const auto bin = static_cast<size_t>((x - h.low) / h.width);
    ++h.counts[std::min(bin, bins - 1)];
  }
  return h;
}

size_t SuggestedBins(std::span<const double> values, size_t most) {
  if (values.size() < 2) return 1;
  const std::vector<double> sorted = Sorted(values);
  const double spread = *SortedQuantile(sorted, 0.75) - *SortedQuantile(sorted, 0.25);
  const double width = 2 * spread / std::cbrt(static_cast<double>(values.size()));
  if (width <= 0) return 1;
  const double bins = std::ceil((sorted.back() - sorted.front()) / width);
  return static_cast<size_t>(std::clamp(bins, 1.0, static_cast<double>(most)));
}

std::vector<double> PeriodValues(const DailySeries& daily, Period period) {
  if (period == Period::kDay) return daily.returns;
  std::vector<double> values;
  for (const PeriodReturn& p : AggregateReturns(daily, period)) values.push_back(p.value);
  return values;
}

std::vector<QuantileBox> QuantileBoxes(const DailySeries& daily) {
  std::vector<QuantileBox> boxes;
  if (daily.size() == 0) return boxes;
  for (const Period period :
       {Period::kDay, Period::kWeek, Period::kMonth, Period::kQuarter, Period::kYear}) {
    boxes.push_back(BoxOf(PeriodValues(daily, period), period));
  }
  return boxes;
}

}  // namespace keel::metrics
