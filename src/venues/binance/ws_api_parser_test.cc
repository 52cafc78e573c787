// SPDX-License-Identifier: MIT
#include "venues/binance/ws_api_parser.h"

#include <gtest/gtest.h>

#include "venues/binance/rest_parser.h"

namespace keel::venues::binance {
namespace {

const std::string kFill =
    R"({"e":"executionReport","E":1759347763167,"s":"ETHUSDT","c":"keel-a-1","S":"BUY",)"
    R"("o":"LIMIT","f":"GTC","q":"1.00000000","p":"2500.00000000","P":"0.00000000",)"
    R"("F":"0.00000000","g":-1,)"
    R"("C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE","i":1234567890,"l":"0.50000000",)"
    R"("z":"0.75000000","L":"2499.50000000","n":"0.00050000","N":"BNB","T":1759347763166,)"
    R"("t":98765432,"I":4644480641,"w":true,"m":true,"M":false,"O":1759347763100,)"
    R"("Z":"1249.75000000","Y":"1249.75000000","Q":"0.00000000"})";

class WsApiParserTest : public testing::Test {
 protected:
  std::string Error(std::string_view text) {
    const auto read = parser_.Parse(text);
    return read ? "no error" : read.error().message;
  }
  WsApiParser parser_;
};

TEST_F(WsApiParserTest, ReadsAFillInEachWrapper) {
  for (const std::string& text : {R"({"subscriptionId":3,"event":)" + kFill + "}", kFill,
                                  R"({"stream":"executionReport","data":)" + kFill + "}"}) {
    const auto read = parser_.Parse(text);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    const auto& event = std::get<SubscribedEvent>(*read);
    EXPECT_EQ(event.subscription.has_value(), text.find("subscriptionId") != std::string::npos);
    const auto& report = std::get<ExecutionReport>(event.event);
    EXPECT_EQ(report.symbol, "ETHUSDT");
    EXPECT_EQ(report.placed_as(), "keel-a-1");
    EXPECT_EQ(report.order_id, 1234567890U);
    EXPECT_EQ(report.execution, ExecutionType::kTrade);
    EXPECT_EQ(report.status, VenueOrderStatus::kPartiallyFilled);
    EXPECT_EQ(report.trade_id, 98765432U);
    EXPECT_EQ(report.last_quantity.ToString(), "0.5");
    EXPECT_EQ(report.last_price.ToString(), "2499.5");
    EXPECT_EQ(report.cumulative_quantity.ToString(), "0.75");
    EXPECT_EQ(report.commission.ToString(), "0.0005");
    EXPECT_EQ(report.commission_asset, "BNB");
    EXPECT_EQ(report.transaction_time.ns, 1759347763166'000'000);
    EXPECT_TRUE(report.maker && report.working && report.IsFill());
    EXPECT_FALSE(report.order_list_id.has_value());
  }
}

TEST_F(WsApiParserTest, ACancelKeepsTheNameOfItsOrder) {
  std::string text = kFill;
  const auto replace = [&](const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
  };
  replace(R"("c":"keel-a-1")", R"("c":"cancel-7")");
  replace(R"("C":"")", R"("C":"keel-a-1")");
  replace(R"("x":"TRADE","X":"PARTIALLY_FILLED")", R"("x":"CANCELED","X":"CANCELED")");
  replace(R"("l":"0.50000000")", R"("l":"0.00000000")");
  replace(R"("t":98765432)", R"("t":-1)");
  replace(R"("n":"0.00050000","N":"BNB")", R"("n":"0","N":null)");
  const auto read = parser_.Parse(text);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto& report = std::get<ExecutionReport>(std::get<SubscribedEvent>(*read).event);
  EXPECT_EQ(report.placed_as(), "keel-a-1");
  EXPECT_FALSE(report.trade_id.has_value());
  EXPECT_FALSE(report.IsFill());
  EXPECT_TRUE(report.commission_asset.empty());
}

struct Lie {
  const char* from;
  const char* to;
  const char* named;
};
class HostileReport : public WsApiParserTest, public testing::WithParamInterface<Lie> {};

TEST_P(HostileReport, IsRefusedByTheNameOfItsField) {
  std::string text = kFill;
  const size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(GetParam().from).size(), GetParam().to);
  EXPECT_NE(Error(text).find(GetParam().named), std::string::npos) << Error(text);
}

INSTANTIATE_TEST_SUITE_P(
    WsApiParser, HostileReport,
    testing::Values(Lie{R"("x":"TRADE")", R"("x":"BOUGHT")", R"("x" has a name)"},
                    Lie{R"("X":"PARTIALLY_FILLED")", R"("X":"")", R"("X" has a name)"},
                    Lie{R"("S":"BUY")", R"("S":"buy")", R"("S" is neither)"},
                    Lie{R"("z":"0.75000000")", R"("z":"1.5")", R"("z" is above "q")"},
                    Lie{R"("l":"0.50000000")", R"("l":"0.8")", R"("l" is above "z")"},
                    Lie{R"("t":98765432)", R"("t":-1)", R"("t" is missing from a trade)"},
                    Lie{R"("i":1234567890)", R"("i":-5)", R"("i" is not a whole)"},
                    Lie{R"("n":"0.00050000")", R"("n":0.0005)", R"("n" is not a decimal)"},
                    Lie{R"("c":"keel-a-1",)", "", R"("c" is missing)"},
                    Lie{R"("T":1759347763166)", R"("T":"x")", R"("T" is not a number)"}));

TEST_F(WsApiParserTest, ReadsTheOtherEvents) {
  const auto event = [&](const char* text) {
    auto read = parser_.Parse(text);
    EXPECT_TRUE(read.has_value()) << read.error().message;
    return std::get<SubscribedEvent>(*std::move(read)).event;
  };
  const auto position = std::get<AccountPosition>(
      event(R"({"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":2,"u":1,)"
            R"("B":[{"a":"ETH","f":"10000.0","l":"0.5"},{"a":"币安","f":"1","l":"0"}]}})"));
  ASSERT_EQ(position.balances.size(), 2U);
  EXPECT_EQ(position.balances[0].locked.ToString(), "0.5");
  EXPECT_EQ(position.balances[1].asset, "币安");
  const auto change =
      std::get<BalanceChange>(event(R"({"e":"balanceUpdate","E":2,"a":"BTC","d":"-100.5","T":1})"));
  EXPECT_EQ(change.change.ToString(), "-100.5");
  const auto list = std::get<OrderListStatus>(
      event(R"({"e":"listStatus","E":2,"s":"ETHBTC","g":2,"c":"OCO","l":"ALL_DONE","L":"ALL_DONE",)"
            R"("r":"NONE","C":"x","T":1,"O":[{"s":"ETHBTC","i":17,"c":"a"}]})"));
  EXPECT_EQ(list.orders[0].order_id, 17U);
  EXPECT_EQ(std::get<EventsEnded>(event(R"({"subscriptionId":0,"event":{"e":)"
                                        R"("eventStreamTerminated","E":1728973001334}})"))
                .event_time.ns,
            1728973001334'000'000);
  EXPECT_TRUE(std::holds_alternative<ServerShutdown>(event(R"({"e":"serverShutdown","E":1})")));
  EXPECT_EQ(std::get<EventIgnored>(event(R"({"e":"externalLockUpdate","E":1})")).event,
            "externalLockUpdate");
  EXPECT_NE(Error(R"({"e":"novelty","E":1})").find("novelty"), std::string::npos);
}

TEST_F(WsApiParserTest, ReadsAnAnswerWithItsResult) {
  const auto read = parser_.Parse(
      R"({"id":"e2a8","status":200,"result":{"serverTime":1656400526260},)"
      R"("rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,)"
      R"("limit":6000,"count":321},{"rateLimitType":"NEW_KIND","interval":"DAY","intervalNum":1,)"
      R"("limit":1}]})");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto& response = std::get<WsApiResponse>(*read);
  EXPECT_EQ(response.id, "e2a8");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(RestParser().ServerTime(response.result)->ns, 1656400526260'000'000);
  ASSERT_EQ(response.rate_limits.size(), 1U);
  EXPECT_EQ(response.rate_limits[0].interval, base::Minutes(1));
  EXPECT_EQ(response.rate_limits[0].count, 321U);
}

