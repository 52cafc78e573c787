// SPDX-License-Identifier: MIT
#include "exchange/population.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace keel::exchange {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};

/// Two markets that have been alive for some minutes.
struct Alive {
  std::unique_ptr<SimulatedExchange> exchange;
  std::unique_ptr<Population> population;

  explicit Alive(uint64_t seed, int64_t seconds = 300) {
    auto cast = MakeCast({{"BTC", "USDT", ""}, {"DOGE", "USDT", ""}}).value();
    exchange = SimulatedExchange::Make(cast.listings, {}).value();
    population = std::make_unique<Population>(
        *exchange, std::move(cast), PopulationOptions{.seed = seed, .history_days = 1}, kStart);
    for (int64_t s = 1; s <= seconds; ++s) population->Step(kStart + base::Seconds(s));
  }
  std::string Tape() {
    base::Hasher hasher;
    for (const PublicTrade& trade : exchange->TakeNews().trades) {
      hasher.Append(trade.price.ToString() + trade.quantity.ToString() + ";" +
                    std::to_string(trade.time.ns));
    }
    return hasher.Hex();
  }
};

TEST(Population, KeepsEveryBookFullAndItsSpreadNarrow) {
  Alive alive(1);
  for (const auto& market : alive.exchange->markets()) {
    const auto bids = DepthOf(*market, core::Side::kBuy, 100);
    const auto asks = DepthOf(*market, core::Side::kSell, 100);
    ASSERT_GE(bids.size(), 10U) << market->listing.symbol;
    ASSERT_GE(asks.size(), 10U);
    const double fair = alive.population->fair_price(market->id);
    const double spread = (asks[0].price.ToDouble() - bids[0].price.ToDouble()) / fair;
    EXPECT_GT(spread, 0);
    EXPECT_LT(spread, 0.003) << market->listing.symbol;
    EXPECT_NEAR(bids[0].price.ToDouble() / fair, 1, 0.003);
    EXPECT_GT(market->trades.size(), 150U) << "about one trade a second";
    market->book.Verify();
  }
}

TEST(Population, IsAFunctionOfItsSeed) {
  Alive one(7), same(7), other(8);
  const std::string tape = one.Tape();
  EXPECT_EQ(tape, same.Tape());
  EXPECT_NE(tape, other.Tape());
}

TEST(Population, IsTheSameHoweverItsTimeIsCut) {
  const auto tape = [](const std::vector<int64_t>& cuts_ms) {
    Alive alive(7, 0);
    base::UnixNanos now = kStart;
    for (size_t i = 0; now < kStart + base::Minutes(5); ++i) {
      now = std::min(now + base::Milliseconds(cuts_ms[i % cuts_ms.size()]),
                     kStart + base::Minutes(5));
      alive.population->Step(now);
    }
    return alive.Tape();
  };
  const std::string whole = tape({300'000});
  EXPECT_EQ(tape({100}), whole) << "the beats of a server";
  EXPECT_EQ(tape({6'000, 37, 1'999, 0, 14'001}), whole) << "a server that stumbles";
}

TEST(Population, ActsEachBeatOfASlowServerAndAsOftenAsAFastOneCan) {
  EXPECT_EQ(StepAt(1), base::Milliseconds(100));
  EXPECT_EQ(StepAt(9), base::Milliseconds(900));
  EXPECT_EQ(StepAt(60), base::Seconds(1));
  EXPECT_EQ(StepAt(3'600), base::Seconds(3));
}

TEST(Population, HasAPastThatGoesOnIntoThePresent) {
  Alive alive(3, 1);
  const auto& minutes = alive.exchange->market(0).candles.series(*CandleBoard::Find("1m"));
  ASSERT_GE(minutes.size(), 24U * 60);
  for (size_t i = 1; i < minutes.size(); ++i) {
    ASSERT_EQ(minutes[i].open_time - minutes[i - 1].open_time, base::Minutes(1));
    ASSERT_LE(minutes[i].low, minutes[i].open);
    ASSERT_GE(minutes[i].high, minutes[i].close);
  }
  EXPECT_NEAR(alive.population->fair_price(0) / minutes[minutes.size() - 2].close.ToDouble(), 1,
              0.01);
}

TEST(Population, TakesAQuoteThatIsTooGood) {
  Alive alive(4, 30);
  SimulatedExchange& exchange = *alive.exchange;
  const AccountId guest = exchange.OpenAccount(Membership::kClient);
  ASSERT_TRUE(exchange.Transfer(guest, "USDT", core::Decimal::FromInt(100'000'000), kStart));
  OrderRequest generous;  // more than the whole book sells, the rest waits 1 % too dear
  generous.quantity = core::Quantity(core::Decimal::FromInt(200));
  generous.price = core::Price::FromDouble(alive.population->fair_price(0) * 1.01,
                                           exchange.market(0).listing.tick);
  const base::UnixNanos now = kStart + base::Seconds(30);
  const auto placed = exchange.Place(guest, generous, now);
  ASSERT_TRUE(placed) << placed.error().message;
  ASSERT_TRUE(placed->order.is_open());
  alive.population->Step(now + base::Seconds(1));
  const auto after = exchange.Find(guest, 0, OrderKey(placed->order.id));
  EXPECT_GT((after->executed - placed->order.executed).ToDouble(), 1.0);
  alive.population->Step(now + base::Seconds(60));
  EXPECT_EQ(exchange.OpenOrders(guest, 0).size(), 0U) << "and the market is itself again";
  const auto asks = DepthOf(exchange.market(0), core::Side::kSell, 1);
  EXPECT_NEAR(asks.at(0).price.ToDouble() / alive.population->fair_price(0), 1, 0.002);
}

}  // namespace
}  // namespace keel::exchange
