// SPDX-License-Identifier: MIT
// How returns are spread: bins for the histogram, boxes for the quantile plot.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/calendar_returns.h"

namespace keel::metrics {

/// Equal bins [low + k * width, low + (k + 1) * width), the last one closed on both sides.
struct Histogram {
  double low = 0;
  double width = 0;
  std::vector<int64_t> counts;  ///< they sum to the number of values
};

/// `bins` bins from the smallest to the largest value; empty for no values, one bin of width 0
/// where all are equal.
Histogram HistogramOf(std::span<const double> values, size_t bins);

/// Number of bins by Freedman and Diaconis (1981), at least 1 and at most `most`.
size_t SuggestedBins(std::span<const double> values, size_t most = 60);

/// Tukey's box: quartiles, whiskers at the outermost values within 1.5 interquartile ranges of the
/// box, and everything beyond as outliers (in time order).
struct QuantileBox {
  Period period = Period::kDay;
  size_t count = 0;
  double whisker_low = 0;
  double quartile_1 = 0;
  double median = 0;
  double quartile_3 = 0;
  double whisker_high = 0;
  double mean = 0;
  std::vector<double> outliers;
};

/// Boxes of the returns per day, week, month, quarter and year; none for an empty series.
std::vector<QuantileBox> QuantileBoxes(const DailySeries& daily);

/// The compounded returns alone.
std::vector<double> PeriodValues(const DailySeries& daily, Period period);

}  // namespace keel::metrics
