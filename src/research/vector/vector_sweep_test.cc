// SPDX-License-Identifier: MIT
#include "research/vector/vector_sweep.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "indicators/sma.h"
#include "research/testing/vector_agreement.h"

namespace keel::research {
namespace {

using core::Decimal;
using strategy::Params;

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};  // 2021-01-01

core::Timeframe Hour() { return core::Timeframe::Of(base::Hours(1)); }
Decimal Dec(const char* text) { return Decimal::Parse(text).value(); }

VectorTerms Terms(const char* fee = "0", double half_spread = 0) {
  VectorTerms terms;
  terms.filters = {*core::Price::Parse("0.01"), *core::Quantity::Parse("0.001"), Dec("1")};
  terms.cash = Dec("1000");
  terms.fee_rate = Dec(fee);
  terms.half_spread = half_spread;
  return terms;
}

/// Bars that open at one price and close at another.
std::vector<core::Bar> Bars(std::vector<std::pair<double, double>> prices) {
  std::vector<core::Bar> bars;
  for (const auto& [open, close] : prices) {
    const auto time = kStart + base::Hours(static_cast<int64_t>(bars.size()));
    bars.push_back({time, open, std::max(open, close), std::min(open, close), close, 1000});
  }
  return bars;
}

std::vector<core::Bar> Walk(int count) {
  base::RandomStream stream(6, "test.walk");
  std::vector<std::pair<double, double>> prices;
  double price = 100;
  for (int i = 0; i < count; ++i) {
    const double open =
        std::round(price * 100 + static_cast<double>(stream.NextBelow(9)) - 4) / 100;
    price = std::round(price * std::exp(0.004 * stream.NextNormal()) * 100) / 100;
    prices.emplace_back(open, price);
  }
  return Bars(prices);
}

/// Holds while the close is above its average.
class AboveAverage final : public strategy::Strategy {
 public:
  explicit AboveAverage(int period) : average_(period) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const auto average = average_.Update(event.bar.close);
    if (!average) return;
    market.TargetShare(event.instrument, event.bar.close > *average ? 1 : 0, "average");
  }

 private:
  indicators::Sma average_;
};

strategy::StrategySpec AboveAverageSpec(int* computed = nullptr) {
  strategy::StrategySpec spec;
  spec.name = "above_average";
  spec.params = {{"period", 2, 1, 200, true, "of the average"}};
  spec.make = [](const Params& p) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    if (p.GetInt("period") == 13) return base::Fail(base::ErrorCode::kUsage, "not that one");
    return std::make_unique<AboveAverage>(p.GetInt("period"));
  };
  spec.vector = [computed](const Params& p) -> strategy::VectorForm {
    const int period = p.GetInt("period");
    strategy::VectorColumn average = strategy::ColumnOf(
        fmt::format("sma {}", period), indicators::Sma(period), &strategy::VectorBars::close);
    if (computed != nullptr) {
      average.fill = [computed, fill = average.fill](const auto& bars, std::span<double> out) {
        ++*computed;
        return fill(bars, out);
      };
    }
    return strategy::HoldRule{{strategy::CloseColumn(), average}};
  };
  return spec;
}

std::vector<Params> Periods(const std::vector<int>& periods) {
  std::vector<Params> sets;
  const std::vector<strategy::ParamSpec> specs = AboveAverageSpec().params;
  for (const int period : periods) {
    const std::vector<std::pair<std::string, double>> values = {{"period", period}};
    sets.push_back(*Params::Make(specs, values));
  }
  return sets;
}

VectorOutcome RunOne(const std::vector<core::Bar>& bars, const VectorTerms& terms) {
  const auto market = VectorMarket::Make(bars, Hour(), terms);
  return VectorSweep(AboveAverageSpec(), *market, Periods({2}),
                     {.keep_daily = true, .keep_fills = true})
      ->front();
}

// Above the average of two closes: said of a close above the one before.
const std::vector<core::Bar> kRiseAndFall =
    Bars({{100, 100}, {100, 110}, {111, 120}, {120, 105}, {104, 90}, {90, 95}});