TEST_F(WsApiParserTest, ReadsARefusal) {
  const auto read = parser_.Parse(
      R"({"id":5,"status":400,"error":{"code":-2010,"msg":"Account has insufficient balance for)"
      R"( requested \"action\".","data":{"x":1}}})");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto& response = std::get<WsApiResponse>(*read);
  EXPECT_EQ(response.id, "5");
  EXPECT_EQ(response.error->code, -2010);
  EXPECT_EQ(response.error->message, "Account has insufficient balance for requested \"action\".");
  EXPECT_EQ(response.error->body, R"({"x":1})");
  EXPECT_TRUE(response.result.empty());
}

TEST_F(WsApiParserTest, RefusesAnswersThatAreNone) {
  EXPECT_NE(Error(R"({"id":1,"status":200})").find("\"result\" is missing"), std::string::npos);
  EXPECT_NE(Error(R"({"id":1,"status":400,"result":{}})").find("\"error\" is missing"),
            std::string::npos);
  EXPECT_NE(Error(R"({"id":1,"status":9,"result":{}})").find("\"status\""), std::string::npos);
  EXPECT_NE(Error(R"({"id":{},"status":200,"result":{}})").find("\"id\""), std::string::npos);
  EXPECT_NE(Error(R"({"subscriptionId":0,"event":[]})").find("\"event\""), std::string::npos);
  EXPECT_NE(Error("[]"), "no error");
  EXPECT_NE(Error(""), "no error");
}

