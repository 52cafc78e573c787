// SPDX-License-Identifier: MIT
// What needs no published number: derivatives against differences, the pass against a slow loop,
// fits of simulated returns against the truth, forecasts against simulation, and what is refused.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "models/volatility/garch.h"
#include "models/volatility/internal/garch_likelihood.h"

namespace keel::models {
namespace {

constexpr std::array kModels = {VarianceModel::kGarch, VarianceModel::kGjr, VarianceModel::kEgarch};
constexpr std::array kInnovations = {Innovation::kNormal, Innovation::kStudentT,
                                     Innovation::kSkewT};

std::vector<GarchSpec> AllSpecs() {
  std::vector<GarchSpec> specs;
  for (const VarianceModel model : kModels) {
    for (const Innovation innovation : kInnovations) specs.push_back({model, innovation});
  }
  return specs;
}

GarchParams TruthOf(const GarchSpec& spec) {
  GarchParams params{.mu = 0.02, .omega = 0.05, .alpha = 0.09, .beta = 0.86};
  if (spec.model == VarianceModel::kGjr) {
    params = {.mu = 0.02, .omega = 0.05, .alpha = 0.05, .gamma = 0.09, .beta = 0.85};
  }
  if (spec.model == VarianceModel::kEgarch) {
    params = {.mu = 0.02, .omega = 0.01, .alpha = 0.2, .gamma = -0.08, .beta = 0.95};
  }
  if (spec.innovation != Innovation::kNormal) params.nu = 6;
  if (spec.innovation == Innovation::kSkewT) params.lambda = -0.15;
  return params;
}

std::string NameOf(const GarchSpec& spec) {
  return "model " + std::to_string(static_cast<int>(spec.model)) + ", innovation " +
         std::to_string(static_cast<int>(spec.innovation));
}

std::vector<double> Simulated(const GarchSpec& spec, size_t count, uint64_t seed) {
  base::RandomStream stream(seed, "garch_test");
  return SimulateGarch(spec, TruthOf(spec), count, stream).value();
}

TEST(GarchLikelihood, HasTheGradientOfItsDifferences) {
  for (GarchSpec spec : AllSpecs()) {
    for (const Presample rule : {Presample::kSampleVariance, Presample::kBackcast}) {
      SCOPED_TRACE(NameOf(spec));
      spec.presample = rule;
      const std::vector<double> returns = Simulated(spec, 300, 1);
      const internal::GarchSample sample{returns, internal::PresampleOf(returns, rule)};
      const auto likelihood = internal::LikelihoodOf(spec);
      internal::SlotVector theta = internal::ToSlots(TruthOf(spec));
      theta[internal::kMu] = 0.0437;  // away from the mean: the presample's derivative counts
      internal::SlotVector gradient{};
      const double value = likelihood(sample, theta, &gradient, nullptr);
      EXPECT_DOUBLE_EQ(value, likelihood(sample, theta, nullptr, nullptr));
      for (const size_t slot : internal::SlotsOf(spec)) {
        constexpr double kStep = 1e-6;
        internal::SlotVector ahead = theta, behind = theta;
        ahead[slot] += kStep;
        behind[slot] -= kStep;
        const double difference = (likelihood(sample, ahead, nullptr, nullptr) -
                                   likelihood(sample, behind, nullptr, nullptr)) /
                                  (2 * kStep);
        EXPECT_NEAR(gradient[slot], difference, 1e-5 * (1 + std::abs(difference))) << slot;
      }
    }
  }
}

TEST(GarchLikelihood, SumsTheOuterProductsOfTheScores) {
  for (const GarchSpec& spec : AllSpecs()) {
    SCOPED_TRACE(NameOf(spec));
    const std::vector<double> returns = Simulated(spec, 40, 2);
    const auto presample = internal::PresampleOf(returns, spec.presample);
    const auto likelihood = internal::LikelihoodOf(spec);
    const internal::SlotVector theta = internal::ToSlots(TruthOf(spec));
    internal::SlotVector gradient{};
    internal::SlotMatrix outer{};
    likelihood({returns, presample}, theta, &gradient, &outer);
    internal::SlotMatrix slow{};
    internal::SlotVector before{};
    for (size_t count = 1; count <= returns.size(); ++count) {
      internal::SlotVector upto{};
      likelihood({std::span(returns).first(count), presample}, theta, &upto, nullptr);
      for (size_t i = 0; i < internal::kSlots; ++i) {
        for (size_t j = 0; j < internal::kSlots; ++j) {
          slow[i][j] += (upto[i] - before[i]) * (upto[j] - before[j]);
        }
      }
      before = upto;
    }
    for (const size_t i : internal::SlotsOf(spec)) {
      for (const size_t j : internal::SlotsOf(spec)) {
        EXPECT_NEAR(outer[i][j], slow[i][j], 1e-9 * (1 + std::abs(slow[i][j])));
      }
    }
  }
}

TEST(GarchLikelihood, IsTheSumOfTheDensitiesAtTheFilteredVariances) {
  for (const GarchSpec& spec : AllSpecs()) {
    SCOPED_TRACE(NameOf(spec));
    const GarchParams params = TruthOf(spec);
    const std::vector<double> returns = Simulated(spec, 501, 3);
    const auto filtered = FilterGarch(returns, spec, params);
    ASSERT_TRUE(filtered) << filtered.error().message;
    double slow = 0;
    for (size_t t = 0; t < returns.size(); ++t) {
      const double sigma = std::sqrt(filtered->variances[t]);
      EXPECT_DOUBLE_EQ(filtered->standardised_residuals[t], (returns[t] - params.mu) / sigma);
      slow += LogDensity(spec.innovation, {params.nu, params.lambda},
                         filtered->standardised_residuals[t]) -
              std::log(sigma);
    }
    EXPECT_NEAR(filtered->log_likelihood, slow, 1e-9 * std::abs(slow));
  }
}

TEST(FilterGarch, FollowsARecursionDoneByHand) {
  // Presample (1 + 9 + 4) / 3 - 0 around mu = 0; GJR with omega 1, alpha 0.1, gamma 0.2, beta 0.5.
  const GarchSpec spec{VarianceModel::kGjr};
  const GarchParams params{.mu = 0, .omega = 1, .alpha = 0.1, .gamma = 0.2, .beta = 0.5};
  const auto filtered = FilterGarch(std::vector<double>{1, -3, 2}, spec, params);
  ASSERT_TRUE(filtered) << filtered.error().message;
  const double first = 1 + (0.1 + 0.1 + 0.5) * 14 / 3;
  const double second = 1 + 0.1 * 1 + 0.5 * first;
  const double third = 1 + (0.1 + 0.2) * 9 + 0.5 * second;
  EXPECT_DOUBLE_EQ(filtered->variances[0], first);
  EXPECT_DOUBLE_EQ(filtered->variances[1], second);
  EXPECT_DOUBLE_EQ(filtered->variances[2], third);
  EXPECT_DOUBLE_EQ(filtered->next_variance, 1 + 0.1 * 4 + 0.5 * third);
}

// Deviation from the truth in standard errors, of each parameter of the model.
std::vector<double> Deviations(const GarchFit& fit, const GarchParams& truth) {
  const internal::SlotVector got = internal::ToSlots(fit.params);
  const internal::SlotVector want = internal::ToSlots(truth);
  const GarchErrors& e = fit.std_errors;
  const std::array<std::optional<double>, internal::kSlots> errors = {
      e.mu, e.omega, e.alpha, e.gamma, e.beta, e.nu, e.lambda};
  std::vector<double> deviations;
  for (const size_t slot : internal::SlotsOf(fit.spec)) {
    EXPECT_TRUE(errors[slot]) << slot;
    if (errors[slot]) deviations.push_back((got[slot] - want[slot]) / *errors[slot]);
  }
  return deviations;
}

TEST(FitGarch, RecoversWhatWasSimulated) {
  constexpr int kSeeds = 40;
  for (const GarchSpec& spec : AllSpecs()) {
    SCOPED_TRACE(NameOf(spec));
    int inside = 0, total = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
      const auto returns = Simulated(spec, 2'500, 100 + static_cast<uint64_t>(seed));
      const auto fit = FitGarch(returns, spec);
      ASSERT_TRUE(fit) << fit.error().message << " seed " << seed;
      for (const double deviation : Deviations(*fit, TruthOf(spec))) {
        EXPECT_LT(std::abs(deviation), 4.5) << "seed " << seed;
        inside += std::abs(deviation) < 1.96 ? 1 : 0;
        ++total;
      }
    }
    // 95 % is meant; the estimates of one fit go together, so the count varies more than a coin.
    EXPECT_GT(inside, 0.90 * total) << inside << " of " << total;
    EXPECT_LT(inside, 0.99 * total) << inside << " of " << total;
  }
}

TEST(FitGarch, KeepsItsErrorsSteadyOverTheKinksOfEgarch) {
  // The likelihood has a kink in mu at every return; a difference that catches one makes the
  // standard error of mu many times too small, or the one that misses it much too large.
  const GarchSpec spec{VarianceModel::kEgarch};
  const GarchParams truth{.mu = 0, .omega = 0, .alpha = 0.4, .gamma = -0.1, .beta = 0.9};
  for (uint64_t seed = 0; seed < 100; ++seed) {
    base::RandomStream stream(seed, "garch_test.kinks");
    const auto fit = FitGarch(*SimulateGarch(spec, truth, 1'000, stream), spec);
    ASSERT_TRUE(fit) << fit.error().message;
    EXPECT_GT(*fit->std_errors.mu, 0.018) << seed;  // about 0.028
    EXPECT_LT(*fit->std_errors.mu, 0.040) << seed;
  }
}

TEST(FitGarch, KeepsRobustErrorsHonestUnderTheWrongShape) {
  // Student-t shocks fitted as normal ones: the plain errors of alpha are too small, the robust
  // ones cover.
  const GarchSpec truth{VarianceModel::kGarch, Innovation::kStudentT};
  int plain = 0, robust = 0;
  constexpr int kSeeds = 60;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto fit = FitGarch(Simulated(truth, 4'000, 500 + static_cast<uint64_t>(seed)), {});
    ASSERT_TRUE(fit) << fit.error().message;
    const double off = std::abs(fit->params.alpha - TruthOf(truth).alpha);
    plain += off < 1.96 * *fit->std_errors.alpha ? 1 : 0;
    robust += off < 1.96 * *fit->robust_std_errors.alpha ? 1 : 0;
  }
  EXPECT_LT(plain, 0.87 * kSeeds);
  EXPECT_GE(robust, 0.88 * kSeeds);
}

TEST(FitGarch, DoesNotMindTheUnitOfTheReturns) {
  for (const GarchSpec& spec : AllSpecs()) {
    SCOPED_TRACE(NameOf(spec));
    const std::vector<double> returns = Simulated(spec, 2'000, 4);
    std::vector<double> small;
    for (const double r : returns) small.push_back(1e-4 * r);
    const auto fit = FitGarch(returns, spec);
    const auto scaled = FitGarch(small, spec);
    ASSERT_TRUE(fit && scaled);
    EXPECT_NEAR(scaled->params.mu, 1e-4 * fit->params.mu, 1e-9);
    EXPECT_NEAR(scaled->params.beta, fit->params.beta, 1e-5);
    EXPECT_NEAR(*scaled->std_errors.beta, *fit->std_errors.beta, 1e-4 * *fit->std_errors.beta);
    EXPECT_NEAR(scaled->log_likelihood - fit->log_likelihood, 2'000 * std::log(1e4), 1e-5);
    EXPECT_NEAR(scaled->next_variance / (1e-8 * fit->next_variance), 1, 1e-5);
    const auto filtered = FilterGarch(small, spec, scaled->params);
    ASSERT_TRUE(filtered) << filtered.error().message;
    EXPECT_NEAR(filtered->log_likelihood, scaled->log_likelihood, 1e-6);
    EXPECT_NEAR(filtered->next_variance / scaled->next_variance, 1, 1e-12);
    if (spec.model != VarianceModel::kEgarch) continue;
    // The errors of omega pass through the change of units with those of beta.
    const double level = fit->params.omega / (1 - fit->params.beta);
    EXPECT_NEAR(scaled->params.omega / (1 - scaled->params.beta), level - 2 * std::log(1e4), 1e-3);
    EXPECT_GT(*scaled->std_errors.omega, 5 * *fit->std_errors.omega);
  }
}

TEST(FitGarch, FindsTheMaximumFromALongSampleToo) {
  const GarchSpec spec{};
  const auto returns = Simulated(spec, 50'000, 5);
  const auto fit = FitGarch(returns, spec);
  ASSERT_TRUE(fit) << fit.error().message;
  EXPECT_LT(fit->evaluations, 60);
  const internal::GarchSample sample{returns, internal::PresampleOf(returns, spec.presample)};
  internal::SlotVector gradient{};
  internal::LikelihoodOf(spec)(sample, internal::ToSlots(fit->params), &gradient, nullptr);
  EXPECT_NEAR(gradient[internal::kAlpha] * *fit->std_errors.alpha, 0, 1e-3);
  EXPECT_NEAR(gradient[internal::kBeta] * *fit->std_errors.beta, 0, 1e-3);
}

TEST(FitGarch, ReportsNoErrorForAParameterOnItsBound) {
  // News of one sign only: alpha wants to be negative in about half of the samples.
  GarchSpec spec{VarianceModel::kGjr};
  const GarchParams truth{.mu = 0, .omega = 0.05, .alpha = 0, .gamma = 0.2, .beta = 0.85};
  int held = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    base::RandomStream stream(seed, "garch_test");
    const auto fit = FitGarch(*SimulateGarch(spec, truth, 3'000, stream), spec);
    ASSERT_TRUE(fit) << fit.error().message;
    ASSERT_TRUE(fit->std_errors.gamma);
    EXPECT_NEAR(fit->params.gamma, 0.2, 5 * *fit->std_errors.gamma);
    EXPECT_GE(fit->params.alpha, -1e-12);
    EXPECT_EQ(fit->params.alpha < 1e-6, !fit->std_errors.alpha.has_value()) << fit->params.alpha;
    held += fit->std_errors.alpha ? 0 : 1;
  }
  EXPECT_GT(held, 1);
  EXPECT_LT(held, 10);
}

TEST(FitGarch, FitsEgarchWhereOnlyTheSignOfAShockCounts) {
  // A third of such short samples wants a negative alpha, where the likelihood is a saw in mu.
  const GarchSpec spec{VarianceModel::kEgarch};
  const GarchParams truth{.mu = 0, .omega = 0, .alpha = 0, .gamma = -0.15, .beta = 0.95};
  int held = 0;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    base::RandomStream stream(seed, "garch_test.sign");
    const auto fit = FitGarch(*SimulateGarch(spec, truth, 200, stream), spec);
    ASSERT_TRUE(fit) << seed << ": " << fit.error().message;
    ASSERT_TRUE(fit->std_errors.gamma) << seed;
    EXPECT_NEAR(fit->params.gamma, truth.gamma, 4.5 * *fit->std_errors.gamma) << seed;
    if (fit->std_errors.alpha) continue;
    EXPECT_EQ(fit->params.alpha, 0) << seed;
    ++held;
  }
  EXPECT_GT(held, 5);
}

TEST(ForecastVariance, IsTheMeanOfSimulatedVariances) {
  for (const GarchSpec& spec : AllSpecs()) {
    if (spec.model == VarianceModel::kEgarch && spec.innovation != Innovation::kNormal) continue;
    SCOPED_TRACE(NameOf(spec));
    const GarchParams params = TruthOf(spec);
    const InnovationShape shape{params.nu, params.lambda};
    constexpr int kHorizon = 6, kPaths = 30'000;
    const auto forecast = ForecastVariance(spec, params, 2.5, kHorizon);
    ASSERT_TRUE(forecast) << forecast.error().message;
    ASSERT_EQ(forecast->size(), static_cast<size_t>(kHorizon));
    std::array<double, kHorizon> sum{}, squares{};
    for (uint64_t path = 0; path < kPaths; ++path) {
      base::RandomStream stream(6, "garch_test.paths", path);
      double h = 2.5;
      for (size_t t = 0; t < kHorizon; ++t) {
        sum[t] += h;
        squares[t] += h * h;
        const double z = DrawInnovation(spec.innovation, shape, stream);
        if (spec.model == VarianceModel::kEgarch) {
          h = std::exp(params.omega + params.alpha * (std::abs(z) - std::sqrt(2 / M_PI)) +
                       params.gamma * z + params.beta * std::log(h));
        } else {
          h = params.omega + (params.alpha + (z < 0 ? params.gamma : 0)) * h * z * z +
              params.beta * h;
        }
      }
    }
    for (size_t t = 0; t < kHorizon; ++t) {
      const double mean = sum[t] / kPaths;
      const double error = std::sqrt((squares[t] / kPaths - mean * mean) / kPaths);
      EXPECT_NEAR((*forecast)[t], mean, 4 * error + 1e-12) << t;
    }
  }
}

TEST(ForecastVariance, TendsToTheLongRun) {
  const GarchSpec spec{VarianceModel::kGjr, Innovation::kSkewT};
  const GarchParams params = TruthOf(spec);
  const auto forecast = ForecastVariance(spec, params, 9, 2'000);
  ASSERT_TRUE(forecast);
  EXPECT_NEAR(forecast->back(), *LongRunVariance(spec, params), 1e-9);
  EXPECT_GT(Persistence(spec, params), 0.85 + 0.05 + 0.09 / 2);  // falls weigh more than half
  double squares = 0;
  const std::vector<double> returns = Simulated(spec, 400'000, 7);
  for (const double r : returns) squares += (r - params.mu) * (r - params.mu);
  EXPECT_NEAR(squares / 400'000, *LongRunVariance(spec, params), 0.05);
}

template <typename T>
void ExpectError(const base::Result<T>& result, const std::string& words) {
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
}

TEST(FitGarch, SaysWhatItNeeds) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  ExpectError(FitGarch(std::vector<double>(49, 0.1), {}), "49 returns given, at least 50");
  ExpectError(FitGarch(std::vector<double>(60, 0.1), {}), "the 60 returns do not vary");
  std::vector<double> broken = Simulated({}, 60, 8);
  std::vector<double> tiny = broken;
  for (double& r : tiny) r *= 1e-30;
  ExpectError(FitGarch(tiny, {}), "between 1e-10 and 1e10");
  broken[7] = kInfinite;
  ExpectError(FitGarch(broken, {}), "return 8 of 60 is not a finite number");
}

TEST(FitGarch, GivesAFiniteFitOrAReasonWhereNothingClusters) {
  int refused = 0;
  for (const GarchSpec& spec : AllSpecs()) {
    for (uint64_t seed = 0; seed < 10; ++seed) {
      base::RandomStream stream(seed, "garch_test.white");
      std::vector<double> returns(500);
      for (double& r : returns) r = stream.NextNormal();
      const auto fit = FitGarch(returns, spec);
      if (!fit) {
        EXPECT_NE(fit.error().message.find("cluster"), std::string::npos) << fit.error().message;
        ++refused;
        continue;
      }
      EXPECT_TRUE(std::isfinite(fit->log_likelihood));
      for (const double value : internal::ToSlots(fit->params)) EXPECT_TRUE(std::isfinite(value));
      EXPECT_GT(fit->next_variance, 0.3);
      EXPECT_LT(fit->next_variance, 3);
    }
  }
  EXPECT_LT(refused, 10) << "of 90";
}

// Series that no model made: an outlier, mostly zeros, a trend, an alternation, Cauchy's, a break.
std::vector<double> Odd(int kind, size_t count) {
  base::RandomStream stream(static_cast<uint64_t>(kind), "garch_test.odd", count);
  std::vector<double> returns(count);
  for (size_t i = 0; i < count; ++i) {
    const double z = stream.NextNormal();
    const std::array<double, 6> kinds = {i == count / 2 ? 1e6 : z, i % 10 == 0 ? z : 0,
                                         static_cast<double>(i),   i % 2 == 0 ? 1.0 : -1.0,
                                         z / stream.NextNormal(),  i < count / 2 ? z : 100 * z};
    returns[i] = kinds[static_cast<size_t>(kind)];
  }
  return returns;
}

TEST(FitGarch, GivesWhatTheFilterTakesOrAReasonWhateverTheReturns) {
  int fits = 0;
  for (const GarchSpec& spec : AllSpecs()) {
    for (int kind = 0; kind < 6; ++kind) {
      for (const size_t count : {50U, 300U, 1'000U}) {
        const std::vector<double> returns = Odd(kind, count);
        const auto fit = FitGarch(returns, spec);
        if (!fit) {
          EXPECT_NE(fit.error().message.find("fitting GARCH: "), std::string::npos);
          continue;
        }
        ++fits;
        const auto filtered = FilterGarch(returns, spec, fit->params);
        ASSERT_TRUE(filtered) << filtered.error().message << " kind " << kind;
        EXPECT_NEAR(filtered->log_likelihood, fit->log_likelihood,
                    1e-4 * std::abs(fit->log_likelihood));
        for (const auto& error : {fit->std_errors.mu, fit->robust_std_errors.mu}) {
          EXPECT_TRUE(!error || std::isfinite(*error));
        }
      }
    }
  }
  EXPECT_GT(fits, 50) << "of 162";
}

TEST(Garch, RefusesParametersOutsideTheModel) {
  const std::vector<double> returns = Simulated({}, 60, 9);
  const GarchParams good = TruthOf({});
  const auto with = [&](auto change) {
    GarchParams params = good;
    change(params);
    return params;
  };
  ExpectError(FilterGarch(returns, {}, with([](auto& p) { p.omega = 0; })), "negative variance");
  ExpectError(FilterGarch(returns, {}, with([](auto& p) { p.beta = 0.95; })), "persistence is");
  ExpectError(FilterGarch(returns, {}, with([](auto& p) { p.gamma = 0.1; })), "use GJR");
  ExpectError(FilterGarch(returns, {.innovation = Innovation::kStudentT}, good), "above 2");
  ExpectError(FilterGarch(returns, {.innovation = Innovation::kSkewT},
                          with([](auto& p) { p.nu = 5, p.lambda = 1; })),
              "(-1, 1)");
  ExpectError(
      FilterGarch(returns, {.model = VarianceModel::kEgarch}, with([](auto& p) { p.beta = 1; })),
      "EGARCH needs it");
  ExpectError(FilterGarch({}, {}, good), "no return");
  ExpectError(FilterGarch(std::vector<double>{0, 1, NAN}, {}, good), "return 3 of 3");
  ExpectError(ForecastVariance({}, good, 1, 0), "horizon of 0");
  ExpectError(ForecastVariance({}, good, -1, 1), "next variance is -1");
  const GarchSpec heavy{VarianceModel::kEgarch, Innovation::kStudentT};
  ExpectError(ForecastVariance(heavy, TruthOf(heavy), 1, 2), "infinite");
  EXPECT_TRUE(ForecastVariance(heavy, TruthOf(heavy), 1, 1));
  base::RandomStream stream(1, "garch_test");
  ExpectError(SimulateGarch({}, with([](auto& p) { p.beta = 0.92; }), 10, stream), "persistence");
}

}  // namespace
}  // namespace keel::models
