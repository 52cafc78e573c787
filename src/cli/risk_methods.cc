// SPDX-License-Identifier: MIT
#include "cli/risk_methods.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/os/threads.h"
#include "models/monte_carlo/simulate.h"
#include "models/risk_measures/backtest.h"
#include "models/risk_measures/extreme_value.h"
#include "models/risk_measures/historical.h"
#include "models/risk_measures/parametric.h"
#include "models/volatility/garch.h"

namespace keel::cli {
namespace {

using models::TailRisk;
using Returns = std::span<const double>;

constexpr size_t kFewestTests = 100;
constexpr size_t kMostTests = 2000;

std::vector<double> Sums(Returns returns, size_t horizon) {
  if (horizon == 1) return {returns.begin(), returns.end()};
  std::vector<double> sums;
  for (size_t i = 0; i + horizon <= returns.size(); ++i) {
    double sum = 0;
    for (size_t k = 0; k < horizon; ++k) sum += returns[i + k];
    sums.push_back(sum);
  }
  return sums;
}

/// A measure of one level, asked on the sums of the past.
template <typename Measure>
auto OnSums(Measure measure) {
  return [measure](Returns returns, const RiskQuestion& question) -> RiskAnswer {
    const std::vector<double> sums = Sums(returns, question.horizon);
    std::vector<TailRisk> answers;
    for (const double level : question.levels) {
      TRY(answers.emplace_back(), measure(Returns(sums), level));
    }
    return answers;
  };
}

RiskAnswer StudentT(Returns returns, const RiskQuestion& question) {
  TRY(const models::StudentTFit fit, models::FitStudentT(Sums(returns, question.horizon)));
  std::vector<TailRisk> answers;
  for (const double level : question.levels) {
    TRY(answers.emplace_back(), models::StudentTTailRisk(fit, level));
  }
  return answers;
}

base::Result<TailRisk> ExtremeValue(Returns returns, double level) {
  TRY(const auto fit, models::PeaksOverThresholdRisk(returns, {.level = level}));
  return fit.risk;
}

/// Simulates the returns, scaled by `scale` so that they are small; the tails of their sums in the
/// unit of the series.
RiskAnswer Simulated(const models::PathModel& model, double scale, const RiskQuestion& question) {
  models::SimulationSettings settings;
  settings.paths = question.paths;
  settings.horizon = static_cast<int64_t>(question.horizon);
  settings.seed = question.seed;
  settings.keep_terminal = true;
  TRY(models::Forecast forecast, models::Simulate(model, settings));
  for (double& r : forecast.terminal_returns) r = std::log1p(r) / scale;
  std::vector<TailRisk> answers;
  for (const double level : question.levels) {
    TRY(answers.emplace_back(), models::HistoricalTailRisk(forecast.terminal_returns, level));
  }
  return answers;
}

/// Returns with a deviation of 1 %: the simulation works on prices, whatever the series' unit.
struct Scaled {
  std::vector<double> returns;
  double scale = 1;
};

Scaled ScaleDown(Returns returns) {
  double squares = 0;
  for (const double r : returns) squares += r * r;
  const double deviation =
      std::sqrt(squares / static_cast<double>(std::max<size_t>(1, returns.size())));
  Scaled scaled;
  if (deviation > 0 && std::isfinite(deviation)) scaled.scale = 0.01 / deviation;
  for (const double r : returns) scaled.returns.push_back(r * scaled.scale);
  return scaled;
}

models::PathModel ModelOf(const models::GarchFit& fit) {
  const double persistence = models::Persistence(fit.spec, fit.params);
  models::PathModel model;
  model.regimes = {.transition = {1},
                   .today = {1},
                   .means = {fit.params.mu},
                   .deviations = {std::sqrt(fit.params.omega / (1 - persistence))}};
  model.garch = {{.alpha = fit.params.alpha,
                  .gamma = fit.params.gamma,
                  .beta = fit.params.beta,
                  .next_variance = fit.next_variance}};
  return model;
}

RiskAnswer Filtered(Returns returns, const RiskQuestion& question) {
  const models::GarchSpec spec;
  const Scaled scaled = ScaleDown(returns);
  TRY(const models::GarchFit fit, models::FitGarch(scaled.returns, spec));
  TRY(const models::FilteredVariance now, models::FilterGarch(scaled.returns, spec, fit.params));
  if (question.horizon > 1) {
    models::PathModel model = ModelOf(fit);
    model.residuals = now.standardised_residuals;
    return Simulated(model, scaled.scale, question);
  }
  std::vector<TailRisk> answers;
  for (const double level : question.levels) {
    TRY(const TailRisk risk,
        models::FilteredHistoricalTailRisk(now.standardised_residuals, fit.params.mu,
                                           std::sqrt(now.next_variance), level));
    answers.push_back({risk.value_at_risk / scaled.scale, risk.expected_shortfall / scaled.scale});
  }
  return answers;
}

RiskAnswer MonteCarlo(Returns returns, const RiskQuestion& question) {
  const Scaled scaled = ScaleDown(returns);
  TRY(const models::GarchFit fit,
      models::FitGarch(scaled.returns, {.innovation = models::Innovation::kStudentT}));
  models::PathModel model = ModelOf(fit);
  model.degrees_of_freedom = fit.params.nu;
  return Simulated(model, scaled.scale, question);
}

/// What was measured at each test, and what then happened.
struct Answers {
  std::vector<RiskAnswer> measured;
  std::vector<double> realised;
};

/// The first refusal, with how many there are.
base::Status CheckAnswers(const std::vector<RiskAnswer>& measured) {
  const auto refused = [](const RiskAnswer& answer) { return !answer.has_value(); };
  const auto first = std::find_if(measured.begin(), measured.end(), refused);
  if (first == measured.end()) return {};
  return base::Wrap(first->error(),
                    fmt::format("no answer in {} of {} tests, the first being",
                                std::count_if(first, measured.end(), refused), measured.size()));
}

base::Result<research::RiskBacktest> Judge(const Answers& answers, size_t at, double level,
                                           uint64_t seed) {
  research::RiskBacktest result;
  std::vector<double> shortfalls;
  for (const RiskAnswer& answer : answers.measured) {
    result.value_at_risk.push_back((*answer)[at].value_at_risk);
    shortfalls.push_back((*answer)[at].expected_shortfall);
  }
  result.realised = answers.realised;
  TRY(const auto counts, models::CountExceptions(result.realised, result.value_at_risk));
  result.days = counts.observations;
  result.exceptions = counts.exceptions;
  TRY(result.kupiec, models::KupiecTest(counts.exceptions, counts.observations, 1 - level));
  TRY(result.christoffersen, models::ChristoffersenCoverage(counts, 1 - level));
  TRY(result.light, models::BaselTrafficLight(counts.exceptions, counts.observations, 1 - level));
  const bool has_shortfall =
      std::all_of(shortfalls.begin(), shortfalls.end(), [](double x) { return x > 0; });
  if (!has_shortfall) return result;
  TRY(result.z2,
      models::AcerbiSzekelyZ2(result.realised, result.value_at_risk, shortfalls, 1 - level));
  TRY(result.z2_critical, models::AcerbiSzekelyCriticalValue({.observations = counts.observations,
                                                              .probability = 1 - level,
                                                              .trials = 2000,
                                                              .seed = seed}));
  return result;
}

}  // namespace

const std::vector<RiskMethod>& RiskMethods() {
  static const std::vector<RiskMethod> kMethods = {
      {"historical", "quantile of all returns",
       OnSums([](Returns r, double level) { return models::HistoricalTailRisk(r, level); })},
      {"age_weighted", "the same, newer returns weigh more (decay 0.99)",
       OnSums([](Returns r, double level) { return models::AgeWeightedTailRisk(r, level, 0.99); })},
      {"normal", "mean and deviation",
       OnSums([](Returns r, double level) { return models::NormalTailRisk(r, level); })},
      {"student_t", "fitted t", StudentT},
      {"cornish_fisher", "normal with skew and kurtosis",
       OnSums([](Returns r, double level) { return models::CornishFisherTailRisk(r, level); })},
      {"extreme_value", "Pareto tail beyond the worst 10 %", OnSums(ExtremeValue)},
      {"filtered_historical", "GARCH residuals at today's volatility", Filtered},
      {"monte_carlo", "simulated GARCH with Student's t from today's volatility", MonteCarlo},
  };
  return kMethods;
}

RiskTests PlanTests(size_t returns, size_t window, size_t horizon) {
  RiskTests tests{.at = {}, .window = window};
  if (window == 0 || returns < window + horizon * kFewestTests) return tests;
  const size_t count = std::min(kMostTests, (returns - window) / horizon);
  for (size_t i = count; i > 0; --i) tests.at.push_back(returns - i * horizon);
  return tests;
}

base::Result<std::vector<research::RiskBacktest>> BacktestRisk(const RiskMethod& method,
                                                               Returns returns,
                                                               const RiskTests& tests,
                                                               const RiskQuestion& question,
                                                               const Session& session) {
  constexpr size_t kChunk = 64;  // between two words on the progress
  const size_t count = tests.at.size();
  Answers answers{std::vector<RiskAnswer>(count), {}};
  for (size_t first = 0; first < count; first += kChunk) {
    session.progress->Update(method.name, static_cast<int64_t>(first), static_cast<int64_t>(count));
    const size_t now = std::min(kChunk, count - first);
    base::os::ParallelFor(static_cast<int64_t>(now), session.jobs, [&](int64_t i) {
      const size_t test = first + static_cast<size_t>(i);
      answers.measured[test] =
          method.measure(returns.subspan(tests.at[test] - tests.window, tests.window), question);
    });
    if (session.interrupted->load()) {
      return base::Fail(base::ErrorCode::kInterrupted, "stopped while methods were tested");
    }
  }
  TRY(CheckAnswers(answers.measured));
  for (size_t test = 0; test < count; ++test) {
    double sum = 0;
    for (size_t k = 0; k < question.horizon; ++k) sum += returns[tests.at[test] + k];
    answers.realised.push_back(sum);
  }
  std::vector<research::RiskBacktest> results;
  for (size_t i = 0; i < question.levels.size(); ++i) {
    TRY(results.emplace_back(), Judge(answers, i, question.levels[i], question.seed));
  }
  return results;
}

}  // namespace keel::cli
