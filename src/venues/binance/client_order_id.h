// SPDX-License-Identifier: MIT
// The name under which an order of ours stands at the venue. execution::VenueLink makes it.
#pragma once

#include <string_view>

namespace keel::venues::binance {

/// Whether the venue takes the name: 1 to 36 letters, digits, hyphens and underscores.
bool IsClientOrderId(std::string_view text);

}  // namespace keel::venues::binance
