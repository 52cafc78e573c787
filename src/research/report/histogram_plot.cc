// SPDX-License-Identifier: MIT
#include "research/report/histogram_plot.h"

#include <algorithm>

#include "metrics/distribution.h"
#include "research/report/svg.h"

namespace keel::research {
namespace {

constexpr size_t kMostBars = 40;

}  // namespace

std::string HistogramPlot(std::span<const double> values, const HistogramFrame& frame) {
  if (values.size() < 2) return "";
  const metrics::Histogram histogram =
      metrics::HistogramOf(values, metrics::SuggestedBins(values, kMostBars));
  if (histogram.width <= 0) return "";
  double low = histogram.low;
  double high = low + static_cast<double>(histogram.counts.size()) * histogram.width;
  for (const auto& mark : frame.marks) {
    low = std::min(low, mark.first);
    high = std::max(high, mark.first);
  }
  const auto top = static_cast<double>(*std::ranges::max_element(histogram.counts));
  Plot plot({.title = frame.title,
             .unit = frame.unit,
             .x = ValueAxis(low, high, TickFormat::kNumber, 8),
             .y = ValueAxis(0, 1.12 * top, TickFormat::kAmount),
             .timeline = false});
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    const double x = histogram.low + static_cast<double>(i) * histogram.width;
    plot.Bar(x, x + histogram.width, {0, static_cast<double>(histogram.counts[i])}, "s");
  }
  for (const auto& mark : frame.marks) {
    plot.VerticalRule(mark.first, "hi");
    plot.Label({mark.first, 1.06 * top}, mark.second, "over");
  }
  return plot.Html();
}

}  // namespace keel::research
