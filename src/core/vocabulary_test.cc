// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "core/event.h"
#include "core/instrument.h"

namespace keel::core {
namespace {

InstrumentFilters Filters(const char* tick, const char* lot, const char* minimum) {
  return {*Price::Parse(tick), *Quantity::Parse(lot), *Decimal::Parse(minimum)};
}

TEST(Universe, GivesDenseIndicesInOrder) {
  Universe universe;
  const auto btc =
      universe.Add("binance", *ParseSymbol("BTC/USDT"), Filters("0.01", "0.00001", "5"));
  const auto eth = universe.Add("binance", *ParseSymbol("ETH/BTC"), Filters("0.01", "0.001", "0"));
  ASSERT_TRUE(btc && eth);
  EXPECT_EQ(btc->index, 0U);
  EXPECT_EQ(eth->index, 1U);
  EXPECT_EQ(universe.at(*eth).symbol.ToString(), "ETH/BTC");
  EXPECT_EQ(universe.at(*eth).quote, universe.at(*btc).base);
  EXPECT_EQ(universe.code(universe.at(*btc).quote), "USDT");
  EXPECT_EQ(universe.currencies(), (std::vector<std::string>{"BTC", "USDT", "ETH"}));
  EXPECT_EQ(universe.AddCurrency("ETH"), universe.at(*eth).base);
  EXPECT_EQ(universe.Find("binance", *ParseSymbol("ETHBTC")), *eth);
  EXPECT_EQ(universe.Find("kraken", *ParseSymbol("ETHBTC")), std::nullopt);
}

TEST(Universe, RefusesDoublesAndImpossibleFilters) {
  Universe universe;
  const Symbol symbol = *ParseSymbol("BTC/USDT");
  const auto add = [&](const InstrumentFilters& filters) {
    const auto added = universe.Add("binance", symbol, filters);
    return added ? "" : added.error().message;
  };
  EXPECT_EQ(add(Filters("0", "1", "5")), "BTC/USDT at binance: the tick must be greater than zero");
  EXPECT_EQ(add(Filters("1", "-1", "5")), "BTC/USDT at binance: the lot must be greater than zero");
  EXPECT_EQ(add(Filters("1", "1", "-5")),
            "BTC/USDT at binance: the minimum order value is below zero");
  EXPECT_TRUE(universe.instruments().empty());
  EXPECT_TRUE(universe.currencies().empty());
  EXPECT_EQ(add(Filters("1", "1", "5")), "");
  EXPECT_EQ(add(Filters("1", "1", "5")),
            "BTC/USDT at binance: the pair is there already, list it once");
  EXPECT_TRUE(universe.Add("kraken", symbol, Filters("1", "1", "5")));
}

template <typename Enum>
void ExpectDistinctNames(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) names.insert(ToString(static_cast<Enum>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(count));
}

TEST(Vocabulary, EveryEnumeratorHasItsName) {
  ExpectDistinctNames<OrderType>(6);
  ExpectDistinctNames<TimeInForce>(4);
  ExpectDistinctNames<OrderEnd>(10);
  ExpectDistinctNames<Liquidity>(3);
  ExpectDistinctNames<TradingState>(3);
  EXPECT_STREQ(ToString(OrderType::kStopLimit), "stop_limit");
  EXPECT_STREQ(ToString(TimeInForce::kGtd), "GTD");
  EXPECT_STREQ(ToString(OrderEnd::kEndOfRun), "end_of_run");
  EXPECT_STREQ(ToString(TradingState::kHalted), "HALTED");
  EXPECT_DEATH((void)ToString(static_cast<OrderType>(99)), "outside its enumeration");
}

}  // namespace
}  // namespace keel::core
