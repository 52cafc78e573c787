// SPDX-License-Identifier: MIT
// One backtest of a session's bars, as far as it is held against the session.
#pragma once

#include <vector>

#include "base/time.h"
#include "engine/parity.h"
#include "sim/known_rest.h"

namespace keel::engine {

/// An order of either side with what came of it.
struct ParityTrade {
  uint64_t id = 0;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Side side{};
  base::UnixNanos created;
  core::Quantity filled;
  core::Decimal value;  ///< sum of price x quantity, quote currency
  /// By currency code; negative is a rebate.
  std::vector<std::pair<std::string, core::Decimal>> fees;
};
struct ParityRefusal {
  base::UnixNanos time;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Side side{};
};
struct ParitySide {
  std::vector<ParityTrade> trades;
  std::vector<ParityRefusal> refusals;
};

struct ParityRunOptions {
  /// What is traded: bars that the session heard of in it, from the holdings at its beginning. The
  /// history must end where it does.
  base::TimeRange range = {};
  bool as_heard = false;  ///< bars when the session heard of them, missed ones only learnt from
  sim::KnownRests rests = nullptr;  ///< see sim::SimVenueOptions
};

/// `settings` with the session's deposits. kUsage where no bar was heard of in the range; kCorrupt.
base::Result<ParitySide> RunParity(const BacktestSettings& settings, const Registry& registry,
                                   const SessionHistory& history, const ParityRunOptions& options);

}  // namespace keel::engine