TEST(VectorSweep, BuysAtTheOpenAfterTheCrossingAndSellsAtTheOpenAfterTheFall) {
  const VectorOutcome outcome = RunOne(kRiseAndFall, Terms());
  ASSERT_EQ(outcome.fills.size(), 2u);  // the last close wants to buy, and no bar follows
  // 1000 / 110 = 9.090 lots, of which the next open of 111 leaves 9.009.
  const base::UnixNanos two = kStart + base::Hours(2), four = kStart + base::Hours(4);
  EXPECT_EQ(
      outcome.fills[0],
      (VectorFill{
          two, core::Side::kBuy, *core::Price::Parse("111"), *core::Quantity::Parse("9.009"), {}}));
  EXPECT_EQ(outcome.fills[1], (VectorFill{four,
                                          core::Side::kSell,
                                          *core::Price::Parse("104"),
                                          *core::Quantity::Parse("9.009"),
                                          {}}));
  EXPECT_EQ(outcome.final_equity, Dec("936.937"));  // 1000 - 9.009 x 7
  EXPECT_DOUBLE_EQ(outcome.total_return, -0.063063);
  EXPECT_EQ(outcome.trades, 1);
  EXPECT_EQ(outcome.winners, 0);
  EXPECT_DOUBLE_EQ(outcome.lost, 63.063);
  EXPECT_EQ(outcome.daily.equity, std::vector<double>{936.937});
}

TEST(VectorSweep, PaysFeeAndSpreadOnBothSides) {
  const VectorOutcome outcome = RunOne(kRiseAndFall, Terms("0.001", 0.0005));
  ASSERT_EQ(outcome.fills.size(), 2u);
  // Against the trader: 111.0555 up, 103.948 down to the cent; 1000 / (111.06 x 1.001) lots.
  EXPECT_EQ(outcome.fills[0].price.ToString(), "111.06");
  EXPECT_EQ(outcome.fills[0].quantity.ToString(), "8.995");
  EXPECT_EQ(outcome.fills[0].fee.ToString(), "0.9989847");
  EXPECT_EQ(outcome.fills[1].price.ToString(), "103.94");
  EXPECT_EQ(outcome.fills[1].fee.ToString(), "0.9349403");
}

TEST(VectorSweep, DoesNotBuyFurtherAboveTheCloseThanSlippageMayBe) {
  VectorTerms terms = Terms();
  terms.market_slippage = 0.005;  // the open of 111 is 0.9 % above the close of 110
  const VectorOutcome outcome = RunOne(kRiseAndFall, terms);
  ASSERT_FALSE(outcome.fills.empty());
  EXPECT_EQ(outcome.fills[0].time, kStart + base::Hours(3));  // tried once more after the bar
  EXPECT_EQ(outcome.fills[0].price.ToString(), "120");
}

TEST(VectorSweep, AgreesWithTheEngineToTheLastUnit) {
  engine::LoadedSeries series;
  series.symbol = *core::ParseSymbol("BTC/USDT");
  series.filters = Terms().filters;
  series.timeframe = Hour();
  series.owned = std::make_unique<std::vector<core::Bar>>(Walk(1500));
  series.bars = *series.owned;
  series.record.from = series.bars.front().open_time;
  series.record.to = Hour().CloseOf(series.bars.back().open_time);
  series.record.timeframe = "1h";
  const std::vector<strategy::StrategySpec> specs = {AboveAverageSpec()};
  for (const testing::AgreementTerms& terms :
       {testing::AgreementTerms{.name = "free"},
        testing::AgreementTerms{.name = "dear", .taker_bps = 7.5, .spread_bps = 5}}) {
    EXPECT_GT(
        testing::ExpectAgreement({specs}, specs[0], Periods({1, 2, 3, 10, 50, 200}), terms, series),
        1000u);
  }
}

TEST(VectorSweep, TheNumberOfThreadsChangesNothing) {
  const std::vector<core::Bar> bars = Walk(400);
  const auto market = VectorMarket::Make(bars, Hour(), Terms("0.001", 0.0002));
  std::vector<int> periods;
  for (int i = 0; i < 300; ++i) periods.push_back(1 + (i * 37) % 12);
  const auto sweep = [&](int jobs) {
    return *VectorSweep(AboveAverageSpec(), *market, Periods(periods),
                        {.jobs = jobs, .keep_daily = true, .keep_fills = true});
  };
  const auto alone = sweep(1), together = sweep(3);
  ASSERT_EQ(alone.size(), 300u);
  for (size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].final_equity, together[i].final_equity);
    EXPECT_EQ(alone[i].fills, together[i].fills);
    EXPECT_EQ(alone[i].daily.equity, together[i].daily.equity);
    EXPECT_EQ(alone[i].final_equity, alone[i % 12].final_equity);  // the same set
  }
}

TEST(VectorSweep, ComputesAColumnOnceForAllSetsThatCompareIt) {
  const std::vector<core::Bar> bars = Walk(100);
  const auto market = VectorMarket::Make(bars, Hour(), Terms());
  int computed = 0;
  ASSERT_TRUE(VectorSweep(AboveAverageSpec(&computed), *market, Periods({5, 7, 5, 5, 7}), {}));
  EXPECT_EQ(computed, 2);
}

