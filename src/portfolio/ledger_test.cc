// SPDX-License-Identifier: MIT
// The books against a second set of books: rational numbers, plain queues, nothing incremental.
#include "portfolio/ledger.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <deque>
#include <map>

#include "base/random.h"

namespace keel::portfolio {
namespace {

using core::Decimal;
using core::InstrumentId;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;
using core::StrategyId;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }
Price P(std::string_view text) { return Price(D(text)); }
Quantity Q(std::string_view text) { return Quantity(D(text)); }

const core::InstrumentFilters kFine = {P("0.000001"), Q("0.000001"), Decimal()};

/// Pairs in three quote currencies, one chain of three links, one asset in two pairs.
core::Universe MakeUniverse() {
  core::Universe universe;
  for (const char* name :
       {"BTC/USDT", "ETH/BTC", "EUR/USDT", "BTC/EUR", "SOL/EUR", "PEPE/ETH", "LTC/USDT"}) {
    EXPECT_TRUE(universe.Add("venue", *core::ParseSymbol(name), kFine).has_value());
  }
  return universe;
}
InstrumentId Pair(const core::Universe& universe, const char* name) {
  return *universe.Find("venue", *core::ParseSymbol(name));
}
core::CurrencyId Coin(const core::Universe& universe, std::string_view code) {
  for (uint16_t i = 0; i < universe.currencies().size(); ++i) {
    if (universe.currencies()[i] == code) return {i};
  }
  ADD_FAILURE() << code << " is not in the universe";
  return {};
}

core::Fill MakeFill(const core::Universe& universe, InstrumentId pair, Side side, Quantity quantity,
                    Price price) {
  core::Fill fill;
  fill.instrument = pair;
  fill.side = side;
  fill.quantity = quantity;
  fill.price = price;
  fill.fee = {Decimal(), universe.at(pair).quote};
  return fill;
}

class LedgerTest : public testing::Test {
 protected:
  core::Fill Trade(const char* pair, Side side, const char* quantity, const char* price,
                   const char* fee = "0") {
    core::Fill fill = MakeFill(universe, Pair(universe, pair), side, Q(quantity), P(price));
    fill.fee.amount = D(fee);
    fill.time.ns = ++clock;
    return fill;
  }
  Decimal BalanceOf(const char* code) { return ledger.balance(Coin(universe, code)); }

  core::Universe universe = MakeUniverse();
  core::CurrencyId usdt = Coin(universe, "USDT");
  Ledger ledger = *Ledger::Open(universe, usdt, 3);
  std::vector<ClosedLot> closed;
  int64_t clock = 0;
};

TEST_F(LedgerTest, AFrictionlessRoundTripAtOnePriceReturnsTheStartingCash) {
  ledger.Deposit({D("10000"), usdt});
  // Price x quantity needs 18 decimals: both ways round it, and must round it alike.
  const char* price = "43123.460001";
  ledger.Mark(Pair(universe, "BTC/USDT"), P(price));
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "0.123456789123", price), &closed);
  ledger.Book(Trade("BTC/USDT", Side::kSell, "0.123456789123", price), &closed);
  EXPECT_EQ(ledger.equity().ToString(), "10000");
  EXPECT_EQ(BalanceOf("USDT").ToString(), "10000");
  EXPECT_EQ(BalanceOf("BTC").ToString(), "0");
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].proceeds, closed[0].entry.cost);
  EXPECT_FALSE(ledger.position({0}, Pair(universe, "BTC/USDT")).is_open());
}

TEST_F(LedgerTest, OfCoinsThatWereTakenOutStrategiesHoldNoMoreThanIsLeft) {
  const core::CurrencyId btc = Coin(universe, "BTC");
  ledger.Deposit({D("1000"), usdt});
  ledger.Deposit({D("0.5"), btc});
  ledger.Mark(Pair(universe, "BTC/USDT"), P("100"));
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "100"), &closed);
  ledger.Withdraw({D("0.5"), btc}, {9}, &closed);
  EXPECT_TRUE(closed.empty()) << "that belonged to none";
  ledger.Withdraw({D("1.5"), btc}, {9}, &closed);
  EXPECT_EQ(BalanceOf("BTC").ToString(), "0.5");
  EXPECT_EQ(ledger.position({0}, Pair(universe, "BTC/USDT")).quantity().ToString(), "0.5");
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].exit_price, P("100"));
  EXPECT_EQ(ledger.equity().ToString(), "850") << "800 and half a coin";
  ledger.Withdraw({D("300"), usdt}, {9}, &closed);
  EXPECT_EQ(BalanceOf("USDT").ToString(), "500");
}

