// SPDX-License-Identifier: MIT
#include "server/access/tickets.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/os/file.h"
#include "base/text.h"
#include "server/access/testing/counted_entropy.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};

TEST(TicketBox, ATicketIsGoodOnceAndForHalfAMinute) {
  TicketBox box({}, testing::CountedEntropy());
  const base::Secret ticket = box.Make("s1", kStart);
  EXPECT_EQ(box.Redeem(std::string(43, 'A'), kStart), std::nullopt);
  EXPECT_EQ(box.Redeem("", kStart), std::nullopt);
  EXPECT_EQ(box.Redeem(ticket.Reveal(), kStart), "s1");
  EXPECT_EQ(box.Redeem(ticket.Reveal(), kStart), std::nullopt);

  const base::UnixNanos end = kStart + base::Seconds(30);
  const base::Secret early = box.Make("s1", kStart);
  const base::Secret late = box.Make("s1", kStart);
  EXPECT_EQ(box.Redeem(early.Reveal(), end - base::Nanoseconds(1)), "s1");
  EXPECT_EQ(box.Redeem(late.Reveal(), end), std::nullopt);
  EXPECT_EQ(box.size(), 0U);
}

TEST(TicketBox, IsBoundedForEachSessionAndInAll) {
  TicketBox box({.per_session = 2, .in_all = 5}, testing::CountedEntropy());
  const base::Secret other = box.Make("other", kStart);
  const base::Secret first = box.Make("s1", kStart);
  box.Make("s1", kStart);
  box.Make("s1", kStart);
  EXPECT_EQ(box.Redeem(first.Reveal(), kStart), std::nullopt) << "the oldest of the session went";
  EXPECT_EQ(box.size(), 3U);
  for (int i = 0; i < 10; ++i) box.Make("t" + std::to_string(i), kStart);
  EXPECT_EQ(box.size(), 5U);
  EXPECT_EQ(box.Redeem(other.Reveal(), kStart), std::nullopt);
}

TEST(TicketBox, TakesBackThoseOfASession) {
  TicketBox box({}, testing::CountedEntropy());
  const base::Secret first = box.Make("s1", kStart);
  const base::Secret second = box.Make("s2", kStart);
  box.Withdraw("s1");
  EXPECT_EQ(box.Redeem(first.Reveal(), kStart), std::nullopt);
  EXPECT_EQ(box.Redeem(second.Reveal(), kStart), "s2");
}

TEST(OneTimeToken, InMemoryIsGoodUntilItIsSpent) {
  auto [token, text] = OneTimeToken::InMemory(testing::CountedEntropy());
  EXPECT_TRUE(token.Matches(text.Reveal()));
  EXPECT_FALSE(token.Matches(std::string(43, 'A')));
  EXPECT_FALSE(token.Matches(""));
  EXPECT_TRUE(token.Spend());
  EXPECT_FALSE(token.Matches(text.Reveal()));
}

TEST(OneTimeToken, InAFileOutlivesARestartAndGoesWhenSpent) {
  const testing::TemporaryHome home;
  const std::string path = home.File("setup-token");
  ASSERT_TRUE(OneTimeToken::InFile(path, testing::CountedEntropy(1)));
  const std::string text(base::Trim(base::os::ReadFile(path).value()));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);

  auto again = OneTimeToken::InFile(path, testing::CountedEntropy(2));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->Matches(text));
  ASSERT_TRUE(again->Spend());
  EXPECT_FALSE(again->Matches(text));
  EXPECT_FALSE(base::os::Exists(path));
}

TEST(OneTimeToken, InAFileThatOthersMayReadOrThatHoldsNoneIsRefused) {
  const testing::TemporaryHome home;
  const std::string path = home.File("setup-token");
  ASSERT_TRUE(OneTimeToken::InFile(path, testing::CountedEntropy()));
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_EQ(OneTimeToken::InFile(path, testing::CountedEntropy()).error().code,
            base::ErrorCode::kRefused);
  ASSERT_TRUE(base::os::WriteFileAtomic(path, "letmein\n", base::os::Access::kOwnerOnly));
  const auto bad = OneTimeToken::InFile(path, testing::CountedEntropy());
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, path + " holds no token: remove it, a new one is made");
}

}  // namespace
}  // namespace keel::server