TEST(VectorSweep, ScoresWithoutKeepingTheDays) {
  const std::vector<core::Bar> bars = Walk(200);
  const auto market = VectorMarket::Make(bars, Hour(), Terms());
  const auto last = [](const VectorOutcome& outcome, const metrics::DailySeries& daily) {
    EXPECT_EQ(daily.equity.back(), outcome.final_equity.ToDouble());
    return std::optional(daily.returns.back());
  };
  const auto kept =
      *VectorSweep(AboveAverageSpec(), *market, Periods({3}), {.keep_daily = true, .score = last});
  const auto scored = *VectorSweep(AboveAverageSpec(), *market, Periods({3}), {.score = last});
  EXPECT_EQ(kept[0].daily.size(), 9u);  // 200 hours: eight days and a third
  EXPECT_TRUE(scored[0].daily.equity.empty());
  EXPECT_EQ(scored[0].score, kept[0].daily.returns.back());
}

TEST(VectorSweep, ASeriesShorterThanTheWarmUpIsNeverTraded) {
  const VectorOutcome outcome = RunOne(Bars({{100, 101}}), Terms());
  EXPECT_TRUE(outcome.fills.empty());
  EXPECT_EQ(outcome.final_equity, Dec("1000"));
}

TEST(VectorSweep, RefusesWhatItCannotRunAndSaysWhich) {
  const std::vector<core::Bar> bars = Walk(100);
  const auto market = VectorMarket::Make(bars, Hour(), Terms());
  const auto refused = VectorSweep(AboveAverageSpec(), *market, Periods({5, 13}), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "the set period = 13: not that one");
  strategy::StrategySpec spec = AboveAverageSpec();
  spec.vector = nullptr;
  const auto without = VectorSweep(spec, *market, Periods({5}), {});
  ASSERT_FALSE(without.has_value());
  EXPECT_EQ(without.error().code, base::ErrorCode::kUnsupported);
}

TEST(VectorSweep, StopsWhereItIsInterrupted) {
  const std::vector<core::Bar> bars = Walk(100);
  const auto market = VectorMarket::Make(bars, Hour(), Terms());
  const std::atomic<bool> interrupted{true};
  const auto outcomes =
      VectorSweep(AboveAverageSpec(), *market, Periods({5}), {.interrupted = &interrupted});
  ASSERT_TRUE(outcomes.has_value());
  EXPECT_TRUE(outcomes->empty());
}

TEST(VectorMarket, RefusesBarsAndTermsThatMeanNothing) {
  EXPECT_FALSE(VectorMarket::Make({}, Hour(), Terms()).has_value());
  EXPECT_FALSE(VectorMarket::Make(Bars({{100, 0}}), Hour(), Terms()).has_value());
  EXPECT_FALSE(VectorMarket::Make(Bars({{1, 1e14}}), Hour(), Terms()).has_value());
  EXPECT_FALSE(VectorMarket::Make(kRiseAndFall, Hour(), Terms("0.2")).has_value());
  EXPECT_FALSE(VectorMarket::Make(kRiseAndFall, Hour(), Terms("0", 0.5)).has_value());
}

TEST(VectorTerms, AreOfRunsThatTheTierCanRunOnly) {
  engine::LoadedSeries series;
  series.symbol = *core::ParseSymbol("BTC/USDT");
  series.filters = Terms().filters;
  series.timeframe = Hour();
  series.owned = std::make_unique<std::vector<core::Bar>>(Walk(3));
  series.bars = *series.owned;
  const auto told = [&](const engine::BacktestSettings& settings) {
    return VectorTermsOf(settings, std::span(&series, 1));
  };
  const engine::BacktestSettings settings = testing::SettingsOf(
      {.name = "", .taker_bps = 10, .spread_bps = 2, .market_slippage = 0.01}, series, "x");
  const auto terms = told(settings);
  ASSERT_TRUE(terms.has_value()) << terms.error().message;
  EXPECT_EQ(terms->fee_rate, Dec("0.001"));
  EXPECT_EQ(terms->half_spread, 0.0001);
  EXPECT_EQ(terms->market_slippage, 0.01);
  EXPECT_EQ(terms->cash, Dec("10000"));
  using Change = void (*)(engine::BacktestSettings&);
  const std::vector<Change> changes = {
      [](auto& s) { s.timeframe = "4h"; },
      [](auto& s) { s.strategies.push_back({.name = "y"}); },
      [](auto& s) { s.strategies[0].allocation = 0.5; },
      [](auto& s) { s.account.currency = "EUR"; },
      [](auto& s) { s.account.balances["BTC"] = "1"; },
      [](auto& s) { s.execution.algorithm = "twap"; },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    engine::BacktestSettings changed = settings;
    changes[i](changed);
    const auto refused = told(changed);
    ASSERT_FALSE(refused.has_value()) << i;
    EXPECT_EQ(refused.error().code, base::ErrorCode::kUnsupported) << i;
  }
}

}  // namespace
}  // namespace keel::research
