// SPDX-License-Identifier: MIT
// Levels 1 and 2, the estimates, and what holds on every level: bytes, nesting, refusals.
#include "models/monte_carlo/simulate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace keel::models {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Forecast ForecastOf(const PathModel& model, const SimulationSettings& settings) {
  const auto forecast = Simulate(model, settings);
  EXPECT_TRUE(forecast.has_value()) << (forecast ? "" : forecast.error().message);
  return forecast.value_or(Forecast{});
}

double Phi(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

void ExpectWithin(const Estimate& estimate, double truth, double errors = 4) {
  EXPECT_NEAR(estimate.value, truth, errors * estimate.standard_error);
  EXPECT_GT(estimate.standard_error, 0);
}

PathModel ThreeRegimes() {
  PathModel model;
  model.regimes.transition = {0.90, 0.07, 0.03, 0.10, 0.85, 0.05, 0.05, 0.15, 0.80};
  model.regimes.today = {0.6, 0.3, 0.1};
  model.regimes.means = {0.002, 0.0, -0.004};
  model.regimes.deviations = {0.01, 0.02, 0.05};
  return model;
}

PathModel TwoAssets() {
  PathModel model = ThreeRegimes();
  model.assets = 2;
  model.regimes.means = {0.002, 0.001, 0.0, 0.0, -0.004, -0.006};
  model.regimes.deviations = {0.01, 0.015, 0.02, 0.03, 0.05, 0.04};
  model.garch = {{.alpha = 0.05, .gamma = 0.05, .beta = 0.85}, {.alpha = 0.1, .beta = 0.8}};
  model.degrees_of_freedom = 5;
  model.correlation = {1, 0.6, 0.6, 1};
  model.jumps = {{.intensity = 0.05, .mean = -0.02, .deviation = 0.02},
                 {.intensity = 0.02, .mean = 0.01, .deviation = 0.05}};
  model.weights = {0.5, 0.3};
  return model;
}

TEST(Simulate, GbmHasTheLognormalLaw) {
  constexpr double kDrift = 0.002, kVolatility = 0.03, kSteps = 50;
  const Forecast f = ForecastOf(GbmModel({.drift = kDrift, .volatility = kVolatility}),
                                {.paths = 400'000,
                                 .horizon = 50,
                                 .seed = 11,
                                 .quantiles = {0.001, 0.01, 0.25, 0.5, 0.9, 0.999},
                                 .tail_confidences = {0.95, 0.99}});
  const double s = kVolatility * std::sqrt(kSteps);
  const double m = (kDrift - kVolatility * kVolatility / 2) * kSteps;
  const double mean = std::exp(kDrift * kSteps);
  ExpectWithin(f.expected_return, mean - 1);
  ExpectWithin(f.probability_up, Phi(m / s));
  EXPECT_NEAR(f.return_deviation, mean * std::sqrt(std::expm1(s * s)), 0.002);
  const boost::math::normal normal;
  for (const QuantileEstimate& q : f.quantiles) {
    const double exact = std::expm1(m + s * boost::math::quantile(normal, q.probability));
    EXPECT_LT(q.low, q.value) << q.probability;
    EXPECT_LT(q.value, q.high) << q.probability;
    EXPECT_NEAR(q.value, exact, q.high - q.low) << q.probability;  // 3.9 standard errors
    EXPECT_LT(q.high - q.low, 0.05) << q.probability;
  }
  for (const TailEstimate& risk : f.tail_risks) {
    const double p = 1 - risk.confidence;
    const double z = boost::math::quantile(normal, p);
    ExpectWithin(risk.value_at_risk, -std::expm1(m + s * z));
    // E[R; z' < z] of a lognormal [McNeil, Frey, Embrechts 2015, example 2.14].
    ExpectWithin(risk.expected_shortfall, 1 - mean * Phi(z - s) / p);
    EXPECT_LT(risk.expected_shortfall.standard_error, 0.003);
  }
}

TEST(Simulate, IntervalsCoverAsOftenAsTheySay) {
  const PathModel model = GbmModel({.volatility = 0.2});
  const double median = std::expm1(-0.02), var95 = -std::expm1(-0.02 - 0.2 * 1.6448536269514722);
  const double es95 = 1 - Phi(-1.6448536269514722 - 0.2) / 0.05;
  int covered = 0, mean = 0, var = 0, es = 0;
  constexpr int kRuns = 1000;
  for (int seed = 0; seed < kRuns; ++seed) {
    const Forecast f = ForecastOf(model, {.paths = 2000,
                                          .seed = static_cast<uint64_t>(seed),
                                          .quantiles = {0.5},
                                          .tail_confidences = {0.95}});
    covered += f.quantiles[0].low <= median && median <= f.quantiles[0].high ? 1 : 0;
    const auto within = [](const Estimate& e, double truth) {
      return std::fabs(e.value - truth) <= 1.96 * e.standard_error ? 1 : 0;
    };
    mean += within(f.expected_return, 0);
    var += within(f.tail_risks[0].value_at_risk, var95);
    es += within(f.tail_risks[0].expected_shortfall, es95);
  }
  // 95 % of 1000 with four binomial standard errors.
  EXPECT_NEAR(covered, 950, 28);
  EXPECT_NEAR(mean, 950, 28);
  EXPECT_NEAR(var, 950, 28);
  EXPECT_NEAR(es, 945, 28);  // the tail's own deviation is a little too small in small tails
}

TEST(Simulate, HittingProbabilitiesFollowTheReflectionPrinciple) {
  // Maximum of Brownian motion with drift [Karatzas, Shreve 1991, 2.8]; a walk watched at the end
  // of steps is the motion with the barrier moved by 0.5826 sigma sqrt(dt) [Broadie, Glasserman,
  // Kou 1997].
  constexpr double kVolatility = 0.01, kLogMean = 0.0002, kSteps = 400;
  const auto hit = [&](double barrier) {  // barrier > 0, drift towards it
    const double s = kVolatility * std::sqrt(kSteps), m = kLogMean * kSteps;
    return Phi((m - barrier) / s) +
           std::exp(2 * kLogMean * barrier / (kVolatility * kVolatility)) * Phi((-m - barrier) / s);
  };
  const auto hit_below = [&](double barrier) {
    const double s = kVolatility * std::sqrt(kSteps), m = kLogMean * kSteps;
    return Phi((-m - barrier) / s) +
           std::exp(-2 * kLogMean * barrier / (kVolatility * kVolatility)) * Phi((m - barrier) / s);
  };
  const Forecast f = ForecastOf(
      GbmModel({.drift = kLogMean + kVolatility * kVolatility / 2, .volatility = kVolatility}),
      {.paths = 200'000, .horizon = 400, .seed = 12, .levels = {1.1, 1.4, 0.9, 0.7}});
  const double shift = 0.5825971579390107 * kVolatility;
  ExpectWithin(f.hits[0].probability, hit(std::log(1.1) + shift));
  ExpectWithin(f.hits[1].probability, hit(std::log(1.4) + shift));
  ExpectWithin(f.hits[2].probability, hit_below(-std::log(0.9) + shift));
  ExpectWithin(f.hits[3].probability, hit_below(-std::log(0.7) + shift));
}

TEST(Simulate, ExtremesAreThoseOfTheKeptPaths) {
  for (const bool portfolio : {false, true}) {
    const PathModel model = portfolio ? TwoAssets() : ThreeRegimes();
    const SimulationSettings settings{.paths = 3000,
                                      .horizon = 30,
                                      .drawdown_quantiles = {0.5, 0.9},
                                      .levels = {1.05, 0.93},
                                      .keep_terminal = true,
                                      .keep_paths = 3000};
    const Forecast f = ForecastOf(model, settings);
    double above = 0, below = 0, falls = 0;
    std::vector<double> drawdowns;
    for (size_t path = 0; path < 3000; ++path) {
      double maximum = 1, minimum = 1, fall = 0, value = 1;
      for (size_t t = 0; t < 30; ++t) {
        const double* x = &f.log_paths[(path * 30 + t) * model.assets];
        value = portfolio ? 0.2 + 0.5 * std::exp(x[0]) + 0.3 * std::exp(x[1]) : std::exp(x[0]);
        maximum = std::max(maximum, value);
        minimum = std::min(minimum, value);
        fall = std::max(fall, 1 - value / maximum);
      }
      above += maximum >= 1.05 ? 1 : 0;
      below += minimum <= 0.93 ? 1 : 0;
      falls += fall;
      drawdowns.push_back(fall);
      ASSERT_NEAR(f.terminal_returns[path], value - 1, 1e-14);
    }
    EXPECT_DOUBLE_EQ(f.hits[0].probability.value, above / 3000);
    EXPECT_DOUBLE_EQ(f.hits[1].probability.value, below / 3000);
    EXPECT_NEAR(f.expected_drawdown.value, falls / 3000, 1e-13);
    std::sort(drawdowns.begin(), drawdowns.end());
    EXPECT_NEAR(f.drawdown_quantiles[0].value, (drawdowns[1499] + drawdowns[1500]) / 2, 1e-13);
    const double mean =
        std::accumulate(f.terminal_returns.begin(), f.terminal_returns.end(), 0.0) / 3000;
    EXPECT_NEAR(f.expected_return.value, mean, 1e-14);
    double squares = 0;
    for (const double value : f.terminal_returns) squares += (value - mean) * (value - mean);
    EXPECT_NEAR(f.return_deviation, std::sqrt(squares / 2999), 1e-13);
    EXPECT_NEAR(f.expected_return.standard_error, std::sqrt(squares / 2999 / 3000), 1e-14);
  }
}

TEST(Simulate, RegimesFollowTheMixtureRecursion) {
  // E[exp(x)] and the moments of x by the exact recursion over states.
  const PathModel model = ThreeRegimes();
  const RegimeParameters& r = model.regimes;
  constexpr size_t kSteps = 20, kPaths = 400'000;
  std::vector<double> weight = r.today, first(3, 0.0), second(3, 0.0), growth = r.today;
  for (size_t t = 0; t < kSteps; ++t) {
    std::vector<double> w(3, 0.0), m1(3, 0.0), m2(3, 0.0), g(3, 0.0);
    for (size_t i = 0; i < 3; ++i) {
      for (size_t j = 0; j < 3; ++j) {
        const double p = r.transition[i * 3 + j], mu = r.means[j],
                     s2 = std::pow(r.deviations[j], 2);
        w[j] += p * weight[i];
        m1[j] += p * (first[i] + mu * weight[i]);
        m2[j] += p * (second[i] + 2 * mu * first[i] + (mu * mu + s2) * weight[i]);
        g[j] += p * growth[i] * std::exp(mu + s2 / 2);
      }
    }
    weight = w, first = m1, second = m2, growth = g;
  }
  const auto sum = [](const std::vector<double>& x) { return x[0] + x[1] + x[2]; };
  const double mean = sum(first), variance = sum(second) - mean * mean;
  const Forecast f =
      ForecastOf(model, {.paths = kPaths, .horizon = kSteps, .seed = 13, .keep_terminal = true});
  ExpectWithin(f.expected_return, sum(growth) - 1);
  double x1 = 0, x2 = 0, x4 = 0;
  for (const double value : f.terminal_returns) {
    const double x = std::log1p(value) - mean;
    x1 += x, x2 += x * x, x4 += x * x * x * x;
  }
  EXPECT_NEAR(x1 / kPaths, 0, 4 * std::sqrt(variance / kPaths));
  const double error = std::sqrt((x4 / kPaths - variance * variance) / kPaths);
  EXPECT_NEAR(x2 / kPaths, variance, 4 * error);
}

TEST(Simulate, AntitheticAndMatchedPathsErrLess) {
  const PathModel model = GbmModel({.drift = 0.001, .volatility = 0.02});
  const SimulationSettings plain{.paths = 20'000, .horizon = 10, .seed = 14};
  SimulationSettings antithetic = plain, matched = plain;
  antithetic.antithetic = true;
  matched.moment_matching = true;
  const double truth = std::expm1(0.01);
  const Estimate a = ForecastOf(model, plain).expected_return,
                 b = ForecastOf(model, antithetic).expected_return;
  ExpectWithin(a, truth);
  ExpectWithin(b, truth);
  EXPECT_LT(b.standard_error, a.standard_error / 10);
  EXPECT_NEAR(ForecastOf(model, matched).expected_return.value, truth, a.standard_error / 5);
  // Pairs stand half a block apart; their means are what the standard error counts.
  const Forecast pairs =
      ForecastOf(model, {.paths = 2048, .antithetic = true, .keep_terminal = true});
  double squared = 0;
  for (size_t i = 0; i < 1024; ++i) {
    const size_t path = i < 512 ? i : i + 512;
    const double first = pairs.terminal_returns[path], second = pairs.terminal_returns[path + 512];
    EXPECT_NEAR(std::log1p(first) + std::log1p(second), 2 * (0.001 - 0.0002), 1e-14);
    squared += std::pow((first + second) / 2 - pairs.expected_return.value, 2);
  }
  EXPECT_NEAR(pairs.expected_return.standard_error, std::sqrt(squared / 1023 / 1024), 1e-15);
  // Each step's innovations have mean 0 and variance 1 to the last digits in a block.
  const Forecast f =
      ForecastOf(model, {.paths = 512, .moment_matching = true, .keep_terminal = true});
  double sum = 0, squares = 0;
  for (const double value : f.terminal_returns) {
    const double z = (std::log1p(value) - (0.001 - 0.0002)) / 0.02;
    sum += z, squares += z * z;
  }
  EXPECT_NEAR(sum / 512, 0, 1e-12);
  EXPECT_NEAR(squares / 512, 1, 1e-12);
}

TEST(Simulate, GivesTheSameBytesOnAnyNumberOfThreads) {
  for (const bool antithetic : {false, true}) {
    SimulationSettings settings{.paths = 9'998,
                                .horizon = 12,
                                .seed = 15,
                                .antithetic = antithetic,
                                .quantiles = {0.1, 0.5},
                                .tail_confidences = {0.95},
                                .drawdown_quantiles = {0.9},
                                .levels = {1.02},
                                .keep_terminal = true,
                                .keep_paths = 2500};
    const Forecast one = ForecastOf(TwoAssets(), settings);
    for (const int jobs : {2, 3, 7}) {
      settings.jobs = jobs;
      const Forecast many = ForecastOf(TwoAssets(), settings);
      EXPECT_EQ(one.terminal_returns, many.terminal_returns);
      EXPECT_EQ(one.log_paths, many.log_paths);
      EXPECT_EQ(one.expected_return.value, many.expected_return.value);
      EXPECT_EQ(one.expected_return.standard_error, many.expected_return.standard_error);
      EXPECT_EQ(one.expected_drawdown.value, many.expected_drawdown.value);
      EXPECT_EQ(one.hits[0].probability.value, many.hits[0].probability.value);
      EXPECT_EQ(one.tail_risks[0].expected_shortfall.value,
                many.tail_risks[0].expected_shortfall.value);
      EXPECT_EQ(one.quantiles[1].value, many.quantiles[1].value);
    }
    settings.seed = 16;
    EXPECT_NE(one.terminal_returns, ForecastOf(TwoAssets(), settings).terminal_returns);
  }
}

void ExpectRefused(const PathModel& model, const SimulationSettings& settings,
                   const std::string& part) {
  const auto forecast = Simulate(model, settings);
  ASSERT_FALSE(forecast.has_value()) << part;
  EXPECT_EQ(forecast.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(forecast.error().message.find(part), std::string::npos) << forecast.error().message;
}

TEST(Simulate, RefusesImpossibleSettings) {
  const PathModel gbm = GbmModel({.volatility = 0.01});
  ExpectRefused(gbm, {.paths = 0}, "0 paths");
  ExpectRefused(gbm, {.paths = -5}, "-5 paths");
  ExpectRefused(gbm, {.horizon = 0}, "0 steps");
  ExpectRefused(gbm, {.jobs = 0}, "0 jobs");
  ExpectRefused(gbm, {.paths = 3, .antithetic = true}, "pairs");
  ExpectRefused(gbm, {.paths = 63, .moment_matching = true}, "needs 64");
  ExpectRefused(gbm, {.quantiles = {1.0}}, "quantile 1");
  ExpectRefused(gbm, {.quantiles = {kNaN}}, "quantile nan");
  ExpectRefused(gbm, {.paths = 50, .tail_confidences = {0.99}}, "it needs 100");
  ExpectRefused(gbm, {.levels = {0}}, "level 0");
  ExpectRefused(gbm, {.levels = {1}}, "level 1");
  ExpectRefused(gbm, {.paths = 10, .keep_paths = 11}, "11 of 10");
  ExpectRefused(GbmModel({.drift = 50, .volatility = 0.01}), {.horizon = 20}, "exp(700)");
}

TEST(Simulate, RefusesImpossibleModels) {
  const auto broken = [](auto change, const std::string& part) {
    PathModel model = TwoAssets();
    change(model);
    ExpectRefused(model, {.paths = 100}, part);
  };
  broken([](PathModel& m) { m.assets = 0; }, "0 assets");
  broken([](PathModel& m) { m.regimes.today = {}; }, "0 regimes");
  broken([](PathModel& m) { m.regimes.today = {0.5, 0.3, 0.1}; }, "sum to 0.9");
  broken([](PathModel& m) { m.regimes.transition[4] = 0.86; }, "transition row 1");
  broken([](PathModel& m) { m.regimes.transition[0] = -0.1; }, "negative probability");
  broken([](PathModel& m) { m.regimes.transition.pop_back(); }, "8 numbers; it needs 9");
  broken([](PathModel& m) { m.regimes.means[1] = kNaN; }, "means[1] is not finite");
  broken([](PathModel& m) { m.regimes.deviations[2] = -1; }, "deviation -1");
  broken([](PathModel& m) { m.garch.pop_back(); }, "1 GARCH parts for 2");
  broken([](PathModel& m) { m.garch[0].beta = 0.95; }, "below 1");
  broken([](PathModel& m) { m.garch[0].alpha = kNaN; }, "finite");
  broken([](PathModel& m) { m.garch[0].next_variance = -1; }, "next_variance");
  broken([](PathModel& m) { m.degrees_of_freedom = 2; }, "above 2");
  broken([](PathModel& m) { m.correlation = {1, 1.2, 1.2, 1}; }, "no correlation matrix");
  broken([](PathModel& m) { m.correlation = {1, 0.2, 0.3, 1}; }, "no correlation matrix");
  broken([](PathModel& m) { m.jumps[0].intensity = -1; }, "intensity -1");
  broken([](PathModel& m) { m.jumps.pop_back(); }, "1 jump parts for 2");
  broken([](PathModel& m) { m.weights = {0.9, 0.2}; }, "sum to 1.1");
  broken([](PathModel& m) { m.weights = {-0.1, 0.2}; }, "negative");
  broken([](PathModel& m) { m.residuals = {1, 2}; }, "residuals");
  PathModel three = TwoAssets();
  three.assets = 3;
  three.regimes.means.assign(9, 0.0);
  three.regimes.deviations.assign(9, 0.1);
  three.garch.clear(), three.jumps.clear(), three.weights.clear();
  three.correlation = {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1};  // det < 0
  ExpectRefused(three, {.paths = 100}, "not positive semidefinite");
}

}  // namespace
}  // namespace keel::models
