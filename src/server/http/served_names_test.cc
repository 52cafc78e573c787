// SPDX-License-Identifier: MIT
#include "server/http/served_names.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

/// The status of the refusal of a request for `host`; 0 where it is let in.
int StatusOf(const ServedAt& place, const std::string& host) {
  const auto names = ServedNames::Of(place);
  EXPECT_TRUE(names) << names.error().message;
  net::ServerRequest request;
  request.headers = {{"host", host}};
  const auto refusal = names->Refusal(request);
  return refusal ? refusal->status : 0;
}

TEST(ServedNames, OfLoopbackAreItsOwnAtThePortServed) {
  const ServedAt place{.address = "127.0.0.1", .port = 8080};
  for (const char* host : {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"}) {
    EXPECT_EQ(StatusOf(place, host), 0) << host;
  }
  for (const char* host :
       {"evil.example:8080", "evil.example", "127.0.0.1", "localhost", "localhost:8081",
        "localhost:80", "127.0.0.2:8080", "0.0.0.0:8080", "localhost.:8080",
        "localhost.evil.example:8080", "127.0.0.1.evil.example:8080", "xn--localhost-1:8080"}) {
    EXPECT_EQ(StatusOf(place, host), 421) << host;
  }
}

TEST(ServedNames, WithoutAPortAHostMeansTheUsualOne) {
  EXPECT_EQ(StatusOf({.address = "127.0.0.1", .port = 80}, "localhost"), 0);
  EXPECT_EQ(StatusOf({.address = "127.0.0.1", .port = 443}, "localhost"), 421) << "no TLS";
  EXPECT_EQ(StatusOf({.address = "::1", .port = 443, .over_tls = true}, "[::1]"), 0);
  EXPECT_EQ(StatusOf({.address = "::1", .port = 443, .over_tls = true}, "localhost:443"), 0);
  EXPECT_EQ(StatusOf({.address = "::1", .port = 80, .over_tls = true}, "localhost"), 421);
}

TEST(ServedNames, OfAnotherAddressAreItselfAndWhatIsAllowed) {
  ServedAt place{.address = "192.168.1.7", .port = 8443, .over_tls = true};
  place.allowed = {"Desk.Example.com", "fd00::1"};
  for (const char* host : {"192.168.1.7:8443", "localhost:8443", "desk.example.com:8443",
                           "desk.example.com", "DESK.example.COM:1", "[fd00::1]:8443"}) {
    EXPECT_EQ(StatusOf(place, host), 0) << host;
  }
  for (const char* host : {"192.168.1.8:8443", "a.desk.example.com:8443", "example.com:8443"}) {
    EXPECT_EQ(StatusOf(place, host), 421) << host;
  }
}

// What is listened on are all addresses of the machine, and an address leads nowhere else.
TEST(ServedNames, OfAllAddressesAreAddressesButNoNames) {
  for (const char* address : {"0.0.0.0", "::"}) {
    const ServedAt place{.address = address, .port = 8080, .over_tls = true};
    for (const char* host : {"10.1.2.3:8080", "[2001:db8::1]:8080", "localhost:8080"}) {
      EXPECT_EQ(StatusOf(place, host), 0) << host;
    }
    for (const char* host : {"10.1.2.3:8081", "evil.example:8080", "10.1.2.3.example:8080"}) {
      EXPECT_EQ(StatusOf(place, host), 421) << host;
    }
  }
}

TEST(ServedNames, BehindAProxyThePortIsTheProxysAndTheNamesAreAllUntilOneIsAllowed) {
  ServedAt place{.address = "0.0.0.0", .port = 8080, .behind_proxy = true};
  EXPECT_EQ(StatusOf(place, "anything.example"), 0);
  place.allowed = {"desk.example.com"};
  for (const char* host : {"desk.example.com", "localhost:9000", "127.0.0.1:9000", "10.1.2.3"}) {
    EXPECT_EQ(StatusOf(place, host), 0) << host;
  }
  EXPECT_EQ(StatusOf(place, "anything.example"), 421);
}

TEST(ServedNames, AHostThatIsNoneIsABadRequest) {
  const ServedAt open{.address = "0.0.0.0", .port = 8080, .behind_proxy = true};
  for (const char* host :
       {"", ":8080", "localhost:", "localhost:http", "localhost:80800", "localhost:-1", "a b",
        "user@localhost:8080", "localhost/x", "[::1", "[::1]x:8080", "::1", "[localhost]",
        "[10.1.2.3]", "http://localhost", "localhost:8080,evil.example"}) {
    EXPECT_EQ(StatusOf(open, host), 400) << host;
  }
  EXPECT_EQ(StatusOf(open, std::string(254, 'a')), 400);
  const auto names = ServedNames::Of(open);
  ASSERT_TRUE(names);
  EXPECT_EQ(names->Refusal({})->status, 400) << "none at all, as HTTP 1.0 allows";
}

TEST(ServedNames, OnlyWhatAHostCanBeIsAllowed) {
  for (const char* name : {"", "desk.example.com:443", "https://desk", "*.example.com", "a b",
                           "desk/", "[desk]", ":::"}) {
    const auto names = ServedNames::Of({.address = "127.0.0.1", .port = 1, .allowed = {name}});
    ASSERT_FALSE(names) << name;
    EXPECT_EQ(names.error().code, base::ErrorCode::kUsage);
    EXPECT_NE(names.error().message.find("--allow-host"), std::string::npos);
  }
}

}  // namespace
}  // namespace keel::server
