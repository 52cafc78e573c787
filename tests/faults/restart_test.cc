// SPDX-License-Identifier: MIT
// F06-F09: what a restart must not lose, and not do twice.
#include "tests/faults/session_scene.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using engine::SessionRecord;

// A restart replayed fills, and they were booked twice.
using F06 = SessionScene;
TEST_F(F06, AFillThatIsToldAgainAfterARestartIsNotBookedAgain) {
  Hold("1");
  const core::Decimal money = Balance("USDT");
  Restart();
  const execution::StreamOrder again{venue_.orders.at(0), venue_.trades.at(0)};
  for (int i = 0; i < 3; ++i) Hear(again);
  Pass(Minutes(1));
  EXPECT_GE(venue_.Count<execution::QueryTrades>(), 1U) << "and its own question tells it too";
  EXPECT_EQ(Held(), "1");
  EXPECT_EQ(Balance("USDT"), money);
  EXPECT_TRUE(session_->link().reconciled());
}

// The journal is put back from a backup, and has forgotten what was done since.
class F06PutBack : public SessionScene {
 protected:
  /// Order 2 was made after the backup; then an order 2 is made again.
  void MakeTwice() {
    Hold("1");
    const auto backup = folder_->AfterKill();
    Pass(Minutes(1));
    forgotten_ = BuyAccepted();
    Fill(forgotten_, "1");
    Restart(backup);
    EXPECT_TRUE(Told("which does not work here (execution 2)"));
    ASSERT_TRUE(session_->SettleDisputes("anna", "I put the journal back", now_));
    minute_ += 2;
    ASSERT_EQ(Buy(), 1U);
  }
  std::string forgotten_;
};

TEST_F(F06PutBack, AnOrderIsNotTakenForOneThatTheJournalForgot) {
  MakeTwice();
  EXPECT_NE(venue_.All<execution::PlaceOrder>().back().client_id, forgotten_);
  Answer<execution::PlaceOrder>(Failure::kUnknown);
  Pass(Minutes(1));
  EXPECT_EQ(session_->link().open_orders(), 0U) << "it never arrived";
  EXPECT_EQ(Held(), "1");
  EXPECT_TRUE(session_->link().reconciled());
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F06PutBack, WhatWasMadeBeforeStartsHadMarksKeepsItsName) {
  BecomeOld();
  EXPECT_EQ(BuyAccepted(), "k-test-1");
  Pass(Minutes(1));
  Restart();
  EXPECT_EQ(Name(1), "k-test-1");
  EXPECT_TRUE(session_->link().reconciled());
  Fill("k-test-1", "1");
  EXPECT_EQ(Held(), "1");
  minute_ += 1;
  EXPECT_NE(BuyAccepted(), "k-test-2");
  EXPECT_EQ(Records(SessionRecord::kDispute), 0U);
  EXPECT_TRUE(Replayed().equal());
}

// A restart dropped the working orders.
using F07 = SessionScene;
TEST_F(F07, AfterARestartTheOpenOrdersAreTheVenues) {
  const std::string name = BuyAccepted();
  Restart();
  EXPECT_EQ(session_->link().open_orders(), 1U);
  EXPECT_EQ(session_->account().working.entries().size(), 1U);
  EXPECT_TRUE(session_->link().reconciled());
  Fill(name, "1");
  EXPECT_EQ(Held(), "1");
  EXPECT_EQ(session_->link().open_orders(), 0U);
}

TEST_F(F07, AnOrderWhoseCancelIsUnderWayIsStillOneThatTheVenueAccepted) {
  const std::string name = BuyAccepted();
  ASSERT_TRUE(session_->Cancel({1}, "anna", now_));
  Pump();
  Pass(Minutes(1));  // and no answer comes
  const auto kept = std::exchange(venue_.orders, {});
  venue_.Forget();
  Restart();
  Pass(Minutes(1));  // beyond the time in which it might still arrive
  EXPECT_GE(venue_.Count<execution::QueryOrder>(), 2U) << "it is not found for a moment";
  EXPECT_EQ(session_->link().open_orders(), 1U) << "that proves nothing of an accepted order";
  venue_.orders = kept;
  Fill(name, "1");
  EXPECT_EQ(Held(), "1");
  EXPECT_EQ(session_->link().open_orders(), 0U);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F07, ASessionOfBeforeThatIsReplayedAsItWas) {
  BecomeOld();
  revision_ = 2;
  BuyAccepted();
  ASSERT_TRUE(session_->Cancel({1}, "anna", now_));
  Pump();
  Pass(Minutes(1));
  venue_.orders.clear();
  Restart();
  Pass(Seconds(20));
  EXPECT_EQ(session_->link().open_orders(), 0U) << "it was taken for one that never arrived";
  revision_ = engine::kSessionRevision;
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F07, AnOrderThatEndedMeanwhileIsFoundToHaveEnded) {
  const std::string name = BuyAccepted();
  venue_.Set(name, VenueStatus::kCanceled);
  Restart();
  Pass(Seconds(5));
  EXPECT_EQ(session_->link().open_orders(), 0U);
  EXPECT_EQ(session_->account().working.entries().size(), 0U);
}

