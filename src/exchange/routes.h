// SPDX-License-Identifier: MIT
// Every request that the exchange answers, one row each: what it is called by REST and by the
// WebSocket API, what it costs, who may ask, who answers. A new one is one row and one function.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "exchange/call.h"

namespace keel::exchange {

enum class Security : uint8_t {
  kNone,
  kSigned,  ///< an API key, a timestamp and a signature (or a session that is logged on)
};

struct Route {
  std::string_view method;   ///< of HTTP
  std::string_view path;     ///< empty: WebSocket API only
  std::string_view ws_name;  ///< empty: REST only
  Security security = Security::kNone;
  int weight = 1;
  AnswerCall answer = nullptr;  ///< null: the connection itself answers
  bool is_order = false;        ///< counts against the account's orders
  /// Where the weight depends on the parameters.
  int (*weight_of)(const Parameters&) = nullptr;
  int orders = 1;  ///< that it counts for, where it is an order

  int WeightFor(const Parameters& parameters) const {
    return weight_of == nullptr ? weight : weight_of(parameters);
  }
  /// What a fault names it by.
  std::string_view name() const { return ws_name.empty() ? path : ws_name; }
};

std::span<const Route> Routes();
/// Null where there is none.
const Route* FindRestRoute(std::string_view method, std::string_view path);
const Route* FindWsRoute(std::string_view ws_name);

}  // namespace keel::exchange
