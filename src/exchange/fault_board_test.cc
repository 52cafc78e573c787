// SPDX-License-Identifier: MIT
#include "exchange/fault_board.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace keel::exchange {
namespace {

FaultRule Rule(const std::string& json) { return ReadFault(base::ParseJson(json).value()).value(); }
std::string WhyNot(const std::string& json) {
  const auto rule = ReadFault(base::ParseJson(json).value());
  return rule ? "" : rule.error().message;
}

TEST(FaultBoard, StrikesTheNextRequestsOfItsKindAndNoOther) {
  FaultBoard board(1);
  board.Add(Rule(R"({"kind":"lose_reply","target":"order.place","next":2})"));
  EXPECT_FALSE(board.OnRequest("order.cancel").lose_reply);
  EXPECT_TRUE(board.OnRequest("order.place").lose_reply);
  EXPECT_TRUE(board.OnRequest("order.place").lose_reply);
  EXPECT_FALSE(board.OnRequest("order.place").lose_reply);
  EXPECT_NE(board.Describe().find("\"next\":0"), std::string::npos);
}

TEST(FaultBoard, AChanceIsAFunctionOfTheSeed) {
  const auto strikes = [](uint64_t seed) {
    FaultBoard board(seed);
    board.Add(Rule(R"({"kind":"duplicate_event","probability":0.25})"));
    std::string pattern;
    for (int i = 0; i < 1'000; ++i) pattern += board.OnEvent().duplicate ? '1' : '0';
    return pattern;
  };
  const std::string pattern = strikes(3);
  EXPECT_EQ(pattern, strikes(3));
  EXPECT_NE(pattern, strikes(4));
  EXPECT_NEAR(static_cast<double>(std::ranges::count(pattern, '1')), 250, 60);
}

TEST(FaultBoard, SaysWhatIsWrongWithAFault) {
  EXPECT_NE(WhyNot(R"({"kind":"lose_it"})").find("lose_reply"), std::string::npos);
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","propability":1})").find("probability"),
            std::string::npos);
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","probability":2})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","target":"order.plaice"})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"delay_reply","delay_ms":-1})"), "");
  EXPECT_EQ(WhyNot(R"({"kind":"clock_jump","delay_ms":-5000})"), "");
}

}  // namespace
}  // namespace keel::exchange
