// SPDX-License-Identifier: MIT
#include "net/url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keel::net {
namespace {

TEST(Url, TakesTheOriginAndTheTargetApart) {
  const auto url = ParseUrl("https://API.binance.com/api/v3/order?symbol=BTCUSDT");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->origin, (Origin{true, "api.binance.com", 443}));
  EXPECT_EQ(url->target, "/api/v3/order?symbol=BTCUSDT");
  EXPECT_EQ(url->origin.Authority(), "api.binance.com");
}

TEST(Url, KnowsPortsAddressesAndAllFourSchemes) {
  EXPECT_EQ(ParseUrl("http://127.0.0.1:8080")->origin, (Origin{false, "127.0.0.1", 8080}));
  EXPECT_EQ(ParseUrl("ws://localhost")->origin, (Origin{false, "localhost", 80}));
  EXPECT_EQ(ParseUrl("wss://[::1]:9443/ws")->origin, (Origin{true, "::1", 9443}));
  EXPECT_EQ(ParseUrl("wss://[::1]:9443/ws")->origin.Authority(), "[::1]:9443");
  EXPECT_EQ(ParseUrl("https://host?x=1")->target, "/?x=1");
}

TEST(Url, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* bad :
       {"", "host", "ftp://host", "https://", "https://:80", "https://host:0", "https://host:99999",
        "https://host:80a", "https://user@host", "https://host/#part", "https://host/a b",
        "https://host/\r\nX: y", "https://ho st", "https://[::1", "https://host\\@evil/"}) {
    EXPECT_FALSE(ParseUrl(bad)) << bad;
  }
}

TEST(Url, EncodesAllButUnreservedBytes) {
  EXPECT_EQ(PercentEncode("a-Z_0.~ /+\xc3\xa9"), "a-Z_0.~%20%2F%2B%C3%A9");
  EXPECT_EQ(*PercentDecode("%e9+%2f"), "\xe9+/");
  for (const char* bad : {"%", "%1", "%zz", "a%2"}) EXPECT_FALSE(PercentDecode(bad)) << bad;
}

TEST(Url, ReadsQueriesAsBrowsersWriteThem) {
  const auto query = ParseQuery("a=1&b=x+y&&c&a=%26");
  ASSERT_TRUE(query);
  EXPECT_EQ(*query, (Query{{"a", "1"}, {"b", "x y"}, {"c", ""}, {"a", "&"}}));
  EXPECT_FALSE(ParseQuery("a=%"));
}

RC_GTEST_PROP(Url, APrintedQueryReadsAsItself, (const Query& query)) {
  Query named;  // a name without a single byte is dropped on reading, with its value
  for (const auto& [name, value] : query) named.emplace_back("n" + name, value);
  const auto again = ParseQuery(PrintQuery(named));
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == named);
}

}  // namespace
}  // namespace keel::net
