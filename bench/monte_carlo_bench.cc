// SPDX-License-Identifier: MIT
// Path-steps a second of each level of the Monte Carlo engine on one core, and one forecast of the
// size that a decision asks for.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "math/vector_stream.h"
#include "models/monte_carlo/simulate.h"

namespace {

using namespace keel;

constexpr size_t kDraws = 1024;

void Bits(benchmark::State& state) {
  math::VectorStream stream(1, "bench.bits", 0);
  std::vector<uint64_t> out(kDraws);
  for (auto _ : state) {
    stream.FillBits(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kDraws));
}
BENCHMARK(Bits);

void Normals(benchmark::State& state) {
  math::VectorStream stream(1, "bench.normals", 0);
  std::vector<double> out(kDraws);
  for (auto _ : state) {
    stream.FillNormals(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kDraws));
}
BENCHMARK(Normals);

void Seeding(benchmark::State& state) {
  uint64_t block = 0;
  for (auto _ : state) {
    math::VectorStream stream(1, "bench.seeding", block++);
    benchmark::DoNotOptimize(stream);
  }
}
BENCHMARK(Seeding);

constexpr int64_t kPaths = 64 * 1024;
constexpr int64_t kSteps = 100;

models::PathModel Regimes() {
  models::PathModel model;
  model.regimes.transition = {0.97, 0.02, 0.01, 0.03, 0.95, 0.02, 0.02, 0.08, 0.90};
  model.regimes.today = {0.5, 0.4, 0.1};
  model.regimes.means = {0.0004, 0.0001, -0.001};
  model.regimes.deviations = {0.004, 0.008, 0.02};
  return model;
}

models::GarchParameters Garch() {
  return {.alpha = 0.05, .gamma = 0.06, .beta = 0.88, .next_variance = 1e-4};
}

models::PathModel TenAssets() {
  models::PathModel model;
  model.assets = 10;
  model.regimes.transition = {1};
  model.regimes.today = {1};
  model.regimes.means.assign(10, 0.0001);
  model.regimes.deviations.assign(10, 0.01);
  model.correlation.assign(100, 0.4);
  for (size_t i = 0; i < 10; ++i) model.correlation[i * 11] = 1;
  return model;
}

void Measure(benchmark::State& state, const models::PathModel& model,
             const models::SimulationSettings& settings) {
  for (auto _ : state) {
    const auto forecast = models::Simulate(model, settings);
    if (!forecast) return state.SkipWithError(forecast.error().message.c_str());
    benchmark::DoNotOptimize(forecast->expected_return.value);
  }
  state.SetItemsProcessed(state.iterations() * settings.paths * settings.horizon *
                          static_cast<int64_t>(model.assets));
}

void GbmTerminal(benchmark::State& state) {
  Measure(state, models::GbmModel({.drift = 0.0003, .volatility = 0.01}),
          {.paths = kPaths, .horizon = kSteps});
}
BENCHMARK(GbmTerminal)->Unit(benchmark::kMillisecond);

void GbmRunningMaximum(benchmark::State& state) {
  Measure(state, models::GbmModel({.drift = 0.0003, .volatility = 0.01}),
          {.paths = kPaths, .horizon = kSteps, .levels = {1.1, 0.9}});
}
BENCHMARK(GbmRunningMaximum)->Unit(benchmark::kMillisecond);

void GarchPaths(benchmark::State& state) {
  models::PathModel model = models::GbmModel({.volatility = 0.01});
  model.garch = {Garch()};
  Measure(state, model, {.paths = kPaths, .horizon = kSteps});
}
BENCHMARK(GarchPaths)->Unit(benchmark::kMillisecond);

void RegimeSwitching(benchmark::State& state) {
  Measure(state, Regimes(), {.paths = kPaths, .horizon = kSteps});
}
BENCHMARK(RegimeSwitching)->Unit(benchmark::kMillisecond);

void TenCorrelatedAssets(benchmark::State& state) {
  Measure(state, TenAssets(), {.paths = kPaths / 8, .horizon = kSteps});
}
BENCHMARK(TenCorrelatedAssets)->Unit(benchmark::kMillisecond);

// Regimes, GARCH, Student's t and jumps, with the distribution that a decision reads; antithetic or
// not, on that many threads.
void Decision(benchmark::State& state) {
  models::PathModel model = Regimes();
  model.garch = {Garch()};
  model.degrees_of_freedom = 5;
  model.jumps = {{.intensity = 0.01, .mean = -0.02, .deviation = 0.03}};
  Measure(state, model,
          {.paths = 10'000,
           .horizon = 24,
           .jobs = static_cast<int>(state.range(1)),
           .antithetic = state.range(0) != 0,
           .quantiles = {0.05, 0.25, 0.5, 0.75, 0.95},
           .tail_confidences = {0.95, 0.99},
           .levels = {0.95, 1.05}});
}
BENCHMARK(Decision)
    ->ArgNames({"antithetic", "jobs"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
