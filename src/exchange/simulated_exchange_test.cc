// SPDX-License-Identifier: MIT
#include "exchange/simulated_exchange.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Price;
using core::Quantity;
using core::Side;
using core::TimeInForce;

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }

/// BTCUSDT (tick 0.01, lot 0.00001) with a seller at 100.00 and two rich clients.
struct Scene {
  std::unique_ptr<SimulatedExchange> exchange;
  AccountId anna = 0, bert = 0;

  Scene() {
    const core::Symbol pair{"BTC", "USDT", ""};
    std::vector<Listing> listings{MakeListing(pair, 2, 5).value()};
    exchange = SimulatedExchange::Make(std::move(listings), {}).value();
    anna = exchange->OpenAccount(Membership::kClient);
    bert = exchange->OpenAccount(Membership::kClient);
    for (const AccountId account : {anna, bert}) {
      EXPECT_TRUE(exchange->Transfer(account, "USDT", D("100000"), kNow));
      EXPECT_TRUE(exchange->Transfer(account, "BTC", D("50"), kNow));
    }
  }
  static OrderRequest Limit(Side side, std::string_view quantity, std::string_view price,
                            std::string client_id = "") {
    OrderRequest request;
    request.side = side;
    request.quantity = Quantity(D(quantity));
    request.price = Price(D(price));
    request.client_id = std::move(client_id);
    return request;
  }
  static OrderRequest Market(Side side, std::string_view quantity) {
    OrderRequest request;
    request.side = side;
    request.type = OrderType::kMarket;
    request.quantity = Quantity(D(quantity));
    return request;
  }
  Outcome<Placed> Place(AccountId account, const OrderRequest& request) {
    return exchange->Place(account, request, kNow);
  }
  std::string Refused(AccountId account, const OrderRequest& request) {
    const auto placed = Place(account, request);
    return placed ? "placed" : std::to_string(placed.error().code) + " " + placed.error().message;
  }
  Balance BalanceOf(AccountId account, AssetId asset) {
    return exchange->accounts().at(account, asset);
  }
  Decimal Total(AssetId asset) {
    Decimal sum = exchange->accounts().fees(asset);
    for (AccountId a = 0; a < exchange->accounts().size(); ++a) {
      sum += BalanceOf(a, asset).free + BalanceOf(a, asset).locked;
    }
    return sum;
  }
};
constexpr AssetId kBtc = 0, kUsdt = 1;

TEST(SimulatedExchange, ATradePaysBothSidesAndTheHouseInWhatTheyReceive) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "2", "100")));
  const auto bought = scene.Place(scene.bert, Scene::Limit(Side::kBuy, "1.5", "101"));
  ASSERT_TRUE(bought);
  EXPECT_EQ(bought->order.status, OrderStatus::kFilled);
  ASSERT_EQ(bought->fills.size(), 1U);
  EXPECT_EQ(bought->fills[0].commission, D("0.0015"));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kBtc), (Balance{D("51.4985"), D("0")}));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt), (Balance{D("99850"), D("0")}));
  EXPECT_EQ(scene.BalanceOf(scene.anna, kBtc), (Balance{D("48"), D("0.5")}));
  EXPECT_EQ(scene.BalanceOf(scene.anna, kUsdt), (Balance{D("100149.85"), D("0")}));
  EXPECT_EQ(scene.exchange->accounts().fees(kUsdt), D("0.15"));
}

