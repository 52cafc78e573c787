// SPDX-License-Identifier: MIT
// Large orders worked by an algorithm in a backtest. How each algorithm cuts is tested beside it;
// restarts and faults are in tests/simulation.
#include "engine/parent_book.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/random.h"
#include "engine/backtest.h"

namespace keel::engine {
namespace {

using base::Minutes;

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};

std::vector<core::Bar> MakeBars(int count) {
  base::RandomStream random(6, "test.parents");
  std::vector<core::Bar> bars;
  double price = 100;
  for (int i = 0; i < count; ++i) {
    core::Bar bar{kStart + Minutes(i), price, 0, 0, 0, 50 + 100 * random.NextUniform()};
    price = std::round(price * std::exp(0.001 * random.NextNormal()) * 100) / 100;
    bar.close = price;
    bar.high = std::max(bar.open, bar.close) + 0.05;
    bar.low = std::min(bar.open, bar.close) - 0.05;
    bars.push_back(bar);
  }
  return bars;
}

/// Holds half of its equity from the fifth bar on, and nothing from bar `leaves` on.
class InAndOut final : public strategy::Strategy {
 public:
  explicit InAndOut(int leaves) : leaves_(leaves) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    ++bars_;
    if (bars_ == 5) market.TargetShare(event.instrument, 0.5, "in");
    if (bars_ == leaves_) market.TargetShare(event.instrument, 0, "out");
  }

 private:
  int leaves_, bars_ = 0;
};

class ParentsTest : public testing::Test {
 protected:
  ParentsTest() {
    settings.pairs = {"BTC/USDT"};
    settings.timeframe = "1m";
    settings.strategies = {{.name = "in_and_out"}};
    settings.risk = *risk::LimitsOf("research");
    settings.risk.order_volume_share = std::nullopt;
    settings.sim.latency.model = "fixed";
    settings.sim.fill.max_bar_share = 1;
    settings.execution = {.algorithm = "twap", .horizon_minutes = 20, .slices = 10};
  }
  RunRecord Run(int leaves = 100) {
    strategy::StrategySpec spec;
    spec.name = "in_and_out";
    spec.make =
        [leaves](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<InAndOut>(leaves);
    };
    const std::vector<strategy::StrategySpec> specs = {spec};
    LoadedSeries series;
    series.symbol = *core::ParseSymbol("BTC/USDT");
    series.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                      core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(1)};
    series.timeframe = core::Timeframe::Of(Minutes(1));
    series.owned = std::make_unique<std::vector<core::Bar>>(MakeBars(300));
    series.bars = *series.owned;
    series.record.from = series.bars.front().open_time;
    series.record.to = series.bars.back().open_time + Minutes(1);
    series.record.hash = HashBars(series.bars);
    std::vector<LoadedSeries> all;
    all.push_back(std::move(series));
    auto run = RunOnSeries(settings, {specs}, std::move(all), {});
    EXPECT_TRUE(run.has_value()) << run.error().message;
    return run ? *std::move(run) : RunRecord();
  }

  BacktestSettings settings;
};

TEST_F(ParentsTest, TwapSpreadsAnEntryAndAnExitOverTheirTime) {
  const RunRecord run = Run();
  ASSERT_EQ(run.parents.size(), 2u);
  for (const ParentRun& parent : run.parents) {
    EXPECT_EQ(parent.algorithm, "twap");
    EXPECT_GE(parent.children, 8u);
    EXPECT_LE(parent.children, 12u);
    EXPECT_EQ(parent.costs.filled, parent.costs.quantity);
    EXPECT_GT(parent.end - parent.start, Minutes(10));
    EXPECT_LE(parent.end - parent.start, Minutes(20));
  }
  EXPECT_EQ(run.parents[0].costs.side, "buy");
  EXPECT_EQ(run.parents[1].costs.filled, run.parents[0].costs.filled);
  base::UnixNanos last = base::kBeginningOfTime;
  for (const OrderRecord& order : run.orders) {
    EXPECT_GE(order.order.created_at, last + base::Seconds(1));
    last = order.order.created_at;
  }
}

