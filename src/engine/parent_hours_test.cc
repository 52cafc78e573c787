// SPDX-License-Identifier: MIT
// Large orders in a backtest of hours, with the time that nobody configured: how much of the market
// they take, when they trade, and which settings are refused because they never would.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>

#include "base/random.h"
#include "engine/backtest.h"
#include "engine/parent_plan.h"

namespace keel::engine {
namespace {

using base::Hours;
using base::Minutes;

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};  // midnight

/// Wants half of its equity from the bar that closes at `begins` on.
class HalfFrom final : public strategy::Strategy {
 public:
  explicit HalfFrom(base::UnixNanos begins) : begins_(begins) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (event.time >= begins_) market.TargetShare(event.instrument, 0.5, "half");
  }

 private:
  base::UnixNanos begins_;
};

class HoursTest : public testing::Test {
 protected:
  HoursTest() {
    settings.pairs = {"BTC/USDT"};
    settings.strategies = {{.name = "half"}};
    settings.risk = *risk::LimitsOf("research");
    settings.risk.order_volume_share = std::nullopt;
    settings.sim.latency.model = "fixed";
    settings.sim.fill.max_bar_share = 1;
    settings.execution.algorithm = "twap";
    volume = [](int64_t) { return 1000.0; };
  }

  /// Hourly bars around 100.
  std::vector<core::Bar> MakeBars(int count) const {
    base::RandomStream random(6, "test.hours");
    std::vector<core::Bar> bars;
    double price = 100;
    for (int i = 0; i < count; ++i) {
      core::Bar bar{kStart + Hours(i), price, 0, 0, 0, volume(i)};
      price = std::round(price * std::exp(0.002 * random.NextNormal()) * 100) / 100;
      bar.close = price;
      bar.high = std::max(bar.open, bar.close) + 0.05;
      bar.low = std::min(bar.open, bar.close) - 0.05;
      bars.push_back(bar);
    }
    return bars;
  }
  base::Result<RunRecord> Try(int bars, int begins) {
    strategy::StrategySpec spec;
    spec.name = "half";
    spec.make =
        [begins](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<HalfFrom>(kStart + Hours(begins));
    };
    specs = {spec};
    LoadedSeries series;
    series.symbol = *core::ParseSymbol("BTC/USDT");
    series.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                      core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(1)};
    series.timeframe = core::Timeframe::Of(Hours(1));
    series.owned = std::make_unique<std::vector<core::Bar>>(MakeBars(bars));
    series.bars = *series.owned;
    series.record.from = series.bars.front().open_time;
    series.record.to = series.bars.back().open_time + Hours(1);
    series.record.hash = HashBars(series.bars);
    std::vector<LoadedSeries> all;
    all.push_back(std::move(series));
    return RunOnSeries(settings, {specs}, std::move(all), {});
  }
  RunRecord Run(int bars, int begins) {
    auto run = Try(bars, begins);
    EXPECT_TRUE(run.has_value()) << run.error().message;
    return run ? *std::move(run) : RunRecord();
  }
  /// Volume of the two bars that were known last.
  double KnownVolume(base::UnixNanos now) const {
    const int64_t closed = (now - kStart).ns / Hours(1).ns;
    return volume(closed - 1) + volume(closed - 2);
  }

  BacktestSettings settings;
  std::vector<strategy::StrategySpec> specs;
  std::function<double(int64_t)> volume;
};

TEST_F(HoursTest, AShareOfTheVolumeIsTakenAndNeverMore) {
  settings.execution.max_participation = 0.01;
  settings.account.balances = {{"USDT", "20000"}};
  volume = [](int64_t hour) { return 500.0 + 250 * static_cast<double>(hour % 4); };
  const RunRecord run = Run(30, 5);
  ASSERT_GT(run.fills.size(), 10u);
  double taken = 0;
  for (size_t i = 0; i < run.fills.size(); ++i) {
    double own = 0;
    for (size_t k = 0; k <= i; ++k) {
      const bool lately = run.fills[k].time > run.fills[i].time - Hours(2);
      if (lately) own += run.fills[k].quantity.ToDouble();
    }
    EXPECT_LE(own, 0.01 * KnownVolume(run.fills[i].time) + 1e-9) << i;
    taken += run.fills[i].quantity.ToDouble();
  }
  EXPECT_GT(taken, 90) << "half of 20000 at 100, in spite of the limit";
  EXPECT_GT(run.parents.size(), 5u) << "one after the other";
}

TEST_F(HoursTest, PovIsRefusedWhereNoBarClosesInItsTime) {
  settings.execution.algorithm = "pov";
  const auto run = Try(30, 5);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(run.error().message.find("execution.horizon_minutes: pov"), std::string::npos)
      << run.error().message;
}

