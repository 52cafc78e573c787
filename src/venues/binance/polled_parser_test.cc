// SPDX-License-Identifier: MIT
#include "venues/binance/polled_parser.h"

#include <gtest/gtest.h>

#include "tests/shared_data.h"
#include "venues/binance/testing/recorded.h"

namespace keel::venues::binance {
namespace {

using Level = core::BookLevel;

core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }
core::Decimal D(std::string_view text) { return *core::Decimal::Parse(text); }
base::UnixNanos Millis(int64_t time) { return {time * 1'000'000}; }

class PolledParserTest : public testing::Test {
 protected:
  static std::string Recorded(const std::string& folder, const std::string& name) {
    return ReadWhole(folder + "/http_responses__http_" + name + ".json");
  }
  PolledParser parser_;
};

TEST_F(PolledParserTest, ReadsPricesOfOnePairOrOfSeveral) {
  const auto one = parser_.Prices(R"({"symbol":"LTCBTC","price":"4.00000200"})");
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_EQ(one->size(), 1U);
  EXPECT_EQ(one->at(0).symbol, "LTCBTC");
  EXPECT_EQ(one->at(0).price, P("4.000002"));
  EXPECT_FALSE(one->at(0).time);
  const auto two = parser_.Prices(
      R"([{"symbol":"A","price":"1","time":5},{"symbol":"B","price":"0.00000001"}])");
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->at(0).time, Millis(5));
  EXPECT_EQ(two->at(1).price, P("0.00000001"));
}

TEST_F(PolledParserTest, ReadsTheBestLevels) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance_py");
  const auto best = parser_.BestLevels(Recorded(folder, "spot_market_book_ticker"));
  ASSERT_TRUE(best) << best.error().message;
  EXPECT_EQ(best->at(0).symbol, "BTCUSDT");
  EXPECT_EQ(best->at(0).bid, (Level{P("60741.67"), Q("0.3658")}));
  EXPECT_EQ(best->at(0).ask, (Level{P("60741.68"), Q("0.45178")}));
}

TEST_F(PolledParserTest, ReadsADayOfFutures) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance_py");
  const auto days = parser_.Days(Recorded(folder, "futures_market_ticker_24hr"));
  ASSERT_TRUE(days) << days.error().message;
  const DayStatistics& day = days->at(0);
  EXPECT_EQ(day.open, P("99"));
  EXPECT_EQ(day.high, P("100"));
  EXPECT_EQ(day.low, P("0.1"));
  EXPECT_EQ(day.last, P("4.000002"));
  EXPECT_EQ(day.change, D("-94.999998"));
  EXPECT_EQ(day.weighted_average, P("0.29628482"));
  EXPECT_EQ(day.last_quantity, Q("200"));
  EXPECT_EQ(day.volume, Q("8913.3"));
  EXPECT_EQ(day.quote_volume, D("15.3"));
  EXPECT_EQ(day.from, Millis(1499783499040));
  EXPECT_EQ(day.to, Millis(1499869899040));
  EXPECT_EQ(day.first_trade, 28385U);
  EXPECT_EQ(day.last_trade, 28460U);
  EXPECT_EQ(day.trades, 76U);
  EXPECT_FALSE(day.bid || day.ask) << "only spot tells them";
}

TEST_F(PolledParserTest, ADayWithoutTradesHasNoNumbers) {
  const auto days = parser_.Days(
      R"({"symbol":"AB","priceChange":"0","weightedAvgPrice":"0","lastPrice":"2","lastQty":"0",)"
      R"("bidPrice":"1","bidQty":"5","askPrice":"0","askQty":"0","openPrice":"2","highPrice":"2",)"
      R"("lowPrice":"2","volume":"0","quoteVolume":"0","openTime":1,"closeTime":2,"firstId":-1,)"
      R"("lastId":-1,"count":0})");
  ASSERT_TRUE(days) << days.error().message;
  EXPECT_FALSE(days->at(0).first_trade || days->at(0).last_trade);
  EXPECT_EQ(days->at(0).bid, (Level{P("1"), Q("5")}));
  EXPECT_EQ(days->at(0).ask, Level{});
}

TEST_F(PolledParserTest, ReadsThePremiumIndex) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance_py");
  const auto read = parser_.Premiums(Recorded(folder, "futures_market_premium_index"));
  ASSERT_TRUE(read) << read.error().message;
  const PremiumIndex& premium = read->at(0);
  EXPECT_EQ(premium.mark, P("11793.63104562"));
  EXPECT_EQ(premium.index, P("11781.8049597"));
  EXPECT_EQ(premium.estimated_settlement, P("11781.16138815"));
  EXPECT_EQ(premium.funding_rate, D("0.00038246"));
  EXPECT_EQ(premium.interest_rate, D("0.0001"));
  EXPECT_EQ(premium.next_funding, Millis(1597392000000));
  EXPECT_EQ(premium.time, Millis(1597370495002));
}

