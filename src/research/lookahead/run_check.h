// SPDX-License-Identifier: MIT
// Strategies under the look-ahead check: one run on all that is known, and runs of fresh strategies
// on worlds that end, go on otherwise or begin later. What was wanted, sent and filled until then
// must be the same to the last digit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/backtest.h"
#include "research/lookahead/alarm_book.h"
#include "research/lookahead/known_world.h"
#include "research/lookahead/witness.h"

namespace keel::research {

/// How a backtest is made: engine::RunOnSeries, or an engine that is itself under suspicion.
using RunSeries = std::function<base::Result<engine::RunRecord>(
    const engine::BacktestSettings&, const engine::Registry&, std::vector<engine::LoadedSeries>,
    const engine::RunHooks&)>;

/// A run with what its strategies said.
struct WatchedRun {
  WitnessLog log;
  engine::RunRecord record;
};

/// Runs on `world` alone, with plug-ins made from it. As RunOnSeries; kInterrupted.
base::Result<std::unique_ptr<WatchedRun>> RunWatched(const engine::BacktestSettings& settings,
                                                     const PlugIns& plug_ins, const RunSeries& run,
                                                     KnownWorld world,
                                                     const engine::RunHooks& hooks);

/// The first thing until `cut` in which the run that did not know what followed differs. `world` is
/// what `whole` ran on.
std::optional<FutureDifference> FirstDifference(const WatchedRun& whole, const WatchedRun& part,
                                                const KnownWorld& world, base::UnixNanos cut);

/// Up to `count` times at which no bar of any series is under way and after which the world goes
/// on, in order: two of three where the run changed its mind, since a decision that needs the
/// future falls there; the others anywhere. Drawn by `seed`.
std::vector<base::UnixNanos> ChooseCuts(const KnownWorld& world, const WitnessLog& whole, int count,
                                        uint64_t seed);

/// Fills of the run that came at or before the decision behind them, or at a price that did not
/// trade in the bar of the fill; and bars that were shown before they closed. Purchases between
/// strategies inside the account and sales of delisted coins are no trades at the venue. The check
/// is "fills".
LookaheadVerdict CheckFills(const WatchedRun& run, const KnownWorld& world,
                            const sim::VenueSettings& sim);

/// The number of bars of the series that have closed by `time`.
int64_t BarsClosed(const engine::LoadedSeries& series, base::UnixNanos time);

}  // namespace keel::research
