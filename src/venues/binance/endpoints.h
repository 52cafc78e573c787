// SPDX-License-Identifier: MIT
// Where Binance is: the real exchange, its testnet, or any server that speaks the same protocol.
#pragma once

#include <string_view>

#include "base/result.h"
#include "net/url.h"

namespace keel::venues::binance {

struct Endpoints {
  net::Origin rest;
  net::Url ws_api;     ///< requests and the account's events
  net::Url streams;    ///< market data of spot; `?streams=` follows
  net::Url contracts;  ///< market data of USD-M perpetual contracts, likewise
};

Endpoints RealEndpoints();
Endpoints TestnetEndpoints();
/// All of them at the one server of `url` (http or https). kUsage where it is none or has a path.
base::Result<Endpoints> EndpointsAt(std::string_view url);

/// Whether keys may travel there: encrypted, or not beyond this machine.
bool IsSafeForKeys(const net::Origin& origin);

}  // namespace keel::venues::binance
