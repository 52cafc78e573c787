// SPDX-License-Identifier: MIT
// The visible part of an order book at one instant, best prices first.
#pragma once

#include <vector>

#include "base/time.h"
#include "core/book_delta.h"

namespace keel::market {

struct BookLevels {
  std::vector<core::BookLevel> bids;  ///< falling prices
  std::vector<core::BookLevel> asks;  ///< rising prices
  base::UnixNanos time;               ///< when it was received
};

}  // namespace keel::market
