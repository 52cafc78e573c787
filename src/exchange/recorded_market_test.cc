// SPDX-License-Identifier: MIT
// A recording in the place of the population: what it tells, and clients among it.
#include "exchange/recorded_market.h"

#include <gtest/gtest.h>

namespace keel::exchange {
namespace {

using core::BookLevel;
using core::Decimal;
using core::Price;
using core::Quantity;
using core::Side;

constexpr base::UnixNanos kThen{1'600'000'000'000'000'000}, kNow{1'700'000'000'000'000'000};

Price P(int64_t units) { return Price(Decimal::FromInt(units)); }
Quantity Q(std::string_view text) { return Quantity(Decimal::Parse(text).value()); }

struct Scene {
  explicit Scene(bool loops = false) {
    market::BookRecording recording;
    recording.symbol = {"BTC", "USDT", ""};
    recording.filters = {Price(Decimal::PowerOfTen(-2)), Quantity(Decimal::PowerOfTen(-5)), {}};
    const auto add = [&](int64_t second, auto what) {
      const base::UnixNanos at = kThen + base::Seconds(second);
      recording.changes.push_back({at, at, std::move(what)});
    };
    core::BookUpdate snapshot;
    snapshot.is_snapshot = true;
    snapshot.bids = {{P(99), Q("2")}, {P(98), Q("0.00001")}};  // the second below any filter
    snapshot.asks = {{P(101), Q("3")}};
    add(0, snapshot);
    core::BookUpdate more;
    more.bids = {{P(99), Q("5")}};
    add(2, more);
    add(4, core::TradeTick{{}, 7, P(99), Q("2.5"), Side::kSell});
    core::BookUpdate less;
    less.bids = {{P(99), Q("1")}, {P(98), Q("0")}};
    less.asks = {{P(101), Q("0")}, {P(100), Q("4")}};
    add(6, less);
    std::vector<Listing> listings{ListingOf(recording).value()};
    exchange = SimulatedExchange::Make(std::move(listings), {}).value();
    anna = exchange->OpenAccount(Membership::kClient);
    EXPECT_TRUE(exchange->Transfer(anna, "USDT", Decimal::FromInt(100'000), kNow));
    tape = std::make_unique<RecordedMarket>(*exchange, 0, std::move(recording), loops, kNow);
    tape->Step(kNow);
  }
  void StepTo(int64_t second) { tape->Step(kNow + base::Seconds(second)); }
  std::string Depth(Side side) const {
    std::string text;
    for (const PriceLevel& level : DepthOf(exchange->market(0), side, 10)) {
      text += level.price.ToString() + ":" + level.quantity.ToString() + " ";
    }
    return text;
  }
  Quantity Filled() const { return exchange->Find(anna, 0, "a").value().executed; }
  void Bid(int64_t price, std::string_view quantity) {
    OrderRequest bid;
    bid.price = P(price);
    bid.quantity = Q(quantity);
    bid.client_id = "a";
    ASSERT_TRUE(exchange->Place(anna, bid, kNow));
  }

  std::unique_ptr<SimulatedExchange> exchange;
  AccountId anna = 0;
  std::unique_ptr<RecordedMarket> tape;
};

TEST(RecordedMarket, TellsWhatWasRecordedAtItsTimes) {
  Scene scene;
  EXPECT_EQ(scene.exchange->market(0).listing.tick.ToString(), "0.01");
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:2 98:0.00001 ");
  EXPECT_EQ(scene.Depth(Side::kSell), "101:3 ");
  scene.StepTo(3);
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:5 98:0.00001 ");
  scene.StepTo(4);
  const auto& trades = scene.exchange->market(0).trades;
  ASSERT_EQ(trades.size(), 2U) << "two orders stand at that price";
  EXPECT_EQ(trades[0].quantity + trades[1].quantity, Q("2.5"));
  EXPECT_TRUE(trades[0].buyer_is_maker);
  scene.StepTo(60);
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:1 ");
  EXPECT_EQ(scene.Depth(Side::kSell), "100:4 ");
  EXPECT_TRUE(scene.tape->ended());
  EXPECT_EQ(scene.tape->left_out(), 0U);
}

TEST(RecordedMarket, ATradeIsOfItsMinuteHoweverLateItIsTold) {
  Scene scene;
  scene.tape->Step(kNow + base::Minutes(2));  // one beat at a high speed
  const auto& market = scene.exchange->market(0);
  EXPECT_EQ(market.trades.front().time, kNow + base::Seconds(4));
  const auto& minutes = market.candles.series(*CandleBoard::Find("1m"));
  ASSERT_FALSE(minutes.empty());
  EXPECT_LE(minutes.back().open_time, kNow + base::Seconds(4));
}

TEST(RecordedMarket, AClientWaitsBehindWhatWasThereAndBeforeWhatCame) {
  Scene scene;
  scene.Bid(99, "1");  // behind 2, before the 3 that come
  scene.StepTo(4);
  EXPECT_EQ(scene.Filled(), Q("0.5"));
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:3.5 98:0.00001 ");
  scene.StepTo(60);
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:1.5 ") << "the recorded 1, and what is left of Anna's";
}

TEST(RecordedMarket, ARecordedQuoteMeetsAClientsOrder) {
  Scene scene;
  scene.Bid(100, "1");
  scene.StepTo(4);
  EXPECT_EQ(scene.Filled(), Q("1")) << "the recorded sale finds a better price first";
  scene.StepTo(60);
  EXPECT_EQ(scene.Depth(Side::kSell), "100:4 ");
}

TEST(RecordedMarket, BeginsAgainWhereItLoops) {
  Scene scene(true);
  scene.StepTo(6);
  EXPECT_FALSE(scene.tape->ended());
  scene.StepTo(7);
  EXPECT_EQ(scene.Depth(Side::kBuy), "99:2 98:0.00001 ") << "the snapshot replaces the book";
  EXPECT_EQ(scene.Depth(Side::kSell), "101:3 ");
}

}  // namespace
}  // namespace keel::exchange
