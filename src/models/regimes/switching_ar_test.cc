// SPDX-License-Identifier: MIT
#include "models/regimes/switching_ar.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "base/random.h"
#include "models/regimes/internal/switching_ar_vector.h"
#include "models/regimes/switching_ar_fit.h"
#include "models/regimes/testing/us_gnp.h"

namespace keel::models {
namespace {

using testing::kUsGnpGrowth;

SwitchingAr Calm() {
  return {.states = 2,
          .transition = {0.96, 0.04, 0.12, 0.88},
          .means = {0.5, -1},
          .ar = {0.3, -0.2},
          .deviations = {0.6, 1.5}};
}

size_t Draw(std::span<const double> chances, double uniform) {
  size_t k = 0;
  while (k + 1 < chances.size() && uniform >= chances[k]) uniform -= chances[k++];
  return k;
}

/// `length` values that follow `model` on after `past` (regimes and values, newest last).
void Continue(const SwitchingAr& model, size_t length, base::RandomStream& random,
              std::vector<size_t>* regimes, std::vector<double>* values) {
  for (size_t t = 0; t < length; ++t) {
    const std::span<const double> row(model.transition.data() + regimes->back() * model.states,
                                      model.states);
    const size_t now = Draw(row, random.NextUniform());
    double y = model.means[now] + model.deviations[now] * random.NextNormal();
    for (size_t i = 0; i < model.ar.size(); ++i) {
      const size_t back = values->size() - 1 - i;
      y += model.ar[i] * ((*values)[back] - model.means[(*regimes)[back]]);
    }
    regimes->push_back(now);
    values->push_back(y);
  }
}

std::vector<double> Simulate(const SwitchingAr& model, size_t length, uint64_t seed) {
  base::RandomStream random(seed, "test.switching_ar");
  std::vector<size_t> regimes(model.ar.size(), 0);
  std::vector<double> values(model.ar.size(), model.means[0]);
  Continue(model, 100 + length, random, &regimes, &values);
  return {values.end() - static_cast<std::ptrdiff_t>(length), values.end()};
}

// Hamilton 1989, table 1, as EViews and Stata report it on the same series (in statsmodels' tests).
TEST(SwitchingAr, HamiltonsGnp) {
  const auto fit = FitSwitchingAr(kUsGnpGrowth, {.states = 2, .lags = 4});
  ASSERT_TRUE(fit.has_value()) << fit.error().message;
  EXPECT_NEAR(fit->log_likelihood, -181.26339, 1e-5);
  EXPECT_EQ(fit->observations, 131U);
  EXPECT_EQ(fit->parameters, 9U);
  EXPECT_GE(fit->starts_agreeing, 2);
  const std::array<double, 4> transition = {0.754673, 1 - 0.754673, 0.095915, 1 - 0.095915};
  const std::array<double, 2> stay_error = {0.0965189, 0.0377362};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(fit->model.transition[i], transition[i], 3e-6);
    EXPECT_NEAR(*fit->errors.transition[i], stay_error[i / 2], 1e-6);
  }
  const std::array<double, 2> means = {-0.358811, 1.163516};
  const std::array<double, 2> mean_errors = {0.2645396, 0.0745187};
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(fit->model.means[i], means[i], 4e-6);
    EXPECT_NEAR(fit->errors.means[i], mean_errors[i], 1e-6);
    EXPECT_NEAR(fit->model.deviations[i], std::exp(-0.262658), 2e-6);
  }
  const std::array<double, 4> ar = {0.013486, -0.057521, -0.246983, -0.212923};
  const std::array<double, 4> ar_errors = {0.1199942, 0.137663, 0.1069103, 0.1105311};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(fit->model.ar[i], ar[i], 4e-6);
    EXPECT_NEAR(fit->errors.ar[i], ar_errors[i], 1e-6);
  }
  // Hamilton's text: a recession lasts 4.1 quarters, an expansion 10.5.
  EXPECT_NEAR(fit->model.ExpectedDurations()[0], 4.1, 0.05);
  EXPECT_NEAR(fit->model.ExpectedDurations()[1], 10.5, 0.1);
}

