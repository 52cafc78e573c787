// SPDX-License-Identifier: MIT
// F01-F05: what became of an order that was sent.
#include <unordered_set>

#include "tests/faults/link_scene.h"
#include "tests/faults/session_scene.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using core::OrderAccepted;
using core::OrderOutcomeUnknown;
using core::OrderRejected;
using execution::OrderState;
using execution::PlaceOrder;
using execution::QueryOrder;

// A timeout was taken for a failure, and the order placed again.
using F01 = SessionScene;
TEST_F(F01, TimeoutIsUnknownUntilProven) {
  ASSERT_EQ(Buy(), 1U);
  venue_.deaf = true;
  Answer<PlaceOrder>(Failure::kUnknown);
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kUnknown);
  EXPECT_EQ(session_->account().working.entries().size(), 1U) << "its money stays reserved";
  EXPECT_EQ(Buy(), 0U) << "nothing is entered meanwhile, above all not the same again";
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 1U);
  EXPECT_GE(venue_.Count<QueryOrder>(), 1U) << "the venue is asked what became of it";
  venue_.deaf = false;
  venue_.Set(Name(1), VenueStatus::kWorking);
  Pass(Seconds(30));
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kWorking);
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 1U);
}

// The program starts again on a machine whose clock is a minute further on: by that clock an order
// of a second ago could no longer enter.
class F02AfterAnotherClock : public SessionScene {
 protected:
  void BeginAgain() {
    ASSERT_EQ(Buy(), 1U);
    now_ = now_ + Minutes(1);
    Restart();
    Pass(Seconds(10));
  }
};

TEST_F(F02AfterAnotherClock, NotFoundProvesNothingOfAnOrderOfBefore) {
  BeginAgain();
  EXPECT_GE(venue_.Count<QueryOrder>(), 3U) << "asked, and told that there is none";
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kUnknown);
  Hear(execution::StreamOrder{venue_.Set(Name(1), VenueStatus::kWorking), {}});
  Pass(Minutes(1));
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kWorking);
  EXPECT_TRUE(notes_.empty());
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F02AfterAnotherClock, WhatNeverArrivedEndsWhenItNoLongerCan) {
  BeginAgain();
  Pass(Minutes(1));
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kRejected);
}

TEST_F(F02AfterAnotherClock, ASessionThatBelievedTheClockReplaysAsItWas) {
  BecomeOld();
  revision_ = 2;
  BeginAgain();
  EXPECT_EQ(session_->account().orders.at({1}).state, OrderState::kRejected);
  revision_ = engine::kSessionRevision;
  EXPECT_TRUE(Replayed().equal());
}

// "Not found" right after the creation was taken for failed.
using F02 = LinkScene;
TEST_F(F02, NotFoundProvesNothingWhileTheOrderMayStillEnter) {
  Buy();
  Answer<PlaceOrder>(Failure::kUnknown);
  Pass(Seconds(15));
  EXPECT_GE(venue_.Count<QueryOrder>(), 3U) << "asked, and told that there is none";
  EXPECT_EQ(link_.open_orders(), 1U);
  Pass(Seconds(60));
  EXPECT_EQ(link_.open_orders(), 0U) << "after its window, the margin and two answers it is proved";
  ASSERT_EQ(Count<OrderRejected>(), 1U);
  EXPECT_EQ(std::get<OrderRejected>(reports_.back()).why, core::OrderEnd::kNeverArrived);
}

TEST_F(F02, NotFoundProvesNothingWhileTheStreamIsDown) {
  Buy();
  Answer<PlaceOrder>(Failure::kUnknown);
  Hear(execution::StreamState{false});
  Pass(Minutes(10));
  EXPECT_EQ(link_.open_orders(), 1U);
}

// Errors of the network dropped accepted orders from tracking.
using F03 = LinkScene;
TEST_F(F03, OnlyTheVenuesWordEndsAnOrder) {
  BuyAccepted();
  Buy();
  Answer<PlaceOrder>(Failure::kUnknown);
  for (const Failure failure : {Failure::kUnknown, Failure::kNotSent}) {
    venue_.script = [failure](const auto&) { return ScriptedVenue::Words(failure); };
    Cancel({1});
    Pass(Minutes(30));
    Hear(execution::StreamState{false});
    Hear(execution::StreamState{true});
  }
  EXPECT_EQ(link_.open_orders(), 2U);
  EXPECT_EQ(Count<core::OrderCanceled>() + Count<OrderRejected>(), 0U);
}

TEST_F(F03, NothingReplacesWhatTheVenueHasLost) {
  BuyAccepted();
  venue_.orders.clear();
  link_.Cancel({1}, core::OrderEnd::kReplaced, now_);
  Pass(Minutes(5));
  ASSERT_EQ(link_.open_orders(), 1U);
  link_.EndLost(now_);
  Pump();
  EXPECT_EQ(link_.open_orders(), 0U);
  ASSERT_TRUE(std::holds_alternative<core::OrderCanceled>(reports_.back()));
  EXPECT_EQ(std::get<core::OrderCanceled>(reports_.back()).why, core::OrderEnd::kCanceledByVenue);
}

