// SPDX-License-Identifier: MIT
// Everything that a gate is told, as plain lists: for a gate that is tested and for one that is
// slow.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "portfolio/working_orders.h"
#include "risk/kill_switch.h"
#include "risk/testing/scene.h"

namespace keel::risk {

/// Something that happened before the order, in order of time.
struct PastEvent {
  enum class Kind { kPrices, kFill, kOrderSent };
  Kind kind = Kind::kPrices;
  base::UnixNanos time;
  std::map<uint32_t, core::Decimal> prices;  ///< kPrices: all pairs
  core::StrategyId strategy;
  core::InstrumentId pair;
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;
  core::Decimal price, fee;
  bool begins_entry = true;  ///< kOrderSent
};

/// An intent that passed a moment ago.
struct PassedIntent {
  core::OrderTerms terms;
  base::UnixNanos time;
};

struct Situation {
  Limits limits;
  base::UnixNanos now;
  core::Decimal usdt, eur;                   ///< deposits at the start
  std::map<uint32_t, core::Decimal> prices;  ///< now, by pair
  std::vector<PastEvent> past;
  std::vector<portfolio::WorkingOrders::Entry> working;
  std::vector<PassedIntent> passed;
  std::vector<uint64_t> used_ids;
  std::vector<core::TradingScope> killed;
  std::vector<double> volumes;
  double hour_volume = 0;
  double half_spread = 0, impact_k = 0, volatility_step = 0;
  bool has_price = true, trading = true, is_slice = false;
  core::TradingState state{};
  base::Duration price_age, bar_period;
  std::optional<base::UnixNanos> last_jump;
  std::optional<base::Duration> off_peg_for;
  std::optional<base::Duration> since_entry;  ///< of the order's strategy in its pair
  core::StrategyId entered_by;
  core::InstrumentId entered_in;
  core::Decimal fee_rate;
  core::Order order;
  uint64_t intent_id = 0;
  /// The program ends and starts again before this event of the past; past.size(): after the last.
  std::optional<size_t> restart_before;
};

}  // namespace keel::risk
