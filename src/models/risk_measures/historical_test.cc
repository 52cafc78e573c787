// SPDX-License-Identifier: MIT
#include "models/risk_measures/historical.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

/// The definitions, from a sorted copy and with a weight each: slow and obvious.
TailRisk Obvious(std::vector<double> returns, double level) {
  std::sort(returns.begin(), returns.end());
  const double n = static_cast<double>(returns.size());
  const double wanted = n * (1 - level);
  double sum = 0, taken = 0;
  TailRisk risk;
  for (const double r : returns) {
    const double weight = std::min(1.0, wanted - taken);
    if (weight > 1e-9) sum -= weight * r;
    if (weight > 1e-9) taken += weight;
  }
  // The smallest loss with at least `level` of the sample at or below it.
  const auto rank = static_cast<size_t>(std::ceil(n * level - 1e-9));
  risk.value_at_risk = -returns[returns.size() - std::max<size_t>(rank, 1)];
  risk.expected_shortfall = sum / wanted;
  return risk;
}

std::vector<double> Normals(size_t n, uint64_t seed) {
  base::RandomStream random(seed, "returns");
  std::vector<double> values(n);
  for (double& x : values) x = random.NextNormal();
  return values;
}

TEST(Historical, ByHand) {
  std::vector<double> returns;
  for (int i = 1; i <= 100; ++i) returns.push_back(-0.01 * i);
  const TailRisk risk = HistoricalTailRisk(returns, 0.95).value();
  EXPECT_DOUBLE_EQ(risk.value_at_risk, 0.95);  // 95 of 100 lose no more
  EXPECT_DOUBLE_EQ(risk.expected_shortfall, 0.98);
  // 97.5 %: two and a half observations.
  EXPECT_NEAR(HistoricalTailRisk(returns, 0.975)->expected_shortfall,
              (1.00 + 0.99 + 0.5 * 0.98) / 2.5, 1e-15);
  EXPECT_DOUBLE_EQ(HistoricalTailRisk(returns, 0.975)->value_at_risk, 0.98);
  const std::vector<double> one = {0.02};
  EXPECT_EQ(HistoricalTailRisk(one, 0.99)->value_at_risk, -0.02);
  EXPECT_EQ(HistoricalTailRisk(one, 0.99)->expected_shortfall, -0.02);
}

TEST(Historical, EqualsTheObviousLoop) {
  for (const size_t n : {2UL, 17UL, 250UL, 1000UL, 20'001UL, 100'000UL}) {
    for (const double level : {0.5, 0.9, 0.95, 0.975, 0.99, 0.999}) {
      std::vector<double> returns = Normals(n, n);
      for (int shape = 0; shape < 3; ++shape) {  // as drawn, sorted, with many equal
        if (shape == 1) std::sort(returns.begin(), returns.end());
        if (shape == 2) {
          for (double& x : returns) x = std::round(x);
        }
        const TailRisk got = HistoricalTailRisk(returns, level).value();
        const TailRisk want = Obvious(returns, level);
        EXPECT_EQ(got.value_at_risk, want.value_at_risk) << n << ' ' << level << ' ' << shape;
        EXPECT_NEAR(got.expected_shortfall, want.expected_shortfall, 1e-11);
      }
    }
  }
}

TEST(Historical, APeriodicSeriesDoesNotFoolTheSample) {
  // Every value that the quick look sees is large; the losses are between them.
  std::vector<double> returns(4096 * 10, -1.0);
  for (size_t i = 0; i < returns.size(); i += 10) returns[i] = 5;
  EXPECT_EQ(HistoricalTailRisk(returns, 0.99)->value_at_risk, 1);
  for (size_t i = 0; i < returns.size(); ++i) returns[i] = i % 10 == 0 ? -7 : 1;
  EXPECT_EQ(HistoricalTailRisk(returns, 0.99)->value_at_risk, 7);
}

TEST(Historical, ConvergesToTheNormalLaw) {
  const std::vector<double> returns = Normals(1'000'000, 5);
  const TailRisk risk = HistoricalTailRisk(returns, 0.99).value();
  EXPECT_NEAR(risk.value_at_risk, 2.3263, 0.012);  // three standard errors
  EXPECT_NEAR(risk.expected_shortfall, 2.6652, 0.016);
}

