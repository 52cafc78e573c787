// SPDX-License-Identifier: MIT
// The second half of an import: gathers the rows of each series, joins them with what the catalog
// has, settles the timeframe, and makes all series visible together at the end.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/catalog.h"
#include "storage/import.h"
#include "storage/internal/file_content.h"
#include "storage/internal/gathered.h"

namespace keel::storage::internal {

/// Where the rows of a file belong, as far as it is known.
struct BarsTarget {
  std::string venue;
  core::Symbol symbol;
  std::optional<core::Timeframe> named;  ///< what the file's name says
  bool wide = false;                     ///< one of several pairs of a table
};

class SeriesWriter {
 public:
  SeriesWriter(const Catalog& catalog, const ImportRequest& request)
      : catalog_(catalog), request_(request) {}

  /// Adds rows of a file to the series that is being gathered.
  base::Status Gather(const BarsTarget& target, const std::string& name, BarRows rows,
                      const std::vector<std::string>& remarks);
  base::Status Gather(const TradesKey& key, const std::string& name, FileContent content);
  /// Writes all that was gathered, invisibly, and forgets it.
  base::Status StageGathered();
  /// Makes everything visible.
  base::Result<ImportReport> Commit();

 private:
  struct Bars {
    BarsTarget target;
    GatheredBars rows;
    Decimals prices, volumes;
    bool close_only = false;
    bool stopped = false;
    std::vector<std::string> remarks;
  };
  struct Trades {
    TradesKey key;
    GatheredTrades rows;
    std::vector<std::string> remarks;
  };

  base::Status Stage(Bars& gathered);
  /// One candle of a table has no spacing of its own: it takes that of the longest series beside
  /// it.
  void ShareSpacing();
  /// Where the rows go on, as another asset, after the end of what the catalog has: the last bar
  /// there.
  std::optional<core::Bar> EndBeforeRestart(const Bars& gathered, core::Timeframe timeframe) const;
  base::Status StagePart(Bars& part, core::Timeframe timeframe);
  base::Status Stage(Trades& gathered);
  /// The timeframe of the rows: asked for, named, or inferred; checks that they keep it.
  base::Result<core::Timeframe> Settle(Bars& gathered) const;
  base::Status CheckGrid(const Bars& gathered, core::Timeframe timeframe) const;
  void LeaveOutUnclosed(Bars& gathered, core::Timeframe timeframe) const;
  /// Whether another input of this import already gave the series; decides who gives way.
  base::Result<bool> GivesWay(const Bars& part, const SeriesKey& key);
  base::Status Note(Bars& part, const SeriesKey& key, const BarSeries& old, SeriesNote* note);

  const Catalog& catalog_;
  const ImportRequest& request_;
  std::deque<Bars> bars_;
  std::deque<Trades> trades_;
  std::deque<StagedSeries> staged_bars_;
  std::deque<StagedTrades> staged_trades_;
  std::map<std::string, std::string> given_;  // path of a staged series, the input that gave it
  ImportReport report_;
};

}  // namespace keel::storage::internal
