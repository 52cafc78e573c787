// SPDX-License-Identifier: MIT
// How often each value was seen, with the one value that it is about marked among them.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace keel::research {

struct HistogramFrame {
  std::string title;
  std::string unit;
  std::vector<std::pair<double, std::string>> marks;  ///< an upright line, with its name
};

/// A <figure> of bars whose number Freedman and Diaconis's rule gives; empty for fewer than two
/// values and for values that are all the same.
std::string HistogramPlot(std::span<const double> values, const HistogramFrame& frame);

}  // namespace keel::research
