// SPDX-License-Identifier: MIT
// trade and replay as a newcomer mistakes them; what they do is in
// tests/integration/trade_survives.sh.
#include <gtest/gtest.h>

#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;

class TradeTest : public CommandLine {
 protected:
  /// The exit code, once the message is one sentence that holds `words`.
  int Refusal(const std::vector<std::string>& arguments, const std::string& words) {
    const Outcome outcome = Keel(arguments);
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
    EXPECT_TRUE(outcome.out.empty()) << outcome.out;
    return outcome.exit_code;
  }
};

TEST_F(TradeTest, WithoutAnExchangeItSaysHowToStartOne) {
  EXPECT_EQ(Refusal({"trade", "-s", "ema_cross", "-p", "BTC/USDT"}, "start `keel exchange`"), 2);
}

TEST_F(TradeTest, ARealExchangeIsNotTouched) {
  for (const char* url : {"https://api.binance.com", "http://10.0.0.1:9080"}) {
    EXPECT_EQ(Refusal({"trade", "-s", "ema_cross", "-p", "BTC/USDT", "--venue-url", url},
                      "simulated exchange on this machine only"),
              2);
  }
}

TEST_F(TradeTest, AnOptionThatMeansNothingIsNamed) {
  const std::vector<std::string> trade = {"trade", "-s",          "ema_cross",
                                          "-p",    "BTC/USDT",    "-t",
                                          "1m",    "--venue-url", "http://127.0.0.1:1"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), trade.begin(), trade.end());
    return more;
  };
  EXPECT_EQ(Refusal(with({"--session", "../x"}), "--session"), 2);
  EXPECT_EQ(Refusal(with({"--history-days", "-1"}), "--history-days"), 2);
  EXPECT_EQ(Refusal(with({}), "BINANCE_API_KEY is not set"), 2);
}

TEST_F(TradeTest, StrategiesWithStopsAndTargetsAreTakenLikeAllOthers) {
  for (const char* name : {"breakout", "panic_buying"}) {
    EXPECT_EQ(Refusal({"trade", "-s", name, "-p", "BTC/USDT", "-t", "1m", "--venue-url",
                       "http://127.0.0.1:1"},
                      "BINANCE_API_KEY is not set"),
              2);
  }
}

TEST_F(TradeTest, WhatIsNoSessionIsNotReplayed) {
  const Outcome outcome = Keel({"replay", "nothing-of-that-name"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
}

}  // namespace
}  // namespace keel::cli
