// SPDX-License-Identifier: MIT
// What a member of the market asks of one book, in the book's own integers: prices are counts of
// ticks, quantities counts of lots. Decimal prices become these numbers in one place, BookScale.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "core/bar.h"
#include "core/order.h"

namespace keel::sim::matching {

/// The largest price and the largest quantity that a book can be set up for.
inline constexpr int64_t kMaxTicks = int64_t{1} << 60;
inline constexpr int64_t kMaxLots = int64_t{1} << 60;

enum class OrderKind : uint8_t {
  kLimit,
  kMarket,      ///< takes what is there; with a price, nothing beyond it (protection)
  kStop,        ///< market once a trade reaches the trigger: rising for a buy, falling for a sell
  kStopLimit,   ///< limit, triggered like kStop
  kTakeProfit,  ///< market once a trade reaches the trigger: falling for a buy, rising for a sell
  kTakeProfitLimit,  ///< limit, triggered like kTakeProfit
};

/// What happens when an order meets one of its own account. The taker's mode decides, as at
/// Binance (github.com/binance/binance-spot-api-docs, faqs/stp_faq.md), whose names these are.
enum class SelfTradePrevention : uint8_t {
  kNone,         ///< they trade
  kExpireTaker,  ///< the rest of the taker ends
  kExpireMaker,  ///< the resting order ends, the taker goes on
  kExpireBoth,
};

/// One new order. What does not apply to its kind is zero.
struct NewOrder {
  uint64_t id = 0;       ///< chosen by the caller, > 0; not that of an order that is still open
  uint32_t account = 0;  ///< whose it is, for self-trade prevention
  core::Side side = core::Side::kBuy;
  OrderKind kind = OrderKind::kLimit;
  core::TimeInForce tif = core::TimeInForce::kGtc;  ///< an untriggered market kind cannot be kGtd
  SelfTradePrevention self_trade = SelfTradePrevention::kNone;
  bool post_only = false;  ///< kLimit only: refused where it would take (LIMIT_MAKER)
  int64_t quantity = 0;    ///< lots
  int64_t price = 0;       ///< ticks: the limit, or the protection of a market kind (0: none)
  int64_t trigger = 0;     ///< ticks: stops and take-profits
  int64_t display = 0;     ///< lots shown at a time, an iceberg; 0 shows all
  base::UnixNanos expire_time = base::kEndOfTime;  ///< kGtd
};

}  // namespace keel::sim::matching
