// SPDX-License-Identifier: MIT
// The vector tier of a sweep against the engine, with the strategies that have a vector form.
#include <gtest/gtest.h>

#include <unistd.h>

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