// The same source: EViews' probabilities of the expansion at its estimates.
TEST(SwitchingAr, HamiltonsProbabilities) {
  const SwitchingAr model = {.states = 2,
                             .transition = {0.754673, 0.245327, 0.095915, 0.904085},
                             .means = {-0.358811, 1.163516},
                             .ar = {0.013486, -0.057521, -0.246983, -0.212923},
                             .deviations = {std::exp(-0.262658), std::exp(-0.262658)}};
  const auto states = InferRegimes(model, kUsGnpGrowth).value();
  struct Row {
    size_t at;
    double filtered, smoothed;
  };
  for (const Row& row :
       {Row{0, 0.776712, 0.968096}, Row{5, 0.537442, 0.072784}, Row{22, 0.029031, 0.007414},
        Row{49, 0.978742, 0.996755}, Row{91, 0.000896, 0.002196}, Row{111, 0.607429, 0.257560},
        Row{130, 0.927714, 0.927714}}) {
    EXPECT_NEAR(states.filtered[2 * row.at + 1], row.filtered, 1e-5) << row.at;
    EXPECT_NEAR(states.smoothed[2 * row.at + 1], row.smoothed, 1e-5) << row.at;
  }
  for (size_t t = 0; t < 131; ++t) {
    EXPECT_NEAR(states.filtered[2 * t] + states.filtered[2 * t + 1], 1, 1e-12);
    EXPECT_NEAR(states.smoothed[2 * t] + states.smoothed[2 * t + 1], 1, 1e-12);
  }
}

/// The density of one whole sequence of regimes, lags included.
double PathDensity(const SwitchingAr& model, std::span<const double> y,
                   std::span<const size_t> path) {
  double p = model.StationaryDistribution()[path[0]];
  for (size_t t = 1; t < y.size(); ++t) p *= model.transition[path[t - 1] * model.states + path[t]];
  for (size_t t = model.ar.size(); t < y.size(); ++t) {
    double centre = model.means[path[t]];
    for (size_t i = 1; i <= model.ar.size(); ++i) {
      centre += model.ar[i - 1] * (y[t - i] - model.means[path[t - i]]);
    }
    const double z = (y[t] - centre) / model.deviations[path[t]];
    p *= std::exp(-0.5 * z * z) / (model.deviations[path[t]] * std::sqrt(2 * std::numbers::pi));
  }
  return p;
}

