// SPDX-License-Identifier: MIT
// What stops a session, a pair or a strategy, and what it takes to go on.
#include "cli/control/testing/session_control_stage.h"

namespace keel::cli {
namespace {

TEST_F(SessionControlTest, AStrategyIsFlattenedAloneUntilItIsResumed) {
  NextBar();
  Fill();
  EXPECT_EQ(Refusal({.ask = "flatten", .strategy = "patent"}).code, base::ErrorCode::kNotFound);
  EXPECT_EQ(Refusal({.ask = "flatten", .pair = "BTC/USDT"}).code, base::ErrorCode::kUsage);
  ASSERT_TRUE(Act({.ask = "halt", .reason = "odd", .strategy = "patient"}));
  ASSERT_EQ(Status().stopped.size(), 1u);
  EXPECT_FALSE(Status().stopped[0].sells);
  EXPECT_EQ(market_orders_, 0);
  const auto done = Act({.ask = "flatten", .reason = "enough", .strategy = "patient"});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->what, std::vector<std::string>{"1 BTC/USDT"});
  EXPECT_EQ(market_orders_, 1);
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "trading") << "others may go on";
  ASSERT_EQ(status.stopped.size(), 1u);
  EXPECT_EQ(status.stopped[0].scope, "strategy patient");
  EXPECT_EQ(status.stopped[0].reason, "enough") << "the later word";
  EXPECT_TRUE(status.stopped[0].sells);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "calm", .strategy = "patient"}));
  EXPECT_EQ(Status().stopped.size(), 1u) << "not confirmed";
  ASSERT_TRUE(Act({.ask = "resume", .reason = "calm", .strategy = "patient", .confirm = true}));
  EXPECT_TRUE(Status().stopped.empty());
}

TEST_F(SessionControlTest, AHaltCancelsEntriesAndHoldsOverARestart) {
  NextBar();
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_EQ(cancels_, 1);
  NextBar();
  EXPECT_EQ(Status().open_orders, 0u) << "the strategy wanted one more";
  EXPECT_EQ(engine_alerts_.refusals(), 1u);
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "halted");
  ASSERT_EQ(status.stopped.size(), 1u);
  EXPECT_EQ(status.stopped[0].scope, "everything");
  EXPECT_EQ(status.stopped[0].by, "ann");
  EXPECT_EQ(status.stopped[0].reason, "news");
}

TEST_F(SessionControlTest, AHaltOfOnePairOrStrategyNamesIt) {
  ASSERT_TRUE(Act({.ask = "halt", .pair = "BTC/USDT"}));
  ASSERT_TRUE(Act({.ask = "halt", .strategy = "patient"}));
  const auto stopped = Status().stopped;
  ASSERT_EQ(stopped.size(), 2u);
  EXPECT_EQ(stopped[0].scope, "BTC/USDT");
  EXPECT_EQ(stopped[1].scope, "strategy patient");
  EXPECT_EQ(Status().state, "trading") << "not everything is halted";
  const auto wrong = Act({.ask = "halt", .pair = "BTC/USDC"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, base::ErrorCode::kNotFound);
  EXPECT_NE(wrong.error().message.find("BTC/USDT"), std::string::npos);
  const auto one = Act({.ask = "resume", .reason = "ok", .pair = "BTC/USDT"});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->what, std::vector<std::string>{"BTC/USDT"});
}

TEST_F(SessionControlTest, ResumeTakesAReasonAndTwoSteps) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_EQ(Refusal({.ask = "resume"}).code, base::ErrorCode::kUsage);
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}))
      << "the second step before the first";
  const auto first = Act({.ask = "resume", .reason = "ok"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->what, std::vector<std::string>{"everything"});
  EXPECT_EQ(Status().state, "halted");
  ASSERT_TRUE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  EXPECT_EQ(Status().state, "trading");
  EXPECT_EQ(Refusal({.ask = "resume", .reason = "ok"}).code, base::ErrorCode::kNotFound);
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u);
}

