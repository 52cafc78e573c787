// SPDX-License-Identifier: MIT
// Fees in any coin (F20): what the venue takes in coins is not held any more, what a trade made is
// still exact, and what cannot be sold is told (F18).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/random.h"
#include "portfolio/ledger.h"

namespace keel::portfolio {
namespace {

using core::Decimal;
using core::InstrumentId;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }
Price P(std::string_view text) { return Price(D(text)); }
Quantity Q(std::string_view text) { return Quantity(D(text)); }

constexpr InstrumentId kBtc{0}, kEth{1}, kBtcEur{2}, kEur{3}, kBnb{4};

/// BTC in two quote currencies; BNB is priced, and nobody trades it.
core::Universe MakeUniverse() {
  core::Universe universe;
  universe.AddCurrency("USDT");
  for (const char* name : {"BTC/USDT", "ETH/USDT", "BTC/EUR", "EUR/USDT", "BNB/USDT"}) {
    EXPECT_TRUE(
        universe.Add("venue", *core::ParseSymbol(name), {P("0.000001"), Q("0.001"), D("5")}));
  }
  return universe;
}

Decimal Net(const ClosedLot& lot) {
  return lot.proceeds - lot.exit_fee - lot.entry.cost - lot.entry.fee;
}

class LedgerFeesTest : public testing::Test {
 protected:
  LedgerFeesTest() {
    ledger.Deposit({D("1000"), Coin("USDT")});
    ledger.Mark(kBtc, P("100"));
    ledger.Mark(kEur, P("2"));
    ledger.Mark(kBnb, P("50"));
  }
  core::CurrencyId Coin(std::string_view code) { return universe.AddCurrency(code); }
  core::Fill Trade(InstrumentId pair, Side side, const char* quantity, const char* price) {
    core::Fill fill;
    fill.instrument = pair;
    fill.side = side;
    fill.quantity = Q(quantity);
    fill.price = P(price);
    return fill;
  }
  void Book(core::Fill fill, const char* fee, const char* coin) {
    fill.fee = {D(fee), Coin(coin)};
    ledger.Book(fill, &closed);
  }
  std::string BalanceOf(const char* code) { return ledger.balance(Coin(code)).ToString(); }
  const Position& position() const { return ledger.position({0}, kBtc); }

  core::Universe universe = MakeUniverse();
  Ledger ledger = *Ledger::Open(universe, Coin("USDT"), 1);
  std::vector<ClosedLot> closed;
};

TEST_F(LedgerFeesTest, AFeeInCoinsLeavesFewerCoinsForTheSameMoney) {
  Book(Trade(kBtc, Side::kBuy, "2", "100"), "0.002", "BTC");
  EXPECT_EQ(BalanceOf("USDT"), "800");
  EXPECT_EQ(BalanceOf("BTC"), "1.998");
  EXPECT_EQ(position().quantity(), Q("1.998"));
  ASSERT_EQ(position().lots().size(), 1u);
  EXPECT_EQ(position().lots()[0].cost.ToString(), "199.8");
  EXPECT_EQ(position().lots()[0].fee.ToString(), "0.2");
  EXPECT_EQ(position().cost().ToString(), "199.8");
  EXPECT_EQ(ledger.equity().ToString(), "999.8");
}

TEST_F(LedgerFeesTest, CostAndFeeAreWhatWasPaidWhereNeitherCanBeToldExactly) {
  // 0.333333 x 0.000000001 needs more than 12 decimals, and so does the fee.
  Book(Trade(kBtc, Side::kBuy, "0.000000001", "0.333333"), "0.000000000007", "BTC");
  const Lot& lot = position().lots()[0];
  EXPECT_EQ(lot.fee.ToString(), "0.000000000002");
  EXPECT_EQ((lot.cost + lot.fee).ToString(), "0.000000000333");
  EXPECT_EQ(BalanceOf("USDT"), "999.999999999667");
}

TEST_F(LedgerFeesTest, ASaleWhoseFeeIsInCoinsTakesMoreCoinsForTheSameMoney) {
  Book(Trade(kBtc, Side::kBuy, "2", "100"), "0", "USDT");
  Book(Trade(kBtc, Side::kSell, "1", "110"), "0.001", "BTC");
  EXPECT_EQ(BalanceOf("BTC"), "0.999");
  EXPECT_EQ(position().quantity(), Q("0.999"));
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].entry.quantity, Q("1.001"));
  EXPECT_EQ(closed[0].proceeds.ToString(), "110.11");
  EXPECT_EQ(closed[0].exit_fee.ToString(), "0.11");
  EXPECT_EQ(Net(closed[0]).ToString(), "9.9");  // 110 less 1.001 x 100
}

