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
  for (const core::Fill& fill : run.fills) {
    if (fill.side == core::Side::kSell) break;
    const auto lately = [&](base::UnixNanos t) {
      return t <= fill.time && t > fill.time - base::Hours(1);
    };
    double taken = 0, market = 0;
    for (const core::Fill& own : run.fills) taken += lately(own.time) ? own.quantity.ToDouble() : 0;
    for (const core::Bar& bar : bars) market += lately(bar.open_time + Minutes(1)) ? bar.volume : 0;
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
  for (const char* algorithm : {"vwap", "pov", "iceberg", "implementation_shortfall"}) {
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

TEST_F(ParentsTest, TheMoreRiskAverseTheEarlierItTrades) {
  settings.execution.algorithm = "implementation_shortfall";
  double early_before = 0;
  for (const double risk_aversion : {0.0, 0.002, 0.05}) {
    SCOPED_TRACE(risk_aversion);
    settings.execution.risk_aversion = risk_aversion;
    const RunRecord run = Run();
    ASSERT_EQ(run.parents.size(), 2u);
    EXPECT_EQ(run.parents[0].costs.filled, run.parents[0].costs.quantity);
    double early = 0;
    for (const core::Fill& fill : run.fills) {
      if (fill.time < run.parents[0].start + Minutes(5)) early += fill.quantity.ToDouble();
    }
    early /= run.parents[0].costs.quantity.ToDouble();
    EXPECT_GT(early, early_before + 0.1);
    early_before = early;
  }
  EXPECT_GT(early_before, 0.8);
}

/// A book, and a board on which the first half of the bars are known.
struct Desk {
  explicit Desk(double risk_aversion)
      : bars(MakeBars(300)),
        board({{bars, Minutes(1), std::nullopt}}),
        book({.algorithm = "implementation_shortfall",
              .horizon_minutes = 20,
              .slices = 10,
              .risk_aversion = risk_aversion}) {
    for (int i = 0; i < 150; ++i) board.Reveal({0}, bars[static_cast<size_t>(i)].close);
  }
  ParentStarted Plan(double quote_rate = 1) {
    core::Instrument pair;
    pair.tick = core::Price(core::Decimal::PowerOfTen(-2));
    pair.lot = core::Quantity(core::Decimal::PowerOfTen(-3));
    core::Intent intent;
    intent.reference_price = 100;
    const auto start = book.Plan(intent, core::Quantity(core::Decimal::FromInt(50)),
                                 {pair, board, 0.0005, 0.05, quote_rate}, now);
    EXPECT_TRUE(start.has_value()) << start.error().message;
    return start.value_or(ParentStarted());
  }

  std::vector<core::Bar> bars;
  market::Board board;
  ParentBook book;
  base::UnixNanos now = kStart + Minutes(150);
};

// The schedule is kept with the parent: after a restart the market and the settings are others, and
// a schedule that is made anew would trade too much or too little of what is left.
TEST_F(ParentsTest, ItsScheduleSurvivesARestartAsItWas) {
  Desk before(0.01), after(0);
  const ParentStarted start = before.Plan();
  EXPECT_NE(after.Plan().work.settings, start.work.settings) << "it would be another one";
  for (int i = 150; i < 300; ++i) after.board.Reveal({0}, after.bars[static_cast<size_t>(i)].close);
  before.book.Begin(start);
  after.book.Begin(start);
  EXPECT_EQ(after.book.at(1).work.Save().settings, start.work.settings);
  std::vector<core::OrderId> cancels;
  int sent = 0;
  for (base::UnixNanos now = start.time; now < start.time + Minutes(20); now = now + Minutes(1)) {
    const auto wished = before.book.Advance(now, &cancels);
    const auto wishes = after.book.Advance(now, &cancels);
    ASSERT_EQ(wishes.size(), wished.size());
    for (size_t i = 0; i < wishes.size(); ++i) {
      EXPECT_EQ(wishes[i].child.quantity, wished[i].child.quantity);
      ++sent;
    }
  }
  EXPECT_GT(sent, 2);
}

TEST_F(ParentsTest, RiskAversionIsCountedInTheAccountsCurrency) {
  Desk tenth(0.001), whole(0.01);
  EXPECT_EQ(tenth.Plan(10).work.settings, whole.Plan(1).work.settings);
  EXPECT_NE(tenth.Plan(1).work.settings, whole.Plan(1).work.settings);
}

TEST_F(ParentsTest, WhatCannotBeWorkedIsRefusedBeforeTheRun) {
  ExecutionSettings wrong = {.algorithm = "twap", .horizon_minutes = 1, .slices = 100};
  const base::Status status = CheckExecution(wrong);
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("take fewer"), std::string::npos);
  wrong.algorithm = "implementation_shortfall";
  EXPECT_FALSE(CheckExecution(wrong).has_value());
  wrong = {.algorithm = "tvap"};
  EXPECT_FALSE(CheckExecution(wrong).has_value());
}

}  // namespace
}  // namespace keel::engine
