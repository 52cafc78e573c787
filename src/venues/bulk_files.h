// SPDX-License-Identifier: MIT
// The files in which a venue publishes the candles of whole days and months, and how a range of
// time is cut into what such files cover and what lies between them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/symbol.h"
#include "core/timeframe.h"
#include "execution/venue_connector.h"
#include "net/url.h"

namespace keel::venues {

/// A month or a day, UTC.
struct BulkPeriod {
  base::UnixNanos from;
  bool is_month = false;

  base::UnixNanos to() const;
  /// "2024-01" or "2024-01-31".
  std::string name() const;
};

/// What a venue says of its files: zip archives of one CSV text each, which has the archive's name
/// with ".csv" behind it, and beside each a text whose first word is its SHA-256.
struct BulkFiles {
  /// Where they are; `url` as in VenueAccess.
  std::function<base::Result<net::Origin>(std::string_view url)> origin;
  /// The target of a period's archive without ".zip": that and ".zip.CHECKSUM" stand behind it.
  std::function<std::string(const core::Symbol& symbol, core::Timeframe timeframe,
                            const BulkPeriod& period)>
      target;
  /// The candles of such a text, as those of REST. kCorrupt with the line.
  std::function<base::Result<execution::BarsPage>(std::string_view text, core::Timeframe timeframe)>
      read;
};

/// A part of a range: what a file covers, or what has to be asked for otherwise.
struct HistoryPart {
  base::TimeRange range;
  std::optional<BulkPeriod> file;
};

/// The range in parts, in order of time. Of whole months that were over at `now` the files are
/// wanted, then of whole days, where one has more than `least` candles; of candles longer than a
/// day never.
std::vector<HistoryPart> CutByFiles(const base::TimeRange& range, core::Timeframe timeframe,
                                    int64_t least, base::UnixNanos now);

}  // namespace keel::venues