TEST_F(PolledParserTest, AContractWithADeliveryDatePaysNoFunding) {
  const auto read = parser_.Premiums(
      R"([{"symbol":"BTCUSDT_261225","markPrice":"9","indexPrice":"9","lastFundingRate":"",)"
      R"("interestRate":"","nextFundingTime":0,"time":7}])");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->at(0).funding_rate || read->at(0).next_funding || read->at(0).interest_rate ||
               read->at(0).estimated_settlement);
}

TEST_F(PolledParserTest, ReadsWhatWasPaidAndOnWhichTerms) {
  const auto paid = parser_.Fundings(
      R"([{"symbol":"BTCUSDT","fundingTime":1600156800010,"fundingRate":"-0.00002796"},)"
      R"({"symbol":"BTCUSDT","fundingTime":1600185600003,"fundingRate":"0","markPrice":"10.5"}])");
  ASSERT_TRUE(paid) << paid.error().message;
  EXPECT_EQ(paid->at(0).time, Millis(1600156800010));
  EXPECT_EQ(paid->at(0).rate, D("-0.00002796"));
  EXPECT_FALSE(paid->at(0).mark);
  EXPECT_EQ(paid->at(1).mark, P("10.5"));
  const auto terms = parser_.Terms(
      R"([{"symbol":"LPTUSDT","adjustedFundingRateCap":"0.02","adjustedFundingRateFloor":"-0.02",)"
      R"("fundingIntervalHours":4,"disclaimer":false}])");
  ASSERT_TRUE(terms) << terms.error().message;
  EXPECT_EQ(terms->at(0).cap, D("0.02"));
  EXPECT_EQ(terms->at(0).floor, D("-0.02"));
  EXPECT_EQ(terms->at(0).interval, base::Hours(4));
}

TEST_F(PolledParserTest, ReadsOpenInterestAndAverages) {
  const auto interest =
      parser_.Interest(R"({"openInterest":"10659.509","symbol":"BTCUSDT","time":1589437530011})");
  ASSERT_TRUE(interest) << interest.error().message;
  EXPECT_EQ(interest->quantity, Q("10659.509"));
  EXPECT_EQ(interest->time, Millis(1589437530011));
  const auto average = parser_.Average(R"({"mins":5,"price":"6622.02734157","closeTime":9})");
  ASSERT_TRUE(average) << average.error().message;
  EXPECT_EQ(average->window, base::Minutes(5));
  EXPECT_EQ(average->price, P("6622.02734157"));
  EXPECT_EQ(average->last_trade, Millis(9));
}

TEST_F(PolledParserTest, ReadsHowManyOrdersWerePlaced) {
  const auto counts = parser_.OrderCounts(
      R"([{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50,"count":3},)"
      R"({"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":160000,"count":7}])");
  ASSERT_TRUE(counts) << counts.error().message;
  ASSERT_EQ(counts->size(), 2U);
  EXPECT_EQ(counts->at(0).interval, base::Seconds(10));
  EXPECT_EQ(counts->at(0).count, 3U);
  EXPECT_EQ(counts->at(1).limit, 160000U);
}

TEST_F(PolledParserTest, WhatIsWrongIsNamed) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"symbol":"A"})", R"(price ticker: field "price" is missing)"},
      {R"({"symbol":"A","price":1})",
       R"(price ticker: field "price" is not a decimal in a string)"},
      {R"({"symbol":"A","price":"-1"})", R"(price ticker: field "price" is no price)"},
      {R"({"code":-1121,"msg":"Invalid symbol."})", R"(price ticker: field "symbol" is missing)"},
      {R"([1])", "price ticker: it is no object"},
  };
  for (const auto& [text, why] : rows) {
    const auto read = parser_.Prices(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, why);
  }
  EXPECT_FALSE(parser_.Average(R"({"mins":0,"price":"1"})"));
  EXPECT_FALSE(parser_.Average(R"({"mins":9999999999999999,"price":"1"})"));
  EXPECT_FALSE(parser_.Fundings(R"({"symbol":"A","fundingTime":1,"fundingRate":"0"})"))
      << "no list";
}

}  // namespace
}  // namespace keel::venues::binance
