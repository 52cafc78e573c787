// SPDX-License-Identifier: MIT
#include "execution/bracket.h"

#include <gtest/gtest.h>

#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using Kind = BracketCommand::Kind;

/// Buys 10 at 100, out at 110 or 95; minimum value 50.
BracketTerms LongTen() {
  BracketTerms terms;
  terms.entry = Qty("10");
  terms.target = Px("110");
  terms.stop = Px("95");
  terms.lot = Qty("0.1");
  terms.min_notional = Dec("50");
  return terms;
}

/// A bracket, and what it told the venue last, as text.
class Scene {
 public:
  explicit Scene(const BracketTerms& terms) : bracket_(Bracket::Open(terms).value()) { Step(); }

  std::string Accept(uint32_t leg) { return Told(bracket_.OnAccepted(leg, now_)); }
  std::string Fill(uint32_t leg, std::string_view quantity, std::string_view fee = "0") {
    return Told(bracket_.OnFilled(leg, Qty(quantity), Qty(fee), now_));
  }
  std::string End(uint32_t leg) { return Told(bracket_.OnEnded(leg, now_)); }
  std::string Refuse(uint32_t leg) { return Told(bracket_.OnRefused(leg, now_)); }
  std::string RefuseByFilters(uint32_t leg) { return Told(bracket_.OnAgainstFilters(leg, now_)); }
  std::string RefuseForRoom(uint32_t leg) { return Told(bracket_.OnNoRoom(leg, now_)); }
  std::string Rules(std::string_view lot, bool are_new = true,
                    std::optional<bool> stop_rests = std::nullopt) {
    return Told(bracket_.OnRules({Qty(lot), Dec("50"), {}, are_new, stop_rests}, now_));
  }
  /// So many stops may wait at the venue from now on.
  std::string Room(size_t most) {
    room_ = most;
    return Step();
  }
  std::string Price(std::string_view price) {
    bracket_.OnPrice(Px(price), now_);
    return Step();
  }
  std::string Outside(std::string_view change) {
    bracket_.OnOutsideChange(Qty(change), now_);
    return Step();
  }
  std::string Close() {
    bracket_.Close(now_);
    return Step();
  }
  std::string SetExits(std::optional<core::Price> target, std::optional<core::Price> stop) {
    return Told(bracket_.SetExits(target, stop, now_));
  }
  std::string Wait(int64_t ms) {
    now_ = now_ + base::Milliseconds(ms);
    return Step();
  }
  BracketReport report() const { return bracket_.report(); }
  const Bracket& bracket() const { return bracket_; }
  const std::string& first() const { return first_; }

 private:
  std::string Told(const base::Status& status) {
    return status ? Step() : "error: " + status.error().message;
  }
  std::string Step() {
    std::string text;
    for (const BracketCommand& c : bracket_.Advance(now_, room_)) {
      if (!text.empty()) text += "; ";
      text += c.kind == Kind::kCancel ? "cancel " : "place ";
      text += std::to_string(c.leg) + " " + std::string(ToString(c.role));
      if (c.kind == Kind::kCancel) continue;
      text += std::string(" ") + core::ToString(c.terms.side) + " " + c.terms.quantity.ToString();
      if (c.terms.tif == core::TimeInForce::kIoc) text += " ioc";
    }
    if (first_.empty()) first_ = text;
    return text;
  }

  size_t room_ = Bracket::kMostLegs;
  Bracket bracket_;
  base::UnixNanos now_ = At(0);
  std::string first_;
};

TEST(Bracket, APartialEntryGetsAStopForExactlyWhatWasFilled) {
  Scene scene(LongTen());
  EXPECT_EQ(scene.first(), "place 1 entry buy 10");
  EXPECT_EQ(scene.Accept(1), "");
  EXPECT_EQ(scene.Fill(1, "4"), "place 2 stop sell 4");
  EXPECT_EQ(scene.Fill(1, "6"), "place 3 stop sell 6");
  EXPECT_EQ(scene.report().held, Qty("10"));
}

TEST(Bracket, WhatIsTooSmallForAStopWaitsAndIsThenMerged) {
  Scene scene(LongTen());
  scene.Accept(1);
  EXPECT_EQ(scene.Fill(1, "0.4"), "");  // worth 38 at the stop
  EXPECT_EQ(scene.report().dust, Qty("0.4"));
  EXPECT_EQ(scene.Fill(1, "9"), "place 2 stop sell 9.4");
  scene.Accept(2);
  EXPECT_EQ(scene.Fill(1, "0.6"), "place 3 stop sell 0.6");
  Scene small(LongTen());
  small.Accept(1);
  EXPECT_EQ(small.Fill(1, "9.7"), "place 2 stop sell 9.7");
  small.Accept(2);
  EXPECT_EQ(small.Fill(1, "0.2"), "") << "a stop is not given up while more may come";
  EXPECT_EQ(small.Fill(1, "0.1"), "cancel 2 stop");
  EXPECT_EQ(small.End(2), "place 3 stop sell 10");
}

