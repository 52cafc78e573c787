// SPDX-License-Identifier: MIT
// A session that traded, held against a backtest of the same strategies with the same settings and
// deposits on the bars that the session heard of. What the two earned differs by a sum of causes,
// found by changing the backtest into the session one step at a time:
//   the backtest as its settings say it (engine::BacktestDriver)
//   + bars when the session heard of them, those it missed only learnt from   -> missed bars
//   + the time that the session's orders took to the venue                    -> latency
//   + the fee that they paid                                                  -> fees
//   + limit orders that rested filling when, and as much as, they did there   -> queue
//   = the backtest that knows what the session met; the session itself differs from it by fill
//     prices, by sizes, and by orders that only one of the two sent.
// Of the market the session's journal has bars and its own executions, and no book: what can be
// said of the queue is what the executions say. Every step is exact decimals, so the parts add up
// to the difference to the last unit.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/registry.h"
#include "engine/session_history.h"
#include "engine/settings.h"

namespace keel::engine {

enum class ParityCause : uint8_t {
  kMissedBars,  ///< heard late, or learnt from and not acted on
  kLatency,
  kFees,
  /// What limit orders that rested at the venue brought there, and all that followed from it, more
  /// than in a backtest that fills them as the path of the bar says: an order that the venue
  /// accepted, that took nothing, and to which the same order of the backtest (strategy, pair,
  /// side, bar and limit) answers. In the backtest it rests too from then on, and the part of it
  /// that had filled at the venue by some time fills at that time. Of what would come after its end
  /// there (taken back by people, say) nothing is known: from then on the path fills it.
  kQueue,
  kFillPrice,    ///< spread and impact: of orders that took, against the path of the bar
  kSize,         ///< the same order for another quantity
  kRefusals,     ///< an order of one, or a part of it, that the other's limits refused
  kNoBar,        ///< sent after the last bar that the session heard of: nothing can fill it there
  kOtherOrders,  ///< an order of one that the other did not want
};
constexpr size_t kParityCauses = 9;
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
  int64_t bars = 0;            ///< instants at which bars closed
  int64_t missed_bars = 0;     ///< of these, learnt from and not acted on
  base::Duration heard_after;  ///< a close, in the middle
  /// To the venue, in the middle; absent: no order. Of an order at the market the time to its first
  /// fill, by the venue's clock; of any other, half the time until its acceptance was heard.
  std::optional<base::Duration> latency;
  int64_t rested = 0;  ///< limit orders that the venue accepted and that took nothing
  std::optional<double> maker_bps, taker_bps;  ///< paid; absent where there was no such fill
  /// What else the session had and the backtest does not: settings of other starts, changes by
  /// people. No part tells it, so each is a sentence; the orders tell what it led to.
  std::vector<std::string> notes;
  core::Decimal difference() const { return session - backtest; }
};

/// Of the orders that were made in `range`, with what they filled in it, at the last closes by its
/// end; the backtest begins with the holdings that the session had at its beginning. `settings` as
/// of ConfigurationOf. kUsage where the session acted on no bar in it, or for settings that it
/// cannot have had.
base::Result<ParityReport> CompareWithBacktest(const BacktestSettings& settings,
                                               const Registry& registry,
                                               const SessionHistory& history,
                                               const base::TimeRange& range = {});

}  // namespace keel::engine
