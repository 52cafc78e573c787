// SPDX-License-Identifier: MIT
// Who cancels an order means the entry that it is a part of: nothing of it follows a second later.
#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using testing::Act;
using testing::kStart;
using testing::Px;
using testing::Qty;
using testing::Words;

/// Wants half of the equity, at every bar, as the past was.
class Steady final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    market.TargetShare(event.instrument, 0.5, "steady");
  }
};

class WithdrawTest : public testing::ActingSession {
 protected:
  WithdrawTest() { options_.settings.risk.order_value_max = 210; }  // two at 100 and its slippage
  /// Six at 99, in three slices, a second apart.
  static Act Sliced() {
    return [](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = core::OrderType::kLimit;
      entry.quantity = Qty("6");
      entry.limit_price = Px("99");
      ASSERT_TRUE(market.Submit(entry, "large"));
    };
  }
  /// A strategy that wants the same all the time, by one order or as an algorithm works it.
  void BeginSteady() {
    options_.settings.risk.order_value_max = std::nullopt;
    specs_[0].make =
        [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Steady>();
    };
    Begin({});
  }
  void WorkByAlgorithm() {
    options_.settings.execution = {
        .algorithm = "twap", .min_value = 50, .horizon_minutes = 5, .slices = 5};
  }
  /// Bars of the next minutes close.
  void Bars(int count) {
    for (int i = 0; i < count; ++i) {
      const base::UnixNanos open = session_->series()[0].next_open();
      Pass(std::max(open + base::Minutes(1) - now_, base::Duration{}));
      ASSERT_TRUE(session_->OnBar({0}, {open, 100, 100, 100, 100, 1e6}, now_));
      Drain();
    }
  }
  core::OrderId Newest() const { return {session_->account().orders.entries().size()}; }
};

TEST_F(WithdrawTest, SlicesFollowEachOtherWhereNobodyCancels) {
  Begin(Sliced());
  Pass(base::Seconds(10));
  EXPECT_GT(AtVenue().size(), 2U);
  EXPECT_EQ(session_->desk().followers(), 0U);
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, WhoCancelsASliceTakesBackThoseThatWouldFollow) {
  Begin(Sliced());
  ASSERT_EQ(AtVenue().size(), 1U);
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Pass(base::Seconds(10));
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, ASliceThatHasFilledStillNamesTheOnesThatFollow) {
  Begin(Sliced());
  Fill(orders_[0].quantity.ToString().c_str(), "99");
  ASSERT_EQ(AtVenue(), Words{});
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Pass(base::Seconds(10));
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_FALSE(session_->Cancel(Newest(), "test", now_)) << "nothing follows it any more";
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, TheOrderThatReplacedASliceStandsForIt) {
  Begin(Sliced());
  ASSERT_TRUE(session_->Amend(Newest(), {.limit_price = Px("98")}, "test", now_));
  Drain();
  Drain();
  ASSERT_EQ(Newest().value, 2U);
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Pass(base::Seconds(10));
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, CancelAllTakesBackWhatWouldFollowToo) {
  Begin(Sliced());
  Fill(orders_[0].quantity.ToString().c_str(), "99");
  ASSERT_EQ(session_->desk().followers(), 1U);
  ASSERT_TRUE(session_->CancelAll("test", now_));
  Drain();
  EXPECT_EQ(session_->desk().followers(), 0U);
  Pass(base::Seconds(10));
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

/// An order that was changed to another price and has ended for that, while what replaces it waits
/// for the venue to be known.
class ReplacementTest : public WithdrawTest {
 protected:
  void BeginReplaced() {
    options_.settings.risk.order_value_max = std::nullopt;
    Begin(Sliced());
    ASSERT_TRUE(session_->Amend(Newest(), {.limit_price = Px("98")}, "test", now_));
    ASSERT_TRUE(session_->Commit());
    session_->OnVenueEvent(execution::StreamState{false}, now_);
    Drain();
    ASSERT_EQ(AtVenue(), Words{}) << "it has ended, and nothing goes on in its place yet";
  }
  void ComeUp() {
    session_->OnVenueEvent(execution::StreamState{true}, now_);
    Drain();
    Pass(base::Seconds(10));
  }
};

TEST_F(ReplacementTest, ItComesWhenTheVenueIsKnownAgain) {
  BeginReplaced();
  ComeUp();
  EXPECT_EQ(AtVenue(), Words{"buy limit 6 at 98"});
  ExpectReplayIsEqual();
}

TEST_F(ReplacementTest, CancelAllTakesItBack) {
  BeginReplaced();
  EXPECT_EQ(session_->desk().followers(), 1U);
  ASSERT_TRUE(session_->CancelAll("test", now_));
  ComeUp();
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(ReplacementTest, WhoCancelsTheOrderThatHasEndedTakesItBack) {
  BeginReplaced();
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  ComeUp();
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, WhoCancelsAChildStopsTheAlgorithm) {
  WorkByAlgorithm();
  BeginSteady();
  Pass(base::Seconds(90));
  ASSERT_GE(AtVenue().size(), 1U);
  ASSERT_EQ(session_->desk().followers(), 1U);
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Pass(base::Minutes(6));
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_FALSE(session_->desk().has_parents());
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, AnAlgorithmThatAPersonStoppedStaysStoppedOverADeath) {
  WorkByAlgorithm();
  BeginSteady();
  ASSERT_TRUE(session_->CancelAll("test", now_));
  Drain();
  Die();
  Open();
  Pass(base::Minutes(6));
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, WhoCancelsTheOrderOfATargetIsNotAnsweredByAnotherOne) {
  BeginSteady();
  ASSERT_EQ(AtVenue().size(), 1U);
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Bars(3);
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, ATargetThatAPersonTookBackStaysSoOverADeath) {
  BeginSteady();
  ASSERT_TRUE(session_->CancelAll("test", now_));
  Drain();
  Die();
  Open();
  Bars(3);
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, AProgramThatEndsTakesItsOrdersBackAndGoesOnWithThemNextTime) {
  BeginSteady();
  ASSERT_TRUE(session_->EndOrders("test", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{}) << "and no other order for the same target";
  Die();
  Open();
  Bars(1);
  EXPECT_EQ(AtVenue().size(), 1U);
  ExpectReplayIsEqual();
}

TEST_F(WithdrawTest, AnotherShareIsPursuedAgain) {
  double share = 0.5;
  struct Changing final : strategy::Strategy {
    explicit Changing(const double& wanted) : wanted_(wanted) {}
    void OnBar(strategy::Context& market, const core::BarClosed& event) override {
      market.TargetShare(event.instrument, wanted_, "changing");
    }
    const double& wanted_;
  };
  options_.settings.risk.order_value_max = std::nullopt;
  specs_[0].make =
      [&](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Changing>(share);
  };
  Begin({});
  ASSERT_TRUE(session_->CancelAll("test", now_));
  Drain();
  share = 0.6;
  Bars(1);
  EXPECT_EQ(AtVenue().size(), 1U);
}

TEST_F(WithdrawTest, AJournalFromBeforeIsReplayedAsItWas) {
  options_.revision = 2;
  Begin(Sliced());
  ASSERT_TRUE(session_->Cancel(Newest(), "test", now_));
  Drain();
  Pass(base::Seconds(10));
  EXPECT_GT(AtVenue().size(), 0U) << "the slices went on, then";
  options_.revision = kSessionRevision;  // the journal's start says which one counts
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
