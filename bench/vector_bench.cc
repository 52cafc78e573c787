// SPDX-License-Identifier: MIT
// Parameter sets x bars a second of the vector tier, one core. Beside it numba and vectorbt on the
// same walk and the same sets: bench/peers/vector_sweep.py.
#include <benchmark/benchmark.h>

#include <cmath>

#include "base/check.h"
#include "research/vector/internal/compare_bits.h"
#include "research/vector/vector_sweep.h"
#include "strategies/registry.h"

namespace {

using namespace keel;

constexpr size_t kBars = 50'000;

/// A walk that another language makes again, bit by bit: Knuth's congruential generator, steps of
/// 0.29 % deviation, cents.
std::vector<core::Bar> Walk() {
  uint64_t state = 1;
  const auto uniform = [&state] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  std::vector<core::Bar> bars;
  double price = 10'000;
  base::UnixNanos time{1'500'000'000'000'000'000 / base::Hours(1).ns * base::Hours(1).ns};
  for (size_t i = 0; i < kBars; ++i) {
    core::Bar bar{time, price, 0, 0, 0, 100};
    price = std::floor(price * (1 + 0.01 * (uniform() - 0.5)) * 100 + 0.5) / 100;
    bar.close = price;
    bar.high = std::max(bar.open, bar.close);
    bar.low = std::min(bar.open, bar.close);
    bars.push_back(bar);
    time = time + base::Hours(1);
  }
  return bars;
}

const std::vector<core::Bar>& Bars() {
  static const std::vector<core::Bar> kWalk = Walk();
  return kWalk;
}

research::VectorMarket Market(double fee_bps) {
  research::VectorTerms terms;
  terms.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                   core::Quantity(core::Decimal::PowerOfTen(-5)), core::Decimal::FromInt(10)};
  terms.fee_rate = core::Decimal::FromDouble(fee_bps * 1e-4, core::Decimal::PowerOfTen(-9));
  return *research::VectorMarket::Make(Bars(), core::Timeframe::Of(base::Hours(1)), terms);
}

using Values = std::vector<std::pair<std::string, double>>;

const strategy::StrategySpec& Spec(const char* name) { return **strategies::Find(name); }

/// 40 fast averages from 5 bars on, 100 slow ones from 50 on in steps of 5.
std::vector<strategy::Params> Averages() {
  std::vector<strategy::Params> sets;
  for (int fast = 5; fast < 45; ++fast) {
    for (int slow = 50; slow < 550; slow += 5) {
      const Values values = {{"fast", fast}, {"slow", slow}};
      sets.push_back(*strategy::Params::Make(Spec("ema_cross").params, values));
    }
  }
  return sets;
}

/// 20 channels x 20 stops.
std::vector<strategy::Params> Channels() {
  std::vector<strategy::Params> sets;
  for (int entry = 48; entry < 528; entry += 24) {
    for (int stop = 4; stop < 24; ++stop) {
      const Values values = {{"entry", entry}, {"exit", entry / 2}, {"stop", stop}};
      sets.push_back(*strategy::Params::Make(Spec("breakout").params, values));
    }
  }
  return sets;
}

void Sweep(benchmark::State& state, const char* name, const std::vector<strategy::Params>& sets,
           double fee_bps, research::VectorOptions options) {
  const research::VectorMarket market = Market(fee_bps);
  options.jobs = 1;
  int64_t trades = 0;
  for (auto _ : state) {
    const auto outcomes = research::VectorSweep(Spec(name), market, sets, options);
    CHECK(outcomes.has_value(), "the sweep runs");
    trades = 0;
    for (const research::VectorOutcome& outcome : *outcomes) trades += outcome.trades;
    benchmark::DoNotOptimize(trades);
  }
  const auto set_bars = static_cast<double>(sets.size() * kBars);
  state.counters["bars_a_trade"] = set_bars / static_cast<double>(trades);
  state.counters["set_bars"] =
      benchmark::Counter(set_bars, benchmark::Counter::kIsIterationInvariantRate);
  state.SetLabel(std::string(research::internal::CompareTarget()));
}

/// The mean over the deviation of the daily returns, as a sweep would rank by.
std::optional<double> Ratio(const research::VectorOutcome&, const metrics::DailySeries& daily) {
  double sum = 0, squares = 0;
  for (const double r : daily.returns) {
    sum += r;
    squares += r * r;
  }
  const auto n = static_cast<double>(daily.size());
  const double variance = squares / n - sum / n * (sum / n);
  return variance > 0 ? std::optional(sum / n / std::sqrt(variance)) : std::nullopt;
}

void EmaCross(benchmark::State& state) { Sweep(state, "ema_cross", Averages(), 0, {}); }
void EmaCrossWithFees(benchmark::State& state) { Sweep(state, "ema_cross", Averages(), 10, {}); }
void EmaCrossByRatio(benchmark::State& state) {
  Sweep(state, "ema_cross", Averages(), 10, {.score = Ratio});
}
void Breakout(benchmark::State& state) { Sweep(state, "breakout", Channels(), 10, {}); }

BENCHMARK(EmaCross)->Unit(benchmark::kMillisecond)->Repetitions(5);
BENCHMARK(EmaCrossWithFees)->Unit(benchmark::kMillisecond)->Repetitions(5);
BENCHMARK(EmaCrossByRatio)->Unit(benchmark::kMillisecond)->Repetitions(5);
BENCHMARK(Breakout)->Unit(benchmark::kMillisecond)->Repetitions(5);

/// The comparisons alone, of columns that lie in the first cache.
void Compare(benchmark::State& state) {
  const std::vector<double> a(1024, 1.0), b(1024, 2.0);
  std::vector<uint64_t> bits(16);
  for (auto _ : state) {
    research::internal::CompareBits(a.data(), b.data(), bits.size(), bits.data());
    benchmark::DoNotOptimize(bits.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * 1024);
}
BENCHMARK(Compare);

}  // namespace

BENCHMARK_MAIN();
