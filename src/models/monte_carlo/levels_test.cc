// SPDX-License-Identifier: MIT
// Levels 3 and 4 against closed forms, and each level with its extra part off against the one
// below.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "models/monte_carlo/simulate.h"

namespace keel::models {
namespace {

Forecast ForecastOf(const PathModel& model, SimulationSettings settings) {
  settings.keep_terminal = true;
  const auto forecast = Simulate(model, settings);
  EXPECT_TRUE(forecast.has_value()) << (forecast ? "" : forecast.error().message);
  return forecast.value_or(Forecast{});
}

struct LogMoments {
  double mean = 0, variance = 0, skew = 0, kurtosis = 0, count = 0;
  double variance_error() const { return variance * std::sqrt((kurtosis - 1) / count); }
};

// Moments of asset `a`'s log price from step `from` (0 is today) to step `to`.
LogMoments MomentsBetween(const Forecast& f, size_t from, size_t to, size_t a = 0,
                          size_t assets = 1) {
  const auto horizon = static_cast<size_t>(f.horizon);
  std::vector<double> x;
  for (size_t path = 0; path < static_cast<size_t>(f.paths); ++path) {
    const auto at = [&](size_t t) {
      return t == 0 ? 0 : f.log_paths[(path * horizon + t - 1) * assets + a];
    };
    x.push_back(at(to) - at(from));
  }
  LogMoments m;
  m.count = static_cast<double>(x.size());
  for (const double v : x) m.mean += v / m.count;
  double third = 0, fourth = 0;
  for (const double v : x) {
    const double c = v - m.mean;
    m.variance += c * c / m.count, third += c * c * c / m.count, fourth += c * c * c * c / m.count;
  }
  m.skew = third / std::pow(m.variance, 1.5);
  m.kurtosis = fourth / (m.variance * m.variance);
  return m;
}

PathModel Regimes() {
  PathModel model;
  model.regimes.transition = {0.9, 0.1, 0.2, 0.8};
  model.regimes.today = {0.7, 0.3};
  model.regimes.means = {0.001, -0.002};
  model.regimes.deviations = {0.013, 0.037};
  return model;
}

TEST(Levels, EachWithItsExtraPartOffIsTheLevelBelow) {
  const SimulationSettings settings{.paths = 5000, .horizon = 17, .seed = 21, .levels = {1.01}};
  const PathModel level1 = GbmModel({.drift = 0.001, .volatility = 0.0237});
  PathModel level2 = level1;  // two regimes that do not differ
  level2.regimes = {.transition = {0.9, 0.1, 0.3, 0.7},
                    .today = {0.5, 0.5},
                    .means = {level1.regimes.means[0], level1.regimes.means[0]},
                    .deviations = {0.0237, 0.0237}};
  const Forecast plain = ForecastOf(level1, settings);
  EXPECT_EQ(ForecastOf(level2, settings).terminal_returns, plain.terminal_returns);

  PathModel level3 = Regimes();  // no reaction, no memory
  level3.garch = {{}};
  const Forecast regimes = ForecastOf(Regimes(), settings);
  EXPECT_EQ(ForecastOf(level3, settings).terminal_returns, regimes.terminal_returns);
  EXPECT_NE(regimes.terminal_returns, plain.terminal_returns);

  PathModel garch = Regimes();
  garch.garch = {{.alpha = 0.05, .gamma = 0.1, .beta = 0.8, .next_variance = 4e-4}};
  const Forecast third = ForecastOf(garch, settings);
  PathModel level4 = garch;  // correlated with nothing, no jump, all money in it
  level4.correlation = {1};
  level4.jumps = {{.intensity = 0, .mean = -0.5, .deviation = 0.1, .compensated = true}};
  level4.weights = {1};
  const Forecast fourth = ForecastOf(level4, settings);
  EXPECT_EQ(fourth.terminal_returns, third.terminal_returns);
  EXPECT_EQ(fourth.hits[0].probability.value, third.hits[0].probability.value);
  EXPECT_NE(third.terminal_returns, regimes.terminal_returns);
}

TEST(Levels, ThePartsOfLevelFourSwitchOffOneByOne) {
  const SimulationSettings settings{
      .paths = 3000, .horizon = 9, .seed = 28, .drawdown_quantiles = {0.9}, .keep_paths = 3000};
  PathModel two = Regimes();
  two.assets = 2;
  two.regimes.means = {0.001, 0.002, -0.002, -0.001};
  two.regimes.deviations = {0.01, 0.02, 0.03, 0.04};
  two.garch = {{.alpha = 0.05, .gamma = 0.1, .beta = 0.8}, {.alpha = 0.1, .beta = 0.7}};
  two.degrees_of_freedom = 5;
  const Forecast apart = ForecastOf(two, settings);
  PathModel correlated = two, jumping = two;
  correlated.correlation = {1, 0, 0, 1};
  EXPECT_EQ(ForecastOf(correlated, settings).log_paths, apart.log_paths);
  correlated.correlation = {1, 0.5, 0.5, 1};
  EXPECT_NE(ForecastOf(correlated, settings).log_paths, apart.log_paths);
  jumping.jumps = {{.intensity = 0, .mean = 0.1, .deviation = 0.1, .compensated = true}, {}};
  const Forecast calm = ForecastOf(jumping, settings);
  EXPECT_EQ(calm.log_paths, apart.log_paths);
  EXPECT_EQ(calm.drawdown_quantiles[0].value, apart.drawdown_quantiles[0].value);
  jumping.jumps[1].intensity = 0.1, jumping.jumps[1].deviation = 0.1;
  const Forecast jumps = ForecastOf(jumping, settings);
  EXPECT_NE(jumps.log_paths, apart.log_paths);
  for (size_t i = 0; i < jumps.log_paths.size(); i += 2) {  // the other asset does not notice
    ASSERT_EQ(jumps.log_paths[i], apart.log_paths[i]);
  }
}

TEST(Levels, GarchVarianceHasItsTermStructure) {
  // E[h_k] = s^2 + p^(k-1) (h_1 - s^2) for symmetric innovations, p = alpha + gamma/2 + beta.
  constexpr double kDeviation = 0.02, kFirst = 12e-4;
  constexpr size_t kSteps = 12;
  const double level = kDeviation * kDeviation, p = 0.04 + 0.06 / 2 + 0.85;
  for (const bool student : {false, true}) {
    PathModel model = GbmModel({.volatility = kDeviation});
    model.regimes.means = {0.0};
    model.garch = {{.alpha = 0.04, .gamma = 0.06, .beta = 0.85, .next_variance = kFirst}};
    if (student) model.degrees_of_freedom = 8;
    const Forecast f = ForecastOf(
        model, {.paths = 300'000, .horizon = kSteps, .seed = 22, .jobs = 2, .keep_paths = 300'000});
    double total = 0;
    for (size_t k = 1; k <= kSteps; ++k) {
      const double expected = level + std::pow(p, static_cast<double>(k - 1)) * (kFirst - level);
      total += expected;
      const LogMoments m = MomentsBetween(f, k - 1, k);
      EXPECT_NEAR(m.variance, expected, 4 * m.variance_error()) << k;
    }
    const LogMoments sum = MomentsBetween(f, 0, kSteps);
    EXPECT_NEAR(sum.variance, total, 4 * sum.variance_error());
    EXPECT_LT(sum.skew, -0.05);  // falls raise the variance
    const LogMoments first = MomentsBetween(f, 0, 1);
    EXPECT_NEAR(first.kurtosis, student ? 3 + 6 / (8.0 - 4) : 3, student ? 0.4 : 0.05);
  }
}

TEST(Levels, GarchVarianceReturnsToTheRegimesLevel) {
  PathModel model = Regimes();
  model.regimes.transition = {0, 1, 0, 1};  // in regime 1 from the first step on
  model.garch = {{.alpha = 0.05, .beta = 0.5, .next_variance = 1e-5}};
  const Forecast f =
      ForecastOf(model, {.paths = 100'000, .horizon = 40, .seed = 23, .keep_paths = 100'000});
  const LogMoments last = MomentsBetween(f, 39, 40);
  EXPECT_NEAR(last.variance, 0.037 * 0.037, 4 * last.variance_error());
  EXPECT_NEAR(MomentsBetween(f, 0, 1).variance, 1e-5, 2e-7);
}

TEST(Levels, StudentInnovationsHaveTheirLaw) {
  for (const double nu : {2.5, 5.0, 40.0}) {
    PathModel model = GbmModel({.volatility = 0.01});
    model.regimes.means = {0.0};
    model.degrees_of_freedom = nu;
    Forecast f = ForecastOf(model, {.paths = 500'000, .seed = 24});
    std::sort(f.terminal_returns.begin(), f.terminal_returns.end());
    const boost::math::students_t law(nu);
    double distance = 0;  // Kolmogorov-Smirnov
    for (size_t i = 0; i < f.terminal_returns.size(); i += 50) {
      const double t = std::log1p(f.terminal_returns[i]) / 0.01 * std::sqrt(nu / (nu - 2));
      distance = std::max(distance,
                          std::fabs(boost::math::cdf(law, t) - static_cast<double>(i) / 500'000));
    }
    EXPECT_LT(distance * std::sqrt(500'000.0), 1.95) << nu;
    EXPECT_GT(distance * std::sqrt(500'000.0), 0.25) << nu;
  }
}

TEST(Levels, FilteredHistoryDrawsItsRowsAlike) {
  PathModel model;
  model.assets = 2;
  model.regimes = {.transition = {1}, .today = {1}, .means = {0, 0}, .deviations = {0.01, 0.02}};
  model.residuals = {-2, 1, 0.5, 0.25, 1.5, -3};
  const Forecast f =
      ForecastOf(model, {.paths = 60'000, .horizon = 2, .seed = 25, .keep_paths = 60'000});
  std::array<int, 9> counts{};
  for (size_t path = 0; path < 60'000; ++path) {
    size_t code = 0;
    for (size_t t = 0; t < 2; ++t) {
      const auto z = [&](size_t a) {
        const double* x = &f.log_paths[path * 4 + a];
        return (t == 0 ? x[0] : x[2] - x[0]) / (a == 0 ? 0.01 : 0.02);
      };
      size_t row = 0;
      while (row < 3 && std::fabs(model.residuals[row * 2] - z(0)) > 1e-9) ++row;
      ASSERT_LT(row, 3U);
      ASSERT_NEAR(model.residuals[row * 2 + 1], z(1), 1e-9);  // the rows stay together
      code = code * 3 + row;
    }
    ++counts[code];
  }
  for (const int count : counts) EXPECT_NEAR(count, 6667, 4 * 77);
}

TEST(Levels, JumpsHaveMertonsMoments) {
  // Cumulants of the log return over T steps: the diffusion's plus lambda T E[J^k] [Merton 1976].
  constexpr double kLambda = 0.3, kMean = -0.03, kDeviation = 0.05, kSteps = 8, kPaths = 400'000;
  PathModel model = GbmModel({.drift = 0.001, .volatility = 0.02});
  model.jumps = {{.intensity = kLambda, .mean = kMean, .deviation = kDeviation}};
  SimulationSettings settings{
      .paths = 400'000, .horizon = 8, .seed = 26, .jobs = 2, .keep_paths = 400'000};
  const Forecast f = ForecastOf(model, settings);
  const double m2 = kMean * kMean, d2 = kDeviation * kDeviation, intensity = kLambda * kSteps;
  const double k1 = kSteps * (0.001 - 0.0002) + intensity * kMean;
  const double k2 = kSteps * 0.0004 + intensity * (m2 + d2);
  const double k3 = intensity * (m2 * kMean + 3 * kMean * d2);
  const double k4 = intensity * (m2 * m2 + 6 * m2 * d2 + 3 * d2 * d2);
  const LogMoments m = MomentsBetween(f, 0, 8);
  EXPECT_NEAR(m.mean, k1, 4 * std::sqrt(k2 / kPaths));
  EXPECT_NEAR(m.variance, k2, 4 * m.variance_error());
  EXPECT_NEAR(m.skew, k3 / std::pow(k2, 1.5), 0.03);
  EXPECT_NEAR(m.kurtosis, 3 + k4 / (k2 * k2), 0.06);
  const double jump = std::expm1(kMean + d2 / 2);
  const Estimate r = f.expected_return;
  EXPECT_NEAR(r.value, std::expm1(0.008 + intensity * jump), 4 * r.standard_error);
  model.jumps[0].compensated = true;
  const Estimate level = ForecastOf(model, settings).expected_return;
  EXPECT_NEAR(level.value, std::expm1(0.008), 4 * level.standard_error);
  EXPECT_LT(level.standard_error, 5e-4);
}

TEST(Levels, CorrelationAndJointTailsAreThoseAskedFor) {
  PathModel model;
  model.assets = 3;
  model.regimes = {
      .transition = {1}, .today = {1}, .means = {0, 0, 0}, .deviations = {0.01, 0.01, 0.01}};
  model.correlation = {1, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 1};
  for (const bool student : {false, true}) {
    if (student) model.degrees_of_freedom = 4;
    const Forecast f =
        ForecastOf(model, {.paths = 400'000, .seed = 27, .jobs = 2, .keep_paths = 400'000});
    for (size_t a = 0; a < 3; ++a) {
      for (size_t b = 0; b < a; ++b) {
        double concordant = 0;
        for (size_t path = 0; path < 400'000; path += 2) {
          const double* x = &f.log_paths[path * 3];
          concordant += (x[a] - x[3 + a]) * (x[b] - x[3 + b]) > 0 ? 1 : -1;
        }
        // Kendall's tau is 2/pi asin(rho) for every elliptical law [Lindskog et al. 2003].
        const double tau = std::asin(model.correlation[a * 3 + b]) * 2 / M_PI;
        EXPECT_NEAR(concordant / 200'000, tau, 4 / std::sqrt(200'000.0)) << a << b;
      }
    }
    // Both beyond their 1 % quantile with rho 1/2, given that one is: the integral of the
    // conditional law, by mpmath [the table of joint exceedances in McNeil, Frey, Embrechts 2015,
    // 7.2.4, says 0.129 and 2.22 times that].
    std::vector<double> first, second;
    for (size_t path = 0; path < 400'000; ++path) {
      first.push_back(f.log_paths[path * 3]);
      second.push_back(f.log_paths[path * 3 + 1]);
    }
    std::vector<double> x = first, y = second;
    std::nth_element(x.begin(), x.begin() + 4000, x.end());
    std::nth_element(y.begin(), y.begin() + 4000, y.end());
    double joint = 0;
    for (size_t i = 0; i < first.size(); ++i) {
      joint += first[i] < x[4000] && second[i] < y[4000] ? 1 : 0;
    }
    EXPECT_NEAR(joint / 4000, student ? 0.2877 : 0.1294, 0.03);
  }
}

TEST(Levels, ASemidefiniteMatrixMakesOneAssetTheOther) {
  PathModel model;
  model.assets = 2;
  model.regimes = {.transition = {1}, .today = {1}, .means = {0, 0}, .deviations = {0.01, 0.02}};
  model.correlation = {1, -1, -1, 1};
  const Forecast f = ForecastOf(model, {.paths = 1000, .horizon = 3, .keep_paths = 1000});
  for (size_t i = 0; i < f.log_paths.size(); i += 2) {
    ASSERT_NEAR(f.log_paths[i + 1], -2 * f.log_paths[i], 1e-15);
  }
}

}  // namespace
}  // namespace keel::models
