// SPDX-License-Identifier: MIT
// Value at risk and expected shortfall of a million simulated values: wanted below 4 ms. Beside it
// the price and the Greeks of an option, which a chain of thousands asks for at every tick.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "models/options/american.h"
#include "models/options/black_scholes.h"
#include "models/options/implied_volatility.h"
#include "models/risk_measures/historical.h"

namespace {

using namespace keel;

constexpr models::OptionTerms kPut{.type = models::OptionType::kPut,
                                   .underlying = 100,
                                   .strike = 105,
                                   .years = 0.5,
                                   .rate = 0.05,
                                   .carry = 0.03,
                                   .volatility = 0.3};

void HistoricalTailRisk(benchmark::State& state) {
  constexpr int64_t kValues = 1'000'000;
  base::RandomStream random(1, "bench.returns");
  std::vector<double> returns;
  for (int64_t i = 0; i < kValues; ++i) returns.push_back(0.02 * random.NextNormal());
  const double level = 1 - 1e-3 * static_cast<double>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(models::HistoricalTailRisk(returns, level));
  state.SetItemsProcessed(state.iterations() * kValues);
}
BENCHMARK(HistoricalTailRisk)->Arg(50)->Arg(10)->Unit(benchmark::kMillisecond);

void BlackScholesGreeks(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(models::BlackScholesGreeks(kPut));
}
BENCHMARK(BlackScholesGreeks);

void ImpliedVolatility(benchmark::State& state) {
  const double price = models::BlackScholesPrice(kPut).value();
  for (auto _ : state) benchmark::DoNotOptimize(models::ImpliedVolatility(price, kPut));
}
BENCHMARK(ImpliedVolatility);

void BjerksundStensland(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(models::BjerksundStenslandPrice(kPut));
}
BENCHMARK(BjerksundStensland);

void AmericanLattice500(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(models::LatticePrice(kPut, {.steps = 500}));
}
BENCHMARK(AmericanLattice500)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
