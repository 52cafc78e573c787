// SPDX-License-Identifier: MIT
// Strategies that share an account: their profits add up to the account's, by books kept here from
// the fills alone; and their shares know nothing of the future.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "research/report/json.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "strategy/allocation.h"
#include "tests/property/random_strategy.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

using core::Decimal;
using core::Int128;

constexpr core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));

/// BTC/USDT, ETH/USDT, ETH/BTC (so that BTC is both a coin and money), and a coin whose trading
/// ends.
SyntheticMarket CrossMarket(uint64_t seed) {
  SyntheticMarket market = MakeMarket(4, kHour, base::Days(40), seed);
  const char* symbols[] = {"BTC/USDT", "ETH/USDT", "ETH/BTC", "SOL/USDT"};
  for (size_t i = 0; i < 4; ++i) {
    auto& series = market.series[i];
    series.symbol = *core::ParseSymbol(symbols[i]);
    series.price_decimals = i == 2 ? 7 : 2;
    series.volume_decimals = 5;
    series.delisted_at.reset();
    const double scale = (i == 2 ? 0.05 : 100.0) / series.bars.front().open;
    const double grid = std::pow(10.0, series.price_decimals);
    const auto on_grid = [&](double x) {
      return std::max(std::round(x * scale * grid), 2.0) / grid;
    };
    for (core::Bar& bar : series.bars) {
      bar = {bar.open_time,    on_grid(bar.open),  on_grid(bar.high),
             on_grid(bar.low), on_grid(bar.close), bar.volume};
    }
  }
  auto& sol = market.series[3];
  sol.bars.resize(sol.bars.size() * 2 / 3);
  sol.delisted_at = kHour.CloseOf(sol.bars.back().open_time);
  return market;
}

