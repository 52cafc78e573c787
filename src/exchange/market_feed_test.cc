// SPDX-License-Identifier: MIT
// What the public streams tell of one market, beat by beat.
#include "exchange/market_feed.h"

#include <gtest/gtest.h>

#include "base/json_value.h"

namespace keel::exchange {
namespace {

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

core::Decimal D(std::string_view text) { return core::Decimal::Parse(text).value(); }

/// BTCUSDT with one client who bids, and a listener to the streams that a test names.
struct Scene {
  explicit Scene(const std::vector<std::string>& streams) {
    std::vector<Listing> listings{MakeListing({"BTC", "USDT", ""}, 2, 5).value()};
    exchange = SimulatedExchange::Make(std::move(listings), {}).value();
    anna = exchange->OpenAccount(Membership::kClient);
    EXPECT_TRUE(exchange->Transfer(anna, "USDT", D("100000"), kNow));
    feed = std::make_unique<MarketFeed>(*exchange, hub);
    const ListenerId id =
        hub.Add(false, [this](const std::string& text) { heard.push_back(text); });
    EXPECT_TRUE(hub.Subscribe(id, streams));
  }
  /// A second: in each of its beats one bid comes.
  void Second() {
    for (int beat = 0; beat < 10; ++beat) {
      OrderRequest bid;
      bid.price = core::Price(D("100") + core::Decimal::PowerOfTen(-2) * ++bids);
      bid.quantity = core::Quantity(D("0.1"));
      EXPECT_TRUE(exchange->Place(anna, bid, kNow));
      feed->OnBeat(kNow);
    }
  }
  /// "U-u" of what was heard.
  std::string Updates() const {
    std::string text;
    for (const std::string& message : heard) {
      const auto json = base::ParseJson(message).value();
      text += json.Find("U")->text + "-" + json.Find("u")->text + " ";
    }
    return text;
  }

  std::unique_ptr<SimulatedExchange> exchange;
  AccountId anna = 0;
  StreamHub hub;
  std::unique_ptr<MarketFeed> feed;
  std::vector<std::string> heard;
  int bids = 0;
};

TEST(MarketFeed, ABookGapReachesTheStreamOfEachSecondToo) {
  Scene scene({"btcusdt@depth"});
  scene.Second();
  scene.feed->LoseNextDepth();
  scene.Second();
  scene.Second();
  EXPECT_EQ(scene.Updates(), "1-10 21-30 ") << "the second one is left out";
}

TEST(MarketFeed, ABookGapIsOneOfTheFastStream) {
  Scene scene({"btcusdt@depth@100ms"});
  scene.feed->LoseNextDepth();
  scene.Second();
  EXPECT_TRUE(scene.Updates().starts_with("2-2 3-3 ")) << scene.Updates();
  EXPECT_EQ(scene.heard.size(), 9U);
}

TEST(MarketFeed, TellsTheAverageEachSecond) {
  Scene scene({"btcusdt@avgPrice"});
  scene.Second();
  scene.Second();
  ASSERT_EQ(scene.heard.size(), 2U);
  EXPECT_EQ(scene.heard[0], R"({"e":"avgPrice","E":1700000000000,"s":"BTCUSDT","i":"5m",)"
                            R"("w":"0.00000000","T":1700000000000})");
}

}  // namespace
}  // namespace keel::exchange