TEST(SwitchingAr, FilterAndSmootherSumOverEveryPath) {
  const SwitchingAr model = {.states = 3,
                             .transition = {0.8, 0.15, 0.05, 0.1, 0.7, 0.2, 0.3, 0.1, 0.6},
                             .means = {-1, 0.2, 1.5},
                             .ar = {0.4, -0.3},
                             .deviations = {0.5, 1, 0.8}};
  const std::vector<double> y = {0.3, -0.8, 1.4, 0.2, -1.3, 2.2, 0.9, 0.4};
  size_t paths = 1;
  for (size_t t = 0; t < y.size(); ++t) paths *= 3;
  double total = 0;
  std::vector<double> shares(6 * 3, 0.0);
  for (size_t code = 0; code < paths; ++code) {
    std::vector<size_t> path;
    for (size_t rest = code; path.size() < y.size(); rest /= 3) path.push_back(rest % 3);
    const double p = PathDensity(model, y, path);
    total += p;
    for (size_t row = 0; row < 6; ++row) shares[row * 3 + path[row + 2]] += p;
  }
  const auto states = InferRegimes(model, y).value();
  EXPECT_NEAR(states.log_likelihood, std::log(total), 1e-12);
  for (size_t i = 0; i < shares.size(); ++i) {
    EXPECT_NEAR(states.smoothed[i], shares[i] / total, 1e-12) << i;
  }
  for (size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(states.filtered[15 + k], shares[15 + k] / total, 1e-12);
  // The filter knows nothing of the future.
  const auto less = InferRegimes(model, std::span(y).first(6)).value();
  for (size_t i = 0; i < less.filtered.size(); ++i) EXPECT_EQ(less.filtered[i], states.filtered[i]);
}

TEST(SwitchingAr, TheScoreIsTheSlopeOfTheLikelihood) {
  for (const bool switching_variance : {false, true}) {
    const internal::SwitchingArShape shape{3, 2, switching_variance};
    const std::vector<double> y = Simulate(Calm(), 60, 4);
    internal::RegimePaths paths(y, 3, 2);
    base::RandomStream random(5, "test.score");
    std::vector<double> x(shape.size());
    for (double& value : x) value = 0.5 * random.NextNormal();
    const SwitchingAr model = internal::FromVector(shape, x);
    paths.Forward(model);
    const auto score = internal::ScoreOfVector(shape, model, paths.Backward(model));
    for (size_t i = 0; i < x.size(); ++i) {
      std::vector<double> up = x, down = x;
      up[i] += 1e-5;
      down[i] -= 1e-5;
      const double slope = (paths.Forward(internal::FromVector(shape, up)) -
                            paths.Forward(internal::FromVector(shape, down))) /
                           2e-5;
      EXPECT_NEAR(score[i], slope, 1e-7 * (1 + std::abs(slope))) << i;
    }
  }
}

// Over 100 seeds of 1,200 values, 69.2, 95.3 and 99.6 % of the estimates were within one, two and
// three standard errors of the truth.
TEST(SwitchingAr, RecoversTheModelThatMadeTheSeries) {
  const SwitchingAr truth = Calm();
  int checked = 0, beyond_one = 0, beyond_three = 0;
  const auto check = [&](double estimate, double want, double error) {
    beyond_one += std::abs(estimate - want) > error ? 1 : 0;
    beyond_three += std::abs(estimate - want) > 3 * error ? 1 : 0;
    ++checked;
  };
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const auto y = Simulate(truth, 1000, seed);
    const auto fit =
        FitSwitchingAr(y, {.states = 2, .lags = 2, .switching_variance = true, .restarts = 3});
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    for (size_t i = 0; i < 2; ++i) {
      check(fit->model.transition[3 * i], truth.transition[3 * i], *fit->errors.transition[3 * i]);
      check(fit->model.means[i], truth.means[i], fit->errors.means[i]);
      check(fit->model.deviations[i], truth.deviations[i], fit->errors.deviations[i]);
      check(fit->model.ar[i], truth.ar[i], fit->errors.ar[i]);
    }
    EXPECT_LT(fit->bic, fit->linear_bic);
  }
  EXPECT_EQ(checked, 48);
  EXPECT_LE(beyond_three, 1);
  EXPECT_GE(beyond_one, 7);  // of 15 expected: the errors are neither too narrow nor too wide
  EXPECT_LE(beyond_one, 24);
}

TEST(SwitchingAr, AnotherSeedGivesTheSameRegimesUnderTheSameLabels) {
  const auto one = FitSwitchingAr(kUsGnpGrowth, {.restarts = 4, .seed = 1}).value();
  const auto two = FitSwitchingAr(kUsGnpGrowth, {.restarts = 4, .seed = 77}).value();
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(one.model.means[i], two.model.means[i], 1e-5);
  // Units do not matter: growth in fractions instead of percents, and moved.
  std::vector<double> fractions;
  for (const double y : kUsGnpGrowth) fractions.push_back(0.01 * y + 3);
  const auto small = FitSwitchingAr(fractions, {.restarts = 4, .seed = 1}).value();
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(small.model.means[i], 0.01 * one.model.means[i] + 3, 1e-7);
    EXPECT_NEAR(small.errors.means[i], 0.01 * one.errors.means[i], 1e-6);
  }
  EXPECT_NEAR(small.log_likelihood, one.log_likelihood + 131 * std::log(100), 1e-6);
}

