// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "base/random.h"
#include "market/feature_store.h"
#include "market/order_book.h"
#include "strategies/fake_context.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::strategies {
namespace {

using Values = std::vector<std::pair<std::string, double>>;

std::unique_ptr<strategy::Strategy> MakeStrategy(std::string_view name, const Values& values = {}) {
  const strategy::StrategySpec& spec = **Find(name);
  return *spec.make(*strategy::Params::Make(spec.params, values));
}

base::Status TryMake(std::string_view name, const Values& values) {
  const strategy::StrategySpec& spec = **Find(name);
  TRY(const strategy::Params params, strategy::Params::Make(spec.params, values));
  TRY(const auto made, spec.make(params));
  return {};
}

TEST(Registry, EveryStrategyIsDescribedAndRunsWithItsDefaults) {
  std::set<std::string> names;
  for (const strategy::StrategySpec& spec : All()) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name << " is there twice";
    EXPECT_FALSE(spec.summary.empty()) << spec.name;
    for (const strategy::ParamSpec& param : spec.params) {
      EXPECT_FALSE(param.doc.empty()) << spec.name << "." << param.name;
      EXPECT_LE(param.min, param.default_value) << spec.name << "." << param.name;
      EXPECT_GE(param.max, param.default_value) << spec.name << "." << param.name;
    }
    EXPECT_TRUE(TryMake(spec.name, {}).has_value()) << spec.name;
    EXPECT_TRUE(market::FeatureSet::Choose(AllFeatures(), spec.features)) << spec.name;
  }
  EXPECT_GE(names.size(), 5u);
}

TEST(Registry, UnknownNameGetsTheNearest) {
  const auto missing = Find("ema_cros");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, base::ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("ema_cross"), std::string::npos);
}

TEST(Registry, ContradictionsAreRefused) {
  EXPECT_FALSE(TryMake("ema_cross", {{"fast", 100}, {"slow", 20}}).has_value());
  EXPECT_FALSE(TryMake("ema_cross", {{"fast", 20}, {"slow", 20}}).has_value());
  EXPECT_FALSE(TryMake("breakout", {{"entry", 10}, {"exit", 20}}).has_value());
  EXPECT_FALSE(TryMake("momentum_persistence", {{"entry", 0.1}, {"exit", 0.2}}).has_value());
  EXPECT_FALSE(TryMake("ensemble", {{"weight_technical", 0.5}}).has_value());
  EXPECT_FALSE(TryMake("ensemble", {{"least_days", 400}}).has_value());
}

TEST(BuyAndHold, AsksForItsShareAndNothingElse) {
  const auto strategy = MakeStrategy("buy_and_hold", {{"share", 0.6}});
  FakeContext market;
  for (const double close : {100.0, 50.0, 200.0}) market.Close(*strategy, close);
  ASSERT_EQ(market.targets.size(), 3u);
  for (const auto& target : market.targets) EXPECT_EQ(target.share, 0.6);
  EXPECT_TRUE(market.orders.empty());
}

// Its driver looks at the order book: without one it says nothing, so a run without one is refused.
TEST(Sleeve, HearsBooksWhereItsDriverLooksAtThem) {
  EXPECT_TRUE((*Find("order_book_imbalance"))->needs_books);
  EXPECT_TRUE((*Find("order_book_imbalance"))->hears_books);
  EXPECT_FALSE((*Find("momentum_persistence"))->hears_books);
  EXPECT_TRUE((*Find("ensemble"))->hears_books) << "where there is one";
  EXPECT_FALSE((*Find("ensemble"))->needs_books);
  const auto strategy = MakeStrategy("order_book_imbalance");
  FakeContext market;
  market.features = {0.5};
  strategy->OnStart(market);
  const auto close_bar = [&] {
    market.Close(*strategy, 100);
    strategy->OnInstant(market);
  };
  close_bar();
  EXPECT_TRUE(market.targets.empty());
  market::OrderBook book(market.instruments()[0]);
  core::BookUpdate update;
  const auto level = [](int64_t price, int64_t quantity) {
    return core::BookLevel{core::Price(core::Decimal::FromInt(price)),
                           core::Quantity(core::Decimal::FromInt(quantity))};
  };
  update.bids = {level(99, 9)};
  update.asks = {level(101, 1)};
  book.Apply(update);
  strategy->OnBook(market, book);
  close_bar();
  ASSERT_EQ(market.targets.size(), 1U);
  EXPECT_GT(market.targets[0].share, 0);
  EXPECT_EQ(market.decisions.at(0).inputs.signals.at(0).driver, "order_book_imbalance");
}

