// SPDX-License-Identifier: MIT
#include "venues/binance/order_gateway.h"

#include <gtest/gtest.h>

#include "venues/binance/testing/fake_binance.h"
#include "venues/binance/testing/listener_record.h"
#include "venues/binance/ws_api_parser.h"

namespace keel::venues::binance {
namespace {

using execution::CancelAtVenue;
using execution::Request;

core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }

class OrderGatewayTest : public testing::Test {
 protected:
  OrderGatewayTest() : gateway_({MakePair("BTC", 0), MakePair("ETH", 1)}, CurrencyOf()) {}

  static TradedPair MakePair(const std::string& base, uint32_t index) {
    const auto rules = RestParser().Exchange(R"({"serverTime":1,"rateLimits":[],"symbols":[)" +
                                             PairJson(base, "USDT") + "]}");
    EXPECT_TRUE(rules) << rules.error().message;
    return {{index}, rules->symbols.at(0)};
  }
  OrderGateway::CurrencyOf CurrencyOf() {
    return [this](std::string_view code) {
      coins_.emplace_back(code);
      return core::CurrencyId{static_cast<uint16_t>(coins_.size())};
    };
  }
  static Request Place() {
    core::OrderTerms terms;
    terms.type = core::OrderType::kLimit;
    terms.quantity = Q("1");
    terms.limit_price = P("100");
    return {{7}, execution::PlaceOrder{"k-t-1", {}, terms, {}}};
  }
  static Request Cancel() { return {{7}, CancelAtVenue{"k-t-1", {0}}}; }
  static Request Amend() { return {{7}, execution::AmendAtVenue{"k-t-1", {0}, {}, Q("0.6")}}; }
  static Request Query() { return {{7}, execution::QueryOrder{"k-t-1", {0}}}; }
  std::string Read(const Request& request, int status, const std::string& body) {
    return Render(gateway_.Read(request, status, body));
  }
  static std::string Error(int code, const std::string& message = "words") {
    return R"({"code":)" + std::to_string(code) + R"(,"msg":")" + message + R"("})";
  }

  std::vector<std::string> coins_;
  OrderGateway gateway_;
};

TEST_F(OrderGatewayTest, TellsAnOrderAsTheVenueHasIt) {
  EXPECT_EQ(Read(Place(), 200, OrderJson("k-t-1", 28, "NEW", "0")),
            "answer 7: k-t-1 #28 working 0");
  EXPECT_EQ(Read(Place(), 200, OrderJson("k-t-1", 28, "PARTIALLY_FILLED", "0.5")),
            "answer 7: k-t-1 #28 working 0.5");
  EXPECT_EQ(Read(Query(), 200, OrderJson("k-t-1", 28, "EXPIRED", "0.5")),
            "answer 7: k-t-1 #28 expired 0.5");
}

// Faults F01, F02, F16: only the venue's own word says that an order does not exist.
TEST_F(OrderGatewayTest, F01WhatProvesNothingIsUnknown) {
  const std::string unknown = "answer 7: unknown";
  for (const Request& request : {Place(), Cancel(), Amend(), Query()}) {
    for (const int status : {500, 502, 503, 504, 302, 204}) {
      EXPECT_EQ(Read(request, status, "<html>"), unknown) << status;
    }
    EXPECT_EQ(Read(request, 400, Error(-1006)), unknown);
    EXPECT_EQ(Read(request, 400, Error(-1007)), unknown);
    EXPECT_EQ(Read(request, 503, Error(-2010)), unknown) << "a fault of the venue";
    EXPECT_EQ(Read(request, 400, Error(-9999)), unknown) << "a code that nobody knows";
    EXPECT_EQ(Read(request, 400, "not json"), unknown);
    EXPECT_EQ(Read(request, 200, "{"), unknown);
    EXPECT_EQ(Read(request, 200, OrderJson("another", 28, "NEW", "0")), unknown);
  }
  EXPECT_EQ(Read(Place(), 400, Error(-2013)), unknown) << "no answer to a placement";
  EXPECT_EQ(Read(Place(), 400, Error(-2010, "Duplicate order sent.")), unknown);
}

TEST_F(OrderGatewayTest, AnAmendIsAskedForAndItsAnswerTellsWhatTheOrderIsFor) {
  TradedPair pair = MakePair("BTC", 0);
  pair.rules.amend_allowed = false;
  const auto none = OrderGateway({pair}, CurrencyOf()).CallOf(Amend());
  ASSERT_FALSE(none) << "the pair has no amendments";
  EXPECT_EQ(none.error().why, core::OrderEnd::kRefusedByVenue);
  const auto call = gateway_.CallOf(Amend());
  ASSERT_TRUE(call);
  EXPECT_EQ(call->method, Method::kReduceOrder);
  EXPECT_EQ(call->parameters[1].value, "k-t-1");
  EXPECT_EQ(call->parameters[3].value, "0.6");
  const auto answer = gateway_.Read(Amend(), 200, AmendedJson("k-t-1", 33, "0.600"));
  const auto* told = std::get_if<execution::VenueOrder>(&answer.what);
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->quantity, Q("0.6"));
  EXPECT_EQ(told->executed, Q("0.1"));
  EXPECT_EQ(Read(Amend(), 400, Error(-2038, "The requested action would change no state")),
            "answer 7: refused refused_by_venue The requested action would change no state "
            "(-2038)");
  EXPECT_EQ(Read(Amend(), 400, Error(-2013)), "answer 7: not found");
}