TEST(ErrorBody, IsReadWhereThereIsOne) {
  EXPECT_EQ(ReadErrorBody(R"({"code":-1121,"msg":"Invalid symbol."})")->code, -1121);
  for (const char* none : {"", "<html>502</html>", "[]", "{}", R"({"code":"x","msg":"y"})"}) {
    EXPECT_FALSE(ReadErrorBody(none).has_value()) << none;
  }
}

ErrorMeaning Meaning(int status, int64_t code, const char* message = "") {
  return MeaningOf(status, VenueError{code, message, ""});
}

// Faults F01 and F02.
TEST(ErrorMeaning, WhatIsNotCertainIsUnknown) {
  for (const int status : {500, 502, 503, 504, 0, 200, 400, 404}) {
    EXPECT_EQ(MeaningOf(status, std::nullopt), ErrorMeaning::kUnknownOutcome) << status;
  }
  for (const int64_t code : {-1000, -1001, -1006, -1007, -1016, -987654, 5}) {
    EXPECT_EQ(Meaning(400, code), ErrorMeaning::kUnknownOutcome) << code;
    EXPECT_FALSE(IsRetryable(Meaning(400, code)));
  }
  EXPECT_EQ(Meaning(500, -2010), ErrorMeaning::kUnknownOutcome);
  EXPECT_EQ(Meaning(503, -1008), ErrorMeaning::kSlowDown);
}

