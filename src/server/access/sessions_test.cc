// SPDX-License-Identifier: MIT
#include "server/access/sessions.h"

#include <gtest/gtest.h>

#include <set>

#include "server/access/testing/counted_entropy.h"

namespace keel::server {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
constexpr base::Duration kInstant = base::Nanoseconds(1);

class Sessions : public ::testing::Test {
 protected:
  SessionTable Make(const SessionLimits& limits = {}) {
    return SessionTable(limits, testing::CountedEntropy(),
                        [this](const std::string& id) { ended_.push_back(id); });
  }
  std::vector<std::string> ended_;
};

TEST_F(Sessions, AreFoundByTheirTokenAlone) {
  SessionTable table = Make();
  const auto opened = table.Open("ada", "10.0.0.1", kStart);
  const std::string token(opened.token.Reveal());
  const Session* found = table.Find(token, kStart);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->user, "ada");
  EXPECT_EQ(found->id, opened.session.id);
  EXPECT_EQ(token.find(found->id), std::string::npos) << "the name tells nothing of the token";
  for (size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(table.Find(other, kStart), nullptr) << i;
  }
  EXPECT_EQ(table.Find(found->id, kStart), nullptr);
  EXPECT_EQ(table.Find("", kStart), nullptr);
}

TEST_F(Sessions, HaveANewTokenEachTime) {
  SessionTable table = Make();
  std::set<std::string> tokens;
  for (int i = 0; i < 10; ++i) tokens.emplace(table.Open("ada", "", kStart).token.Reveal());
  EXPECT_EQ(tokens.size(), 10U);
}

TEST_F(Sessions, EndAfterTheirLifeWhateverHappensInIt) {
  SessionTable table = Make();
  const auto opened = table.Open("ada", "", kStart);
  const base::UnixNanos end = kStart + base::Hours(12);
  for (base::UnixNanos t = kStart; t < end; t = t + base::Minutes(10)) {
    table.Touch(opened.session.id, t);
  }
  EXPECT_NE(table.Find(opened.token.Reveal(), end - kInstant), nullptr);
  EXPECT_EQ(table.Find(opened.token.Reveal(), end), nullptr);
  EXPECT_EQ(table.FindById(opened.session.id, end), nullptr);
  EXPECT_TRUE(ended_.empty());
  EXPECT_EQ(table.EndExpired(end), 1U);
  EXPECT_EQ(ended_, std::vector<std::string>{opened.session.id});
}

TEST_F(Sessions, AreStaleAfterAQuarterOfAnHourWithoutAChange) {
  SessionTable table = Make();
  const auto opened = table.Open("ada", "", kStart);
  const auto stale = [&](base::UnixNanos t) {
    const Session* session = table.Find(opened.token.Reveal(), t);
    EXPECT_NE(session, nullptr) << "looking goes on";
    return table.IsStale(*session, t);
  };
  base::UnixNanos edge = kStart + base::Minutes(15);
  EXPECT_FALSE(stale(edge - kInstant));
  EXPECT_TRUE(stale(edge));
  table.Touch(opened.session.id, edge - kInstant);
  edge = edge - kInstant + base::Minutes(15);
  EXPECT_FALSE(stale(edge - kInstant));
  EXPECT_TRUE(stale(edge));
  table.Refresh(opened.session.id, edge);
  EXPECT_FALSE(stale(edge));
}

TEST_F(Sessions, AreFreshForFiveMinutesAfterAPassword) {
  SessionTable table = Make();
  const auto opened = table.Open("ada", "", kStart);
  EXPECT_EQ(opened.session.fresh_until, kStart + base::Minutes(5));
  table.Touch(opened.session.id, kStart + base::Minutes(4));
  EXPECT_EQ(table.FindById(opened.session.id, kStart)->fresh_until, kStart + base::Minutes(5));
  table.Refresh(opened.session.id, kStart + base::Hours(1));
  EXPECT_EQ(table.FindById(opened.session.id, kStart)->fresh_until, kStart + base::Minutes(65));
}

TEST_F(Sessions, CanBeEndedOneByOneOrAllOfAUser) {
  SessionTable table = Make();
  const auto first = table.Open("ada", "", kStart);
  const auto second = table.Open("ada", "", kStart);
  const auto third = table.Open("ada", "", kStart);
  const auto other = table.Open("grace", "", kStart);
  EXPECT_TRUE(table.End(first.session.id));
  EXPECT_FALSE(table.End(first.session.id));
  EXPECT_EQ(table.Find(first.token.Reveal(), kStart), nullptr);
  EXPECT_EQ(table.EndAllOf("ada", third.session.id), 1U);
  EXPECT_EQ(table.Find(second.token.Reveal(), kStart), nullptr);
  EXPECT_NE(table.Find(third.token.Reveal(), kStart), nullptr);
  EXPECT_NE(table.Find(other.token.Reveal(), kStart), nullptr);
  EXPECT_EQ(ended_, (std::vector<std::string>{first.session.id, second.session.id}));
}

TEST_F(Sessions, AreBoundedAndTheOldestMakesRoom) {
  SessionTable table = Make({.per_user = 3, .in_all = 5});
  std::vector<SessionTable::Opened> ada;
  for (int i = 0; i < 4; ++i) ada.push_back(table.Open("ada", "", kStart + base::Seconds(i)));
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(ended_, std::vector<std::string>{ada[0].session.id});
  for (const char* user : {"b", "c", "d"}) table.Open(user, "", kStart + base::Minutes(1));
  EXPECT_EQ(table.size(), 5U);
  EXPECT_EQ(ended_.back(), ada[1].session.id);
}

TEST_F(Sessions, AreListedNewestFirst) {
  SessionTable table = Make();
  table.Open("ada", "10.0.0.1", kStart);
  table.Open("grace", "10.0.0.2", kStart + base::Hours(1));
  const auto list = table.List(kStart + base::Hours(2));
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].user, "grace");
  EXPECT_EQ(table.List(kStart + base::Hours(12)).size(), 1U);
}

}  // namespace
}  // namespace keel::server
