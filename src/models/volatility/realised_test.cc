// SPDX-License-Identifier: MIT
#include "models/volatility/realised.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

using Estimator = RealisedEstimator;

// Logarithms that are easy to add up: each bar as open, high, low, close.
std::vector<PriceRange> FromLogs(const std::vector<std::array<double, 4>>& logs) {
  std::vector<PriceRange> bars;
  for (const auto& x : logs) {
    bars.push_back({std::exp(x[0]), std::exp(x[1]), std::exp(x[2]), std::exp(x[3])});
  }
  return bars;
}

TEST(Realised, MatchesRowsDoneByHand) {
  // u, d, v: (0.03, -0.01, 0.02), (0.01, -0.04, -0.03), (0.02, -0.02, 0).
  const auto bars = FromLogs({{1, 1.03, 0.99, 1.02}, {1.03, 1.04, 0.99, 1.0}, {1, 1.02, 0.98, 1}});
  const auto of = [&](Estimator estimator) { return RealisedVariance(bars, estimator).value(); };
  // Changes of the close: -0.02 and 0; mean -0.01, squares 1e-4 + 1e-4 over n - 1 = 1.
  EXPECT_NEAR(of(Estimator::kCloseClose), 2e-4, 1e-15);
  // (16 + 25 + 16) e-4 / 3 / (4 ln 2).
  EXPECT_NEAR(of(Estimator::kParkinson), 19e-4 / (4 * std::log(2.0)), 1e-15);
  // Brackets v (u + d) - 2 u d: 4e-4 + 6e-4, 9e-4 + 8e-4, 0 + 8e-4; v^2: 4e-4, 9e-4, 0.
  EXPECT_NEAR(of(Estimator::kGarmanKlass), (0.511 * 57e-4 - 0.019 * 35e-4 - 0.383 * 13e-4) / 3,
              1e-15);
  // u (u - v) + d (d - v): 3e-4 + 3e-4, 4e-4 + 4e-4, 4e-4 + 4e-4.
  EXPECT_NEAR(of(Estimator::kRogersSatchell), 22e-4 / 3, 1e-15);
  // Two bars with one before: gaps 0.01 and 0, variance 5e-5; v -0.03 and 0, variance 4.5e-4;
  // Rogers-Satchell 8e-4; k = 0.34 / (1.34 + 3).
  const double k = 0.34 / 4.34;
  EXPECT_NEAR(of(Estimator::kYangZhang), 5e-5 + k * 4.5e-4 + (1 - k) * 8e-4, 1e-15);
  EXPECT_NEAR(RealisedVolatility(bars, Estimator::kCloseClose, 365).value(), std::sqrt(2e-4 * 365),
              1e-12);
}

struct Path {
  double drift = 0;
  double gap = 0;  // standard deviation of the jump before each bar
};

constexpr double kSigma = 0.01;

// Brownian bars; between the steps the extremes come from the bridge, so that no step is missed.
std::vector<PriceRange> Brownian(const Path& path, size_t count, base::RandomStream& stream) {
  constexpr int kSteps = 30;
  const double step = kSigma / std::sqrt(static_cast<double>(kSteps));
  std::vector<std::array<double, 4>> logs;
  double x = 0;
  for (size_t i = 0; i < count; ++i) {
    x += path.gap * stream.NextNormal();
    std::array<double, 4> bar = {x, x, x, x};
    for (int s = 0; s < kSteps; ++s) {
      const double next = x + path.drift / kSteps + step * stream.NextNormal();
      const auto bulge = [&] {
        const double jump = next - x;
        return std::sqrt(jump * jump - 2 * step * step * std::log(stream.NextOpenUniform()));
      };
      bar[1] = std::max(bar[1], 0.5 * (x + next + bulge()));
      bar[2] = std::min(bar[2], 0.5 * (x + next - bulge()));
      x = next;
    }
    bar[3] = x;
    logs.push_back(bar);
  }
  return FromLogs(logs);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

constexpr size_t kBatches = 2'000;

/// Of each estimator, all on the same bars, over the variance of a bar without drift and gap.
std::vector<Moments> MomentsOf(const std::vector<Estimator>& estimators, const Path& path) {
  base::RandomStream stream(1, "realised_test");
  std::vector<Moments> moments(estimators.size());
  for (size_t batch = 0; batch < kBatches; ++batch) {
    const auto bars = Brownian(path, 21, stream);
    for (size_t i = 0; i < estimators.size(); ++i) {
      const double v = RealisedVariance(bars, estimators[i]).value() / (kSigma * kSigma);
      moments[i].mean += v / kBatches;
      moments[i].variance += v * v / kBatches;
    }
  }
  for (Moments& m : moments) m.variance -= m.mean * m.mean;
  return moments;
}

void ExpectUnbiased(const std::vector<Estimator>& estimators, const Path& path, double truth) {
  for (const Moments& m : MomentsOf(estimators, path)) {
    EXPECT_NEAR(m.mean, truth, 4 * std::sqrt(m.variance / kBatches));
  }
}

TEST(Realised, IsUnbiasedOnBrownianPaths) {
  ExpectUnbiased({Estimator::kCloseClose, Estimator::kParkinson, Estimator::kGarmanKlass,
                  Estimator::kRogersSatchell, Estimator::kYangZhang},
                 {}, 1);
  ExpectUnbiased({Estimator::kCloseClose, Estimator::kRogersSatchell, Estimator::kYangZhang},
                 {.drift = 0.012}, 1);
  ExpectUnbiased({Estimator::kCloseClose, Estimator::kYangZhang}, {.drift = 0.012, .gap = 0.007},
                 1.49);
}

TEST(Realised, IsAsEfficientAsPublished) {
  // Variance of v^2, the close's estimator with a known mean (2 sigma^4 / n), over that of the
  // estimator: Parkinson 4.9 [Parkinson 1980], Garman-Klass 7.4 [Garman, Klass 1980], and
  // Rogers-Satchell 6.0 [Rogers, Satchell 1991].
  const auto moments =
      MomentsOf({Estimator::kParkinson, Estimator::kGarmanKlass, Estimator::kRogersSatchell}, {});
  const auto efficiency = [&](size_t i) { return 2.0 / (21 * moments[i].variance); };
  EXPECT_NEAR(efficiency(0), 4.9, 0.5);
  EXPECT_NEAR(efficiency(1), 7.4, 0.75);
  EXPECT_NEAR(efficiency(2), 6.0, 0.6);
}

TEST(Realised, SaysWhatItNeeds) {
  const auto expect = [](const base::Result<double>& result, const std::string& words) {
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
  };
  const PriceRange good{10, 11, 9, 10};
  expect(RealisedVariance(std::vector<PriceRange>{good, good}, Estimator::kYangZhang),
         "2 bars given, at least 3");
  expect(RealisedVariance({}, Estimator::kParkinson), "0 bars given, at least 1");
  expect(RealisedVariance(std::vector<PriceRange>{good, {10, 11, 0, 10}}, Estimator::kParkinson),
         "bar 2 of 2 has a price");
  expect(RealisedVariance(std::vector<PriceRange>{{10, 9, 8, 9}}, Estimator::kGarmanKlass),
         "bar 1 of 1 lies outside");
  expect(
      RealisedVariance(std::vector<PriceRange>{{1e-300, 1e300, 1e-300, 1}}, Estimator::kParkinson),
      "overflows");
  expect(RealisedVolatility(std::vector<PriceRange>{good}, Estimator::kParkinson, 0),
         "0 periods per year");
}

}  // namespace
}  // namespace keel::models