TEST(ErrorMeaning, EachKindOfRefusalIsToldApart) {
  EXPECT_EQ(MeaningOf(429, std::nullopt), ErrorMeaning::kSlowDown);
  EXPECT_EQ(MeaningOf(418, VenueError{-1003, "", ""}), ErrorMeaning::kBanned);
  EXPECT_FALSE(IsRetryable(ErrorMeaning::kBanned));
  EXPECT_EQ(Meaning(400, -1021), ErrorMeaning::kBadClock);
  EXPECT_TRUE(IsRetryable(ErrorMeaning::kBadClock));
  EXPECT_EQ(Meaning(401, -2015), ErrorMeaning::kUnauthorised);
  EXPECT_EQ(Meaning(400, -2013), ErrorMeaning::kNoSuchOrder);
  EXPECT_EQ(Meaning(400, -2026), ErrorMeaning::kArchived);
  EXPECT_EQ(Meaning(400, -2011), ErrorMeaning::kCancelRejected);
  EXPECT_EQ(Meaning(400, -1121), ErrorMeaning::kBadRequest);
  EXPECT_EQ(Meaning(409, -2021), ErrorMeaning::kPartlyDone);
  EXPECT_EQ(Meaning(400, -2010, "Account has insufficient balance for requested action."),
            ErrorMeaning::kOrderRejected);
  EXPECT_EQ(Meaning(400, -2010, "Duplicate order sent."), ErrorMeaning::kDuplicateOrder)
      << "the order that was sent before did arrive";
}

// Fault F22.
TEST(Rejection, NamesTheFilter) {
  EXPECT_EQ(RejectionOf("Filter failure: MARKET_LOT_SIZE"), Rejection::kMarketLotSize);
  EXPECT_EQ(RejectionOf("Filter failure: LOT_SIZE"), Rejection::kLotSize);
  EXPECT_EQ(RejectionOf("Filter failure: PERCENT_PRICE_BY_SIDE"), Rejection::kPercentPrice);
  EXPECT_EQ(RejectionOf("Filter failure: PRICE_FILTER"), Rejection::kPriceFilter);
  EXPECT_EQ(RejectionOf("Filter failure: MIN_NOTIONAL"), Rejection::kNotional);
  EXPECT_EQ(RejectionOf("Filter failure: MAX_NUM_ALGO_ORDERS"), Rejection::kMaxOrders);
  EXPECT_EQ(RejectionOf("Filter failure: EXCHANGE_MAX_NUM_ORDERS"), Rejection::kMaxOrders);
  EXPECT_EQ(RejectionOf("Invalid orderType."), Rejection::kOrderType);
  EXPECT_EQ(RejectionOf("Order would immediately match and take."), Rejection::kWouldTake);
  EXPECT_EQ(RejectionOf("Order would trigger immediately."), Rejection::kWouldTrigger);
  EXPECT_EQ(RejectionOf("Unknown order sent."), Rejection::kUnknownOrder);
  EXPECT_EQ(RejectionOf(""), Rejection::kOther);
}

// Fault F28.
TEST(RateLimits, AreReadFromHeaders) {
  const HeaderLimits limits = ReadHeaders({{"X-MBX-USED-WEIGHT-1M", "57"},
                                           {"x-mbx-order-count-10s", " 3 "},
                                           {"X-MBX-ORDER-COUNT-1D", "999"},
                                           {"X-MBX-USED-WEIGHT", "57"},
                                           {"X-MBX-USED-WEIGHT-0M", "1"},
                                           {"X-MBX-USED-WEIGHT-1X", "1"},
                                           {"X-MBX-ORDER-COUNT-1M", "-1"},
                                           {"Retry-After", "12"},
                                           {"Date", "5"}});
  ASSERT_EQ(limits.counts.size(), 3U);
  EXPECT_EQ(limits.counts[0].kind, RateLimitKind::kRequestWeight);
  EXPECT_EQ(limits.counts[0].interval, base::Minutes(1));
  EXPECT_EQ(limits.counts[0].count, 57U);
  EXPECT_EQ(limits.counts[1].kind, RateLimitKind::kOrders);
  EXPECT_EQ(limits.counts[1].interval, base::Seconds(10));
  EXPECT_EQ(limits.counts[2].interval, base::Days(1));
  EXPECT_EQ(limits.retry_after, base::Seconds(12));
  EXPECT_EQ(ReadHeaders({{"retry-after", "9999999999999999999"}}).retry_after, base::Days(3));
}

}  // namespace
}  // namespace keel::venues::binance