TEST(SwitchingAr, ForecastIsTheMeanOfTheFuturesThatFollow) {
  const SwitchingAr model = Calm();
  const std::vector<double> y = Simulate(model, 40, 9);
  const auto forecast = ForecastSwitchingAr(model, y, 5).value();
  // Regimes of the last two steps, given the series: from the smoother of pairs by enumeration.
  std::vector<double> chances(4);
  double total = 0;
  const std::span<const double> tail = std::span(y).last(14);
  for (size_t code = 0; code < 1U << 14; ++code) {
    std::vector<size_t> path;
    for (size_t t = 0; t < 14; ++t) path.push_back(code >> t & 1);
    const double p = PathDensity(model, tail, path);
    chances[path[12] * 2 + path[13]] += p;
    total += p;
  }
  for (double& p : chances) p /= total;
  base::RandomStream random(3, "test.futures");
  constexpr int kFutures = 200'000;
  std::array<double, 5> sum{}, squares{}, second{};
  for (int n = 0; n < kFutures; ++n) {
    const size_t pair = Draw(chances, random.NextUniform());
    std::vector<size_t> regimes = {pair / 2, pair % 2};
    std::vector<double> values = {y[38], y[39]};
    Continue(model, 5, random, &regimes, &values);
    for (size_t h = 0; h < 5; ++h) {
      sum[h] += values[h + 2];
      squares[h] += values[h + 2] * values[h + 2];
      second[h] += regimes[h + 2] == 1 ? 1 : 0;
    }
  }
  for (size_t h = 0; h < 5; ++h) {
    const double mean = sum[h] / kFutures;
    const double deviation = std::sqrt(squares[h] / kFutures - mean * mean);
    EXPECT_NEAR(forecast.means[h], mean, 4 * deviation / std::sqrt(kFutures)) << h;
    EXPECT_NEAR(forecast.deviations[h], deviation, 0.01 * deviation) << h;
    EXPECT_NEAR(forecast.regimes[2 * h + 1], second[h] / kFutures, 0.005) << h;
  }
  const auto far = ForecastSwitchingAr(model, y, 500).value();
  EXPECT_NEAR(far.means.back(), 0.75 * 0.5 - 0.25, 1e-9);  // shares 3/4 and 1/4
}

TEST(SwitchingAr, SaysWhatIsWrong) {
  const auto message = [](std::span<const double> series, const SwitchingArFitOptions& options) {
    const auto fit = FitSwitchingAr(series, options);
    return fit ? std::string("a fit") : fit.error().message;
  };
  const std::vector<double> few(30, 1.0);
  EXPECT_EQ(message(few, {}),
            "switching autoregression: 30 observations are too few for 2 regimes and 4 lags: at "
            "least 44 are needed");
  const std::vector<double> flat(200, 3.5);
  EXPECT_EQ(message(flat, {}), "switching autoregression: the 200 observations do not vary");
  std::vector<double> broken = flat;
  broken[6] = NAN;
  EXPECT_NE(message(broken, {}).find("observation 7 is not a finite"), std::string::npos);
  EXPECT_NE(message(kUsGnpGrowth, {.states = 1}).find("at least 2"), std::string::npos);
  EXPECT_NE(message(kUsGnpGrowth, {.lags = 0}).find("0 lags"), std::string::npos);
  EXPECT_NE(message(kUsGnpGrowth, {.states = 4, .lags = 4}).find("1024 paths"), std::string::npos);
  // A trend is no stationary autoregression.
  std::vector<double> trend;
  for (int t = 0; t < 100; ++t) trend.push_back(t);
  EXPECT_NE(message(trend, {.lags = 1}).find("no start of 12 converged"), std::string::npos)
      << message(trend, {.lags = 1});
  SwitchingAr model = Calm();
  model.deviations[1] = 0;
  EXPECT_FALSE(InferRegimes(model, kUsGnpGrowth).has_value());
  EXPECT_FALSE(ForecastSwitchingAr(Calm(), kUsGnpGrowth, 0).has_value());
}

}  // namespace
}  // namespace keel::models
