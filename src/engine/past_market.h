// SPDX-License-Identifier: MIT
// What a backtest trades in: a venue, and the past that passes by it. Bars and recorded books are
// two of them; the rest of a run is the same.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "engine/backtest.h"
#include "engine/backtest_driver.h"
#include "engine/trading_core.h"

namespace keel::engine {

class PastMarket {
 public:
  virtual ~PastMarket() = default;
  virtual execution::VenueClient& venue() = 0;
  /// Before the first event: the account with its deposits.
  virtual void Open(const RunRecord& record, const Account& account) = 0;
  /// Lets the past pass; false where it was interrupted. Counts what was told to the engine.
  virtual bool Pass(Engine& engine, DriverOptions options, int64_t* told) = 0;
  /// What a reader of the report must know of it.
  virtual void State(RunRecord& record) const = 0;
};

/// All that a run knows when its market is made; outlives the market.
struct MarketParts {
  const BacktestSettings& settings;
  const TradingPlan& plan;
  const std::vector<LoadedSeries>& series;
  market::Board& board;
  const RunRecord& record;
};
using MakeMarket =
    std::function<base::Result<std::unique_ptr<PastMarket>>(const MarketParts& parts)>;

/// One backtest in the market that `make` makes.
base::Result<RunRecord> RunInMarket(const BacktestSettings& settings, const Registry& registry,
                                    std::vector<LoadedSeries> series, const RunHooks& hooks,
                                    const MakeMarket& make);

}  // namespace keel::engine
