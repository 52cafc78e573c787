// SPDX-License-Identifier: MIT
// What is examined: the settings of a backtest with its bars, loaded once. Whatever asks how much a
// result proves (a sweep, a walk forward, noise, delays) runs the same subject many times, each
// time a little different (variation.h).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "engine/registry.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "storage/catalog.h"

namespace keel::research {

/// Settings, plug-ins and bars that fit each other. Moves, does not copy; many threads may read it.
struct Subject {
  engine::BacktestSettings settings;
  std::string settings_hash;  ///< of all that was asked for, without what changes no result
  engine::Registry registry;
  std::vector<engine::LoadedSeries> series;

  /// First open and last close of all series.
  base::TimeRange range() const;
  int64_t bars() const;  ///< of all series together
};

/// `settings_hash` is of the settings as they are written in a file (cli knows how). Errors as
/// engine::LoadSeries.
base::Result<Subject> LoadSubject(engine::BacktestSettings settings, std::string settings_hash,
                                  const engine::Registry& registry,
                                  const storage::Catalog& catalog);

/// The bars of `series` that open in `window` and close in it, as a series of their own that
/// borrows them; hash, gaps and delisting are the window's. Its bars are empty where there are
/// none.
engine::LoadedSeries CutSeries(const engine::LoadedSeries& series, const base::TimeRange& window);

/// Who is examined, whatever its parameters: strategies, pairs, timeframe and venue, as one text
/// ("ema_cross on BTC/USDT 1h at binance"). Trials of one family count together.
std::string FamilyOf(const engine::BacktestSettings& settings);

}  // namespace keel::research