TEST_F(LedgerTest, OfAPurchaseThatOthersSoldBeforeItWasBookedTheStrategyKeepsTheRest) {
  const InstrumentId pair = Pair(universe, "BTC/USDT");
  ledger.Deposit({D("1000"), usdt});
  ledger.Mark(pair, P("100"));
  ledger.BookForeign(Trade("BTC/USDT", Side::kSell, "2.5", "110"), &closed);
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "100"), &closed);
  EXPECT_EQ(ledger.position({0}, pair).quantity(), Q("0"));
  EXPECT_EQ(BalanceOf("BTC").ToString(), "-0.5");
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "100"), &closed);
  EXPECT_EQ(ledger.position({0}, pair).quantity(), Q("1.5"));
  EXPECT_EQ(ledger.position(pair), Q("1.5"));
  EXPECT_EQ(BalanceOf("BTC").ToString(), "1.5");
  ASSERT_EQ(closed.size(), 2u);
  EXPECT_EQ(closed[1].entry.quantity, Q("0.5"));
  EXPECT_EQ(closed[1].proceeds, D("50"));
  EXPECT_EQ(ledger.equity().ToString(), "1025") << "what the others got more";
}

TEST_F(LedgerTest, WhatIsHeldOffTheExchangeIsCountedButNotSpendable) {
  const core::CurrencyId btc = Coin(universe, "BTC");
  ledger.Deposit({D("1000"), usdt});
  ledger.DepositCold({D("200"), usdt});
  ledger.DepositCold({D("1.5"), btc});
  EXPECT_TRUE(ledger.NeedsMark(Pair(universe, "BTC/USDT")));
  ledger.Mark(Pair(universe, "BTC/USDT"), P("100"));
  EXPECT_EQ(ledger.equity().ToString(), "1350");
  EXPECT_EQ(ledger.equity(), ledger.RecomputeEquity());
  EXPECT_EQ(ledger.ColdValue().ToString(), "350");
  EXPECT_EQ(ledger.GrossExposure().ToString(), "150") << "cold cash is no exposure";
  EXPECT_EQ(BalanceOf("USDT").ToString(), "1200");
  EXPECT_EQ(ledger.cold(usdt).ToString(), "200");
  EXPECT_EQ(ledger.spendable(usdt).ToString(), "1000");
  EXPECT_EQ(BalanceOf("BTC").ToString(), "1.5");
  EXPECT_TRUE(ledger.spendable(btc).is_zero());
  EXPECT_TRUE(ledger.position(Pair(universe, "BTC/USDT")).is_zero()) << "of no strategy";
}

TEST_F(LedgerTest, TradesDoNotTouchWhatIsHeldOffTheExchange) {
  const core::CurrencyId btc = Coin(universe, "BTC");
  ledger.Deposit({D("1000"), usdt});
  ledger.DepositCold({D("1.5"), btc});
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "100"), &closed);
  ledger.Mark(Pair(universe, "BTC/USDT"), P("110"));
  EXPECT_EQ(ledger.spendable(btc).ToString(), "2");
  EXPECT_EQ(ledger.GrossExposure().ToString(), "385");  // 3.5 BTC
  EXPECT_EQ(ledger.equity().ToString(), "1185");
  ledger.Book(Trade("BTC/USDT", Side::kSell, "2", "110"), &closed);
  EXPECT_TRUE(ledger.spendable(btc).is_zero());
  EXPECT_EQ(ledger.cold(btc).ToString(), "1.5");
  EXPECT_EQ(ledger.equity().ToString(), "1185");
}

TEST_F(LedgerTest, BooksAKnownTradeToTheUnit) {
  ledger.Deposit({D("1000"), usdt});
  ledger.Mark(Pair(universe, "BTC/USDT"), P("100"));
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "100", "0.2"), &closed);
  EXPECT_EQ(BalanceOf("USDT").ToString(), "799.8");
  EXPECT_EQ(ledger.equity().ToString(), "999.8");
  ledger.Mark(Pair(universe, "BTC/USDT"), P("110.5"));
  EXPECT_EQ(ledger.equity().ToString(), "1020.8");
  EXPECT_EQ(ledger.PositionValue(Pair(universe, "BTC/USDT")).ToString(), "221");
  EXPECT_EQ(ledger.GrossExposure().ToString(), "221");
  ledger.Book(Trade("BTC/USDT", Side::kSell, "0.5", "110.5", "0.05"), &closed);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].entry.cost.ToString(), "50");
  EXPECT_EQ(closed[0].entry.fee.ToString(), "0.05");
  EXPECT_EQ(closed[0].proceeds.ToString(), "55.25");
  EXPECT_EQ(closed[0].exit_fee.ToString(), "0.05");
  EXPECT_EQ(ledger.position({0}, Pair(universe, "BTC/USDT")).cost().ToString(), "150");
}

