// SPDX-License-Identifier: MIT
#include "net/idle_watch.h"

#include <gtest/gtest.h>

namespace keel::net {
namespace {

using Verdict = IdleWatch::Verdict;
base::Duration At(int64_t seconds) { return base::Seconds(seconds); }

TEST(IdleWatch, PingsAtHalfTheTimeAndGivesUpAtAllOfIt) {
  IdleWatch watch(At(20), At(100));
  EXPECT_EQ(watch.NextCheck(), At(110));
  EXPECT_EQ(watch.Check(At(109)), Verdict::kFine);
  EXPECT_EQ(watch.Check(At(110)), Verdict::kPing);
  EXPECT_EQ(watch.Check(At(111)), Verdict::kFine) << "one ping a silence";
  EXPECT_EQ(watch.NextCheck(), At(120));
  EXPECT_EQ(watch.Check(At(119)), Verdict::kFine);
  EXPECT_EQ(watch.Check(At(120)), Verdict::kStalled);
}

TEST(IdleWatch, WhateverIsHeardBeginsAnew) {
  IdleWatch watch(At(20), At(0));
  EXPECT_EQ(watch.Check(At(10)), Verdict::kPing);
  watch.OnHeard(At(12));
  EXPECT_EQ(watch.silence(At(15)), At(3));
  EXPECT_EQ(watch.Check(At(21)), Verdict::kFine);
  EXPECT_EQ(watch.Check(At(22)), Verdict::kPing);
  EXPECT_EQ(watch.Check(At(32)), Verdict::kStalled);
}

TEST(IdleWatch, AfterASleepOfOurOwnItAsksFirst) {
  IdleWatch watch(At(20), At(0));
  EXPECT_EQ(watch.Check(At(1'000)), Verdict::kPing);
  EXPECT_EQ(watch.Check(At(1'009)), Verdict::kFine);
  EXPECT_EQ(watch.Check(At(1'010)), Verdict::kStalled);
}

TEST(IdleWatch, WithoutATimeEverySilenceIsFine) {
  IdleWatch watch({}, At(0));
  EXPECT_FALSE(watch.watches());
  EXPECT_EQ(watch.Check(At(1'000'000)), Verdict::kFine);
}

}  // namespace
}  // namespace keel::net
