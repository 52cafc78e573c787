// SPDX-License-Identifier: MIT
#include "models/risk_measures/contributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "models/risk_measures/historical.h"
#include "models/risk_measures/parametric.h"

namespace keel::models {
namespace {

constexpr size_t kAssets = 3;
const std::vector<double> kWeights = {0.5, -0.2, 0.7};

std::vector<double> Table(size_t rows) {
  base::RandomStream random(16, "table");
  std::vector<double> values;
  for (size_t i = 0; i < rows; ++i) {
    const double common = random.NextNormal();
    for (size_t j = 0; j < kAssets; ++j) {
      values.push_back(0.001 + 0.01 * static_cast<double>(j + 1) * (common + random.NextNormal()));
    }
  }
  return values;
}

std::vector<double> Portfolio(const std::vector<double>& weights,
                              const std::vector<double>& table) {
  std::vector<double> returns;
  for (size_t i = 0; i < table.size(); i += kAssets) {
    double sum = 0;
    for (size_t j = 0; j < kAssets; ++j) sum += weights[j] * table[i + j];
    returns.push_back(sum);
  }
  return returns;
}

double Sum(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0); }

TEST(Contributions, SumToTheTotalExactlyAndTheTotalIsTheMethods) {
  const auto table = Table(777);
  const auto portfolio = Portfolio(kWeights, table);
  for (const double level : {0.9, 0.95, 0.99}) {
    const auto normal = NormalContributions(kWeights, {table, kAssets}, level).value();
    const TailRisk plain = NormalTailRisk(portfolio, level).value();
    EXPECT_EQ(Sum(normal.component_var), normal.total.value_at_risk);
    EXPECT_EQ(Sum(normal.component_es), normal.total.expected_shortfall);
    EXPECT_NEAR(normal.total.value_at_risk, plain.value_at_risk, 1e-14);
    EXPECT_NEAR(normal.total.expected_shortfall, plain.expected_shortfall, 1e-14);
    const auto sample = HistoricalContributions(kWeights, {table, kAssets}, level).value();
    const TailRisk historical = HistoricalTailRisk(portfolio, level).value();
    EXPECT_EQ(Sum(sample.component_var), sample.total.value_at_risk);
    EXPECT_EQ(Sum(sample.component_es), sample.total.expected_shortfall);
    EXPECT_NEAR(sample.total.value_at_risk, historical.value_at_risk, 1e-14);
    EXPECT_NEAR(sample.total.expected_shortfall, historical.expected_shortfall, 1e-14);
  }
}

TEST(Contributions, MarginalIsTheDerivativeInTheWeight) {
  const auto table = Table(500);
  const auto normal = NormalContributions(kWeights, {table, kAssets}, 0.975).value();
  const auto sample = HistoricalContributions(kWeights, {table, kAssets}, 0.975).value();
  const double step = 1e-6;
  for (size_t j = 0; j < kAssets; ++j) {
    auto up = kWeights, down = kWeights;
    up[j] += step;
    down[j] -= step;
    const auto slope = [&](auto method, auto field) {
      return (method(Portfolio(up, table), 0.975).value().*field -
              method(Portfolio(down, table), 0.975).value().*field) /
             (2 * step);
    };
    EXPECT_NEAR(normal.marginal_var[j], slope(NormalTailRisk, &TailRisk::value_at_risk), 1e-8);
    EXPECT_NEAR(normal.marginal_es[j], slope(NormalTailRisk, &TailRisk::expected_shortfall), 1e-8);
    EXPECT_NEAR(sample.marginal_var[j], slope(HistoricalTailRisk, &TailRisk::value_at_risk), 1e-8);
    EXPECT_NEAR(sample.marginal_es[j], slope(HistoricalTailRisk, &TailRisk::expected_shortfall),
                1e-8);
  }
}

// Jorion 2007, "Value at Risk", section 7.2: 2 million of a currency with volatility 5 % and 1
// million of one with 12 %, uncorrelated; VaR at 95 % (1.65) 257738 dollars, of which 105630 and
// 152108 come from either; diversified 67 and 33 ... the split is w^2 sigma^2 over the variance.
TEST(Contributions, JorionTwoCurrencies) {
  // Four rows with these volatilities and no correlation (divisor 3).
  const double a = 0.05 * std::sqrt(3.0) / 2, b = 0.12 * std::sqrt(3.0) / 2;
  const std::vector<double> table = {a, b, a, -b, -a, b, -a, -b};
  const std::vector<double> money = {2e6, 1e6};
  const auto risk = NormalContributions(money, {table, 2}, 0.95).value();
  const double scale = 1.65 / 1.6448536269514722;
  EXPECT_NEAR(scale * risk.total.value_at_risk, 257738, 2);
  EXPECT_NEAR(scale * risk.component_var[0], 105630, 5);
  EXPECT_NEAR(scale * risk.component_var[1], 152108, 5);
}

TEST(Contributions, BadTablesAreErrors) {
  const auto table = Table(10);
  EXPECT_FALSE(NormalContributions(kWeights, {table, 2}, 0.95).has_value());
  EXPECT_FALSE(
      NormalContributions(kWeights, {std::span(table).first(7), kAssets}, 0.95).has_value());
  EXPECT_FALSE(
      NormalContributions(kWeights, {std::span(table).first(3), kAssets}, 0.95).has_value());
  EXPECT_FALSE(HistoricalContributions({}, {table, 0}, 0.95).has_value());
  EXPECT_FALSE(HistoricalContributions(kWeights, {table, kAssets}, 1).has_value());
  const std::vector<double> nothing = {0, 0, 0};
  EXPECT_FALSE(NormalContributions(nothing, {table, kAssets}, 0.95).has_value());
}

}  // namespace
}  // namespace keel::models