TEST(Bracket, ManySmallFillsAreMergedOneStopAtATime) {
  BracketTerms terms = LongTen();
  terms.min_notional = {};
  Scene scene(terms);
  scene.Accept(1);
  for (uint32_t leg = 2; leg <= 9; ++leg) {
    scene.Fill(1, leg == 5 ? "0.4" : "1");
    scene.Accept(leg);
  }
  EXPECT_EQ(scene.Fill(1, "1"), "cancel 5 stop");
  EXPECT_EQ(scene.Fill(1, "1"), "");
  EXPECT_EQ(scene.End(5), "place 10 stop sell 2.4");
}

TEST(Bracket, AFeeInTheCoinItselfIsNotForSale) {
  Scene scene(LongTen());
  EXPECT_EQ(scene.Fill(1, "10", "0.01"), "place 2 stop sell 9.9");
  EXPECT_EQ(scene.report().held, Qty("9.99"));
  EXPECT_EQ(scene.report().dust, Qty("0.09"));
}

TEST(Bracket, AFeeOfAnExitInTheCoinMakesTheStopAnew) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Fill(2, "2", "0.1"), "cancel 2 stop");
  EXPECT_EQ(scene.End(2), "place 3 stop sell 7.9");
}

TEST(Bracket, NoStopOutlivesAPositionThatWasSoldByAnotherHand) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Outside("-4"), "cancel 2 stop");
  EXPECT_EQ(scene.End(2), "place 3 stop sell 6");
  EXPECT_EQ(scene.Outside("-6"), "cancel 3 stop");
  EXPECT_EQ(scene.End(3), "");
  EXPECT_TRUE(scene.report().is_done);
}

TEST(Bracket, TheTargetSellsOnlyWhenTheStopIsKnownToBeGone) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("110"), "cancel 2 stop");
  EXPECT_EQ(scene.Wait(5000), "");
  EXPECT_EQ(scene.Fill(2, "3"), "") << "filled while cancelling";
  EXPECT_EQ(scene.End(2), "place 3 target sell 7 ioc");
  EXPECT_EQ(scene.Fill(3, "7"), "");
  EXPECT_TRUE(scene.report().is_done);
}

TEST(Bracket, AStopOffTheVenuesGridWaitsForTheRulesAndIsNoRefusal) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  EXPECT_EQ(scene.RefuseByFilters(2), "");
  EXPECT_EQ(scene.Wait(9000), "") << "nothing changes until the rules are told";
  EXPECT_EQ(scene.Rules("0.1"), "place 3 stop sell 10");
  EXPECT_EQ(scene.report().refusals, 0u);
}

TEST(Bracket, ANewLotCutsWhatIsMadeFromThenOnAndLeavesAStopThatRests) {
  Scene scene(LongTen());
  scene.Fill(1, "10", "0.05");
  EXPECT_EQ(scene.bracket().Save().legs[0].quantity, Qty("9.9"));
  scene.Accept(2);
  EXPECT_EQ(scene.Rules("1"), "");
  EXPECT_EQ(scene.Rules("100"), "") << "a stop that no order could replace stays above all";
  EXPECT_EQ(scene.Rules("1"), "");
  scene.Wait(2000);
  EXPECT_EQ(scene.End(2), "place 3 stop sell 9");
  EXPECT_EQ(scene.report().dust, Qty("0.95"));
}

TEST(Bracket, ATargetThatFiltersRefuseGivesTheStopBackBeforeTheNextAttempt) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  scene.Price("110");
  EXPECT_EQ(scene.End(2), "place 3 target sell 10 ioc");
  EXPECT_EQ(scene.RefuseByFilters(3), "place 4 stop sell 10");
  scene.Accept(4);
  EXPECT_EQ(scene.Wait(900), "");
  EXPECT_EQ(scene.Wait(100), "cancel 4 stop");
}

TEST(Bracket, WhereTheRulesAreAsTheyWereAVenueThatRefusesCounts) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.RefuseByFilters(2);
  EXPECT_EQ(scene.Rules("0.1", /*are_new=*/false), "place 3 stop sell 10");
  scene.RefuseByFilters(3);
  EXPECT_EQ(scene.Wait(10'000), "place 4 stop sell 10") << "no word of the rules came";
  EXPECT_EQ(scene.RefuseByFilters(4), "place 5 close sell 10");
}

TEST(Bracket, ThePriceIsWatchedWhileTheRulesAreAwaited) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.RefuseByFilters(2);
  EXPECT_EQ(scene.Price("94"), "place 3 close sell 10");
}

