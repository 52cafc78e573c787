// SPDX-License-Identifier: MIT
// What the reports of all regime models share: the chain, and probabilities over time.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace keel::research {

/// Probabilities of the regimes, rows x states, and when (times may be empty: unknown).
struct RegimeHistory {
  std::span<const double> probabilities;
  size_t states = 0;
  std::span<const base::UnixNanos> times;
  bool ranked = true;  ///< from the calmest to the wildest: drawn from green to red

  size_t rows() const { return probabilities.size() / states; }
};

/// A number of periods; an endless one in words.
std::string Lasting(double periods);
/// The likeliest regime of each of at most `width` parts, a digit a part, and the dates below.
std::string RegimeSketch(const RegimeHistory& history, size_t width);
/// A plot of each regime's probability, averaged over at most 1,000 spans.
std::string RegimePlots(const RegimeHistory& history);
/// Closes over time; empty without prices or times.
std::string PricePlot(std::span<const double> prices, std::span<const base::UnixNanos> times);
/// The transition matrix (row-major) as a table for the console, and for a page.
std::string TransitionText(std::span<const double> transition, size_t states);
std::string TransitionHtml(std::span<const double> transition, size_t states);
/// A table with a title over it.
std::string TableFigure(std::string_view title, std::string_view table);

}  // namespace keel::research
