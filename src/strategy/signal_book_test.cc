// SPDX-License-Identifier: MIT
#include "strategy/signal_book.h"

#include <gtest/gtest.h>

#include "strategy/rotation.h"

namespace keel::strategy {
namespace {

using base::Days;
using base::UnixNanos;

core::Signal Of(double value) { return {value, 1, Days(2)}; }

TEST(Signal, IsHalvedByEachHalfLife) {
  EXPECT_DOUBLE_EQ(Of(1).DecayAfter(Days(0)), 1);
  EXPECT_DOUBLE_EQ(Of(1).DecayAfter(Days(2)), 0.5);
  EXPECT_DOUBLE_EQ(Of(1).DecayAfter(Days(6)), 0.125);
}

TEST(SignalBook, AContinuousDriverReplacesWhatItSaid) {
  const DriverSpec spec{.persistence = Persistence::kContinuous};
  SignalBook book({&spec}, 1);
  EXPECT_FALSE(book.at(0, 0).has_value());
  EXPECT_TRUE(book.State(0, 0, Of(0.9), UnixNanos{}));
  EXPECT_TRUE(book.State(0, 0, Of(0.1), UnixNanos{} + Days(1)));
  EXPECT_EQ(book.at(0, 0)->signal.value, 0.1);
  EXPECT_EQ(book.at(0, 0)->emitted_at, UnixNanos{} + Days(1));
}

TEST(SignalBook, AnEventStandsUntilSomethingStrongerOrOppositeIsSaid) {
  const DriverSpec spec{.persistence = Persistence::kEvent};
  SignalBook book({&spec}, 1);
  EXPECT_TRUE(book.State(0, 0, Of(0.8), UnixNanos{}));
  EXPECT_FALSE(book.State(0, 0, Of(0.3), UnixNanos{}));
  EXPECT_EQ(book.at(0, 0)->signal.value, 0.8);
  // After one half-life 0.4 is left of it.
  EXPECT_FALSE(book.State(0, 0, Of(0.39), UnixNanos{} + Days(2)));
  EXPECT_TRUE(book.State(0, 0, Of(0.41), UnixNanos{} + Days(2)));
  EXPECT_TRUE(book.State(0, 0, Of(-0.01), UnixNanos{} + Days(2)));
}

TEST(SignalBook, KeepsInstrumentsAndDriversApart) {
  const DriverSpec one{}, other{};
  SignalBook book({&one, &other}, 2);
  book.State(1, 0, Of(0.5), UnixNanos{});
  EXPECT_FALSE(book.at(0, 0).has_value());
  EXPECT_FALSE(book.at(1, 1).has_value());
  EXPECT_TRUE(book.at(1, 0).has_value());
}

TEST(SignalBookDeath, RefusesSignalsOutsideTheirRange) {
  const DriverSpec spec{};
  SignalBook book({&spec}, 1);
  EXPECT_DEATH(book.State(0, 0, Of(1.1), UnixNanos{}), "range");
}

CategoryScores Scores(double technical, double momentum) {
  CategoryScores scores{};
  scores[0] = {true, technical};
  scores[1] = {true, momentum};
  return scores;
}

RotationSettings Settings(bool learns) {
  return {.regimes = 2, .weights = {0.30, 0.25, 0.20, 0.15, 0.10}, .given = {}, .learns = learns};
}

TEST(Rotation, WithoutProbabilitiesNothingIsTilted) {
  const RegimeRotation rotation(Settings(true));
  for (const double tilt : rotation.Tilts({}, Scores(1, 1))) EXPECT_EQ(tilt, 1);
}

TEST(Rotation, GivenMultipliersFollowTheRegimeAndKeepTheSumOfTheWeights) {
  RotationSettings settings = Settings(false);
  settings.given = {{1, 2, 1, 1, 1}, {2, 1, 1, 1, 1}};
  const RegimeRotation rotation(settings);
  const std::array<double, 2> calm = {1, 0};
  const CategoryNumbers tilts = rotation.Tilts(calm, Scores(1, 1));
  EXPECT_NEAR(tilts[1] / tilts[0], 2, 1e-12);
  EXPECT_NEAR(0.30 * tilts[0] + 0.25 * tilts[1], 0.55, 1e-12);
  EXPECT_EQ(tilts[2], 1);  // without a source: not inflated
  const std::array<double, 2> unsure = {0.5, 0.5};
  EXPECT_NEAR(rotation.Tilts(unsure, Scores(1, 1))[1], 1, 1e-12);
}

TEST(Rotation, LearnsWhichCategoryWasWorthSomethingInWhichRegime) {
  RegimeRotation rotation(Settings(true));
  const std::array<double, 2> calm = {1, 0};
  for (int i = 0; i < 200; ++i) {
    const double outcome = i % 2 == 0 ? 1 : -1;
    // Momentum says what comes, technical the opposite half of the time.
    rotation.Learn(calm, Scores(i % 4 < 2 ? 1 : -1, outcome), outcome);
  }
  EXPECT_NEAR(rotation.Multiplier(0, 0), 1, 0.05);
  EXPECT_EQ(rotation.Multiplier(1, 1), 1);  // nothing was seen of the other regime
}

TEST(Rotation, AMultiplierStaysBetweenAHalfAndTwo) {
  RegimeRotation rotation(Settings(true));
  const std::array<double, 2> calm = {1, 0};
  for (int i = 0; i < 200; ++i) {
    rotation.Learn(calm, Scores(1, -1), i % 10 == 0 ? 0.5 : 1);
  }
  EXPECT_EQ(rotation.Multiplier(0, 0), 2);
  EXPECT_EQ(rotation.Multiplier(0, 1), 0.5);
}

TEST(Rotation, WaitsForEnoughOutcomes) {
  RegimeRotation rotation(Settings(true));
  const std::array<double, 2> calm = {1, 0};
  for (int i = 0; i < 29; ++i) rotation.Learn(calm, Scores(1, 1), i % 2 == 0 ? 0.5 : 1);
  EXPECT_EQ(rotation.Multiplier(0, 0), 1);
}

}  // namespace
}  // namespace keel::strategy
