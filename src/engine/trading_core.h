// SPDX-License-Identifier: MIT
// What a backtest, a paper session and a live session have in common, put together from settings:
// the account, the market, the desk with its gate, the engine with its strategies. What differs is
// the venue, and who tells the core of bars, reports and time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/account.h"
#include "engine/crossing.h"
#include "engine/engine.h"
#include "engine/registry.h"
#include "engine/run_record.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "engine/sleeve_book.h"
#include "engine/strategy_plan.h"
#include "engine/venue_plan.h"

namespace keel::engine {

/// What is planned before anything trades; fills in the record's universe and deposits.
struct TradingPlan {
  std::vector<PlannedStrategy> strategies;
  VenuePlan venue;
  SleeveBookOptions sleeves;
};
/// kUsage or kNotFound, with the field or the nearest name. `series` learn their numbers.
base::Result<TradingPlan> PlanTrading(const BacktestSettings& settings, const Registry& registry,
                                      std::vector<LoadedSeries>& series, RunRecord& record);

/// kUsage where no large order could ever be worked as the settings say with bars of these series.
base::Status CheckExecution(const ExecutionSettings& settings,
                            const std::vector<LoadedSeries>& series);

market::Board MakeBoard(const std::vector<LoadedSeries>& series);
std::span<const market::FeatureSpec> FeaturesOf(const PlannedStrategy& plan);

class TradingCore {
 public:
  /// The venue that orders go to and the audit sink must outlive the core, as must settings, plan,
  /// series, board and record. The record's money is deposited.
  struct Parts {
    const BacktestSettings& settings;
    const TradingPlan& plan;
    const std::vector<LoadedSeries>& series;
    market::Board& board;
    execution::VenueClient& venue;
    AuditSink& audit;
    RunRecord& record;
    bool has_manual_book = false;  ///< one account more, behind those of the strategies

    size_t accounts() const { return plan.strategies.size() + (has_manual_book ? 1 : 0); }
  };
  static base::Result<std::unique_ptr<TradingCore>> Open(const Parts& parts);

  Account& account() { return account_; }
  OrderDesk& desk() { return desk_; }
  Engine& engine() { return engine_; }
  SleeveBook& sleeves() { return sleeves_; }

 private:
  TradingCore(const Parts& parts, portfolio::Ledger ledger);

  Account account_;
  OrderDesk desk_;
  Engine engine_;
  SleeveBook sleeves_;
  Crossing crossing_;
};

}  // namespace keel::engine
