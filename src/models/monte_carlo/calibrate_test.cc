// SPDX-License-Identifier: MIT
// The calibration proof on synthetic truth: every level, asked about outcomes of its own model by a
// slow and plain simulation, covers as often as it says; a wrong volatility does not.
#include "models/monte_carlo/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/monte_carlo/simulate.h"
#include "models/monte_carlo/testing/slow_path.h"

namespace keel::models {
namespace {

constexpr size_t kTruths = 800, kHorizon = 8;

// Level 1 to 4 of one asset, and 5: level 4 of two. The state differs from date to date.
PathModel Truth(int level, size_t date) {
  const double tide = std::sin(static_cast<double>(date));
  PathModel model;
  model.assets = level == 5 ? 2 : 1;
  const bool several = level >= 2;
  model.regimes.transition = several ? std::vector{0.9, 0.1, 0.2, 0.8} : std::vector{1.0};
  model.regimes.today =
      several ? std::vector{0.5 + 0.45 * tide, 0.5 - 0.45 * tide} : std::vector{1.0};
  for (size_t k = 0; k < model.regimes.today.size(); ++k) {
    for (size_t a = 0; a < model.assets; ++a) {
      model.regimes.means.push_back(k == 0 ? 0.001 : -0.003);
      model.regimes.deviations.push_back((k == 0 ? 0.01 : 0.035) * (a == 0 ? 1 : 1.5));
    }
  }
  if (level < 3) return model;
  model.degrees_of_freedom = 5;
  for (size_t a = 0; a < model.assets; ++a) {
    model.garch.push_back(
        {.alpha = 0.05, .gamma = 0.1, .beta = 0.8, .next_variance = 4e-4 * std::exp(tide)});
  }
  if (level < 4) return model;
  for (size_t a = 0; a < model.assets; ++a) {
    model.jumps.push_back(
        {.intensity = 0.05, .mean = -0.05, .deviation = 0.04, .compensated = true});
  }
  if (level == 5) {
    model.correlation = {1, 0.7, 0.7, 1};
    model.weights = {0.6, 0.4};
  }
  return model;
}

double SlowOutcome(const PathModel& model, uint64_t date) {
  base::RandomStream random(2, "test.truth", date);
  const std::vector<double> returns = testing::SlowPath(model, kHorizon, random);
  double value = 0;
  for (size_t a = 0; a < model.assets; ++a) {
    double sum = 0;
    for (size_t t = 0; t < kHorizon; ++t) sum += returns[t * model.assets + a];
    value += (model.weights.empty() ? 1 : model.weights[a]) * std::exp(sum);
  }
  return std::log(value);
}

// Forecasts by a model whose deviations are `scale` times the truth's.
CalibrationSummary Proof(int level, double scale) {
  std::vector<ScoredForecast> scored;
  for (size_t date = 0; date < kTruths; ++date) {
    PathModel model = Truth(level, date);
    const double outcome = SlowOutcome(model, date);
    for (double& deviation : model.regimes.deviations) deviation *= scale;
    for (GarchParameters& garch : model.garch) *garch.next_variance *= scale * scale;
    for (JumpParameters& jump : model.jumps) jump.mean *= scale, jump.deviation *= scale;
    auto forecast = Simulate(
        model, {.paths = 399, .horizon = kHorizon, .seed = 1000 + date, .keep_terminal = true});
    EXPECT_TRUE(forecast.has_value());
    for (double& value : forecast->terminal_returns) value = std::log1p(value);
    scored.push_back(Score(forecast->terminal_returns, outcome));
  }
  return Summarise(scored).value_or(CalibrationSummary{});
}

class CalibrationProof : public ::testing::TestWithParam<int> {};

// Distance from the coverage that was promised, in binomial standard deviations.
double Off(const IntervalCoverage& c) {
  const double n = kTruths;
  return std::fabs(static_cast<double>(c.inside) - n * c.nominal) /
         std::sqrt(n * c.nominal * (1 - c.nominal));
}

// Twenty intervals and as many p-values are looked at, so each has the bounds of 999 in 1,000.
constexpr double kFar = 3.3, kUnlikely = 0.001;

TEST_P(CalibrationProof, IntervalsCoverAndThePitIsUniform) {
  const CalibrationSummary right = Proof(GetParam(), 1);
  ASSERT_EQ(right.forecasts, kTruths);
  for (const IntervalCoverage& c : right.intervals) {
    EXPECT_LT(Off(c), kFar) << c.nominal << ": " << c.inside << " of " << kTruths;
  }
  EXPECT_GT(right.pit_p_value, kUnlikely);
  for (const VarBacktest& v : right.value_at_risk) {
    EXPECT_GT(v.kupiec.p_value, kUnlikely) << v.confidence << ": " << v.exceptions;
    EXPECT_GT(v.christoffersen.p_value, kUnlikely) << v.confidence;
  }
}

TEST_P(CalibrationProof, AWrongVolatilityIsNoticed) {
  for (const double scale : {0.75, 1.33}) {
    const CalibrationSummary wrong = Proof(GetParam(), scale);
    EXPECT_GT(Off(wrong.intervals[0]), kFar) << scale;
    EXPECT_GT(Off(wrong.intervals[1]), kFar) << scale;
  }
}

TEST_P(CalibrationProof, AFarTooWideForecastIsNotUniform) {
  EXPECT_LT(Proof(GetParam(), 1.6).pit_p_value, kUnlikely);
}

INSTANTIATE_TEST_SUITE_P(EveryLevel, CalibrationProof, ::testing::Values(1, 2, 3, 4, 5));

// A long series of level 3's model: regimes, GARCH, fat tails.
std::vector<double> LongSeries(size_t count, int level = 3) {
  base::RandomStream random(32, "test.series");
  PathModel model = Truth(level, 0);
  model.garch.assign(level >= 3 ? 1 : 0, {.alpha = 0.08, .gamma = 0.04, .beta = 0.85});
  return testing::SlowPath(model, count, random);
}

CalibrationSettings Quick() {
  CalibrationSettings settings{
      .horizon = 6, .window = 1500, .refit = 1500, .paths = 500, .jobs = 2};
  settings.estimate.regimes = 2;
  settings.estimate.hmm_restarts = 2;
  return settings;
}

const Continue kGoOn = [](int64_t, int64_t) { return true; };

TEST(Calibrate, EstimatedLevelsCoverASeriesOfTheirKindAndBeatBrownianMotion) {
  const std::vector<double> series = LongSeries(4500);
  const auto calibration = Calibrate({series, 1}, Quick(), kGoOn);
  ASSERT_TRUE(calibration.has_value()) << calibration.error().message;
  ASSERT_EQ(calibration->levels.size(), 4U);
  EXPECT_EQ(calibration->dates.size(), 500U);
  for (size_t i = 0; i < 4; ++i) {
    const LevelCalibration& level = calibration->levels[i];
    EXPECT_EQ(level.failed_fits, 0U);
    EXPECT_EQ(level.fits, 2U);
    if (i == 0) continue;
    EXPECT_GT(level.against_first.t, 2) << level.level;
    // Estimated, so with room: four binomial errors and half a percent.
    for (const IntervalCoverage& c : level.summary.intervals) {
      const double room = 4 * std::sqrt(500 * c.nominal * (1 - c.nominal)) + 0.005 * 500;
      EXPECT_NEAR(static_cast<double>(c.inside), 500 * c.nominal, room)
          << level.level << " " << c.nominal;
    }
  }
  EXPECT_GT(calibration->levels[2].summary.pit_p_value, 0.001);
  EXPECT_EQ(calibration->levels[0].against_first.t, 0);
}

TEST(Calibrate, NoForecastKnowsWhatFollows) {
  std::vector<double> series = LongSeries(2700);
  CalibrationSettings settings = Quick();
  settings.refit = 480;
  settings.paths = 200;
  const auto whole = Calibrate({series, 1}, settings, kGoOn);
  ASSERT_TRUE(whole.has_value()) << whole.error().message;
  const auto expect_same_past = [&](const base::Result<Calibration>& other, size_t dates) {
    ASSERT_TRUE(other.has_value()) << other.error().message;
    for (size_t level = 0; level < 4; ++level) {
      for (size_t i = 0; i < dates; ++i) {
        const ScoredForecast& a = whole->levels[level].scored[i];
        const ScoredForecast& b = other->levels[level].scored[i];
        ASSERT_EQ(a.pit, b.pit) << level << " " << i;
        ASSERT_EQ(a.value_at_risk, b.value_at_risk);
        ASSERT_EQ(a.crps, b.crps);
      }
    }
  };
  const std::vector<double> cut(series.begin(), series.begin() + 2100);
  const auto shorter = Calibrate({cut, 1}, settings, kGoOn);
  ASSERT_EQ(shorter->dates.size(), 100U);
  expect_same_past(shorter, 100);
  // Everything from a date on is different, the return that it forecasts first of all: a date of a
  // new fit, so that the fit must not know it either.
  ASSERT_EQ(whole->dates[80], 1980U);
  for (size_t t = 1980; t < series.size(); ++t) series[t] *= -3;
  const auto changed = Calibrate({series, 1}, settings, kGoOn);
  expect_same_past(changed, 80);
  for (size_t level = 0; level < 4; ++level) {
    const ScoredForecast& before = whole->levels[level].scored[80];
    const ScoredForecast& after = changed->levels[level].scored[80];
    EXPECT_EQ(before.value_at_risk, after.value_at_risk) << level;
    EXPECT_NE(before.outcome, after.outcome);
    if (level == 0) continue;  // without a state, it changes with the next fit
    EXPECT_NE(whole->levels[level].scored[81].value_at_risk,
              changed->levels[level].scored[81].value_at_risk)
        << level;
  }
  settings.most_dates = 60;
  const auto latest = Calibrate({cut, 1}, settings, kGoOn);
  ASSERT_EQ(latest->dates.size(), 60U);
  EXPECT_EQ(latest->dates[0], shorter->dates[40]);
  EXPECT_EQ(latest->levels[3].scored[0].crps, shorter->levels[3].scored[40].crps);
}

TEST(Calibrate, GivesTheSameBytesOnAnyNumberOfThreads) {
  const std::vector<double> series = LongSeries(1800);
  CalibrationSettings settings = Quick();
  settings.paths = 200;
  settings.jobs = 1;
  const auto one = Calibrate({series, 1}, settings, kGoOn);
  ASSERT_TRUE(one.has_value()) << one.error().message;
  for (const int jobs : {2, 3, 7}) {
    settings.jobs = jobs;
    const auto many = Calibrate({series, 1}, settings, kGoOn);
    for (size_t level = 0; level < 4; ++level) {
      EXPECT_EQ(one->levels[level].summary.crps, many->levels[level].summary.crps);
      EXPECT_EQ(one->levels[level].summary.pit_bins, many->levels[level].summary.pit_bins);
    }
  }
}

TEST(Calibrate, APortfolioIsJudgedAsOne) {
  base::RandomStream random(33, "test.pair");
  PathModel model = Truth(5, 0);
  for (GarchParameters& garch : model.garch) garch.next_variance.reset();
  const std::vector<double> series = testing::SlowPath(model, 1500, random);
  CalibrationSettings settings = Quick();
  settings.window = 1000;
  settings.paths = 300;
  settings.weights = {0.6, 0.4};
  const auto calibration = Calibrate({series, 2}, settings, kGoOn);
  ASSERT_TRUE(calibration.has_value()) << calibration.error().message;
  for (const LevelCalibration& level : calibration->levels) {
    const IntervalCoverage& c = level.summary.intervals[1];
    EXPECT_NEAR(static_cast<double>(c.inside) / 83, 0.8, 0.15) << level.level;
    EXPECT_EQ(level.scored[0].outcome, calibration->levels[0].scored[0].outcome);
  }
}

TEST(Calibrate, RefusesWhatCannotBeJudged) {
  const std::vector<double> series = LongSeries(1700);
  const auto expect_refused = [&](auto change, const std::string& why,
                                  base::ErrorCode code = base::ErrorCode::kUsage) {
    CalibrationSettings settings = Quick();
    std::vector<double> values = series;
    change(settings, values);
    const auto calibration = Calibrate({values, 1}, settings, kGoOn);
    ASSERT_FALSE(calibration.has_value()) << why;
    EXPECT_EQ(calibration.error().code, code);
    EXPECT_NE(calibration.error().message.find(why), std::string::npos)
        << calibration.error().message;
  };
  using S = CalibrationSettings;
  using V = std::vector<double>;
  expect_refused([](S& s, V&) { s.horizon = 0; }, "the horizon is 0");
  expect_refused([](S& s, V&) { s.refit = 0; }, "from fit to fit is 0");
  expect_refused([](S& s, V&) { s.window = 1600; }, "need 1720");
  expect_refused([](S& s, V&) { s.paths = 100; }, "needs at least 200");
  expect_refused([](S& s, V&) { s.levels = {2, 1}; }, "ascend");
  expect_refused([](S& s, V&) { s.levels = {5}; }, "ascend");
  expect_refused([](S& s, V&) { s.most_dates = 10; }, "10 dates");
  expect_refused([](S& s, V&) { s.weights = {0.5, 0.5}; }, "2 weights for 1");
  expect_refused([](S&, V& v) { v[20] = NAN; }, "return 21 is not finite");
  expect_refused([](S&, V& v) { v.assign(v.size(), 0.0); }, "level 1 could not be fitted");
  const auto stopped = Calibrate({series, 1}, Quick(), [](int64_t, int64_t) { return false; });
  EXPECT_EQ(stopped.error().code, base::ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace keel::models
