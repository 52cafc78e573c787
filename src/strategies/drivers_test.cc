// SPDX-License-Identifier: MIT
#include "strategies/drivers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"

namespace keel::strategies {
namespace {

using strategy::DriverInput;
using strategy::DriverScene;
using Features = std::vector<std::optional<double>>;

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));

/// Instruments with features, regimes and histories that a test sets.
struct Scene {
  explicit Scene(size_t instruments) : features(instruments), histories(instruments) {
    regimes.resize(instruments);
  }
  DriverScene View() {
    inputs.clear();
    for (size_t i = 0; i < features.size(); ++i) {
      inputs.push_back(
          {features[i], histories[i], &regimes[i], books.empty() ? nullptr : &books[i]});
    }
    return {now, kHour, inputs};
  }
  std::optional<core::Signal> Say(std::string_view driver, size_t i = 0) {
    const auto made = FindDriver(driver)->make();
    return made->Evaluate(View(), i);
  }

  base::UnixNanos now{};
  std::vector<Features> features;
  std::vector<std::vector<core::Bar>> histories;
  std::vector<strategy::RegimeView> regimes;
  std::vector<market::BookLevels> books;
  std::vector<DriverInput> inputs;
};

TEST(Drivers, EachHasItsEconomicsBudgetAndFeatures) {
  std::set<std::string> features;
  for (const market::FeatureSpec& spec : AllFeatures()) features.insert(spec.name);
  for (const strategy::DriverSpec& driver : Drivers()) {
    EXPECT_FALSE(driver.summary.empty()) << driver.name;
    EXPECT_FALSE(driver.reference.empty()) << driver.name;
    EXPECT_GT(driver.risk_budget, 0) << driver.name;
    EXPECT_GT(driver.half_life.ns, 0) << driver.name;
    for (const std::string& name : driver.features) EXPECT_TRUE(features.contains(name)) << name;
    EXPECT_TRUE(Find(driver.name).has_value()) << driver.name << " is no strategy";
  }
}

TEST(Drivers, TheFundsOwnHaveFourFifthsOfTheBudget) {
  // The sixth, on sentiment, has the rest.
  double budgets = 0;
  for (const char* name : {"regime_mispricing", "order_book_imbalance", "mean_reversion_extremes",
                           "momentum_persistence", "correlation_breakdown"}) {
    budgets += FindDriver(name)->risk_budget;
  }
  EXPECT_NEAR(budgets, 0.80, 1e-12);
}

TEST(Drivers, SayNothingWithoutTheirInputs) {
  for (const strategy::DriverSpec& driver : Drivers()) {
    Scene scene(1);
    scene.features[0].resize(driver.features.size());
    EXPECT_FALSE(scene.Say(driver.name).has_value()) << driver.name;
  }
}

TEST(MomentumPersistence, FollowsTheDrift) {
  Scene scene(1);
  scene.features[0] = {2.0, 0.1, 0.8};
  const auto up = scene.Say("momentum_persistence");
  EXPECT_DOUBLE_EQ(up->value, std::tanh(1.0));
  EXPECT_DOUBLE_EQ(up->confidence, 1);
  scene.features[0] = {-0.5, 0.1, 0.8};
  EXPECT_LT(scene.Say("momentum_persistence")->value, 0);
  EXPECT_DOUBLE_EQ(scene.Say("momentum_persistence")->confidence, 0.25);
}

TEST(MomentumPersistence, PutsWinnersBeforeLosersPerUnitOfRisk) {
  Scene scene(4);
  // The fastest is the wildest: per unit of risk it comes last but one.
  scene.features = {{0.0, 0.4, 4.0}, {0.0, 0.2, 0.5}, {0.0, 0.1, 0.5}, {0.0, -0.1, 0.5}};
  EXPECT_DOUBLE_EQ(scene.Say("momentum_persistence", 1)->value, 0.5);
  EXPECT_DOUBLE_EQ(scene.Say("momentum_persistence", 2)->value, 0.5 / 3);
  EXPECT_DOUBLE_EQ(scene.Say("momentum_persistence", 0)->value, -0.5 / 3);
  EXPECT_DOUBLE_EQ(scene.Say("momentum_persistence", 3)->value, -0.5);
}

