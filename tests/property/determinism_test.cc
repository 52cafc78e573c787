// SPDX-License-Identifier: MIT
// The same question gets the same answer, and an answer depends on nothing but its question.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/property/random_strategy.h"
#include "tests/property/synthetic_run.h"

namespace keel::tests {
namespace {

constexpr core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));

engine::RunRecord RandomRun(const SyntheticMarket& market, uint64_t seed) {
  const auto specs = std::vector{RandomStrategySpec()};
  engine::BacktestSettings settings = SettingsFor(market, kHour, {{.name = "random"}});
  settings.sim.latency.model = "lognormal";
  settings.seed = seed;
  return RunKnown(settings, {specs}, market, base::kEndOfTime);
}

TEST(Determinism, TheSameRunHasTheSameHash) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(60), 8);
  const engine::RunRecord first = RandomRun(market, 1);
  const engine::RunRecord again = RandomRun(market, 1);
  EXPECT_GT(first.fills.size(), 50u);
  EXPECT_EQ(first.journal_hash, again.journal_hash);
  EXPECT_EQ(first.data_hash, again.data_hash);
  EXPECT_EQ(first.final_equity, again.final_equity);
}

TEST(Determinism, AnotherSeedIsAnotherRunOfTheSameData) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(60), 8);
  const engine::RunRecord one = RandomRun(market, 1);
  const engine::RunRecord two = RandomRun(market, 2);
  EXPECT_NE(one.journal_hash, two.journal_hash);
  EXPECT_EQ(one.data_hash, two.data_hash);
}

TEST(Determinism, OneBarMoreOrOneBitLessIsOtherData) {
  SyntheticMarket market = MakeMarket(1, kHour, base::Days(30), 8);
  const std::string whole = RandomRun(market, 1).data_hash;
  core::Bar& bar = market.series[0].bars[100];
  bar.volume = std::nextafter(bar.volume, 0);
  EXPECT_NE(RandomRun(market, 1).data_hash, whole);
}

/// Buys one lot every sixth bar and sells it three bars later, whatever happens.
class Clockwork final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const size_t beat = market.History(event.instrument).size() % 6;
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = beat == 0 ? core::Side::kBuy : core::Side::kSell;
    terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    if (beat == 0 || beat == 3) market.Submit(terms, "beat");
  }
};

/// Times of the first pair's fills when the first `pairs` pairs of the market are traded.
std::vector<int64_t> FillTimesOfFirst(const SyntheticMarket& market, size_t pairs) {
  strategy::StrategySpec spec;
  spec.name = "clockwork";
  spec.make = [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Clockwork>();
  };
  const std::vector<strategy::StrategySpec> specs = {spec};
  SyntheticMarket some = market;
  some.series.resize(pairs);
  engine::BacktestSettings settings = SettingsFor(some, kHour, {{.name = "clockwork"}});
  settings.account.balances = {{"USDT", "100000000"}};
  settings.risk = *risk::LimitsOf("research");
  settings.sim.latency.model = "lognormal";
  const engine::RunRecord run = RunKnown(settings, {specs}, some, base::kEndOfTime);
  std::vector<int64_t> times;
  for (const core::Fill& fill : run.fills) {
    if (fill.instrument.index == 0) times.push_back(fill.time.ns);
  }
  return times;
}

TEST(Determinism, AnotherPairShiftsNobodysLatency) {
  const SyntheticMarket market = MakeMarket(3, kHour, base::Days(30), 12);
  const auto alone = FillTimesOfFirst(market, 1);
  EXPECT_GT(alone.size(), 100u);
  EXPECT_EQ(alone, FillTimesOfFirst(market, 3));
}

}  // namespace
}  // namespace keel::tests
