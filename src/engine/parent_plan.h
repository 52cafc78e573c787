// SPDX-License-Identifier: MIT
// What a large order would be in the hands of its algorithm: its time, its limits, and what the
// algorithm has to be told of the market. Also which settings can never work, before a run begins.
#pragma once

#include <string>

#include "base/result.h"
#include "core/event.h"
#include "engine/settings.h"
#include "execution/saved_parent.h"
#include "market/board.h"

namespace keel::engine {

/// The pair of an order that is to be worked, and what it costs to trade there.
struct ParentMarket {
  const core::Instrument& pair;
  market::Board& board;
  double half_spread = 0;
  double impact_k = 0;
  double quote_rate = 1;  ///< account currency for one unit of the quote
};

/// A parent, ready to begin.
struct PlannedParent {
  execution::SavedParent work;
  std::string why_flat;  ///< vwap: why it takes the day to be flat; empty where it knows better
};

/// kUsage where no order could ever be worked so.
base::Status CheckExecution(const ExecutionSettings& settings);
/// The same where the market is told by bars of that length (zero: single trades): pov needs a bar
/// that closes before its time is over, vwap bars that divide a day.
base::Status CheckExecution(const ExecutionSettings& settings, base::Duration period);

/// How long a share of the market's volume is measured: volume is known when a bar closes, so the
/// window must hold one at any time.
constexpr base::Duration ParticipationWindow(base::Duration period) {
  return std::max(base::Hours(1), base::Nanoseconds(2 * period.ns));
}

/// What working that much would be from `now` on; nothing where it cannot be worked (the reason is
/// the error). `number` is its own. `as_before`: as sessions did before revision 3.
struct ParentPlanOptions {
  uint64_t number = 1;
  base::UnixNanos now;
  bool as_before = false;
};
base::Result<PlannedParent> PlanParent(const ExecutionSettings& settings,
                                       const core::Intent& intent, core::Quantity quantity,
                                       const ParentMarket& market,
                                       const ParentPlanOptions& options);

}  // namespace keel::engine
