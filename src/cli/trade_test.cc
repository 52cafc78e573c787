// SPDX-License-Identifier: MIT
// trade and replay as a newcomer mistakes them; what they do is in
// tests/integration/trade_survives.sh.
#include <gtest/gtest.h>

#include "cli/testing/command_line.h"
#include "cli/trade_venue.h"

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

TEST_F(TradeTest, WhereNobodyAnswersItSaysWhatToStart) {
  EXPECT_EQ(Refusal({"trade", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1m", "--paper",
                     "--venue-url", "http://127.0.0.1:1"},
                    "does `keel exchange` run there?"),
            1);
}

// Whatever is set and said: without --testnet and --live no order finds a way out.
TEST_F(TradeTest, ARealExchangeIsNotTouched) {
  environment() = {{"BINANCE_API_KEY", "k"}, {"BINANCE_API_SECRET", "s"}};
  for (const char* url : {"https://api.binance.com", "http://10.0.0.1:9080",
                          "http://127.0.0.1.example.com", "http://localhost.example.com:80"}) {
    for (const char* mode : {"", "--live", "--testnet"}) {
      std::vector<std::string> arguments = {"trade",     "-s", "ema_cross",   "-p", "BTC/USDT",
                                            "--session", "x",  "--venue-url", url};
      if (*mode != 0) arguments.emplace_back(mode);
      EXPECT_EQ(Refusal(arguments, "simulated exchange on this machine only"), 2);
    }
  }
}

TEST_F(TradeTest, WaysThatDoNotGoTogetherAreNamed) {
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"trade", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1m"});
    return more;
  };
  EXPECT_EQ(Refusal(with({"--live", "--testnet"}), "choose one"), 2);
  EXPECT_EQ(Refusal(with({"--paper", "--live"}), "choose one"), 2);
  EXPECT_EQ(Refusal(with({"--confirm", "x"}), "--confirm belongs to --live"), 2);
  EXPECT_EQ(Refusal(with({"--deposit", "USDT=1", "--testnet"}), "paper account"), 2);
  EXPECT_EQ(Refusal(with({"--deposit", "USDT"}), "write it as USDT=10000"), 2);
  EXPECT_EQ(Refusal(with({"--queue-model", "order_by_order"}), "names every order"), 2);
  EXPECT_EQ(Refusal(with({"--testnet"}), "BINANCE_TESTNET_API_KEY is not set"), 2);
  EXPECT_EQ(Refusal(with({"--live"}), "BINANCE_API_KEY is not set"), 2);
}

TEST_F(TradeTest, LiveIsRefusedBeforeAnybodyIsAsked) {
  environment() = {{"BINANCE_API_KEY", "k"}, {"BINANCE_API_SECRET", "s"}};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"trade", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1m", "--live"});
    return more;
  };
  EXPECT_EQ(Refusal(with({}), "--session NAME"), 2);
  EXPECT_EQ(Refusal(with({"--session", "x"}), "no terminal to ask at"), 2);
  EXPECT_EQ(Refusal(with({"--session", "x", "--confirm", "y"}), "nothing was traded"), 3);
  EXPECT_EQ(Refusal(with({"--session", "x", "--confirm", "x", "--risk-profile", "research"}),
                    "not research"),
            2);
  environment()["BINANCE_API_SECRET"] = "KeelTestN8pHRluo2UIVDIrYRtxOUxak19OsyT56SKp15R3ME8";
  EXPECT_EQ(Refusal(with({"--session", "x", "--confirm", "x"}), "everybody knows"), 3);
  EXPECT_FALSE(base::os::Exists(folder() + "/home/.keel/sessions/x"));
}

// Told of a session of before there were modes too: it was one at a simulated exchange.
TEST_F(TradeTest, ASessionOfAnotherModeIsNotTakenOver) {
  const std::string old = folder() + "/old", paper = folder() + "/paper", fresh = folder() + "/new";
  ASSERT_TRUE(base::os::MakeDirectories(old));
  Write("old/journal-000001.kj", "");
  EXPECT_TRUE(HoldMode(TradeMode::kSimulated, old));
  EXPECT_TRUE(HoldMode(TradeMode::kPaper, paper));
  EXPECT_TRUE(HoldMode(TradeMode::kPaper, paper)) << "again";
  EXPECT_TRUE(HoldMode(TradeMode::kLive, fresh));
  for (const auto& [mode, folder] : {std::pair{TradeMode::kPaper, old},
                                     {TradeMode::kLive, paper},
                                     {TradeMode::kTestnet, fresh},
                                     {TradeMode::kPaper, fresh}}) {
    const auto held = HoldMode(mode, folder);
    ASSERT_FALSE(held) << folder;
    EXPECT_NE(held.error().message.find("begin another one with --session"), std::string::npos);
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
