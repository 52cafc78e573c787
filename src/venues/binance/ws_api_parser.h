// SPDX-License-Identifier: MIT
// Reads what comes over a connection of Binance's WebSocket API: the answers to requests, each with
// its id, and between them the events of the account.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "venues/binance/account_events.h"
#include "venues/binance/error_code.h"
#include "venues/binance/internal/json_reader.h"
#include "venues/binance/rate_limits.h"

namespace keel::venues::binance {

/// The answer to one request.
struct WsApiResponse {
  std::string id;  ///< empty where the venue could not read the request's
  int status = 0;  ///< as of HTTP
  /// JSON for RestParser, valid until the next Parse; empty of an error.
  std::string_view result;
  std::optional<VenueError> error;
  std::vector<RateLimit> rate_limits;
};

struct SubscribedEvent {
  std::optional<uint64_t> subscription;
  AccountEvent event;
};

using WsApiMessage = std::variant<WsApiResponse, SubscribedEvent>;

class WsApiParser {
 public:
  /// Reads one message. kCorrupt names the field that is missing, of the wrong type or out of
  /// range; kUnsupported an event that nobody knows. After an error about an order the state of
  /// that order is not known any more and has to be asked for.
  base::Result<WsApiMessage> Parse(std::string_view text);

 private:
  internal::JsonReader json_;
};

/// The error in the body of a REST answer, where it has one. Nothing where the body is no JSON, as
/// proxies in front of the venue answer.
std::optional<VenueError> ReadErrorBody(std::string_view body);

}  // namespace keel::venues::binance
