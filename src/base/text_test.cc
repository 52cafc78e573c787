// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <gtest/gtest.h>

namespace keel::base {
namespace {

using Names = std::vector<std::string>;

TEST(NearestName, FindsTypingMistakes) {
  const Names names = {"ema_cross", "donchian", "rsi", "buy_and_hold"};
  EXPECT_EQ(NearestName("ema_cros", names), "ema_cross");
  EXPECT_EQ(NearestName("EMA_CROSS", names), "ema_cross");
  EXPECT_EQ(NearestName("donchain", names), "donchian");
  EXPECT_EQ(NearestName("buyandhold", names), "buy_and_hold");
  EXPECT_EQ(NearestName("rsii", names), "rsi");
}

TEST(NearestName, SaysNothingWhereNothingIsNear) {
  const Names names = {"ema_cross", "donchian"};
  EXPECT_EQ(NearestName("momentum", names), "");
  EXPECT_EQ(NearestName("anything", {}), "");
  EXPECT_EQ(DidYouMean("momentum", names), "");
  EXPECT_EQ(DidYouMean("donchan", names), " (did you mean \"donchian\"?)");
}

TEST(NearestName, TakesTheFirstOfEquals) {
  EXPECT_EQ(NearestName("ac", Names{"ab", "ad"}), "ab");
  EXPECT_EQ(NearestName("ad", Names{"ab", "ad"}), "ad");
}

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(Split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(Split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(Split("a,", ','), (std::vector<std::string_view>{"a", ""}));
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(Trim("  "), "");
  EXPECT_EQ(ToLower("AbC1\xC3"), "abc1\xC3");
  EXPECT_EQ(Join(Names{"a", "b"}, ", "), "a, b");
  EXPECT_EQ(Join({}, ", "), "");
}

}  // namespace
}  // namespace keel::base
