// SPDX-License-Identifier: MIT
#include "engine/series_loader.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};

core::Timeframe Frame(const char* name) { return *core::Timeframe::Parse(name); }

std::vector<core::Bar> Bars(core::Timeframe timeframe, int count, double volume) {
  std::vector<core::Bar> bars;
  base::UnixNanos open = timeframe.OpenOf(kStart);
  for (int i = 0; i < count; ++i, open = timeframe.CloseOf(open)) {
    bars.push_back({open, 100, 101, 99, 100, volume});
  }
  return bars;
}

/// A catalog with BTC/USDT (1h, 1m), ETH/USDT (1h) that ends early, NEW/USDT without volume and
/// ODD/USDT in three-day candles.
class SeriesLoader : public testing::Test {
 protected:
  SeriesLoader() {
    std::filesystem::remove_all(directory_);
    Write("BTC/USDT", "1h", Bars(Frame("1h"), 100, 5));
    Write("BTC/USDT", "1m", Bars(Frame("1m"), 6000, 5));
    Write("ETH/USDT", "1h", Bars(Frame("1h"), 50, 5));
    Write("NEW/USDT", "1h", Bars(Frame("1h"), 100, 0));
    Write("ODD/USDT", "3d", Bars(Frame("3d"), 40, 5));
    settings_.pairs = {"BTC/USDT"};
  }
  ~SeriesLoader() override { std::filesystem::remove_all(directory_); }

  void Write(const char* pair, const char* timeframe, const std::vector<core::Bar>& bars) {
    storage::SeriesNote note;
    note.price_decimals = 2;
    note.volume_decimals = 3;
    const auto status =
        catalog_.Write({"binance", *core::ParseSymbol(pair), Frame(timeframe)}, bars, note);
    EXPECT_TRUE(status.has_value()) << status.error().message;
  }

  void ExpectError(const std::string& part) {
    const auto loaded = LoadSeries(settings_, catalog_);
    ASSERT_FALSE(loaded.has_value()) << part;
    EXPECT_NE(loaded.error().message.find(part), std::string::npos) << loaded.error().message;
    EXPECT_EQ(loaded.error().message.find('\n'), std::string::npos) << "one sentence";
  }
  std::vector<LoadedSeries> Load() {
    auto loaded = LoadSeries(settings_, catalog_);
    EXPECT_TRUE(loaded.has_value()) << loaded.error().message;
    return loaded ? *std::move(loaded) : std::vector<LoadedSeries>(1);
  }

  std::string directory_ = (std::filesystem::temp_directory_path() /
                            (std::string("keel_series_loader_") +
                             ::testing::UnitTest::GetInstance()->current_test_info()->name()))
                               .string();
  storage::Catalog catalog_{directory_};
  BacktestSettings settings_;
};

TEST_F(SeriesLoader, TakesTicksAndLotsFromTheDataOrTheSettings) {
  EXPECT_EQ(Load()[0].filters.tick.ToString(), "0.01");
  EXPECT_EQ(Load()[0].filters.lot.ToString(), "0.001");
  EXPECT_EQ(Load()[0].filters.min_notional.ToString(), "10");
  settings_.instruments["BTC/USDT"] = {"0.5", "0.2", "7"};
  EXPECT_EQ(Load()[0].filters.tick.ToString(), "0.5");
  EXPECT_EQ(Load()[0].filters.lot.ToString(), "0.2");
  EXPECT_EQ(Load()[0].filters.min_notional.ToString(), "7");
  settings_.instruments["BTC/USDT"] = {"-1", {}, {}};
  ExpectError("instruments.\"BTC/USDT\".tick: \"-1\" is not a positive number");
}

TEST_F(SeriesLoader, CutsToTheRangeByWholeBars) {
  settings_.range = {kStart + base::Minutes(30), kStart + base::Hours(10) + base::Minutes(59)};
  const auto series = Load();
  EXPECT_EQ(series[0].bars.size(), 9u);  // 01:00 to 10:00
  EXPECT_EQ(series[0].record.from, kStart + base::Hours(1));
  EXPECT_EQ(series[0].record.to, kStart + base::Hours(10));
}

TEST_F(SeriesLoader, AnEmptyRangeTellsTheRangeThatExists) {
  settings_.range.from = kStart + base::Days(100);
  ExpectError(
      "BTC/USDT has no bars in the time range asked for; it covers 2021-01-01T00:00:00Z "
      "to 2021-01-05T04:00:00Z");
}

TEST_F(SeriesLoader, AnUnknownPairTellsTheNearest) {
  settings_.pairs = {"BTC/USDX"};
  ExpectError("BTC/USDT");
  settings_.pairs = {"nonsense"};
  ExpectError("nonsense");
  settings_.pairs = {"BTC/USDT:USDT"};
  ExpectError("perpetual");
}

TEST_F(SeriesLoader, WithoutVolumeAnAverageMustBeDeclared) {
  settings_.pairs = {"NEW/USDT"};
  ExpectError("sim.impact.declared_adv.\"NEW/USDT\"");
  settings_.sim.impact.declared_adv["NEW/USDT"] = 1000;
  EXPECT_EQ(Load()[0].record.declared_adv, 1000);
}

TEST_F(SeriesLoader, DetailMustDivide) {
  settings_.timeframe_detail = "1m";
  EXPECT_EQ(Load()[0].timeframe, Frame("1m"));
  EXPECT_EQ(Load()[0].record.timeframe, "1h");
  EXPECT_EQ(Load()[0].record.detail_timeframe, "1m");
  settings_.timeframe_detail = "4h";
  ExpectError("timeframe-detail 4h does not divide the timeframe 1h");
  settings_.timeframe_detail = "5q";
  ExpectError("5q");
}

TEST_F(SeriesLoader, CoarserCandlesAreMadeOfTheLongestThatFit) {
  settings_.timeframe = "4h";
  EXPECT_EQ(Load()[0].timeframe, Frame("1h"));
  settings_.timeframe = "15m";
  EXPECT_EQ(Load()[0].timeframe, Frame("1m"));
  settings_.pairs = {"ODD/USDT"};
  settings_.timeframe = "1M";  // 30 days are ten candles of three, a month is not
  ExpectError("1M");
}

TEST_F(SeriesLoader, ASeriesThatEndsWellBeforeTheRunIsDelisted) {
  settings_.pairs = {"BTC/USDT", "ETH/USDT"};
  const auto series = Load();
  EXPECT_FALSE(series[0].delisted_at_end);
  EXPECT_TRUE(series[1].delisted_at_end);
  EXPECT_EQ(series[1].record.delisted_at, kStart + base::Hours(50));
  settings_.range.to = kStart + base::Hours(55);
  EXPECT_FALSE(Load()[1].delisted_at_end) << "five hours of silence are no delisting";
  settings_.range.to = kStart + base::Hours(40);
  EXPECT_FALSE(Load()[1].delisted_at_end) << "the run ends before the series does";
}

}  // namespace
}  // namespace keel::engine