class F03Lost : public SessionScene {
 protected:
  /// An order that worked is nowhere to be found when the session comes back.
  void Lose() {
    BuyAccepted();
    venue_.orders.clear();
    Restart();
  }
  void Resume() {
    ASSERT_TRUE(session_->SettleDisputes("anna", "it is gone", now_));
    Pump();
  }
  size_t Open() const { return session_->link().open_orders(); }
};

TEST_F(F03Lost, WhatTheVenueNoLongerKnowsEndsWhenAPersonHasLooked) {
  Lose();
  Pass(Minutes(10));
  EXPECT_TRUE(Told("no longer knows it"));
  EXPECT_EQ(Open(), 1U) << "that it is not found proves nothing";
  EXPECT_EQ(Buy(), 0U);
  Resume();
  EXPECT_EQ(Open(), 0U);
  EXPECT_TRUE(session_->account().working.entries().empty());
  EXPECT_EQ(Buy(), 1U);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F03Lost, APersonWhoHadNotHeardOfItHasNotLooked) {
  Lose();
  Pass(Seconds(5));
  Resume();
  EXPECT_EQ(Open(), 1U);
}

TEST_F(F03Lost, WhatIsFoundAgainIsNotLost) {
  Lose();
  Pass(Minutes(10));
  Hear(execution::StreamOrder{venue_.Set(Name(1), VenueStatus::kWorking), {}});
  Resume();
  EXPECT_EQ(Open(), 1U);
}

TEST_F(F03Lost, AStopThatIsGoneIsMadeAgain) {
  Hold("1");
  core::OrderTerms stop;
  stop.side = core::Side::kSell;
  stop.type = core::OrderType::kStop;
  stop.quantity = *core::Quantity::Parse("1");
  stop.stop_price = *core::Price::Parse("95");
  wishes_[NextOpen()] = stop;
  NextBar();
  ASSERT_EQ(Sent(core::Side::kSell), 1U);
  Hear(execution::StreamOrder{venue_.Set(Name(3), VenueStatus::kWorking), {}});
  venue_.orders.clear();
  Restart();
  Pass(Minutes(10));
  ASSERT_EQ(Sent(core::Side::kSell), 1U);
  Resume();
  EXPECT_EQ(Sent(core::Side::kSell), 2U);
}

TEST_F(F03Lost, ASessionThatKeptItForEverReplaysAsItWas) {
  BuyAccepted();
  venue_.orders.clear();
  BecomeOld();
  Pass(Minutes(10));
  Resume();
  EXPECT_EQ(Open(), 1U);
  EXPECT_TRUE(Replayed().equal());
}

// The order was accepted on the stream, and yet the scheduled retry fired.
using F04 = LinkScene;
TEST_F(F04, AnAcceptEndsEveryRetry) {
  Buy();
  Answer<PlaceOrder>(Failure::kUnknown);
  Pass(Seconds(3));
  const size_t questions = venue_.Count<QueryOrder>();
  Hear(execution::StreamOrder{venue_.Set("k-t-1", VenueStatus::kWorking), {}});
  Pass(Seconds(20));
  EXPECT_EQ(venue_.Count<QueryOrder>(), questions) << "nothing is left to be asked";
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 1U);
}

TEST_F(F04, ARefusalThatComesAfterTheAcceptEndsNothing) {
  Buy();
  Hear(execution::StreamOrder{venue_.Set("k-t-1", VenueStatus::kWorking), {}});
  Answer<PlaceOrder>(execution::Refused{});
  EXPECT_EQ(link_.open_orders(), 1U);
  EXPECT_EQ(Count<OrderRejected>(), 0U);
}

// Request ids that collided lost orders.
using F05 = LinkScene;
TEST_F(F05, AMillionIdsOfOneNanosecondAreAllDifferent) {
  venue_.deaf = true;
  std::unordered_set<uint64_t> requests;
  std::unordered_set<std::string> names;
  core::Order order = scene_.Limit(risk::Scene::kBtc, core::Side::kBuy, risk::Q("1"), "100");
  for (uint64_t n = 1; n <= 1'000'000; ++n) {
    order.id = {n};
    const auto approval = scene_.gate.Approve(order, false, scene_.Market({0}), scene_.Account());
    link_.Submit(*approval.order, now_);
    const auto sent = link_.TakeRequests();
    ASSERT_EQ(sent.size(), 1U);
    requests.insert(sent[0].id.value);
    names.insert(std::get<PlaceOrder>(sent[0].what).client_id);
  }
  EXPECT_EQ(requests.size(), 1'000'000U);
  EXPECT_EQ(names.size(), 1'000'000U);
}

using F05OverRestarts = SessionScene;
TEST_F(F05OverRestarts, NoNameIsUsedAgainAfterARestartInTheSameNanosecond) {
  std::unordered_set<std::string> names;
  for (int life = 0; life < 5; ++life) {
    const std::string name = BuyAccepted();
    EXPECT_TRUE(names.insert(name).second) << name;
    Fill(name, "1");
    Restart();
    ASSERT_TRUE(session_->link().reconciled());
  }
}

}  // namespace
}  // namespace keel::faults
