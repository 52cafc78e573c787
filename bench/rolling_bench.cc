// SPDX-License-Identifier: MIT
// A forecast at every bar on one core: a model that follows its series, refits included, and 2,000
// paths of a day from each state. Wanted are 154 us, then ten assets over 38,972 hours take a
// minute.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.h"
#include "models/monte_carlo/regime_garch.h"
#include "models/monte_carlo/rolling_model.h"
#include "models/monte_carlo/simulate.h"
#include "models/regimes/hmm_fit.h"

namespace {

using namespace keel;

constexpr size_t kYear = 8760;
constexpr size_t kHours = kYear + 6000;

// Hourly returns of regimes that last days, with GARCH and the tails of a t with 5 degrees.
std::vector<double> Returns(size_t count) {
  constexpr std::array<double, 3> kDeviations = {0.003, 0.006, 0.014};
  base::RandomStream random(11, "bench.rolling");
  std::vector<double> returns;
  size_t regime = 0;
  double ratio = 1;  // of the variance to the regime's
  for (size_t t = 0; t < count; ++t) {
    if (random.NextUniform() < 0.02) regime = random.NextBelow(3);
    double chi2 = 0;
    for (int i = 0; i < 5; ++i) chi2 += std::pow(random.NextNormal(), 2);
    const double z = random.NextNormal() / std::sqrt(chi2 / 3);
    returns.push_back(kDeviations[regime] * std::sqrt(ratio) * z);
    ratio = 0.08 + ratio * ((z < 0 ? 0.09 : 0.05) * z * z + 0.85);
  }
  return returns;
}

models::RollingSettings Settings(int level) { return {.estimate = {.level = level}}; }

// 48,000 path-steps; argument 1 of a benchmark tells whether paths are drawn in opposite pairs.
models::SimulationSettings Day(const benchmark::State& state) {
  return {
      .paths = 2000, .horizon = 24, .antithetic = state.range(1) != 0, .tail_confidences = {0.95}};
}

void Fail(benchmark::State& state, const base::Error& error) {
  state.SkipWithError(error.message.c_str());
}

// Both refits of a week or month later, from the last parameters or afresh.
void FitRegimes(benchmark::State& state) {
  const std::vector<double> returns = Returns(kYear + 720);
  const std::span<const double> all(returns);
  const auto last = models::FitHmm(all.first(kYear), 1, {.states = 3});
  if (!last) return Fail(state, last.error());
  models::HmmFitOptions options{.states = 3};
  if (state.range(0) != 0) options.start = *last, options.tolerance = 1e-8;
  for (auto _ : state) benchmark::DoNotOptimize(models::FitHmm(all.last(kYear), 1, options));
}
BENCHMARK(FitRegimes)->ArgName("refit")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void FitGarch(benchmark::State& state) {
  const std::vector<double> returns = Returns(kYear);
  double variance = 0;
  for (const double r : returns) variance += r * r / kYear;
  const models::RegimeReturns series{.returns = returns,
                                     .means = std::vector<double>(kYear, 0.0),
                                     .levels = std::vector<double>(kYear + 1, variance)};
  const models::RegimeReturns before{.returns = series.returns.first(kYear - 168),
                                     .means = std::vector<double>(kYear - 168, 0.0),
                                     .levels = std::vector<double>(kYear - 167, variance)};
  const auto last = models::FitRegimeGarch(before);
  if (!last) return Fail(state, last.error());
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(0) != 0 ? models::FitRegimeGarch(series, *last)
                                                 : models::FitRegimeGarch(series));
  }
}
BENCHMARK(FitGarch)->ArgName("refit")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// A model that has seen a year.
std::optional<models::RollingModel> Grown(benchmark::State& state,
                                          const models::RollingSettings& settings) {
  auto model = models::RollingModel::Make(settings);
  if (!model) return Fail(state, model.error()), std::nullopt;
  for (const double r : Returns(kYear)) model->Update(r);
  return *std::move(model);
}

void UpdateOnly(benchmark::State& state) {
  models::RollingSettings settings = Settings(3);
  settings.least = kYear;
  settings.regime_refit = settings.volatility_refit = size_t{1} << 60;
  auto model = Grown(state, settings);
  const std::vector<double> returns = Returns(kYear);
  size_t t = 0;
  for (auto _ : state) model->Update(returns[t++ % kYear]);
}
BENCHMARK(UpdateOnly)->Iterations(1'000'000);

void ModelNow(benchmark::State& state) {
  const auto model = Grown(state, Settings(static_cast<int>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(model->ModelNow(24, std::nullopt));
}
BENCHMARK(ModelNow)->ArgName("level")->DenseRange(1, 4);

void SimulateDay(benchmark::State& state) {
  const auto model = Grown(state, Settings(static_cast<int>(state.range(0))));
  const models::PathModel now = model->ModelNow(24, std::nullopt);
  models::SimulationSettings day = Day(state);
  for (auto _ : state) {
    const auto forecast = models::Simulate(now, day);
    if (!forecast) return Fail(state, forecast.error());
    benchmark::DoNotOptimize(forecast->expected_return.value);
    ++day.seed;
  }
  state.SetItemsProcessed(state.iterations() * day.paths * day.horizon);
}
BENCHMARK(SimulateDay)
    ->ArgNames({"level", "antithetic"})
    ->ArgsProduct({{1, 2, 3, 4}, {0, 1}})
    ->Unit(benchmark::kMicrosecond);

// All of it at every bar of 6000 hours after a year.
void ForecastAtEveryBar(benchmark::State& state) {
  const std::vector<double> returns = Returns(kHours);
  int64_t forecasts = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto model = Grown(state, Settings(static_cast<int>(state.range(0))));
    models::SimulationSettings day = Day(state);
    state.ResumeTiming();
    for (size_t t = kYear; t < kHours; ++t) {
      model->Update(returns[t]);
      day.seed = t;
      const auto forecast = models::Simulate(model->ModelNow(24, std::nullopt), day);
      if (!forecast) return Fail(state, forecast.error());
      benchmark::DoNotOptimize(forecast->probability_up.value);
      ++forecasts;
    }
    if (model->failed_fits() > 0) state.SkipWithError(model->last_failure().c_str());
  }
  const auto count = static_cast<double>(forecasts);
  using benchmark::Counter;
  state.counters["s_per_forecast"] = Counter(count, Counter::kIsRate | Counter::kInvert);
  state.counters["s_for_389720"] = Counter(count / 389'720, Counter::kIsRate | Counter::kInvert);
}
BENCHMARK(ForecastAtEveryBar)
    ->ArgNames({"level", "antithetic"})
    ->ArgsProduct({{1, 2, 3, 4}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
