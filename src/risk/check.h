// SPDX-License-Identifier: MIT
// One pre-trade control: a function from the order and the view to a refusal, or nothing. Adding
// one is a file in checks/ and a row in checks.inc.
#pragma once

#include <cmath>
#include <optional>
#include <span>

#include "core/event.h"
#include "risk/limits.h"
#include "risk/view.h"

namespace keel::risk {

/// Limits as exact numbers, converted once.
struct ExactLimits {
  std::optional<core::Decimal> position_share;
  std::optional<core::Decimal> gross_exposure;
  std::optional<core::Decimal> gross_value_max;
  std::optional<core::Decimal> order_value_share;
  std::optional<core::Decimal> order_value_max;
  std::optional<core::Decimal> order_value_alert;
  std::optional<core::Decimal> order_value_floor;
  std::optional<core::Decimal> collar_major;
  std::optional<core::Decimal> collar_other;
  std::optional<core::Decimal> through_best;
  std::optional<core::Decimal> market_slippage;
  std::optional<base::Duration> entry_interval;
  std::optional<core::Decimal> cluster_exposure;
  std::optional<core::Decimal> self_trade_distance;
  std::optional<core::Decimal> loss_per_trade;
  std::optional<core::Decimal> turnover_per_day;
  std::optional<core::Decimal> fees_alert;
  std::optional<core::Decimal> venue_share;
  Limits soft;  ///< the rest, as configured
};

/// How an exit is to leave: in parts that the market hardly notices, or all of it now.
enum class Leaving : uint8_t { kInParts, kAtOnce };

/// Everything a check may use.
struct CheckInput {
  const core::OrderTerms& terms;
  core::StrategyId strategy;
  bool reduces_risk;         ///< sells what the strategy holds
  bool is_slice;             ///< a later child of an entry that has begun
  core::Decimal unit_value;  ///< value of one unit at the reference price, account currency
  core::Decimal unit_cost;   ///< most that one unit can cost, fee included, quote currency (buys)
  std::optional<base::UnixNanos> last_entry;  ///< of this strategy in this pair
  const MarketView& market;
  const AccountView& account;
  const ExactLimits& limits;
  uint64_t intent_id = 0;       ///< of an intent that has one
  core::Decimal worst_price;    ///< the highest that a buy may get, quote currency
  core::Quantity brought = {};  ///< of an exit: what the entry of its bracket is to buy first
  Leaving leaving = Leaving::kInParts;
};

using Check = std::optional<core::Refusal> (*)(const CheckInput&);

/// When a check applies: a parent may be larger than what one order may be, and its orders are
/// alike without being duplicates; a message is an order or the reduction of one; an alert is told
/// of an order that passes, or of the first one of a day.
enum class CheckStage : uint8_t { kBoth, kIntentOnly, kOrderOnly, kMessage, kAlert, kDailyAlert };

struct CheckRow {
  std::string_view name;
  Check check;
  CheckStage stage;
  bool standing;  ///< only a change of what is held lifts its refusal
  bool (*applies)(const Limits&);
};

/// All checks, in the order of checks.inc.
std::span<const CheckRow> AllChecks();

/// The quantity whose value is `room` at `unit`; zero when there is no room.
inline core::Quantity QuantityWorth(core::Decimal room, core::Decimal unit) {
  if (!room.is_positive() || !unit.is_positive()) return {};
  return core::Quantity(core::Div(room, unit, core::Rounding::kDown));
}

/// The most whole lots that are no more than `quantity`; zero where that is not a number.
inline core::Quantity WholeLots(double quantity, core::Quantity lot) {
  // An absurd quantity is told in coarser steps: they stay whole lots.
  while (std::isfinite(quantity) && quantity / lot.ToDouble() >= 0x1p50) lot = lot * 1024;
  if (!std::isfinite(quantity) || quantity <= 0) return {};
  return core::Quantity::FromDouble(quantity, lot, core::Rounding::kDown);
}

}  // namespace keel::risk
