// SPDX-License-Identifier: MIT
// Order lists (OCO): locked once, the first to act ends the other, and nothing is made or lost.
#include <gtest/gtest.h>

#include "base/random.h"
#include "exchange/account_events.h"
#include "exchange/routes.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Side;

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }

OrderRequest Order(Side side, OrderType type, std::string_view quantity, std::string_view price,
                   std::string_view stop = "0") {
  OrderRequest order;
  order.side = side;
  order.type = type;
  order.quantity = Quantity(D(quantity));
  order.price = Price(D(price));
  order.stop_price = Price(D(stop));
  return order;
}
OrderRequest Named(std::string name, OrderRequest order) {
  order.client_id = std::move(name);
  return order;
}

/// BTCUSDT, last traded at 100, of Anna and Bert with 50 BTC and 100,000 USDT each.
struct Scene {
  std::unique_ptr<SimulatedExchange> exchange;
  AccountId anna = 0, bert = 0;

  Scene() {
    std::vector<Listing> listings{MakeListing({"BTC", "USDT", ""}, 2, 5).value()};
    exchange = SimulatedExchange::Make(std::move(listings), {}).value();
    anna = exchange->OpenAccount(Membership::kClient);
    bert = exchange->OpenAccount(Membership::kClient);
    for (const AccountId account : {anna, bert}) {
      EXPECT_TRUE(exchange->Transfer(account, "USDT", D("100000"), kNow));
      EXPECT_TRUE(exchange->Transfer(account, "BTC", D("50"), kNow));
    }
    Place(bert, Order(Side::kSell, OrderType::kLimit, "0.1", "100"));
    Place(bert, Named("b", Order(Side::kBuy, OrderType::kLimit, "0.1", "100")));
    exchange->TakeNews();
  }
  void Place(AccountId account, OrderRequest order) {
    order.prevention = SelfTradePrevention::kNone;
    const auto placed = exchange->Place(account, order, kNow);
    EXPECT_TRUE(placed) << placed.error().message;
  }
  /// Anna sells `quantity` at 110 or, once 90 has traded, at 89 or better.
  Outcome<ListedOrders> PlaceOco(std::string_view quantity, std::string_view profit = "110",
                                 std::string_view stop = "90") {
    const OcoRequest request{
        Named("above", Order(Side::kSell, OrderType::kLimitMaker, quantity, profit)),
        Named("below", Order(Side::kSell, OrderType::kStopLossLimit, quantity, "89", stop)),
        "list"};
    return exchange->PlaceOco(anna, request, kNow);
  }
  OrderStatus StatusOf(const std::string& name) {
    return exchange->Find(anna, 0, name).value().status;
  }
  Balance BalanceOf(AccountId account, AssetId asset) {
    return exchange->accounts().at(account, asset);
  }
  Answer Ask(std::string_view method, std::string_view path, const Parameters& parameters) {
    const Route* route = FindRestRoute(method, path);
    ParameterReader in(parameters, *exchange);
    return route->answer(*exchange, {.now = kNow, .account = anna, .fresh_name = "fresh"}, in);
  }
};

TEST(OrderLists, LockOnceWhatEitherOrderMayNeed) {
  Scene scene;
  ASSERT_TRUE(scene.PlaceOco("50"));
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0), (Balance{D("0"), D("50")}));
  const OcoRequest purchase{Named("up", Order(Side::kBuy, OrderType::kStopLoss, "10", "0", "120")),
                            Named("down", Order(Side::kBuy, OrderType::kLimitMaker, "10", "80")),
                            "purchase"};
  ASSERT_TRUE(scene.exchange->PlaceOco(scene.bert, purchase, kNow));
  EXPECT_EQ(scene.BalanceOf(scene.bert, 1).locked, D("1260")) << "the stop's, with its protection";
}