TEST_F(LedgerFeesTest, CoinsThatFeesTookMayStillBeInAnOrderThatSells) {
  Book(Trade(kBtc, Side::kBuy, "1", "100"), "0", "USDT");
  ledger.Deposit({D("0.002"), Coin("BTC")});  // what the venue takes its fees from
  Book(Trade(kBtc, Side::kSell, "0.5", "110"), "0.001", "BTC");
  Book(Trade(kBtc, Side::kSell, "0.5", "110"), "0.001", "BTC");  // of the same order
  EXPECT_TRUE(position().quantity().is_zero());
  EXPECT_TRUE(ledger.position(kBtc).is_zero());
  EXPECT_EQ(BalanceOf("BTC"), "0");
  EXPECT_EQ((Net(closed[0]) + Net(closed[1])).ToString(), "9.78");  // 10 less 0.002 BTC
}

TEST_F(LedgerFeesTest, TheLastCoinsOfAnOrderMayHavePaidItsFee) {
  Book(Trade(kBtc, Side::kBuy, "1", "100"), "0", "USDT");
  Book(Trade(kBtc, Side::kSell, "0.999", "110"), "0.001", "BTC");
  Book(Trade(kBtc, Side::kSell, "0.001", "110"), "0", "USDT");
  EXPECT_FALSE(position().is_open());
  EXPECT_EQ(closed.size(), 1u) << "nothing was left that the second sale could close";
  EXPECT_EQ(BalanceOf("BTC"), "-0.001") << "more than is known to be there is seen, not refused";
  EXPECT_EQ(BalanceOf("USDT"), "1010");
  EXPECT_EQ(ledger.equity(), ledger.RecomputeEquity());
}

TEST_F(LedgerFeesTest, AFeeThatEatsThePurchaseIsBookedAsTheVenueSaysIt) {
  Book(Trade(kBtc, Side::kBuy, "1", "100"), "1", "BTC");
  EXPECT_EQ(BalanceOf("BTC"), "0");
  EXPECT_EQ(BalanceOf("USDT"), "900");
  EXPECT_EQ(position().lots()[0].quantity, Q("1"));
  EXPECT_EQ(position().lots()[0].fee.ToString(), "100");
}

TEST_F(LedgerFeesTest, ARebateInCoinsIsHeld) {
  Book(Trade(kBtc, Side::kBuy, "1", "100"), "-0.0001", "BTC");
  EXPECT_EQ(position().quantity(), Q("1.0001"));
  EXPECT_EQ(position().lots()[0].fee.ToString(), "-0.01");
  EXPECT_EQ(position().lots()[0].cost.ToString(), "100.01");
}

TEST_F(LedgerFeesTest, AFeeInAThirdCoinLeavesItsBalanceAndCountsAtItsRate) {
  Book(Trade(kBtcEur, Side::kBuy, "1", "50"), "0.01", "BNB");
  EXPECT_EQ(BalanceOf("BNB"), "-0.01") << "nobody told what was there at the start";
  EXPECT_EQ(BalanceOf("EUR"), "-50");
  EXPECT_EQ(ledger.position({0}, kBtcEur).quantity(), Q("1"));
  const Lot& lot = ledger.position({0}, kBtcEur).lots()[0];
  EXPECT_EQ(lot.cost.ToString(), "50");
  EXPECT_EQ(lot.fee.ToString(), "0.25");           // 0.01 x 50 USDT, in euro at 2 USDT
  EXPECT_EQ(ledger.equity().ToString(), "999.5");  // 1000 - 100 + 100 - 0.5
}