// Fault F20: the fee is neither of what was bought nor of what was paid.
TEST(SimulatedExchange, F20AFeeIsPaidInAThirdCoinWhileThereIsEnoughOfIt) {
  std::vector<Listing> listings{MakeListing({"BTC", "USDT", ""}, 2, 5).value(),
                                MakeListing({"BNB", "USDT", ""}, 2, 3).value()};
  auto exchange = SimulatedExchange::Make(listings, {.coin = "BNB"}).value();
  constexpr AssetId kBnb = 2;
  const AccountId anna = exchange->OpenAccount(Membership::kPopulation);
  const AccountId bert = exchange->OpenAccount(Membership::kClient);
  for (const char* asset : {"BTC", "BNB", "USDT"}) {
    ASSERT_TRUE(exchange->Transfer(anna, asset, D("10000"), kNow));
  }
  ASSERT_TRUE(exchange->Transfer(bert, "USDT", D("10000"), kNow));
  const auto trade = [&](MarketId market, std::string_view quantity, std::string_view price) {
    OrderRequest sale = Scene::Limit(Side::kSell, quantity, price);
    OrderRequest purchase = Scene::Market(Side::kBuy, quantity);
    sale.market = purchase.market = market;
    EXPECT_TRUE(exchange->Place(anna, sale, kNow));
    return exchange->Place(bert, purchase, kNow).value().fills.at(0);
  };
  AccountFill fill = trade(0, "1", "100");
  EXPECT_EQ(fill.commission_asset, kBtc) << "no BNB and no price of it";
  fill = trade(1, "0.1", "50");
  EXPECT_EQ(fill.commission_asset, kBnb) << "what it received";
  EXPECT_EQ(fill.commission, D("0.0001"));
  fill = trade(0, "1", "100");
  EXPECT_EQ(fill.commission_asset, kBnb);
  EXPECT_EQ(fill.commission, D("0.0015")) << "0.001 BTC at 100, three quarters, at 50";
  EXPECT_EQ(exchange->accounts().at(bert, kBtc).free, D("1.999")) << "the second one whole";
  EXPECT_EQ(exchange->accounts().at(bert, kBnb).free, D("0.0984"));
  EXPECT_EQ(exchange->accounts().fees(kBnb), D("0.0016"));
  EXPECT_EQ(trade(0, "70", "100").commission_asset, kBtc) << "0.105 BNB are not there";
  EXPECT_FALSE(SimulatedExchange::Make(listings, {.coin = "DOGE"}));
}

TEST(SimulatedExchange, FiltersAndBalancesRefuseUnderBinancesNames) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100")));
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Market(Side::kBuy, "0.5")));  // sets the average
  const auto refused = [&](std::string_view quantity, std::string_view price) {
    return scene.Refused(scene.bert, Scene::Limit(Side::kBuy, quantity, price));
  };
  EXPECT_EQ(refused("1", "99.001"), "-1013 Filter failure: PRICE_FILTER");
  EXPECT_EQ(refused("1", "501"), "-1013 Filter failure: PERCENT_PRICE_BY_SIDE");
  EXPECT_EQ(refused("1", "19"), "-1013 Filter failure: PERCENT_PRICE_BY_SIDE");
  EXPECT_EQ(refused("0.000001", "99"), "-1013 Filter failure: LOT_SIZE");
  EXPECT_EQ(refused("0.05", "99"), "-1013 Filter failure: NOTIONAL");
  EXPECT_EQ(refused("2000", "99"), "-2010 Account has insufficient balance for requested action.");
  OrderRequest iceberg = Scene::Limit(Side::kBuy, "10", "50");
  iceberg.iceberg = Quantity(D("0.09"));
  EXPECT_EQ(scene.Refused(scene.bert, iceberg), "-1013 Filter failure: ICEBERG_PARTS");
  OrderRequest maker = Scene::Limit(Side::kBuy, "0.1", "100");
  maker.type = OrderType::kLimitMaker;
  EXPECT_EQ(scene.Refused(scene.bert, maker), "-2010 Order would immediately match and take.");
  OrderRequest late = Scene::Limit(Side::kBuy, "1", "99");
  late.deadline = kNow - base::Milliseconds(1);
  EXPECT_EQ(scene.Refused(scene.bert, late),
            "-1021 Timestamp for this request is outside of the recvWindow.");
}

TEST(SimulatedExchange, OtherRulesHoldForNewOrdersAndLeaveThoseThatWork) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1.25", "100.11")));
  ASSERT_TRUE(scene.exchange->ChangeRules(0, {core::Price(D("0.5")), Quantity(D("0.1")), D("20")}));
  const auto refused = [&](std::string_view quantity, std::string_view price) {
    return scene.Refused(scene.bert, Scene::Limit(Side::kBuy, quantity, price));
  };
  EXPECT_EQ(refused("1", "99.25"), "-1013 Filter failure: PRICE_FILTER");
  EXPECT_EQ(refused("1.05", "99.5"), "-1013 Filter failure: LOT_SIZE");
  EXPECT_EQ(refused("0.1", "99.5"), "-1013 Filter failure: NOTIONAL");
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Market(Side::kBuy, "1.2")));
  EXPECT_EQ(scene.exchange->market(0).open.size(), 1u) << "0.05 at 100.11 are left";
  EXPECT_FALSE(scene.exchange->ChangeRules(0, {core::Price(D("0.003")), {}, {}}));
  EXPECT_FALSE(scene.exchange->ChangeRules(0, {{}, Quantity(D("0")), {}}));
  EXPECT_FALSE(scene.exchange->ChangeRules(0, {{}, {}, D("-1")}));
}