TEST(OrderLists, AStopThatTriggersAfterACoarserTickNeedsNoMoreThanWasLocked) {
  Scene scene;
  const OcoRequest purchase{
      Named("up", Order(Side::kBuy, OrderType::kStopLoss, "100", "0", "110.01")),
      Named("down", Order(Side::kBuy, OrderType::kLimitMaker, "100", "80")), "purchase"};
  ASSERT_TRUE(scene.exchange->PlaceOco(scene.anna, purchase, kNow));
  ASSERT_TRUE(scene.exchange->Transfer(scene.anna, "USDT", D("-88448"), kNow));
  EXPECT_EQ(scene.BalanceOf(scene.anna, 1), (Balance{D("0"), D("11552")})) << "115.52 each";
  ASSERT_TRUE(scene.exchange->ChangeRules(0, {Price(D("10")), {}, {}}));
  scene.Place(scene.bert, Order(Side::kSell, OrderType::kLimit, "0.1", "120"));
  scene.Place(scene.bert, Order(Side::kBuy, OrderType::kLimit, "0.1", "120"));
  EXPECT_EQ(scene.StatusOf("up"), OrderStatus::kExpired) << "nobody sells below its protection";
  EXPECT_EQ(scene.StatusOf("down"), OrderStatus::kExpired);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 1), (Balance{D("11552"), D("0")}));
}

TEST(CancelReplace, ANewOrderThatNoFilterLetsInLeavesTheOldOneAlone) {
  Scene scene;
  scene.Place(scene.anna, Named("old", Order(Side::kBuy, OrderType::kLimit, "1", "90")));
  const auto replace = [&](std::string_view price, std::string_view quantity) {
    return scene.Ask("POST", "/api/v3/order/cancelReplace",
                     {{"symbol", "BTCUSDT"},
                      {"side", "BUY"},
                      {"type", "LIMIT"},
                      {"timeInForce", "GTC"},
                      {"quantity", std::string(quantity)},
                      {"price", std::string(price)},
                      {"cancelReplaceMode", "STOP_ON_FAILURE"},
                      {"cancelOrigClientOrderId", "old"}});
  };
  const Answer refused = replace("90.001", "1");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, R"({"code":-1013,"msg":"Filter failure: PRICE_FILTER"})");
  EXPECT_EQ(scene.StatusOf("old"), OrderStatus::kNew);
  EXPECT_EQ(replace("90", "2000").status, 409) << "what the account lacks is no filter";
  EXPECT_EQ(scene.StatusOf("old"), OrderStatus::kCanceled);
}

TEST(OrderLists, ATradeExpiresTheStop) {
  Scene scene;
  ASSERT_TRUE(scene.PlaceOco("2"));
  scene.Place(scene.bert, Order(Side::kBuy, OrderType::kLimit, "0.5", "110"));
  EXPECT_EQ(scene.StatusOf("above"), OrderStatus::kPartiallyFilled);
  EXPECT_EQ(scene.StatusOf("below"), OrderStatus::kExpired);
  EXPECT_FALSE(scene.exchange->FindList(scene.anna, "list")->done);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0).locked, D("1.5"));
  scene.Place(scene.bert, Order(Side::kBuy, OrderType::kLimit, "1.5", "110"));
  EXPECT_TRUE(scene.exchange->FindList(scene.anna, "list")->done);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0), (Balance{D("48"), D("0")}));
  const News news = scene.exchange->TakeNews();
  ASSERT_EQ(news.lists.size(), 2U) << "begun, done";
  EXPECT_TRUE(news.lists[1].done);
}

TEST(OrderLists, ATriggeredStopExpiresTheLimitAndHasItsMoney) {
  Scene scene;
  ASSERT_TRUE(scene.PlaceOco("50"));
  scene.Place(scene.bert, Order(Side::kBuy, OrderType::kLimit, "21", "90"));
  scene.Place(scene.bert, Order(Side::kSell, OrderType::kLimit, "1", "90"));
  EXPECT_EQ(scene.StatusOf("above"), OrderStatus::kExpired);
  EXPECT_EQ(scene.StatusOf("below"), OrderStatus::kPartiallyFilled);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0), (Balance{D("0"), D("30")}));
  ASSERT_TRUE(scene.exchange->Cancel(scene.anna, 0, "below", "c", kNow));
  EXPECT_TRUE(scene.exchange->FindList(scene.anna, "list")->done);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0), (Balance{D("30"), D("0")}));
}

