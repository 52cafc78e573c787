// SPDX-License-Identifier: MIT
// A session that traded, held against a backtest of the same strategies with the same settings and
// deposits on the bars that the session heard of. What the two earned differs by a sum of causes,
// found by changing the backtest into the session one step at a time:
//   the backtest as its settings say it (engine::BacktestDriver)
//   + bars when the session heard of them, those it missed only learnt from   -> missed bars
//   + the time that the session's orders took to the venue                    -> latency
//   + the fee that they paid                                                  -> fees
//   = the backtest that knows what the session met; the session itself differs from it by fill
//     prices, by sizes, and by orders that only one of the two sent.
// Every step is exact decimals, so the parts add up to the difference to the last unit.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "engine/registry.h"
#include "engine/session_history.h"
#include "engine/settings.h"

namespace keel::engine {

enum class ParityCause : uint8_t {
  kMissedBars,  ///< heard late, or learnt from and not acted on
  kLatency,
  kFees,
  kFillPrice,    ///< queue, spread and impact: against the path of the bar
  kSize,         ///< the same order for another quantity
  kRefusals,     ///< an order of one, or a part of it, that the other's limits refused
  kNoBar,        ///< sent after the last bar that the session heard of: nothing can fill it there
  kOtherOrders,  ///< an order of one that the other did not want
};
constexpr size_t kParityCauses = 8;
/// "missed bars", ...
std::string_view ToString(ParityCause cause);

using ParityParts = std::array<core::Decimal, kParityCauses>;  ///< account currency, by cause

/// What one strategy bought, or sold, of one pair after one bar.
struct ParityOrder {
  base::UnixNanos bar_close;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Side side{};
  std::vector<uint64_t> orders;  ///< the session's; none: it sent none
  /// What it had brought by the end, at the last closes and after fees; account currency.
  core::Decimal session, backtest;
  ParityParts parts{};
  core::Decimal difference() const { return session - backtest; }
};

struct ParityReport {
  core::Decimal session, backtest;  ///< sums over the orders
  ParityParts parts{};
  std::vector<ParityOrder> orders;  ///< in order of time
  int64_t session_orders = 0, backtest_orders = 0;
  int64_t bars = 0;                            ///< instants at which bars closed
  int64_t missed_bars = 0;                     ///< of these, learnt from and not acted on
  base::Duration heard_after;                  ///< a close, in the middle
  std::optional<base::Duration> latency;       ///< to the venue, in the middle; absent: no order
  std::optional<double> maker_bps, taker_bps;  ///< paid; absent where there was no such fill
  core::Decimal difference() const { return session - backtest; }
};

/// kUsage where the session has heard of no bar yet, or for settings that it cannot have had.
base::Result<ParityReport> CompareWithBacktest(const BacktestSettings& settings,
                                               const Registry& registry,
                                               const SessionHistory& history);

}  // namespace keel::engine