// Boudoukh, Richardson and Whitelaw 1998, table 1 (also Allen, Boudoukh, Saunders 2004, table 2.3):
// 100 days, decay 0.98; the six worst returns came 3, 2, 65, 45, 5 and 30 days ago with weights
// 0.0221, 0.0226, 0.0063, 0.0095, 0.0213 and 0.0128. The 5 % loss lies at the third (2.73 %
// interpolated there).
TEST(AgeWeighted, HybridApproachExample) {
  std::vector<double> returns(100, 0.01);
  const auto days_ago = [&](size_t days) -> double& { return returns[returns.size() - days]; };
  days_ago(3) = -0.033;
  days_ago(2) = -0.029;
  days_ago(65) = -0.027;
  days_ago(45) = -0.025;
  days_ago(5) = -0.024;
  days_ago(30) = -0.023;
  const auto var = [&](double tail) {
    return AgeWeightedTailRisk(returns, 1 - tail, 0.98)->value_at_risk;
  };
  EXPECT_EQ(var(0.05), 0.027);
  // Where one loss gives way to the next are the cumulative weights of the table.
  EXPECT_EQ(var(0.0220), 0.033);
  EXPECT_EQ(var(0.0222), 0.029);
  EXPECT_EQ(var(0.0446), 0.029);
  EXPECT_EQ(var(0.0449), 0.027);
  EXPECT_EQ(var(0.0509), 0.027);
  EXPECT_EQ(var(0.0512), 0.025);
  EXPECT_EQ(var(0.0604), 0.025);
  EXPECT_EQ(var(0.0607), 0.024);
  EXPECT_EQ(var(0.0817), 0.024);
  EXPECT_EQ(var(0.0820), 0.023);
  const double shortfall = (0.0221 * 0.033 + 0.0226 * 0.029 + 0.0053 * 0.027) / 0.05;
  EXPECT_NEAR(AgeWeightedTailRisk(returns, 0.95, 0.98)->expected_shortfall, shortfall, 1e-4);
}

TEST(AgeWeighted, WithoutDecayItIsHistorical) {
  const std::vector<double> returns = Normals(997, 9);
  for (const double level : {0.9, 0.95, 0.99}) {
    const TailRisk aged = AgeWeightedTailRisk(returns, level, 1 - 1e-12).value();
    const TailRisk plain = HistoricalTailRisk(returns, level).value();
    EXPECT_EQ(aged.value_at_risk, plain.value_at_risk);
    EXPECT_NEAR(aged.expected_shortfall, plain.expected_shortfall, 1e-6);
  }
}

TEST(FilteredHistorical, ScalesResidualsToToday) {
  const std::vector<double> residuals = Normals(1000, 10);
  const TailRisk unit = HistoricalTailRisk(residuals, 0.99).value();
  const TailRisk today = FilteredHistoricalTailRisk(residuals, 0.001, 0.03, 0.99).value();
  EXPECT_DOUBLE_EQ(today.value_at_risk, 0.03 * unit.value_at_risk - 0.001);
  EXPECT_DOUBLE_EQ(today.expected_shortfall, 0.03 * unit.expected_shortfall - 0.001);
  EXPECT_FALSE(FilteredHistoricalTailRisk(residuals, 0, 0, 0.99).has_value());
}

TEST(Simulated, MeasuresTheLossAgainstTheStart) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(900 + 0.2 * i);
  const TailRisk risk = SimulatedTailRisk(values, 1000, 0.95).value();
  EXPECT_NEAR(risk.value_at_risk, 100 - 0.2 * 50, 1e-9);
  EXPECT_NEAR(risk.expected_shortfall, 100 - 0.2 * 24.5, 1e-9);
}

TEST(Historical, BadInputIsNamed) {
  const std::vector<double> good = {0.1, -0.1};
  const std::vector<double> bad = {0.1, std::nan("")};
  EXPECT_EQ(HistoricalTailRisk({}, 0.95).error().message,
            "historical VaR: 0 values; at least 1 are needed");
  EXPECT_EQ(HistoricalTailRisk(bad, 0.95).error().message,
            "historical VaR: value 1 is not a finite number");
  EXPECT_FALSE(HistoricalTailRisk(std::vector<double>{INFINITY, 1, 2, 3, 4}, 0.95).has_value());
  for (const double level : {0.0, 1.0, 1.5, std::nan("")}) {
    EXPECT_FALSE(HistoricalTailRisk(good, level).has_value());
  }
  EXPECT_FALSE(AgeWeightedTailRisk(good, 0.95, 1).has_value());
}

}  // namespace
}  // namespace keel::models