TEST(OrderLists, ToCancelOneIsToCancelBoth) {
  for (const std::string name : {"above", "below", "list"}) {
    Scene scene;
    ASSERT_TRUE(scene.PlaceOco("5"));
    const bool by_list = name == "list";
    EXPECT_TRUE(by_list ? scene.exchange->CancelList(scene.anna, 0, name, "c", kNow).has_value()
                        : scene.exchange->Cancel(scene.anna, 0, name, "c", kNow).has_value());
    EXPECT_EQ(scene.StatusOf("above"), OrderStatus::kCanceled);
    EXPECT_EQ(scene.StatusOf("below"), OrderStatus::kCanceled);
    EXPECT_TRUE(scene.exchange->FindList(scene.anna, "list")->done);
    EXPECT_EQ(scene.BalanceOf(scene.anna, 0), (Balance{D("50"), D("0")}));
    EXPECT_FALSE(scene.exchange->CancelList(scene.anna, 0, "list", "c", kNow)) << "it is done";
  }
}

TEST(OrderLists, ARefusedOneLeavesNothing) {
  Scene scene;
  scene.Place(scene.bert, Order(Side::kBuy, OrderType::kLimit, "1", "99"));
  EXPECT_EQ(scene.PlaceOco("5", "95").error().message,
            "The relationship of the prices for the orders is not correct.");
  EXPECT_FALSE(scene.PlaceOco("5", "110", "101"));
  EXPECT_EQ(scene.PlaceOco("51").error().code, -2010) << "more than there is";
  // The limit would rest, but the stop is at a price that no book has.
  EXPECT_FALSE(scene.PlaceOco("5", "110", "89.999"));
  ASSERT_TRUE(scene.PlaceOco("1"));
  EXPECT_EQ(scene.PlaceOco("1").error().message, "Duplicate order sent.");
  EXPECT_EQ(scene.exchange->OpenOrders(scene.anna, 0).size(), 2U);
  EXPECT_EQ(scene.BalanceOf(scene.anna, 0).locked, D("1"));
  EXPECT_EQ(scene.exchange->market(0).book.open_orders(), 3U);
}

TEST(OrderLists, AFirstOneGoesWithTheSecondThatTheBookRefuses) {
  Scene scene;
  scene.Place(scene.bert, Order(Side::kSell, OrderType::kLimit, "1", "95"));
  const OcoRequest purchase{Named("up", Order(Side::kBuy, OrderType::kStopLoss, "1", "0", "120")),
                            Named("down", Order(Side::kBuy, OrderType::kLimitMaker, "1", "96")),
                            "purchase"};
  EXPECT_EQ(scene.exchange->PlaceOco(scene.anna, purchase, kNow).error().message,
            "Order would immediately match and take.");
  EXPECT_EQ(scene.exchange->market(0).book.open_orders(), 1U);
  EXPECT_TRUE(scene.BalanceOf(scene.anna, 1).locked.is_zero());
  EXPECT_TRUE(scene.exchange->Lists(scene.anna, false).empty());
}

