// SPDX-License-Identifier: MIT
// A decision of a session, computed again by the desk: from the journal of a session that the real
// engine has traded, over the socket.
#include "cli/serve/decision_replay.h"

#include <gtest/gtest.h>

#include "cli/session_settings.h"
#include "cli/testing/command_line.h"
#include "server/testing/desk_stage.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

using server::testing::Cookie;
using server::testing::TextOf;

constexpr const char* kStrategy = "momentum_persistence";

class DecisionReplayTest : public testing::CommandLine {
 protected:
  DecisionReplayTest() {
    options_.settings = keel::testing::SampleSettings();
    options_.settings.strategies = {
        {.name = kStrategy, .params = {{"entry", 0.01}, {"exit", -0.01}, {"band", 0.01}}}};
    options_.registry = {strategies::All(), strategies::AllFeatures()};
    options_.past = size_t{29} * 1440;  // its features look back on four weeks
    options_.minutes = 90;
  }
  ~DecisionReplayTest() override { worker_.Stop(); }

  /// Trades the session and serves its desk.
  void Serve() {
    options_.configuration = SettingsText(options_.settings);
    const std::string session = desk_.home.path() + "/session";
    ASSERT_TRUE(base::os::MakeDirectories(session));
    ASSERT_EQ(keel::testing::MakeSampleSession(session, options_), "");
    desk_.AddPeople();
    server::DeskOptions options = desk_.Options();
    options.read_settings = [](std::string_view text) { return ReadSettings(text); };
    options.more_routes = [this, session](server::Desk& desk) {
      return DecisionReplayRoutes(desk, rooms_, session);
    };
    desk_.Serve(std::move(options));
    const auto& replica = desk_.server->desk().replica;
    ASSERT_TRUE(desk_.stage.Until([&] { return replica.last_sequence() > 0 && Decided(1); },
                                  base::Seconds(60)));
    viewer_ = Cookie(desk_.SignIn("viewer"));
  }
  const engine::DecidedRecord* Decided(int64_t number) const {
    return desk_.server->desk().replica.decision(number);
  }
  int64_t LastDecision() const { return desk_.server->desk().replica.decisions().rbegin()->first; }
  net::HttpResponse Replay(int64_t number) {
    return desk_.Ask("GET", "/decisions/" + std::to_string(number) + "/replay", viewer_);
  }

  keel::testing::SampleOptions options_;
  server::testing::DeskStage desk_;
  base::os::Worker worker_{64};
  ResearchRooms rooms_{desk_.stage.loop, worker_, folder(), {}, {}, nullptr};
  server::testing::Credential viewer_;
};

TEST_F(DecisionReplayTest, EveryDecisionIsTheSameToTheLastBit) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  int64_t features = 0;
  ASSERT_GT(LastDecision(), 3);
  for (int64_t number = 1; number <= LastDecision(); ++number) {
    const auto answer = Replay(number);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto json = base::ParseJson(answer.body);
    EXPECT_TRUE(json->Find("same")->boolean) << answer.body;
    EXPECT_TRUE(json->Find("differences")->items.empty()) << answer.body;
    features += std::stoll(json->Find("features")->text);
  }
  EXPECT_GT(features, 0) << "they were made from something";
}

TEST_F(DecisionReplayTest, ALookerSeesBothOutcomesAndAStrangerNone) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  const auto json = base::ParseJson(Replay(1).body);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("kept")->Find("target_share")->text,
            json->Find("again")->Find("target_share")->text);
  EXPECT_EQ(desk_.Ask("GET", "/decisions/1/replay").status, 401);
  EXPECT_EQ(Replay(1'000'000).status, 404);
}

TEST_F(DecisionReplayTest, WhatWasChangedIsNamedWithBothValues) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  DecisionReplay replay(desk_.home.path() + "/session");
  const auto& row = desk_.server->desk().replica.decisions().at(1);
  const engine::DecidedRecord& decided = *Decided(1);
  research::StoredDecision kept;
  kept.decision = 1;
  kept.strategy = row.strategy;
  kept.pair = row.pair;
  kept.time = decided.time;
  kept.inputs = decided.inputs;
  kept.outcome = decided.outcome;
  kept.outcome.conviction = std::nextafter(kept.outcome.conviction, 2);
  const auto told = replay.Again(kept);
  ASSERT_TRUE(told) << told.error().detail;
  EXPECT_FALSE(told->same);
  ASSERT_EQ(told->differences.size(), 1U);
  EXPECT_EQ(told->differences[0], fmt::format("the decision's conviction was {}, is {}",
                                              kept.outcome.conviction, decided.outcome.conviction));
  ASSERT_FALSE(kept.inputs.signals.empty());
  kept.inputs.signals[0].faded.value += 0.5;
  EXPECT_TRUE(replay.Again(kept)->differences.at(0).starts_with("signal ")) << "the cause is first";
}

TEST_F(DecisionReplayTest, AParameterThatAPersonChangedHoldsFromThenOnOverARestart) {
  options_.dies_after = {60};
  options_.heard_after = base::Milliseconds(250);
  options_.each_minute = [this](engine::LiveSession& session, size_t minute) {
    if (minute != 30) return;
    const base::UnixNanos now =
        keel::testing::kSampleStart + base::Minutes(31) + options_.heard_after;
    EXPECT_TRUE(session.SetParams({0}, {{"target_volatility", 0.05}}, "ada", "a test", now));
  };
  ASSERT_NO_FATAL_FAILURE(Serve());
  for (int64_t number = 1; number <= LastDecision(); ++number) {
    EXPECT_EQ(TextOf(Replay(number).body, "decision"), std::to_string(number));
    EXPECT_NE(Replay(number).body.find("\"same\":true"), std::string::npos)
        << number << Replay(number).body;
  }
}

TEST_F(DecisionReplayTest, WithoutItsJournalItSaysSo) {
  ASSERT_NO_FATAL_FAILURE(Serve());
  ASSERT_TRUE(base::os::RemoveTree(desk_.home.path() + "/session"));
  const auto answer = Replay(1);
  EXPECT_EQ(answer.status, 404) << answer.body;
  EXPECT_NE(TextOf(answer.body, "detail"), "");
}

}  // namespace
}  // namespace keel::cli
