// SPDX-License-Identifier: MIT
// A strategy that is made anew while its session runs first goes through the bars that the session
// knows, as strategies do at a start: in a core of its own, where nothing is held, sent or written.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/live_series.h"
#include "engine/trading_core.h"
#include "execution/venue_link.h"

namespace keel::engine {

/// Strategies go through the first `bars` of each series, those of one close together.
void WarmUp(Engine& engine, const std::vector<LiveSeries>& series, const std::vector<size_t>& bars);

class Rehearsal {
 public:
  /// Of the strategies of the settings. What the registry points to and the series must outlive it.
  /// kUsage and kNotFound for settings.
  static base::Result<std::unique_ptr<Rehearsal>> Run(BacktestSettings settings,
                                                      const Registry& registry,
                                                      const std::vector<LiveSeries>& series,
                                                      const std::vector<size_t>& bars,
                                                      base::UnixNanos now);

  Engine& engine() { return core_->engine(); }

 private:
  explicit Rehearsal(BacktestSettings settings)
      : settings_(std::move(settings)), nowhere_(execution::VenueLinkOptions()) {}

  BacktestSettings settings_;
  RunRecord record_;
  std::vector<LoadedSeries> loaded_;
  std::optional<TradingPlan> plan_;
  std::optional<market::Board> board_;
  execution::VenueLink nowhere_;
  AuditSink nobody_;
  std::unique_ptr<TradingCore> core_;
};

}  // namespace keel::engine
