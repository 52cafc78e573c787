// SPDX-License-Identifier: MIT
#include "engine/backtest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/random.h"
#include "engine/strategy_plan.h"
#include "market/aggregator.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};

core::Timeframe Frame(const char* name) { return *core::Timeframe::Parse(name); }

std::vector<core::Bar> RandomWalk(core::Timeframe timeframe, int count) {
  base::RandomStream stream(6, "test.walk");
  std::vector<core::Bar> bars;
  double price = 100;
  for (int i = 0; i < count; ++i) {
    core::Bar bar{kStart + timeframe.period() * i, price, 0, 0, 0, 50 + 100 * stream.NextUniform()};
    price = std::round(price * std::exp(0.002 * stream.NextNormal()) * 100) / 100;
    bar.close = price;
    bar.high = std::max(bar.open, bar.close) + 0.05;
    bar.low = std::min(bar.open, bar.close) - 0.05;
    bars.push_back(bar);
  }
  return bars;
}

LoadedSeries SeriesOf(const char* pair, core::Timeframe timeframe, std::vector<core::Bar> bars) {
  LoadedSeries series;
  series.symbol = *core::ParseSymbol(pair);
  series.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                    core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(1)};
  series.timeframe = timeframe;
  series.owned = std::make_unique<std::vector<core::Bar>>(std::move(bars));
  series.bars = *series.owned;
  series.record.from = series.bars.front().open_time;
  series.record.to = timeframe.CloseOf(series.bars.back().open_time);
  series.record.hash = HashBars(series.bars);
  return series;
}

/// Writes down every bar that it sees, and holds the pair after a bar that rose.
class Witness final : public strategy::Strategy {
 public:
  explicit Witness(std::vector<core::BarClosed>* seen) : seen_(seen) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (seen_ != nullptr) seen_->push_back(event);
    market.TargetShare(event.instrument, event.bar.close > event.bar.open ? 1 : 0, "rose");
  }

 private:
  std::vector<core::BarClosed>* seen_;
};

strategy::StrategySpec WitnessSpec(std::vector<core::BarClosed>* seen) {
  strategy::StrategySpec spec;
  spec.name = "witness";
  spec.params = {{"period", 5, 1, 10, true, "of nothing"}};
  spec.make = [seen](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Witness>(seen);
  };
  return spec;
}

BacktestSettings Settings() {
  BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.strategies = {{.name = "witness"}};
  settings.risk = *risk::LimitsOf("research");
  settings.sim.latency.model = "fixed";
  return settings;
}

base::Result<RunRecord> RunOn(const BacktestSettings& settings, core::Timeframe timeframe,
                              std::vector<core::Bar> bars,
                              std::vector<core::BarClosed>* seen = nullptr) {
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf("BTC/USDT", timeframe, std::move(bars)));
  const std::vector<strategy::StrategySpec> specs = {WitnessSpec(seen)};
  return RunOnSeries(settings, {specs}, std::move(series), {});
}

/// Sends an order that rests, lowers it, gives it another price, and tells what it hears of that.
class Amender final : public strategy::Strategy {
 public:
  explicit Amender(std::vector<std::string>* told) : told_(told) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const core::Price half =
        core::Price::FromDouble(event.bar.close / 2, market.instrument(event.instrument).tick);
    const core::Quantity lot = market.instrument(event.instrument).lot;
    switch (++bars_) {
      case 1: {
        core::OrderTerms terms;
        terms.instrument = event.instrument;
        terms.type = core::OrderType::kLimit;
        terms.quantity = lot * 4000;
        terms.limit_price = half;
        order_ = *market.Submit(terms, "rest");
        return;
      }
      case 3:
        EXPECT_TRUE(market.Amend(order_, {.quantity = lot * 3000}));
        EXPECT_FALSE(market.Amend(order_, {.quantity = lot * 2000})) << "one at a time";
        return;
      case 5:
        EXPECT_TRUE(market.Amend(order_, {.limit_price = half - market.instrument({0}).tick}));
        return;
      default:
        return;
    }
  }
  void OnOrderAmended(strategy::Context&, core::OrderId order, core::Quantity quantity,
                      bool refused) override {
    told_->push_back(
        fmt::format("{} is {}{}", order.value, quantity.ToString(), refused ? " still" : ""));
  }
  void OnOrderEnded(strategy::Context&, core::OrderId order, core::OrderEnd why) override {
    told_->push_back(fmt::format("{} {}", order.value, core::ToString(why)));
  }
  void OnOrderReplaced(strategy::Context&, core::OrderId order, core::OrderId by) override {
    told_->push_back(fmt::format("{} by {}", order.value, by.value));
  }

 private:
  std::vector<std::string>* told_;
  core::OrderId order_;
  int bars_ = 0;
};

