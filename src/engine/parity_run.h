// SPDX-License-Identifier: MIT
// One backtest of a session's bars, as far as it is held against the session.
#pragma once

#include <functional>
#include <vector>

#include "engine/parity.h"

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
  bool as_heard = false;  ///< bars when the session heard of them, missed ones only learnt from
};

/// `settings` with the session's deposits. kUsage, kCorrupt.
base::Result<ParitySide> RunParity(const BacktestSettings& settings, const Registry& registry,
                                   const SessionHistory& history, const ParityRunOptions& options);

}  // namespace keel::engine