// The averages worked out by hand: seeded with the mean of the first n closes, then weight 2/(n+1).
TEST(EmaCross, FollowsAveragesComputedSlowly) {
  const auto strategy = MakeStrategy("ema_cross", {{"fast", 3}, {"slow", 6}});
  FakeContext market;
  base::RandomStream stream(3, "test");
  std::vector<double> closes;
  const auto ema = [&](int period) {
    double value = std::accumulate(closes.begin(), closes.begin() + period, 0.0) / period;
    for (size_t i = static_cast<size_t>(period); i < closes.size(); ++i) {
      value += 2.0 / (period + 1) * (closes[i] - value);
    }
    return value;
  };
  int changes = 0;
  double last = -1;
  for (int i = 0; i < 300; ++i) {
    closes.push_back(100 * std::exp(0.02 * stream.NextNormal() + 0.2 * std::sin(i / 20.0)));
    market.Close(*strategy, closes.back());
    if (closes.size() < 6) {
      EXPECT_TRUE(market.targets.empty()) << "a decision before both averages exist";
      continue;
    }
    ASSERT_FALSE(market.targets.empty());
    const double share = ema(3) > ema(6) ? 1.0 : 0.0;
    ASSERT_EQ(market.targets.back().share, share) << "bar " << i;
    changes += share != last ? 1 : 0;
    last = share;
  }
  EXPECT_GT(changes, 20);
}

class PanicBuyingTest : public testing::Test {
 protected:
  // A quiet market around 100 with deviation 1, then a panic.
  void SetUp() override {
    strategy_->OnStart(market_);
    for (int i = 0; i < 60; ++i) market_.Close(*strategy_, i % 2 == 0 ? 99.0 : 101.0);
    EXPECT_TRUE(market_.orders.empty());
    market_.Close(*strategy_, 93.0);
  }

  std::unique_ptr<strategy::Strategy> strategy_ =
      MakeStrategy("panic_buying", {{"window", 60}, {"max_bars", 5}});
  FakeContext market_;
};

TEST_F(PanicBuyingTest, BuysThePanicAndRestsStopAndTargetAsOneGroup) {
  ASSERT_EQ(market_.orders.size(), 1u);
  const core::OrderTerms entry = market_.orders[0].terms;
  EXPECT_EQ(entry.side, core::Side::kBuy);
  // The window holds 30 closes of 101, 29 of 99 and one of 93.
  const double mean = (30 * 101.0 + 29 * 99.0 + 93.0) / 60;
  const double deviation = std::sqrt(
      (30 * std::pow(101 - mean, 2) + 29 * std::pow(99 - mean, 2) + std::pow(93 - mean, 2)) / 60);
  ASSERT_LT(93.0, mean - 3 * deviation);
  const double distance = 3 * deviation;
  EXPECT_NEAR(entry.quantity.ToDouble(), std::min(0.5 * 10'000 / 93, 0.01 * 10'000 / distance),
              0.001);

  market_.Fill(*strategy_, {1}, 93.1);
  ASSERT_EQ(market_.orders.size(), 3u);
  const core::OrderTerms stop = market_.orders[1].terms;
  const core::OrderTerms target = market_.orders[2].terms;
  EXPECT_EQ(stop.type, core::OrderType::kStop);
  EXPECT_EQ(target.type, core::OrderType::kTakeProfit);
  EXPECT_EQ(stop.quantity, entry.quantity);
  EXPECT_EQ(target.quantity, entry.quantity);
  EXPECT_NE(stop.oco_group, 0u);
  EXPECT_EQ(stop.oco_group, target.oco_group);
  EXPECT_NEAR(stop.stop_price.ToDouble(), 93 - distance, 0.006);
  EXPECT_NEAR(target.stop_price.ToDouble(), mean, 0.006);
}

TEST_F(PanicBuyingTest, TriesAnExtremeOnlyOnce) {
  market_.Fill(*strategy_, {1}, 93.0);
  market_.Fill(*strategy_, {2}, 88.0);
  market_.End(*strategy_, {3}, core::OrderEnd::kCanceledByOco);
  const size_t sent = market_.orders.size();
  for (int i = 0; i < 3; ++i) market_.Close(*strategy_, 80.0 - 5 * i);
  EXPECT_EQ(market_.orders.size(), sent) << "it bought a falling knife again";
  for (int i = 0; i < 60; ++i) market_.Close(*strategy_, i % 2 == 0 ? 99.0 : 101.0);
  market_.Close(*strategy_, 90.0);
  EXPECT_EQ(market_.orders.size(), sent + 1) << "back at the mean it may try again";
}