TEST(SimulatedExchange, APairWithoutStopsAtTheMarketTakesThoseWithALimit) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100")));
  RuleChange change;
  change.market_stops = false;
  change.max_algo_orders = 1;
  ASSERT_TRUE(scene.exchange->ChangeRules(0, change));
  OrderRequest stop = Scene::Limit(Side::kBuy, "1", "95");
  stop.type = OrderType::kStopLossLimit;
  stop.stop_price = Price(D("100"));
  ASSERT_TRUE(scene.Place(scene.bert, stop));
  EXPECT_EQ(scene.Refused(scene.bert, stop), "-1013 Filter failure: MAX_NUM_ALGO_ORDERS");
  stop.type = OrderType::kStopLoss;
  stop.price = {};
  EXPECT_EQ(scene.Refused(scene.bert, stop), "-1116 Invalid orderType.");
}

TEST(SimulatedExchange, AClientIdIsTakenOnlyWhileItsOrderIsOpen) {
  Scene scene;
  const OrderRequest order = Scene::Limit(Side::kBuy, "1", "90", "mine");
  ASSERT_TRUE(scene.Place(scene.anna, order));
  EXPECT_EQ(scene.Refused(scene.anna, order), "-2010 Duplicate order sent.");
  EXPECT_TRUE(scene.Place(scene.bert, order)) << "another account has names of its own";
  const auto canceled = scene.exchange->Cancel(scene.anna, 0, OrderKey("mine"), "my-cancel", kNow);
  ASSERT_TRUE(canceled);
  EXPECT_EQ(canceled->status, OrderStatus::kCanceled);
  EXPECT_EQ(scene.BalanceOf(scene.anna, kUsdt), (Balance{D("100000"), D("0")}));
  const auto again = scene.Place(scene.anna, order);
  ASSERT_TRUE(again) << "Binance takes the name again, so a blind repetition is a second order";
  EXPECT_NE(again->order.id, canceled->id);
  EXPECT_EQ(scene.exchange->Cancel(scene.anna, 0, OrderKey("no"), "", kNow).error().code, -2011);
}

TEST(SimulatedExchange, AMarketOrderByValueSpendsAtMostItsValue) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100")));
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "9", "101")));
  OrderRequest order = Scene::Market(Side::kBuy, "0");
  order.quote_quantity = D("150");
  const auto placed = scene.Place(scene.bert, order);
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed->order.status, OrderStatus::kFilled);
  EXPECT_EQ(placed->order.executed, Quantity(D("1.49504")));  // (150 - 100) / 101, floored
  EXPECT_LE(placed->order.executed_quote, D("150"));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt).locked, D("0"));
}

TEST(SimulatedExchange, AStopWaitsThenTradesAndItsReportsTellEachStep) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100")));
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "5", "102")));
  OrderRequest stop = Scene::Market(Side::kBuy, "1");
  stop.type = OrderType::kStopLoss;
  stop.stop_price = Price(D("100"));
  stop.client_id = "stop";
  ASSERT_TRUE(scene.Place(scene.bert, stop));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt).locked, D("105"));
  scene.exchange->TakeNews();
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Market(Side::kBuy, "0.5")));
  const auto found = scene.exchange->Find(scene.bert, 0, OrderKey("stop"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->status, OrderStatus::kFilled);
  EXPECT_EQ(found->executed_quote, D("101"));  // half at 100, half at 102
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt), (Balance{D("99849"), D("0")}));
  std::string story;
  for (const OrderReport& report : scene.exchange->TakeNews().reports) {
    if (report.order.account != scene.bert || report.order.request.client_id != "stop") continue;
    story += std::string(WordOf(report.execution, kExecutionTypes)) + " ";
  }
  EXPECT_EQ(story, "NEW TRADE TRADE ");
}

