// SPDX-License-Identifier: MIT
// Writes calls as the bytes that Binance takes, signed where it wants a signature. Pure functions:
// the time comes in, and the signature is the answer of a function, so no key is ever seen here.
// [Binance: REST API, "SIGNED endpoint security"; WebSocket API, "Request security"]
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "venues/binance/calls.h"

namespace keel::venues::binance {

/// The signature of a payload: hexadecimal of HMAC-SHA256, or Base64 of Ed25519.
using Signer = std::function<std::string(std::string_view payload)>;

struct RequestTime {
  base::UnixNanos now;  ///< the venue's time, as far as it is known
  /// After now + recv_window the venue no longer takes the request, which bounds how long an order
  /// without an answer stays UNKNOWN. At most one minute.
  base::Duration recv_window = base::Seconds(5);
};

struct RestRequest {
  std::string_view verb;   ///< "GET", "POST", "PUT", "DELETE"
  std::string target;      ///< path and query; everything is in the query
  bool needs_key = false;  ///< send the header X-MBX-APIKEY
  int weight = 1;          ///< counts against the address
  bool is_order = false;   ///< counts against the account's unfilled orders
};

/// Requires a method that REST has.
RestRequest BuildRest(const Call& call, const RequestTime& time, const Signer& sign);

/// How a WebSocket-API request is authorised. Without it the connection is logged on already.
struct WsApiKey {
  std::string_view api_key;
  const Signer& sign;
};

/// `id` comes back with the answer; unique on the connection.
std::string BuildWsApi(const Call& call, uint64_t id, const RequestTime& time, const WsApiKey* key);

/// Whether the venue places, changes or cancels an order for it: only then is an answer that does
/// not come a question of money.
bool ChangesOrders(Method method);

}  // namespace keel::venues::binance