TEST(Backtest, AStrategyHearsWhatBecameOfItsAmends) {
  std::vector<std::string> told;
  strategy::StrategySpec spec;
  spec.name = "witness";
  spec.make =
      [&told](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Amender>(&told);
  };
  BacktestSettings settings = Settings();
  settings.risk.collar_major = settings.risk.order_volume_share = std::nullopt;
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf("BTC/USDT", Frame("1h"), RandomWalk(Frame("1h"), 24)));
  const std::vector<strategy::StrategySpec> specs = {spec};
  const auto run = RunOnSeries(settings, {specs}, std::move(series), {});
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(told, (std::vector<std::string>{"1 is 3", "1 replaced", "1 by 2"}));
  ASSERT_EQ(run->orders.size(), 2u);
  EXPECT_EQ(run->orders[0].order.terms.quantity.ToString(), "3");
  EXPECT_EQ(run->orders[1].order.terms.quantity.ToString(), "3");
  EXPECT_EQ(run->refusals_by_rule.at("amend_state"), 1);
}

TEST(Backtest, DetailBarsGiveTheSignalsOfTheirCandles) {
  const auto minutes = RandomWalk(Frame("1m"), 60 * 24 * 5);
  const auto hours = market::Aggregate(minutes, Frame("1m"), Frame("1h"));
  std::vector<core::BarClosed> on_detail, on_hours;
  const auto fine = RunOn(Settings(), Frame("1m"), minutes, &on_detail);
  const auto coarse = RunOn(Settings(), Frame("1h"), hours, &on_hours);
  ASSERT_TRUE(fine.has_value() && coarse.has_value());
  ASSERT_EQ(on_detail.size(), hours.size());
  ASSERT_EQ(on_hours.size(), hours.size());
  for (size_t i = 0; i < hours.size(); ++i) {
    EXPECT_EQ(on_detail[i].time, on_hours[i].time);
    EXPECT_EQ(on_detail[i].bar.open_time, on_hours[i].bar.open_time);
    EXPECT_EQ(on_detail[i].bar.open, on_hours[i].bar.open);
    EXPECT_EQ(on_detail[i].bar.high, on_hours[i].bar.high);
    EXPECT_EQ(on_detail[i].bar.low, on_hours[i].bar.low);
    EXPECT_EQ(on_detail[i].bar.close, on_hours[i].bar.close);
    EXPECT_NEAR(on_detail[i].bar.volume, on_hours[i].bar.volume, 1e-9);
  }
  EXPECT_GT(fine->fills.size(), 20u);
}

TEST(Backtest, TwoTimeframesOfOnePairAreSeenEachAtItsClose) {
  std::vector<core::BarClosed> seen;
  BacktestSettings settings = Settings();
  settings.timeframe = "1h";
  settings.strategies = {{.name = "witness", .timeframe = "15m"},
                         {.name = "witness", .timeframe = "4h"}};
  ASSERT_TRUE(RunOn(settings, Frame("5m"), RandomWalk(Frame("5m"), 12 * 24), &seen).has_value());
  int quarters = 0, fours = 0;
  for (const core::BarClosed& event : seen) {
    EXPECT_EQ(event.time, event.timeframe.CloseOf(event.bar.open_time));
    (event.timeframe == Frame("15m") ? quarters : fours)++;
  }
  EXPECT_EQ(quarters, 96);
  EXPECT_EQ(fours, 6);
}

