// SPDX-License-Identifier: MIT
#include "market/aggregator.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/random.h"

namespace keel::market {
namespace {

using base::UnixNanos;
using core::Bar;
using core::Timeframe;

UnixNanos At(std::string_view text) { return *base::ParseTime(text); }
Timeframe Frame(std::string_view name) { return *Timeframe::Parse(name); }
/// Open, high, low, close and volume of the candle that opens at `time`.
Bar MakeBar(std::string_view time, const std::array<double, 5>& v) {
  return {At(time), v[0], v[1], v[2], v[3], v[4]};
}
std::string Text(const Bar& bar) {
  return base::FormatMinute(bar.open_time) + " " + std::to_string(bar.open) + " " +
         std::to_string(bar.high) + " " + std::to_string(bar.low) + " " +
         std::to_string(bar.close) + " " + std::to_string(bar.volume);
}
bool Same(const Bar& a, const Bar& b) {
  return a.open_time == b.open_time && a.open == b.open && a.high == b.high && a.low == b.low &&
         a.close == b.close && a.volume == b.volume;
}

/// A random walk of candles, each left out with probability `hole`; volumes are multiples of 1/64,
/// so that sums are exact in any order.
std::vector<Bar> Walk(int count, UnixNanos start, Timeframe frame, double hole, uint64_t item) {
  base::RandomStream random(1, "test.walk", item);
  std::vector<Bar> bars;
  double price = 100;
  UnixNanos time = start;
  for (int i = 0; i < count; ++i, time = frame.CloseOf(time)) {
    const double open = price;
    price *= 1 + 0.01 * random.NextNormal();
    const double high = std::max(open, price) * (1 + 0.01 * random.NextUniform());
    const double low = std::min(open, price) * (1 - 0.01 * random.NextUniform());
    const double volume = static_cast<double>(random.NextBelow(100'000)) / 64;
    if (random.NextUniform() >= hole) bars.push_back({time, open, high, low, price, volume});
  }
  return bars;
}

void ExpectSame(const std::vector<Bar>& a, const std::vector<Bar>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    ASSERT_TRUE(Same(a[i], b[i])) << Text(a[i]) << "\n" << Text(b[i]);
}

TEST(CanAggregate, KnowsWhatNests) {
  const auto can = [](std::string_view from, std::string_view to) {
    return CanAggregate(Frame(from), Frame(to)).has_value();
  };
  for (const std::string& name : Timeframe::Names()) EXPECT_TRUE(can(name, name));
  for (const char* to : {"3m", "5m", "1h", "1d", "3d", "1w", "1M"}) EXPECT_TRUE(can("1m", to));
  EXPECT_TRUE(can("1d", "1M") && can("1d", "1w") && can("1d", "3d") && can("12h", "1w"));
  EXPECT_FALSE(can("3m", "5m") || can("8h", "12h") || can("3d", "1w") || can("3d", "1M"));
  EXPECT_FALSE(can("1w", "1M") || can("1h", "1m"));
  EXPECT_EQ(CanAggregate(Frame("3m"), Frame("5m")).error().message,
            "3m candles do not fit into 5m candles: choose a finer timeframe");
  EXPECT_DEATH(BarAggregator(Frame("3m"), Frame("5m")), "do not nest");
}

TEST(BarAggregator, CompletesWithTheLastFineBar) {
  BarAggregator aggregator(Frame("30m"), Frame("1h"));
  EXPECT_EQ(aggregator.pending_close(), std::nullopt);
  EXPECT_TRUE(aggregator.Update(MakeBar("2024-01-01T00:00", {10, 12, 9, 11, 1})).empty());
  EXPECT_EQ(aggregator.pending_close(), At("2024-01-01T01:00"));
  const auto done = aggregator.Update(MakeBar("2024-01-01T00:30", {11, 11.5, 8, 8.5, 2}));
  ASSERT_EQ(done.size(), 1U);
  EXPECT_TRUE(Same(done[0], MakeBar("2024-01-01T00:00", {10, 12, 8, 8.5, 3}))) << Text(done[0]);
  EXPECT_EQ(aggregator.pending_close(), std::nullopt);
  EXPECT_FALSE(aggregator.Flush(base::kEndOfTime));
}

TEST(BarAggregator, AMissingLastBarClosesWithTimeOrWithALaterBar) {
  BarAggregator aggregator(Frame("30m"), Frame("1h"));
  EXPECT_TRUE(aggregator.Update(MakeBar("2024-01-01T00:00", {10, 12, 9, 11, 1})).empty());
  EXPECT_FALSE(aggregator.Flush(UnixNanos{At("2024-01-01T01:00").ns - 1}));
  const auto flushed = aggregator.Flush(At("2024-01-01T01:00"));
  ASSERT_TRUE(flushed);
  EXPECT_TRUE(Same(*flushed, MakeBar("2024-01-01T00:00", {10, 12, 9, 11, 1})));

  EXPECT_TRUE(aggregator.Update(MakeBar("2024-01-01T02:00", {1, 2, 1, 2, 1})).empty());
  // The next bar is the last of a later hour: it ends both.
  const auto both = aggregator.Update(MakeBar("2024-01-01T04:30", {5, 6, 4, 5, 7}));
  ASSERT_EQ(both.size(), 2U);
  EXPECT_TRUE(Same(both[0], MakeBar("2024-01-01T02:00", {1, 2, 1, 2, 1})));
  EXPECT_TRUE(Same(both[1], MakeBar("2024-01-01T04:00", {5, 6, 4, 5, 7})));
}

TEST(BarAggregator, TheSameTimeframePassesThrough) {
  const auto bars = Walk(500, At("2024-01-01"), Frame("5m"), 0.2, 1);
  ExpectSame(Aggregate(bars, Frame("5m"), Frame("5m")), bars);
}

TEST(BarAggregator, WeeksAndMonths) {
  const auto days = Walk(400, At("2023-12-20"), Frame("1d"), 0, 2);
  const auto weeks = Aggregate(days, Frame("1d"), Frame("1w"));
  EXPECT_EQ(weeks[0].open_time, At("2023-12-18"));
  EXPECT_EQ(weeks[1].open_time, At("2023-12-25"));
  EXPECT_EQ(weeks[1].open, days[5].open);
  EXPECT_EQ(weeks[1].close, days[11].close);
  const auto months = Aggregate(days, Frame("1d"), Frame("1M"));
  EXPECT_EQ(months[2].open_time, At("2024-02-01"));
  EXPECT_EQ(months[2].close, days[71].close);  // 12 + 31 + 29 days after the first
}

TEST(BarAggregator, OutOfOrderBarsAreABug) {
  BarAggregator aggregator(Frame("30m"), Frame("1h"));
  (void)aggregator.Update(MakeBar("2024-01-01T00:30", {1, 1, 1, 1, 1}));
  EXPECT_DEATH((void)aggregator.Update(MakeBar("2024-01-01T00:30", {1, 1, 1, 1, 1})), "ascending");
}

TEST(BarAggregator, StepsBetweenChangeNothing) {
  for (uint64_t item = 0; item < 20; ++item) {
    const double hole = item % 2 == 0 ? 0 : 0.3;
    const auto bars = Walk(5'000, At("1969-12-30T10:07"), Frame("1m"), hole, item);
    const auto direct = Aggregate(bars, Frame("1m"), Frame("1h"));
    auto by_steps = Aggregate(Aggregate(bars, Frame("1m"), Frame("5m")), Frame("5m"), Frame("1h"));
    // The last five minutes may lack their last minute, and then the hour waits for a later bar.
    if (by_steps.size() + 1 == direct.size()) by_steps.push_back(direct.back());
    ExpectSame(by_steps, direct);
    EXPECT_GT(direct.size(), 80U);
  }
}

TEST(BarAggregator, TotalsArePreserved) {
  for (uint64_t item = 0; item < 20; ++item) {
    const auto bars = Walk(5'000, At("2024-01-30T10:07"), Frame("5m"), 0.2, item);
    for (const char* to : {"15m", "4h", "1d", "1w", "1M"}) {
      BarAggregator aggregator(Frame("5m"), Frame(to));
      std::vector<Bar> coarse;
      for (const Bar& bar : bars) {
        for (const Bar& done : aggregator.Update(bar)) coarse.push_back(done);
      }
      if (const auto last = aggregator.Flush(base::kEndOfTime)) coarse.push_back(*last);
      double fine_volume = 0, coarse_volume = 0, high = 0, coarse_high = 0, low = 1e9,
             coarse_low = 1e9;
      std::map<UnixNanos, int> periods;
      for (const Bar& bar : bars) {
        fine_volume += bar.volume;
        high = std::max(high, bar.high);
        low = std::min(low, bar.low);
        ++periods[Frame(to).OpenOf(bar.open_time)];
      }
      for (const Bar& bar : coarse) {
        coarse_volume += bar.volume;
        coarse_high = std::max(coarse_high, bar.high);
        coarse_low = std::min(coarse_low, bar.low);
        ASSERT_TRUE(periods.contains(bar.open_time));
      }
      EXPECT_EQ(coarse.size(), periods.size());
      EXPECT_EQ(coarse_volume, fine_volume);
      EXPECT_EQ(coarse_high, high);
      EXPECT_EQ(coarse_low, low);
      EXPECT_EQ(coarse.front().open, bars.front().open);
      EXPECT_EQ(coarse.back().close, bars.back().close);
    }
  }
}

/// Cutting off the future must not change a completed candle, and none may show before its close.
TEST(BarAggregator, SeesNoFuture) {
  const auto bars = Walk(2'000, At("2024-01-01T10:07"), Frame("1m"), 0.3, 3);
  const auto all = Aggregate(bars, Frame("1m"), Frame("15m"));
  for (size_t cut = 1; cut < bars.size(); cut += 37) {
    const auto part = Aggregate(std::span(bars).first(cut), Frame("1m"), Frame("15m"));
    ASSERT_LE(part.size(), all.size());
    for (size_t i = 0; i < part.size(); ++i) ASSERT_TRUE(Same(part[i], all[i]));
    const UnixNanos now = Frame("1m").CloseOf(bars[cut - 1].open_time);
    if (part.empty()) continue;
    ASSERT_LE(Frame("15m").CloseOf(part.back().open_time), now);
  }
}

core::TradeTick Trade(UnixNanos time, const char* price, const char* quantity) {
  return {time, 0, *core::Price::Parse(price), *core::Quantity::Parse(quantity), core::Side::kBuy};
}

TEST(TradeAggregator, ATradeAtTheCloseOpensTheNextCandle) {
  TradeAggregator aggregator(Frame("1m"));
  const UnixNanos t = At("2024-01-01T00:00");
  EXPECT_FALSE(aggregator.Update(Trade(t + base::Seconds(5), "10", "0.1")));
  EXPECT_FALSE(aggregator.Update(Trade(t + base::Seconds(9), "12", "0.2")));
  EXPECT_FALSE(aggregator.Update(Trade(t + base::Seconds(9), "9.5", "0.3")));
  EXPECT_EQ(aggregator.pending_close(), t + base::Minutes(1));
  const auto done = aggregator.Update(Trade(t + base::Minutes(1), "11", "1"));
  ASSERT_TRUE(done);
  EXPECT_TRUE(Same(*done, MakeBar("2024-01-01T00:00", {10, 12, 9.5, 9.5, 0.6}))) << Text(*done);
  EXPECT_FALSE(aggregator.Flush(t + base::Seconds(119)));
  const auto flushed = aggregator.Flush(t + base::Minutes(2));
  ASSERT_TRUE(flushed);
  EXPECT_TRUE(Same(*flushed, MakeBar("2024-01-01T00:01", {11, 11, 11, 11, 1})));
  EXPECT_DEATH((void)aggregator.Update(Trade(t, "1", "1")), "order of time");
}

TEST(TradeAggregator, AgreesWithBarsOfTrades) {
  base::RandomStream random(2, "test.trades");
  TradeAggregator minutes(Frame("1m")), hours(Frame("1h"));
  BarAggregator hours_of_minutes(Frame("1m"), Frame("1h"));
  std::vector<Bar> direct, by_minutes;
  const auto take_minute = [&](const std::optional<Bar>& minute) {
    if (!minute) return;
    for (const Bar& bar : hours_of_minutes.Update(*minute)) by_minutes.push_back(bar);
  };
  UnixNanos time = At("2024-01-01");
  for (int i = 0; i < 20'000; ++i) {
    time = time + base::Milliseconds(static_cast<int64_t>(random.NextBelow(40'000)));
    const core::TradeTick trade{
        time, 0,
        core::Price(core::Decimal::FromRaw(
            1'000'000 * (1 + static_cast<int64_t>(random.NextBelow(1'000'000))))),
        core::Quantity(core::Decimal::FromRaw(core::Decimal::kOne / 64 *
                                              static_cast<int64_t>(random.NextBelow(64)))),
        core::Side::kBuy};
    take_minute(minutes.Update(trade));
    if (const auto bar = hours.Update(trade)) direct.push_back(*bar);
  }
  take_minute(minutes.Flush(base::kEndOfTime));
  if (const auto bar = hours.Flush(base::kEndOfTime)) direct.push_back(*bar);
  if (const auto bar = hours_of_minutes.Flush(base::kEndOfTime)) by_minutes.push_back(*bar);
  EXPECT_GT(direct.size(), 100U);
  ExpectSame(by_minutes, direct);
}

}  // namespace
}  // namespace keel::market
