// SPDX-License-Identifier: MIT
// Where the alpha lab takes a signal from: a driver, a strategy's positions, a feature, or a file.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.h"
#include "engine/series_loader.h"
#include "engine/settings.h"
#include "research/alpha/panel.h"
#include "research/alpha/relations.h"
#include "storage/catalog.h"

namespace keel::cli {

/// The bars of a run on the grid of the lab, without a signal.
struct AlphaMarket {
  engine::BacktestSettings settings;
  engine::BacktestSettings listening;        ///< the same for runs that order nothing
  std::vector<engine::LoadedSeries> series;  ///< as the panel's pairs
  research::AlphaPanel panel;
};
base::Result<AlphaMarket> ReadAlphaMarket(const engine::BacktestSettings& settings,
                                          const storage::Catalog& catalog);

/// What the drivers of these names say, bar by bar, in a run in which nothing is traded. kNotFound
/// for a name that is no driver, kUnsupported for a driver of order books, kInterrupted.
base::Result<std::vector<research::NamedSignal>> HearDrivers(const AlphaMarket& market,
                                                             const std::vector<std::string>& names,
                                                             const storage::Catalog& catalog,
                                                             Session& session);
/// The drivers that speak of bars, as names.
std::vector<std::string> DriversOfBars();

/// Runs the only strategy of the settings, and makes what it holds the panel's signal.
base::Status RunForShares(AlphaMarket& market, const storage::Catalog& catalog, Session& session);

/// Makes a feature, of all stored bars of each pair, the panel's signal. kUsage with the nearest
/// name for an unknown one.
base::Status FillFeature(AlphaMarket& market, const std::string& name,
                         const storage::Catalog& catalog);

/// Makes the rows of a CSV file with the columns time, pair and value the panel's signal: each is
/// known at the first close at or after its time. `ignored` counts rows of other pairs or times.
/// kUsage with file and line.
base::Status FillFromFile(AlphaMarket& market, const std::string& path, size_t* ignored);

}  // namespace keel::cli
