// SPDX-License-Identifier: MIT
// The whole engine on one-minute bars in memory, one thread: event merge, strategy with two moving
// averages, risk gate, orders, fees, spread, impact, exact ledger, equity, journal hash, run
// record. Usage: engine_bench [bars] [runs]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/os/host.h"
#include "base/random.h"
#include "engine/backtest.h"
#include "strategies/registry.h"

namespace {

using keel::core::Bar;

/// A geometric random walk with clustered volatility; prices on a tick of 0.01.
std::vector<Bar> RandomBars(size_t count) {
  keel::base::RandomStream random(7, "bench.bars");
  std::vector<Bar> bars;
  bars.reserve(count);
  const auto tick = [](double x) { return std::round(x * 100) / 100; };
  double price = 40'000;
  double sigma = 4e-4;
  const keel::base::UnixNanos start{1'600'000'020'000'000'000};
  for (size_t i = 0; i < count; ++i) {
    sigma = 4e-4 * 0.05 + 0.95 * sigma * std::exp(0.05 * random.NextNormal() - 0.00125);
    Bar bar;
    bar.open_time = start + keel::base::Minutes(static_cast<int64_t>(i));
    bar.open = tick(price);
    price *= std::exp(sigma * random.NextNormal());
    bar.close = tick(price);
    const double reach = price * sigma * random.NextUniform();
    bar.high = tick(std::max(bar.open, bar.close) + reach);
    bar.low = tick(std::min(bar.open, bar.close) - reach);
    bar.volume = 20 + 60 * random.NextUniform();
    bars.push_back(bar);
  }
  return bars;
}

keel::engine::LoadedSeries SeriesOf(const std::vector<Bar>& bars) {
  using keel::core::Decimal;
  keel::engine::LoadedSeries series;
  series.symbol = {"BTC", "USDT", ""};
  series.filters = {keel::core::Price(Decimal::PowerOfTen(-2)),
                    keel::core::Quantity(Decimal::PowerOfTen(-5)), Decimal::FromInt(10)};
  series.timeframe = keel::core::Timeframe::Of(keel::base::Minutes(1));
  series.bars = bars;
  series.record.timeframe = series.record.detail_timeframe = "1m";
  series.record.bars = static_cast<int64_t>(bars.size());
  series.record.from = bars.front().open_time;
  series.record.to = series.timeframe.CloseOf(bars.back().open_time);
  return series;
}

keel::engine::BacktestSettings Settings() {
  keel::engine::BacktestSettings settings;
  settings.timeframe = "1m";
  settings.pairs = {"BTC/USDT"};
  settings.risk = *keel::risk::LimitsOf("research");
  settings.strategies = {{"ema_cross", {{"fast", 20}, {"slow", 100}}, {}, {}, {}}};
  return settings;
}

/// Runs `settings` over the bars several times and prints what that took.
bool Measure(std::string_view name, const keel::engine::BacktestSettings& settings,
             const std::vector<Bar>& bars, int runs) {
  const keel::engine::Registry registry{keel::strategies::All()};
  keel::engine::RunHooks hooks;
  hooks.benchmark = false;
  std::vector<double> seconds;
  keel::engine::RunRecord record;
  for (int run = 0; run < runs; ++run) {
    std::vector<keel::engine::LoadedSeries> series;
    series.push_back(SeriesOf(bars));
    const auto begin = std::chrono::steady_clock::now();
    auto result = keel::engine::RunOnSeries(settings, registry, std::move(series), hooks);
    const auto end = std::chrono::steady_clock::now();
    if (!result) {
      fmt::print(stderr, "{}\n", result.error().message);
      return false;
    }
    record = std::move(*result);
    seconds.push_back(std::chrono::duration<double>(end - begin).count());
  }
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  const auto n = static_cast<double>(bars.size());
  fmt::print("{}\n", name);
  fmt::print("  orders, fills    {}, {}: {:.1f} orders in 1000 bars; equity at the end {:.0f}\n",
             record.orders.size(), record.fills.size(),
             1000 * static_cast<double>(record.orders.size()) / n, record.equity.back().equity);
  fmt::print("  journal hash     {}\n", record.journal_hash);
  fmt::print("  median           {:.2e} bars/s, {:.1f} ns/bar\n", n / median, 1e9 * median / n);
  fmt::print("  best, worst      {:.2e}, {:.2e} bars/s\n", n / seconds.front(), n / seconds.back());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 7;
  const std::vector<Bar> bars = RandomBars(count);
  fmt::print("machine            {}\n", keel::base::os::DescribeHost());
  fmt::print("bars               {} (one minute, one thread, median of {} runs)\n", count, runs);
  const keel::engine::BacktestSettings usual = Settings();
  keel::engine::BacktestSettings cheap = usual;
  cheap.sim.fees.tiers = {{0, 0.1, 0.1}};
  cheap.sim.impact.spread_bps = 0.1;
  // Ten basis points a side ruin an account that trades a random walk: from then on it only
  // watches.
  const bool done =
      Measure("usual costs: the account is spent before the end", usual, bars, runs) &&
      Measure("a hundredth of the fees: it trades to the end", cheap, bars, runs);
  fmt::print("peak memory        {:.0f} MB\n",
             static_cast<double>(keel::base::os::PeakResidentBytes()) / 1e6);
  return done ? 0 : 1;
}
