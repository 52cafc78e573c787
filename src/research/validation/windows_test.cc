// SPDX-License-Identifier: MIT
#include "research/validation/windows.h"

#include <gtest/gtest.h>

#include <string>

namespace keel::research {
namespace {

base::UnixNanos At(const char* time) { return base::ParseTime(time).value(); }

std::string Told(const WalkWindow& w) {
  return base::FormatDate(w.train_from) + " " + base::FormatDate(w.test_from) + " " +
         base::FormatDate(w.test_to);
}

TEST(WalkWindows, RollInWholeMonthsFromTheFirstWholeOne) {
  const auto windows = PlanWindows({At("2019-12-15"), At("2020-09-10")}, {});
  ASSERT_TRUE(windows) << windows.error().message;
  ASSERT_EQ(windows->size(), 3u);
  EXPECT_EQ(Told((*windows)[0]), "2020-01-01 2020-07-01 2020-08-01");
  EXPECT_EQ(Told((*windows)[1]), "2020-02-01 2020-08-01 2020-09-01");
  EXPECT_EQ(Told((*windows)[2]), "2020-03-01 2020-09-01 2020-09-10");  // ends with the bars
}

TEST(WalkWindows, AnchoredTrainingsKeepTheirBegin) {
  const auto windows = PlanWindows({At("2020-01-01"), At("2021-01-01")},
                                   {.train_months = 4, .test_months = 3, .anchored = true});
  ASSERT_TRUE(windows);
  ASSERT_EQ(windows->size(), 3u);
  EXPECT_EQ(Told((*windows)[0]), "2020-01-01 2020-05-01 2020-08-01");
  EXPECT_EQ(Told((*windows)[2]), "2020-01-01 2020-11-01 2021-01-01");
}

TEST(WalkWindows, TestsFollowEachOtherAndNeverTheirOwnTraining) {
  for (const int train : {1, 5, 12}) {
    for (const int test : {1, 2, 3}) {
      const auto windows = PlanWindows({At("2017-08-17T04:00:00"), At("2022-12-31")},
                                       {.train_months = train, .test_months = test});
      ASSERT_TRUE(windows);
      for (size_t i = 0; i < windows->size(); ++i) {
        const WalkWindow& w = (*windows)[i];
        EXPECT_LT(w.train_from, w.test_from);
        EXPECT_LT(w.test_from, w.test_to);
        const base::UnixNanos before = i > 0 ? (*windows)[i - 1].test_to : w.test_from;
        EXPECT_EQ(w.test_from, before);
      }
    }
  }
}

TEST(WalkWindows, SayWhatTheyNeed) {
  EXPECT_FALSE(PlanWindows({At("2020-01-01"), At("2021-01-01")}, {.train_months = 0}));
  const auto none = PlanWindows({At("2020-01-02"), At("2020-07-31")}, {});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("give a shorter --train"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