/// What `change` makes of sensible settings must be refused in one sentence that says `part`.
void ExpectRefused(const std::function<void(BacktestSettings&)>& change, const std::string& part) {
  BacktestSettings settings = Settings();
  change(settings);
  const auto run = RunOn(settings, Frame("1h"), RandomWalk(Frame("1h"), 30));
  ASSERT_FALSE(run.has_value()) << part;
  EXPECT_NE(run.error().message.find(part), std::string::npos) << run.error().message;
  EXPECT_EQ(run.error().message.find('\n'), std::string::npos);
}

TEST(Backtest, RefusesUnknownNamesAndNamesTheNearest) {
  ExpectRefused([](auto& s) { s.strategies = {}; }, "no strategy");
  ExpectRefused([](auto& s) { s.strategies[0].name = "witnes"; }, "did you mean \"witness\"");
  ExpectRefused([](auto& s) { s.strategies[0].params = {{"perid", 3}}; }, "period");
  ExpectRefused([](auto& s) { s.strategies[0].params = {{"period", 11}}; }, "period");
  ExpectRefused([](auto& s) { s.strategies[0].pairs = {"BTC/USDC"}; }, "\"BTC/USDT\"");
  ExpectRefused([](auto& s) { s.strategies[0].timeframe = "1hh"; }, "1hh");
  ExpectRefused([](auto& s) { s.sim.fill.path = "optimist"; }, "did you mean \"optimistic\"");
  ExpectRefused([](auto& s) { s.sim.latency.model = "unifrm"; }, "did you mean \"uniform\"");
}

TEST(Backtest, RefusesWhatMakesNoSense) {
  ExpectRefused([](auto& s) { s.strategies[0].timeframe = "15m"; }, "choose a finer timeframe");
  ExpectRefused([](auto& s) { s.strategies[0].pairs = {"BTC/USDT", "BTCUSDT"}; }, "twice");
  ExpectRefused([](auto& s) { s.strategies[0].allocation = 1.5; }, "allocation");
  ExpectRefused([](auto& s) { s.strategies[0].allocation = 0; }, "allocation");
  ExpectRefused(
      [](auto& s) {
        s.strategies = {{.name = "witness", .allocation = 0.7},
                        {.name = "witness", .allocation = 0.4}};
      },
      "more than 1");
  ExpectRefused(
      [](auto& s) {
        s.strategies = {{.name = "witness", .allocation = 1}, {.name = "witness"}};
      },
      "leaves nothing");
  ExpectRefused([](auto& s) { s.account.balances = {}; }, "account is empty");
  ExpectRefused([](auto& s) { s.account.balances = {{"USDT", "-5"}}; }, "account.balances.USDT");
  ExpectRefused([](auto& s) { s.account.balances = {{"USDT", "5"}, {"DOGE", "5"}}; }, "DOGE");
  ExpectRefused(
      [](auto& s) {
        s.account.cold_storage = {{"BTC", "x"}};
      },
      "account.cold_storage.BTC");
  ExpectRefused([](auto& s) { s.account.cold_storage = {{"DOGE", "5"}}; }, "DOGE");
  ExpectRefused([](auto& s) { s.sim.fill.max_bar_share = 0; }, "sim.fill.max_bar_share");
  ExpectRefused([](auto& s) { s.sim.fill.delisting_haircut = 1.1; }, "delisting_haircut");
  ExpectRefused([](auto& s) { s.sim.impact.spread_bps = -1; }, "sim.impact.spread_bps");
  ExpectRefused([](auto& s) { s.sim.impact.spread_bps_by_pair["BTC/USDT"] = std::nan(""); },
                "spread_bps_by_pair.BTC/USDT");
  ExpectRefused([](auto& s) { s.sim.impact.k["BTC"] = -0.1; }, "sim.impact.k.BTC");
  ExpectRefused([](auto& s) { s.sim.impact.declared_adv["BTC/USDT"] = 0; }, "declared_adv");
  ExpectRefused([](auto& s) { s.sim.fees.tiers = {}; }, "sim.fees.tiers");
  ExpectRefused([](auto& s) { s.sim.fees.tiers[0].taker_bps = 5000; }, "no fee");
  ExpectRefused([](auto& s) { s.sim.latency = {.model = "measured", .file = "/nowhere"}; },
                "/nowhere");
}