TEST_F(LedgerTest, TheLastPartialCloseTakesWhatDivisionsLeft) {
  // A third of a cost that does not divide by three, three times.
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "0.000003", "0.333333", "0.000000000001"), &closed);
  const Decimal cost = ledger.position({0}, Pair(universe, "BTC/USDT")).cost();
  EXPECT_EQ(cost.ToString(), "0.000000999999");
  for (int i = 0; i < 3; ++i) {
    ledger.Book(Trade("BTC/USDT", Side::kSell, "0.000001", "1", "0"), &closed);
  }
  ASSERT_EQ(closed.size(), 3u);
  Decimal costs;
  Decimal fees;
  for (const ClosedLot& lot : closed) {
    costs += lot.entry.cost;
    fees += lot.entry.fee;
  }
  EXPECT_EQ(costs, cost);
  EXPECT_EQ(fees.ToString(), "0.000000000001");
}

TEST_F(LedgerTest, ASaleOverSeveralLotsGivesItsRemainderToTheLastLot) {
  for (int i = 0; i < 3; ++i) {
    ledger.Book(Trade("BTC/USDT", Side::kBuy, "0.000001", "1"), &closed);
  }
  ledger.Book(Trade("BTC/USDT", Side::kSell, "0.000003", "0.333333", "0.000000000002"), &closed);
  ASSERT_EQ(closed.size(), 3u);
  EXPECT_EQ(closed[0].proceeds + closed[1].proceeds + closed[2].proceeds, D("0.000000999999"));
  EXPECT_EQ(closed[0].exit_fee + closed[1].exit_fee + closed[2].exit_fee, D("0.000000000002"));
}

TEST_F(LedgerTest, LotsCloseFirstInFirstOutAndOfTheirOwnStrategy) {
  core::Fill other = Trade("BTC/USDT", Side::kBuy, "1", "90");
  other.strategy = {1};
  ledger.Book(other, &closed);
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "1", "100"), &closed);
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "2", "101"), &closed);
  ledger.Book(Trade("BTC/USDT", Side::kSell, "1.5", "105"), &closed);
  ASSERT_EQ(closed.size(), 2u);
  EXPECT_EQ(closed[0].entry.price, P("100"));
  EXPECT_EQ(closed[0].entry.quantity, Q("1"));
  EXPECT_EQ(closed[1].entry.price, P("101"));
  EXPECT_EQ(closed[1].entry.quantity, Q("0.5"));
  const auto lots = ledger.position({0}, Pair(universe, "BTC/USDT")).lots();
  ASSERT_EQ(lots.size(), 1u);
  EXPECT_EQ(lots[0].quantity, Q("1.5"));
  EXPECT_EQ(ledger.position({1}, Pair(universe, "BTC/USDT")).quantity(), Q("1"));
  EXPECT_EQ(ledger.position(Pair(universe, "BTC/USDT")), Q("2.5"));
}

TEST_F(LedgerTest, APositionThatNeverGoesFlatKeepsItsLotsInOrder) {
  ledger.Book(Trade("BTC/USDT", Side::kBuy, "1", "1"), &closed);
  for (int i = 2; i <= 1000; ++i) {
    ledger.Book(Trade("BTC/USDT", Side::kBuy, "1", std::to_string(i).c_str()), &closed);
    ledger.Book(Trade("BTC/USDT", Side::kSell, "1", "5"), &closed);
    ASSERT_EQ(closed.back().entry.price, P(std::to_string(i - 1)));
    ASSERT_EQ(ledger.position({0}, Pair(universe, "BTC/USDT")).lots().size(), 1u);
  }
}

