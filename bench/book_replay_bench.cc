// SPDX-License-Identifier: MIT
// What one event of a recorded book costs in BookReplay: a level that changes or a trade. Updates
// of four levels and a trade in five of them, on a book of 500 levels a side whose touch walks;
// Quiet has no order of ours, Quoting/N keeps N on either side, moved as the price moves.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <variant>
#include <vector>

#include "base/random.h"
#include "sim/book_replay.h"
#include "sim/models/registry.h"

namespace {

namespace core = keel::core;
namespace sim = keel::sim;
using core::Side;
using keel::base::RandomStream;

using MarketEvent = std::variant<core::BookUpdate, core::TradeTick>;

core::Price PriceAt(int64_t ticks) { return core::Price(core::Decimal::PowerOfTen(-2) * ticks); }
core::Quantity Lots(int64_t lots) { return core::Quantity(core::Decimal::PowerOfTen(-5) * lots); }

class Recording {
 public:
  explicit Recording(size_t updates) {
    core::BookUpdate snapshot{.event_time = {1}, .is_snapshot = true};
    for (int64_t i = 1; i <= 500; ++i) {
      snapshot.bids.push_back({PriceAt(touch_ - i), AnyLots()});
      snapshot.asks.push_back({PriceAt(touch_ + i), AnyLots()});
    }
    events_.emplace_back(std::move(snapshot));
    for (size_t i = 0; i < updates; ++i) Add();
  }
  const std::vector<MarketEvent>& events() const { return events_; }
  int64_t count() const { return count_; }

 private:
  core::Quantity AnyLots() { return Lots(1 + static_cast<int64_t>(random_.NextBelow(500'000))); }
  void Add() {
    time_ += 1'000'000;
    core::BookUpdate update{.event_time = {time_}};
    const auto step = static_cast<int64_t>(random_.NextBelow(3)) - 1;
    if (step > 0) update.asks.push_back({PriceAt(touch_ + 1), {}});
    if (step < 0) update.bids.push_back({PriceAt(touch_ - 1), {}});
    if (step > 0) update.bids.push_back({PriceAt(touch_), AnyLots()});
    if (step < 0) update.asks.push_back({PriceAt(touch_), AnyLots()});
    touch_ += step;
    while (update.bids.size() + update.asks.size() < 4) {
      const int64_t distance =
          1 + static_cast<int64_t>(random_.NextBelow(random_.NextBelow(4) == 0 ? 500 : 12));
      const bool bid = random_.NextBelow(2) == 0;
      (bid ? update.bids : update.asks)
          .push_back({PriceAt(bid ? touch_ - distance : touch_ + distance), AnyLots()});
    }
    count_ += 4;
    events_.emplace_back(std::move(update));
    if (random_.NextBelow(5) != 0) return;
    const bool buys = random_.NextBelow(2) == 0;
    events_.emplace_back(core::TradeTick{.time = {time_},
                                         .price = PriceAt(buys ? touch_ + 1 : touch_ - 1),
                                         .quantity = AnyLots(),
                                         .aggressor = buys ? Side::kBuy : Side::kSell});
    ++count_;
  }

  RandomStream random_{1, "bench.replay"};
  int64_t touch_ = 4'312'346;
  int64_t time_ = 1;
  int64_t count_ = 1000;
  std::vector<MarketEvent> events_;
};

// Keeps `quotes` bids and asks around the best prices, renewed every 64 updates.
void Quote(sim::BookReplay& replay, int64_t quotes, keel::base::UnixNanos now, uint64_t* last_id) {
  for (uint64_t i = 0; i < static_cast<uint64_t>(2 * quotes); ++i) {
    if (*last_id > i) replay.Cancel(*last_id - i, now);
  }
  const core::Price tick = PriceAt(1);
  for (int64_t i = 0; i < quotes; ++i) {
    replay.Submit(
        {.id = ++*last_id, .quantity = Lots(100), .limit = replay.BestBid()->price - tick * i},
        now);
    replay.Submit({.id = ++*last_id,
                   .side = Side::kSell,
                   .quantity = Lots(100),
                   .limit = replay.BestAsk()->price + tick * i},
                  now);
  }
}

void Run(benchmark::State& state, int64_t quotes) {
  static const Recording kRecording(200'000);
  const auto scale = sim::matching::BookScale::Make(PriceAt(1), Lots(1)).value();
  const auto queue = sim::models::MakeQueueModel("power_probability", {}).value();
  const auto latency = sim::models::MakeOrderLatency("drawn", {}).value();
  uint64_t reports = 0;
  for (auto unused : state) {
    sim::BookReplay replay(scale, *queue, *latency, 1);
    uint64_t last_id = 0;
    size_t updates = 0;
    for (const MarketEvent& event : kRecording.events()) {
      if (const auto* trade = std::get_if<core::TradeTick>(&event)) {
        replay.OnTrade(*trade);
        continue;
      }
      const auto& update = std::get<core::BookUpdate>(event);
      replay.OnBook(update);
      if (quotes == 0 || ++updates % 64 != 0) continue;
      Quote(replay, quotes, update.event_time, &last_id);
      while (replay.TakeReport(update.event_time)) ++reports;
    }
    benchmark::DoNotOptimize(replay.BestBid());
  }
  state.SetItemsProcessed(state.iterations() * kRecording.count());
  state.counters["reports"] =
      static_cast<double>(reports) / static_cast<double>(state.iterations());
}

void Quiet(benchmark::State& state) { Run(state, 0); }
void Quoting(benchmark::State& state) { Run(state, state.range(0)); }

BENCHMARK(Quiet)->Unit(benchmark::kMillisecond);
BENCHMARK(Quoting)->Arg(1)->Arg(5)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
