// SPDX-License-Identifier: MIT
// What a closed bar costs one pair: every feature of the list, then each alone. Hourly bars; the
// windows are warm.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "market/feature_store.h"
#include "strategies/feature_registry.h"

namespace {

using keel::core::Bar;

const keel::core::Timeframe kHour = keel::core::Timeframe::Of(keel::base::Hours(1));
constexpr int64_t kWarm = 4096;

std::vector<Bar> RandomBars(int64_t count) {
  keel::base::RandomStream random(7, "bench.features");
  std::vector<Bar> bars;
  double price = 40'000;
  for (int64_t i = 0; i < count; ++i) {
    const double next = price * std::exp(0.005 * random.NextNormal());
    bars.push_back({keel::base::UnixNanos{} + keel::base::Hours(i), price,
                    std::max(price, next) * 1.001, std::min(price, next) * 0.999, next,
                    20 + 60 * random.NextUniform()});
    price = next;
  }
  return bars;
}

void Measure(benchmark::State& state, std::span<const keel::market::FeatureSpec> specs) {
  static const std::vector<Bar> kBars = RandomBars(1 << 16);
  keel::market::FeatureStore store(kHour);
  for (const auto& spec : specs) store.Add(spec);
  size_t next = 0;
  for (int64_t i = 0; i < kWarm; ++i) store.Update(kBars[next++]);
  for (auto _ : state) {
    store.Update(kBars[next]);
    next = (next + 1) & (kBars.size() - 1);
    benchmark::DoNotOptimize(store.value(0));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  const auto& all = keel::strategies::AllFeatures();
  benchmark::RegisterBenchmark("all features",
                               [&](benchmark::State& state) { Measure(state, all); });
  for (const auto& spec : all) {
    benchmark::RegisterBenchmark(spec.name.c_str(), [&spec](benchmark::State& state) {
      Measure(state, {&spec, 1});
    });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
