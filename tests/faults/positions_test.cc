// SPDX-License-Identifier: MIT
// F18-F20, F32, F33: what is held, what protects it, and who else may touch it.
#include <fmt/format.h>

#include "execution/bracket.h"
#include "portfolio/ledger.h"
#include "tests/faults/session_scene.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using core::Side;
using engine::SessionRecord;
using execution::Bracket;
using execution::BracketCommand;
using execution::CancelAtVenue;
using execution::LegRole;
using execution::PlaceOrder;

core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }
core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Decimal D(std::string_view text) { return *core::Decimal::Parse(text); }

// What is too small to be sold was sold again and again, or forgotten.
using F18 = SessionScene;
TEST_F(F18, DustIsMarkedToldAndNotTriedForever) {
  const std::string name = BuyAccepted("1");
  auto& trade = venue_.Trade(++last_trade_, name, "1");
  trade.fee = {D("0.0004"), session_->AddCurrency("BTC")};
  Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kFilled, "1"), trade});
  ASSERT_EQ(Held(), "0.9996");
  EXPECT_EQ(session_->account().ledger.Dust({0}, {0}), Q("0.0006")) << "beyond whole lots";
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  Fill(Name(2), "0.999", Side::kSell);
  EXPECT_EQ(Held(), "0.0006");
  EXPECT_EQ(session_->account().ledger.Dust({0}, {0}), Q("0.0006")) << "all of it";
  for (int i = 0; i < 5; ++i) NextBar();
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 2U);
  EXPECT_EQ(Records(SessionRecord::kRefused), 0U) << "nothing that can only fail is asked for";
}

/// A bought position of 10 with a target at 110 and a stop at 95, and what the venue is told.
class F19 : public ::testing::Test {
 protected:
  F19() {
    execution::BracketTerms terms;
    terms.entry = Q("10");
    terms.target = P("110");
    terms.stop = P("95");
    terms.lot = Q("0.1");
    terms.min_notional = D("50");
    bracket_.emplace(*Bracket::Open(terms));
    Step();
    EXPECT_TRUE(bracket_->OnAccepted(1, now_));
    EXPECT_TRUE(bracket_->OnFilled(1, Q("10"), {}, now_));
    EXPECT_EQ(Step(), "place stop 10 ");
    EXPECT_TRUE(bracket_->OnAccepted(2, now_));
    Step();
  }
  std::string Step() {
    std::string told;
    for (const BracketCommand& c : bracket_->Advance(now_)) {
      told += c.kind == BracketCommand::Kind::kCancel ? "cancel " : "place ";
      if (c.kind == BracketCommand::Kind::kPlace) {
        told += std::string(execution::ToString(c.role)) + " " + c.terms.quantity.ToString() + " ";
      }
    }
    return told;
  }
  std::optional<Bracket> bracket_;
  base::UnixNanos now_ = base::UnixNanos{} + base::Days(20'000);
};

// A stop was cancelled and not made again.
TEST_F(F19, AStopThatTheVenueEndsIsMadeAgainAndTheTimeWithoutIsMeasured) {
  now_ = now_ + Minutes(1);
  ASSERT_TRUE(bracket_->OnEnded(2, now_));
  EXPECT_EQ(Step(), "place stop 10 ");
  EXPECT_FALSE(bracket_->report().is_protected_now) << "sent is not yet live";
  const base::Duration before = bracket_->report().unprotected;
  now_ = now_ + Seconds(3);
  ASSERT_TRUE(bracket_->OnAccepted(3, now_));
  Step();
  EXPECT_TRUE(bracket_->report().is_protected_now);
  EXPECT_EQ(bracket_->report().unprotected - before, Seconds(3));
}

// The position was closed, and its stop lived on and opened another one.
TEST_F(F19, NoStopOutlivesThePosition) {
  bracket_->OnOutsideChange(-Q("10"), now_);
  EXPECT_EQ(Step(), "cancel ");
  ASSERT_TRUE(bracket_->OnEnded(2, now_));
  EXPECT_EQ(Step(), "");
  EXPECT_TRUE(bracket_->report().is_done);
}

// A fee in the coin itself, or in a third one, and the inventory was wrong.
using F20 = SessionScene;
TEST_F(F20, AFeeLeavesItsOwnCoin) {
  const std::string name = BuyAccepted("2");
  auto& in_base = venue_.Trade(1, name, "1");
  in_base.fee = {D("0.001"), session_->AddCurrency("BTC")};
  Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kWorking, "1"), in_base});
  EXPECT_EQ(Held(), "0.999");
  EXPECT_EQ(Balance("USDT").ToString(), "99900");
  auto& in_third = venue_.Trade(2, name, "1");
  in_third.fee = {D("0.01"), session_->AddCurrency("BNB")};
  Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kFilled, "2"), in_third});
  EXPECT_EQ(Held(), "1.999");
  EXPECT_EQ(Balance("BTC").ToString(), "1.999");
  EXPECT_EQ(Balance("BNB").ToString(), "-0.01");
  EXPECT_EQ(Balance("USDT").ToString(), "99800");
}