TEST_F(PanicBuyingTest, LeavesInTimeAfterItsExitsHaveEnded) {
  market_.Fill(*strategy_, {1}, 93.0);
  for (int i = 0; i < 6; ++i) market_.Close(*strategy_, 97.0);
  EXPECT_TRUE(market_.orders[1].cancel_asked);
  EXPECT_TRUE(market_.orders[2].cancel_asked);
  ASSERT_EQ(market_.orders.size(), 3u) << "it must not sell what its exits may still sell";
  market_.End(*strategy_, {2}, core::OrderEnd::kCanceledByUser);
  market_.End(*strategy_, {3}, core::OrderEnd::kCanceledByUser);
  ASSERT_EQ(market_.orders.size(), 4u);
  EXPECT_EQ(market_.orders[3].terms.type, core::OrderType::kMarket);
  EXPECT_EQ(market_.orders[3].terms.side, core::Side::kSell);
  EXPECT_EQ(market_.orders[3].reason, "out of time");
}

TEST_F(PanicBuyingTest, DoesNotAnswerTheEndOfItsSaleAtOnce) {
  market_.Fill(*strategy_, {1}, 93.0);
  for (int i = 0; i < 6; ++i) market_.Close(*strategy_, 97.0);
  market_.End(*strategy_, {2}, core::OrderEnd::kCanceledByUser);
  market_.End(*strategy_, {3}, core::OrderEnd::kCanceledByUser);
  market_.End(*strategy_, {4}, core::OrderEnd::kNotTrading);
  EXPECT_EQ(market_.orders.size(), 4u) << "selling again at once would never end";
  market_.Close(*strategy_, 97.0);
  EXPECT_EQ(market_.orders.size(), 5u) << "the next bar may try again";
}

TEST_F(PanicBuyingTest, PutsExitsBackThatABreakerTook) {
  market_.Fill(*strategy_, {1}, 93.0);
  market_.End(*strategy_, {2}, core::OrderEnd::kCanceledByBreaker);
  market_.End(*strategy_, {3}, core::OrderEnd::kCanceledByBreaker);
  EXPECT_EQ(market_.orders.size(), 3u);
  market_.Close(*strategy_, 94.0);
  EXPECT_EQ(market_.orders.size(), 5u);
  EXPECT_EQ(market_.orders[3].terms.type, core::OrderType::kStop);
}

TEST(Breakout, BuysTheHighOfTheChannelBeforeTheBarWithATrailingStop) {
  const auto strategy = MakeStrategy(
      "breakout", {{"entry", 20}, {"exit", 10}, {"atr", 5}, {"stop", 4}, {"risk", 0.02}});
  FakeContext market;
  strategy->OnStart(market);
  for (int i = 0; i < 40; ++i) market.Close(*strategy, 100, 1);
  market.Close(*strategy, 101);  // equals the channel's high: no breakout
  EXPECT_TRUE(market.orders.empty());
  market.Close(*strategy, 101.5);
  ASSERT_EQ(market.orders.size(), 1u);
  EXPECT_EQ(market.orders[0].terms.side, core::Side::kBuy);
  market.Fill(*strategy, {1}, 101.6);
  ASSERT_EQ(market.orders.size(), 2u);
  const core::OrderTerms stop = market.orders[1].terms;
  EXPECT_EQ(stop.type, core::OrderType::kTrailingStop);
  EXPECT_EQ(stop.oco_group, 0u);
  // Wilder: the true ranges 2 (40 bars, exact), then 1 and 0.5.
  const double atr = ((2 * 4 + 1) / 5.0 * 4 + 0.5) / 5.0;
  EXPECT_NEAR(stop.trail_fraction, 4 * atr / 101.5, 1e-12);
  const double shares = 10'000 * std::min(1.0, 0.02 / stop.trail_fraction) / 101.5;
  EXPECT_NEAR(market.orders[0].terms.quantity.ToDouble(), shares, 0.001);
}

TEST(Breakout, LeavesBelowTheLowOfTheShortChannel) {
  const auto strategy = MakeStrategy("breakout", {{"entry", 20}, {"exit", 10}, {"atr", 5}});
  FakeContext market;
  strategy->OnStart(market);
  for (int i = 0; i < 40; ++i) market.Close(*strategy, 100, 1);
  market.Close(*strategy, 103);
  market.Fill(*strategy, {1}, 103);
  market.Close(*strategy, 98.9);
  EXPECT_TRUE(market.orders[1].cancel_asked);
  market.End(*strategy, {2}, core::OrderEnd::kCanceledByUser);
  ASSERT_EQ(market.orders.size(), 3u);
  EXPECT_EQ(market.orders[2].terms.side, core::Side::kSell);
  EXPECT_EQ(market.orders[2].terms.quantity, market.orders[0].terms.quantity);
}

}  // namespace
}  // namespace keel::strategies
