// SPDX-License-Identifier: MIT
// The fast book against the plain one: every event, every level and every queue, over random
// requests of every kind. matching_campaign runs the same for as long as one likes.
#include <gtest/gtest.h>

#include "sim/matching/testing/random_market.h"

namespace keel::sim::matching {
namespace {

using testing::Comparison;
using testing::MarketShape;
using testing::Tally;

class RandomBooks : public ::testing::TestWithParam<MarketShape> {};

TEST_P(RandomBooks, DoWhatThePlainOneDoes) {
  Comparison comparison(20090103, GetParam());
  const auto difference = comparison.Run(50'000);
  EXPECT_FALSE(difference) << *difference;
  // Nothing was left out.
  for (const uint64_t times : comparison.tally().kinds) EXPECT_GT(times, 50u);
}

INSTANTIATE_TEST_SUITE_P(Shapes, RandomBooks, ::testing::ValuesIn(testing::kShapes));

TEST(RandomBooks, MeetEveryReason) {
  Comparison comparison(1, testing::kShapes[0]);
  EXPECT_FALSE(comparison.Run(20'000));
  for (size_t i = 0; i < comparison.tally().reasons.size(); ++i) {
    EXPECT_GT(comparison.tally().reasons[i], 0u) << ToString(static_cast<Reason>(i));
  }
}

}  // namespace
}  // namespace keel::sim::matching
