// SPDX-License-Identifier: MIT
// The venue's own count of what was asked of it, which feeds the token buckets (fault F28): in the
// headers of a REST answer, and in the `rateLimits` of exchangeInfo and of WebSocket-API responses.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace keel::venues::binance {

enum class RateLimitKind : uint8_t {
  kRequestWeight,  ///< per IP address
  kOrders,         ///< unfilled orders, per account
  kRawRequests,    ///< per IP address
  kConnections,    ///< per IP address
};

struct RateLimit {
  RateLimitKind kind = RateLimitKind::kRequestWeight;
  base::Duration interval;
  std::optional<uint64_t> limit;  ///< absent from headers
  std::optional<uint64_t> count;  ///< absent from exchangeInfo
};

/// What the headers of one answer said.
struct HeaderLimits {
  std::vector<RateLimit> counts;
  std::optional<base::Duration> retry_after;  ///< of 429 and 418: until then nothing may be sent
};

/// Reads X-MBX-USED-WEIGHT-1M and the like, X-MBX-ORDER-COUNT-10S and the like, and Retry-After, in
/// any case of letters. What does not read as one of these is left out: a count that is missing
/// never stops an order's answer from being read.
HeaderLimits ReadHeaders(const std::vector<std::pair<std::string_view, std::string_view>>& headers);

}  // namespace keel::venues::binance