TEST(OrderLists, SpeakAsBinanceDoes) {
  Scene scene;
  const Answer placed = scene.Ask("POST", "/api/v3/orderList/oco",
                                  {{"symbol", "BTCUSDT"},
                                   {"side", "SELL"},
                                   {"quantity", "2"},
                                   {"listClientOrderId", "list"},
                                   {"aboveType", "LIMIT_MAKER"},
                                   {"abovePrice", "110"},
                                   {"aboveClientOrderId", "a"},
                                   {"belowType", "STOP_LOSS"},
                                   {"belowStopPrice", "90"},
                                   {"belowClientOrderId", "b"}});
  ASSERT_EQ(placed.status, 200) << placed.body;
  const std::string names =
      R"("symbol":"BTCUSDT","orders":[{"symbol":"BTCUSDT","orderId":3,"clientOrderId":"a"},)"
      R"({"symbol":"BTCUSDT","orderId":4,"clientOrderId":"b"}])";
  const std::string running =
      R"({"orderListId":1,"contingencyType":"OCO","listStatusType":"EXEC_STARTED",)"
      R"("listOrderStatus":"EXECUTING","listClientOrderId":"list",)"
      R"("transactionTime":1700000000000,)" +
      names;
  EXPECT_EQ(placed.body.substr(0, running.size()), running);
  EXPECT_NE(placed.body.find(R"("orderId":4,"orderListId":1,"clientOrderId":"b")"),
            std::string::npos);
  EXPECT_EQ(scene.Ask("GET", "/api/v3/orderList", {{"orderListId", "1"}}).body, running + "}");
  EXPECT_EQ(scene.Ask("GET", "/api/v3/openOrderList", {}).body, "[" + running + "}]");
  EXPECT_EQ(ListStatusMessage(*scene.exchange, scene.exchange->TakeNews().lists.at(0)),
            R"({"e":"listStatus","E":1700000000000,"s":"BTCUSDT","g":1,"c":"OCO",)"
            R"("l":"EXEC_STARTED","L":"EXECUTING","r":"NONE","C":"list","T":1700000000000,)"
            R"("O":[{"s":"BTCUSDT","i":3,"c":"a"},{"s":"BTCUSDT","i":4,"c":"b"}]})");
  const Answer gone =
      scene.Ask("DELETE", "/api/v3/order", {{"symbol", "BTCUSDT"}, {"origClientOrderId", "a"}});
  EXPECT_NE(gone.body.find(R"("listOrderStatus":"ALL_DONE")"), std::string::npos) << gone.body;
  EXPECT_NE(gone.body.find(R"("origClientOrderId":"b")"), std::string::npos) << gone.body;
  EXPECT_EQ(scene.Ask("GET", "/api/v3/openOrderList", {}).body, "[]");
  EXPECT_EQ(scene.Ask("GET", "/api/v3/allOrderList", {{"fromId", "2"}}).body, "[]");
  EXPECT_EQ(scene.Ask("DELETE", "/api/v3/orderList", {{"symbol", "BTCUSDT"}, {"orderListId", "1"}})
                .status,
            400);
}

// Two accounts without sense: whatever they do, coins are neither made nor lost, each list is done
// once its orders have ended, and nothing stays locked without an order.
TEST(OrderLists, NothingIsMadeOrLost) {
  Scene scene;
  base::RandomStream random(1, "exchange.lists");
  const auto price = [&] { return std::to_string(90 + random.NextBelow(21)); };
  for (int i = 0; i < 20'000; ++i) {
    const AccountId account = random.NextBelow(2) == 0 ? scene.anna : scene.bert;
    const Side side = random.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
    const std::string size = "0." + std::to_string(1 + random.NextBelow(9));
    const std::string name = std::to_string(i);
    const uint64_t mood = random.NextBelow(4);
    if (mood == 0) {
      const bool sells = side == Side::kSell;
      OrderRequest profit = Named(name + "p", Order(side, OrderType::kLimitMaker, size, price()));
      if (random.NextBelow(3) == 0) {
        profit = Named(name + "p", Order(side, OrderType::kTakeProfit, size, "0", price()));
      }
      const OrderRequest stop =
          Named(name + "s", Order(side, OrderType::kStopLoss, size, "0", price()));
      (void)scene.exchange->PlaceOco(account, {sells ? profit : stop, sells ? stop : profit, name},
                                     kNow);
    } else if (mood == 1) {
      const auto open = scene.exchange->OpenOrders(account, 0);
      if (open.empty()) continue;
      (void)scene.exchange->Cancel(account, 0, open[random.NextBelow(open.size())].id, "", kNow);
    } else {
      (void)scene.exchange->Place(account,
                                  Named(name, Order(side, OrderType::kLimit, size, price())), kNow);
    }
  }
  for (const AccountId account : {scene.anna, scene.bert}) {
    for (const OrderRecord& open : scene.exchange->OpenOrders(account, 0)) {
      (void)scene.exchange->Cancel(account, 0, open.id, "", kNow);
    }
    EXPECT_TRUE(scene.exchange->Lists(account, true).empty());
    EXPECT_GT(scene.exchange->Lists(account, false).size(), 100U);
  }
  for (const auto& [asset, all] : {std::pair<AssetId, const char*>{0, "100"}, {1, "200000"}}) {
    const Balance anna = scene.BalanceOf(scene.anna, asset),
                  bert = scene.BalanceOf(scene.bert, asset);
    EXPECT_TRUE(anna.locked.is_zero() && bert.locked.is_zero());
    EXPECT_EQ(anna.free + bert.free + scene.exchange->accounts().fees(asset), D(all));
  }
}

}  // namespace
}  // namespace keel::exchange