// The program starts again on a machine whose clock is a minute further on: what ended a second ago
// seems to have ended long ago.
class F07AfterAnotherClock : public SessionScene {
 protected:
  /// An order has ended, and a copy of the venue that lags tells of it as working.
  void BeginAgain() {
    name_ = BuyAccepted();
    Hear(execution::StreamOrder{venue_.Set(name_, VenueStatus::kCanceled), {}});
    venue_.Set(name_, VenueStatus::kWorking);
    now_ = now_ + Minutes(1);
    Restart();
    Pass(Seconds(5));
  }
  std::string name_;
};

TEST_F(F07AfterAnotherClock, OldNewsOfAnOrderThatHasEndedAreNotDisputed) {
  BeginAgain();
  EXPECT_TRUE(notes_.empty());
  venue_.Set(name_, VenueStatus::kCanceled);
  Pass(Minutes(1));
  EXPECT_TRUE(notes_.empty());
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F07AfterAnotherClock, AnOrderThatWorksOnIsFoundAndCancelled) {
  BeginAgain();
  Pass(Seconds(15));
  EXPECT_TRUE(Told("which has ended here"));
  const auto cancels = venue_.All<execution::CancelAtVenue>();
  ASSERT_FALSE(cancels.empty());
  EXPECT_EQ(cancels.back().client_id, name_);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F07AfterAnotherClock, ACancelThatWasLostIsSentAgain) {
  BeginAgain();
  Pass(Minutes(2));
  EXPECT_GE(venue_.Count<execution::CancelAtVenue>(), 8U) << "every ten seconds";
  EXPECT_EQ(Records(SessionRecord::kDispute), 1U) << "told once";
  venue_.Set(name_, VenueStatus::kCanceled);
  Pass(Minutes(1));
  const size_t sent = venue_.Count<execution::CancelAtVenue>();
  Pass(Minutes(5));
  EXPECT_EQ(venue_.Count<execution::CancelAtVenue>(), sent);
}

TEST_F(F07AfterAnotherClock, ASessionThatBelievedTheClockReplaysAsItWas) {
  BecomeOld();
  revision_ = 3;
  BeginAgain();
  EXPECT_TRUE(Told("which has ended here"));
  revision_ = engine::kSessionRevision;
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F07, OnlyTheLastHourOfExecutionsIsAskedForAgain) {
  for (int i = 0; i < 4; ++i) {
    const std::string name = BuyAccepted();
    Fill(name, "1");
    Pass(Minutes(40));
    minute_ += 40;
  }
  venue_.Forget();
  Restart();
  const auto questions = venue_.All<execution::QueryTrades>();
  ASSERT_FALSE(questions.empty());
  EXPECT_EQ(questions[0].after, 2U) << "of four, the last two and all that came after them";
  EXPECT_EQ(Held(), "4");
}

// New synthetic ids at every run made the same fill look like another one.
using F08 = SessionScene;
TEST_F(F08, ASecondReconciliationTellsNothing) {
  const std::string name = BuyAccepted("2");
  venue_.Trade(7, name, "0.5").fee.currency = session_->AddCurrency("USDT");
  venue_.Set(name, VenueStatus::kWorking, "0.5");
  Restart();
  EXPECT_EQ(Held(), "0.5") << "the first reconciliation has found it";
  const size_t reports = Records(SessionRecord::kReported);
  const size_t requests = venue_.Count<execution::QueryOpenOrders>();
  Pass(Minutes(3));
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  Restart();
  Restart();
  EXPECT_GE(venue_.Count<execution::QueryOpenOrders>(), requests + 8);
  EXPECT_EQ(Records(SessionRecord::kReported), reports);
  EXPECT_EQ(Records(SessionRecord::kDispute), 0U);
  EXPECT_EQ(Held(), "0.5");
}

TEST_F(F08, AReplayMakesTheSameIdsAgain) {
  Fill(BuyAccepted(), "1");
  BuyAccepted();
  Restart();
  const auto verdict =
      engine::ReplaySession(Options(), engine::Registry{specs_}, Series(), *folder_);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->equal());
  EXPECT_GT(verdict->reports, 2U);
}

// The mark "this fill is known" was saved before the fill: a crash between lost it.
using F09 = SessionScene;
TEST_F(F09, AFillAndItsMarkAreOneRecordWhereverThePowerFails) {
  const std::string name = BuyAccepted();
  const auto before = folder_->AfterKill();
  Fill(name, "1");
  auto after = folder_->AfterKill();
  const std::string segment = "journal-000001.kj";
  const std::string whole = after.at(segment);
  ASSERT_LT(before.at(segment).size(), whole.size());
  for (size_t size = before.at(segment).size(); size <= whole.size(); ++size) {
    auto cut = before;
    cut[segment] = whole.substr(0, size);
    Restart(cut);  // the venue tells the execution again
    Pass(Seconds(1));
    ASSERT_EQ(Held(), "1") << size;
    ASSERT_TRUE(session_->link().reconciled()) << size;
  }
}

}  // namespace
}  // namespace keel::faults