// Our own rule on volume refused the way out of what was bought in parts.
class F23InAThinMarket : public SessionScene {
 protected:
  /// 90 are held, and one order may be 5 of the 100 that trade in 5 minutes.
  F23InAThinMarket() {
    volume_ = 20;
    Hold("90");
    for (int i = 0; i < 19; ++i) NextBar();
    risk::Limits limits = Options().settings.risk;
    limits.order_volume_share = 0.05;
    EXPECT_TRUE(session_->ChangeLimits(limits, "anna", "the fund's", now_));
    EXPECT_EQ(Buy("6"), 1U);
    EXPECT_EQ(LastSent(), "limit 5") << "the rule cuts what is entered";
    venue_.Forget();
    refused_ = Records(SessionRecord::kRefused);
  }
  size_t RefusedSince() { return Records(SessionRecord::kRefused) - refused_; }
  std::string LastSent() const {
    const core::OrderTerms terms = venue_.All<PlaceOrder>().back().terms;
    return fmt::format("{} {}", core::ToString(terms.type), terms.quantity.ToString());
  }

  size_t refused_ = 0;
};

TEST_F(F23InAThinMarket, AStopThatTheVenueDoesNotTakeIsSoldWhole) {
  RefuseStops();
  KeepStop("90");
  Pass(Seconds(5));
  EXPECT_EQ(LastSent(), "market 90");
  EXPECT_EQ(RefusedSince(), 0U);
}

TEST_F(F23InAThinMarket, FlattenSellsAllOfItAtOnce) {
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  EXPECT_EQ(LastSent(), "market 90");
}

TEST_F(F23InAThinMarket, AStrategysSaleIsCutAndNeverRefused) {
  EXPECT_EQ(Want(Side::kSell, "90", /*at_limit=*/false), 1U);
  EXPECT_EQ(LastSent(), "market 5");
  volume_ = 0;
  for (int i = 0; i < 150; ++i) NextBar();
  EXPECT_EQ(Want(Side::kSell, "85", /*at_limit=*/false), 1U);
  EXPECT_EQ(LastSent(), "market 0.05") << "the least that the venue takes";
}

// What was bought in parts was more than one sale at the market may be, and never left.
class F22AboveTheMaximum : public SessionScene {
 protected:
  F22AboveTheMaximum() {
    Hold("25");
    largest_sales_ = {Q("10")};
    Restart();
    venue_.Forget();
  }
  /// The venue takes the sales and fills all of each; they, in order.
  std::string SoldInParts() {
    std::string parts;
    for (size_t i = 0; i < venue_.All<PlaceOrder>().size(); ++i) {
      const PlaceOrder order = venue_.All<PlaceOrder>()[i];
      if (order.terms.type != core::OrderType::kMarket) continue;
      const std::string quantity = order.terms.quantity.ToString();
      Fill(order.client_id, quantity, Side::kSell);
      Pass(Seconds(2));
      parts += quantity + " ";
    }
    return parts;
  }
  void ExpectAReplayDoesTheSame() {
    largest_sales_.clear();
    const auto verdict =
        engine::ReplaySession(Options(), engine::Registry{specs_}, Series(), *folder_);
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_TRUE(verdict->equal());
  }
};

TEST_F(F22AboveTheMaximum, FlattenSellsInParts) {
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  EXPECT_EQ(SoldInParts(), "10 10 5 ");
  EXPECT_EQ(Held(), "0");
  EXPECT_EQ(Records(SessionRecord::kRefused), 0U) << "nothing is for sale twice";
  ExpectAReplayDoesTheSame();
}

TEST_F(F22AboveTheMaximum, AStrategySellsInParts) {
  EXPECT_EQ(Want(Side::kSell, "25", /*at_limit=*/false), 1U);
  EXPECT_EQ(SoldInParts(), "10 10 5 ");
  EXPECT_EQ(Held(), "0");
  ExpectAReplayDoesTheSame();
}