TEST(SimulatedExchange, ACoarserTickLeavesWhatAWaitingStopHasLocked) {
  Scene scene;
  OrderRequest stop = Scene::Market(Side::kBuy, "100");
  stop.type = OrderType::kStopLoss;
  stop.stop_price = Price(D("100.01"));
  stop.client_id = "stop";
  ASSERT_TRUE(scene.Place(scene.bert, stop));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt).locked, D("10502")) << "105.02 each";
  ASSERT_TRUE(scene.exchange->ChangeRules(0, {Price(D("10")), {}, {}}));
  ASSERT_TRUE(scene.exchange->Reduce(scene.bert, 0, OrderKey("stop"), Quantity(D("99")), kNow));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt).locked, D("10396.98")) << "by the old tick";
  ASSERT_TRUE(scene.exchange->Cancel(scene.bert, 0, OrderKey("stop"), "", kNow));
  EXPECT_EQ(scene.BalanceOf(scene.bert, kUsdt), (Balance{D("100000"), D("0")}));
}

TEST(SimulatedExchange, ATriggeredStopLimitRestsAndGivesItsSlotBack) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100")));
  OrderRequest stop = Scene::Limit(Side::kBuy, "1", "95");
  stop.type = OrderType::kStopLossLimit;
  stop.stop_price = Price(D("100"));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(scene.Place(scene.bert, stop));
  EXPECT_EQ(scene.Refused(scene.bert, stop), "-1013 Filter failure: MAX_NUM_ALGO_ORDERS");
  EXPECT_FALSE(scene.exchange->OpenOrders(scene.bert, 0)[0].working_since);
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Market(Side::kBuy, "0.5")));
  for (const OrderRecord& order : scene.exchange->OpenOrders(scene.bert, 0)) {
    EXPECT_TRUE(order.working_since);
  }
  stop.stop_price = Price(D("110"));
  EXPECT_TRUE(scene.Place(scene.bert, stop)) << "nothing waits any more";
}

TEST(SimulatedExchange, WhatIsLockedCannotBeWithdrawn) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "30", "100")));
  EXPECT_EQ(scene.exchange->Transfer(scene.anna, "BTC", D("-20.00000001"), kNow).error().code,
            -2010);
  EXPECT_TRUE(scene.exchange->Transfer(scene.anna, "BTC", D("-20"), kNow));
  EXPECT_EQ(scene.BalanceOf(scene.anna, kBtc), (Balance{D("0"), D("30")}));
  EXPECT_FALSE(scene.exchange->Transfer(scene.anna, "EUR", D("1"), kNow));
}

TEST(SimulatedExchange, MeetingOnesOwnOrderExpiresAsAsked) {
  Scene scene;
  const auto own = scene.Place(scene.anna, Scene::Limit(Side::kSell, "1", "100"));
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Limit(Side::kSell, "1", "101")));
  const auto taken = scene.Place(scene.anna, Scene::Market(Side::kBuy, "1"));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->order.executed_quote, D("101")) << "its own order at 100 is no liquidity";
  EXPECT_EQ(scene.exchange->Find(scene.anna, 0, OrderKey(own->order.id))->status,
            OrderStatus::kExpiredInMatch);
}

TEST(SimulatedExchange, ReducingGivesBackWhatIsNoLongerNeeded) {
  Scene scene;
  const auto placed = scene.Place(scene.anna, Scene::Limit(Side::kBuy, "2", "90"));
  const OrderKey key(placed->order.id);
  ASSERT_TRUE(scene.exchange->Reduce(scene.anna, 0, key, Quantity(D("0.5")), kNow));
  EXPECT_EQ(scene.BalanceOf(scene.anna, kUsdt), (Balance{D("99955"), D("45")}));
  EXPECT_FALSE(scene.exchange->Reduce(scene.anna, 0, key, Quantity(D("0.5")), kNow));
}

// A random order of any type around 100.
OrderRequest RandomOrder(base::RandomStream& random) {
  OrderRequest request;
  request.side = random.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
  request.type = kOrderTypes[random.NextBelow(kOrderTypes.size())].second;
  const auto price = [&] {
    return Price(Decimal::PowerOfTen(-2) * static_cast<int64_t>(9'000 + random.NextBelow(2'000)));
  };
  request.quantity =
      Quantity(Decimal::PowerOfTen(-5) * static_cast<int64_t>(6'000 + random.NextBelow(500'000)));
  if (!IsMarketKind(request.type)) request.price = price();
  if (IsTriggered(request.type)) request.stop_price = price();
  if (request.type == OrderType::kLimit) request.tif = kTimesInForce[random.NextBelow(3)].second;
  if (request.type == OrderType::kMarket && random.NextBelow(2) == 0) {
    request.quantity = {};
    request.quote_quantity = Decimal::FromInt(static_cast<int64_t>(5 + random.NextBelow(500)));
  }
  if (request.type == OrderType::kLimit && request.tif == TimeInForce::kGtc &&
      random.NextBelow(4) == 0) {
    request.iceberg = Quantity(Decimal::PowerOfTen(-5) * 6'000);
  }
  request.prevention = kPreventions[random.NextBelow(4)].second;
  return request;
}