TEST_F(SessionControlTest, AHaltBetweenTheTwoStepsWins) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  ASSERT_TRUE(Act({.ask = "resume", .reason = "ok"}));
  ASSERT_TRUE(control_->Halt("a file", "worse news"));
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, WhileTheKillFileIsThereNothingIsResumed) {
  ASSERT_TRUE(control_->Halt("a file", "the text in it"));
  kill_file_ = true;
  const auto refused = Act({.ask = "resume", .reason = "ok"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("/there/KILL"), std::string::npos);
}

TEST_F(SessionControlTest, WhatDoesNotAgreeKeepsEntriesOffUntilAPersonHasLooked) {
  Hear(execution::StreamOrder{{.client_id = "web_1", .venue_id = 99}, std::nullopt});
  Pump();
  EXPECT_EQ(Status().state, "not_in_step");
  EXPECT_EQ(Status().disputes, 1u);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "it was mine"}));
  EXPECT_EQ(Status().disputes, 1u);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "it was mine", .confirm = true}));
  EXPECT_EQ(Status().state, "trading");
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u);
}

TEST_F(SessionControlTest, AnOrderThatTheWatchdogCancelledIsNoDispute) {
  NextBar();
  execution::VenueOrder order = open_[0];
  open_.clear();
  order.status = execution::VenueStatus::kCanceled;
  Hear(execution::StreamOrder{order, std::nullopt});
  Pump();
  EXPECT_EQ(Status().open_orders, 0u);
  EXPECT_EQ(Status().state, "trading");
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u) << "it goes on";
}

TEST_F(SessionControlTest, AnActThatComesTooLateIsNotDoneUnlessItHalts) {
  NextBar();
  const base::Duration asked_at = base::Seconds(100), patience = base::Seconds(5);
  const auto late = [&](engine::ControlRequest request) {
    request.asked_at = asked_at;
    request.patience = patience;
    return request;
  };
  machine_time_ = asked_at + base::Seconds(7);
  const base::Error error = Refusal(late({.ask = "flatten", .reason = "enough"}));
  EXPECT_EQ(error.code, base::ErrorCode::kRefused);
  EXPECT_EQ(error.message,
            "this was asked 7 s ago by somebody who was to be answered within 5 s, so nothing was "
            "done: ask again");
  EXPECT_EQ(Refusal(late({.ask = "amend", .order = "1", .quantity = "0.5"})).message,
            error.message);
  const auto limits = [&](const char* text) {
    return Ask<engine::LimitsView>(late({.ask = "limits", .reason = "agreed", .limits = {text}}));
  };
  EXPECT_TRUE(limits("position_share=0.25")) << "tighter is right at any time";
  EXPECT_FALSE(limits("position_share=0.5"));
  EXPECT_EQ(Status().state, "trading");
  ASSERT_TRUE(Act(late({.ask = "halt", .reason = "news"})));
  EXPECT_EQ(Status().state, "halted");
  EXPECT_EQ(Refusal(late({.ask = "resume", .reason = "ok"})).message, error.message);
  machine_time_ = asked_at + base::Seconds(4);
  EXPECT_TRUE(Act(late({.ask = "resume", .reason = "ok"})));
}

TEST_F(SessionControlTest, AHaltThatWasAskedForBeforeItTradesIsThrownBeforeTheFirstOrder) {
  control_.emplace(DriverOfIt());
  const auto early = Act({.ask = "halt", .reason = "news", .pair = "BTC/USDT"});
  ASSERT_TRUE(early) << early.error().message;
  EXPECT_NE(early->done.find("is starting: entries are off in BTC/USDT before"), std::string::npos)
      << early->done;
  ASSERT_TRUE(control_->Begin(*session_));
  NextBar();
  EXPECT_EQ(last_venue_id_, 0u) << "an order left";
  ASSERT_EQ(Status().stopped.size(), 1u);
  EXPECT_EQ(Status().stopped[0].scope, "BTC/USDT");
  EXPECT_EQ(Status().stopped[0].by, "ann");
  EXPECT_EQ(Status().stopped[0].reason, "news (asked for while the session started)");
}

TEST_F(SessionControlTest, AnEarlyHaltOfWhatItDoesNotTradeHaltsEverything) {
  control_.emplace(DriverOfIt());
  ASSERT_TRUE(Act({.ask = "halt", .pair = "BTC/USDC"}));
  ASSERT_TRUE(control_->Begin(*session_));
  EXPECT_EQ(Status().state, "halted");
  EXPECT_NE(Status().stopped.at(0).reason.find("BTC/USDC"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