TEST_F(F22AboveTheMaximum, AStopThatTheVenueDoesNotTakeIsSoldInParts) {
  RefuseStops();
  KeepStop("25");
  Pass(Seconds(5));
  EXPECT_EQ(SoldInParts(), "10 10 5 ");
  EXPECT_EQ(Held(), "0");
  ExpectAReplayDoesTheSame();
}

// "Sell all" raced new buys.
using F32 = SessionScene;
TEST_F(F32, FlattenStopsEntriesBeforeItSells) {
  Hold("1");
  const std::string entry = BuyAccepted("0.5");
  venue_.Forget();
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  ASSERT_EQ(venue_.asked().size(), 2U);
  EXPECT_TRUE(std::holds_alternative<CancelAtVenue>(venue_.asked()[0].what)) << "the entry first";
  EXPECT_EQ(venue_.All<PlaceOrder>().at(0).terms.side, Side::kSell);
  Hear(execution::StreamOrder{venue_.Set(Name(3), VenueStatus::kWorking), {}});
  EXPECT_EQ(Buy("1"), 0U) << "and none comes after it";
  Fill(entry, "0.5");  // it was filled before the cancel arrived
  const auto sold = venue_.All<PlaceOrder>();
  ASSERT_EQ(sold.size(), 2U);
  EXPECT_EQ(sold[1].terms.quantity.ToString(), "0.5");
}

TEST_F(F32, EntriesStayOffAfterARestart) {
  Hold("1");
  ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
  Pump();
  Hear(execution::StreamOrder{venue_.Set(Name(2), VenueStatus::kWorking), {}});
  Restart();
  ASSERT_TRUE(session_->link().reconciled());
  EXPECT_EQ(Buy("1"), 0U);
}

class F32Failing : public F32 {
 protected:
  /// 1 is held, and the first `count` sales end as the venue's words say.
  void FailSales(size_t count, const ScriptedVenue::Words& words) {
    Hold("1");
    venue_.script = [=, this](const execution::Request& request) {
      const bool fails =
          std::holds_alternative<PlaceOrder>(request.what) && venue_.Count<PlaceOrder>() <= count;
      return fails ? std::optional(words) : std::nullopt;
    };
    ASSERT_TRUE(session_->Flatten("anna", "enough", now_));
    Pump();
  }
};

TEST_F(F32Failing, ASaleThatNeverLeftIsMadeAgainAfterASecond) {
  FailSales(50, Failure::kNotSent);
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 1U);
  Pass(Seconds(10));
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 11U);
  venue_.script = nullptr;
  Pass(Seconds(1));
  Fill(Name(13), "1", Side::kSell);
  EXPECT_EQ(Held(), "0");
  EXPECT_GT(session_->next_timer(), now_);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F32Failing, ASessionThatDidNotWaitReplaysAsItWas) {
  BecomeOld();
  FailSales(50, Failure::kNotSent);
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 51U);
  Restart();
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F32Failing, ASaleForWantOfCoinsIsMadeAgainAfterASecond) {
  FailSales(50, execution::Refused{core::OrderEnd::kInsufficientBalance, ""});
  Pass(Seconds(10));
  EXPECT_EQ(venue_.Count<PlaceOrder>(), 11U);
}

// A venue's liquidation was misread. Any execution of other hands is alike.
class F33 : public SessionScene {
 protected:
  /// The venue sells 0.4 of what we hold, for an order of its own.
  void Liquidate(std::string_view quantity = "0.4") {
    auto& trade = venue_.Trade(++last_trade_, "", quantity, Side::kSell);
    trade.venue_id = 77;
    trade.fee = {D("0.1"), session_->AddCurrency("USDT")};
    execution::VenueOrder order{"autoclose-1", 77, {0}, VenueStatus::kFilled, trade.quantity};
    Hear(execution::StreamOrder{order, trade});
  }
  void ExpectReduced() {
    EXPECT_EQ(Held(), "0.6");
    EXPECT_EQ(Balance("USDT").ToString(), "99939.9");
    EXPECT_EQ(Balance("BTC").ToString(), "0.6");
    EXPECT_EQ(Buy(), 0U) << "no entry";
    EXPECT_EQ(Want(Side::kSell, "0.1"), 1U) << "exits pass";
  }
};

TEST_F(F33, AnExecutionOfOtherHandsIsAdoptedToldAndEntriesStop) {
  Hold("1");
  Liquidate();
  EXPECT_TRUE(Told("sell 0.4 at 100")) << notes_.at(0);
  EXPECT_EQ(Records(SessionRecord::kState), 1U) << "REDUCING";
  ExpectReduced();
}