TEST_F(OrderGatewayTest, WhatWasTurnedAwayUnreadWasNotSent) {
  for (const Request& request : {Place(), Cancel(), Amend(), Query()}) {
    EXPECT_EQ(Read(request, 429, Error(-1003)), "answer 7: not sent");
    EXPECT_EQ(Read(request, 418, Error(-1003)), "answer 7: not sent");
    EXPECT_EQ(Read(request, 400, Error(-1021)), "answer 7: not sent");
    EXPECT_EQ(Read(request, 503, Error(-1008)), "answer 7: not sent");
  }
}

TEST_F(OrderGatewayTest, TellsWhyAnOrderWasRefused) {
  EXPECT_EQ(
      Read(Place(), 400, Error(-2010, "Account has insufficient balance for requested action.")),
      "answer 7: refused insufficient_balance Account has insufficient balance for requested "
      "action. (-2010)");
  EXPECT_EQ(Read(Place(), 400, Error(-2010, "Order would immediately match and take.")),
            "answer 7: refused would_take Order would immediately match and take. (-2010)");
  EXPECT_EQ(Read(Place(), 400, Error(-1013, "Filter failure: LOT_SIZE")),
            "answer 7: refused against_filters Filter failure: LOT_SIZE (-1013)");
  EXPECT_EQ(Read(Place(), 400, Error(-1013, "Filter failure: MAX_NUM_ALGO_ORDERS")),
            "answer 7: refused too_many_orders Filter failure: MAX_NUM_ALGO_ORDERS (-1013)");
  EXPECT_EQ(Read(Place(), 400, Error(-1116, "Invalid orderType.")),
            "answer 7: refused against_filters Invalid orderType. (-1116)");
  EXPECT_EQ(Read(Place(), 401, Error(-2015, "Invalid API-key\\nor IP")),
            "answer 7: refused refused_by_venue Invalid API-key or IP (-2015)");
}

TEST_F(OrderGatewayTest, WritesOrdersByTheRulesThatItLearntLast) {
  Request request = Place();
  std::get<execution::PlaceOrder>(request.what).terms.limit_price = P("100.0005");
  const auto price = [&] {
    const auto call = gateway_.CallOf(request);
    if (!call) return call.error().text;
    for (const auto& parameter : call->parameters) {
      if (parameter.name == "price") return std::string(parameter.value);
    }
    return std::string("no price");
  };
  EXPECT_NE(price(), "100.0005") << "the tick was coarser";
  SymbolRules finer = MakePair("BTC", 0).rules;
  finer.filters.tick = P("0.0001");
  gateway_.Learn(finer);
  EXPECT_EQ(price(), "100.0005");
}

TEST_F(OrderGatewayTest, AnOrderThatIsNotThereIsNotFound) {
  EXPECT_EQ(Read(Query(), 400, Error(-2013)), "answer 7: not found");
  EXPECT_EQ(Read(Cancel(), 400, Error(-2011, "Unknown order sent.")), "answer 7: not found");
}

TEST_F(OrderGatewayTest, AnOrderInTheArchiveWasCancelledUnfilled) {
  EXPECT_EQ(Read(Query(), 400, Error(-2026)), "answer 7: k-t-1 #0 canceled 0");
  EXPECT_EQ(Read(Cancel(), 400, Error(-2026)), "answer 7: k-t-1 #0 canceled 0");
  EXPECT_EQ(Read(Place(), 400, Error(-2026)), "answer 7: unknown") << "no answer to a placement";
}

// Fault F05: the venue's number and our name are both told, of a cancel our order's name.
TEST_F(OrderGatewayTest, F05ACancelIsTheOrdersOwn) {
  std::string body = OrderJson("cancel-77", 28, "CANCELED", "0.25");
  body.insert(1, R"("origClientOrderId":"k-t-1",)");
  EXPECT_EQ(Read(Cancel(), 200, body), "answer 7: k-t-1 #28 canceled 0.25");
}

TEST_F(OrderGatewayTest, LeavesOrdersOfOtherPairsOut) {
  std::string other = OrderJson("x", 5, "NEW", "0");
  other.replace(other.find("BTCUSDT"), 7, "XRPUSDT");
  EXPECT_EQ(Read({{7}, execution::QueryOpenOrders{}}, 200,
                 "[" + OrderJson("k-t-1", 28, "NEW", "0") + "," + other + "]"),
            "answer 7: orders [k-t-1 #28 working 0]");
}

