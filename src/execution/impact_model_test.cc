// SPDX-License-Identifier: MIT
#include "execution/impact_model.h"

#include <gtest/gtest.h>

namespace keel::execution {
namespace {

// The published example: BTC, s = 0.03, 1 M of 10 B a day.
TEST(ImpactModelTest, GivesThePublishedExample) {
  const Impact impact = SquareRootImpact(0.05, 0.03, 1e6, 1e10);
  EXPECT_NEAR(impact.permanent, 0.15e-4, 1e-17);
  EXPECT_NEAR(impact.temporary, 0.30e-4, 1e-17);
  EXPECT_NEAR(impact.total(), 0.45e-4, 1e-17);
}

TEST(ImpactModelTest, GrowsWithTheRootOfTheShareAndIsNoneWhereNothingIsKnown) {
  const double one = SquareRootImpact(0.3, 0.1, 1, 100).permanent;
  EXPECT_NEAR(one, 0.3 * 0.1 * 0.1, 1e-15);
  EXPECT_NEAR(SquareRootImpact(0.3, 0.1, 4, 100).permanent, 2 * one, 1e-15);
  EXPECT_EQ(SquareRootImpact(0.3, 0.1, 4, 0).total(), 0);
  EXPECT_EQ(SquareRootImpact(0.3, 0.1, 0, 100).total(), 0);
}

}  // namespace
}  // namespace keel::execution
