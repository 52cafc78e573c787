// SPDX-License-Identifier: MIT
#include "server/replica/session_replica.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "server/replica/testing/live_journal.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::server {
namespace {

using storage::testing::MemoryFolder;
using testing::LiveJournal;

/// The disk of the test as the replica sees it, which may fail.
class Lent final : public storage::JournalFolder {
 public:
  Lent(MemoryFolder& folder, const bool& fails) : folder_(folder), fails_(fails) {}
  const std::string& path() const override { return folder_.path(); }
  base::Result<std::unique_ptr<storage::JournalLock>> Lock() override { return folder_.Lock(); }
  base::Result<std::vector<std::string>> List() override {
    if (fails_) return base::Fail(base::ErrorCode::kIo, "the disk does not answer");
    return folder_.List();
  }
  base::Result<std::string> Read(const std::string& name, int64_t at_most) override {
    return folder_.Read(name, at_most);
  }
  base::Result<std::unique_ptr<storage::JournalFile>> Open(const std::string& name) override {
    return folder_.Open(name);
  }
  base::Result<std::unique_ptr<storage::JournalFile>> Create(const std::string& name) override {
    return folder_.Create(name);
  }
  base::Status Rename(const std::string& from, const std::string& to) override {
    return folder_.Rename(from, to);
  }
  base::Status Remove(const std::string& name) override { return folder_.Remove(name); }
  base::Status SyncNames() override { return folder_.SyncNames(); }

 private:
  MemoryFolder& folder_;
  const bool& fails_;
};

/// Rows as text, one a line, so that a difference can be read.
std::string Print(const std::vector<storage::ProjectedRow>& rows) {
  std::string text;
  for (const auto& row : rows) {
    std::visit([&](const auto& r) { text += std::string(r.kTable) + base::ToJson(r) + '\n'; }, row);
  }
  return text;
}

class SessionReplicaTest : public ::testing::Test {
 protected:
  SessionReplica Replica() {
    return {"live", std::make_unique<Lent>(folder_, fails_), LiveJournal::Reader()};
  }
  /// Rows by engine's own tables, which take record after record.
  std::vector<storage::ProjectedRow> Expected() {
    auto reader = *storage::JournalReader::Open(folder_);
    engine::SessionTables tables(reader.session().id, LiveJournal::Reader());
    std::vector<storage::ProjectedRow> rows;
    while (true) {
      const auto record = reader.Next();
      EXPECT_TRUE(record) << record.error().message;
      if (!record || !*record) return rows;
      EXPECT_TRUE(tables.Take(**record, &rows));
    }
  }
  /// All news of looks at `most` records each, until there are none.
  std::vector<storage::ProjectedRow> LookThrough(SessionReplica& replica, size_t most,
                                                 int* looks = nullptr) {
    std::vector<storage::ProjectedRow> rows;
    for (int idle = 0; idle < 50;) {  // a group of records may have no row
      auto news = replica.Look(most);
      EXPECT_TRUE(news) << news.error().message;
      if (!news) return rows;
      idle = news->empty() ? idle + 1 : 0;
      if (looks != nullptr && !news->empty()) ++*looks;
      for (auto& row : news->rows) rows.push_back(std::move(row));
    }
    return rows;
  }

