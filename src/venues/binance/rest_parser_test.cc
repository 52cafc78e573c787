// SPDX-License-Identifier: MIT
#include "venues/binance/rest_parser.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/shared_data.h"
#include "venues/binance/testing/recorded.h"

namespace keel::venues::binance {
namespace {

class RestParserTest : public testing::Test {
 protected:
  RestParser parser_;
};

const std::string kOrder =
    R"({"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"6gCr","transactTime":)"
    R"(1507725176595,"price":"0.00","origQty":"10.00","executedQty":"9.5","status":"FILLED",)"
    R"("cummulativeQuoteQty":"38000.5","timeInForce":"GTC","type":"MARKET","side":"SELL",)"
    R"("fills":[{"price":"4000.00","qty":"1.00","commission":"4.00","commissionAsset":"USDT",)"
    R"("tradeId":56},{"price":"3999","qty":"8.5","commission":"0.1","commissionAsset":"BNB"}]})";

TEST_F(RestParserTest, ReadsAFullAnswerWithItsFills) {
  const auto order = parser_.Order(kOrder);
  ASSERT_TRUE(order.has_value()) << order.error().message;
  EXPECT_EQ(order->order_id, 28U);
  EXPECT_EQ(order->client_order_id, "6gCr");
  EXPECT_EQ(order->status, VenueOrderStatus::kFilled);
  EXPECT_TRUE(IsFinal(*order->status));
  EXPECT_EQ(order->type, VenueOrderType::kMarket);
  EXPECT_EQ(order->side, core::Side::kSell);
  EXPECT_EQ(order->executed.ToString(), "9.5");
  EXPECT_EQ(order->cumulative_quote->ToString(), "38000.5");
  EXPECT_FALSE(order->order_list_id.has_value());
  ASSERT_EQ(order->fills.size(), 2U);
  EXPECT_EQ(order->fills[0].trade_id, 56U);
  EXPECT_EQ(order->fills[1].commission_asset, "BNB");
  EXPECT_FALSE(order->fills[1].trade_id.has_value());
}

TEST_F(RestParserTest, AnAckKnowsNoStatus) {
  const auto ack = parser_.Order(
      R"({"symbol":"A","orderId":28,"orderListId":3,"clientOrderId":"x","transactTime":5})");
  ASSERT_TRUE(ack.has_value()) << ack.error().message;
  EXPECT_FALSE(ack->status.has_value());
  EXPECT_EQ(ack->order_list_id, 3);
  EXPECT_EQ(ack->updated_at.ns, 5'000'000);
}

TEST_F(RestParserTest, ACancelTellsBothNames) {
  const auto canceled = parser_.Order(
      R"({"symbol":"A","origClientOrderId":"mine","orderId":4,"clientOrderId":"c","price":"2",)"
      R"("transactTime":1,"origQty":"1","executedQty":"0","cummulativeQuoteQty":"-1","status":)"
      R"("CANCELED","timeInForce":"GTC","type":"LIMIT","side":"BUY"})");
  ASSERT_TRUE(canceled.has_value()) << canceled.error().message;
  EXPECT_EQ(canceled->original_client_order_id, "mine");
  EXPECT_FALSE(canceled->cumulative_quote.has_value()) << "below zero is unknown";
}

TEST_F(RestParserTest, ReadsTheHalvesOfACancelReplace) {
  const std::string ack = R"({"symbol":"A","orderId":1,"clientOrderId":"x","transactTime":5})";
  const auto both = parser_.CancelReplace(
      R"({"cancelResult":"SUCCESS","newOrderResult":"SUCCESS","cancelResponse":)" + ack +
      R"(,"newOrderResponse":)" + ack + "}");
  ASSERT_TRUE(both.has_value()) << both.error().message;
  EXPECT_TRUE(both->canceled && both->placed && both->cancel && both->order);
  const auto half = parser_.CancelReplace(
      R"({"cancelResult":"SUCCESS","newOrderResult":"FAILURE","cancelResponse":)" + ack +
      R"(,"newOrderResponse":{"code":-2010,"msg":"no"}})");
  ASSERT_TRUE(half.has_value()) << half.error().message;
  EXPECT_TRUE(half->canceled);
  EXPECT_FALSE(half->placed || half->order);
}

TEST_F(RestParserTest, ReadsAnAmendedOrder) {
  const auto order = parser_.Amended(
      R"({"transactTime":1741926410255,"executionId":75,"amendedOrder":{"symbol":"BTCUSDT",)"
      R"("orderId":33,"orderListId":-1,"origClientOrderId":"a","clientOrderId":"b","price":"6",)"
      R"("qty":"5","executedQty":"1","preventedQty":"0","quoteOrderQty":"0",)"
      R"("cumulativeQuoteQty":"6","status":"NEW","timeInForce":"GTC","type":"LIMIT",)"
      R"("side":"SELL","workingTime":1741926410242,"selfTradePreventionMode":"NONE"}})");
  ASSERT_TRUE(order.has_value()) << order.error().message;
  EXPECT_EQ(order->quantity.ToString(), "5");
  EXPECT_EQ(order->updated_at.ns, 1741926410255'000'000);
}

// Fault F29: the last row of an answer is the candle that is still open.
TEST_F(RestParserTest, OnlyCandlesOfThePastAreClosed) {
  const std::string rows =
      R"([[1634943780000,"60685.22","60729.84","60670.9","60719.27","21.6",1634943839999,)"
      R"("1313200",617,"12.2","745719.4","0"],[1634943840000,"60719.28","60780.41","60707",)"
      R"("60771.81","21.9",1634943899999,"1331667.7",755,"11.5","701336.1","0"]])";
  const auto klines = parser_.Klines(rows, {2}, *core::Timeframe::Parse("1m"),
                                     base::UnixNanos{1634943870000'000'000});
  ASSERT_TRUE(klines.has_value()) << klines.error().message;
  ASSERT_EQ(klines->size(), 2U);
  EXPECT_TRUE((*klines)[0].closed);
  EXPECT_FALSE((*klines)[1].closed);
  EXPECT_EQ((*klines)[0].high.ToString(), "60729.84");
  EXPECT_EQ((*klines)[0].trades, 617U);
  EXPECT_EQ((*ClosedBar((*klines)[0], {}))->bar.close, 60719.27);
  EXPECT_FALSE(ClosedBar((*klines)[1], {})->has_value());
  const auto at_end = parser_.Klines(rows, {2}, *core::Timeframe::Parse("1m"),
                                     base::UnixNanos{1634943899999'000'000});
  EXPECT_FALSE((*at_end)[1].closed) << "its last millisecond is not over";
}

TEST_F(RestParserTest, ReadsTradesOfTheAccount) {
  const auto trades = parser_.AccountTrades(
      R"([{"symbol":"BNBBTC","id":28457,"orderId":100234,"orderListId":-1,"price":"4.00000100",)"
      R"("qty":"12","quoteQty":"48.000012","commission":"10.1","commissionAsset":"BNB",)"
      R"("time":1499865549590,"isBuyer":true,"isMaker":false,"isBestMatch":true}])");
  ASSERT_TRUE(trades.has_value()) << trades.error().message;
  EXPECT_EQ((*trades)[0].id, 28457U);
  EXPECT_EQ((*trades)[0].commission.ToString(), "10.1");
  EXPECT_TRUE((*trades)[0].buyer);
  EXPECT_FALSE((*trades)[0].maker);
}

// What is not told of a right to move money is an error, never a "no".
TEST_F(RestParserTest, ReadsWhatAKeyMayDo) {
  const auto rights = parser_.KeyRights(
      R"({"ipRestrict":true,"createTime":1698645219000,"enableReading":true,)"
      R"("enableWithdrawals":false,"enableInternalTransfer":true,"enableMargin":false,)"
      R"("enableFutures":false,"permitsUniversalTransfer":true,"enableVanillaOptions":false,)"
      R"("enableFixApiTrade":false,"enableSpotAndMarginTrading":true})");
  ASSERT_TRUE(rights.has_value()) << rights.error().message;
  EXPECT_TRUE(rights->spot_trading && rights->ip_restricted && rights->reading.value_or(false));
  EXPECT_FALSE(rights->withdrawals);
  EXPECT_TRUE(rights->internal_transfer && rights->universal_transfer);
  const auto bare = parser_.KeyRights(
      R"({"ipRestrict":false,"enableWithdrawals":true,"enableSpotAndMarginTrading":false})");
  ASSERT_TRUE(bare.has_value()) << bare.error().message;
  EXPECT_TRUE(bare->withdrawals);
  EXPECT_EQ(bare->reading, std::nullopt) << "it does not tell";
  EXPECT_FALSE(bare->spot_trading || bare->internal_transfer || bare->universal_transfer);
  const auto silent = parser_.KeyRights(R"({"ipRestrict":true,"enableSpotAndMarginTrading":true})");
  ASSERT_FALSE(silent);
  EXPECT_NE(silent.error().message.find("enableWithdrawals"), std::string::npos);
}

TEST_F(RestParserTest, ErrorsNameTheField) {
  const auto names = [](const auto& read, const char* field) {
    return !read && read.error().message.find(field) != std::string::npos;
  };
  core::BookUpdate book;
  EXPECT_TRUE(names(parser_.ServerTime(R"({"serverTime":"x"})"), "serverTime"));
  EXPECT_TRUE(names(parser_.ServerTime(R"({"code":-1121,"msg":"no"})"), "serverTime"));
  EXPECT_TRUE(names(parser_.Depth(R"({"lastUpdateId":1,"bids":[]})", {}, {}, &book), "asks"));
  EXPECT_TRUE(names(parser_.Order(R"({"symbol":"A"})"), "orderId"));
  EXPECT_TRUE(names(parser_.Orders(R"([{"symbol":5}])"), "symbol"));
  EXPECT_TRUE(names(parser_.Orders(R"({"symbol":5})"), "list"));
  EXPECT_TRUE(names(parser_.Trades("[5]"), "no object"));
  EXPECT_TRUE(names(parser_.Account(R"({"canTrade":true,"updateTime":1})"), "balances"));
  EXPECT_TRUE(names(parser_.Klines("[[1,2]]", {}, {}, {}), "row 1"));
  EXPECT_TRUE(names(parser_.Klines("[5]", {}, {}, {}), "JSON"));
  EXPECT_TRUE(names(parser_.Exchange(R"({"serverTime":1,"rateLimits":[]})"), "symbols"));
  std::string lie = kOrder;
  lie.replace(lie.find("FILLED"), 6, "FILLEDX");
  EXPECT_TRUE(names(parser_.Order(lie), "\"status\" has a name"));
}

TEST_F(RestParserTest, ReadsTheFiltersOfAPair) {
  KEEL_SHARED_DATA(path, "fixtures/gocryptotrader/binance_http.json.gz");
  const std::string all = ReadWhole(path);
  const size_t begin = all.find("{", all.find("\"data\"", all.find("\"/api/v3/exchangeInfo\"")));
  size_t end = begin;
  for (int depth = 0; end < all.size(); ++end) {
    depth += all[end] == '{' ? 1 : all[end] == '}' ? -1 : 0;
    if (depth == 0) break;
  }
  const auto rules = parser_.Exchange(std::string_view(all).substr(begin, end - begin + 1));
  ASSERT_TRUE(rules.has_value()) << rules.error().message;
  EXPECT_EQ(rules->symbols.size(), 25U);
  EXPECT_TRUE(rules->unusable.empty());
  ASSERT_EQ(rules->rate_limits.size(), 4U);
  EXPECT_EQ(rules->rate_limits[0].limit, 6000U);
  EXPECT_EQ(rules->rate_limits[1].interval, base::Seconds(10));
  const SymbolRules* eth = rules->Find("ETHBTC");
  ASSERT_NE(eth, nullptr);
  EXPECT_EQ(eth->pair.ToString(), "ETH/BTC");
  EXPECT_TRUE(eth->trading && eth->spot_allowed && eth->amend_allowed);
  EXPECT_EQ(eth->filters.tick.ToString(), "0.00001");
  EXPECT_EQ(eth->filters.lot.ToString(), "0.0001");
  EXPECT_EQ(eth->filters.min_notional.ToString(), "0.0001");
  EXPECT_EQ(eth->max_quantity.ToString(), "100000");
  EXPECT_EQ(eth->market_max_quantity.ToString(), "1378.22417541");
  EXPECT_EQ(LargestAtMarket(*eth), eth->market_max_quantity);
  EXPECT_TRUE(eth->market_step.is_zero());
  EXPECT_EQ(eth->percent_price->ask_up.ToString(), "5");
  EXPECT_EQ(eth->percent_price->bid_down.ToString(), "0.2");
  EXPECT_EQ(eth->percent_price->average_minutes, 5U);
  EXPECT_EQ(eth->notional->max->ToString(), "9000000");
  EXPECT_TRUE(eth->notional->min_for_market);
  EXPECT_FALSE(eth->notional->max_for_market);
  EXPECT_EQ(eth->iceberg_parts, 10U);
  EXPECT_EQ(eth->max_orders, 200U);
  EXPECT_EQ(eth->max_algo_orders, 5U);
  EXPECT_EQ(eth->order_types.size(), 7U);
  EXPECT_EQ(StopsOf(*eth), (execution::StopRules{.most = 5}));
  EXPECT_FALSE(rules->Find("YOYOBTC")->trading);
}

TEST_F(RestParserTest, APairMayHaveNoStopsAtTheMarket) {
  KEEL_SHARED_DATA(
      path, "fixtures/nautilus/binance_py/http_responses__http_spot_market_exchange_info.json");
  std::ifstream in(path);
  const std::string body((std::istreambuf_iterator<char>(in)), {});
  const auto rules = parser_.Exchange(body);
  ASSERT_TRUE(rules.has_value()) << rules.error().message;
  for (const char* name : {"BTCUSDT", "ETHUSDT"}) {
    const SymbolRules* pair = rules->Find(name);
    ASSERT_NE(pair, nullptr) << name;
    EXPECT_EQ(StopsOf(*pair),
              (execution::StopRules{.at_market = false, .take_profit = false, .most = 5}))
        << name;
  }
}

TEST_F(RestParserTest, APairWithoutATickIsNotToBeTraded) {
  const auto rules = parser_.Exchange(
      R"({"serverTime":1,"rateLimits":[],"symbols":[{"symbol":"ETHBTC","status":"TRADING",)"
      R"("baseAsset":"ETH","quoteAsset":"BTC","orderTypes":["LIMIT"],"filters":[]},)"
      R"({"symbol":"X","status":"TRADING","baseAsset":"币安","quoteAsset":"USDT","orderTypes":[],)"
      R"("filters":[]},{"symbol":"BTCUSDT_240329","contractStatus":"TRADING","contractType":)"
      R"("CURRENT_QUARTER","marginAsset":"USDT","baseAsset":"BTC","quoteAsset":"USDT",)"
      R"("OrderType":[],"filters":[]}]})");
  ASSERT_TRUE(rules.has_value()) << rules.error().message;
  EXPECT_TRUE(rules->symbols.empty());
  ASSERT_EQ(rules->unusable.size(), 3U);
  EXPECT_NE(rules->unusable[0].find("PRICE_FILTER"), std::string::npos);
  EXPECT_NE(rules->unusable[1].find("coin"), std::string::npos);
  EXPECT_NE(rules->unusable[2].find("perpetual"), std::string::npos);
}

}  // namespace
}  // namespace keel::venues::binance