TEST(Backtest, AnInterruptEndsARunCleanly) {
  const std::atomic<bool> interrupted = true;
  RunHooks hooks;
  hooks.interrupted = &interrupted;
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf("BTC/USDT", Frame("1h"), RandomWalk(Frame("1h"), 500)));
  const std::vector<strategy::StrategySpec> specs = {WitnessSpec(nullptr)};
  const auto run = RunOnSeries(Settings(), {specs}, std::move(series), hooks);
  ASSERT_TRUE(run.has_value());
  EXPECT_TRUE(run->interrupted);
  EXPECT_LT(run->bars, 500);
  EXPECT_EQ(run->equity.back().equity, run->final_equity.ToDouble());
}

TEST(Backtest, AnAbsurdlyCheapCoinIsTraded) {
  auto bars = RandomWalk(Frame("1h"), 60);
  for (core::Bar& bar : bars) {
    for (double* p : {&bar.open, &bar.high, &bar.low, &bar.close}) *p *= 1e-10;
    bar.volume *= 1e18;
  }
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf("PEPE/USDT", Frame("1h"), std::move(bars)));
  series[0].filters.tick = core::Price(core::Decimal::PowerOfTen(-12));
  series[0].filters.lot = core::Quantity(core::Decimal::PowerOfTen(-8));
  const std::vector<strategy::StrategySpec> specs = {WitnessSpec(nullptr)};
  BacktestSettings settings = Settings();
  settings.pairs = {"PEPE/USDT"};
  const auto run = RunOnSeries(settings, {specs}, std::move(series), {});
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_GT(run->fills.size(), 5u);
}

TEST(Backtest, WhatFeedsAStrategyDoesNotTradeBesideIt) {
  std::vector<LoadedSeries> series;
  series.push_back(SeriesOf("BTC/USDT", Frame("1h"), RandomWalk(Frame("1h"), 10)));
  core::Universe universe;
  series[0].record.instrument = *universe.Add("binance", series[0].symbol, series[0].filters);
  std::vector<strategy::StrategySpec> specs = {WitnessSpec(nullptr), WitnessSpec(nullptr)};
  specs[1].name = "listener";
  specs[1].feeds = [](const strategy::Params& params) {
    return params.GetInt("period") == 7 ? std::vector<std::string>{"witness"}
                                        : std::vector<std::string>{};
  };
  BacktestSettings settings = Settings();
  settings.timeframe = "1h";
  settings.strategies = {{.name = "witness"}, {.name = "listener", .params = {{"period", 7}}}};
  const auto both = PlanStrategies(settings, {specs}, universe, series);
  ASSERT_FALSE(both.has_value());
  EXPECT_EQ(both.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(both.error().message.find("remove witness"), std::string::npos) << both.error().message;

  settings.strategies[1].params = {{"period", 8}};  // listens to nobody
  EXPECT_TRUE(PlanStrategies(settings, {specs}, universe, series).has_value());
  settings.strategies = {{.name = "listener", .params = {{"period", 7}}}};
  EXPECT_TRUE(PlanStrategies(settings, {specs}, universe, series).has_value());
}

}  // namespace
}  // namespace keel::engine