  MemoryFolder folder_;
  bool fails_ = false;
};

TEST_F(SessionReplicaTest, HasTheRowsOfTheTables) {
  LiveJournal session(folder_);
  session.Minutes(20);
  session.Halt();
  auto replica = Replica();
  const auto expected = Expected();
  EXPECT_EQ(Print(LookThrough(replica, 1'000'000)), Print(expected));
  EXPECT_GT(replica.orders().size(), 5U);
  EXPECT_EQ(replica.fills().rows().size(), replica.orders().size());
  EXPECT_EQ(replica.decisions().size(), 20U);
  EXPECT_GE(replica.equity().rows().size(), 19U);
  EXPECT_EQ(replica.positions().size(), 1U);
  EXPECT_GT(replica.closed_trades().rows().size(), 5U);
  EXPECT_EQ(replica.transfers().size(), 1U);
  EXPECT_EQ(replica.Sums()->deposits, core::Decimal::FromInt(100'000));
  EXPECT_GT(replica.refusals().rows().size(), 0U);
  EXPECT_GT(replica.alerts().rows().size(), 0U);
  EXPECT_EQ(replica.candles("BTC/USDT").rows().size(), 20U);
  EXPECT_EQ(replica.last_time(), session.now());
  ASSERT_EQ(replica.pairs().size(), 1U);
  EXPECT_EQ(replica.pairs()[0].symbol, "BTC/USDT");
  EXPECT_EQ(replica.settings()->timeframe, "1m");
}

TEST_F(SessionReplicaTest, KeepsTheLastRowOfEachOrderAndItsSteps) {
  LiveJournal session(folder_);
  session.Minutes(4);
  auto replica = Replica();
  std::map<int64_t, storage::OrderRow> last;
  for (const auto& row : LookThrough(replica, 1'000'000)) {
    if (const auto* order = std::get_if<storage::OrderRow>(&row)) last[order->order_id] = *order;
  }
  ASSERT_FALSE(last.empty());
  for (const auto& [number, order] : last) {
    EXPECT_EQ(base::ToJson(replica.orders().at(number)), base::ToJson(order));
    ASSERT_GE(replica.steps(number).size(), 2U) << number;
    EXPECT_EQ(replica.steps(number).back().state, order.state);
    EXPECT_EQ(order.state, "FILLED");
  }
  EXPECT_TRUE(replica.steps(99'999).empty());
}

TEST_F(SessionReplicaTest, CountsHowLongTheVenueTookForEachOrder) {
  LiveJournal session(folder_);
  session.AnswerAfter(base::Milliseconds(20));
  session.Minutes(12);
  auto replica = Replica();
  LookThrough(replica, 3);
  const SessionCounts& counts = replica.counts();
  const size_t orders = replica.orders().size();
  ASSERT_GT(orders, 5U);
  EXPECT_EQ(counts.ack().newest().size(), orders);
  EXPECT_EQ(counts.fill().newest().size(), orders);
  for (const double seconds : counts.ack().newest()) {
    // The second order of one bar is answered after the first.
    EXPECT_NEAR(std::fmod(seconds + 1e-6, 0.02), 1e-6, 1e-7) << seconds;
    EXPECT_GE(seconds, 0.02 - 1e-9);
  }
  EXPECT_NEAR(std::ranges::min(counts.ack().newest()), 0.02, 1e-9);
  EXPECT_EQ(counts.bar_to_order().counts()[0], orders) << "bars are told as they close";
  int64_t refused = 0;
  for (const auto& [rule, count] : counts.refusals_by_rule()) refused += count;
  EXPECT_GE(refused, static_cast<int64_t>(replica.refusals().rows().size()));
  EXPECT_GT(refused, 0);
}

TEST_F(SessionReplicaTest, KnowsWhatADecisionWasMadeFrom) {
  LiveJournal session(folder_);
  session.Minutes(3);
  auto replica = Replica();
  LookThrough(replica, 1'000'000);
  const auto* decision = replica.decision(2);
  ASSERT_NE(decision, nullptr);
  EXPECT_EQ(decision->outcome.target_share, 0.1);
  ASSERT_EQ(decision->outcome.gates.size(), 1U);
  EXPECT_EQ(decision->outcome.gates[0].name, "cost");
  EXPECT_EQ(replica.decision(4), nullptr);
}

TEST_F(SessionReplicaTest, HowMuchIsLookedAtAtOnceDoesNotMatter) {
  LiveJournal session(folder_);
  session.Minutes(30);
  const std::string expected = Print(Expected());
  for (const size_t most : {1, 7, 1'000'000}) {
    auto replica = Replica();
    int looks = 0;
    EXPECT_EQ(Print(LookThrough(replica, most, &looks)), expected) << most;
    EXPECT_TRUE(most == 1'000'000 ? looks == 1 : looks > 10) << looks << " looks at " << most;
    EXPECT_EQ(replica.decisions().size(), 30U);
  }
}

TEST_F(SessionReplicaTest, FollowsAJournalThatGrows) {
  auto replica = Replica();
  LiveJournal session(folder_);
  std::vector<storage::ProjectedRow> rows;
  for (int minute = 0; minute < 10; ++minute) {
    session.Minute();
    const auto news = replica.Look(1'000'000);
    ASSERT_TRUE(news) << news.error().message;
    EXPECT_FALSE(news->rows.empty()) << minute;
    ASSERT_EQ(news->candles.size(), 1U) << minute;
    EXPECT_EQ(news->candles[0].first, "BTC/USDT");
    EXPECT_EQ(news->candles[0].second.time, testing::kSessionStart + base::Minutes(minute));
    rows.insert(rows.end(), news->rows.begin(), news->rows.end());
  }
  EXPECT_TRUE(replica.Look(1'000'000)->empty()) << "nothing new";
  EXPECT_EQ(Print(rows), Print(Expected()));
}

TEST_F(SessionReplicaTest, NoJournalYetIsNoError) {
  auto replica = Replica();
  const auto nothing = replica.Look(100);
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_TRUE(nothing->empty());
  EXPECT_FALSE(replica.has_begun());
  EXPECT_FALSE(replica.settings());
  LiveJournal session(folder_);
  session.Minute();
  EXPECT_FALSE(replica.Look(1'000)->empty());
  EXPECT_TRUE(replica.has_begun());
}

TEST_F(SessionReplicaTest, AFolderThatIsNotThereIsNoErrorEither) {
  SessionReplica replica("live", storage::OpenJournalFolder("/nonexistent/keel/session"),
                         LiveJournal::Reader());
  const auto nothing = replica.Look(100);
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_TRUE(nothing->empty());
}

TEST_F(SessionReplicaTest, DamageIsToldAtEveryLook) {
  {
    LiveJournal session(folder_);
    session.Minutes(5);
  }
  auto image = folder_.AfterKill();
  for (auto& [name, bytes] : image) {
    if (bytes.size() > 1'000) bytes[bytes.size() / 2] ^= 1;
  }
  MemoryFolder damaged(image);
  SessionReplica replica("live", std::make_unique<Lent>(damaged, fails_), LiveJournal::Reader());
  EXPECT_TRUE(replica.Look(1'000'000)) << "of before";
  for (int i = 0; i < 3; ++i) {
    const auto news = replica.Look(1'000'000);
    ASSERT_FALSE(news);
    EXPECT_EQ(news.error().code, base::ErrorCode::kCorrupt);
    EXPECT_NE(news.error().message, "");
  }
}

TEST_F(SessionReplicaTest, WhatWasBeforeTheDamageIsTold) {
  std::optional<LiveJournal> session(std::in_place, folder_);
  session->Minutes(5);
  const auto expected = Print(Expected());
  const auto whole = folder_.AfterKill();
  session->Minutes(5);
  session.reset();
  auto image = folder_.AfterKill();
  for (auto& [name, bytes] : image) {
    if (const auto at = whole.find(name); at != whole.end() && bytes.size() > 1'000) {
      bytes[at->second.size() + 40] ^= 1;
    }
  }
  MemoryFolder damaged(image);
  SessionReplica replica("live", std::make_unique<Lent>(damaged, fails_), LiveJournal::Reader());
  const auto before = replica.Look(1'000'000);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(Print(before->rows), expected);
  EXPECT_EQ(replica.Look(1'000'000).error().code, base::ErrorCode::kCorrupt);
}

TEST_F(SessionReplicaTest, ADiskThatDoesNotAnswerIsAskedAgain) {
  LiveJournal session(folder_);
  session.Minutes(5);
  auto replica = Replica();
  LookThrough(replica, 1'000'000);
  const size_t fills = replica.fills().rows().size();
  ASSERT_GT(fills, 0U);
  session.Minute();
  fails_ = true;
  EXPECT_EQ(replica.Look(1'000'000).error().code, base::ErrorCode::kIo);
  fails_ = false;
  EXPECT_EQ(Print(LookThrough(replica, 1'000'000)), Print(Expected())) << "from the first record";
  EXPECT_EQ(replica.fills().rows().size(), fills + 1) << "none is there twice";
  EXPECT_EQ(replica.counts().fill().newest().size(), fills + 1);
}

TEST_F(SessionReplicaTest, ATornEndIsNoDamage) {
  LiveJournal session(folder_);
  session.Minutes(3);
  auto image = folder_.AfterKill();
  for (auto& [name, bytes] : image) {
    if (bytes.size() > 1'000) bytes.resize(bytes.size() - 7);
  }
  MemoryFolder torn(image);
  SessionReplica replica("live", std::make_unique<Lent>(torn, fails_), LiveJournal::Reader());
  const auto news = replica.Look(1'000'000);
  ASSERT_TRUE(news) << news.error().message;
  EXPECT_FALSE(news->empty());
}

}  // namespace
}  // namespace keel::server
