// SPDX-License-Identifier: MIT
// For tests: the series of bench/peers/quantstats_reference.py, bit for bit, and short curves
// written out by hand.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "metrics/series.h"

namespace keel::metrics {

/// Owns what an EquitySeries borrows.
struct OwnedSeries {
  std::vector<base::UnixNanos> times;
  std::vector<double> equity;
  std::vector<double> exposure;
  double periods_per_year = 365;

  EquitySeries view() const { return {times, equity, exposure, periods_per_year}; }
};

/// The given equity at regular steps from `start`, which is the time of the first point.
inline OwnedSeries SeriesOf(std::vector<double> equity, base::UnixNanos start = {},
                            base::Duration step = base::Days(1)) {
  OwnedSeries series;
  for (size_t i = 0; i < equity.size(); ++i) {
    series.times.push_back(start + step * static_cast<int64_t>(i));
  }
  series.equity = std::move(equity);
  return series;
}

/// Knuth's MMIX generator; the top 53 bits make a double in [0, 1).
class Lcg {
 public:
  explicit Lcg(uint64_t seed) : state_(seed) {}
  double Uniform() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }

 private:
  uint64_t state_;
};

/// A strategy and a market of 4000 days from 2012-05-31 (one day in ten rests, one in fifty jumps).
inline std::pair<OwnedSeries, OwnedSeries> MadeUpEquities() {
  Lcg lcg(1);
  std::vector<double> strategy = {10000.0};
  std::vector<double> market = {10000.0};
  for (int day = 0; day < 4000; ++day) {
    const double kind = lcg.Uniform();
    const auto noise = [&] {
      double sum = lcg.Uniform();
      sum += lcg.Uniform();
      sum += lcg.Uniform();
      return sum - 1.5;
    };
    const double u = noise();
    const double v = noise();
    double change = 0.0012 + 0.04 * u;
    if (kind < 0.1) change = 0.0;
    if (kind > 0.98) change = 3.0 * change;
    strategy.push_back(strategy.back() * (1.0 + change));
    market.push_back(market.back() * (1.0 + (0.6 * change + 0.03 * v)));
  }
  const base::UnixNanos start{1338422400 * base::Seconds(1).ns};  // 2012-05-31T00:00Z
  return {SeriesOf(std::move(strategy), start), SeriesOf(std::move(market), start)};
}

}  // namespace keel::metrics