TEST(Bracket, RulesThatMakeNoSenseChangeNothing) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  EXPECT_EQ(scene.Rules("0"), "error: bracket: the lot must be above 0");
  EXPECT_EQ(scene.bracket().Save().terms.lot, Qty("0.1"));
}

TEST(Bracket, ATargetThatIsMissedBeforeTheStopIsGoneGivesTheStopBack) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("110"), "cancel 2 stop");
  EXPECT_EQ(scene.Price("109"), "");
  EXPECT_EQ(scene.End(2), "place 3 stop sell 10");
  EXPECT_EQ(scene.Price("110"), "") << "not twice within the second";
  EXPECT_EQ(scene.Wait(1000), "cancel 3 stop");
}

TEST(Bracket, WhatTheTargetDidNotSellGetsItsStopBack) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  scene.Price("110");
  EXPECT_EQ(scene.End(2), "place 3 target sell 10 ioc");
  scene.Fill(3, "4");
  EXPECT_EQ(scene.End(3), "place 4 stop sell 6") << "though the price is still there";
}

TEST(Bracket, ATargetThatIsWithdrawnWhileItIsTakenGivesTheStopBack) {
  Scene scene(LongTen());
  scene.Accept(1);
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("110"), "cancel 2 stop");
  EXPECT_EQ(scene.SetExits(std::nullopt, Px("95")), "");
  EXPECT_EQ(scene.End(2), "place 3 stop sell 10");
}

TEST(Bracket, AStopThatIsWithdrawnWhileTheTargetIsTakenLeavesTheTarget) {
  Scene scene(LongTen());
  scene.Accept(1);
  scene.Fill(1, "10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("110"), "cancel 2 stop");
  EXPECT_EQ(scene.SetExits(Px("110"), std::nullopt), "");
  EXPECT_EQ(scene.End(2), "place 3 target sell 10");
}

TEST(Bracket, AFillOfAnExitCancelsTheRestOfTheEntry) {
  Scene scene(LongTen());
  scene.Accept(1);
  EXPECT_EQ(scene.Fill(1, "4"), "place 2 stop sell 4");
  EXPECT_EQ(scene.Fill(2, "4"), "cancel 1 entry");
  EXPECT_EQ(scene.Fill(1, "2"), "place 3 stop sell 2") << "filled while cancelling";
  EXPECT_EQ(scene.End(1), "");
}

TEST(Bracket, AStopThatTheVenueCancelledIsMadeAgain) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  scene.Wait(60'000);
  EXPECT_EQ(scene.End(2), "place 3 stop sell 10");
  EXPECT_EQ(scene.End(3), "") << "not in a loop";
  EXPECT_EQ(scene.bracket().next_time(), At(61));
  EXPECT_EQ(scene.Wait(1000), "place 4 stop sell 10");
}

TEST(Bracket, APositionWhoseStopIsRefusedThriceIsClosed) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  EXPECT_EQ(scene.Refuse(2), "");
  EXPECT_EQ(scene.Wait(1000), "place 3 stop sell 10");
  EXPECT_EQ(scene.Refuse(3), "");
  EXPECT_EQ(scene.Wait(1000), "place 4 stop sell 10");
  EXPECT_EQ(scene.Refuse(4), "place 5 close sell 10");
  EXPECT_EQ(scene.report().phase, BracketPhase::kStopOut);
}

TEST(Bracket, APriceBelowAStopThatIsNotLiveCloses) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Refuse(2);
  EXPECT_EQ(scene.Price("94.9"), "place 3 close sell 10");
}

