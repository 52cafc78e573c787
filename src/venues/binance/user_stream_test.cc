// SPDX-License-Identifier: MIT
#include "venues/binance/user_stream.h"

#include <gtest/gtest.h>

#include <string>

namespace keel::venues::binance {
namespace {

using base::Seconds;

/// A stream whose actions read as words.
class UserStreamTest : public testing::Test {
 protected:
  void Make(UserStreamOptions options = {}) {
    stream_.emplace(options, base::RandomStream(1, "test"));
    stream_->Start(now_);
  }
  std::string Words() {
    using Kind = UserStream::Action::Kind;
    std::string words;
    for (const auto& action : stream_->TakeActions()) {
      if (!words.empty()) words += ", ";
      if (action.kind == Kind::kConnect) words += "connect";
      if (action.kind == Kind::kDrop) words += "drop";
      if (action.kind == Kind::kTellUp) words += "up";
      if (action.kind == Kind::kTellDown) words += "down: " + action.why;
      if (action.kind != Kind::kAsk) continue;
      words += action.method == Method::kLogon           ? "logon"
               : action.method == Method::kSessionStatus ? "check"
                                                         : "subscribe";
    }
    return words;
  }
  /// Lets time pass up to the next timer.
  void Pass() {
    ASSERT_NE(stream_->next_timer(), base::kEndOfTime);
    now_ = std::max(now_, stream_->next_timer());
    stream_->OnTimer(now_);
  }
  void BringUp() {
    Pass();
    stream_->OnOpen(now_);
    stream_->OnAnswer({.ok = true}, now_);
    ASSERT_EQ(Words(), "connect, subscribe, up");
  }

  base::UnixNanos now_{Seconds(1'700'000'000).ns};
  std::optional<UserStream> stream_;
};

TEST_F(UserStreamTest, IsUpOnceTheSubscriptionIsConfirmed) {
  Make();
  Pass();
  EXPECT_EQ(Words(), "connect");
  stream_->OnOpen(now_);
  EXPECT_EQ(Words(), "subscribe");
  EXPECT_FALSE(stream_->up());
  stream_->OnAnswer({.ok = true}, now_);
  EXPECT_EQ(Words(), "up");
}

TEST_F(UserStreamTest, AnEd25519KeyLogsOnFirst) {
  Make({.logs_on = true});
  Pass();
  stream_->OnOpen(now_);
  EXPECT_EQ(Words(), "connect, logon");
  stream_->OnAnswer({.ok = true}, now_);
  EXPECT_EQ(Words(), "subscribe");
  stream_->OnAnswer({.ok = true}, now_);
  EXPECT_EQ(Words(), "up");
}

// Fault F12: the connection is well, the subscription is gone.
TEST_F(UserStreamTest, F12ADeadSubscriptionIsFoundWhileTheConnectionLives) {
  Make();
  BringUp();
  const base::UnixNanos subscribed = now_;
  Pass();
  EXPECT_EQ(Words(), "check");
  stream_->OnAnswer({.ok = true, .has_subscription = true}, now_);
  EXPECT_EQ(Words(), "");
  Pass();
  stream_->OnAnswer({.ok = true}, now_);
  EXPECT_EQ(Words(), "check, drop, down: the venue no longer has the subscription");
  EXPECT_LE(now_ - subscribed, Seconds(20)) << "found within twenty seconds";
  EXPECT_FALSE(stream_->up());
}

TEST_F(UserStreamTest, F12AQuestionWithoutAnAnswerEndsTheStream) {
  Make();
  BringUp();
  Pass();
  EXPECT_EQ(Words(), "check");
  Pass();
  EXPECT_EQ(Words(), "drop, down: the venue leaves a question about the subscription unanswered");
}

TEST_F(UserStreamTest, OneFailedCheckProvesNothingThreeDo) {
  Make();
  BringUp();
  for (int i = 0; i < 2; ++i) {
    Pass();
    stream_->OnAnswer({.ok = false, .error = "slow_down"}, now_);
    EXPECT_EQ(Words(), "check");
  }
  Pass();
  stream_->OnAnswer({.ok = false}, now_);
  EXPECT_EQ(Words(), "check, drop, down: the subscription cannot be asked after");
}

TEST_F(UserStreamTest, AVenueWithoutTheQuestionIsNotAskedAgain) {
  Make();
  BringUp();
  Pass();
  stream_->OnAnswer({.ok = false, .unsupported = true}, now_);
  EXPECT_EQ(Words(), "check");
  EXPECT_TRUE(stream_->up());
  EXPECT_GT(stream_->next_timer() - now_, base::Hours(22));
}

TEST_F(UserStreamTest, ConnectsAnewBeforeTheVenueCuts) {
  Make({.check_every = base::Hours(100)});
  BringUp();
  Pass();
  EXPECT_EQ(Words(), "drop, down: the connection is a day old");
  EXPECT_LE(stream_->next_timer() - now_, base::Milliseconds(250)) << "it was no failure";
}

// Fault F26: full jitter up to 30 s, at most 60 attempts in five minutes.
TEST_F(UserStreamTest, F26AVenueThatIsAwayIsNotStormed) {
  Make();
  std::vector<base::UnixNanos> attempts;
  for (int i = 0; i < 300; ++i) {
    Pass();
    EXPECT_EQ(Words(), "connect");
    attempts.push_back(now_);
    stream_->OnTrouble("refused", now_);
    EXPECT_EQ(Words(), "drop, down: refused");
    EXPECT_LE(stream_->next_timer() - now_, base::Minutes(5));
  }
  for (size_t i = 60; i < attempts.size(); ++i) {
    EXPECT_GE(attempts[i] - attempts[i - 60], base::Minutes(5));
  }
}

// Fault F28: a venue that wants to be left alone is neither connected to nor asked.
TEST_F(UserStreamTest, F28NothingBeginsBeforeItMay) {
  Make();
  const base::UnixNanos until = now_ + base::Minutes(10);
  stream_->WaitUntil(until);
  Pass();
  EXPECT_EQ(Words(), "connect");
  EXPECT_EQ(now_, until);
}

TEST_F(UserStreamTest, F28TheSubscriptionIsAskedAfterOnceItMayBe) {
  Make();
  BringUp();
  const base::UnixNanos until = now_ + base::Minutes(10);
  stream_->WaitUntil(until);
  stream_->OnTimer(now_ + base::Minutes(9));
  EXPECT_EQ(Words(), "");
  EXPECT_TRUE(stream_->up());
  Pass();
  EXPECT_EQ(Words(), "check");
  EXPECT_EQ(now_, until);
}

TEST_F(UserStreamTest, ARefusedSubscriptionIsTriedAgainLater) {
  Make();
  Pass();
  stream_->OnOpen(now_);
  stream_->OnAnswer({.ok = false, .error = "unauthorised"}, now_);
  EXPECT_EQ(Words(), "connect, subscribe, drop, down: the subscription was refused: unauthorised");
  Pass();
  EXPECT_EQ(Words(), "connect");
}

}  // namespace
}  // namespace keel::venues::binance