TEST_F(F33, ItIsFoundAfterADisconnectAndHoldsOverARestart) {
  Hold("1");
  Hear(execution::StreamState{false});
  auto& trade = venue_.Trade(++last_trade_, "", "0.4", Side::kSell);
  trade.venue_id = 77;
  trade.fee = {D("0.1"), session_->AddCurrency("USDT")};
  Hear(execution::StreamState{true});
  EXPECT_TRUE(Told("sell 0.4 at 100"));
  Restart();
  EXPECT_TRUE(session_->link().reconciled()) << "the venue agrees, and still nobody has looked";
  ExpectReduced();
}

TEST_F(F33, APersonWhoHasLookedLetsItGoOn) {
  Hold("1");
  Liquidate();
  ASSERT_EQ(Buy(), 0U);
  ASSERT_TRUE(session_->SettleDisputes("anna", "margin call, all is well", now_));
  EXPECT_EQ(Buy(), 1U);
  Restart();
  EXPECT_EQ(Held(), "0.6");
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33, ASaleOfWhatOthersHaveSoldIsBookedAndEndsNothing) {
  Hold("1");
  ASSERT_EQ(Want(Side::kSell, "1"), 1U);
  Hear(execution::StreamOrder{venue_.Set(Name(2), VenueStatus::kWorking), {}});
  Liquidate();
  Fill(Name(2), "1", Side::kSell);  // 1.4 were sold of 1
  EXPECT_EQ(Held(), "0");
  EXPECT_EQ(Balance("BTC").ToString(), "-0.4") << "a debt, as the venue has it";
  EXPECT_TRUE(Told("more than its strategy still held"));
  Restart();
  EXPECT_EQ(Balance("BTC").ToString(), "-0.4");
  EXPECT_EQ(Buy(), 0U);
}

TEST_F(F33, OfAPurchaseThatOthersSoldBeforeItWasHeardOfTheRestIsHeld) {
  const std::string name = BuyAccepted("2");
  Liquidate("0.5");
  Fill(name, "2");
  EXPECT_EQ(Held(), "1.5");
  EXPECT_EQ(Balance("BTC").ToString(), "1.5");
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33, ASessionThatHeldMoreThanThereIsReplaysAsItWas) {
  BecomeOld();
  revision_ = 3;
  Restart();
  const std::string name = BuyAccepted("2");
  Liquidate("0.5");
  Fill(name, "2");
  EXPECT_EQ(Held(), "2");
  revision_ = engine::kSessionRevision;
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33, WhatBelongsToNoStrategyIsSoldFirst) {
  Hold("1");
  auto& bought = venue_.Trade(++last_trade_, "", "0.3");
  bought.venue_id = 76;
  bought.fee.currency = session_->AddCurrency("USDT");
  Hear(execution::StreamOrder{{"by-hand", 76, {0}, VenueStatus::kFilled, Q("0.3")}, bought});
  EXPECT_EQ(Held(), "1") << "bought by hand, it is no strategy's";
  Liquidate();
  EXPECT_EQ(Held(), "0.9");
}

TEST_F(F33, BalancesThatDifferFromTheVenuesAreADiscrepancyOnceProved) {
  Hold("1");
  TellBalances("99400", "1");  // 500 were paid out
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  EXPECT_FALSE(Told("99400")) << "told once, it may be an answer from the past";
  Pass(Minutes(2));
  EXPECT_TRUE(Told("the venue holds 99400 USDT and this session knows of 99900"));
  EXPECT_EQ(Buy(), 0U);
  ASSERT_TRUE(session_->SettleDisputes("anna", "I took 500 out", now_));
  EXPECT_EQ(Balance("USDT").ToString(), "99400");
  EXPECT_EQ(Buy(), 1U);
  Restart();
  EXPECT_EQ(Balance("USDT").ToString(), "99400");
}

class F33Balances : public F33 {
 protected:
  /// 1 is held, and it is proved that the venue has something else.
  void Differ(std::string_view usdt, std::string_view btc) {
    Hold("1");
    TellBalances(usdt, btc);
    Hear(execution::StreamState{false});
    Hear(execution::StreamState{true});
    Pass(Minutes(2));
    EXPECT_TRUE(Told("resumes"));
    notes_.clear();
  }
  void Resume() {
    ASSERT_TRUE(session_->SettleDisputes("anna", "I know of it", now_));
    Pump();
  }
};

