// SPDX-License-Identifier: MIT
// The name under which an order of ours stands at the venue: a pure function of the session and the
// order, so a restart makes the same names again and finds its orders by them (faults F05, F08).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/order.h"

namespace keel::venues::binance {

/// "keel-<session>-<order>", both in base 36: at most 32 of the letters, digits and hyphens that
/// Binance allows 36 of. Different pairs never get the same one.
std::string ClientOrderId(uint64_t session, core::OrderId order);

struct OwnOrder {
  uint64_t session = 0;
  core::OrderId order;
  friend constexpr bool operator==(const OwnOrder&, const OwnOrder&) = default;
};
/// The pair behind a name, or nothing where it is not one that ClientOrderId gives.
std::optional<OwnOrder> ReadClientOrderId(std::string_view text);

/// Whether the venue takes the name: 1 to 36 letters, digits, hyphens and underscores.
bool IsClientOrderId(std::string_view text);

}  // namespace keel::venues::binance
