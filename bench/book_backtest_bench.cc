// SPDX-License-Identifier: MIT
// The two recorded sessions as full-fidelity backtests: engine, gate, ledger and desk, a maker at
// the touch, power-law queues and delays of 5 to 20 ms each way. An event is a changed level or a
// trade. Run it from the checkout: the sessions lie in ../shared; what needs one is skipped without
// it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "engine/book_backtest.h"
#include "storage/text_file.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "venues/binance/recording.h"

namespace keel {
namespace {

engine::BacktestSettings Settings(const char* strategy) {
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1m";
  settings.strategies = {{.name = strategy}};
  settings.account.balances = {{"USDT", "100000"}};
  settings.risk = *risk::LimitsOf("research");
  settings.sim.latency.min_ms = 5;
  settings.sim.latency.max_ms = 20;
  return settings;
}

void Run(benchmark::State& state, const char* file, const char* strategy) {
  const auto text = storage::ReadTextFile(fmt::format("../shared/data/book/{}", file));
  if (!text) return state.SkipWithError("the recorded session is not there");
  const auto recording = venues::binance::ReadRecording(*text, *core::ParseSymbol("BTC/USDT"));
  const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
  engine::RunHooks hooks;
  hooks.benchmark = false;
  int64_t events = 0;
  for (const market::RecordedChange& change : recording->changes) {
    const auto* update = std::get_if<core::BookUpdate>(&change.what);
    events +=
        update == nullptr ? 1 : static_cast<int64_t>(update->bids.size() + update->asks.size());
  }
  size_t orders = 0;
  for (auto unused : state) {
    std::vector<engine::RecordedBook> books;
    state.PauseTiming();  // a run takes its recordings with it
    books.push_back({*recording, file, "bench"});
    state.ResumeTiming();
    const auto run = engine::RunOnBooks(Settings(strategy), registry, std::move(books), hooks);
    if (!run) return state.SkipWithError(run.error().message.c_str());
    orders = run->orders.size();
  }
  state.SetItemsProcessed(state.iterations() * events);
  state.counters["orders"] = static_cast<double>(orders);
}

constexpr const char* kSpot = "binance_spot_btcusdt_20240808.jsonl.gz";
constexpr const char* kUsdm = "binance_usdm_btcusdt_20240808.jsonl.gz";
BENCHMARK_CAPTURE(Run, Spot_maker, kSpot, "touch_maker")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Run, Usdm_maker, kUsdm, "touch_maker")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Run, Spot_quiet, kSpot, "buy_and_hold")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace keel

BENCHMARK_MAIN();
