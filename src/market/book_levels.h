// SPDX-License-Identifier: MIT
// The visible part of an order book at one instant, best prices first.
#pragma once

#include <vector>

#include "base/time.h"

namespace keel::market {

struct BookLevel {
  double price = 0;
  double quantity = 0;  ///< base units
};

struct BookLevels {
  std::vector<BookLevel> bids;  ///< falling prices
  std::vector<BookLevel> asks;  ///< rising prices
  base::UnixNanos time;         ///< when it was received
};

}  // namespace keel::market
