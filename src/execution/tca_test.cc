// SPDX-License-Identifier: MIT
#include "execution/tca.h"

#include <gtest/gtest.h>

#include "base/describe_json.h"
#include "base/random.h"
#include "execution/testing/parent_scene.h"

namespace keel::execution {
namespace {

using core::Decimal;
using core::Liquidity;
using core::Side;

/// Decided at 100, arrived at 101, over at 104; the market traded 1000 at 102.5 on average.
CostSubject BuyTen() {
  return {.side = Side::kBuy,
          .quantity = Qty("10"),
          .decision_price = Px("100"),
          .arrival_price = Px("101"),
          .end_price = Px("104"),
          .market_quantity = Qty("1000"),
          .market_value = Dec("102500")};
}

CostRow RowOf(const CostSubject& subject, const std::vector<CostFill>& fills) {
  return AnalyseCosts(subject, fills).value();
}

// By hand: 6 of 10 bought at 102.3 where the mid was 102 and the ask 102.2; 4 left while the price
// went from 100 to 104.
TEST(ExecutionCosts, APartialPurchaseByHand) {
  const CostRow row = RowOf(BuyTen(), {{.price = Px("102.3"),
                                        .quantity = Qty("6"),
                                        .fee = Dec("0.6"),
                                        .mid = Px("102"),
                                        .touch = Px("102.2")}});
  EXPECT_EQ(row.delay, Dec("6"));
  EXPECT_EQ(row.timing, Dec("6"));
  EXPECT_EQ(row.spread, Dec("1.2"));
  EXPECT_EQ(row.impact, Dec("0.6"));
  EXPECT_EQ(row.fees, Dec("0.6"));
  EXPECT_EQ(row.opportunity, Dec("16"));
  EXPECT_EQ(row.total, Dec("30.4"));
  EXPECT_DOUBLE_EQ(row.total_bps, 304);
  EXPECT_EQ(row.average_price, Px("102.3"));
  EXPECT_EQ(row.interval_vwap, Px("102.5"));
  EXPECT_EQ(row.against_vwap, Dec("-1.2"));
}

TEST(ExecutionCosts, ASaleHasTheOppositeSigns) {
  CostSubject subject = BuyTen();
  subject.side = Side::kSell;
  const CostRow row = RowOf(subject, {{.price = Px("101.7"),
                                       .quantity = Qty("6"),
                                       .fee = Dec("0.6"),
                                       .mid = Px("102"),
                                       .touch = Px("101.8")}});
  EXPECT_EQ(row.delay, Dec("-6"));  // the price rose before the sale: a gain
  EXPECT_EQ(row.timing, Dec("-6"));
  EXPECT_EQ(row.spread, Dec("1.2"));
  EXPECT_EQ(row.impact, Dec("0.6"));
  EXPECT_EQ(row.opportunity, Dec("-16"));
  EXPECT_EQ(row.total, Dec("-25.6"));
  EXPECT_EQ(row.against_vwap, Dec("4.8"));
}

TEST(ExecutionCosts, MakersEarnTheSpreadAndHaveNoImpact) {
  const CostRow row = RowOf(BuyTen(), {{.price = Px("101.9"),
                                        .quantity = Qty("10"),
                                        .fee = Dec("-0.1"),
                                        .liquidity = Liquidity::kMaker,
                                        .mid = Px("102"),
                                        .touch = Px("102.1")}});
  EXPECT_EQ(row.spread, Dec("-1"));
  EXPECT_EQ(row.impact, Dec("0"));
  EXPECT_EQ(row.fees, Dec("-0.1"));
}

TEST(ExecutionCosts, ACrossingWithinTheAccountCostsOnlyTime) {
  const CostRow row = RowOf(BuyTen(), {{.price = Px("102"),
                                        .quantity = Qty("10"),
                                        .liquidity = Liquidity::kInternal,
                                        .mid = Px("102")}});
  EXPECT_EQ(row.spread + row.impact + row.fees + row.opportunity, Dec("0"));
  EXPECT_EQ(row.total, row.delay + row.timing);
  EXPECT_EQ(row.internal_fills, 1u);
}

TEST(ExecutionCosts, NothingFilledIsAllOpportunity) {
  const CostRow row = RowOf(BuyTen(), {});
  EXPECT_EQ(row.opportunity, Dec("40"));
  EXPECT_EQ(row.total, Dec("40"));
  EXPECT_FALSE(row.average_price);
  EXPECT_EQ(row.against_vwap, Dec("0"));
}

TEST(ExecutionCosts, WithoutAQuoteTheSplitIsNotInvented) {
  const CostRow row = RowOf(BuyTen(), {{.price = Px("103"), .quantity = Qty("10")}});
  EXPECT_EQ(row.timing + row.spread, Dec("0"));
  EXPECT_EQ(row.impact, Dec("20"));
  EXPECT_EQ(row.without_quote, Qty("10"));
  const CostRow touch =
      RowOf(BuyTen(), {{.price = Px("103"), .quantity = Qty("10"), .touch = Px("102")}});
  EXPECT_EQ(touch.impact, Dec("20"));
}

/// The definition, apart from any split: what the paper portfolio gained less what we gained.
/// Prices have 3 decimals and quantities 4, so every product here is exact.
Decimal Shortfall(const CostSubject& subject, const std::vector<CostFill>& fills) {
  const auto gain = [&](core::Price at, core::Quantity quantity) {
    const Decimal raised =
        core::Notional(core::Price(subject.end_price.value() - at.value()), quantity);
    return subject.side == Side::kBuy ? raised : -raised;
  };
  Decimal shortfall = gain(subject.decision_price, subject.quantity);
  for (const CostFill& fill : fills) {
    shortfall += fill.fee - gain(fill.price, fill.quantity);
  }
  return shortfall;
}

TEST(ExecutionCosts, ThePartsAreTheShortfallToTheLastUnit) {
  base::RandomStream random(4, "test.tca");
  const auto price = [&] {
    return core::Price(Decimal::PowerOfTen(-3) *
                       static_cast<int64_t>(90'000 + random.NextBelow(20'000)));
  };
  const auto maybe = [&] {
    return random.NextBelow(4) == 0 ? std::nullopt : std::optional(price());
  };
  for (int trial = 0; trial < 2000; ++trial) {
    CostSubject subject = BuyTen();
    subject.side = random.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
    subject.decision_price = price();
    subject.arrival_price = price();
    subject.end_price = price();
    std::vector<CostFill> fills(random.NextBelow(6));
    for (CostFill& fill : fills) {
      fill = {price(),
              core::Quantity(Decimal::PowerOfTen(-4) *
                             static_cast<int64_t>(1 + random.NextBelow(30'000))),
              Decimal::PowerOfTen(-12) * static_cast<int64_t>(random.NextBelow(1'000'000)),
              static_cast<Liquidity>(random.NextBelow(3)),
              maybe(),
              maybe()};
    }
    const CostRow row = RowOf(subject, fills);
    ASSERT_EQ(row.total, Shortfall(subject, fills));
    ASSERT_EQ(row.delay + row.timing + row.spread + row.impact + row.fees + row.opportunity,
              row.total);
  }
}

TEST(ExecutionCosts, RoundingsOfAwkwardPricesCancel) {
  CostSubject subject = BuyTen();
  subject.quantity = Qty("0.333333333333");
  subject.decision_price = Px("0.000000333333");
  subject.arrival_price = Px("0.000000777777");
  subject.end_price = subject.decision_price;
  const CostFill fill = {.price = Px("0.000000999999"),
                         .quantity = subject.quantity,
                         .mid = Px("0.000000888887"),
                         .touch = Px("0.000000899999")};
  const CostRow row = RowOf(subject, {fill});
  EXPECT_EQ(row.total, core::Notional(fill.price, fill.quantity) -
                           core::Notional(subject.decision_price, fill.quantity));
}

TEST(ExecutionCosts, ARowIsJsonAndBack) {
  const CostRow row = RowOf(BuyTen(), {{.price = Px("102.3"), .quantity = Qty("6")}});
  const std::string text = base::ToJson(row);
  EXPECT_NE(text.find("\"total\":\"29.8\""), std::string::npos) << text;
  EXPECT_EQ(base::ToJson(base::ReadJson<CostRow>(text).value()), text);
}

TEST(ExecutionCosts, RefusesPricesAndQuantitiesThatAreNone) {
  CostSubject subject = BuyTen();
  subject.end_price = {};
  EXPECT_FALSE(AnalyseCosts(subject, {}));
  const CostFill bad = {.price = Px("100"), .quantity = {}};
  EXPECT_FALSE(AnalyseCosts(BuyTen(), std::vector{bad}));
}

}  // namespace
}  // namespace keel::execution
