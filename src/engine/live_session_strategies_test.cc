// SPDX-License-Identifier: MIT
// What a person does to one strategy of a session while the others go on: has what it holds sold.
#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using core::Quantity;
using core::Side;
using execution::VenueStatus;
using testing::Px;
using testing::Qty;
using testing::Words;

constexpr core::StrategyId kWilling{0}, kOther{1};
constexpr size_t kResting = 0, kPurchase = 1;  // what is sent at once, and a share, after the bar

/// Wants all of its share of the account, at every bar.
class Willing final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    market.TargetShare(event.instrument, 1, "willing");
  }
};

/// Beside one that rests a purchase below the market.
class StoppedStrategyTest : public testing::ActingSession {
 protected:
  StoppedStrategyTest() {
    strategy::StrategySpec willing;
    willing.name = "willing";
    willing.make =
        [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Willing>();
    };
    specs_.insert(specs_.begin(), willing);
    options_.settings.strategies = {{.name = "willing"}, {.name = "once"}};
  }
  void BeginBoth() {
    Begin([](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = core::OrderType::kLimit;
      entry.quantity = Qty("1");
      entry.limit_price = Px("90");
      ASSERT_TRUE(market.Submit(entry, "patient"));
    });
    ASSERT_EQ(orders_.size(), 2U);
    ASSERT_EQ(terms_[kResting].type, core::OrderType::kLimit);
    FillOrder(kPurchase, orders_[kPurchase].quantity.ToString().c_str(), "100");
  }
  Quantity HeldBy(core::StrategyId strategy) const {
    return session_->account().ledger.position(strategy, {0}).quantity();
  }
  /// Orders that the strategy has ever sent to buy.
  int64_t Purchases(core::StrategyId strategy) const {
    const auto entries = session_->account().orders.entries();
    return std::count_if(entries.begin(), entries.end(), [strategy](const auto& entry) {
      return entry.order.strategy == strategy && entry.order.terms.side == Side::kBuy;
    });
  }
  void Stop() {
    ASSERT_TRUE(session_->Flatten(kWilling, "anna", "enough", now_));
    Drain();
  }
};

TEST_F(StoppedStrategyTest, SellsWhatItHoldsAndTheOthersGoOn) {
  BeginBoth();
  const std::string held = HeldBy(kWilling).ToString();
  Stop();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 1 at 90", "sell market " + held}));
  FillOrder(2, held.c_str(), "100");
  EXPECT_TRUE(HeldBy(kWilling).is_zero());
  CloseBar(100, 1e6);
  EXPECT_EQ(Purchases(kWilling), 1);
  EXPECT_EQ(AtVenue(), Words{"buy limit 1 at 90"});
  EXPECT_TRUE(session_->desk().MayEnter(kOther, {0}, now_));
  FillOrder(kResting, "1", "90");
  EXPECT_EQ(HeldBy(kOther), Qty("1")) << "what the other buys is not sold";
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(StoppedStrategyTest, StaysStoppedOverADeathAndGoesOnSelling) {
  BeginBoth();
  const std::string held = HeldBy(kWilling).ToString();
  Stop();
  Die();
  Open();
  ASSERT_TRUE(session_->flattened().contains(kWilling));
  EXPECT_EQ(session_->flattened().at(kWilling).by, "anna");
  EXPECT_EQ(AtVenue(), (Words{"buy limit 1 at 90", "sell market " + held}));
  FillOrder(2, held.c_str(), "100");
  CloseBar(100, 1e6);
  EXPECT_EQ(Purchases(kWilling), 1);
  EXPECT_FALSE(session_->desk().MayEnter(kWilling, {0}, now_));
  ExpectReplayIsEqual();
}

TEST_F(StoppedStrategyTest, OfAllThatIsReleasedOnlyItsOwnScopeStartsIt) {
  BeginBoth();
  Stop();
  const core::TradingScope own{.strategy = kWilling};
  EXPECT_FALSE(session_->Release({}, false, "anna", "calm again", now_)) << "that is not thrown";
  ASSERT_TRUE(session_->Release(own, false, "anna", "calm again", now_));
  EXPECT_TRUE(session_->flattened().contains(kWilling)) << "asked for, and not confirmed";
  ASSERT_TRUE(session_->Release(own, true, "anna", "calm again", now_));
  Drain();
  EXPECT_TRUE(session_->flattened().empty());
  EXPECT_TRUE(session_->desk().MayEnter(kWilling, {0}, now_));
  ExpectReplayIsEqual();
}

TEST_F(StoppedStrategyTest, WhatIsFlattenedWithAllIsNotStartedAlone) {
  BeginBoth();
  Stop();
  ASSERT_TRUE(session_->Flatten("anna", "all of it", now_));
  Drain();
  const core::TradingScope own{.strategy = kWilling};
  ASSERT_TRUE(session_->Release(own, false, "anna", "calm again", now_));
  ASSERT_TRUE(session_->Release(own, true, "anna", "calm again", now_));
  Drain();
  EXPECT_TRUE(session_->flattened().contains(std::nullopt));
  EXPECT_FALSE(session_->desk().MayEnter(kWilling, {0}, now_));
  ExpectReplayIsEqual();
}

TEST_F(StoppedStrategyTest, ASaleThatSoldNothingIsMadeAgainAfterASecondAndNotOnceItIsStarted) {
  BeginBoth();
  Stop();
  ASSERT_EQ(orders_.size(), 3U);
  orders_[2].status = VenueStatus::kCanceled;
  session_->OnVenueEvent(execution::StreamOrder{orders_[2], std::nullopt}, now_);
  Drain();
  EXPECT_EQ(orders_.size(), 3U) << "not at once";
  Pass(base::Seconds(2));
  ASSERT_EQ(orders_.size(), 4U);
  orders_[3].status = VenueStatus::kCanceled;
  session_->OnVenueEvent(execution::StreamOrder{orders_[3], std::nullopt}, now_);
  Drain();
  const core::TradingScope own{.strategy = kWilling};
  ASSERT_TRUE(session_->Release(own, false, "anna", "keep it", now_));
  ASSERT_TRUE(session_->Release(own, true, "anna", "keep it", now_));
  Drain();
  Pass(base::Seconds(5));
  EXPECT_EQ(orders_.size(), 4U);
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
