// SPDX-License-Identifier: MIT
// F14-F17: fills, cancels and changes that cross each other.
#include <fmt/format.h>

#include <numeric>

#include "execution/order_state.h"
#include "tests/faults/link_scene.h"
#include "tests/faults/session_scene.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using core::OrderCanceled;
using core::OrderFilled;
using execution::CancelAtVenue;
using execution::OrderSignal;
using execution::OrderState;
using execution::PlaceOrder;

// A fill during an amend went wrong: fills and cancels in any order, and somebody else's amend. Our
// own amends are in amend_test.cc.
class F14AtTheLink : public LinkScene {
 protected:
  using Message = std::function<void()>;
  execution::VenueOrder Now(VenueStatus status, std::string_view executed) const {
    return {"k-t-1", 1000, {0}, status, risk::Q(executed)};
  }
  void TellTrade(size_t index, VenueStatus status, std::string_view executed) {
    Hear(execution::StreamOrder{Now(status, executed), venue_.trades.at(index)});
  }
  /// One life of an order whose story at the venue is over; its messages come in this order.
  void Live(const std::vector<Message>& messages, const std::vector<size_t>& order) {
    Buy("1");
    Cancel({1});
    for (const size_t i : order) messages[i]();
    Pass(Minutes(2));
  }
  void ExpectEnd(std::string_view booked, bool is_canceled) {
    EXPECT_EQ(Booked(), risk::Q(booked));
    EXPECT_EQ(link_.open_orders(), 0U);
    EXPECT_EQ(Count<OrderCanceled>(), is_canceled ? 1U : 0U);
    EXPECT_EQ(std::holds_alternative<OrderCanceled>(reports_.back()), is_canceled)
        << "the end comes after the last execution";
    EXPECT_TRUE(disputes_.empty()) << disputes_[0];
  }
  void Reset() {
    link_ = execution::VenueLink(LinkOptions());
    venue_ = {};
    reports_.clear();
    last_order_ = 0;
    link_.OnEvent(execution::StreamState{true}, now_);
    Pump();
    venue_.Forget();
  }
};