TEST_F(LedgerTest, ChainsOfPairsTellWhatACoinIsWorthInAnyOrderOfMarks) {
  ledger.Deposit({D("1000000"), Coin(universe, "PEPE")});
  EXPECT_EQ(ledger.equity().ToString(), "0");  // no price yet
  ledger.Mark(Pair(universe, "PEPE/ETH"), P("0.000001"));
  ledger.Mark(Pair(universe, "ETH/BTC"), P("0.05"));
  EXPECT_EQ(ledger.equity().ToString(), "0");
  ledger.Mark(Pair(universe, "BTC/USDT"), P("40000"));
  EXPECT_EQ(ledger.rate(Coin(universe, "ETH")).ToString(), "2000");
  EXPECT_EQ(ledger.rate(Coin(universe, "PEPE")).ToString(), "0.002");
  EXPECT_EQ(ledger.equity().ToString(), "2000");
  ledger.Mark(Pair(universe, "ETH/BTC"), P("0.1"));
  EXPECT_EQ(ledger.equity().ToString(), "4000");
  ledger.Mark(Pair(universe, "BTC/USDT"), P("20000"));
  EXPECT_EQ(ledger.equity().ToString(), "2000");
}

TEST_F(LedgerTest, ThePairThatHoldsAPositionWantsMarksEvenIfAnotherPricesItsCoin) {
  const InstrumentId btc_eur = Pair(universe, "BTC/EUR");
  EXPECT_FALSE(ledger.NeedsMark(btc_eur));
  EXPECT_TRUE(ledger.NeedsMark(Pair(universe, "EUR/USDT")));  // SOL/EUR would hang on it
  EXPECT_FALSE(ledger.NeedsMark(Pair(universe, "SOL/EUR")));
  ledger.Book(Trade("BTC/EUR", Side::kBuy, "1", "100"), &closed);
  EXPECT_TRUE(ledger.NeedsMark(btc_eur));
  ledger.Mark(Pair(universe, "EUR/USDT"), P("1.1"));
  ledger.Mark(btc_eur, P("200"));
  EXPECT_EQ(ledger.GrossExposure().ToString(), "220");
}

TEST(LedgerOpenTest, ACurrencyWithoutAChainIsNamedWithWhatToDo) {
  core::Universe universe;
  ASSERT_TRUE(universe.Add("venue", *core::ParseSymbol("BTC/USDT"), kFine));
  ASSERT_TRUE(universe.Add("venue", *core::ParseSymbol("SOL/EUR"), kFine));
  const auto ledger = Ledger::Open(universe, Coin(universe, "USDT"), 1);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().code, base::ErrorCode::kUsage);
  EXPECT_EQ(ledger.error().message,
            "no pair of this run prices SOL in the account currency USDT: add SOL/USDT to the "
            "pairs, or set account.currency to SOL");
}

TEST(LedgerOpenTest, ThePricingPairIsTheFirstOfTheShortestChain) {
  core::Universe universe;
  for (const char* name : {"ETH/BTC", "BTC/USDT", "ETH/USDT"}) {
    ASSERT_TRUE(universe.Add("venue", *core::ParseSymbol(name), kFine));
  }
  Ledger ledger = *Ledger::Open(universe, Coin(universe, "USDT"), 1);
  ledger.Mark(Pair(universe, "ETH/BTC"), P("0.5"));
  ledger.Mark(Pair(universe, "BTC/USDT"), P("10"));
  ledger.Mark(Pair(universe, "ETH/USDT"), P("7"));
  EXPECT_EQ(ledger.rate(Coin(universe, "ETH")).ToString(), "7");
}

using LedgerDeathTest = LedgerTest;

TEST_F(LedgerDeathTest, SellingMoreThanTheStrategyHoldsIsABug) {
  core::Fill other = Trade("BTC/USDT", Side::kBuy, "1", "90");
  other.strategy = {1};
  ledger.Book(other, &closed);
  EXPECT_DEATH(ledger.Book(Trade("BTC/USDT", Side::kSell, "0.000001", "90"), &closed),
               "sold more than it holds");
}

TEST_F(LedgerDeathTest, AFillWithoutQuantityIsABug) {
  EXPECT_DEATH(ledger.Book(Trade("BTC/USDT", Side::kBuy, "0", "90"), &closed), "malformed fill");
}

// ---- Random accounts against books kept in rational numbers.

using Rational = boost::multiprecision::cpp_rational;

Rational Exact(Decimal d) {
  boost::multiprecision::cpp_int raw =
      static_cast<uint64_t>(static_cast<core::UInt128>(d.abs().raw()) >> 64);
  raw = (raw << 64) + static_cast<uint64_t>(static_cast<core::UInt128>(d.abs().raw()));
  return Rational(d.is_negative() ? -raw : raw, boost::multiprecision::cpp_int(Decimal::kOne));
}

