// SPDX-License-Identifier: MIT
// What is told, how often, and what becomes of it where nobody listens.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/describe_json.h"
#include "cli/control/alerts.h"
#include "cli/control/connection_watch.h"
#include "cli/control/protection_watch.h"
#include "cli/control/watchdog_care.h"
#include "cli/control/webhook.h"
#include "net/testing/stage.h"

namespace keel::cli {
namespace {

using base::Milliseconds;
using base::Seconds;

class AlertsTest : public testing::Test {
 protected:
  AlertsTest() {
    alerts_.Add([this](const Alert& alert) { told_.push_back(alert.kind + ": " + alert.text); });
  }
  void Pass(base::Duration time) {
    clock_.Set(clock_.now() + time);
    alerts_.OnTimer();
  }

  base::ManualClock clock_{base::UnixNanos{1'700'000'000'000'000'000}};
  Alerts alerts_{clock_, "fund", Seconds(30)};
  std::vector<std::string> told_;
};

TEST_F(AlertsTest, TheFirstIsToldAtOnceAndTheRestAreCounted) {
  for (int i = 1; i <= 5; ++i) alerts_.Tell(AlertKind::kRefusal, fmt::format("no {}", i));
  EXPECT_EQ(told_, std::vector<std::string>{"refusal: no 1"});
  Pass(Seconds(29));
  EXPECT_EQ(told_.size(), 1u);
  Pass(Seconds(1));
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[1], "refusal: no 5 (the last of 4 of this kind)");
  Pass(Seconds(60));
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(AlertsTest, OneKindDoesNotHideAnother) {
  alerts_.Tell(AlertKind::kRefusal, "no");
  alerts_.Tell(AlertKind::kKill, "thrown");
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(AlertsTest, TheKillSwitchIsToldAtThePaceOfPeople) {
  alerts_.Tell(AlertKind::kKill, "thrown");
  Pass(Seconds(1));
  alerts_.Tell(AlertKind::kKill, "released");
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(AlertsTest, WhatWasHeldBackIsToldAtTheEnd) {
  alerts_.Tell(AlertKind::kKill, "thrown");
  alerts_.Tell(AlertKind::kKill, "released");
  alerts_.TellRest();
  EXPECT_EQ(told_.back(), "kill: released");
}

TEST_F(AlertsTest, AVenuesWordsMayBeOfAnyLength) {
  alerts_.Tell(AlertKind::kFeed, std::string(100'000, 'x'));
  EXPECT_LE(told_[0].size(), 600u);
  for (int i = 0; i < 100; ++i, Pass(Seconds(31))) alerts_.Tell(AlertKind::kFeed, "mute");
  EXPECT_LE(alerts_.recent().size(), 10u);
}

class ConnectionWatchTest : public testing::Test {
 protected:
  ConnectionWatchTest() { status_.market_up = status_.account_up = status_.clock_known = true; }
  std::vector<std::string> LookAt(int64_t seconds) {
    std::vector<std::string> texts;
    for (const auto& found : watch_.Look(status_, agreement_, Seconds(seconds))) {
      texts.push_back(found.text);
    }
    return texts;
  }

  execution::ConnectorStatus status_;
  ConnectionWatch::Agreement agreement_;
  ConnectionWatch watch_;
};

TEST_F(ConnectionWatchTest, AShortBreakIsNoNews) {
  status_.market_up = false;
  EXPECT_TRUE(LookAt(0).empty());
  EXPECT_TRUE(LookAt(4).empty());
  status_.market_up = true;
  EXPECT_TRUE(LookAt(5).empty());
  status_.market_up = false;
  EXPECT_TRUE(LookAt(6).empty()) << "the time of another break does not count";
}

TEST_F(ConnectionWatchTest, ALongOneIsToldOnceAndSoIsItsEnd) {
  status_.market_up = false;
  LookAt(0);
  EXPECT_EQ(LookAt(5).size(), 1u);
  EXPECT_TRUE(LookAt(6).empty());
  status_.market_up = true;
  EXPECT_EQ(LookAt(7), std::vector<std::string>{"market data are connected again"});
}

TEST_F(ConnectionWatchTest, AccountAndClockHaveTheirOwnPatience) {
  status_.account_up = status_.clock_known = false;
  LookAt(0);
  EXPECT_EQ(LookAt(10).size(), 1u);
  EXPECT_EQ(LookAt(20).size(), 1u);
  status_.account_up = status_.clock_known = true;
  status_.clock_uncertainty = Seconds(2);
  EXPECT_EQ(LookAt(21).size(), 1u) << "the account is back, the clock is as doubtful as before";
}

TEST_F(ConnectionWatchTest, AMuteFeedIsNewsAfterThreeSecondsMore) {
  status_.market_silent = true;
  EXPECT_TRUE(LookAt(0).empty());
  EXPECT_TRUE(LookAt(2).empty());
  EXPECT_EQ(LookAt(3), std::vector<std::string>{"market data are connected and mute"});
}

TEST_F(ConnectionWatchTest, ASessionThatDoesNotComeIntoStepIsNewsThoughEveryStreamIsUp) {
  agreement_.knows_venue = false;
  EXPECT_TRUE(LookAt(0).empty());
  EXPECT_TRUE(LookAt(44).empty()) << "an order's outcome takes that long to find out";
  EXPECT_EQ(LookAt(45), std::vector<std::string>{
                            "the session has not been in step with the venue for 45 s, and nothing "
                            "is entered until it is: the venue does not tell of its orders and "
                            "executions"});
  EXPECT_TRUE(LookAt(4000).empty());
  agreement_.knows_venue = true;
  EXPECT_EQ(LookAt(4001), std::vector<std::string>{"the session is in step with the venue again"});
}

TEST_F(ConnectionWatchTest, AnOrderThatStaysUnknownIsNamedAsTheReason) {
  agreement_ = {false, 1};
  LookAt(0);
  const auto texts = LookAt(45);
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_NE(texts[0].find(": what became of 1 order is not known"), std::string::npos) << texts[0];
}

TEST(ProtectionWatch, AStopThatIsAwayForLongIsNewsAndSoIsItsReturn) {
  ProtectionWatch watch;
  EXPECT_TRUE(watch.Look({"BTC"}, Seconds(0)).empty());
  EXPECT_TRUE(watch.Look({"BTC", "ETH"}, Seconds(29)).empty());
  const auto told = watch.Look({"BTC", "ETH"}, Seconds(30));
  ASSERT_EQ(told.size(), 1u) << "ETH has been without for a second";
  EXPECT_TRUE(told[0].starts_with("what BTC holds has been without its stop")) << told[0];
  EXPECT_TRUE(watch.Look({"BTC", "ETH"}, Seconds(31)).empty()) << "once is enough";
  EXPECT_EQ(watch.Look({"ETH"}, Seconds(40)).size(), 1u) << "BTC has its stop again";
  EXPECT_TRUE(watch.Look({}, Seconds(50)).empty()) << "of ETH nothing was told";
}

TEST(WatchdogCare, OneThatIsGoneIsStartedAgainButNotForEver) {
  using enum WatchdogCare::Step;
  WatchdogCare care;
  EXPECT_EQ(care.Look(true), kNothing);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(care.Look(false), kStart);
    EXPECT_EQ(care.Look(true), kNothing) << "a few seconds of life are no health";
  }
  EXPECT_EQ(care.Look(false), kGiveUp);
  EXPECT_EQ(care.Look(false), kNothing);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(care.Look(true), kNothing);
  EXPECT_EQ(care.Look(false), kStart) << "it has lived for a minute";
}

class WebhookTest : public testing::Test {
 protected:
  std::unique_ptr<Webhook> Open(uint16_t port, WebhookOptions options = {}) {
    options.url = fmt::format("http://127.0.0.1:{}/hook/s3cret", port);
    options.first_pause = Milliseconds(5);
    options.answer_time = Milliseconds(100);
    auto hook = Webhook::Open(stage_.loop, stage_.clock, options,
                              [this](const std::string& note) { notes_.push_back(note); });
    EXPECT_TRUE(hook) << hook.error().message;
    return std::move(*hook);
  }
  /// A server whose first answers have these statuses, and 200 afterwards.
  std::unique_ptr<net::Server> Serve(std::vector<int> statuses) {
    return stage_.Serve([this, statuses](const net::ServerRequest& request) {
      bodies_.push_back(request.body);
      EXPECT_EQ(request.target, "/hook/s3cret");
      const size_t i = bodies_.size() - 1;
      return net::HttpResponse{.status = i < statuses.size() ? statuses[i] : 200};
    });
  }

  net::testing::Stage stage_;
  std::vector<std::string> bodies_, notes_;
};

TEST_F(WebhookTest, PostsInOrder) {
  const auto server = Serve({});
  const auto hook = Open(server->port());
  for (const char* text : {"1", "2", "3"}) hook->Post(text);
  EXPECT_TRUE(stage_.Until([&] { return hook->idle(); }));
  EXPECT_EQ(bodies_, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_TRUE(notes_.empty());
}

TEST_F(WebhookTest, TriesAgainAndComplainsOnceWithoutItsAddress) {
  const auto server = Serve({500, 503, 429});
  const auto hook = Open(server->port());
  hook->Post("1");
  EXPECT_TRUE(stage_.Until([&] { return hook->idle(); }));
  EXPECT_EQ(bodies_, (std::vector<std::string>{"1", "1", "1", "1"}));
  ASSERT_EQ(notes_.size(), 2u);
  EXPECT_NE(notes_[0].find("status 500"), std::string::npos);
  EXPECT_EQ(notes_[0].find("s3cret"), std::string::npos);
  EXPECT_NE(notes_[1].find("again"), std::string::npos);
}

TEST_F(WebhookTest, WhatItWillNeverTakeIsNotPostedAgain) {
  const auto server = Serve({404});
  const auto hook = Open(server->port());
  hook->Post("1");
  hook->Post("2");
  EXPECT_TRUE(stage_.Until([&] { return hook->idle(); }));
  EXPECT_EQ(bodies_, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(hook->dropped(), 1u);
}

TEST_F(WebhookTest, ASilentOneHoldsNothingUpAndItsQueueHasAnEnd) {
  const auto server = stage_.Serve({}, {[](net::ServerRequest, const net::Respond&) {}, nullptr});
  const auto hook = Open(server->port(), {.max_waiting = 10, .max_attempts = 2});
  for (int i = 0; i < 1000; ++i) hook->Post("x");
  EXPECT_EQ(hook->dropped(), 990u);
  EXPECT_TRUE(stage_.Until([&] { return hook->dropped() > 991; }));
  EXPECT_EQ(notes_.size(), 1u);
}

TEST_F(WebhookTest, WhatIsNoAddressIsRefusedWithoutRepeatingIt) {
  for (const char* url : {"hooks.example/s3cret", "ws://127.0.0.1/s3cret"}) {
    const auto hook = Webhook::Open(stage_.loop, stage_.clock, {.url = url}, {});
    ASSERT_FALSE(hook);
    EXPECT_EQ(hook.error().message.find("s3cret"), std::string::npos);
  }
}

}  // namespace
}  // namespace keel::cli