TEST(MeanReversionExtremes, BetsOnTheWayBackLessTheWilderTheRegime) {
  Scene scene(1);
  scene.regimes[0] = {{0.7, 0.2, 0.1}, {0, 0, 0}, {0.01, 0.02, 0.04}};
  scene.features[0] = {-3.0};
  const auto panic = scene.Say("mean_reversion_extremes");
  EXPECT_DOUBLE_EQ(panic->value, 0.5);
  EXPECT_DOUBLE_EQ(panic->confidence, 0.9);
  scene.features[0] = {5.0};
  EXPECT_DOUBLE_EQ(scene.Say("mean_reversion_extremes")->value, -1);
  scene.features[0] = {1.99};
  EXPECT_FALSE(scene.Say("mean_reversion_extremes").has_value());
  scene.regimes[0].probabilities = {0, 0, 1};
  scene.features[0] = {-3.0};
  EXPECT_DOUBLE_EQ(scene.Say("mean_reversion_extremes")->confidence, 0);
}

TEST(RegimeMispricing, BetsAgainstWhatTheRegimeDoesNotAccountFor) {
  Scene scene(1);
  // A sure regime of one percent an hour: a day carries 4.9 %.
  scene.regimes[0] = {{1, 0}, {0, 0}, {0.01, 0.03}};
  const double day = 0.01 * std::sqrt(24.0);
  scene.features[0] = {-2 * day, 0.0};
  const auto fallen = scene.Say("regime_mispricing");
  EXPECT_NEAR(fallen->value, std::tanh(1.0), 1e-12);
  EXPECT_DOUBLE_EQ(fallen->confidence, 1);
  // The same fall where volatility was twice the regime's: half as strange.
  scene.features[0] = {-2 * day, 2 * day * std::sqrt(365.0)};
  EXPECT_NEAR(scene.Say("regime_mispricing")->value, std::tanh(0.5), 1e-12);
  // Nobody knows the regime: nothing to bet on.
  scene.regimes[0].probabilities = {0.5, 0.5};
  EXPECT_NEAR(scene.Say("regime_mispricing")->confidence, 0, 1e-12);
}

TEST(IndicatorComposite, FollowsTrendsAndFadesRanges) {
  Scene scene(1);
  scene.features[0] = {1.0, 2.0, 80.0, 1.0, 40.0};  // a strong trend, overbought
  EXPECT_GT(scene.Say("indicator_composite")->value, 0.7);
  scene.features[0][4] = 10.0;  // no trend: overbought is what counts
  EXPECT_LT(scene.Say("indicator_composite")->value, -0.7);
  scene.features[0][4] = 25.0;  // neither
  EXPECT_DOUBLE_EQ(scene.Say("indicator_composite")->confidence, 0);
}

core::BookLevel Level(int64_t price, int64_t quantity) {
  return {core::Price(core::Decimal::FromInt(price)),
          core::Quantity(core::Decimal::FromInt(quantity))};
}

market::BookLevels Book(int64_t bid_quantity, int64_t ask_quantity) {
  return {{Level(100, bid_quantity), Level(99, 1)}, {Level(101, ask_quantity), Level(102, 1)}, {}};
}

TEST(OrderBookImbalance, FollowsThePressure) {
  Scene scene(1);
  scene.books = {Book(3, 1)};
  const auto up = scene.Say("order_book_imbalance");
  EXPECT_GT(up->value, 0.3);
  EXPECT_GT(up->confidence, 0);
  scene.books = {Book(1, 3)};
  EXPECT_DOUBLE_EQ(scene.Say("order_book_imbalance")->value, -up->value);
  scene.books = {Book(2, 2)};
  EXPECT_DOUBLE_EQ(scene.Say("order_book_imbalance")->value, 0);
  // Levels against the best price: pressure without confidence.
  scene.books = {{{Level(100, 1), Level(99, 50)}, {Level(101, 2), Level(102, 1)}, {}}};
  EXPECT_DOUBLE_EQ(scene.Say("order_book_imbalance")->confidence, 0);
  scene.books = {{{Level(100, 1)}, {}, {}}};
  EXPECT_FALSE(scene.Say("order_book_imbalance").has_value());
}

