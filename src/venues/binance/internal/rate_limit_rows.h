// SPDX-License-Identifier: MIT
// The rows of `rateLimits`, which exchangeInfo and every WebSocket-API response carry.
#pragma once

#include <vector>

#include "venues/binance/internal/json_reader.h"
#include "venues/binance/rate_limits.h"

namespace keel::venues::binance::internal {

/// kCorrupt where a row lacks a field; a kind of limit that is not known is left out.
base::Status ReadRateLimitRows(JsonReader& json, const JsonPiece& rows, std::vector<RateLimit>* to);

}  // namespace keel::venues::binance::internal
