// SPDX-License-Identifier: MIT
// The small parts in front of the exchange: keys, limits, listeners, the clock.
#include <gtest/gtest.h>

#include "exchange/api_keys.h"
#include "exchange/rate_limits.h"
#include "exchange/stream_hub.h"
#include "exchange/venue_clock.h"

namespace keel::exchange {
namespace {

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

TEST(KeyRing, TheSameSeedHasTheSameKeysAndOnlyTheirSignaturesCount) {
  KeyRing ring, again;
  const TestKeys keys = ring.AddTestKeys(1, 3);
  EXPECT_EQ(again.AddTestKeys(1, 3).hmac_secret.Reveal(), keys.hmac_secret.Reveal());
  EXPECT_NE(again.AddTestKeys(2, 3).hmac_key, keys.hmac_key);
  const ApiKey* hmac = ring.Find(keys.hmac_key);
  ASSERT_NE(hmac, nullptr);
  EXPECT_EQ(hmac->account, 3U);
  const std::string signature = net::HmacSha256Hex(keys.hmac_secret, "a=1");
  EXPECT_TRUE(hmac->Verify("a=1", signature));
  EXPECT_FALSE(hmac->Verify("a=2", signature));
  const auto pem = net::Ed25519Key::FromPrivatePem(keys.ed25519_private_pem);
  ASSERT_TRUE(pem) << pem.error().message;
  const ApiKey* ed25519 = ring.Find(keys.ed25519_key);
  EXPECT_TRUE(ed25519->Verify("a=1", pem->SignBase64("a=1")));
  EXPECT_FALSE(ed25519->Verify("a=2", pem->SignBase64("a=1")));
  EXPECT_EQ(ring.Find("nobody's"), nullptr);
  EXPECT_TRUE(IsTestKey(keys.hmac_key) && IsTestKey(keys.hmac_secret.Reveal()) &&
              IsTestKey(keys.ed25519_key));
  EXPECT_FALSE(IsTestKey("vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"));
}

TEST(AddressLimits, TheBanDoublesAndNobodyElsePays) {
  AddressLimits limits;
  base::UnixNanos now = kNow;
  const auto provoke = [&] {
    std::optional<LimitRefusal> refusal;
    for (int i = 0; i < 100 && (!refusal || refusal->refusal.status != 418); ++i) {
      refusal = limits.Admit("10.0.0.1", 3'000, now);
    }
    return refusal->retry_after_s;
  };
  EXPECT_EQ(provoke(), 121);
  EXPECT_FALSE(limits.Admit("10.0.0.2", 1, now)) << "another address";
  now = now + base::Seconds(60);
  EXPECT_EQ(limits.Admit("10.0.0.1", 1, now)->refusal.status, 418);
  now = now + base::Seconds(61);
  EXPECT_FALSE(limits.Admit("10.0.0.1", 1, now)) << "the ban is over";
  EXPECT_EQ(provoke(), 241);
}

TEST(OrderLimits, CountTenSecondsOfAnAccount) {
  OrderLimits limits;
  for (int i = 0; i < 100; ++i) ASSERT_FALSE(limits.Admit(1, kNow));
  const auto refused = limits.Admit(1, kNow);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->refusal.message,
            "Too many new orders; current limit is 100 orders per 10 SECOND.");
  EXPECT_FALSE(limits.Admit(2, kNow));
  EXPECT_FALSE(limits.Admit(1, kNow + base::Seconds(10)));
}

TEST(StreamHub, SendsToThoseWhoListenInTheirWrapping) {
  StreamHub hub;
  std::string raw, combined;
  const ListenerId one = hub.Add(false, [&](const std::string& text) { raw += text; });
  const ListenerId two = hub.Add(true, [&](const std::string& text) { combined += text; });
  EXPECT_FALSE(hub.Wants("btcusdt@trade"));
  ASSERT_TRUE(hub.Subscribe(one, {"btcusdt@trade"}));
  ASSERT_TRUE(hub.Subscribe(two, {"btcusdt@trade"}));
  hub.Publish("btcusdt@trade", "{}");
  EXPECT_EQ(raw, "{}");
  EXPECT_EQ(combined, R"({"stream":"btcusdt@trade","data":{}})");
  hub.Remove(one);
  hub.Unsubscribe(two, {"btcusdt@trade"});
  EXPECT_FALSE(hub.Wants("btcusdt@trade"));
}

TEST(StreamHub, HasRoomFor1024StreamsAConnection) {
  StreamHub hub;
  const ListenerId id = hub.Add(false, [](const std::string&) {});
  std::vector<std::string> names;
  for (size_t i = 0; i < StreamHub::kMostStreams; ++i) names.push_back(fmt::format("s{}", i));
  EXPECT_TRUE(hub.Subscribe(id, names));
  EXPECT_TRUE(hub.Subscribe(id, {"s0"})) << "one that it has already";
  EXPECT_FALSE(hub.Subscribe(id, {"one more"}));
  EXPECT_EQ(hub.StreamsOf(id).size(), StreamHub::kMostStreams);
}

TEST(VenueClock, RunsAtItsSpeedAndJumps) {
  base::ManualClock wall(kNow);
  VenueClock venue(wall, 60);
  wall.Set(kNow + base::Seconds(2));
  EXPECT_EQ(venue.now(), kNow + base::Minutes(2));
  venue.Jump(base::Seconds(-30));
  EXPECT_EQ(venue.now(), kNow + base::Seconds(90));
}

}  // namespace
}  // namespace keel::exchange
