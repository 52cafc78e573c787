// SPDX-License-Identifier: MIT
#include "research/validation/cross_validation.h"

#include <gtest/gtest.h>

#include "base/json_value.h"
#include "research/testing/made_up_trials.h"
#include "research/testing/markup.h"
#include "research/validation/validation_report.h"

namespace keel::research {
namespace {

constexpr size_t kDays = 300;

DailyTable Table(size_t trials, double edge_of_first) {
  DailyTable table{.first_day = 18'000, .trials = trials};
  table.values = MakeTrials({.days = kDays, .trials = trials}, 5);
  for (size_t i = 0; i < table.values.size(); i += trials) table.values[i] += edge_of_first;
  return table;
}

TEST(CrossValidate, FindsAnEdgeThatIsThereOnAllDays) {
  const auto report = CrossValidate(Table(8, 0.01), {"good"}, {});
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->folds.size(), 10u);
  for (const FoldResult& fold : report->folds) EXPECT_EQ(fold.chosen, "good");
  ASSERT_EQ(report->paths.size(), 1u);
  const DailyTable table = Table(8, 0.01);
  for (size_t day = 0; day < kDays; ++day) {
    EXPECT_EQ(report->daily[0][day], table.view().at(day, 0));
  }
}

TEST(CrossValidate, TheBestOfNoiseEarnsNothingWhereItDidNotChoose) {
  const auto report = CrossValidate(Table(40, 0), {}, {.groups = 6, .test_groups = 2});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->folds.size(), 15u);
  ASSERT_EQ(report->paths.size(), 5u);
  for (const FoldResult& fold : report->folds) EXPECT_GT(*fold.train_sharpe, 1.5);
  EXPECT_LT(*report->median_sharpe, 1.5);
}

TEST(CrossValidate, CountsWhatPurgeAndEmbargoDrop) {
  const auto report =
      CrossValidate(Table(2, 0), {}, {.groups = 3, .embargo_days = 5, .label_days = 4});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->folds[0].dropped_days, 3 + 5);  // labels reach 3 days on, then the embargo
  EXPECT_EQ(report->folds[1].dropped_days, 3 + 3 + 5);
  EXPECT_EQ(report->folds[2].dropped_days, 3);
  EXPECT_EQ(report->folds[1].test_days, 100);
}

TEST(CrossValidate, IsToldInEveryForm) {
  const auto report =
      CrossValidate(Table(3, 0), {"a<", "b&", "c"}, {.groups = 6, .test_groups = 2});
  ASSERT_TRUE(report);
  EXPECT_NE(CrossValidationText(*report).find("15 splits and 5 whole tested histories"),
            std::string::npos)
      << CrossValidationText(*report);
  EXPECT_EQ(testing::MarkupFault(CrossValidationHtml(*report)), "");
  EXPECT_TRUE(base::ParseJson(CrossValidationJson(*report)));
  const auto folds = CrossValidate(Table(3, 0), {}, {});
  EXPECT_EQ(testing::MarkupFault(CrossValidationHtml(*folds)), "");
}

TEST(CrossValidate, SaysWhatItNeeds) {
  EXPECT_FALSE(CrossValidate({}, {}, {}));
  EXPECT_FALSE(CrossValidate(Table(2, 0), {}, {.groups = 2, .embargo_days = 500}));
}

}  // namespace
}  // namespace keel::research
