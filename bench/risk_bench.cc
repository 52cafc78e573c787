// SPDX-License-Identifier: MIT
// What the gate costs an order: all checks together, 200 positions, 49 working orders. Every call
// is timed alone, so that the slow ones show; the clock's own cost is printed beside.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/random.h"
#include "risk/breaker.h"
#include "risk/gate.h"

namespace {

using keel::base::Days;
using keel::base::Minutes;
using keel::base::RandomStream;
using keel::core::Decimal;
using keel::core::Price;
using keel::core::Quantity;
using keel::core::Side;
namespace base = keel::base;
namespace core = keel::core;
namespace market = keel::market;
namespace portfolio = keel::portfolio;
namespace risk = keel::risk;

constexpr uint32_t kPairs = 200;
constexpr uint16_t kStrategies = 4;

core::Universe MakeUniverse() {
  core::Universe universe;
  for (uint32_t i = 0; i < kPairs; ++i) {
    const auto added = universe.Add(
        "venue", {"COIN" + std::to_string(i), "USDT", ""},
        {Price(Decimal::PowerOfTen(-2)), Quantity(Decimal::PowerOfTen(-5)), Decimal::FromInt(10)});
    CHECK(added.has_value(), "a pair was refused");
  }
  return universe;
}

/// A fund with a position in every pair, most of its order slots in use, and a day of 1m volumes.
struct Fund {
  Fund() {
    ledger.Deposit({Decimal::FromInt(10'000'000), universe.at({0}).quote});
    for (uint32_t i = 0; i < kPairs; ++i) {
      const Price price(Decimal::PowerOfTen(-2) *
                        static_cast<int64_t>(1 + random.NextBelow(1'000'000)));
      prices.push_back(price);
      ledger.Mark({i}, price);
      core::Fill fill;
      fill.strategy = {static_cast<uint16_t>(i % kStrategies)};
      fill.instrument = {i};
      fill.price = price;
      fill.quantity = Quantity(Decimal::FromInt(3));
      fill.fee.currency = universe.at({i}).quote;
      ledger.Book(fill, nullptr);
    }
    for (uint64_t id = 1; id <= 49; ++id) {
      const auto pair = static_cast<uint32_t>(random.NextBelow(kPairs));
      const bool buys = id % 2 == 0;
      working.Add({{id},
                   {0},
                   {pair},
                   buys ? Side::kBuy : Side::kSell,
                   Quantity(Decimal::PowerOfTen(-3)),
                   prices[pair].value(),
                   buys ? 0 : static_cast<uint32_t>(id / 4)});
    }
    std::vector<core::Bar> bars;
    for (int64_t minute = 0; minute < 8 * 1440; ++minute) {
      const double close = 100 + random.NextNormal();
      bars.push_back(
          {{Minutes(minute).ns}, close, close, close, close, 1e6 * random.NextUniform()});
    }
    liquidity.Advance(bars);
  }

  risk::MarketView Market(uint32_t pair) const {
    return {prices[pair], true, &liquidity, 0.0001, 0.05};
  }
  risk::AccountView Account() {
    now = now + base::Seconds(60);
    return {&ledger, &working, Decimal::PowerOfTen(-3), core::TradingState::kActive, now};
  }
  core::Order Order(Side side) {
    const auto pair = static_cast<uint32_t>(random.NextBelow(kPairs));
    core::Order order;
    order.strategy = {static_cast<uint16_t>(pair % kStrategies)};
    order.terms.instrument = {pair};
    order.terms.side = side;
    order.terms.quantity = Quantity(Decimal::PowerOfTen(-1));
    return order;
  }

  RandomStream random{1, "bench.risk"};
  core::Universe universe = MakeUniverse();
  portfolio::Ledger ledger =
      *portfolio::Ledger::Open(universe, universe.at({0}).quote, kStrategies);
  portfolio::WorkingOrders working{kPairs};
  market::Liquidity liquidity{Minutes(1), std::nullopt};
  std::vector<Price> prices;
  base::UnixNanos now{Days(20'000).ns};
};

/// Times each call of `operation` and tells the percentiles in nanoseconds.
template <typename Prepare, typename Operation>
void TimeEach(benchmark::State& state, Prepare prepare, Operation operation) {
  std::vector<int64_t> times;
  times.reserve(1 << 22);
  for (auto unused : state) {
    auto input = prepare();
    const auto start = std::chrono::steady_clock::now();
    operation(input);
    const auto end = std::chrono::steady_clock::now();
    if (times.size() < times.capacity()) times.push_back((end - start).count());
    state.SetIterationTime(std::chrono::duration<double>(end - start).count());
  }
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return static_cast<double>(
        times[static_cast<size_t>(share * static_cast<double>(times.size() - 1))]);
  };
  state.counters["p50_ns"] = at(0.5);
  state.counters["p99_ns"] = at(0.99);
  state.counters["p999_ns"] = at(0.999);
}

void ClockAlone(benchmark::State& state) {
  TimeEach(
      state, [] { return 0; }, [](int& x) { benchmark::DoNotOptimize(x); });
}
void ApproveEntry(benchmark::State& state) {
  Fund fund;
  risk::Gate gate(risk::Limits{}, fund.universe, kStrategies);
  size_t passed = 0;
  TimeEach(
      state, [&] { return fund.Order(Side::kBuy); },
      [&](const core::Order& order) {
        const auto approval =
            gate.Approve(order, false, fund.Market(order.terms.instrument.index), fund.Account());
        passed += approval.order ? 1 : 0;
      });
  state.counters["passed"] = static_cast<double>(passed) / static_cast<double>(state.iterations());
}
void ApproveExit(benchmark::State& state) {
  Fund fund;
  risk::Gate gate(risk::Limits{}, fund.universe, kStrategies);
  TimeEach(
      state, [&] { return fund.Order(Side::kSell); },
      [&](const core::Order& order) {
        benchmark::DoNotOptimize(
            gate.Approve(order, false, fund.Market(order.terms.instrument.index), fund.Account()));
      });
}
void RefuseEntryByEveryRule(benchmark::State& state) {
  Fund fund;
  risk::Gate gate(risk::Limits{}, fund.universe, kStrategies);
  TimeEach(
      state,
      [&] {
        core::Order order = fund.Order(Side::kBuy);
        order.terms.quantity = Quantity(Decimal::FromInt(100'000'000));
        return order;
      },
      [&](const core::Order& order) {
        benchmark::DoNotOptimize(
            gate.Approve(order, false, fund.Market(order.terms.instrument.index), fund.Account()));
      });
}
void BreakerOnEquity(benchmark::State& state) {
  RandomStream random(1, "bench.breaker");
  std::vector<Decimal> equity;
  Decimal level = Decimal::FromInt(1'000'000);
  for (int i = 0; i < 4096; ++i) {
    level += Decimal::PowerOfTen(-2) * static_cast<int64_t>(random.NextBelow(20'001)) -
             Decimal::FromInt(100);
    equity.push_back(level);
  }
  risk::Breaker breaker{risk::Limits{}};
  std::vector<risk::BreakerEvent> events;
  base::UnixNanos now{Days(20'000).ns};
  size_t i = 0;
  for (auto unused : state) {
    now = now + Minutes(1);
    breaker.OnEquity(now, equity[i++ % equity.size()], &events);
    events.clear();
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(ClockAlone)->UseManualTime();
BENCHMARK(ApproveEntry)->UseManualTime();
BENCHMARK(ApproveExit)->UseManualTime();
BENCHMARK(RefuseEntryByEveryRule)->UseManualTime();
BENCHMARK(BreakerOnEquity);

}  // namespace

BENCHMARK_MAIN();
