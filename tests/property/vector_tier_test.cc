// SPDX-License-Identifier: MIT
// The vector tier of a sweep against the engine, with the strategies that have a vector form.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "research/testing/vector_agreement.h"
#include "storage/import.h"
#include "strategies/registry.h"
#include "tests/property/synthetic_run.h"
#include "tests/shared_data.h"

namespace keel::tests {
namespace {

using research::testing::AgreementTerms;
using research::testing::ExpectAgreement;
using strategy::Params;

const strategy::StrategySpec& Spec(const char* name) { return **strategies::Find(name); }

Params Set(const char* name, std::vector<std::pair<std::string, double>> values) {
  return *Params::Make(Spec(name).params, values);
}

std::vector<Params> Averages() {
  std::vector<Params> sets;
  for (const double fast : {2, 3, 5, 10, 20, 50}) {
    for (const double slow : {3, 7, 20, 50, 120, 500}) {
      if (fast < slow) sets.push_back(Set("ema_cross", {{"fast", fast}, {"slow", slow}}));
    }
  }
  return sets;
}

std::vector<Params> Channels() {
  std::vector<Params> sets;
  for (const double entry : {2, 10, 48, 240}) {
    for (const double stop : {0.5, 2.0, 8.0, 50.0}) {
      sets.push_back(Set("breakout", {{"entry", entry},
                                      {"exit", std::max(2.0, entry / 2)},
                                      {"atr", 14 + entry},
                                      {"stop", stop},
                                      {"risk", entry > 20 ? 0.02 : 0.2}}));
    }
  }
  return sets;
}

constexpr AgreementTerms kTerms[] = {
    {.name = "no costs at all"},
    {.name = "a fee that must be rounded, and a spread", .taker_bps = 7.12345, .spread_bps = 3},
    {.name = "some of the money kept back", .taker_bps = 10, .market_slippage = 0.005},
    {.name = "next to no slippage allowed", .spread_bps = 1, .market_slippage = 0.0004},
    {.name = "much money, so that what is left over is bought later", .cash = "25000000.55"},
    {.name = "hardly more than an order is worth", .cash = "14.5", .taker_bps = 10},
    {.name = "the other extreme first", .taker_bps = 10, .path = "optimistic"},
    {.name = "the nearer extreme first", .path = "nearest"},
};

engine::LoadedSeries SyntheticSeries(uint64_t seed, double holes) {
  SyntheticMarket market = MakeMarket(1, core::Timeframe::Of(base::Hours(1)), base::Days(90), seed);
  base::RandomStream stream(seed, "test.holes");
  std::erase_if(market.series[0].bars,
                [&](const core::Bar&) { return stream.NextUniform() < holes; });
  return std::move(Known(market, base::kEndOfTime, SettingsFor(market, market.timeframe, {}))[0]);
}

void ExpectBothAgree(const AgreementTerms& terms, const engine::LoadedSeries& series) {
  const engine::Registry registry{strategies::All()};
  EXPECT_GT(ExpectAgreement(registry, Spec("ema_cross"), Averages(), terms, series), 1000u);
  EXPECT_GT(ExpectAgreement(registry, Spec("breakout"), Channels(), terms, series), 1000u);
}

TEST(VectorTier, AgreesWithTheEngineOnSyntheticMarkets) {
  for (size_t i = 0; i < std::size(kTerms); ++i) ExpectBothAgree(kTerms[i], SyntheticSeries(i, 0));
}

TEST(VectorTier, AgreesWhereBarsAreMissing) {
  ExpectBothAgree(kTerms[1], SyntheticSeries(9, 0.05));
}

/// Numbers of one random comparison.
class Dice {
 public:
  explicit Dice(uint64_t seed) : stream_(seed, "test.vector_tier") {}
  bool OneIn(uint64_t n) { return stream_.NextBelow(n) == 0; }
  double Whole(uint64_t from, uint64_t below) {
    return static_cast<double>(from + stream_.NextBelow(below - from));
  }
  double Between(double a, double b) { return a + (b - a) * stream_.NextUniform(); }
  /// Each order of magnitude as likely as another.
  double Magnitude(double a, double b) { return a * std::pow(b / a, stream_.NextUniform()); }

