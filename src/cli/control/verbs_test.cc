// SPDX-License-Identifier: MIT
// The operator's verbs as a newcomer mistakes them, and against a session of this process; how they
// work on a real one is in tests/integration/operator_controls.py.
#include <gtest/gtest.h>

#include <thread>

#include "base/os/heartbeat.h"
#include "cli/testing/command_line.h"
#include "engine/control/protocol.h"
#include "engine/control/session_files.h"
#include "net/unix_socket.h"

namespace keel::cli {
namespace {

using testing::IsOneSentence;
using testing::Outcome;

class ControlVerbsTest : public testing::CommandLine {
 protected:
  ControlVerbsTest() { EXPECT_TRUE(base::os::MakeDirectories(session_)); }
  ~ControlVerbsTest() override {
    loop_.Post([this] {
      server_.reset();
      loop_.Stop();
    });
    if (thread_.joinable()) thread_.join();
  }

  /// A session that answers everything with these lines in turn, and keeps what it was asked.
  void Serve(std::vector<std::string> answers) {
    auto server = net::LineServer::Listen(
        loop_, {.path = engine::ControlSocketIn(session_)},
        [this, answers](const std::string& line, const net::LineServer::Reply& reply) {
          asked_.push_back(line);
          reply(answers.at(std::min(asked_.size(), answers.size()) - 1));
        });
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
    thread_ = std::thread([this] { loop_.Run(); });
  }
  static std::string Result(const std::string& view) {
    return R"({"ok":true,"result":)" + view + "}";
  }

