// SPDX-License-Identifier: MIT
// Nanoseconds per value of the streaming indicators, on series of a million. The wanted figures are
// those of TA-Lib and Tulip in C: SMA 1.1, EMA 2.1, RSI 6.0, ATR 2.2, Bollinger 2.4, MACD 2.5,
// StdDev 2.1, rolling maximum 4.0. bench/peers/talib_speed.py measures TA-Lib on the same machine.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "base/os/host.h"
#include "base/random.h"
#include "indicators/all.h"
#include "indicators/batch.h"
#include "indicators/registry.h"

namespace {

using namespace keel;
using indicators::Ohlcv;

constexpr size_t kValues = 1'000'000;
constexpr size_t kInCache = 20'000;  // shows the code where the other shows the memory too

const std::vector<Ohlcv>& Bars() {
  static const std::vector<Ohlcv> kBars = [] {
    base::RandomStream random(1, "bench.indicators");
    std::vector<Ohlcv> bars(kValues);
    double close = 100;
    for (Ohlcv& bar : bars) {
      const double open = close;
      close *= std::exp(0.001 * random.NextNormal());
      const double wick = 0.02 * random.NextUniform();
      bar = {open, std::max(open, close) + wick, std::min(open, close) - wick, close,
             1000 * random.NextUniform()};
    }
    return bars;
  }();
  return kBars;
}

const std::vector<double>& Closes() {
  static const std::vector<double> kCloses = [] {
    std::vector<double> closes;
    for (const Ohlcv& bar : Bars()) closes.push_back(bar.close);
    return closes;
  }();
  return kCloses;
}

/// Times `run` once per iteration. The best is what the code needs, the mean what this machine
/// gave.
template <class Run>
void Measure(benchmark::State& state, size_t values_per_run, const Run& run) {
  using Clock = std::chrono::steady_clock;
  double best = 1e18;
  double total = 0;
  for (auto _ : state) {
    const Clock::time_point start = Clock::now();
    run();
    const double ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    best = std::min(best, ns);
    total += ns;
  }
  const auto values = static_cast<double>(values_per_run);
  state.counters["ns_best"] = best / values;
  state.counters["ns_mean"] = total / values / static_cast<double>(state.iterations());
}

/// Folds a fresh indicator over `inputs` into an array that is there already, as a feature store
/// would.
template <class I, class Input>
void Fold(benchmark::State& state, const I& fresh, std::span<const Input> inputs) {
  using Value = indicators::ValueOf<I, const Input&>;
  std::vector<Value> values(inputs.size() - static_cast<size_t>(fresh.warm_up()) + 1);
  Measure(state, inputs.size(), [&] {
    indicators::BatchInto(fresh, inputs, std::span<Value>(values));
    benchmark::DoNotOptimize(values.data());
    benchmark::ClobberMemory();
  });
}

/// One measurement on a million inputs and one on as many as the cache holds.
template <class I, class Input>
void Add(const std::string& name, const I& fresh, const std::vector<Input>& inputs) {
  const std::span<const Input> all(inputs);
  for (const auto& part : {all, all.first(kInCache)}) {
    benchmark::RegisterBenchmark(
        (name + (part.size() == kInCache ? "/in_cache" : "")).c_str(),
        [fresh, part](benchmark::State& state) { Fold(state, fresh, part); });
  }
}

/// Every other indicator through the type-erased interface, with its default parameters.
void AddErased(const indicators::Indicator& row) {
  benchmark::RegisterBenchmark(("any/" + std::string(row.name)).c_str(),
                               [&row](benchmark::State& state) {
                                 std::array<double, 8> out{};
                                 Measure(state, kValues, [&] {
                                   const auto indicator = row.make();
                                   for (const Ohlcv& bar : Bars()) {
                                     benchmark::DoNotOptimize(indicator->Update(bar, out));
                                   }
                                 });
                               });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("machine", base::os::DescribeHost());
  Add("Sma/14", indicators::Sma(14), Closes());
  Add("Ema/14", indicators::Ema(14), Closes());
  Add("Rsi/14", indicators::Rsi(14), Closes());
  Add("Atr/14", indicators::Atr(14), Bars());
  Add("Bollinger/20", indicators::Bollinger(20, 2.0), Closes());
  Add("Macd/12,26,9", indicators::Macd(12, 26, 9), Closes());
  Add("StdDev/14", indicators::StdDev(14), Closes());
  Add("RollingMax/14", indicators::RollingMax(14), Closes());
  Add("RollingMax/30", indicators::RollingMax(30), Closes());
  Add("RollingMax/1000", indicators::RollingMax(1000), Closes());
  for (const indicators::Indicator& row : indicators::AllIndicators()) AddErased(row);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
