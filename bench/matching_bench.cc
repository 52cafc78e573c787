// SPDX-License-Identifier: MIT
// What one request to the matching engine costs, events and depth changes included.
//   Steady/N   a book of N resting orders, 300 prices deep on either side, mostly near the touch.
//              Of 100 requests 48 add (passive limit), 47 cancel (any open order), 2 reduce and 3
//              take (IOC, sized to one or two orders), as in a day of NASDAQ ITCH (CppTrader's
//              README: 48 % add, 48 % delete, 2 % update, 2 % execute). Items are requests.
//   Sparse/N   the same with prices 1,009 ticks apart: outside the window of direct indexing.
//   Crossing   liquibook's pt_order_book: alternating limit orders of 100..1,000 lots at
//              1880..1889 (buy) and 1884..1893 (sell), so that most trade.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "sim/matching/order_book.h"

namespace {

using keel::base::RandomStream;
using keel::core::Side;
using keel::sim::matching::DepthChange;
using keel::sim::matching::EventKind;
using keel::sim::matching::Events;
using keel::sim::matching::NewOrder;
using keel::sim::matching::OrderBook;

struct Request {
  enum class Kind : uint8_t { kSubmit, kCancel, kReduce };
  Kind kind = Kind::kSubmit;
  NewOrder order;  // of the others only the id, and the lots to leave
};

void Ask(OrderBook& book, const Request& request, Events& out) {
  switch (request.kind) {
    case Request::Kind::kSubmit:
      return book.Submit(request.order, out);
    case Request::Kind::kCancel:
      return book.Cancel(request.order.id, out);
    case Request::Kind::kReduce:
      return book.Reduce(request.order.id, request.order.quantity, out);
  }
}

// Writes requests for a book that it keeps beside them, so that what is cancelled is open.
class Script {
 public:
  Script(size_t resting, int64_t tick) : resting_(resting), tick_(tick) {
    while (live_.size() < resting_) Add();
    opening_.swap(requests_);
  }

  const std::vector<Request>& opening() const { return opening_; }
  std::vector<Request> Write(size_t count) {
    while (requests_.size() < count) {
      const uint64_t kind = random_.NextBelow(100);
      if (kind < 3) {
        Take();
      } else if (kind < 5) {
        Reduce();
      } else if (live_.size() < resting_) {
        Add();
      } else {
        Cancel();
      }
    }
    return std::move(requests_);
  }

 private:
  Side AnySide() { return random_.NextBelow(2) == 0 ? Side::kBuy : Side::kSell; }
  // Ticks behind the touch: half of the orders within 20, the rest out to 300.
  int64_t Distance() {
    const uint64_t span = random_.NextBelow(2) == 0 ? 20 : 300;
    return 1 + static_cast<int64_t>(random_.NextBelow(span));
  }
  void Add() {
    const Side side = AnySide();
    const int64_t sign = side == Side::kBuy ? -1 : 1;
    Send({.order = {.id = ++last_id_,
                    .side = side,
                    .quantity = 1 + static_cast<int64_t>(random_.NextBelow(100)),
                    .price = (1'000'000 + sign * Distance()) * tick_}});
    live_.push_back(last_id_);
  }
  void Take() {
    const Side side = AnySide();
    Send({.order = {.id = ++last_id_,
                    .side = side,
                    .kind = keel::sim::matching::OrderKind::kMarket,
                    .quantity = 1 + static_cast<int64_t>(random_.NextBelow(120))}});
  }
  void Cancel() {
    const size_t i = random_.NextBelow(live_.size());
    Send({.kind = Request::Kind::kCancel, .order = {.id = live_[i]}});
    live_[i] = live_.back();
    live_.pop_back();
  }
  void Reduce() {
    const uint64_t id = live_[random_.NextBelow(live_.size())];
    const int64_t open = book_.Find(id)->visible;
    if (open < 2) return;
    Send({.kind = Request::Kind::kReduce, .order = {.id = id, .quantity = open / 2}});
  }
  void Send(const Request& request) {
    events_.clear();
    Ask(book_, request, events_);
    for (const auto& event : events_) {
      if (event.kind != EventKind::kTrade || event.maker_open != 0) continue;
      live_.erase(std::find(live_.begin(), live_.end(), event.counterpart));
    }
    requests_.push_back(request);
  }

  size_t resting_;
  int64_t tick_;
  RandomStream random_{1, "bench.matching"};
  OrderBook book_;
  Events events_;
  uint64_t last_id_ = 0;
  std::vector<uint64_t> live_;
  std::vector<Request> requests_, opening_;
};

void Replay(benchmark::State& state, const std::vector<Request>& opening,
            const std::vector<Request>& requests) {
  Events events;
  std::vector<DepthChange> changes;
  uint64_t trades = 0;
  for (auto unused : state) {
    state.PauseTiming();
    OrderBook book;
    for (const Request& request : opening) {
      events.clear();
      Ask(book, request, events);
    }
    trades -= book.trades();
    state.ResumeTiming();
    size_t until_publication = 0;
    for (const Request& request : requests) {
      events.clear();
      Ask(book, request, events);
      benchmark::DoNotOptimize(events.data());
      if (++until_publication == 1000) {
        until_publication = 0;
        changes.clear();
        book.TakeDepthChanges(&changes);
        benchmark::DoNotOptimize(changes.data());
      }
    }
    trades += book.trades();
  }
  const auto iterations = static_cast<double>(state.iterations());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(requests.size()));
  state.counters["trades"] =
      static_cast<double>(trades) / iterations / static_cast<double>(requests.size());
}

constexpr size_t kRequests = 1'000'000;

void Steady(benchmark::State& state) {
  Script script(static_cast<size_t>(state.range(0)), 1);
  Replay(state, script.opening(), script.Write(kRequests));
}
void Sparse(benchmark::State& state) {
  Script script(static_cast<size_t>(state.range(0)), 1009);
  Replay(state, script.opening(), script.Write(kRequests));
}
void Crossing(benchmark::State& state) {
  RandomStream random(3, "bench.crossing");
  std::vector<Request> requests(kRequests);
  for (size_t i = 0; i < requests.size(); ++i) {
    const bool buys = i % 2 == 0;
    requests[i].order = {
        .id = i + 1,
        .side = buys ? Side::kBuy : Side::kSell,
        .quantity = 100 * (1 + static_cast<int64_t>(random.NextBelow(10))),
        .price = (buys ? 1880 : 1884) + static_cast<int64_t>(random.NextBelow(10))};
  }
  Replay(state, {}, requests);
}

BENCHMARK(Steady)->Arg(3'000)->Arg(30'000)->Arg(300'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Sparse)->Arg(3'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Crossing)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
