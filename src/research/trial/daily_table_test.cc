// SPDX-License-Identifier: MIT
#include "research/trial/daily_table.h"

#include <gtest/gtest.h>

#include <array>

namespace keel::research {
namespace {

TEST(DailyTable, HoldsEveryDayOfAnyTrial) {
  const std::array outcomes = {Outcome{.first_day = 11, .daily = {0.1, 0.2}}, Outcome{},
                               Outcome{.first_day = 10, .daily = {0.3, 0.4}}};
  const DailyTable table = TableOf(outcomes);
  EXPECT_EQ(table.first_day, 10);
  EXPECT_EQ(table.values, (std::vector<double>{0, 0, 0.3, 0.1, 0, 0.4, 0.2, 0, 0}));
  EXPECT_EQ(table.view().rows(), 3u);
}

TEST(DailyTable, OfNothingIsEmpty) {
  EXPECT_EQ(TableOf({}).view().rows(), 0u);
  EXPECT_EQ(TableOf(std::array<Outcome, 2>{}).view().rows(), 0u);
}

TEST(ParamsText, SaysWhatWasChanged) {
  EXPECT_EQ(ParamsText({}), "as configured");
  EXPECT_EQ(ParamsText({{"fast", 10}, {"stop", 0.5}}), "fast 10, stop 0.5");
}

}  // namespace
}  // namespace keel::research
