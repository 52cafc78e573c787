// SPDX-License-Identifier: MIT
#include "models/volatility/innovation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "models/volatility/internal/innovation_density.h"

namespace keel::models {
namespace {

struct Case {
  Innovation innovation;
  InnovationShape shape;
};

constexpr std::array kCases = {
    Case{Innovation::kNormal, {}},        Case{Innovation::kStudentT, {4.5, 0}},
    Case{Innovation::kStudentT, {30, 0}}, Case{Innovation::kSkewT, {6, -0.4}},
    Case{Innovation::kSkewT, {5, 0.7}},   Case{Innovation::kSkewT, {12, 0}},
};

TEST(Innovation, HasUnitMassMeanZeroAndVarianceOne) {
  for (const Case& c : kCases) {
    // Midpoints in u with z = tan(u): the whole line.
    constexpr int kSteps = 40'000;
    double mass = 0, mean = 0, variance = 0, below = 0;
    for (int i = 0; i < kSteps; ++i) {
      const double u = M_PI * ((i + 0.5) / kSteps - 0.5);
      const double z = std::tan(u);
      const double weight = M_PI / kSteps * (1 + z * z);
      const double density = std::exp(LogDensity(c.innovation, c.shape, z)) * weight;
      mass += density;
      mean += z * density;
      variance += z * z * density;
      below += z < 0 ? z * z * density : 0;
    }
    EXPECT_NEAR(mass, 1, 1e-8);
    EXPECT_NEAR(mean, 0, 1e-6);
    EXPECT_NEAR(variance, 1, 1e-4);
    EXPECT_NEAR(below, NegativeSquareShare(c.innovation, c.shape), 1e-4);
  }
}

TEST(Innovation, IsStudentsTScaledToVarianceOne) {
  const boost::math::students_t t(7);
  const double scale = std::sqrt(7.0 / 5.0);
  for (const double z : {-6.0, -1.0, -0.2, 0.0, 0.7, 3.0}) {
    const double expected = std::log(boost::math::pdf(t, z * scale) * scale);
    EXPECT_NEAR(LogDensity(Innovation::kStudentT, {7, 0}, z), expected, 1e-13);
    EXPECT_NEAR(LogDensity(Innovation::kSkewT, {7, 0}, z), expected, 1e-13);
  }
  EXPECT_NEAR(LogDensity(Innovation::kNormal, {}, 1.5), -0.5 * std::log(2 * M_PI) - 1.125, 1e-15);
}

TEST(Innovation, SkewsToTheLeftWhereLambdaIsNegative) {
  const InnovationShape shape{5, -0.5};
  EXPECT_GT(LogDensity(Innovation::kSkewT, shape, -4), LogDensity(Innovation::kSkewT, shape, 4));
  EXPECT_GT(NegativeSquareShare(Innovation::kSkewT, shape), 0.5);
  EXPECT_NEAR(NegativeSquareShare(Innovation::kSkewT, shape) +
                  NegativeSquareShare(Innovation::kSkewT, {5, 0.5}),
              1, 1e-8);
}

// Largest distance between the draws' distribution and the density's integral (Kolmogorov).
double Distance(const Case& c, std::vector<double> draws) {
  std::sort(draws.begin(), draws.end());
  double probability = 0, worst = 0, z = -60, last = 0;
  size_t next = 0;
  constexpr double kStep = 4e-3;
  for (; z < 60; z += kStep) {
    const double density = std::exp(LogDensity(c.innovation, c.shape, z));
    probability += 0.5 * (density + last) * kStep;
    last = density;
    while (next < draws.size() && draws[next] <= z) ++next;
    const double share = static_cast<double>(next) / static_cast<double>(draws.size());
    worst = std::max(worst, std::abs(share - probability));
  }
  return worst;
}

TEST(Innovation, DrawsFromItsDensity) {
  constexpr size_t kDraws = 100'000;
  for (const Case& c : kCases) {
    base::RandomStream stream(1, "innovation_test");
    std::vector<double> draws(kDraws);
    for (double& z : draws) z = DrawInnovation(c.innovation, c.shape, stream);
    // 1.95 / sqrt(n) is passed by one true sample in a thousand.
    EXPECT_LT(Distance(c, draws), 1.95 / std::sqrt(kDraws) + 1e-4);
  }
}

TEST(Innovation, KnowsItsShape) {
  EXPECT_TRUE(CheckShape(Innovation::kNormal, {0, 9}));
  EXPECT_TRUE(CheckShape(Innovation::kStudentT, {2.1, 9}));
  EXPECT_FALSE(CheckShape(Innovation::kStudentT, {2, 0}));
  EXPECT_FALSE(CheckShape(Innovation::kSkewT, {5, 1}));
  EXPECT_FALSE(CheckShape(Innovation::kSkewT, {5, -1}));
}

}  // namespace
}  // namespace keel::models