engine::BacktestSettings WildSettings(const SyntheticMarket& market, int seed) {
  engine::BacktestSettings settings = SettingsFor(
      market, kHour,
      {{.name = "random", .params = {{"seed", seed}, {"activity", 0.6}}, .allocation = 0.4},
       {.name = "random", .params = {{"seed", 100 + seed}, {"activity", 0.6}}, .allocation = 0.3},
       {.name = "random", .params = {{"seed", 200 + seed}, {"activity", 0.1}}, .allocation = 0.2}});
  settings.account.balances = {{"USDT", "10000.000000000007"}, {"BTC", "7.654321"}};
  if (seed % 4 == 0) {
    settings.account.cold_storage = {{"BTC", "0.123456789012"}, {"USDT", "77.000000000003"}};
  }
  settings.min_notional = "0.0001";
  settings.risk = *risk::LimitsOf(seed % 2 == 0 ? "fund" : "research");
  settings.sim.latency.model = "lognormal";
  settings.sim.latency.median_ms = 200'000;  // much is on its way at any time
  settings.sim.fees.tiers = {{0, 1.2345678, 2.3456789}, {20'000, -1, 7}};
  settings.sim.fill.max_bar_share = 0.001;
  settings.allocation.method = seed % 3 == 0 ? "fixed" : "inverse_volatility";
  settings.allocation.rebalance_days = 2;
  settings.allocation.least_days = 5;
  settings.allocation.band = 0.02;
  settings.allocation.cost_bps = 0;
  return settings;
}

/// What everybody moved, from the fills as they stand in fills.csv, in whole numbers of 1e-12.
struct PlainBooks {
  std::map<std::string, Int128> deposits;
  std::map<int, std::map<std::string, Int128>> flows;  // by strategy, by currency

  explicit PlainBooks(const engine::RunRecord& run) {
    for (const core::Money& money : run.deposits) {
      deposits[run.universe.code(money.currency)] += money.amount.raw();
    }
    for (const core::Money& money : run.cold_storage) {
      deposits[run.universe.code(money.currency)] += money.amount.raw();
    }
    for (const core::Fill& fill : run.fills) {
      const core::Symbol& symbol = run.universe.at(fill.instrument).symbol;
      const int sign = fill.side == core::Side::kBuy ? 1 : -1;
      auto& own = flows[fill.strategy.index];
      own[symbol.base] += sign * fill.quantity.value().raw();
      const Decimal paid = core::Notional(fill.price, fill.quantity);
      own[symbol.quote] -= sign * paid.raw() + fill.fee.amount.raw();
    }
  }
  Int128 Balance(const std::string& code) const {
    Int128 sum = deposits.contains(code) ? deposits.at(code) : Int128{};
    for (const auto& [strategy, own] : flows) {
      if (own.contains(code)) sum += own.at(code);
    }
    return sum;
  }
};

/// The last close of every coin against USDT, as text would give it.
std::map<std::string, Decimal> LastRates(const SyntheticMarket& market) {
  std::map<std::string, Decimal> rates = {{"USDT", Decimal::FromInt(1)}};
  for (const auto& series : market.series) {
    if (series.symbol.quote != "USDT") continue;
    rates[series.symbol.base] = *Decimal::Parse(fmt::format("{:.2f}", series.bars.back().close));
  }
  return rates;
}

TEST(Sleeves, TheirProfitsAddUpToTheAccountsToTheLastUnit) {
  int64_t crossings = 0, forced = 0, changes = 0;
  for (int seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const SyntheticMarket market = CrossMarket(static_cast<uint64_t>(seed));
    const auto specs = std::vector{RandomStrategySpec()};
    const auto run = RunKnown(WildSettings(market, seed), {specs}, market, base::kEndOfTime);
    ASSERT_EQ(run.sleeves.size(), 3u);
    const PlainBooks books(run);
    const auto rates = LastRates(market);

    Decimal final_equity;
    for (const char* code : {"USDT", "BTC", "ETH", "SOL"}) {
      const Decimal balance = Decimal::FromRaw(books.Balance(code));
      EXPECT_TRUE(std::string(code) != "SOL" || balance.is_zero()) << "delisted, and not sold";
      final_equity += core::Mul(balance, rates.at(code), core::Rounding::kHalfEven);
    }
    EXPECT_EQ(final_equity, run.final_equity);

    Decimal sum = run.attribution.cash;
    for (int s = 0; s < 3; ++s) {
      const engine::SleeveRecord& sleeve = run.sleeves[static_cast<size_t>(s)];
      sum += sleeve.profit;
      Int128 units = 0;  // of 1e-24: exact
      for (const auto& [code, flow] : books.flows.at(s)) units += flow * rates.at(code).raw();
      const Int128 off = sleeve.profit.raw() * Decimal::kOne - units;
      EXPECT_LE(off < 0 ? -off : off, Int128{4} * Decimal::kOne)
          << "more than rounding, sleeve " << s;
      EXPECT_EQ(sleeve.realised + sleeve.unrealised - sleeve.fees, sleeve.profit);
    }
    EXPECT_EQ(sum, run.final_equity - run.starting_equity);
    EXPECT_EQ(sum, run.attribution.total);
    EXPECT_TRUE(run.attribution.residual.is_zero()) << run.attribution.residual.ToString();

    crossings += static_cast<int64_t>(run.crossings.size());
    for (const core::Fill& fill : run.fills) forced += fill.reason == "delisted";
    for (const auto& decision : run.allocations) changes += decision.why == "due";
  }
  EXPECT_GT(crossings, 100) << "too few crossings to prove anything";
  EXPECT_GT(forced, 5) << "too few positions met a delisting";
  EXPECT_GT(changes, 30) << "hardly any share changed";
}

/// In one quote currency what was realised is what the closed trades made, before fees.
TEST(Sleeves, RealisedIsWhatTheTradesMade) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(40), 31);
  const auto specs = std::vector{RandomStrategySpec()};
  for (int seed = 1; seed <= 4; ++seed) {
    const auto settings = SettingsFor(
        market, kHour,
        {{.name = "random", .params = {{"seed", seed}, {"activity", 0.5}}}, {.name = "random"}});
    const auto run = RunKnown(settings, {specs}, market, base::kEndOfTime);
    for (uint16_t s = 0; s < 2; ++s) {
      Decimal realised, fees;
      for (const engine::TradeRecord& t : run.trades) {
        if (t.strategy.index != s) continue;
        fees += t.entry_fee + t.exit_fee;
        if (!t.open_at_end) realised += t.proceeds - t.cost;
      }
      EXPECT_LE((run.sleeves[s].realised - realised).abs(), Decimal::FromRaw(8));
      EXPECT_EQ(run.sleeves[s].fees, fees);
    }
  }
}

