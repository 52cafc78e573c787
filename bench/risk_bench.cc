// SPDX-License-Identifier: MIT
// What the gate costs an order: all checks of profile fund together, 200 positions, 49 working
// orders, 500 days of returns. Every call is timed alone, so that the slow ones show; the clock's
// own cost is printed beside. What is prepared off the order's path is timed apart.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "market/comovement.h"
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
constexpr int64_t kDays = 501;

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

/// Daily closes of every pair up to day 20,000; any two move together by half.
std::vector<std::vector<core::Bar>> DailyBars() {
  RandomStream random(2, "bench.risk");
  std::vector<std::vector<core::Bar>> bars(kPairs);
  std::vector<double> price(kPairs, 100);
  for (int64_t day = 20'000 - kDays; day < 20'000; ++day) {
    const double common = random.NextNormal();
    for (uint32_t i = 0; i < kPairs; ++i) {
      price[i] *= std::exp(0.02 * (common + random.NextNormal()));
      bars[i].push_back({{Days(day).ns}, price[i], price[i], price[i], price[i], 1});
    }
  }
  return bars;
}

/// The estimates of the last of these days.
market::Comovement MakeComovement(const core::Universe& universe) {
  const auto bars = DailyBars();
  std::vector<market::Board::PairSource> sources;
  for (const auto& series : bars) sources.push_back({series, Days(1), std::nullopt});
  market::Board board(std::move(sources));
  market::Comovement comovement(universe, universe.at({0}).quote, 0.7);
  const auto reveal = [&](size_t from, size_t to) {
    for (uint32_t i = 0; i < kPairs; ++i) {
      for (size_t day = from; day < to; ++day) board.Reveal({i}, bars[i][day].close);
    }
  };
  reveal(0, 1);
  comovement.Advance({Days(20'000 - kDays + 1).ns}, board);
  reveal(1, bars[0].size());
  comovement.Advance({Days(20'000).ns}, board);
  return comovement;
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
    portfolio.Refresh(comovement, ledger, working);
    for (int i = 0; i < 40; ++i) {
      activity.OnOrder(Order(Side::kBuy), false, now - base::Seconds(2));
    }
  }

  risk::MarketView Market(uint32_t pair) const {
    risk::MarketView view{prices[pair], true, &liquidity, 0.0001, 0.05};
    view.bar_period = Minutes(1);
    view.price_age = base::Seconds(10);
    view.off_peg_for = base::Seconds(60);
    view.hour_volume = 3e7;
    return view;
  }
  risk::AccountView Account() {
    now = now + base::Seconds(60);
    activity.OnTime(now, ledger);
    return {&ledger,
            &working,
            Decimal::PowerOfTen(-3),
            core::TradingState::kActive,
            now,
            &activity,
            &portfolio,
            &kill_switch};
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
  risk::Activity activity{risk::Limits{}, universe, kStrategies};
  market::Comovement comovement = MakeComovement(universe);
  risk::PortfolioRisk portfolio{universe, universe.at({0}).quote};
  risk::KillSwitch kill_switch;
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
/// Limits that the portfolio all but fills: most orders need the exact risk of the day.
void ApproveEntryAtTheLimit(benchmark::State& state) {
  Fund fund;
  risk::Limits limits;
  const double equity = fund.ledger.equity().ToDouble();
  limits.var_daily = (fund.portfolio.Now(risk::RiskMeasure::kValueAtRisk) + 30) / equity;
  limits.cvar_daily = (fund.portfolio.Now(risk::RiskMeasure::kExpectedShortfall) + 30) / equity;
  risk::Gate gate(limits, fund.universe, kStrategies);
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
/// One price of 200 moved.
void RefreshAfterOneMark(benchmark::State& state) {
  Fund fund;
  uint32_t i = 0;
  for (auto unused : state) {
    i = (i + 1) % kPairs;
    fund.prices[i] = fund.prices[i] + Price(Decimal::PowerOfTen(-2));
    fund.ledger.Mark({i}, fund.prices[i]);
    fund.portfolio.Refresh(fund.comovement, fund.ledger, fund.working);
  }
}
/// All 200 prices moved.
void RefreshAfterAllMarks(benchmark::State& state) {
  Fund fund;
  for (auto unused : state) {
    for (uint32_t i = 0; i < kPairs; ++i) {
      fund.prices[i] = fund.prices[i] + Price(Decimal::PowerOfTen(-2));
      fund.ledger.Mark({i}, fund.prices[i]);
    }
    fund.portfolio.Refresh(fund.comovement, fund.ledger, fund.working);
  }
}
/// A day of the estimates at 200 assets, with every GARCH fitted anew (each 90th day).
void EstimateWithEveryFit(benchmark::State& state) {
  const core::Universe universe = MakeUniverse();
  for (auto unused : state) benchmark::DoNotOptimize(MakeComovement(universe));
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
BENCHMARK(ApproveEntryAtTheLimit)->UseManualTime();
BENCHMARK(ApproveExit)->UseManualTime();
BENCHMARK(RefuseEntryByEveryRule)->UseManualTime();
BENCHMARK(RefreshAfterOneMark);
BENCHMARK(RefreshAfterAllMarks);
BENCHMARK(EstimateWithEveryFit)->Unit(benchmark::kMillisecond);
BENCHMARK(BreakerOnEquity);

}  // namespace

BENCHMARK_MAIN();
