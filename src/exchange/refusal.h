// SPDX-License-Identifier: MIT
// Why the exchange says no: Binance's codes and its very sentences, because clients read both.
// [Binance: Error codes]
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace keel::exchange {

/// An answer of its own, not an error of this program.
struct Refusal {
  int code = 0;
  std::string message;
  int status = 400;  ///< of HTTP
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <typename T>
using Outcome = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> Refuse(Refusal refusal) {
  return tl::unexpected<Refusal>(std::move(refusal));
}

inline Refusal FilterFailure(std::string_view filter) {
  return {-1013, fmt::format("Filter failure: {}", filter)};
}
inline Refusal OrderRejected(std::string_view why) { return {-2010, std::string(why)}; }
inline Refusal InsufficientBalance() {
  return OrderRejected("Account has insufficient balance for requested action.");
}
inline Refusal UnknownOrderSent() { return {-2011, "Unknown order sent."}; }
inline Refusal NoSuchOrder() { return {-2013, "Order does not exist."}; }
inline Refusal OutsideRecvWindow() {
  return {-1021, "Timestamp for this request is outside of the recvWindow."};
}
inline Refusal MissingParameter(std::string_view name) {
  return {-1102, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.",
                             name)};
}
inline Refusal UnwantedParameter(std::string_view name) {
  return {-1106, fmt::format("Parameter '{}' sent when not required.", name)};
}
inline Refusal IllegalParameter(std::string_view name, std::string_view legal) {
  return {-1100, fmt::format("Illegal characters found in parameter '{}'; legal range is '{}'.",
                             name, legal)};
}
inline Refusal InvalidParameter(std::string_view name) {
  return {-1130, fmt::format("Data sent for parameter '{}' is not valid.", name)};
}
inline Refusal InvalidSymbol() { return {-1121, "Invalid symbol."}; }
inline Refusal ExecutionUnknown() {
  return {-1007,
          "Timeout waiting for response from backend server. Send status unknown; execution status "
          "unknown.",
          504};
}

}  // namespace keel::exchange
