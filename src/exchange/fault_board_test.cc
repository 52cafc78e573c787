// SPDX-License-Identifier: MIT
#include "exchange/fault_board.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace keel::exchange {
namespace {

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

FaultRule Rule(const std::string& json) { return ReadFault(base::ParseJson(json).value()).value(); }
std::string WhyNot(const std::string& json) {
  const auto rule = ReadFault(base::ParseJson(json).value());
  return rule ? "" : rule.error().message;
}

TEST(FaultBoard, StrikesTheNextRequestsOfItsKindAndNoOther) {
  FaultBoard board(1);
  board.Add(Rule(R"({"kind":"lose_reply","target":"order.place","next":2})"));
  EXPECT_FALSE(board.OnRequest(*FindWsRoute("order.cancel")).lose_reply);
  EXPECT_TRUE(board.OnRequest(*FindWsRoute("order.place")).lose_reply);
  EXPECT_TRUE(board.OnRequest(*FindWsRoute("order.place")).lose_reply);
  EXPECT_FALSE(board.OnRequest(*FindWsRoute("order.place")).lose_reply);
  EXPECT_NE(board.Describe(kNow).find("\"next\":0"), std::string::npos);
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

TEST(FaultBoard, ATargetIsAPathTooOfWhichAllMethodsAreMeant) {
  FaultBoard board(1);
  board.Add(Rule(R"({"kind":"not_found","target":"/sapi/v1/account/apiRestrictions"})"));
  board.Add(Rule(R"({"kind":"lose_reply","target":"/api/v3/order"})"));
  EXPECT_TRUE(board.OnRequest(*FindRestRoute("GET", "/sapi/v1/account/apiRestrictions")).instead);
  EXPECT_TRUE(board.OnRequest(*FindWsRoute("order.cancel")).lose_reply);
  EXPECT_FALSE(board.OnRequest(*FindWsRoute("session.logon")).lose_reply);
}

TEST(FaultBoard, ADelayIsDrawnByTheSeedWithinItsBounds) {
  const auto delays = [](uint64_t seed) {
    FaultBoard board(seed);
    board.Add(Rule(R"({"kind":"delay_reply","delay_ms":1000,"delay_max_ms":60000})"));
    std::vector<int64_t> drawn;
    for (int i = 0; i < 200; ++i) {
      drawn.push_back(board.OnRequest(*FindWsRoute("order.place")).delay_after.ns);
    }
    return drawn;
  };
  const auto drawn = delays(3);
  EXPECT_EQ(drawn, delays(3));
  EXPECT_NE(drawn, delays(4));
  EXPECT_GE(std::ranges::min(drawn), base::Seconds(1).ns);
  EXPECT_LE(std::ranges::max(drawn), base::Minutes(1).ns);
  EXPECT_GT(std::ranges::max(drawn), base::Seconds(50).ns) << "all of the range";
}

TEST(FaultBoard, AnInstantKindHeedsItsChanceAndItsCount) {
  FaultBoard board(1);
  const uint64_t twice = board.Add(Rule(R"({"kind":"book_gap","every_ms":100,"next":2})"));
  EXPECT_TRUE(board.OnMoment(twice, kNow).again);
  const FaultBoard::Moment second = board.OnMoment(twice, kNow);
  EXPECT_TRUE(second.delay && !second.again) << "it struck twice";
  const uint64_t never = board.Add(Rule(R"({"kind":"book_gap","every_ms":100,"probability":0})"));
  const FaultBoard::Moment missed = board.OnMoment(never, kNow);
  EXPECT_TRUE(!missed.delay && missed.again);
}

TEST(FaultBoard, WhatWaitsAndWhatLastsIsListedAndTakenAway) {
  FaultBoard board(1);
  const uint64_t late = board.Add(Rule(R"({"kind":"lose_request","after_ms":1000})"));
  const uint64_t silence = board.Add(Rule(R"({"kind":"silence_user","delay_ms":5000})"));
  board.OnMoment(silence, kNow);
  EXPECT_FALSE(board.OnRequest(*FindWsRoute("ping")).lose_request) << "not yet";
  EXPECT_NE(board.Describe(kNow).find("waits"), std::string::npos);
  EXPECT_NE(board.Describe(kNow).find("lasts"), std::string::npos);
  EXPECT_EQ(board.Describe(kNow + base::Seconds(5)).find("silence"), std::string::npos);
  EXPECT_TRUE(board.IsSilent(FaultKind::kSilenceUser, kNow + base::Seconds(4)));
  EXPECT_FALSE(board.IsSilent(FaultKind::kSilenceMarket, kNow));
  board.Clear();
  EXPECT_FALSE(board.IsSilent(FaultKind::kSilenceUser, kNow + base::Seconds(4)));
  EXPECT_EQ(board.Begin(late), nullptr);
  EXPECT_EQ(board.Describe(kNow), R"({"faults":[]})");
}

TEST(FaultBoard, SaysWhatIsWrongWithAFault) {
  EXPECT_NE(WhyNot(R"({"kind":"lose_it"})").find("lose_reply"), std::string::npos);
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","propability":1})").find("probability"),
            std::string::npos);
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","probability":2})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","target":"order.plaice"})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"delay_reply","delay_ms":-1})"), "");
  EXPECT_EQ(WhyNot(R"({"kind":"clock_jump","delay_ms":-5000})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"clock_jump","target":"order.place"})"), "") << "of no request";
  EXPECT_NE(WhyNot(R"({"kind":"delay_reply","delay_ms":9,"delay_max_ms":5})"), "");
  EXPECT_NE(WhyNot(R"({"kind":"lose_reply","every_ms":100})"), "") << "each request is its time";
  EXPECT_NE(WhyNot(R"({"kind":"book_gap","every_ms":1})"), "");
}

}  // namespace
}  // namespace keel::exchange