 private:
  base::RandomStream stream_;
};

/// With opens that jump, bars that are missing, coarse lots and high minimums now and then.
engine::LoadedSeries RandomSeries(uint64_t seed, Dice& dice) {
  engine::LoadedSeries series = SyntheticSeries(seed, dice.OneIn(3) ? 0.1 : 0);
  const double tick = series.filters.tick.ToDouble();
  const bool jumps = dice.OneIn(2);
  for (core::Bar& bar : *series.owned) {
    if (!jumps) break;
    bar.open = std::max(tick, std::round(bar.open * dice.Between(0.99, 1.01) / tick) * tick);
    bar.high = std::max(bar.high, bar.open);
    bar.low = std::min(bar.low, bar.open);
  }
  const int decimals = static_cast<int>(dice.Whole(0, 8));
  if (dice.OneIn(3)) series.filters.lot = core::Quantity(core::Decimal::PowerOfTen(-decimals));
  if (dice.OneIn(3)) {
    series.filters.min_notional = core::Decimal::FromInt(static_cast<int64_t>(dice.Whole(0, 99)));
  }
  return series;
}

TEST(VectorTier, AgreesOnRandomTermsMarketsAndSets) {
  const engine::Registry registry{strategies::All()};
  for (uint64_t seed = 0; seed < 60 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const engine::LoadedSeries series = RandomSeries(seed, dice);
    const core::Decimal cent = core::Decimal::PowerOfTen(-2);
    const std::string cash = core::Decimal::FromDouble(dice.Magnitude(20, 1e8), cent).ToString();
    constexpr const char* kPaths[] = {"pessimistic", "optimistic", "ohlc", "nearest"};
    AgreementTerms terms{.name = "random", .cash = cash.c_str()};
    if (dice.OneIn(2)) terms.taker_bps = dice.Between(0, 30);
    if (dice.OneIn(2)) terms.spread_bps = dice.Between(0, 20);
    if (dice.OneIn(2)) terms.market_slippage = dice.Between(0, 0.01);
    terms.path = kPaths[static_cast<size_t>(dice.Whole(0, 4))];
    std::vector<Params> averages, channels;
    for (int i = 0; i < 4; ++i) {
      const double fast = dice.Whole(2, 30), exit = dice.Whole(2, 60);
      averages.push_back(Set("ema_cross", {{"fast", fast}, {"slow", fast + dice.Whole(1, 200)}}));
      channels.push_back(Set("breakout", {{"entry", exit + dice.Whole(0, 60)},
                                          {"exit", exit},
                                          {"atr", dice.Whole(2, 100)},
                                          {"stop", dice.Magnitude(0.5, 50)},
                                          {"risk", dice.Magnitude(0.0005, 0.2)}}));
    }
    ExpectAgreement(registry, Spec("ema_cross"), averages, terms, series);
    ExpectAgreement(registry, Spec("breakout"), channels, terms, series);
  }
}

TEST(VectorTier, AgreesOnBitcoinByTheHour) {
  KEEL_SHARED_DATA(file, "ohlcv/BTCUSDT_1h_binance_2017-2022.csv.gz");
  const auto directory =
      std::filesystem::temp_directory_path() / ("keel_vector_tier_" + std::to_string(::getpid()));
  const storage::Catalog catalog(directory.string());
  storage::ImportRequest request{.paths = {file}, .venue = "binance"};
  request.symbols = {*core::ParseSymbol("BTC/USDT")};
  request.timeframe = core::Timeframe::Of(base::Hours(1));
  ASSERT_TRUE(storage::Import(catalog, request).has_value());
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1h";
  const auto series = engine::LoadSeries(settings, catalog);
  ASSERT_TRUE(series.has_value()) << series.error().message;
  const engine::Registry registry{strategies::All()};
  const std::vector<Params> averages = {Set("ema_cross", {{"fast", 5}, {"slow", 20}}),
                                        Set("ema_cross", {{"fast", 20}, {"slow", 100}}),
                                        Set("ema_cross", {{"fast", 200}, {"slow", 1000}})};
  const std::vector<Params> channels = {
      Set("breakout", {}),
      Set("breakout", {{"entry", 20}, {"exit", 10}, {"atr", 20}, {"stop", 3}})};
  for (const size_t i : {0u, 1u, 2u}) {
    ExpectAgreement(registry, Spec("ema_cross"), averages, kTerms[i], series->front());
    ExpectAgreement(registry, Spec("breakout"), channels, kTerms[i], series->front());
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace keel::tests
