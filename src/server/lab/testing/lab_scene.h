// SPDX-License-Identifier: MIT
// Only for tests: series of hourly bars with returns that are given, or of two regimes.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "server/lab/lab_series.h"

namespace keel::server::testing {

/// Hourly bars since 1970, the first of them at 100.
inline std::vector<core::Bar> BarsWith(const std::vector<double>& returns) {
  std::vector<core::Bar> bars = {{base::UnixNanos{0}, 100, 100, 100, 100, 1}};
  for (const double r : returns) {
    const double close = bars.back().close * std::exp(r);
    bars.push_back({bars.back().open_time + base::Hours(1), close, close, close, close, 1});
  }
  return bars;
}

inline LabSeries LabScene(const std::vector<double>& returns) {
  LabSeriesView view;
  view.name = "BTC/USDT 1h of a test";
  view.pair = "BTC/USDT";
  auto series = LabSeriesOf(BarsWith(returns), core::Timeframe::Of(base::Hours(1)), view);
  EXPECT_TRUE(series) << series.error().message;
  return *std::move(series);
}

inline std::vector<double> NormalReturns(size_t count, double deviation, uint64_t seed = 1) {
  base::RandomStream random(seed, "test.lab_scene");
  std::vector<double> returns(count);
  for (double& r : returns) r = deviation * random.NextNormal();
  return returns;
}

/// Normal, with one deviation after the other and the first again, `stretch` bars each.
inline std::vector<double> ReturnsOfRegimes(const std::vector<double>& deviations, size_t count,
                                            size_t stretch) {
  std::vector<double> returns = NormalReturns(count, 1, 2);
  for (size_t t = 0; t < count; ++t) returns[t] *= deviations[t / stretch % deviations.size()];
  return returns;
}
/// Calm (0.5 %) and wild (3 %) by turns.
inline std::vector<double> ReturnsOfTwoRegimes(size_t count, size_t stretch) {
  return ReturnsOfRegimes({0.005, 0.03}, count, stretch);
}
inline std::vector<double> ReturnsOfThreeRegimes(size_t count, size_t stretch) {
  return ReturnsOfRegimes({0.003, 0.012, 0.05}, count, stretch);
}

/// Nobody gives up.
inline bool Always() { return true; }

}  // namespace keel::server::testing