TEST(SimulatedExchange, NothingIsMadeOrLostWhateverIsOrdered) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Scene scene;
    base::RandomStream random(seed, "exchange.conservation");
    int placed = 0, reduced = 0;
    for (int i = 0; i < 1'000; ++i) {
      const AccountId account = random.NextBelow(2) == 0 ? scene.anna : scene.bert;
      const auto open = scene.exchange->OpenOrders(account, 0);
      const uint64_t what = open.empty() ? 9 : random.NextBelow(10);
      const OrderKey key(open.empty() ? 0 : open[random.NextBelow(open.size())].id);
      if (what == 0) {
        ASSERT_TRUE(scene.exchange->Cancel(account, 0, key, "", kNow));
      } else if (what == 1) {
        const auto order = scene.exchange->Find(account, 0, key);
        const Decimal less = order->executed.value() +
                             RoundTo(Div(order->open().value(), D("2"), core::Rounding::kDown),
                                     D("0.00001"), core::Rounding::kDown);
        if (scene.exchange->Reduce(account, 0, key, Quantity(less), kNow)) ++reduced;
      } else if (scene.Place(account, RandomOrder(random))) {
        ++placed;
      }
    }
    EXPECT_GT(placed, 300);
    EXPECT_GT(reduced, 30);
    EXPECT_GT(scene.exchange->market(0).trades.size(), 50U);
    EXPECT_EQ(scene.Total(kBtc), D("100")) << "seed " << seed;
    EXPECT_EQ(scene.Total(kUsdt), D("200000")) << "seed " << seed;
    for (const AccountId account : {scene.anna, scene.bert}) {
      Decimal btc, usdt;
      for (const OrderRecord& order : scene.exchange->OpenOrders(account, 0)) {
        (order.request.side == Side::kBuy ? usdt : btc) += order.locked;
        if (order.request.side == Side::kSell || IsMarketKind(order.request.type)) continue;
        EXPECT_EQ(order.locked, core::Notional(order.request.price, order.open()))
            << "what a better price saved is free at once";
      }
      EXPECT_EQ(scene.BalanceOf(account, kBtc).locked, btc) << "locked is what open orders need";
      EXPECT_EQ(scene.BalanceOf(account, kUsdt).locked, usdt);
    }
  }
}

TEST(SimulatedExchange, CandlesOfAllPeriodsAgreeWithTheTape) {
  Scene scene;
  ASSERT_TRUE(scene.Place(scene.anna, Scene::Limit(Side::kSell, "10", "100")));
  ASSERT_TRUE(scene.Place(scene.bert, Scene::Market(Side::kBuy, "1")));
  Market& market = scene.exchange->market(0);
  market.candles.AdvanceTo(kNow + base::Minutes(3));
  EXPECT_EQ(market.candles.series(*CandleBoard::Find("1m")).size(), 4U) << "time alone opens them";
  ASSERT_TRUE(
      scene.exchange->Place(scene.bert, Scene::Market(Side::kBuy, "2"), kNow + base::Minutes(3)));
  const auto& minutes = market.candles.series(*CandleBoard::Find("1m"));
  ASSERT_EQ(minutes.size(), 4U);
  EXPECT_EQ(minutes[0].volume, Quantity(D("1")));
  EXPECT_TRUE(minutes[1].volume.is_zero()) << "a quiet minute is a flat candle";
  EXPECT_EQ(minutes[3].taker_buy_quote_volume, D("200"));
  EXPECT_EQ(market.candles.series(*CandleBoard::Find("1d")).back().volume, Quantity(D("3")));
  EXPECT_EQ(market.candles.Day(kNow + base::Minutes(3))->quote_volume, D("300"));
}

}  // namespace
}  // namespace keel::exchange