TEST(Sleeves, OneStrategyMadeAllThereIs) {
  const SyntheticMarket market = MakeMarket(2, kHour, base::Days(40), 5);
  const auto specs = std::vector{RandomStrategySpec()};
  const auto run =
      RunKnown(SettingsFor(market, kHour, {{.name = "random"}}), {specs}, market, base::kEndOfTime);
  ASSERT_EQ(run.sleeves.size(), 1u);
  EXPECT_EQ(run.sleeves[0].profit, run.final_equity - run.starting_equity);
  EXPECT_FALSE(run.sleeves[0].profit.is_zero());
  EXPECT_EQ(run.sleeve_days.size(), 40u);
  EXPECT_EQ(run.sleeves[0].mean_share, 1);
}

engine::BacktestSettings FourSleeves(const SyntheticMarket& market, const std::string& method) {
  engine::BacktestSettings settings =
      SettingsFor(market, kHour,
                  {{.name = "ema_cross", .allocation = 0.3},
                   {.name = "momentum_persistence", .allocation = 0.2},
                   {.name = "mean_reversion_extremes", .allocation = 0.2},
                   {.name = "buy_and_hold", .allocation = 0.1}});
  settings.risk = *risk::LimitsOf("research");
  settings.allocation.method = method;
  settings.allocation.band = 0.1;
  return settings;
}

/// The decisions up to `cut` are those of somebody who does not know what follows.
void ExpectSameDecisions(const engine::RunRecord& whole, const engine::RunRecord& known,
                         base::UnixNanos cut) {
  size_t same = 0;
  for (const engine::AllocationRecord& decision : whole.allocations) {
    if (decision.time > cut) break;
    ASSERT_LT(same, known.allocations.size());
    EXPECT_EQ(decision.time, known.allocations[same].time);
    EXPECT_EQ(decision.shares, known.allocations[same].shares) << base::FormatIso(decision.time);
    EXPECT_EQ(decision.why, known.allocations[same].why);
    ++same;
  }
  EXPECT_EQ(same, known.allocations.size());
}

TEST(Sleeves, SharesKnowNothingOfTheFuture) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(220), 77);
  const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
  for (const std::string& method : strategy::AllocationMethodNames()) {
    SCOPED_TRACE(method);
    const auto settings = FourSleeves(market, method);
    const auto whole = RunKnown(settings, registry, market, base::kEndOfTime);
    int changes = 0;
    for (const engine::AllocationRecord& decision : whole.allocations) {
      double sum = 0;
      for (const double share : decision.shares) sum += share;
      EXPECT_NEAR(sum, 0.8, 1e-12) << "cash was handed out";
      changes += decision.why == "due";
    }
    EXPECT_EQ(whole.allocations.size() > 20, method != "fixed");
    const bool looks_back = method != "fixed" && method != "equal";
    EXPECT_TRUE(changes > 0 || !looks_back) << "no share ever changed";
    // Some at the very instant of a decision, where one bar too many would show at once.
    for (const int day : {98, 147, 150, 182}) {
      const base::UnixNanos cut = kSyntheticStart + base::Days(day);
      ExpectSameDecisions(whole, RunKnown(settings, registry, market, cut), cut);
    }
  }
}

TEST(Sleeves, ThreadsChangeNoByte) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(120), 78);
  const engine::Registry registry{strategies::All(), strategies::AllFeatures()};
  auto settings = FourSleeves(market, "regime_aware");
  settings.jobs = 1;
  const auto one = RunKnown(settings, registry, market, base::kEndOfTime);
  settings.jobs = 2;
  const auto two = RunKnown(settings, registry, market, base::kEndOfTime);
  EXPECT_EQ(one.journal_hash, two.journal_hash);
  EXPECT_EQ(research::RunJson(one, {}), research::RunJson(two, {}));
}

}  // namespace
}  // namespace keel::tests
