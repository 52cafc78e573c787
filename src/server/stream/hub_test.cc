// SPDX-License-Identifier: MIT
#include "server/stream/hub.h"

#include <gtest/gtest.h>

#include "base/json_value.h"

namespace keel::server {
namespace {

using Kind = StreamHub::Kind;

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

/// A hub with a log and a state, and what a client of it is told: "delta orders 2 [2]".
class HubTest : public ::testing::Test {
 protected:
  HubTest() {
    hub_.Declare("orders", Kind::kLog, [] { return std::string("[\"all\"]"); });
    hub_.Declare("status", Kind::kState, [] { return std::string("\"now\""); });
  }
  StreamHub::ClientId Join(std::vector<std::string>* told) {
    return hub_.Join([told](const std::string& text, const std::string& key) {
      const auto read = base::ParseJson(text);
      ASSERT_TRUE(read) << text;
      told->push_back(read->Find("type")->text + ' ' + read->Find("channel")->text + ' ' +
                      read->Find("seq")->text + ' ' + text.substr(text.find("\"data\":") + 7) +
                      (key.empty() ? "" : " latest " + key));
    });
  }
  void Order(int number) { hub_.Publish("orders", std::to_string(number), kNow); }
  std::vector<std::string> Taken() { return std::exchange(told_, {}); }