/// One strategy's purchases in one pair, oldest first.
struct Purchase {
  Quantity quantity;
  Price price;
  base::UnixNanos time;
};

/// What must hold of the sums, by pair: nothing is rounded here.
struct PairBook {
  Rational spent;     ///< price x quantity and fees of the buys, as booked in the quote currency
  Rational received;  ///< of the sells, less fees
  Rational realised;  ///< sum over closed lots of proceeds - cost - both fees
};

class RandomAccount {
 public:
  explicit RandomAccount(uint64_t seed) : random_(seed, "test.ledger") {
    for (const std::string& code : universe_.currencies()) {  // nothing is ever owed
      deposits_[code] = Decimal::FromInt(1'000'000'000) + Amount(1'000'000, 6);
      ledger_.Deposit({deposits_[code], Coin(universe_, code)});
    }
  }

  void Step() {
    const auto pair = static_cast<uint32_t>(random_.NextBelow(universe_.instruments().size()));
    if (random_.NextBelow(3) == 0) {
      ledger_.Mark({pair}, RandomPrice());
    } else {
      Trade({pair});
    }
    CheckBooks();
  }

 private:
  /// A random multiple of 10^-decimals, small and large ones alike.
  Decimal Amount(uint64_t bound, int decimals) {
    const uint64_t limit = uint64_t{1} << (4 + random_.NextBelow(40));
    const auto count = static_cast<int64_t>(1 + random_.NextBelow(std::min(bound, limit)));
    return Decimal::PowerOfTen(-decimals) * count;
  }
  Price RandomPrice() { return Price(Amount(100'000'000, 6)); }

  void Trade(InstrumentId pair) {
    const StrategyId strategy{static_cast<uint16_t>(random_.NextBelow(3))};
    const Quantity held = ledger_.position(strategy, pair).quantity();
    const bool sells = held.is_positive() && random_.NextBelow(2) == 0;
    Quantity quantity(Amount(10'000'000'000, 12));
    if (sells) quantity = random_.NextBelow(4) == 0 ? held : std::min(held, quantity);
    core::Fill fill =
        MakeFill(universe_, pair, sells ? Side::kSell : Side::kBuy, quantity, RandomPrice());
    fill.strategy = strategy;
    fill.fee.amount = Amount(1'000'000, 12) * (random_.NextBelow(5) == 0 ? -1 : 1);
    fill.time.ns = ++clock_;
    const Decimal amount = core::Notional(fill.price, fill.quantity);
    closed_.clear();
    ledger_.Book(fill, &closed_);
    PairBook& book = books_[pair.index];
    if (sells) {
      book.received += Exact(amount - fill.fee.amount);
      CheckClosed(fill, amount);
    } else {
      book.spent += Exact(amount + fill.fee.amount);
      purchases_[{strategy.index, pair.index}].push_back({quantity, fill.price, fill.time});
    }
  }

  void CheckClosed(const core::Fill& fill, Decimal amount) {
    auto& queue = purchases_[{fill.strategy.index, fill.instrument.index}];
    Quantity sold;
    Decimal proceeds;
    Decimal exit_fees;
    for (const ClosedLot& lot : closed_) {
      ASSERT_FALSE(queue.empty());
      EXPECT_EQ(lot.entry.time, queue.front().time);
      EXPECT_EQ(lot.entry.price, queue.front().price);
      const Quantity part = std::min(queue.front().quantity, fill.quantity - sold);
      EXPECT_EQ(lot.entry.quantity, part);
      queue.front().quantity -= part;
      if (queue.front().quantity.is_zero()) queue.pop_front();
      sold += part;
      proceeds += lot.proceeds;
      exit_fees += lot.exit_fee;
      books_[fill.instrument.index].realised +=
          Exact(lot.proceeds - lot.entry.cost - lot.entry.fee - lot.exit_fee);
    }
    EXPECT_EQ(sold, fill.quantity);
    EXPECT_EQ(proceeds, amount);
    EXPECT_EQ(exit_fees, fill.fee.amount);
  }

  void CheckBooks() {
    ASSERT_EQ(ledger_.equity(), ledger_.RecomputeEquity());
    std::map<std::string, Rational> balances;
    for (const auto& [code, amount] : deposits_) balances[code] = Exact(amount);
    for (const core::Instrument& pair : universe_.instruments()) {
      const PairBook& book = books_[pair.id.index];
      balances[pair.symbol.quote] += book.received - book.spent;
      balances[pair.symbol.base] += Exact(ledger_.position(pair.id).value());
      ASSERT_EQ(book.received - book.spent, book.realised - OpenCost(pair.id)) << pair.id.index;
    }
    Decimal equity;
    for (const auto& [code, balance] : balances) {
      const Decimal booked = ledger_.balance(Coin(universe_, code));
      ASSERT_EQ(Exact(booked), balance) << code;
      equity += core::Mul(booked, RateOf(code), Rounding::kHalfEven);
    }
    ASSERT_EQ(ledger_.equity(), equity);
  }

  /// Cost and fees of all open lots of the pair.
  Rational OpenCost(InstrumentId pair) const {
    Rational sum;
    Quantity quantity;
    for (uint16_t s = 0; s < 3; ++s) {
      Decimal cost;
      for (const Lot& lot : ledger_.position({s}, pair).lots()) {
        sum += Exact(lot.cost + lot.fee);
        cost += lot.cost;
        quantity += lot.quantity;
      }
      EXPECT_EQ(cost, ledger_.position({s}, pair).cost());
    }
    EXPECT_EQ(quantity, ledger_.position(pair));
    return sum;
  }

  Decimal RateOf(const std::string& code) const {
    static const std::map<std::string, const char*> kPricedBy = {
        {"BTC", "BTC/USDT"}, {"ETH", "ETH/BTC"},   {"EUR", "EUR/USDT"},
        {"SOL", "SOL/EUR"},  {"PEPE", "PEPE/ETH"}, {"LTC", "LTC/USDT"}};
    if (code == "USDT") return Decimal::FromInt(1);
    const InstrumentId pair = Pair(universe_, kPricedBy.at(code));
    return core::Mul(ledger_.mark(pair).value(), RateOf(universe_.at(pair).symbol.quote),
                     Rounding::kHalfEven);
  }

  base::RandomStream random_;
  core::Universe universe_ = MakeUniverse();
  Ledger ledger_ = *Ledger::Open(universe_, Coin(universe_, "USDT"), 3);
  std::map<std::string, Decimal> deposits_;
  std::map<uint32_t, PairBook> books_;
  std::map<std::pair<uint16_t, uint32_t>, std::deque<Purchase>> purchases_;
  std::vector<ClosedLot> closed_;
  int64_t clock_ = 0;
};

TEST(LedgerProperty, RandomTradesBalanceToTheLastUnitAfterEveryEvent) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    RandomAccount account(seed);
    for (int i = 0; i < 120; ++i) {
      account.Step();
      if (testing::Test::HasFailure()) FAIL() << "seed " << seed << ", step " << i;
    }
  }
}

// One lot sold in any parts returns what it cost, to the unit, whatever the price and the parts.
RC_GTEST_PROP(LedgerProperty, NoWayToCutALotLosesAnything, (const std::vector<uint16_t>& cuts)) {
  core::Universe universe = MakeUniverse();
  Ledger ledger = *Ledger::Open(universe, Coin(universe, "USDT"), 1);
  const InstrumentId pair = Pair(universe, "BTC/USDT");
  const auto price = Price(
      Decimal::FromRaw(*rc::gen::inRange<int64_t>(1, 100'000'000).as("price in 1e-6") * 1'000'000));
  Quantity total(Decimal::FromRaw(1));
  for (const uint16_t cut : cuts) total += Quantity(Decimal::FromRaw(cut));
  core::Fill buy = MakeFill(universe, pair, Side::kBuy, total, price);
  buy.fee.amount = D("0.000000000123");
  std::vector<ClosedLot> closed;
  ledger.Book(buy, &closed);
  const Decimal paid = -ledger.balance(Coin(universe, "USDT"));
  const auto sell = [&](Quantity part) {
    if (part.is_positive())
      ledger.Book(MakeFill(universe, pair, Side::kSell, part, price), &closed);
  };
  for (const uint16_t cut : cuts) sell(Quantity(Decimal::FromRaw(cut)));
  sell(Quantity(Decimal::FromRaw(1)));
  Decimal costs;
  for (const ClosedLot& lot : closed) costs += lot.entry.cost + lot.entry.fee;
  RC_ASSERT(costs == paid);
  RC_ASSERT(!ledger.position({0}, pair).is_open());
  RC_ASSERT(ledger.position({0}, pair).cost().is_zero());
}

}  // namespace
}  // namespace keel::portfolio
