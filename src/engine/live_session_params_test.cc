// SPDX-License-Identifier: MIT
// Parameters that a person changes while a strategy trades: from the next bar on it decides as if
// it had always had them, keeps what it has, and a restart and a replay know of it.
#include "engine/session_digest.h"
#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using testing::Words;

constexpr core::StrategyId kCounting{0};

/// Wants its share from the bar on that has the number `after`: asked for at every bar, or once.
class Counting final : public strategy::Strategy {
 public:
  Counting(double share, int after, bool once) : share_(share), after_(after), once_(once) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    ++bars_;
    if (once_ ? bars_ == after_ : bars_ >= after_) {
      market.TargetShare(event.instrument, share_, "counted");
    }
  }

 private:
  double share_;
  int after_;
  bool once_;
  int bars_ = 0;
};

class SetParamsTest : public testing::ActingSession {
 protected:
  SetParamsTest() {
    specs_[0].params = {{"share", 0.5, 0, 1, false, "of its equity"},
                        {"after", 10, 1, 50, true, "bars that it waits"}};
    specs_[0].make =
        [this](
            const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      if (params.Get("share") == 0.75 && params.GetInt("after") == 7) {
        return base::Fail(base::ErrorCode::kUsage, "these two contradict each other");
      }
      return std::make_unique<Counting>(params.Get("share"), params.GetInt("after"), once_);
    };
  }
  base::Status Set(std::vector<ParamRecord> params, std::string_view reason = "a test") {
    const base::Status status =
        session_->SetParams(kCounting, std::move(params), "anna", reason, now_);
    Drain();
    return status;
  }
  double InForce(const char* name) const { return session_->planned()[0].params.Get(name); }
  core::Side SideOf(size_t order) const { return terms_.at(order).side; }

  bool once_ = false;
};

TEST_F(SetParamsTest, TheNewOneKnowsTheBarsOfTheOld) {
  Open();
  CloseBar(100, 1e6);
  CloseBar(100, 1e6);
  ASSERT_TRUE(Set({{"after", 3}}));
  EXPECT_EQ(InForce("after"), 3);
  EXPECT_EQ(InForce("share"), 0.5) << "what is not named stays";
  EXPECT_EQ(placed_, 0) << "nothing is done before its next bar";
  CloseBar(100, 1e6);
  EXPECT_EQ(placed_, 1) << "the third bar, and not the first of its life";
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, TheBarsBeforeTheSessionCountToo) {
  for (int i = 5; i > 0; --i) {
    past_.push_back({testing::kStart - base::Minutes(i), 100, 100, 100, 100, 1e6});
  }
  Open();
  ASSERT_TRUE(Set({{"after", 6}}));
  CloseBar(100, 1e6);
  EXPECT_EQ(placed_, 1);
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, WhatItHoldsStaysUntilItDecidesOtherwise) {
  Open();
  ASSERT_TRUE(Set({{"after", 1}}));
  CloseBar(100, 1e6);
  ASSERT_EQ(orders_.size(), 1U);
  FillOrder(0, orders_[0].quantity.ToString().c_str(), "100");
  const core::Quantity held = Held();
  ASSERT_TRUE(Set({{"share", 0.25}}));
  EXPECT_EQ(Held(), held);
  EXPECT_EQ(AtVenue(), Words{});
  CloseBar(100, 1e6);
  ASSERT_EQ(orders_.size(), 2U);
  EXPECT_EQ(SideOf(1), core::Side::kSell);
  EXPECT_LT(orders_[1].quantity, held) << "half of it";
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, ItsOrdersStay) {
  Open();
  ASSERT_TRUE(Set({{"after", 1}}));
  CloseBar(100, 1e6);
  const Words works = AtVenue();
  ASSERT_EQ(works.size(), 1U);
  ASSERT_TRUE(Set({{"after", 20}}));
  EXPECT_EQ(AtVenue(), works);
  FillOrder(0, orders_[0].quantity.ToString().c_str(), "100");
  EXPECT_TRUE(Held().is_positive());
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, WhereItHoldsNothingItEntersWhereItWouldHave) {
  once_ = true;
  Open();
  for (int i = 0; i < 4; ++i) CloseBar(100, 1e6);
  ASSERT_TRUE(Set({{"after", 2}}));
  EXPECT_EQ(placed_, 0);
  CloseBar(100, 1e6);
  EXPECT_EQ(placed_, 1) << "it asked once, two bars before it was made";
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, TheyOutliveADeathAndTheConfiguration) {
  Open();
  CloseBar(100, 1e6);
  ASSERT_TRUE(Set({{"after", 4}, {"share", 0.2}}));
  ASSERT_TRUE(Set({{"after", 3}}));
  Die();
  Open();
  EXPECT_EQ(InForce("after"), 3);
  EXPECT_EQ(InForce("share"), 0.2);
  const auto notes = session_->TakeNotes();
  ASSERT_FALSE(notes.empty());
  EXPECT_NE(notes[0].find("after = 3"), std::string::npos) << notes[0];
  CloseBar(100, 1e6);
  EXPECT_EQ(placed_, 0);
  CloseBar(100, 1e6);
  EXPECT_EQ(placed_, 1) << "the third bar since the journal began";
  ASSERT_TRUE(Set({{"after", 5}}));
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, ASnapshotKnowsOfThem) {
  by_snapshot_ = true;
  Open();
  CloseBar(100, 1e6);
  ASSERT_TRUE(Set({{"after", 3}}));
  ASSERT_TRUE(WriteDigest(*folder_, 1));
  Die();
  Open();
  EXPECT_EQ(InForce("after"), 3);
  ExpectReplayIsEqual();
}

TEST_F(SetParamsTest, WhatTheStrategyTakesNoMoreIsLeftToTheConfiguration) {
  Open();
  ASSERT_TRUE(Set({{"after", 40}}));
  Die();
  specs_[0].params[1].max = 30;
  Open();
  EXPECT_EQ(InForce("after"), 10);
  const auto notes = session_->TakeNotes();
  ASSERT_FALSE(notes.empty());
  EXPECT_NE(notes[0].find("outside 1 to 30"), std::string::npos) << notes[0];
}

TEST_F(SetParamsTest, WhatItDoesNotTakeChangesNothing) {
  Open();
  const auto why = [this](std::vector<ParamRecord> params) {
    const base::Status status = Set(std::move(params));
    EXPECT_FALSE(status);
    return status ? std::string() : status.error().message;
  };
  EXPECT_NE(why({{"aftr", 3}}).find("after"), std::string::npos) << "the nearest name";
  EXPECT_NE(why({{"after", 51}}).find("outside 1 to 50"), std::string::npos);
  EXPECT_NE(why({{"after", 2.5}}).find("whole"), std::string::npos);
  EXPECT_NE(why({{"share", 0.75}, {"after", 7}}).find("contradict"), std::string::npos);
  EXPECT_NE(why({}), "");
  EXPECT_FALSE(Set({{"after", 3}}, "")) << "without a reason";
  EXPECT_FALSE(session_->SetParams(session_->manual_book(), {{"after", 3}}, "anna", "x", now_));
  EXPECT_EQ(InForce("after"), 10);
  EXPECT_EQ(InForce("share"), 0.5);
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