TEST_F(LedgerFeesTest, ACoinWithoutAPriceIsKeptAndNotPriced) {
  const core::CurrencyId odd = Coin("ODD");
  EXPECT_FALSE(ledger.is_priced(odd));
  EXPECT_TRUE(ledger.balance(odd).is_zero());
  Book(Trade(kBtc, Side::kBuy, "1", "100"), "3", "ODD");
  EXPECT_EQ(BalanceOf("ODD"), "-3");
  EXPECT_TRUE(ledger.rate(odd).is_zero());
  EXPECT_FALSE(ledger.pricing_pair(odd).has_value());
  EXPECT_TRUE(position().lots()[0].fee.is_zero());
  EXPECT_EQ(ledger.equity().ToString(), "1000");
  for (const char* code : {"USDT", "BTC", "BNB"}) EXPECT_TRUE(ledger.is_priced(Coin(code))) << code;
  EXPECT_FALSE(Ledger::Open(universe, Coin("USDT"), 1).has_value()) << "known before, it is told";
}

TEST_F(LedgerFeesTest, WhatCannotBeSoldIsDust) {
  EXPECT_TRUE(ledger.Dust(kBtc).is_zero());
  Book(Trade(kBtc, Side::kBuy, "2", "100"), "0.0025", "BTC");
  EXPECT_EQ(ledger.Dust(kBtc), Q("0.0005")) << "lots are of 0.001";
  Book(Trade(kBtc, Side::kSell, "1.997", "100"), "0", "USDT");
  EXPECT_EQ(position().quantity(), Q("0.0005"));
  EXPECT_EQ(ledger.Dust({0}, kBtc), Q("0.0005"));
  Book(Trade(kBtc, Side::kBuy, "0.049", "100"), "0", "USDT");
  EXPECT_EQ(ledger.Dust(kBtc), Q("0.0495")) << "worth less than the smallest order of 5 USDT";
  ledger.Mark(kBtc, P("110"));
  EXPECT_EQ(ledger.Dust(kBtc), Q("0.0005"));
}

// ---- Random fills against books that know nothing but additions.

class RandomFees {
 public:
  explicit RandomFees(uint64_t seed) : random_(seed, "test.ledger_fees") {
    odd_ = universe_.AddCurrency("ODD");
    for (const char* code : {"USDT", "EUR", "BNB"}) Deposit(code, Amount(1'000'000, 6));
  }

  void Step() {
    if (random_.NextBelow(4) == 0) {
      ledger_.Mark({static_cast<uint32_t>(random_.NextBelow(5))}, RandomPrice());
    } else {
      const std::array<InstrumentId, 3> traded = {kBtc, kEth, kBtcEur};
      Trade(traded[random_.NextBelow(3)]);
    }
    CheckBalances();
    CheckTrades();
  }
  int64_t sales_of_all() const { return sales_of_all_; }

 private:
  Decimal Amount(uint64_t bound, int decimals) {
    const uint64_t limit = uint64_t{1} << (4 + random_.NextBelow(40));
    const auto count = static_cast<int64_t>(1 + random_.NextBelow(std::min(bound, limit)));
    return Decimal::PowerOfTen(-decimals) * count;
  }
  Price RandomPrice() { return Price(Amount(100'000'000, 6)); }

  void Deposit(const char* code, Decimal amount) {
    const core::CurrencyId id = universe_.AddCurrency(code);
    balances_[id.index] += amount;
    ledger_.Deposit({amount, id});
  }

  /// A fee in the quote, in the base, in a coin with and one without a price; sometimes a rebate.
  core::Money Fee(const core::Instrument& pair, Quantity most_coins) {
    const int64_t sign = random_.NextBelow(6) == 0 ? -1 : 1;
    switch (random_.NextBelow(4)) {
      case 0:
        return {Amount(1'000'000, 12) * sign, pair.quote};
      case 1:
        return {std::min(Amount(1'000'000, 12), most_coins.value()), pair.base};
      case 2:
        return {Amount(1'000'000, 12) * sign, universe_.at(kBnb).base};
      default:
        return {Amount(1'000'000, 12) * sign, odd_};
    }
  }

