// SPDX-License-Identifier: MIT
// From the words of a client to an inquiry, and from an answer to the words of the WebSocket API:
// what is between the bytes of a connection and the desk. No sockets, no time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_value.h"
#include "exchange/desk.h"

namespace keel::exchange {

/// A request by HTTP, without its body's coding: everything that the exchange looks at.
struct RestWords {
  std::string_view method;
  std::string_view target;  ///< path and query
  std::string_view api_key;
  std::string_view body;
};
/// Query and body together, as the client signed them. Refused with status 404 where no route is
/// called so. The address is left to the caller.
Outcome<Inquiry> ReadRestInquiry(const RestWords& words);
/// "a=1&signature=x&b=2" -> "a=1&b=2"
std::string WithoutSignature(std::string_view query);

/// A message of the WebSocket API.
struct WsQuestion {
  std::string id = "null";  ///< as JSON
  std::string method;
  Inquiry inquiry;               ///< without route, address and session
  std::optional<Refusal> fault;  ///< of a message that is no question
};
WsQuestion ReadWsQuestion(std::string_view text);
/// The "id" of a request as JSON; "null" where there is none.
std::string RequestId(const base::JsonValue& request);
/// `limits`: JSON of `rateLimits`; empty: none.
std::string WsAnswerText(const std::string& id, const Answer& answer, const std::string& limits);

}  // namespace keel::exchange
