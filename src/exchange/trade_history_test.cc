// SPDX-License-Identifier: MIT
// Which trades an answer has: the latest without a number, from a number on with one.
#include <gtest/gtest.h>

#include "base/json_value.h"
#include "exchange/routes.h"

namespace keel::exchange {
namespace {

using core::Decimal;
using core::Side;

constexpr base::UnixNanos kMoment{1'700'000'000'000'000'000};

/// BTCUSDT, traded four times between Anna and Bert, at 100, 101, 102 and 103.
class TradeHistoryTest : public testing::Test {
 protected:
  TradeHistoryTest() {
    exchange_ =
        SimulatedExchange::Make({MakeListing({"BTC", "USDT", ""}, 2, 5).value()}, {}).value();
    for (AccountId* account : {&anna_, &bert_}) {
      *account = exchange_->OpenAccount(Membership::kClient);
      EXPECT_TRUE(exchange_->Transfer(*account, "USDT", Decimal::FromInt(100'000), kMoment));
      EXPECT_TRUE(exchange_->Transfer(*account, "BTC", Decimal::FromInt(50), kMoment));
    }
    for (int64_t price = 100; price < 104; ++price) {
      Place(bert_, Side::kSell, price);
      Place(anna_, Side::kBuy, price);
    }
  }
  void Place(AccountId account, Side side, int64_t price) {
    OrderRequest order;
    order.side = side;
    order.type = OrderType::kLimit;
    order.quantity = core::Quantity(Decimal::FromInt(1));
    order.price = core::Price(Decimal::FromInt(price));
    const auto placed = exchange_->Place(account, order, kMoment);
    EXPECT_TRUE(placed) << placed.error().message;
  }
  std::vector<base::JsonValue> Rows(std::string_view path, Parameters parameters) {
    parameters.push_back({"symbol", "BTCUSDT"});
    ParameterReader in(parameters, *exchange_);
    const Answer answer =
        FindRestRoute("GET", path)
            ->answer(*exchange_, {.now = kMoment, .account = anna_, .fresh_name = "fresh"}, in);
    const auto rows = base::ParseJson(answer.body);
    EXPECT_TRUE(rows) << answer.body;
    return rows->items;
  }
  /// The prices of the answer, in its order.
  std::string Prices(std::string_view path, Parameters parameters) {
    std::string prices;
    for (const base::JsonValue& row : Rows(path, std::move(parameters))) {
      prices += " " + Decimal::Parse(row.Find("price")->text)->ToString();
    }
    return prices;
  }

  std::unique_ptr<SimulatedExchange> exchange_;
  AccountId anna_ = 0, bert_ = 0;
};

TEST_F(TradeHistoryTest, WithoutANumberTheLatestComeOldestFirst) {
  for (const char* path : {"/api/v3/myTrades", "/api/v3/historicalTrades", "/api/v3/trades"}) {
    EXPECT_EQ(Prices(path, {{"limit", "1"}}), " 103") << path;
    EXPECT_EQ(Prices(path, {{"limit", "2"}}), " 102 103") << path;
    EXPECT_EQ(Prices(path, {}), " 100 101 102 103") << path;
  }
}

TEST_F(TradeHistoryTest, FromANumberOnTheyComeFromThere) {
  for (const char* path : {"/api/v3/myTrades", "/api/v3/historicalTrades"}) {
    const std::string second = Rows(path, {}).at(1).Find("id")->text;
    EXPECT_EQ(Prices(path, {{"fromId", second}, {"limit", "2"}}), " 101 102") << path;
  }
}

// As at Binance since August 2023.
TEST_F(TradeHistoryTest, PublicTradesNeedNoKey) {
  EXPECT_EQ(FindRestRoute("GET", "/api/v3/historicalTrades")->security, Security::kNone);
  EXPECT_EQ(FindRestRoute("GET", "/api/v3/myTrades")->security, Security::kSigned);
}

}  // namespace
}  // namespace keel::exchange
