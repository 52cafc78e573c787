// SPDX-License-Identifier: MIT
#include "server/access/throttle.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
constexpr base::Duration kNone;

TEST(LoginThrottle, TheFirstFewAreFreeAndThenTheWaitDoublesToAQuarterOfAnHour) {
  LoginThrottle throttle({.free_of_address = 1'000'000});
  base::UnixNanos now = kStart;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", now), kNone) << i;
  for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", now), base::Seconds(seconds));
    now = now + base::Seconds(seconds);
    EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", now), kNone) << seconds;
  }
}

TEST(LoginThrottle, WaitingIsNoFailureAndGetsShorter) {
  LoginThrottle throttle({});
  for (int i = 0; i < 8; ++i) throttle.Attempt("ada", "10.0.0.1", kStart + base::Minutes(i));
  const base::UnixNanos now = kStart + base::Minutes(7);
  const base::Duration wait = throttle.Attempt("ada", "10.0.0.1", now);
  ASSERT_GT(wait, base::Seconds(1));
  EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", now + base::Seconds(1)), wait - base::Seconds(1));
}

TEST(LoginThrottle, AUserIsGuardedFromAllAddressesAtOnce) {
  LoginThrottle throttle({});
  for (int i = 0; i < 5; ++i) throttle.Attempt("ada", "10.0.0." + std::to_string(i), kStart);
  EXPECT_GT(throttle.Attempt("ada", "10.0.0.99", kStart), kNone);
  EXPECT_EQ(throttle.Attempt("grace", "10.0.0.99", kStart), kNone);
}

TEST(LoginThrottle, AnAddressCannotTryUserAfterUser) {
  LoginThrottle throttle({});
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(
        throttle.Attempt("user" + std::to_string(i), "2001:db8::" + std::to_string(i), kStart),
        kNone);
  }
  EXPECT_GT(throttle.Attempt("another", "2001:db8::ffff", kStart), kNone) << "the same /64";
  EXPECT_EQ(throttle.Attempt("another", "2001:db8:0:1::1", kStart), kNone);
}

TEST(LoginThrottle, SuccessForgivesTheUserAndOneAttemptOfTheAddress) {
  LoginThrottle throttle({.free_of_user = 2, .free_of_address = 4});
  throttle.Attempt("ada", "10.0.0.1", kStart);
  throttle.Attempt("ada", "10.0.0.1", kStart);
  throttle.Succeeded("ada", "10.0.0.1");
  EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", kStart), kNone);
  throttle.Succeeded("ada", "10.0.0.1");
  EXPECT_EQ(throttle.size(), 1U) << "one failure of the address is left";
  throttle.Attempt("b", "10.0.0.1", kStart);
  throttle.Attempt("c", "10.0.0.1", kStart);
  throttle.Attempt("d", "10.0.0.1", kStart);
  EXPECT_GT(throttle.Attempt("e", "10.0.0.1", kStart), kNone)
      << "one's own account does not pay for guesses at others";
}

TEST(LoginThrottle, ForgetsAfterAnHour) {
  LoginThrottle throttle({});
  for (int i = 0; i < 5; ++i) throttle.Attempt("ada", "10.0.0.1", kStart);
  const base::UnixNanos later = kStart + base::Hours(1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.Attempt("ada", "10.0.0.1", later), kNone) << i;
}

TEST(LoginThrottle, MadeUpNamesDoNotPushOutTheOneThatIsGuessedAt) {
  LoginThrottle throttle({.free_of_address = 1'000'000, .most = 100});
  for (int i = 0; i < 5; ++i) throttle.Attempt("ada", "10.0.0.1", kStart);
  for (int i = 0; i < 900; ++i) {
    throttle.Attempt("user" + std::to_string(i), "10.0." + std::to_string(i % 200) + ".1",
                     kStart + base::Milliseconds(i));
    ASSERT_LE(throttle.size(), 200U);
  }
  EXPECT_GT(throttle.Attempt("ada", "10.9.9.9", kStart + base::Milliseconds(900)), kNone);
}

}  // namespace
}  // namespace keel::server