TEST_F(F33Balances, WhatWasPutBackIsNotTakenOver) {
  Differ("99900", "0");
  TellBalances("99900", "1");
  Pass(Minutes(1));
  Resume();
  EXPECT_EQ(Balance("BTC").ToString(), "1");
  EXPECT_EQ(Buy(), 1U);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33Balances, OfCoinsThatWereTakenOutNobodySellsAnyMore) {
  Differ("99900", "0.25");
  Resume();
  EXPECT_EQ(Held(), "0.25");
  EXPECT_EQ(Want(Side::kSell, "0.25"), 1U);
  EXPECT_EQ(Want(Side::kSell, "0.1"), 0U) << "no more than is there";
  Restart();
  EXPECT_EQ(Held(), "0.25");
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33Balances, WhatIsTakenOverIsWhatTheVenueHadLast) {
  Differ("99400", "1");
  TellBalances("99300", "1");
  Pass(Minutes(2));
  EXPECT_TRUE(Told("the venue holds 99300 USDT"));
  Resume();
  EXPECT_EQ(Balance("USDT").ToString(), "99300");
  EXPECT_EQ(Buy(), 1U);
}

TEST_F(F33Balances, WhatWasPutBackInTheLastMomentIsFoundToBeThere) {
  Differ("99900", "0");
  TellBalances("99900", "1");
  Resume();
  EXPECT_EQ(Balance("BTC").ToString(), "0");
  Pass(Seconds(32));
  EXPECT_TRUE(Told("the venue holds 1 BTC and this session knows of 0"));
  Resume();
  EXPECT_EQ(Balance("BTC").ToString(), "1");
}

TEST_F(F33Balances, ASessionThatTookOverWhatWasOldReplaysAsItWas) {
  BecomeOld();
  Differ("99900", "0");
  TellBalances("99900", "1");
  Pass(Minutes(1));
  Resume();
  EXPECT_EQ(Balance("BTC").ToString(), "0");
  EXPECT_EQ(Buy(), 1U);
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33Balances, AnExecutionThatNobodyToldOfIsLookedForBeforeANumberIsTakenOver) {
  Hold("1");
  Pass(Minutes(1));
  auto& trade = venue_.Trade(++last_trade_, "by hand", "2");
  trade.fee.currency = session_->AddCurrency("USDT");
  trade.time = now_;
  TellBalances("99700", "3");  // the stream lost it, and the pair is idle here
  Resume();
  Pass(Minutes(2));
  EXPECT_TRUE(Told("which does not work here"));
  EXPECT_FALSE(Told("somebody paid in or out"));
  Resume();
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  Pass(Minutes(2));
  EXPECT_EQ(Balance("BTC").ToString(), "3") << "booked once";
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33Balances, WhatCouldNotBeComparedIsComparedLater) {
  Hold("1");
  ASSERT_EQ(Buy(), 1U);
  Answer<execution::PlaceOrder>(Failure::kUnknown);  // it never arrives
  TellBalances("99800", "1");
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  Pass(Minutes(4));
  EXPECT_EQ(session_->link().open_orders(), 0U);
  EXPECT_TRUE(Told("the venue holds 99800 USDT"));
  EXPECT_TRUE(Replayed().equal());
}

TEST_F(F33, AnAnswerThatLacksTheLastFillIsNoDifferenceHoweverOften) {
  const std::string name = BuyAccepted("1");
  for (int i = 0; i < 4; ++i) {
    TellBalances(std::to_string(100'000 - 10 * i), fmt::format("0.{}", i));
    auto& trade = venue_.Trade(++last_trade_, name, "0.1");
    trade.fee.currency = session_->AddCurrency("USDT");
    const std::string executed = fmt::format("0.{}", i + 1);
    Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kWorking, executed), trade});
    Hear(execution::StreamState{false});
    Hear(execution::StreamState{true});
    Pass(Seconds(12));
  }
  EXPECT_TRUE(notes_.empty()) << notes_.at(0);
}

TEST_F(F33, LockedCoinsAndALateAnswerAreNoDifference) {
  Hold("1");
  Pass(Minutes(2));
  TellBalances("100000", "0");  // as before the fill
  Hear(execution::StreamState{false});
  Hear(execution::StreamState{true});
  Pass(Seconds(8));
  venue_.balances = {{session_->AddCurrency("USDT"), D("99000"), D("900")},
                     {session_->AddCurrency("BTC"), D("0.25"), D("0.75")}};
  Pass(Minutes(2));
  EXPECT_TRUE(notes_.empty()) << notes_.at(0);
  EXPECT_EQ(Buy(), 1U);
}

}  // namespace
}  // namespace keel::faults