TEST_F(F14AtTheLink, EveryOrderOfFillsAndACancelEndsAlike) {
  std::vector<size_t> order(5);
  std::iota(order.begin(), order.end(), size_t{0});
  do {
    Reset();
    venue_.Set("k-t-1", VenueStatus::kCanceled, "0.7");
    venue_.Trade(5, "k-t-1", "0.4");
    venue_.Trade(9, "k-t-1", "0.3");
    const std::vector<Message> messages = {
        [this] { Answer<PlaceOrder>(Now(VenueStatus::kWorking, "0")); },
        [this] { TellTrade(0, VenueStatus::kWorking, "0.4"); },
        [this] { TellTrade(1, VenueStatus::kWorking, "0.7"); },
        [this] { Answer<CancelAtVenue>(Now(VenueStatus::kCanceled, "0.7")); },
        [this] {
          Hear(execution::StreamOrder{Now(VenueStatus::kCanceled, "0.7"), {}});
        }};
    Live(messages, order);
    ExpectEnd("0.7", true);
    ASSERT_FALSE(HasFailure()) << fmt::format("{}", fmt::join(order, " "));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(F14AtTheLink, EveryOrderOfFillsAndACancelThatCameTooLateEndsAlike) {
  std::vector<size_t> order(4);
  std::iota(order.begin(), order.end(), size_t{0});
  do {
    Reset();
    venue_.Set("k-t-1", VenueStatus::kFilled, "1");
    venue_.Trade(5, "k-t-1", "0.4");
    venue_.Trade(9, "k-t-1", "0.6");
    const std::vector<Message> messages = {
        // "Filled", and not yet how much of it.
        [this] { Answer<PlaceOrder>(Now(VenueStatus::kFilled, "0")); },
        [this] { TellTrade(0, VenueStatus::kWorking, "0.4"); },
        [this] { TellTrade(1, VenueStatus::kFilled, "1"); },
        [this] { Answer<CancelAtVenue>(execution::NotFound{}); }};
    Live(messages, order);
    ExpectEnd("1", false);
    ASSERT_FALSE(HasFailure()) << fmt::format("{}", fmt::join(order, " "));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(F14AtTheLink, AnAmendByOtherHandsIsADiscrepancyAndTheOrderStillEnds) {
  BuyAccepted("1");
  auto& order = venue_.Set("k-t-1", VenueStatus::kWorking);
  order.quantity = risk::Q("0.6");
  Hear(execution::StreamOrder{order, {}});
  ASSERT_EQ(disputes_.size(), 1U);
  EXPECT_NE(disputes_[0].find("changed to 0.6"), std::string::npos) << disputes_[0];
  EXPECT_FALSE(link_.reconciled());
  order.status = VenueStatus::kFilled;
  order.executed = risk::Q("0.6");
  Hear(execution::StreamOrder{order, venue_.Trade(3, "k-t-1", "0.6")});
  EXPECT_EQ(Booked(), risk::Q("0.6"));
  EXPECT_EQ(link_.open_orders(), 0U);
}

// A cancel after the fill, and the books fell over.
TEST(F15, NothingLeadsOutOfAnEnd) {
  for (const auto end : {OrderState::kFilled, OrderState::kCanceled, OrderState::kRejected}) {
    for (const auto signal :
         {OrderSignal::kAccept, OrderSignal::kReject, OrderSignal::kLoseSight,
          OrderSignal::kPartialFill, OrderSignal::kLastFill, OrderSignal::kCancelRequest,
          OrderSignal::kCancel, OrderSignal::kAmendRequest, OrderSignal::kAmendSettled,
          OrderSignal::kAmendSettledPartly}) {
      EXPECT_FALSE(execution::Next(end, signal));
    }
  }
}

using F15AtTheLink = LinkScene;
TEST_F(F15AtTheLink, ACancelAfterTheFillChangesNothingAndIsCounted) {
  BuyAccepted();
  auto& order = venue_.Set("k-t-1", VenueStatus::kFilled, "1");
  Hear(execution::StreamOrder{order, venue_.Trade(3, "k-t-1", "1")});
  const size_t reports = reports_.size();
  order.status = VenueStatus::kCanceled;
  Cancel({1});
  Hear(execution::StreamOrder{order, {}});
  Hear(execution::StreamOrder{venue_.Set("k-t-1", VenueStatus::kWorking), {}});
  EXPECT_EQ(reports_.size(), reports);
  EXPECT_EQ(link_.late_words(), 2U);
  EXPECT_EQ(venue_.Count<CancelAtVenue>(), 0U);
}

// What was taken for cancelled had been filled.
using F16 = LinkScene;
TEST_F(F16, ACancelIsUnknownUntilTheVenueConfirmsIt) {
  BuyAccepted();
  for (const ScriptedVenue::Words& words :
       {ScriptedVenue::Words(Failure::kUnknown), ScriptedVenue::Words(execution::NotFound{}),
        ScriptedVenue::Words(execution::Refused{})}) {
    Cancel({1});
    Answer<CancelAtVenue>(words);
    EXPECT_EQ(link_.open_orders(), 1U);
    EXPECT_EQ(Count<OrderCanceled>(), 0U);
  }
  venue_.Trade(3, "k-t-1", "1");
  venue_.Set("k-t-1", VenueStatus::kFilled, "1");
  Pass(Seconds(5));
  EXPECT_EQ(Booked(), risk::Q("1"));
  EXPECT_EQ(Count<OrderCanceled>(), 0U);
  EXPECT_EQ(link_.open_orders(), 0U);
}

// A partial fill and a timeout, and too much was sold.
using F17 = SessionScene;
TEST_F(F17, WhatIsStillToSellIsTheTargetLessWhatIsConfirmed) {
  Hold("1");
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  ASSERT_EQ(venue_.Count<PlaceOrder>(), 1U);
  Answer<PlaceOrder>(Failure::kUnknown);
  Pass(Seconds(5));
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 1U) << "while the first is unknown nothing is sold again";
  EXPECT_EQ(Records(engine::SessionRecord::kRefused), 0U)
      << "nor asked for, for the gate to refuse";
  venue_.Trade(++last_trade_, "", "0.4", core::Side::kSell).fee.currency = {0};
  venue_.Set(Name(2), VenueStatus::kExpired, "0.4");
  venue_.trades.back().venue_id = venue_.orders.back().venue_id;
  Pass(Seconds(20));
  const auto sold = venue_.All<PlaceOrder>();
  ASSERT_EQ(sold.size(), 2U);
  EXPECT_EQ(sold[1].terms.quantity.ToString(), "0.6");
}

}  // namespace
}  // namespace keel::faults
