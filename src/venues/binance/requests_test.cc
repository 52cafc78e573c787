// SPDX-License-Identifier: MIT
#include "venues/binance/requests.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "risk/testing/scene.h"
#include "venues/binance/client_order_id.h"

namespace keel::venues::binance {
namespace {

using core::OrderType;
using core::Side;
using core::TimeInForce;
using risk::D;
using risk::P;
using risk::Q;

constexpr RequestTime kTime{{1499827319559'000'000}, base::Seconds(5)};

SymbolRules RulesOfBtc() {
  SymbolRules rules;
  rules.symbol = "BTCUSDT";
  rules.filters = {P("0.01"), Q("0.00001"), D("5")};
  for (const auto& [word, type] : kVenueOrderTypes) rules.order_types.push_back(type);
  rules.trailing_stop_allowed = rules.cancel_replace_allowed = rules.amend_allowed = true;
  return rules;
}

/// Orders of a rich account, through a gate without limits.
class CallsTest : public testing::Test {
 protected:
  CallsTest() {
    scene_.ledger.Deposit({D("100000000"), scene_.Coin("USDT")});
    scene_.Fill(risk::Scene::kBtc, Side::kBuy, Q("1000"));
  }
  risk::ApprovedOrder Approve(const core::Order& order) {
    const risk::Approval approval =
        scene_.gate.Approve(order, false, scene_.Market(order.terms.instrument), scene_.Account());
    for (const auto& refusal : approval.refusals) ADD_FAILURE() << refusal.rule;
    return *approval.order;
  }
  core::Order Limit(Side side, std::string_view quantity, std::string_view price) {
    return scene_.Limit(risk::Scene::kBtc, side, Q(quantity), price);
  }
  /// "symbol=BTCUSDT side=BUY ..." or the error.
  std::string Text(const core::Order& order) {
    const auto call = PlaceOrder(Approve(order), rules_, "keel-a-1");
    if (!call) return "error: " + call.error().message;
    std::string text;
    for (const Parameter& p : call->parameters) {
      if (p.name == "symbol" || p.name.starts_with("newC") || p.name.starts_with("newO")) continue;
      text += (text.empty() ? "" : " ") + std::string(p.name) + "=" + p.value;
    }
    return text;
  }
  risk::Scene scene_{risk::NoLimits()};
  SymbolRules rules_ = RulesOfBtc();
};

TEST_F(CallsTest, WritesEachTypeOfOrder) {
  core::Order limit = Limit(Side::kBuy, "1", "99.5");
  EXPECT_EQ(Text(limit), "side=BUY type=LIMIT timeInForce=GTC quantity=1 price=99.5");
  limit.terms.tif = TimeInForce::kFok;
  EXPECT_EQ(Text(limit), "side=BUY type=LIMIT timeInForce=FOK quantity=1 price=99.5");
  limit.terms.tif = TimeInForce::kGtc;
  limit.terms.post_only = true;
  EXPECT_EQ(Text(limit), "side=BUY type=LIMIT_MAKER quantity=1 price=99.5");

  core::Order market = scene_.Order(risk::Scene::kBtc, Side::kSell, Q("0.5"));
  EXPECT_EQ(Text(market), "side=SELL type=MARKET quantity=0.5");
  market.terms.side = Side::kBuy;
  market.protection_price = P("101");
  EXPECT_EQ(Text(market), "side=BUY type=LIMIT timeInForce=IOC quantity=0.5 price=101");

  core::Order stop = scene_.Order(risk::Scene::kBtc, Side::kSell, Q("2"));
  stop.terms.type = OrderType::kStop;
  stop.terms.stop_price = P("90.001");
  EXPECT_EQ(Text(stop), "side=SELL type=STOP_LOSS quantity=2 stopPrice=90.01");
  stop.terms.type = OrderType::kStopLimit;
  stop.terms.limit_price = P("89");
  EXPECT_EQ(Text(stop),
            "side=SELL type=STOP_LOSS_LIMIT timeInForce=GTC quantity=2 price=89 stopPrice=90.01");
  stop.terms.type = OrderType::kTakeProfit;
  stop.terms.limit_price = core::Price();
  stop.terms.stop_price = P("110.009");
  EXPECT_EQ(Text(stop), "side=SELL type=TAKE_PROFIT quantity=2 stopPrice=110");
  stop.terms.type = OrderType::kTrailingStop;
  stop.terms.stop_price = core::Price();
  stop.terms.trail_fraction = 0.0125;
  EXPECT_EQ(Text(stop), "side=SELL type=STOP_LOSS quantity=2 trailingDelta=125");
}

// Fault F21: never up, never an exponent.
TEST_F(CallsTest, QuantitiesRoundDownAndPricesAwayFromTheMarket) {
  EXPECT_EQ(Text(Limit(Side::kBuy, "0.000019999", "99.999")),
            "side=BUY type=LIMIT timeInForce=GTC quantity=0.00001 price=99.99");
  EXPECT_EQ(Text(Limit(Side::kSell, "0.000029999", "100.001")),
            "side=SELL type=LIMIT timeInForce=GTC quantity=0.00002 price=100.01");
  rules_.filters.lot = Q("0.000000000001");
  EXPECT_EQ(Text(Limit(Side::kSell, "0.000000010000", "100")),
            "side=SELL type=LIMIT timeInForce=GTC quantity=0.00000001 price=100");
  rules_.filters.lot = Q("1");
  EXPECT_NE(Text(Limit(Side::kBuy, "0.9", "100")).find("less than one step of 1"),
            std::string::npos);
  rules_ = RulesOfBtc();
  rules_.market_step = Q("0.1");
  EXPECT_EQ(Text(scene_.Order(risk::Scene::kBtc, Side::kSell, Q("0.57"))),
            "side=SELL type=MARKET quantity=0.5");
}

TEST_F(CallsTest, RefusesWhatTheVenueDoesNotOffer) {
  core::Order order = Limit(Side::kBuy, "1", "99.5");
  order.terms.tif = TimeInForce::kGtd;
  order.terms.expire_time = {base::Days(11).ns};
  EXPECT_NE(Text(order).find("GTD"), std::string::npos);
  order.terms.tif = TimeInForce::kIoc;
  order.terms.post_only = true;
  EXPECT_NE(Text(order).find("post-only"), std::string::npos);
  rules_.order_types = {VenueOrderType::kLimit};
  EXPECT_NE(Text(scene_.Order(risk::Scene::kBtc, Side::kSell, Q("1"))).find("type MARKET"),
            std::string::npos);
  rules_ = RulesOfBtc();
  rules_.trailing_stop_allowed = rules_.cancel_replace_allowed = rules_.amend_allowed = false;
  core::Order trailing = scene_.Order(risk::Scene::kBtc, Side::kSell, Q("2"));
  trailing.terms.type = OrderType::kTrailingStop;
  trailing.terms.trail_fraction = 0.01;
  EXPECT_NE(Text(trailing).find("trailing"), std::string::npos);
  const auto approved = Approve(Limit(Side::kBuy, "1", "99.5"));
  EXPECT_FALSE(CancelReplace(approved, rules_, "a", "b").has_value());
  EXPECT_FALSE(ReduceOrder(rules_, "a", Q("1")).has_value());
  EXPECT_FALSE(PlaceOrder(approved, RulesOfBtc(), "not an id").has_value());
}

// The example of the venue's documentation, as far as it goes.
TEST_F(CallsTest, SignsTheQueryThatIsSent) {
  const auto call = PlaceOrder(Approve(Limit(Side::kBuy, "1", "0.1")), rules_, "keel-a-1");
  std::string payload;
  const RestRequest request = BuildRest(*call, kTime, [&](std::string_view text) {
    payload = text;
    return std::string("a+b/c=");
  });
  EXPECT_EQ(payload,
            "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
            "&newClientOrderId=keel-a-1&newOrderRespType=FULL"
            "&recvWindow=5000&timestamp=1499827319559");
  EXPECT_EQ(request.target, "/api/v3/order?" + payload + "&signature=a%2Bb%2Fc%3D");
  EXPECT_EQ(request.verb, "POST");
  EXPECT_TRUE(request.needs_key);
  EXPECT_TRUE(request.is_order);
}

TEST_F(CallsTest, TheWebSocketApiSignsSortedParameters) {
  const auto call = PlaceOrder(Approve(Limit(Side::kSell, "0.01", "52000")), rules_, "k");
  std::string payload;
  const Signer sign = [&](std::string_view text) {
    payload = text;
    return std::string("cc15");
  };
  const WsApiKey key{"vmPU", sign};
  const std::string text = BuildWsApi(*call, 7, kTime, &key);
  EXPECT_EQ(payload,
            "apiKey=vmPU&newClientOrderId=k&newOrderRespType=FULL&price=52000&quantity=0.01"
            "&recvWindow=5000&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1499827319559"
            "&type=LIMIT");
  const auto json = base::ParseJson(text);
  ASSERT_TRUE(json.has_value()) << text;
  EXPECT_EQ(json->Find("id")->text, "7");
  EXPECT_EQ(json->Find("method")->text, "order.place");
  const base::JsonValue& params = *json->Find("params");
  EXPECT_EQ(params.Find("signature")->text, "cc15");
  EXPECT_EQ(params.Find("price")->kind, base::JsonValue::Kind::kString);
  EXPECT_EQ(params.Find("timestamp")->kind, base::JsonValue::Kind::kNumber);
  // On a session that is logged on neither key nor signature go along.
  const auto bare = base::ParseJson(BuildWsApi(*call, 8, kTime, nullptr));
  EXPECT_EQ(bare->Find("params")->Find("apiKey"), nullptr);
  EXPECT_EQ(bare->Find("params")->Find("signature"), nullptr);
  EXPECT_NE(bare->Find("params")->Find("timestamp"), nullptr);
}

std::string Rest(const Call& call) {
  const RestRequest request =
      BuildRest(call, kTime, [](std::string_view) { return std::string("S"); });
  return fmt::format("{} {} {}", request.verb, request.weight, request.target);
}
const std::string kSigned = "recvWindow=5000&timestamp=1499827319559&signature=S";

TEST_F(CallsTest, AsksAboutOrders) {
  EXPECT_EQ(Rest(CancelOrder("BTCUSDT", "x")),
            "DELETE 1 /api/v3/order?symbol=BTCUSDT&origClientOrderId=x&" + kSigned);
  EXPECT_EQ(Rest(OrderStatus("BTCUSDT", "x")),
            "GET 4 /api/v3/order?symbol=BTCUSDT&origClientOrderId=x&" + kSigned);
  EXPECT_EQ(Rest(OpenOrders("BTCUSDT")), "GET 6 /api/v3/openOrders?symbol=BTCUSDT&" + kSigned);
  EXPECT_EQ(Rest(OpenOrders(std::nullopt)), "GET 80 /api/v3/openOrders?" + kSigned);
  EXPECT_EQ(Rest(AllOrders("BTCUSDT", {.from_id = 9})),
            "GET 20 /api/v3/allOrders?symbol=BTCUSDT&orderId=9&limit=500&" + kSigned);
  EXPECT_EQ(Rest(AccountTrades("BTCUSDT", {.from = base::UnixNanos{5'000'000}, .limit = 1000})),
            "GET 20 /api/v3/myTrades?symbol=BTCUSDT&startTime=5&limit=1000&" + kSigned);
  EXPECT_EQ(Rest(Account()), "GET 20 /api/v3/account?omitZeroBalances=true&" + kSigned);
  EXPECT_EQ(Rest(KeyRights()), "GET 1 /sapi/v1/account/apiRestrictions?" + kSigned);
  EXPECT_EQ(Rest(*ReduceOrder(rules_, "x", Q("0.500009"))),
            "PUT 4 /api/v3/order/amend/keepPriority?symbol=BTCUSDT&origClientOrderId=x"
            "&newClientOrderId=x&newQty=0.5&" +
                kSigned);
  EXPECT_FALSE(ReduceOrder(rules_, "x", Q("0.000009")).has_value());
  const auto replace = CancelReplace(Approve(Limit(Side::kBuy, "1", "99")), rules_, "new", "old");
  EXPECT_EQ(Rest(*replace),
            "POST 1 /api/v3/order/cancelReplace?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC"
            "&quantity=1&price=99&newClientOrderId=new&newOrderRespType=FULL"
            "&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=old&" +
                kSigned);
}

TEST_F(CallsTest, AsksAboutTheMarketWithoutASignature) {
  const std::vector<std::string> pairs = {"BTCUSDT", "BNBBTC"};
  EXPECT_EQ(Rest(Exchange(pairs)),
            "GET 20 /api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22BNBBTC%22%5D");
  EXPECT_EQ(Rest(Exchange({})), "GET 20 /api/v3/exchangeInfo");
  EXPECT_EQ(Rest(PastTrades("BTCUSDT", {.from_id = 42, .limit = 2})),
            "GET 25 /api/v3/historicalTrades?symbol=BTCUSDT&fromId=42&limit=2");
  EXPECT_EQ(Rest(Depth("BTCUSDT", 1000)), "GET 50 /api/v3/depth?symbol=BTCUSDT&limit=1000");
  EXPECT_EQ(Depth("BTCUSDT", 100).weight, 5);
  EXPECT_EQ(Depth("BTCUSDT", 500).weight, 25);
  EXPECT_EQ(Depth("BTCUSDT", 5000).weight, 250);
  EXPECT_EQ(Rest(Klines("BTCUSDT", *core::Timeframe::Parse("1h"),
                        {.from = base::UnixNanos{1'000'000}, .to = base::UnixNanos{2'000'000}})),
            "GET 2 /api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=1&endTime=2&limit=500");
  EXPECT_EQ(Rest(AggregateTrades("BTCUSDT", {.from_id = 3, .limit = 10})),
            "GET 4 /api/v3/aggTrades?symbol=BTCUSDT&fromId=3&limit=10");
  EXPECT_EQ(Rest(Trades("BTCUSDT", 5)), "GET 25 /api/v3/trades?symbol=BTCUSDT&limit=5");
  EXPECT_EQ(Rest(ServerTime()), "GET 1 /api/v3/time");
}

TEST_F(CallsTest, SubscribesToTheAccount) {
  const Signer sign = [](std::string_view payload) { return std::string(payload); };
  const WsApiKey key{"K", sign};
  EXPECT_EQ(BuildWsApi(Subscribe(), 1, kTime, nullptr),
            R"({"id":1,"method":"userDataStream.subscribe"})");
  EXPECT_EQ(BuildWsApi(SubscribeSigned(), 2, kTime, &key),
            R"({"id":2,"method":"userDataStream.subscribe.signature","params":{"apiKey":"K",)"
            R"("recvWindow":5000,"timestamp":1499827319559,)"
            R"("signature":"apiKey=K&recvWindow=5000&timestamp=1499827319559"}})");
  EXPECT_EQ(base::ParseJson(BuildWsApi(Logon(), 3, kTime, &key))->Find("method")->text,
            "session.logon");
  EXPECT_EQ(BuildWsApi(Exchange(std::vector<std::string>{"A"}), 4, kTime, nullptr),
            R"({"id":4,"method":"exchangeInfo","params":{"symbols":["A"]}})");
}

TEST_F(CallsTest, OnlyFourMethodsChangeOrders) {
  size_t changing = 0;
  for (uint8_t i = 0; i <= static_cast<uint8_t>(Method::kSubscribeSigned); ++i) {
    changing += ChangesOrders(static_cast<Method>(i)) ? 1 : 0;
  }
  EXPECT_EQ(changing, 4U);
  EXPECT_TRUE(ChangesOrders(Method::kPlaceOrder));
}

TEST(ClientOrderId, TheVenueTakesThirtySixPlainCharacters) {
  EXPECT_FALSE(IsClientOrderId(""));
  EXPECT_FALSE(IsClientOrderId("a b"));
  EXPECT_FALSE(IsClientOrderId(std::string(37, 'a')));
  EXPECT_TRUE(IsClientOrderId("web_A-9"));
}

}  // namespace
}  // namespace keel::venues::binance