TEST(Bracket, WithoutStopOrdersTheTargetRestsAndTheStopIsWatched) {
  BracketTerms terms = LongTen();
  terms.stop_rests = false;
  Scene scene(terms);
  EXPECT_EQ(scene.Fill(1, "10"), "place 2 target sell 10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("95.1"), "");
  scene.Fill(2, "1");
  EXPECT_EQ(scene.Price("95"), "cancel 2 target");
  EXPECT_EQ(scene.Price("97"), "") << "a stop that was reached stays so";
  EXPECT_EQ(scene.End(2), "place 3 close sell 9");
  scene.Fill(3, "9");
  EXPECT_TRUE(scene.report().is_done);
}

TEST(Bracket, AStopThatFindsNoRoomIsWatchedAndNeverCountsAsRefused) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  uint32_t leg = 2;
  for (int minute = 0; minute < 5; ++minute) {
    EXPECT_EQ(scene.RefuseForRoom(leg), "");
    EXPECT_EQ(scene.Wait(59'999), "");
    EXPECT_EQ(scene.Wait(1), "place " + std::to_string(++leg) + " stop sell 10");
  }
  EXPECT_EQ(scene.report().refusals, 0U);
  EXPECT_GE(scene.report().unprotected, base::Minutes(5));
  scene.RefuseForRoom(leg);
  EXPECT_EQ(scene.Price("95"), "place 8 close sell 10");
}

TEST(Bracket, WithoutRoomBothExitsAreWatched) {
  Scene scene(LongTen());
  scene.Room(0);
  EXPECT_EQ(scene.Fill(1, "10"), "");
  EXPECT_EQ(scene.Price("110"), "place 2 target sell 10 ioc");
  scene.Fill(2, "4");
  EXPECT_EQ(scene.End(2), "");
  EXPECT_EQ(scene.Price("109"), "");
  EXPECT_EQ(scene.Room(1), "place 3 stop sell 6");
}

TEST(Bracket, WithRoomForOneTheStopsOfAnEntryInPartsBecomeOne) {
  Scene scene(LongTen());
  scene.Room(1);
  EXPECT_EQ(scene.Fill(1, "4"), "place 2 stop sell 4");
  scene.Accept(2);
  EXPECT_EQ(scene.Fill(1, "6"), "cancel 2 stop");
  EXPECT_EQ(scene.End(2), "place 3 stop sell 10");
}

TEST(Bracket, AStopThatRestsStaysWhereTheVenueTakesNoMoreOfThem) {
  Scene scene(LongTen());
  scene.Fill(1, "4");
  scene.Accept(2);
  EXPECT_EQ(scene.Rules("0.1", true, false), "");
  EXPECT_EQ(scene.Fill(1, "6"), "") << "what rests could not be made again";
  EXPECT_EQ(scene.End(2), "place 3 target sell 10") << "and once it has ended, the target rests";
  scene.Accept(3);
  EXPECT_EQ(scene.Rules("0.1", true, true), "cancel 3 target");
  EXPECT_EQ(scene.End(3), "place 4 stop sell 10");
}

TEST(Bracket, ShortPositionsAreTheMirrorImage) {
  BracketTerms terms = LongTen();
  terms.is_long = false;
  terms.target = Px("90");
  terms.stop = Px("105");
  Scene scene(terms);
  EXPECT_EQ(scene.first(), "place 1 entry sell 10");
  EXPECT_EQ(scene.Fill(1, "10"), "place 2 stop buy 10");
  scene.Accept(2);
  EXPECT_EQ(scene.Price("104"), "");
  EXPECT_EQ(scene.Price("90"), "cancel 2 stop");
  EXPECT_EQ(scene.End(2), "place 3 target buy 10 ioc");
}

TEST(Bracket, WhatIsHeldAlreadyNeedsNoEntry) {
  BracketTerms terms = LongTen();
  terms.entry = {};
  terms.held = Qty("5");
  EXPECT_EQ(Scene(terms).first(), "place 1 stop sell 5");
}

TEST(Bracket, CloseSellsAllAndCancelsTheEntry) {
  Scene scene(LongTen());
  scene.Accept(1);
  scene.Fill(1, "4");
  EXPECT_EQ(scene.Close(), "cancel 1 entry; cancel 2 stop");
  EXPECT_EQ(scene.Fill(1, "1"), "place 3 close sell 1");
  EXPECT_EQ(scene.End(2), "place 4 close sell 4");
  scene.End(1);
  scene.Fill(3, "1");
  scene.Fill(4, "4");
  EXPECT_TRUE(scene.report().is_done);
}

TEST(Bracket, WhatOneOrderAtTheMarketCannotCarryGoesInParts) {
  BracketTerms terms = LongTen();
  terms.entry = {};
  terms.held = Qty("10");
  terms.largest_close = Qty("4.05");
  Scene scene(terms);
  EXPECT_EQ(scene.first(), "place 1 stop sell 10") << "a stop is no order at the market";
  EXPECT_EQ(scene.Close(), "cancel 1 stop");
  EXPECT_EQ(scene.End(1), "place 2 close sell 4");
  EXPECT_EQ(scene.Accept(2), "place 3 close sell 4");
  EXPECT_EQ(scene.Fill(2, "4"), "place 4 close sell 2");
  scene.Fill(3, "4");
  EXPECT_EQ(scene.Fill(4, "2"), "");
  EXPECT_TRUE(scene.report().is_done);
}

TEST(Bracket, PartsWaitForTheirTurnAndTakeNoOtherPartsPlace) {
  BracketTerms terms = LongTen();
  terms.entry = {};
  terms.held = Qty("10.3");
  terms.largest_close = Qty("1");
  Scene scene(terms);
  scene.Close();
  EXPECT_EQ(scene.End(1), "place 2 close sell 1");
  for (uint32_t leg = 2; leg < 9; ++leg) scene.Accept(leg);
  EXPECT_EQ(scene.Accept(9), "") << "eight are out";
  EXPECT_EQ(scene.Fill(2, "1"), "place 10 close sell 1");
  EXPECT_EQ(scene.Fill(3, "1"), "place 11 close sell 1");
  EXPECT_EQ(scene.Fill(4, "1"), "") << "0.3 are worth too little";
  for (uint32_t leg = 5; leg < 11; ++leg) EXPECT_EQ(scene.Fill(leg, "1"), "");
  scene.Fill(11, "1");
  EXPECT_TRUE(scene.report().is_done);
  EXPECT_EQ(scene.report().dust, Qty("0.3"));
}

TEST(Bracket, TimeWithoutALiveStopIsMeasured) {
  Scene scene(LongTen());
  scene.Wait(10'000);
  scene.Fill(1, "10");
  scene.Wait(300);
  scene.Accept(2);
  scene.Wait(60'000);
  scene.Price("110");
  scene.Wait(200);
  scene.End(2);
  scene.Wait(100);
  scene.Fill(3, "10");
  scene.Wait(10'000);
  EXPECT_EQ(scene.report().unprotected, base::Milliseconds(600));
}

TEST(Bracket, SaysWhenAVenueSoldTooMuch) {
  Scene scene(LongTen());
  scene.Fill(1, "10");
  scene.Accept(2);
  scene.Close();
  scene.End(2);
  scene.Fill(3, "10");
  EXPECT_EQ(scene.Fill(2, "4"), "") << "a stop that had ended";
  EXPECT_EQ(scene.report().oversold, Qty("4"));
}

TEST(Bracket, ASavedBracketThatContradictsItselfIsRefused) {
  Scene scene(LongTen());
  scene.Fill(1, "4");
  const SavedBracket good = scene.bracket().Save();
  EXPECT_TRUE(Bracket::Restore(good));
  const auto refused = [&](auto change) {
    SavedBracket bad = good;
    change(bad);
    return !Bracket::Restore(bad).has_value();
  };
  EXPECT_TRUE(refused([](SavedBracket& s) { s.last_leg = 1; }));
  EXPECT_TRUE(refused([](SavedBracket& s) { s.legs[0].role = LegRole::kStop; }));
  EXPECT_TRUE(refused([](SavedBracket& s) { std::swap(s.legs[0], s.legs[1]); }));
  EXPECT_TRUE(refused([](SavedBracket& s) { s.exit_filled = Qty("-1"); }));
  EXPECT_TRUE(refused([](SavedBracket& s) { s.hold_stop_until = base::kEndOfTime; }));
  EXPECT_TRUE(refused([](SavedBracket& s) { s.outside = Qty("-200000000000000000000"); }));
  EXPECT_TRUE(refused([](SavedBracket& s) { s.terms.stop = Px("111"); }));
}

TEST(Bracket, SaysWhatIsWrongWithTermsAndAnswers) {
  const auto why = [](auto change) {
    BracketTerms terms = LongTen();
    change(terms);
    const auto made = Bracket::Open(terms);
    return made ? std::string("made") : made.error().message;
  };
  EXPECT_NE(why([](BracketTerms& t) { t.target = Px("94"); }).find("other side"),
            std::string::npos);
  EXPECT_NE(why([](BracketTerms& t) { t.is_long = false; }).find("other side"), std::string::npos);
  EXPECT_NE(why([](BracketTerms& t) { t.entry = {}; }).find("nothing"), std::string::npos);
  EXPECT_NE(why([](BracketTerms& t) { t.target = t.stop = std::nullopt; }).find("needed"),
            std::string::npos);
  EXPECT_NE(why([](BracketTerms& t) { t.stop = Px("0"); }).find("prices"), std::string::npos);
  Scene scene(LongTen());
  EXPECT_NE(scene.Fill(7, "1").find("leg 7 of 1"), std::string::npos);
  EXPECT_NE(scene.Fill(1, "0").find("fill of 0"), std::string::npos);
  EXPECT_NE(scene.End(2).find("leg 2 of 1"), std::string::npos);
}

}  // namespace
}  // namespace keel::execution
