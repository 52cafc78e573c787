// SPDX-License-Identifier: MIT
// The engine against a plain loop: every fill, trade and point of the equity curve, to the unit.
#include <gtest/gtest.h>

#include <filesystem>

#include "storage/import.h"
#include "strategies/registry.h"
#include "tests/property/plain_ema_cross.h"
#include "tests/property/synthetic_run.h"
#include "tests/shared_data.h"

namespace keel::tests {
namespace {

/// What a comparison varies.
struct Variant {
  const char* name;
  int fast, slow;
  const char* cash;
  double latency_ms;
  double taker_bps;
  double spread_bps;
  double impact_k;
  double max_bar_share;
};

engine::BacktestSettings SettingsOf(const Variant& v, engine::BacktestSettings settings) {
  settings.risk = *risk::LimitsOf("research");
  settings.account.balances = {{"USDT", v.cash}};
  settings.sim.latency.model = "fixed";
  settings.sim.latency.fixed_ms = v.latency_ms;
  settings.sim.fees.tiers = {{0, v.taker_bps / 2, v.taker_bps}};
  settings.sim.impact.spread_bps = v.spread_bps;
  settings.sim.impact.k = {};
  settings.sim.impact.k_default = v.impact_k;
  settings.sim.fill.max_bar_share = v.max_bar_share;
  settings.strategies = {
      {.name = "ema_cross",
       .params = {{"fast", static_cast<double>(v.fast)}, {"slow", static_cast<double>(v.slow)}}}};
  return settings;
}

PlainEmaCross PlainRun(const Variant& v, const engine::LoadedSeries& series) {
  PlainEmaCross plain({.fast = static_cast<size_t>(v.fast),
                       .slow = static_cast<size_t>(v.slow),
                       .cash = *Decimal::Parse(v.cash),
                       .tick = series.filters.tick.value(),
                       .lot = series.filters.lot.value(),
                       .min_notional = series.filters.min_notional,
                       .fee_rate = Decimal::FromDouble(v.taker_bps / 1e4, Decimal::PowerOfTen(-9)),
                       .half_spread = v.spread_bps / 2 / 1e4,
                       .impact_k = v.impact_k,
                       .max_bar_share = v.max_bar_share,
                       .latency = base::Nanoseconds(static_cast<int64_t>(v.latency_ms * 1e6)),
                       .period = series.timeframe.period()});
  plain.Run(series.bars);
  return plain;
}

void ExpectSameFills(const engine::RunRecord& run, const PlainEmaCross& plain) {
  for (size_t i = 0; i < std::min(run.fills.size(), plain.fills.size()); ++i) {
    const core::Fill& fill = run.fills[i];
    const PlainEmaCross::Fill& expected = plain.fills[i];
    ASSERT_EQ(base::FormatIso(fill.time), base::FormatIso(expected.time)) << "fill " << i;
    ASSERT_EQ(fill.side == core::Side::kBuy, expected.buys) << "fill " << i;
    ASSERT_EQ(fill.price.ToString(), expected.price.ToString()) << "fill " << i;
    ASSERT_EQ(fill.quantity.ToString(), expected.quantity.ToString()) << "fill " << i;
    ASSERT_EQ(fill.fee.amount.ToString(), expected.fee.ToString()) << "fill " << i;
  }
  EXPECT_EQ(run.fills.size(), plain.fills.size());
}

void ExpectSameTrades(const engine::RunRecord& run, const PlainEmaCross& plain) {
  std::vector<engine::TradeRecord> closed;
  for (const engine::TradeRecord& trade : run.trades) {
    if (!trade.open_at_end) closed.push_back(trade);
  }
  ASSERT_EQ(closed.size(), plain.trades.size());
  for (size_t i = 0; i < closed.size(); ++i) {
    const PlainEmaCross::Trade& expected = plain.trades[i];
    ASSERT_EQ(closed[i].quantity.value(), expected.quantity) << "trade " << i;
    ASSERT_EQ(closed[i].cost, expected.cost) << "trade " << i;
    ASSERT_EQ(closed[i].proceeds, expected.proceeds) << "trade " << i;
    ASSERT_EQ(closed[i].entry_fee, expected.entry_fee) << "trade " << i;
    ASSERT_EQ(closed[i].exit_fee, expected.exit_fee) << "trade " << i;
    ASSERT_EQ(closed[i].entry_time, expected.entry_time) << "trade " << i;
    ASSERT_EQ(closed[i].exit_time, expected.exit_time) << "trade " << i;
  }
}

void ExpectSame(const Variant& v, const engine::BacktestSettings& settings,
                std::vector<engine::LoadedSeries> series) {
  SCOPED_TRACE(v.name);
  const PlainEmaCross plain = PlainRun(v, series.front());
  const auto stored = series.front().bars;
  engine::RunHooks hooks;
  hooks.benchmark = false;
  const engine::Registry registry{strategies::All()};
  const auto run = engine::RunOnSeries(SettingsOf(v, settings), registry, std::move(series), hooks);
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_GT(plain.trades.size(), 5u) << "hardly anything was traded, so hardly anything compared";
  ExpectSameFills(*run, plain);
  ExpectSameTrades(*run, plain);
  ASSERT_EQ(run->equity.size(), stored.size());
  for (size_t i = 0; i < stored.size(); ++i) {
    const double expected = plain.equity[i].ToDouble();  // the curve's doubles are less careful
    ASSERT_NEAR(run->equity[i].equity, expected, 1e-15 * expected) << "equity after bar " << i;
  }
  EXPECT_EQ(run->final_equity, plain.equity.back());
}

constexpr Variant kVariants[] = {
    {"as delivered, a quarter of a second away", 20, 100, "10000", 250, 10, 1, 0.05, 0.1},
    {"at the venue's door", 20, 100, "10000", 0, 10, 1, 0.05, 0.1},
    {"without any cost", 10, 50, "10000", 0, 0, 0, 0, 0.1},
    {"dear and slow, at a fee that must be rounded", 5, 20, "10000", 30'000, 71.2345, 20, 0.5, 0.1},
    {"more money than the market takes", 8, 30, "50000000", 250, 10, 1, 0.35, 0.1},
    {"small bites", 5, 20, "1000000", 250, 10, 2, 0.1, 0.0002},
    {"hardly more than an order is worth", 5, 20, "12.5", 250, 10, 1, 0.05, 0.1},
};

TEST(Oracle, SyntheticMarkets) {
  for (const uint64_t seed : {1u, 2u, 3u, 4u}) {
    const core::Timeframe timeframe =
        core::Timeframe::Of(seed % 2 == 0 ? base::Hours(1) : base::Minutes(15));
    const SyntheticMarket market = MakeMarket(1, timeframe, base::Days(120), seed);
    for (const Variant& v : kVariants) {
      SCOPED_TRACE(seed);
      const engine::BacktestSettings settings = SettingsFor(market, timeframe, {});
      ExpectSame(v, settings, Known(market, base::kEndOfTime, settings));
    }
  }
}

/// Bars that are missing, without volume, and at prices of a cheap coin on a coarse grid.
TEST(Oracle, HolesAndEmptyBars) {
  SyntheticMarket market = MakeMarket(1, core::Timeframe::Of(base::Hours(1)), base::Days(200), 9);
  base::RandomStream stream(9, "test.holes");
  auto& bars = market.series[0].bars;
  std::erase_if(bars, [&](const core::Bar&) { return stream.NextUniform() < 0.05; });
  for (core::Bar& bar : bars) {
    if (stream.NextUniform() < 0.05) bar.volume = 0;
  }
  const engine::BacktestSettings settings = SettingsFor(market, market.timeframe, {});
  for (const Variant& v : kVariants) {
    ExpectSame(v, settings, Known(market, base::kEndOfTime, settings));
  }
}

TEST(Oracle, BitcoinByTheHour) {
  KEEL_SHARED_DATA(file, "ohlcv/BTCUSDT_1h_binance_2017-2022.csv.gz");
  const auto directory = std::filesystem::temp_directory_path() / "keel_oracle_test";
  std::filesystem::remove_all(directory);
  const storage::Catalog catalog(directory.string());
  storage::ImportRequest request{.paths = {file}, .venue = "binance"};
  request.symbols = {*core::ParseSymbol("BTC/USDT")};
  request.timeframe = core::Timeframe::Of(base::Hours(1));
  const auto report = storage::Import(catalog, request);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1h";
  for (const Variant& v : kVariants) {
    auto series = engine::LoadSeries(settings, catalog);
    ASSERT_TRUE(series.has_value()) << series.error().message;
    ExpectSame(v, settings, *std::move(series));
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace keel::tests