  std::string session_ = folder() + "/s";  // the path of a socket is short
  net::Loop loop_;
  std::unique_ptr<net::LineServer> server_;
  std::thread thread_;
  std::vector<std::string> asked_;
};

TEST_F(ControlVerbsTest, WithoutARunningSessionTheySayHowToStartIt) {
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"status", "s"},
                                             {"positions", "s"},
                                             {"orders", "s"},
                                             {"cancel", "all", "s"},
                                             {"amend", "1", "s", "--quantity", "1"},
                                             {"order", "BTC/USDT", "buy", "1", "s"},
                                             {"halt", "s"},
                                             {"limits", "s"},
                                             {"params", "s", "-s", "ema_cross"},
                                             {"resume", "s", "--reason", "ok", "--yes"},
                                             {"flatten", "s", "--yes"}}) {
    const Outcome outcome = Keel(verb);
    EXPECT_EQ(outcome.exit_code, 2) << verb[0];
    EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
    EXPECT_NE(outcome.err.find("`keel trade --session s` goes on"), std::string::npos)
        << outcome.err;
  }
  EXPECT_FALSE(base::os::Exists(engine::KillFileIn(session_)))
      << "halt writes it only where one runs";
  const Outcome nothing = Keel({"status", "nothing"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_NE(nothing.err.find("no session nothing"), std::string::npos) << nothing.err;
}

TEST_F(ControlVerbsTest, WhatASessionRefusesIsToldInItsWordsWithItsExitCode) {
  Serve({R"({"ok":false,"code":5,"message":"the file is there"})"});
  const Outcome outcome = Keel({"resume", "s", "--reason", "ok", "--yes"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.err, "keel: error: the file is there\n");
}

TEST_F(ControlVerbsTest, NobodyIsAskedTwiceWhereNobodyCanConfirm) {
  Serve({Result(R"({"done":"","what":["everything"]})")});
  environment()["USER"] = "ann";
  const Outcome outcome = Keel({"resume", "s", "--reason", "ok"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--yes"), std::string::npos);
  EXPECT_NE(outcome.out.find("everything"), std::string::npos) << "it says what is released";
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_NE(asked_[0].find(R"("confirm":false)"), std::string::npos);
  EXPECT_NE(asked_[0].find(R"("by":"ann")"), std::string::npos);
}

TEST_F(ControlVerbsTest, ResumeConfirmsInASecondStep) {
  Serve({Result(R"({"done":"","what":["BTC/USDT"]})"),
         Result(R"({"done":"entries are on again","what":["BTC/USDT"]})")});
  const Outcome outcome = Keel({"resume", "s", "--reason", "ok", "-p", "BTC/USDT", "--yes"});
  EXPECT_EQ(outcome.out, "entries are on again\n  BTC/USDT\n");
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_NE(asked_[1].find(R"("confirm":true)"), std::string::npos);
}

TEST_F(ControlVerbsTest, FlattenSellsNothingThatNobodyConfirmed) {
  Serve({Result(base::ToJson(engine::PositionsView{"USDT", {}, {}, {}}))});
  EXPECT_EQ(Keel({"flatten", "s"}).exit_code, 2);
  EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(ControlVerbsTest, AnOrderByHandIsAskedForWithAllThatWasSaid) {
  engine::PlacedView view;
  view.done = "order 7 buys 0.5 BTC/USDT at 99";
  Serve({Result(base::ToJson(view))});
  environment()["USER"] = "ann";
  const Outcome outcome = Keel({"order", "BTC/USDT", "buy", "0.5", "s", "--price", "99",
                                "--time-in-force", "IOC", "--key", "k1", "--reason", "news"});
  EXPECT_EQ(outcome.out, view.done + "\n") << outcome.err;
  const auto asked = base::ReadJson<engine::ControlRequest>(asked_.at(0));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->ask, "order");
  EXPECT_EQ(asked->pair + " " + asked->side + " " + asked->quantity + " " + asked->price,
            "BTC/USDT buy 0.5 99");
  EXPECT_EQ(asked->time_in_force + " " + asked->key + " " + asked->reason + " " + asked->by,
            "IOC k1 news ann");
  EXPECT_GT(asked->patience, base::Duration{});
}

TEST_F(ControlVerbsTest, TheCheckOfAnOrderTellsRulesAndCostsAndPlacesNothing) {
  engine::CheckView view;
  view.done = "this buys 0.5 BTC/USDT at 99, less than the 1 asked for";
  view.quantity = *core::Decimal::Parse("0.5");
  view.findings = {{"position_share", "100 against 50; 0.5 would pass"}};
  view.currency = "USDT";
  view.price = core::Decimal::FromInt(99);
  view.fee = *core::Decimal::Parse("0.0495");
  Serve({Result(base::ToJson(view))});
  const Outcome outcome = Keel({"order", "BTC/USDT", "buy", "1", "s", "--price", "99", "--check"});
  for (const char* words : {"less than the 1", "position_share: 100 against 50", "0.0495 USDT"}) {
    EXPECT_NE(outcome.out.find(words), std::string::npos) << words << " in\n" << outcome.out;
  }
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_NE(asked_[0].find(R"("ask":"check")"), std::string::npos);
}

TEST_F(ControlVerbsTest, StatusIsReadableAndJson) {
  engine::StatusView view;
  view.session = "default";
  view.state = "halted";
  view.account = "USDT";
  view.equity = core::Decimal::FromInt(100'000);
  view.stopped = {{"everything", "kill_switch", "ann", "news", base::UnixNanos{}}};
  view.alerts = {"now kill: thrown"};
  view.rejections = 3;
  view.rejected_for = {{"refused_by_venue", 3}};
  view.unprotected = {"strategy a in BTC/USDT"};
  view.unprotected_seconds = 12.5;
  Serve({Result(base::ToJson(view))});
  const Outcome text = Keel({"status", "s"});
  for (const char* words :
       {"halted", "100000.00 USDT", "everything: kill_switch by ann", "NOT in step", "account DOWN",
        "now kill: thrown", "3 by the venue, refused_by_venue 3",
        "NOT at the venue: strategy a in BTC/USDT; 12.5 s"}) {
    EXPECT_NE(text.out.find(words), std::string::npos) << words << " in\n" << text.out;
  }
  EXPECT_EQ(Keel({"status", "s", "--json"}).out, base::ToJson(view) + "\n");
}

TEST_F(ControlVerbsTest, AHaltOfASessionThatDoesNotAnswerIsWrittenIntoTheFile) {
  Serve({R"({"ok":false,"code":3,"message":"cannot be read"})"});
  const Outcome outcome = Keel({"halt", "s", "--reason", "it hangs"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(*base::os::ReadFile(engine::KillFileIn(session_)), "it hangs\n");
  EXPECT_EQ(outcome.out.find("EVERYTHING"), std::string::npos);
}

TEST_F(ControlVerbsTest, AHaltOfAPartThatTheFileMakesOneOfEverythingSaysSo) {
  Serve({R"({"ok":false,"code":3,"message":"cannot be read"})"});
  for (const char* part : {"--pair=BTC/USDT", "--strategy=ema_cross"}) {
    const Outcome outcome = Keel({"halt", "s", part});
    EXPECT_NE(outcome.out.find("EVERYTHING is halted"), std::string::npos) << outcome.out;
  }
}

TEST_F(ControlVerbsTest, AWatchdogNeedsATraderAndItsKeys) {
  EXPECT_NE(Keel({"watchdog", "s"}).err.find("nothing to watch"), std::string::npos);
  { ASSERT_TRUE(base::os::Heartbeat::Begin(engine::HeartbeatIn(session_))); }
  EXPECT_NE(Keel({"watchdog", "s"}).err.find("watch.json"), std::string::npos);
  Write("s/watch.json",
        R"({"session":"default","id":"x","venue":"binance","url":"http://127.0.0.1:1",)"
        R"("testnet":false,"pairs":["BTC/USDT"],"origin":"2026-01-01","speed":1})");
  EXPECT_NE(Keel({"watchdog", "s"}).err.find("BINANCE_API_KEY is not set"), std::string::npos);
}

TEST_F(ControlVerbsTest, AFolderThatIsTooDeepForASocketIsNoSessionThatHangs) {
  const std::string deep = "s/" + std::string(100, 'x');
  ASSERT_TRUE(base::os::MakeDirectories(folder() + "/" + deep));
  const Outcome outcome = Keel({"halt", deep});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("too long for a socket"), std::string::npos) << outcome.err;
  EXPECT_FALSE(base::os::Exists(engine::KillFileIn(folder() + "/" + deep)));
}

TEST_F(ControlVerbsTest, AStopPolicyThatIsNoneIsNamed) {
  const Outcome outcome = Keel({"trade", "-s", "ema_cross", "-p", "BTC/USDT", "-t", "1m",
                                "--venue-url", "http://127.0.0.1:1", "--on-stop", "flaten"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("flatten"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace keel::cli