TEST_F(ParentsTest, ThePartsOfItsCostSumToTheTotalAndTheFeesAreThoseOfTheRun) {
  settings.sim.impact.spread_bps = 10;
  const RunRecord run = Run();
  double fees = 0;
  for (const ParentRun& parent : run.parents) {
    const execution::CostRow& c = parent.costs;
    EXPECT_EQ(c.total, c.delay + c.timing + c.spread + c.impact + c.fees + c.opportunity);
    EXPECT_NEAR(c.spread.ToDouble(), c.filled.ToDouble() * c.arrival_price.ToDouble() * 5e-4,
                0.05 * c.spread.ToDouble());
    EXPECT_TRUE(c.interval_vwap.has_value());
    EXPECT_EQ(c.without_quote, core::Quantity());
    fees += c.fees.ToDouble();
  }
  EXPECT_NEAR(fees, run.costs.fees, 1e-9);
}

TEST_F(ParentsTest, NoMoreThanItsShareOfTheVolumeIsTaken) {
  settings.execution.horizon_minutes = 90;
  settings.execution.max_participation = 0.004;
  const RunRecord run = Run(200);
  ASSERT_FALSE(run.parents.empty());
  const std::vector<core::Bar> bars = MakeBars(300);
  double taken = 0;
  for (const core::Fill& fill : run.fills) {
    if (fill.side == core::Side::kSell) break;
    taken += fill.quantity.ToDouble();
    double market = 0;
    for (const core::Bar& bar : bars) {
      const base::UnixNanos close = bar.open_time + Minutes(1);
      if (close <= fill.time && close > run.parents[0].start) market += bar.volume;
    }
    EXPECT_LE(taken, 0.004 * market + 1e-9);
  }
  EXPECT_GT(run.fills.size(), 5u);
  EXPECT_GT(run.parents[0].left.ToDouble(), 0);  // there was not enough
}

TEST_F(ParentsTest, AChangeOfMindStopsWhatIsUnderWay) {
  settings.execution.horizon_minutes = 60;
  const RunRecord run = Run(15);
  ASSERT_EQ(run.parents.size(), 2u);
  EXPECT_GT(run.parents[0].left.ToDouble(), 0);
  EXPECT_LE(run.parents[0].end, kStart + Minutes(17));
  EXPECT_EQ(run.parents[1].costs.side, "sell");
  EXPECT_EQ(run.parents[1].costs.filled, run.parents[0].costs.filled);
}

TEST_F(ParentsTest, SmallOrdersAndThoseWithoutAnAlgorithmGoOutAtOnce) {
  settings.execution.min_value = 1e6;
  const RunRecord small = Run();
  EXPECT_TRUE(small.parents.empty());
  EXPECT_EQ(small.orders.size(), 2u);
  settings.execution = {};
  EXPECT_EQ(Run().journal_hash, small.journal_hash);
}

TEST_F(ParentsTest, EachAlgorithmDoesItsWork) {
  for (const char* algorithm : {"vwap", "pov", "iceberg"}) {
    SCOPED_TRACE(algorithm);
    settings.execution.algorithm = algorithm;
    settings.execution.horizon_minutes = 60;
    const RunRecord run = Run();
    ASSERT_GE(run.parents.size(), 2u);
    EXPECT_GE(run.parents[0].children, 2u);
    EXPECT_GT(run.parents[0].costs.filled, core::Quantity());
    EXPECT_EQ(Run().journal_hash, run.journal_hash);
  }
}

TEST_F(ParentsTest, WhatCannotBeWorkedIsRefusedBeforeTheRun) {
  ExecutionSettings wrong = {.algorithm = "twap", .horizon_minutes = 1, .slices = 100};
  const base::Status status = ParentBook::Check(wrong);
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("take fewer"), std::string::npos);
  wrong = {.algorithm = "tvap"};
  EXPECT_FALSE(ParentBook::Check(wrong).has_value());
}

}  // namespace
}  // namespace keel::engine