/// Three coins on one factor for 70 days; the first has a residual that reverts with a half-life
/// of twelve hours and ends `last` deviations away from its mean.
Scene OneCluster(double last, double jump = 0) {
  Scene scene(3);
  base::RandomStream stream(5, "cluster");
  const double keep = std::exp2(-1.0 / 12), noise = 0.002;
  const double equilibrium = noise / std::sqrt(1 - keep * keep);
  std::vector<double> levels(3, std::log(100.0));
  double residual = 0;
  const int bars = 70 * 24 + 7;
  for (int t = 0; t < bars; ++t) {
    const double factor = 0.01 * stream.NextNormal();
    const double before = residual;
    residual = keep * residual + noise * stream.NextNormal();
    // The last hours lead where the test wants it.
    if (t >= bars - 6) residual = before + (last * equilibrium - before) / (bars - t);
    if (t == bars - 1) residual += jump;
    levels[0] += factor + residual - before;
    levels[1] += factor + 0.0001 * stream.NextNormal();
    levels[2] += factor + 0.0001 * stream.NextNormal();
    for (size_t i = 0; i < 3; ++i) {
      const double close = std::exp(levels[i]);
      scene.histories[i].push_back(
          {base::UnixNanos{} + base::Hours(t), close, close, close, close, 1});
    }
  }
  scene.now = base::UnixNanos{} + base::Hours(bars);
  return scene;
}

TEST(CorrelationBreakdown, BetsThatWhatLeftItsClusterComesBack) {
  const auto above = OneCluster(3).Say("correlation_breakdown");
  const auto below = OneCluster(-3).Say("correlation_breakdown");
  const auto inside = OneCluster(0).Say("correlation_breakdown");
  ASSERT_TRUE(above && below && inside);
  EXPECT_LT(above->value, -0.7);
  EXPECT_GT(below->value, 0.7);
  EXPECT_LT(std::fabs(inside->value), 0.4);
  EXPECT_GT(above->confidence, 0.8);
}

TEST(CorrelationBreakdown, MeasuresItsHalfLife) {
  const auto signal = OneCluster(2).Say("correlation_breakdown");
  ASSERT_TRUE(signal.has_value());
  EXPECT_NEAR(signal->half_life.seconds() / 3600, 12, 4);
}

TEST(CorrelationBreakdown, TakesAJumpForNews) {
  EXPECT_FALSE(OneCluster(0, 0.2).Say("correlation_breakdown").has_value());
}

TEST(CorrelationBreakdown, NeedsAClusterAndAHistory) {
  Scene alone = OneCluster(3);
  alone.histories.resize(1);
  alone.features.resize(1);
  EXPECT_FALSE(alone.Say("correlation_breakdown").has_value());
  Scene young = OneCluster(3);
  for (auto& history : young.histories) history.erase(history.begin(), history.begin() + 1000);
  EXPECT_FALSE(young.Say("correlation_breakdown").has_value());
}

TEST(CorrelationBreakdown, SaysTheSameWhateverItSawBefore) {
  Scene scene = OneCluster(2.5);
  const auto fresh = scene.Say("correlation_breakdown");
  const auto made = FindDriver("correlation_breakdown")->make();
  Scene earlier = OneCluster(2.5);
  for (auto& history : earlier.histories) history.resize(history.size() - 30);
  earlier.now = earlier.now - base::Hours(30);
  made->Evaluate(earlier.View(), 0);
  const auto used = made->Evaluate(scene.View(), 0);
  ASSERT_TRUE(fresh && used);
  EXPECT_EQ(fresh->value, used->value);
  EXPECT_EQ(fresh->half_life, used->half_life);
}

}  // namespace
}  // namespace keel::strategies
