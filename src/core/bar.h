// SPDX-License-Identifier: MIT
// A candle and a printed trade. Bars are statistics, hence doubles; trades are exact.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/time.h"
#include "core/amount.h"

namespace keel::core {

/// One candle: stamped with its open time, visible at its close. Volume in base units. A series of
/// closes only has open = high = low = close and volume 0, and says so in its side file.
struct Bar {
  base::UnixNanos open_time;
  double open = 0;
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
};
static_assert(sizeof(Bar) == 48 && std::is_trivially_copyable_v<Bar>,
              "a Bar is one row of a catalog file");

enum class Side : uint8_t { kBuy, kSell };
constexpr Side Opposite(Side side) { return side == Side::kBuy ? Side::kSell : Side::kBuy; }
/// +1 for a buy, -1 for a sell.
constexpr int Sign(Side side) { return side == Side::kBuy ? 1 : -1; }
constexpr const char* ToString(Side side) { return side == Side::kBuy ? "buy" : "sell"; }

/// One public trade.
struct TradeTick {
  base::UnixNanos time;
  uint64_t id = 0;
  Price price;
  Quantity quantity;
  Side aggressor = Side::kBuy;
};

}  // namespace keel::core