  void Trade(InstrumentId id) {
    const core::Instrument& pair = universe_.at(id);
    core::Fill fill;
    fill.instrument = id;
    fill.strategy = {static_cast<uint16_t>(random_.NextBelow(2))};
    const Quantity held = ledger_.position(fill.strategy, id).quantity();
    const bool sells = held.is_positive() && random_.NextBelow(2) == 0;
    fill.side = sells ? Side::kSell : Side::kBuy;
    fill.quantity = Quantity(Amount(10'000'000'000, 12));
    if (sells) fill.quantity = random_.NextBelow(3) == 0 ? held : std::min(held, fill.quantity);
    sales_of_all_ += sells && fill.quantity == held;
    fill.price = RandomPrice();
    const Quantity unit(Decimal::FromRaw(1));
    fill.fee = Fee(pair, sells ? held - fill.quantity : fill.quantity - unit);
    Note(fill, pair);
    ledger_.Book(fill, &closed_);
  }

  /// Balances by addition; and what the money of the fills leaves for the trades to explain.
  void Note(const core::Fill& fill, const core::Instrument& pair) {
    const bool buys = fill.side == Side::kBuy;
    const Decimal value = core::Notional(fill.price, fill.quantity);
    const Decimal money = buys ? -value : value;
    balances_[pair.quote.index] += money;
    balances_[pair.base.index] += buys ? fill.quantity.value() : -fill.quantity.value();
    balances_[fill.fee.currency.index] -= fill.fee.amount;
    Decimal apart;  // a fee in a third coin costs what it is worth, in quote currency
    if (fill.fee.currency == pair.quote) apart = fill.fee.amount;
    if (fill.fee.currency == universe_.at(kBnb).base && !RateOf(pair.quote).is_zero()) {
      apart = core::MulDiv(fill.fee.amount, RateOf(fill.fee.currency), RateOf(pair.quote),
                           Rounding::kHalfEven);
    }
    money_[pair.id.index] += money - apart;
  }

  Decimal RateOf(core::CurrencyId id) const {
    if (universe_.code(id) == "USDT") return Decimal::FromInt(1);
    for (const core::Instrument& pair : universe_.instruments()) {
      if (pair.base == id && pair.symbol.quote == "USDT") return ledger_.mark(pair.id).value();
    }
    return {};
  }

  void CheckBalances() {
    Decimal equity;
    for (uint16_t c = 0; c < universe_.currencies().size(); ++c) {
      ASSERT_EQ(ledger_.balance({c}), balances_[c]) << universe_.currencies()[c];
      equity += core::Mul(balances_[c], RateOf({c}), Rounding::kHalfEven);
    }
    ASSERT_EQ(ledger_.equity(), equity);
    ASSERT_EQ(ledger_.equity(), ledger_.RecomputeEquity());
    // All coins were bought: what is a position is there, and what is there is a position.
    ASSERT_EQ((ledger_.position(kBtc) + ledger_.position(kBtcEur)).value(),
              balances_[universe_.at(kBtc).base.index]);
    ASSERT_EQ(ledger_.position(kEth).value(), balances_[universe_.at(kEth).base.index]);
  }

  /// Of every pair: what was closed made, and what is open cost, is the money of its fills.
  void CheckTrades() {
    std::map<uint32_t, Decimal> sums;
    for (const ClosedLot& lot : closed_) sums[lot.instrument.index] += Net(lot);
    for (const core::Instrument& pair : universe_.instruments()) {
      Quantity held;
      for (uint16_t s = 0; s < 2; ++s) {
        for (const Lot& lot : ledger_.position({s}, pair.id).lots()) {
          sums[pair.id.index] -= lot.cost + lot.fee;
          held += lot.quantity;
          ASSERT_TRUE(lot.quantity.is_positive());
        }
      }
      ASSERT_EQ(held, ledger_.position(pair.id));
      ASSERT_EQ(sums[pair.id.index], money_[pair.id.index]) << pair.symbol.ToString();
    }
  }

  base::RandomStream random_;
  core::Universe universe_ = MakeUniverse();
  Ledger ledger_ = *Ledger::Open(universe_, core::CurrencyId{0}, 2);
  core::CurrencyId odd_;
  std::map<uint16_t, Decimal> balances_;
  std::map<uint32_t, Decimal> money_;
  std::vector<ClosedLot> closed_;
  int64_t sales_of_all_ = 0;
};

TEST(LedgerFeesProperty, NothingIsMadeOrLostWhateverCoinPays) {
  int64_t sales_of_all = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    RandomFees account(seed);
    for (int i = 0; i < 120; ++i) {
      account.Step();
      if (testing::Test::HasFailure()) FAIL() << "seed " << seed << ", step " << i;
    }
    sales_of_all += account.sales_of_all();
  }
  EXPECT_GT(sales_of_all, 100) << "hardly anything was sold to the last coin";
}

}  // namespace
}  // namespace keel::portfolio
