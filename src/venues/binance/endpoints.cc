// SPDX-License-Identifier: MIT
#include "venues/binance/endpoints.h"

#include <fmt/format.h>

namespace keel::venues::binance {

namespace {

constexpr const char* kSpotStreams = "/stream";
// Of the three ways to USD-M streams (public, market, private) the one of mark prices and
// liquidations; where it is left out the venue takes the subscription and sends nothing.
constexpr const char* kContractStreams = "/market/stream";

}  // namespace

Endpoints RealEndpoints() {
  return {{true, "api.binance.com", 443},
          {{true, "ws-api.binance.com", 443}, "/ws-api/v3"},
          {{true, "stream.binance.com", 9443}, kSpotStreams},
          {{true, "fstream.binance.com", 443}, kContractStreams}};
}

Endpoints TestnetEndpoints() {
  return {{true, "testnet.binance.vision", 443},
          {{true, "ws-api.testnet.binance.vision", 443}, "/ws-api/v3"},
          {{true, "stream.testnet.binance.vision", 9443}, kSpotStreams},
          {{true, "fstream.binancefuture.com", 443}, kContractStreams}};
}

base::Result<Endpoints> EndpointsAt(std::string_view url) {
  auto parsed = net::ParseUrl(url);
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  if (!parsed || !is_http || parsed->target != "/") {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("the venue url \"{}\" is not one of a server; use the form "
                                  "http://127.0.0.1:8080, without a path",
                                  url));
  }
  const net::Origin& at = parsed->origin;
  return Endpoints{at, {at, "/ws-api/v3"}, {at, kSpotStreams}, {at, kContractStreams}};
}

bool IsSafeForKeys(const net::Origin& origin) {
  return origin.tls || origin.host == "127.0.0.1" || origin.host == "::1" ||
         origin.host == "localhost";
}

}  // namespace keel::venues::binance
