// SPDX-License-Identifier: MIT
// A market in which it is known what a signal knows: the tests' truth.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "base/random.h"
#include "research/alpha/panel.h"

namespace keel::research::testing {

struct KnownAlpha {
  size_t rows = 4000;
  size_t pairs = 1;
  double half_life = 8;  ///< of the signal, in bars
  double ic = 0.1;       ///< correlation of a signal with the return of the next bar
  double common = 0;     ///< share of the noise's variance that all pairs have in common
  uint64_t seed = 1;
  double volatility = 0.01;  ///< of a bar
};

/// Signals s' = f s + noise of variance 1, f = 2^(-1 / half_life), and returns
/// r' = volatility (ic s + sqrt(1 - ic^2) noise): the correlation of s with the return that begins
/// h bars later is ic 2^(-h / half_life).
inline AlphaPanel MadeUpPanel(const KnownAlpha& known) {
  AlphaPanel panel{.timeframe = *core::Timeframe::Parse("1h")};
  for (size_t i = 0; i < known.pairs; ++i) panel.pairs.push_back("C" + std::to_string(i) + "/USDT");
  const size_t cells = known.rows * known.pairs;
  panel.closes.resize(cells);
  panel.signals.resize(cells);
  panel.daily_values.assign(cells, 1e9);
  panel.daily_volatilities.assign(cells, 0.04);
  const double keeps = std::exp2(-1 / known.half_life);
  base::RandomStream random(known.seed, "test.known_alpha");
  std::vector<double> signal(known.pairs), price(known.pairs, 100.0);
  for (double& s : signal) s = random.NextNormal();
  for (size_t t = 0; t < known.rows; ++t) {
    panel.times.push_back(base::UnixNanos{1'577'836'800'000'000'000} +
                          base::Hours(static_cast<int64_t>(t)));
    const double shared = random.NextNormal();
    for (size_t i = 0; i < known.pairs; ++i) {
      panel.closes[panel.Cell(t, i)] = price[i];
      panel.signals[panel.Cell(t, i)] = signal[i];
      const double noise =
          std::sqrt(known.common) * shared + std::sqrt(1 - known.common) * random.NextNormal();
      const double r =
          known.volatility * (known.ic * signal[i] + std::sqrt(1 - known.ic * known.ic) * noise);
      price[i] *= 1 + r;
      signal[i] = keeps * signal[i] + std::sqrt(1 - keeps * keeps) * random.NextNormal();
    }
  }
  return panel;
}

}  // namespace keel::research::testing