  StreamHub hub_;
  std::vector<std::string> told_;
  StreamHub::ClientId client_ = Join(&told_);
};

TEST_F(HubTest, ASnapshotThenDeltas) {
  Order(1);
  hub_.Subscribe(client_, "orders", {}, kNow);
  Order(2);
  EXPECT_EQ(Taken(),
            (std::vector<std::string>{"snapshot orders 1 [\"all\"]}", "delta orders 2 2}"}));
}

TEST_F(HubTest, AStateIsToldAsAWholeAndOnlyTheLatestMatters) {
  hub_.Subscribe(client_, "status", {}, kNow);
  hub_.Publish("status", "1", kNow);
  EXPECT_EQ(Taken(), (std::vector<std::string>{"snapshot status 0 \"now\"}",
                                               "snapshot status 1 1} latest status"}));
}

TEST_F(HubTest, WhatAClientMissedIsToldWhenItComesBack) {
  for (int i = 1; i <= 3; ++i) Order(i);
  hub_.Subscribe(client_, "orders", 1, kNow);
  EXPECT_EQ(Taken(), (std::vector<std::string>{"delta orders 2 2}", "delta orders 3 3}"}));
  hub_.Subscribe(client_, "orders", 3, kNow);
  EXPECT_EQ(Taken(), std::vector<std::string>{}) << "it missed nothing";
  Order(4);
  EXPECT_EQ(Taken(), std::vector<std::string>{"delta orders 4 4}"});
}

TEST_F(HubTest, WhatIsNoLongerKeptIsASnapshot) {
  const auto most = static_cast<int>(StreamHub::kMostKept);
  for (int i = 1; i <= most + 5; ++i) Order(i);
  hub_.Subscribe(client_, "orders", 5, kNow);
  EXPECT_EQ(Taken().size(), StreamHub::kMostKept) << "just kept";
  hub_.Subscribe(client_, "orders", 4, kNow);
  EXPECT_EQ(Taken(), std::vector<std::string>{"snapshot orders 261 [\"all\"]}"});
}

TEST_F(HubTest, ANumberFromTheFutureIsASnapshot) {
  Order(1);
  for (const uint64_t since : {uint64_t{2}, ~uint64_t{0}}) {
    hub_.Subscribe(client_, "orders", since, kNow);
    EXPECT_EQ(Taken(), std::vector<std::string>{"snapshot orders 1 [\"all\"]}"}) << since;
  }
}

TEST_F(HubTest, AStateIsNeverResumed) {
  hub_.Publish("status", "1", kNow);
  hub_.Subscribe(client_, "status", 1, kNow);
  EXPECT_EQ(Taken(), std::vector<std::string>{"snapshot status 1 \"now\"}"});
}

TEST_F(HubTest, ANumberOfAnEarlierLifeOfTheServerIsASnapshot) {
  for (int i = 1; i <= 3; ++i) Order(i);
  StreamHub next(1'000);  // numbers begin behind all that were ever told
  next.Declare("orders", Kind::kLog, [] { return std::string("[]"); });
  std::vector<std::string> told;
  const auto client = next.Join([&](const std::string& text, auto&) { told.push_back(text); });
  for (int i = 1; i <= 5; ++i) next.Publish("orders", "0", kNow);
  next.Subscribe(client, "orders", 2, kNow);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].starts_with(R"({"type":"snapshot","channel":"orders","seq":1005,)"))
      << told[0];
}

TEST_F(HubTest, WhatIsKeptIsBoundedInBytes) {
  const std::string large = "\"" + std::string(10'000, 'x') + "\"";
  for (int i = 0; i < 100; ++i) hub_.Publish("orders", large, kNow);
  size_t bytes = 0;
  const auto client = hub_.Join([&](const std::string& text, auto&) { bytes += text.size(); });
  hub_.Subscribe(client, "orders", 99, kNow);
  EXPECT_GT(bytes, large.size()) << "the last is kept";
  bytes = 0;
  hub_.Subscribe(client, "orders", 0, kNow);
  EXPECT_LT(bytes, StreamHub::kMostKeptBytes) << "a snapshot, not a million bytes";
  hub_.Publish("orders", "\"" + std::string(StreamHub::kMostKeptBytes, 'x') + "\"", kNow);
  bytes = 0;
  hub_.Subscribe(client, "orders", 100, kNow);
  EXPECT_LT(bytes, 200U) << "one that is too large is told once and not kept";
}

TEST_F(HubTest, WhoLeavesHearsNothing) {
  std::vector<std::string> others;
  const auto other = Join(&others);
  hub_.Subscribe(client_, "orders", {}, kNow);
  hub_.Subscribe(other, "orders", {}, kNow);
  hub_.Leave(client_);
  Taken();
  Order(1);
  EXPECT_EQ(Taken(), std::vector<std::string>{});
  EXPECT_EQ(others.size(), 2U);
  EXPECT_EQ(hub_.clients(), 1U);
}

TEST_F(HubTest, WhoUnsubscribesHearsNothingOfThat) {
  hub_.Subscribe(client_, "orders", {}, kNow);
  hub_.Subscribe(client_, "status", {}, kNow);
  EXPECT_TRUE(hub_.is_heard("orders"));
  hub_.Unsubscribe(client_, "orders");
  hub_.Unsubscribe(client_, "nothing of this name");
  EXPECT_FALSE(hub_.is_heard("orders"));
  Taken();
  Order(1);
  hub_.Publish("status", "2", kNow);
  EXPECT_EQ(Taken(), std::vector<std::string>{"snapshot status 1 2} latest status"});
}

TEST_F(HubTest, WhoAsksTwiceIsToldOnce) {
  hub_.Subscribe(client_, "orders", {}, kNow);
  hub_.Subscribe(client_, "orders", {}, kNow);
  Taken();
  Order(1);
  EXPECT_EQ(Taken().size(), 1U);
}

TEST_F(HubTest, KnowsItsChannels) {
  EXPECT_EQ(hub_.names(), (std::vector<std::string>{"orders", "status"}));
  EXPECT_TRUE(hub_.knows("orders"));
  EXPECT_FALSE(hub_.knows("order"));
  EXPECT_FALSE(hub_.is_heard("nothing"));
}

TEST(StreamMessage, QuotesAChannel) {
  EXPECT_EQ(StreamMessage("delta", "book:\"", 7, kNow, "[]"),
            R"({"type":"delta","channel":"book:\"","seq":7,)"
            R"("ts":"2023-11-14T22:13:20Z","data":[]})");
}

}  // namespace
}  // namespace keel::server
