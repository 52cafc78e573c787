// SPDX-License-Identifier: MIT
// What is held, what it earns and costs, and how much money it carries.
#include "research/alpha/capacity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "research/alpha/quantiles.h"
#include "research/alpha/relations.h"
#include "research/alpha/testing/known_alpha.h"

namespace keel::research {
namespace {

using testing::MadeUpPanel;

constexpr std::array<double, 3> kSomeCapitals = {1e5, 1e6, 1e7};

/// A year in which a tenth of the capital is traded every day, in a market of 1 billion a day.
std::vector<AlphaTrade> YearOfTenths() {
  return std::vector<AlphaTrade>(365, {.share = 0.1,
                                       .cost = 0.001,
                                       .impact_k = 0.05,
                                       .daily_volatility = 0.03,
                                       .daily_value = 1e9});
}

TEST(Capacity, IsThatOfTheClosedForm) {
  // Costs a year: 36.5 of turnover at 10 bp, and 36.5 x 3 k s sqrt(0.1 C / V) of impact.
  const Capacity capacity = MeasureCapacity(0.20, YearOfTenths(), 365, kSomeCapitals);
  const double net = 0.20 - 36.5 * 0.001;
  const double impact = 36.5 * 3 * 0.05 * 0.03;
  EXPECT_NEAR(capacity.fixed, 0.0365, 1e-12);
  ASSERT_TRUE(capacity.half);
  EXPECT_NEAR(*capacity.half / (1e9 / 0.1 * std::pow(net / 2 / impact, 2)), 1, 1e-9);
  EXPECT_NEAR(*capacity.all / *capacity.half, 4, 1e-9);
}

TEST(Capacity, HalfIsGoneWhereItSaysAndMostIsMadeAtTheOptimum) {
  const Capacity at = MeasureCapacity(0.20, YearOfTenths(), 365, kSomeCapitals);
  ASSERT_TRUE(at.half && at.optimum);
  const std::vector<double> capitals = {*at.half, *at.optimum * 0.99, *at.optimum,
                                        *at.optimum * 1.01};
  const Capacity seen = MeasureCapacity(0.20, YearOfTenths(), 365, capitals);
  EXPECT_NEAR(seen.rows[0].retained, 0.5, 1e-12);
  EXPECT_NEAR(seen.rows[2].money, *at.optimum_money, 1e-6 * *at.optimum_money);
  EXPECT_LT(seen.rows[1].money, seen.rows[2].money);
  EXPECT_LT(seen.rows[3].money, seen.rows[2].money);
}

TEST(Capacity, TellsTheExampleOfTheImpactModel) {
  // 1 M of 10 B a day in BTC (k 0.05, s 0.03): 0.15 bp permanent and 0.30 bp temporary.
  const std::vector<AlphaTrade> one = {
      {.share = 1, .cost = 0, .impact_k = 0.05, .daily_volatility = 0.03, .daily_value = 1e10}};
  const Capacity capacity = MeasureCapacity(0.1, one, 365, kSomeCapitals);
  EXPECT_NEAR(capacity.rows[1].slippage, 0.45e-4, 1e-15);
  EXPECT_NEAR(capacity.rows[1].participation, 1e-4, 1e-18);
}

TEST(Capacity, SaysWhyThereIsNone) {
  EXPECT_NE(MeasureCapacity(-0.1, YearOfTenths(), 365, kSomeCapitals).without, "");
  EXPECT_NE(MeasureCapacity(0.03, YearOfTenths(), 365, kSomeCapitals).without.find("Fees"),
            std::string::npos);
  std::vector<AlphaTrade> unknown = YearOfTenths();
  for (AlphaTrade& trade : unknown) trade.daily_value = 0;
  const Capacity capacity = MeasureCapacity(0.2, unknown, 365, kSomeCapitals);
  EXPECT_NE(capacity.without.find("no volumes"), std::string::npos);
  EXPECT_TRUE(capacity.rows.empty());
}

TEST(HoldSignal, EarnsAndTradesWhatOneCanCountByHand) {
  AlphaPanel panel = MadeUpPanel({.rows = 5});
  panel.closes = {100, 110, 110, 99, 99};
  panel.signals = {2, 2, -2, std::nullopt, std::nullopt};
  const AlphaPositions held = HoldSignal(panel, IcKind::kTime, SignalScale::kFree);
  // Mean gross of 2, 2, 2, 0, 0 is 1.2: positions of 5/3.
  EXPECT_NEAR(held.shares[0], 5.0 / 3, 1e-15);
  EXPECT_NEAR(held.profits[1], 5.0 / 3 * 0.1, 1e-15);
  EXPECT_NEAR(held.profits[3], 5.0 / 3 * 0.1, 1e-15);
  const AlphaYield yield = MeasureYield(panel, held, IcKind::kTime);
  EXPECT_NEAR(yield.turnover_per_day, (1 + 0 + 2 + 1) * 5.0 / 3 / (5.0 / 24), 1e-9);
  EXPECT_NEAR(*yield.holding_days, 2 / yield.turnover_per_day, 1e-12);
}

TEST(HoldSignal, AConstantPositionHasNoAlpha) {
  AlphaPanel panel = MadeUpPanel({.rows = 3000, .seed = 9});
  for (auto& signal : panel.signals) signal = 0.7;
  const AlphaPositions held = HoldSignal(panel, IcKind::kTime, SignalScale::kShare);
  const AlphaYield yield = MeasureYield(panel, held, IcKind::kTime);
  EXPECT_NEAR(yield.alpha, 0, 1e-12);
  EXPECT_NEAR(yield.gross, yield.trend, 1e-12);
  EXPECT_NEAR(yield.mean_gross, 0.7, 1e-12);
}

TEST(HoldSignal, TheAlphaIsCorrelationTimesVolatility) {
  // Grinold 1994: of a normal signal with a mean gross of 1, the alpha of a bar is
  // ic x volatility x E|s|^-1, and E|s| is sqrt(2 / pi).
  const AlphaPanel panel = MadeUpPanel({.rows = 40'000, .half_life = 4, .ic = 0.1});
  const AlphaYield yield =
      MeasureYield(panel, HoldSignal(panel, IcKind::kTime, SignalScale::kFree), IcKind::kTime);
  const double a_bar = 0.1 * 0.01 * std::sqrt(std::acos(-1.0) / 2);
  EXPECT_NEAR(yield.alpha / (a_bar * 24 * 365), 1, 0.1);
  EXPECT_GT(*yield.t, 10);
}

TEST(HoldSignal, ASectionIsNeutral) {
  const AlphaPanel panel = MadeUpPanel({.rows = 50, .pairs = 4});
  const AlphaPositions held = HoldSignal(panel, IcKind::kSection, SignalScale::kFree);
  for (size_t row = 0; row < panel.rows(); ++row) {
    double net = 0;
    for (size_t pair = 0; pair < 4; ++pair) net += held.shares[panel.Cell(row, pair)];
    EXPECT_NEAR(net, 0, 1e-12);
  }
}

TEST(QuantileReturns, RiseWithASignalThatKnows) {
  const AlphaPanel panel = MadeUpPanel({.rows = 20'000, .half_life = 8, .ic = 0.15});
  const auto q = MeasureQuantiles(panel, 1, 5, IcKind::kTime);
  ASSERT_TRUE(q);
  EXPECT_EQ(q->monotonicity, 1);
  // The mean of a normal number above its 80 % quantile is 1.39983.
  EXPECT_NEAR(q->spread, 2 * 1.39983 * 0.15 * 0.01, 3 * q->spread_error);
  EXPECT_GT(q->spread, 10 * q->spread_error);
  for (const QuantileReturn& part : q->parts) {
    EXPECT_NEAR(static_cast<double>(part.observations), 4000, 1);
  }
}

TEST(QuantileReturns, EqualSignalsStandTogether) {
  AlphaPanel panel = MadeUpPanel({.rows = 1000});
  for (auto& signal : panel.signals) signal = *signal > 0 ? 1 : 0;
  const auto q = MeasureQuantiles(panel, 1, 5, IcKind::kTime);
  ASSERT_FALSE(q) << "neither value lies in the lowest or highest fifth";
  const auto halves = MeasureQuantiles(panel, 1, 2, IcKind::kTime);
  ASSERT_TRUE(halves);
  EXPECT_EQ(halves->parts[0].observations + halves->parts[1].observations, 999U);
}

TEST(RelateAlphas, KnowsItselfAndItsOpposite) {
  const AlphaPanel panel = MadeUpPanel({.rows = 2000, .pairs = 2, .ic = 0});
  std::vector<std::optional<double>> opposite;
  for (const auto& signal : panel.signals) opposite.emplace_back(-3 * *signal);
  const AlphaPanel other = MadeUpPanel({.rows = 2000, .pairs = 2, .ic = 0, .seed = 2});
  const AlphaRelations all = RelateAlphas(
      panel, {{"a", panel.signals}, {"b", opposite}, {"c", other.signals}}, IcKind::kTime);
  EXPECT_NEAR(*all.signals[1], -1, 1e-12);
  EXPECT_NEAR(*all.profits[1], -1, 1e-12);
  EXPECT_NEAR(*all.signals[2], 0, 0.15);
  EXPECT_EQ(*all.signals[2], *all.signals[6]);
}

}  // namespace
}  // namespace keel::research
