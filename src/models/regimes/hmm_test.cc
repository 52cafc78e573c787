// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/random.h"
#include "models/regimes/gaussian_hmm.h"
#include "models/regimes/hmm_fit.h"

namespace keel::models {
namespace {

GaussianHmm TwoStates() {
  GaussianHmm model;
  model.states = 2;
  model.dimensions = 1;
  model.initial = {0.6, 0.4};
  model.transition = {0.9, 0.1, 0.3, 0.7};
  model.means = {0.5, -1};
  model.covariances = {0.25, 4};
  return model;
}

GaussianHmm ThreeMarkets() {
  GaussianHmm model;
  model.states = 3;
  model.dimensions = 2;
  model.initial = {1, 0, 0};
  model.transition = {0.97, 0.02, 0.01, 0.03, 0.95, 0.02, 0.02, 0.06, 0.92};
  model.means = {0.1, 1, 0.0, 2, -0.4, 4};
  model.covariances = {0.25, 0.05, 0.05, 0.5, 1, -0.3, -0.3, 1, 6.25, 1, 1, 2};
  return model;
}

size_t Draw(std::span<const double> chances, double u) {
  for (size_t i = 0; i + 1 < chances.size(); ++i) {
    if (u < chances[i]) return i;
    u -= chances[i];
  }
  return chances.size() - 1;
}

struct Simulation {
  std::vector<double> rows;
  std::vector<size_t> states;
};

/// One or two dimensions.
Simulation Simulate(const GaussianHmm& model, size_t count, uint64_t seed) {
  base::RandomStream random(seed, "test.hmm");
  Simulation s;
  size_t state = Draw(model.initial, random.NextUniform());
  for (size_t t = 0; t < count; ++t) {
    if (t > 0) {
      state = Draw(std::span(model.transition).subspan(state * model.states, model.states),
                   random.NextUniform());
    }
    s.states.push_back(state);
    const size_t d = model.dimensions;
    const double* c = model.covariances.data() + state * d * d;
    const double* mean = model.means.data() + state * d;
    const double z = random.NextNormal();
    s.rows.push_back(mean[0] + std::sqrt(c[0]) * z);
    if (d == 1) continue;
    const double rest = c[3] - c[1] * c[1] / c[0];
    s.rows.push_back(mean[1] + c[1] / std::sqrt(c[0]) * z + std::sqrt(rest) * random.NextNormal());
  }
  return s;
}

double Density(const GaussianHmm& m, size_t k, double x) {
  const double z = x - m.means[k];
  return std::exp(-0.5 * z * z / m.covariances[k]) /
         std::sqrt(2 * std::numbers::pi * m.covariances[k]);
}

/// Every path of a short series with its joint probability: the obviously correct way.
template <typename Visit>
void ForEachPath(const GaussianHmm& m, std::span<const double> x, Visit visit) {
  const size_t paths = size_t{1} << x.size();
  for (size_t bits = 0; bits < paths; ++bits) {
    std::vector<size_t> path;
    double probability = 1;
    for (size_t t = 0; t < x.size(); ++t) {
      path.push_back((bits >> t) & 1);
      probability *= t == 0 ? m.initial[path[0]] : m.transition[path[t - 1] * 2 + path[t]];
      probability *= Density(m, path[t], x[t]);
    }
    visit(path, probability);
  }
}

TEST(GaussianHmmTest, FilterSmootherAndViterbiAgreeWithTheSumOverAllPaths) {
  const GaussianHmm model = TwoStates();
  const std::vector<double> x = {0.4, 0.7, -2.5, -0.1, 3.0, 0.5, 0.2, -4};
  double total = 0, last_in_second = 0, best = 0;
  std::vector<double> in_second(x.size(), 0.0);
  std::vector<size_t> likeliest;
  ForEachPath(model, x, [&](const std::vector<size_t>& path, double p) {
    total += p;
    if (path.back() == 1) last_in_second += p;
    for (size_t t = 0; t < x.size(); ++t) in_second[t] += path[t] == 1 ? p : 0;
    if (p > best) likeliest = path;
    best = std::max(best, p);
  });
  auto filter = HmmFilter::Make(model);
  ASSERT_TRUE(filter.has_value());
  for (const double value : x) filter->Update({&value, 1});
  EXPECT_NEAR(filter->log_likelihood(), std::log(total), 1e-12);
  EXPECT_NEAR(filter->probabilities()[1], last_in_second / total, 1e-12);
  const auto smoothed = SmoothStates(model, x);
  for (size_t t = 0; t < x.size(); ++t) {
    EXPECT_NEAR((*smoothed)[2 * t + 1], in_second[t] / total, 1e-12) << t;
  }
  EXPECT_EQ(*MostLikelyStates(model, x), likeliest);
}

TEST(GaussianHmmTest, TheFilterKnowsNothingOfTheFuture) {
  const GaussianHmm model = TwoStates();
  const Simulation s = Simulate(model, 200, 3);
  const auto whole = FilterStates(model, s.rows);
  const auto half = FilterStates(model, std::span(s.rows).first(100));
  for (size_t i = 0; i < half->size(); ++i) ASSERT_EQ((*whole)[i], (*half)[i]);
  EXPECT_NE((*SmoothStates(model, s.rows))[199], (*half)[199]);
}

TEST(GaussianHmmTest, DurationsAndSharesFollowFromTheChain) {
  const GaussianHmm model = TwoStates();
  EXPECT_NEAR(model.ExpectedDurations()[0], 10, 1e-12);
  EXPECT_NEAR(model.ExpectedDurations()[1], 10 / 3.0, 1e-12);
  EXPECT_NEAR(model.StationaryDistribution()[0], 0.75, 1e-12);  // 0.3 / (0.1 + 0.3)
  EXPECT_NEAR(model.StationaryDistribution()[1], 0.25, 1e-12);
}

TEST(GaussianHmmTest, RefusesWhatIsNoModel) {
  GaussianHmm sums = TwoStates();
  sums.transition[0] = 0.8;
  EXPECT_FALSE(sums.Check().has_value());
  GaussianHmm flat = TwoStates();
  flat.covariances[1] = 0;
  EXPECT_NE(flat.Check().error().message.find("regime 2 is not positive definite"),
            std::string::npos);
  const std::vector<double> x = {0.1, NAN};
  EXPECT_EQ(FilterStates(TwoStates(), x).error().message, "observation 2 is not a finite number");
}

TEST(BaumWelchTest, TheFirstLikelihoodIsTheFiltersAndNoStepLowersIt) {
  GaussianHmm model = ThreeMarkets();
  const Simulation s = Simulate(model, 1003, 5);
  auto filter = HmmFilter::Make(model);
  for (size_t t = 0; t < s.states.size(); ++t) filter->Update(std::span(s.rows).subspan(2 * t, 2));
  const std::vector<double> floor = {1e-6, 1e-6};
  BaumWelch iteration(s.rows, 2, 3, CovarianceKind::kFull, floor);
  double before = iteration.Step(model);
  EXPECT_NEAR(before, filter->log_likelihood(), 1e-9 * std::abs(before));
  for (int i = 0; i < 60; ++i) {
    const double now = iteration.Step(model);
    EXPECT_GE(now, before - 1e-9 * std::abs(before)) << i;
    before = now;
  }
}

/// Expected moves and shares by smoothing are what one iteration estimates from.
TEST(BaumWelchTest, OneStepIsTheWeightedMeanOfTheSmoother) {
  GaussianHmm model = TwoStates();
  const Simulation s = Simulate(model, 500, 9);
  const auto smoothed = SmoothStates(model, s.rows);
  double weight = 0, sum = 0;
  for (size_t t = 0; t < s.rows.size(); ++t) {
    weight += (*smoothed)[2 * t + 1];
    sum += (*smoothed)[2 * t + 1] * s.rows[t];
  }
  BaumWelch iteration(s.rows, 1, 2, CovarianceKind::kDiagonal, std::vector<double>{1e-9});
  iteration.Step(model);
  EXPECT_NEAR(model.means[1], sum / weight, 1e-10);
  EXPECT_NEAR(model.initial[1], (*smoothed)[1], 1e-12);
}

GaussianHmm ManyStates(size_t count) {
  GaussianHmm model;
  model.states = count;
  model.dimensions = 1;
  const auto k = static_cast<double>(count);
  for (size_t i = 0; i < count; ++i) {
    const auto size = static_cast<double>(i + 1);
    model.initial.push_back(2 * size / (k * (k + 1)));
    model.means.push_back(1.5 - size);
    model.covariances.push_back(size * size / 4);
    for (size_t j = 0; j < count; ++j) {
      const double away = static_cast<double>(j + 1) / (k * (k + 1));
      model.transition.push_back(away + (i == j ? 0.5 : 0.0));
    }
  }
  return model;
}

// Each number of states is code of its own. The expected move from i to j at t is
// filtered(t, i) P(i, j) smoothed(t + 1, j) / predicted(t + 1, j) (Kim 1994).
TEST(BaumWelchTest, OneStepOfAnyNumberOfStatesFollowsFromFilterAndSmoother) {
  for (size_t k = 1; k <= 8; ++k) {
    const GaussianHmm model = ManyStates(k);
    const std::vector<double> x = Simulate(model, 203, 30 + k).rows;
    const auto filtered = FilterStates(model, x);
    const auto smoothed = SmoothStates(model, x);
    ASSERT_TRUE(filtered && smoothed) << k;
    std::vector<double> moves(k * k, 0.0), sums(k, 0.0), weights(k, 0.0);
    for (size_t t = 0; t < x.size(); ++t) {
      for (size_t j = 0; j < k; ++j) {
        const double share = (*smoothed)[t * k + j];
        weights[j] += share;
        sums[j] += share * x[t];
        if (t == 0) continue;
        const double* from = filtered->data() + (t - 1) * k;
        double predicted = 0;
        for (size_t i = 0; i < k; ++i) predicted += from[i] * model.transition[i * k + j];
        for (size_t i = 0; i < k; ++i) {
          moves[i * k + j] += from[i] * model.transition[i * k + j] * share / predicted;
        }
      }
    }
    GaussianHmm next = model;
    BaumWelch(x, 1, k, CovarianceKind::kFull, std::vector<double>{1e-9}).Step(next);
    for (size_t i = 0; i < k; ++i) {
      EXPECT_NEAR(next.initial[i], (*smoothed)[i], 1e-12) << k;
      EXPECT_NEAR(next.means[i], sums[i] / weights[i], 1e-10) << k;
      double leaving = 0;
      for (size_t j = 0; j < k; ++j) leaving += moves[i * k + j];
      for (size_t j = 0; j < k; ++j) {
        EXPECT_NEAR(next.transition[i * k + j], moves[i * k + j] / leaving, 1e-12) << k;
      }
    }
  }
}

TEST(HmmFitTest, RecoversTheModelThatMadeTheSeries) {
  const GaussianHmm truth = ThreeMarkets();
  for (const uint64_t seed : {1U, 2U, 3U}) {
    const Simulation s = Simulate(truth, 20'000, seed);
    const auto fit = FitHmm(s.rows, 2, {.states = 3, .restarts = 4});
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    for (size_t i = 0; i < 9; ++i) {
      EXPECT_NEAR(fit->model.transition[i], truth.transition[i], 0.02) << i;
    }
    for (size_t i = 0; i < 6; ++i) EXPECT_NEAR(fit->model.means[i], truth.means[i], 0.15) << i;
    for (size_t i = 0; i < 12; ++i) {
      const double tolerance = 0.05 + 0.1 * std::abs(truth.covariances[i]);
      EXPECT_NEAR(fit->model.covariances[i], truth.covariances[i], tolerance) << i;
    }
    const auto path = MostLikelyStates(fit->model, s.rows);
    size_t right = 0;
    for (size_t t = 0; t < path->size(); ++t) right += (*path)[t] == s.states[t] ? 1 : 0;
    EXPECT_GT(right, path->size() * 9 / 10);
  }
}

TEST(HmmFitTest, AnotherSeedGivesTheSameRegimesUnderTheSameLabels) {
  const Simulation s = Simulate(TwoStates(), 3000, 11);
  const auto one = FitHmm(s.rows, 1, {.states = 2, .seed = 1});
  const auto two = FitHmm(s.rows, 1, {.states = 2, .seed = 99});
  ASSERT_TRUE(one && two);
  EXPECT_NEAR(one->log_likelihood, two->log_likelihood, 1e-3);
  EXPECT_NEAR(one->model.means[0], two->model.means[0], 1e-3);
  EXPECT_LT(one->model.covariances[0], one->model.covariances[1]);
}

// Three regimes of one series that differ in size more than in mean: clusters of place alone end
// on a lesser hill for half of the seeds.
TEST(HmmFitTest, EverySeedFindsTheSameHillAndItIsAsHighAsTheTruth) {
  GaussianHmm truth;
  truth.states = 3;
  truth.dimensions = 1;
  truth.initial = {1.0 / 3, 1.0 / 3, 1.0 / 3};
  truth.transition = {0.94, 0.03, 0.03, 0.03, 0.94, 0.03, 0.03, 0.03, 0.94};
  truth.covariances = {0.25, 1.44, 9};
  for (uint64_t sample = 0; sample < 8; ++sample) {
    base::RandomStream random(sample, "test.hills");
    truth.means = {0.5 * random.NextNormal(), 0.5 * random.NextNormal(), 0.5 * random.NextNormal()};
    const Simulation s = Simulate(truth, 1500, 100 + sample);
    const auto one = FitHmm(s.rows, 1, {.states = 3, .seed = 1});
    const auto two = FitHmm(s.rows, 1, {.states = 3, .seed = 2});
    ASSERT_TRUE(one && two) << sample;
    EXPECT_NEAR(one->log_likelihood, two->log_likelihood, 1e-2) << sample;
    for (size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(one->model.means[k], two->model.means[k], 1e-2) << sample;
    }
    auto filter = HmmFilter::Make(truth);
    for (const double x : s.rows) filter->Update(std::span(&x, 1));
    EXPECT_GE(one->log_likelihood, filter->log_likelihood()) << sample;
  }
}

TEST(HmmFitTest, EstimatesAreWithinTheirErrorsOverManySeeds) {
  const GaussianHmm truth = TwoStates();
  const std::vector<double> share = truth.StationaryDistribution();
  constexpr size_t kRows = 3000;
  constexpr int kSeeds = 25;
  int inside = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Simulation s = Simulate(truth, kRows, 300 + seed);
    const auto fit = FitHmm(s.rows, 1, {.states = 2, .restarts = 2});
    ASSERT_TRUE(fit.has_value()) << fit.error().message;
    for (size_t k = 0; k < 2; ++k) {
      // Were the states seen: sigma / sqrt(n_k), sigma^2 sqrt(2 / n_k), sqrt(p (1 - p) / n_k).
      const double n = share[k] * kRows;
      const double variance = truth.covariances[k];
      const double stay = truth.transition[3 * k];
      const std::array<double, 3> off = {
          (fit->model.means[k] - truth.means[k]) / std::sqrt(variance / n),
          (fit->model.covariances[k] - variance) / (variance * std::sqrt(2 / n)),
          (fit->model.transition[3 * k] - stay) / std::sqrt(stay * (1 - stay) / n)};
      for (const double deviation : off) {
        EXPECT_LT(std::abs(deviation), 6) << seed;  // guessing the states costs something
        inside += std::abs(deviation) < 3 ? 1 : 0;
      }
    }
  }
  EXPECT_GE(inside, 0.97 * 6 * kSeeds);
}

TEST(HmmFitTest, TheCriterionFindsTheNumberOfRegimes) {
  const Simulation two = Simulate(TwoStates(), 2000, 21);
  const auto fit = FitHmmByBic(two.rows, 1, 1, 4, {.restarts = 4});
  ASSERT_TRUE(fit.has_value());
  EXPECT_EQ(fit->model.states, 2u);
  base::RandomStream random(1, "test.white");
  std::vector<double> white;
  for (int i = 0; i < 1000; ++i) white.push_back(random.NextNormal());
  EXPECT_EQ(FitHmmByBic(white, 1, 1, 3, {.restarts = 4})->model.states, 1u);
}

TEST(HmmFitTest, OneRegimeIsTheSampleMeanAndVariance) {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const auto fit = FitHmm(x, 1, {.states = 1});
  ASSERT_TRUE(fit.has_value()) << fit.error().message;
  EXPECT_NEAR(fit->model.means[0], 5.5, 1e-12);
  EXPECT_NEAR(fit->model.covariances[0], 8.25, 1e-12);
  const double expected = -10 * (std::log(2 * std::numbers::pi * 8.25) + 1);
  EXPECT_NEAR(fit->log_likelihood, expected, 1e-9);
  EXPECT_EQ(fit->parameters, 2u);
}

double LikelihoodOf(const GaussianHmm& model, std::span<const double> x) {
  auto filter = HmmFilter::Make(model);
  for (const double value : x) filter->Update(std::span(&value, 1));
  return filter->log_likelihood();
}

// A window that moves on by a fifth: the last parameters lead where eight restarts do.
TEST(HmmFitTest, ARefitFromTheLastOneIsAsLikelyAsAFreshOne) {
  GaussianHmm truth = ManyStates(3);
  truth.means = {0.0002, 0.0, -0.0005};
  truth.covariances = {9e-6, 4e-5, 3e-4};
  constexpr size_t kWindow = 2000;
  const Simulation s = Simulate(truth, 4000, 77);
  const std::span<const double> rows(s.rows);
  auto last = FitHmm(rows.first(kWindow), 1, {.states = 3});
  ASSERT_TRUE(last.has_value()) << last.error().message;
  for (size_t end = 2400; end <= rows.size(); end += 400) {
    const auto window = rows.subspan(end - kWindow, kWindow);
    const auto fresh = FitHmm(window, 1, {.states = 3});
    auto refit = FitHmm(window, 1, {.states = 3, .start = *last});
    ASSERT_TRUE(fresh && refit) << end;
    EXPECT_GE(refit->log_likelihood, fresh->log_likelihood - 1e-6 * kWindow) << end;
    EXPECT_GE(refit->log_likelihood, LikelihoodOf(last->model, window)) << end;
    EXPECT_NEAR(refit->log_likelihood, LikelihoodOf(refit->model, window), 1e-2) << end;
    last = std::move(refit);
  }
}

TEST(HmmFitTest, ARefitLeavesProbabilitiesOfZero) {
  const Simulation s = Simulate(TwoStates(), 3000, 5);
  const auto fresh = FitHmm(s.rows, 1, {.states = 2});
  HmmFit start = *fresh;  // as if of a series that began in the other state and never moved
  std::swap(start.model.initial[0], start.model.initial[1]);
  start.model.transition = {1, 0, 0, 1};
  const auto refit = FitHmm(s.rows, 1, {.states = 2, .start = start});
  ASSERT_TRUE(refit.has_value()) << refit.error().message;
  EXPECT_NEAR(refit->log_likelihood, fresh->log_likelihood, 1e-6 * 3000);
}

TEST(HmmFitTest, ARefitThatLostLikelihoodStartsAfresh) {
  const Simulation s = Simulate(TwoStates(), 3000, 6);
  const auto fresh = FitHmm(s.rows, 1, {.states = 2});
  HmmFit alike = *fresh;  // two states that are one: the iteration cannot part them
  alike.model.means = {0, 0};
  alike.model.covariances = {1, 1};
  alike.model.transition = {0.5, 0.5, 0.5, 0.5};
  const auto refit = FitHmm(s.rows, 1, {.states = 2, .start = alike});
  EXPECT_EQ(refit->log_likelihood, fresh->log_likelihood);
  alike.standardised_likelihood = -2;  // it never was any better
  const auto stuck = FitHmm(s.rows, 1, {.states = 2, .start = alike});
  EXPECT_LT(stuck->log_likelihood, fresh->log_likelihood - 100);
}

TEST(HmmFitTest, SaysWhatIsWrongWithTheSeries) {
  const std::vector<double> few(30, 1.0);
  EXPECT_EQ(FitHmm(few, 1, {.states = 3}).error().message,
            "30 observations are too few for 3 regimes of 1 dimensions: at least 60 are needed");
  const std::vector<double> flat(100, 3.0);
  EXPECT_EQ(FitHmm(flat, 1, {.states = 2}).error().message,
            "dimension 1 is constant: there is no regime to find");
  const Simulation s = Simulate(TwoStates(), 500, 1);
  EXPECT_NE(FitHmm(s.rows, 1, {.states = 3, .max_iterations = 1})
                .error()
                .message.find("did not converge in 1 iterations"),
            std::string::npos);
  EXPECT_FALSE(FitHmm(s.rows, 1, {.states = 9}).has_value());
  const HmmFit two = *FitHmm(s.rows, 1, {.states = 2});
  EXPECT_EQ(FitHmm(s.rows, 1, {.states = 3, .start = two}).error().message,
            "a start of 2 regimes in 1 dimensions for a fit of 3 in 1");
}

}  // namespace
}  // namespace keel::models
