// SPDX-License-Identifier: MIT
#include "base/result.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace keel::base {
namespace {

Result<int> Positive(int x) {
  if (x <= 0) return Fail(ErrorCode::kUsage, "not positive");
  return x;
}
Status RequirePositive(int x) {
  TRY(Positive(x).map([](int) {}));
  return {};
}
Result<int> Sum(int a, int b) {
  TRY(const int x, Positive(a));
  TRY(const int y, Positive(b));
  return x + y;
}

TEST(Result, TryPassesValuesOnAndReturnsErrors) {
  EXPECT_EQ(Sum(1, 2), 3);
  EXPECT_EQ(Sum(1, 0).error().message, "not positive");
  EXPECT_TRUE(RequirePositive(1));
  EXPECT_EQ(RequirePositive(0).error().code, ErrorCode::kUsage);
}

TEST(Result, WrapAddsContextAndKeepsTheCode) {
  const Result<int> wrapped = Wrap(Error{ErrorCode::kCorrupt, "bad row"}, "reading x.npy");
  EXPECT_EQ(wrapped.error().message, "reading x.npy: bad row");
  EXPECT_EQ(wrapped.error().code, ErrorCode::kCorrupt);
}

TEST(CheckDeathTest, SaysWhereAndWhy) {
  CHECK(1 + 1 == 2, "fine");
  EXPECT_DEATH(CHECK(1 + 1 == 3, "arithmetic broke"),
               "result_test.cc:[0-9]+: CHECK failed: 1 \\+ 1 == 3: arithmetic broke");
}

}  // namespace
}  // namespace keel::base
