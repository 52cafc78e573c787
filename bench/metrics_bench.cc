// SPDX-License-Identifier: MIT
// All statistics over two years of minute bars: wanted below 100 ms.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "metrics/registry.h"

namespace {

using namespace keel;

constexpr int64_t kBars = 1'000'000;
constexpr int64_t kTrades = 20'000;

void AllMetrics(benchmark::State& state) {
  std::vector<base::UnixNanos> times;
  std::vector<double> equity;
  std::vector<double> exposure;
  uint64_t lcg = 1;
  double value = 10'000;
  for (int64_t i = 0; i < kBars; ++i) {
    times.push_back(base::UnixNanos{} + base::Minutes(i));
    equity.push_back(value);
    exposure.push_back(i % 3 == 0 ? 0.0 : 0.9);
    lcg = lcg * 6364136223846793005ULL + 1442695040888963407ULL;
    value *= 1 + 1e-3 * (static_cast<double>(lcg >> 11) * 0x1p-53 - 0.499);
  }
  std::vector<metrics::ClosedTrade> trades;
  for (int64_t i = 0; i < kTrades; ++i) {
    trades.push_back({.entry_time = base::UnixNanos{} + base::Minutes(i * 50),
                      .exit_time = base::UnixNanos{} + base::Minutes(i * 50 + 30),
                      .quantity = 1,
                      .entry_price = 100,
                      .exit_price = 100,
                      .gross_pnl = static_cast<double>(i % 7 - 3),
                      .fees = 0.1,
                      .cost = 100,
                      .mae = -0.01,
                      .mfe = 0.01});
  }
  const metrics::EquitySeries series{times, equity, exposure, 525'600};
  for (auto _ : state) {
    const metrics::Prepared prepared = metrics::Prepare({series, series, trades});
    benchmark::DoNotOptimize(metrics::ComputeAll(prepared));
  }
  state.SetItemsProcessed(state.iterations() * kBars);
}
BENCHMARK(AllMetrics)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