TEST_F(HoursTest, PovTakesItsShareWhereOneDoes) {
  settings.execution.algorithm = "pov";
  settings.execution.horizon_minutes = 240;
  settings.execution.rate = 0.01;
  settings.account.balances = {{"USDT", "20000"}};
  const RunRecord run = Run(30, 5);
  ASSERT_FALSE(run.parents.empty());
  double taken = 0;
  for (const core::Fill& fill : run.fills) {
    taken += fill.quantity.ToDouble();
    const int64_t closed = (fill.time - run.parents[0].start).ns / Hours(1).ns;
    EXPECT_LE(taken, 0.01 * 1000 * static_cast<double>(closed) + 1e-9);
  }
  EXPECT_GT(taken, 60);
}

TEST_F(HoursTest, VwapTradesWhenTheMarketDoes) {
  settings.execution.algorithm = "vwap";
  settings.execution.horizon_minutes = 24 * 60;
  settings.execution.slices = 48;
  const auto is_busy = [](int64_t hour) { return hour % 24 >= 12 && hour % 24 < 16; };
  base::RandomStream random(7, "test.hours.noise");
  std::vector<double> noise;
  for (int i = 0; i < 20 * 24; ++i) noise.push_back(std::exp(0.1 * random.NextNormal()));
  volume = [=](int64_t hour) {
    return (is_busy(hour) ? 5000.0 : 10.0) * noise[static_cast<size_t>(hour)];
  };
  const RunRecord run = Run(17 * 24, 15 * 24);
  ASSERT_FALSE(run.parents.empty());
  EXPECT_EQ(run.parents[0].start, kStart + Hours(15 * 24));
  double busy = 0, all = 0;
  for (const core::Fill& fill : run.fills) {
    if (fill.time > run.parents[0].end) break;
    all += fill.quantity.ToDouble();
    busy += is_busy((fill.time - kStart).ns / Hours(1).ns) ? fill.quantity.ToDouble() : 0;
  }
  EXPECT_GT(busy, 0.9 * all) << "a flat day has a sixth there";
  EXPECT_EQ(run.alerts_by_rule.count("execution_profile"), 0u);
}

TEST_F(HoursTest, VwapThatKnowsTooFewDaysSaysSo) {
  settings.execution.algorithm = "vwap";
  const RunRecord run = Run(3 * 24, 30);
  ASSERT_FALSE(run.parents.empty());
  EXPECT_GE(run.alerts_by_rule.at("execution_profile"), 1);
}

TEST_F(HoursTest, AnIcebergRestsFromItsStartAndIsDoneAtItsEnd) {
  settings.execution.algorithm = "iceberg";
  const RunRecord run = Run(30, 5);
  ASSERT_FALSE(run.orders.empty());
  const core::Order& first = run.orders[0].order;
  EXPECT_EQ(first.created_at, kStart + Hours(5));
  EXPECT_TRUE(first.terms.post_only);
  const double close = MakeBars(5).back().close;
  EXPECT_EQ(first.terms.limit_price,
            core::Price::FromDouble(close, core::Price(core::Decimal::PowerOfTen(-2))));
  ASSERT_FALSE(run.parents.empty());
  EXPECT_EQ(run.parents[0].left, core::Quantity());
  EXPECT_LT(run.orders.size(), 60u) << "it was one try a second";
}

TEST(CheckExecution, SaysWhatCanNeverWork) {
  ExecutionSettings pov = {.algorithm = "pov"};
  EXPECT_FALSE(CheckExecution(pov, Hours(1)));
  EXPECT_FALSE(CheckExecution(pov, Hours(4)));
  EXPECT_TRUE(CheckExecution(pov, Minutes(30)));
  EXPECT_TRUE(CheckExecution(pov, {})) << "single trades";
  pov.horizon_minutes = 61;
  EXPECT_TRUE(CheckExecution(pov, Hours(1)));
  ExecutionSettings vwap = {.algorithm = "vwap"};
  EXPECT_TRUE(CheckExecution(vwap, Hours(1)));
  EXPECT_TRUE(CheckExecution(vwap, Hours(12)));
  EXPECT_FALSE(CheckExecution(vwap, base::Days(1)));
  EXPECT_FALSE(CheckExecution(vwap, Minutes(7)));
  EXPECT_FALSE(CheckExecution(vwap, {}));
  EXPECT_TRUE(CheckExecution({.algorithm = "twap", .max_participation = 0.1}, base::Days(1)));
}

}  // namespace
}  // namespace keel::engine
