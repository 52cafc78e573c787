// SPDX-License-Identifier: MIT
// Where every request is received, by REST or by WebSocket: who sent it, may he, is it in time, has
// he asked too much. Receiving and carrying out are two steps, because time passes between them.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "exchange/api_keys.h"
#include "exchange/call.h"
#include "exchange/rate_limits.h"
#include "exchange/routes.h"
#include "exchange/venue_clock.h"

namespace keel::exchange {

/// A request as it arrived.
struct Inquiry {
  const Route* route = nullptr;
  Parameters parameters;  ///< without the signature
  std::string payload;    ///< what the signature covers
  std::string api_key;
  std::string signature;
  std::optional<AccountId> session;  ///< of a connection that is logged on: needs no key
  ConnectionCall on_connection;      ///< of a route that its connection answers
  std::string address;
};

class Desk {
 public:
  /// All must outlive it.
  Desk(SimulatedExchange& exchange, const KeyRing& keys, const VenueClock& clock)
      : exchange_(exchange), keys_(keys), clock_(clock) {}

  /// Counts the request and checks its key, signature and time.
  tl::expected<CallContext, LimitRefusal> Receive(const Inquiry& inquiry);
  /// The account behind a signed request, which need not have a route.
  Outcome<AccountId> Authenticate(const Inquiry& inquiry) const;
  /// The account that a key is of.
  Outcome<AccountId> AccountOf(std::string_view api_key) const;
  /// Whether the key can log a session on: those of Ed25519 can.
  bool CanLogOn(std::string_view api_key) const;
  /// Carries out what was received, now. Requires that a route of connections came on one.
  Answer CarryOut(const Inquiry& inquiry, CallContext call);

  const AddressLimits& address_limits() const { return addresses_; }
  AddressLimits& address_limits() { return addresses_; }
  const OrderLimits& order_limits() const { return orders_; }

 private:
  Outcome<base::UnixNanos> CheckTime(const Inquiry& inquiry) const;

  SimulatedExchange& exchange_;
  const KeyRing& keys_;
  const VenueClock& clock_;
  AddressLimits addresses_;
  OrderLimits orders_;
  uint64_t names_ = 0;  // given to orders without one
};

}  // namespace keel::exchange