std::string TradeJson(int id, const std::string& coin) {
  return R"({"symbol":"BTCUSDT","id":)" + std::to_string(id) +
         R"(,"orderId":28,"orderListId":-1,"price":"100","qty":"0.5","quoteQty":"50",)"
         R"("commission":"0.001","commissionAsset":")" +
         coin + R"(","time":1499865549590,"isBuyer":true,"isMaker":false,"isBestMatch":true})";
}

// Fault F20: a fee is in its own coin.
TEST_F(OrderGatewayTest, F20TradesHaveTheirFeesInTheirOwnCoin) {
  const Request query{{7}, execution::QueryTrades{{0}, 55}};
  EXPECT_EQ(Read(query, 200, "[" + TradeJson(56, "BNB") + "," + TradeJson(58, "BTC") + "]"),
            "answer 7: trades [trade 56 of #28: buy 0.5 at 100 fee 0.001 of 1 taker] "
            "[trade 58 of #28: buy 0.5 at 100 fee 0.001 of 2 taker]");
  EXPECT_EQ(coins_, (std::vector<std::string>{"BNB", "BTC"}));
  EXPECT_EQ(Read(query, 200, "[" + TradeJson(57, "") + "]"), "answer 7: unknown") << "no coin";
}

// Fault F13: numbers of executions rise; an answer that tells one twice tells nothing.
TEST_F(OrderGatewayTest, F13TradesThatComeTwiceAreNotTold) {
  const Request query{{7}, execution::QueryTrades{{0}, 55}};
  EXPECT_EQ(Read(query, 200, "[" + TradeJson(56, "BNB") + "," + TradeJson(56, "BNB") + "]"),
            "answer 7: unknown");
  EXPECT_EQ(Read(query, 200, "[" + TradeJson(55, "BNB") + "]"), "answer 7: unknown");
}

TEST_F(OrderGatewayTest, AsksForWhatComesAfterTheLastTrade) {
  const auto call = gateway_.CallOf({{7}, execution::QueryTrades{{0}, 55}});
  ASSERT_TRUE(call);
  EXPECT_EQ(call->parameters[1].name, "fromId");
  EXPECT_EQ(call->parameters[1].value, "56");
  const auto newest =
      gateway_.CallOf({{7}, execution::QueryTrades{.instrument = {0}, .newest = true}});
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->parameters.size(), 2U) << "without a number the venue tells the latest";
  EXPECT_EQ(newest->parameters[1].name, "limit");
  EXPECT_EQ(newest->parameters[1].value, "1");
  EXPECT_FALSE(gateway_.CallOf({{7}, CancelAtVenue{"k-t-1", {9}}})) << "not our pair";
  Request odd = Place();
  std::get<execution::PlaceOrder>(odd.what).terms.quantity = Q("0.0001");
  EXPECT_FALSE(gateway_.CallOf(odd)) << "less than a lot";
}

constexpr const char* kFill =
    R"({"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"k-t-1","S":"BUY","o":"LIMIT",)"
    R"("f":"GTC","q":"1.000","p":"100.00","P":"0","F":"0","g":-1,"C":"","x":"TRADE",)"
    R"("X":"PARTIALLY_FILLED","r":"NONE","i":28,"l":"0.400","z":"0.400","L":"99.50","n":"0.001",)"
    R"("N":"BNB","T":1499405658657,"t":56,"w":true,"m":true,"M":false,"O":1499405658657,)"
    R"("Z":"39.8",)"
    R"("Y":"39.8","Q":"0"})";

TEST_F(OrderGatewayTest, AnExecutionComesWithItsOrder) {
  const auto message = WsApiParser().Parse(kFill);
  ASSERT_TRUE(message) << message.error().message;
  auto report = std::get<ExecutionReport>(std::get<SubscribedEvent>(*message).event);
  const auto told = gateway_.Read(report);
  ASSERT_TRUE(told && *told);
  EXPECT_EQ(Render(execution::VenueEvent(**told)),
            "stream k-t-1 #28 working 0.4 trade 56 of #28: buy 0.4 at 99.5 fee 0.001 of 1 maker");
  report.commission_asset = "";
  report.commission = {};
  ASSERT_TRUE(gateway_.Read(report));
  EXPECT_EQ(coins_.back(), "USDT") << "a fee of nothing is of the quote coin";
  report.symbol = "XRPUSDT";
  EXPECT_FALSE(gateway_.Read(report)->has_value()) << "a pair that is not traded here";
}

// Fault F25: a venue cannot fill our memory with names of coins.
TEST_F(OrderGatewayTest, F25NamesOfCoinsAreBounded) {
  const Request query{{7}, execution::QueryTrades{{0}, 0}};
  for (size_t i = 0; i < OrderGateway::kMaxCurrencies; ++i) {
    Read(query, 200, "[" + TradeJson(1, "C" + std::to_string(i)) + "]");
  }
  EXPECT_EQ(Read(query, 200, "[" + TradeJson(1, "ONEMORE") + "]"), "answer 7: unknown");
  EXPECT_EQ(coins_.size(), OrderGateway::kMaxCurrencies);
}

}  // namespace
}  // namespace keel::venues::binance
