// SPDX-License-Identifier: MIT
// A synthetic market in the catalog: what `generate-data` and `demo` share. Whatever is written
// here is marked as synthetic in its side file, and every report made from it says so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/verb.h"
#include "sim/synthetic/spec.h"
#include "storage/catalog.h"

namespace keel::cli {

/// A written series, without its bars.
struct SyntheticRow {
  storage::SeriesKey key;
  storage::SeriesNote note;
  std::string path;
  base::UnixNanos from, to;  ///< first open, last close
  double first_close = 0;
  double last_close = 0;
  double spread_bps = 0;
};

/// Makes and writes all series of `spec` as those of `venue`, all or none, on session.jobs threads;
/// the same bytes on any number of them. kInterrupted after Ctrl-C.
base::Result<std::vector<SyntheticRow>> WriteSyntheticMarket(
    const sim::synthetic::SyntheticSpec& spec, std::string_view venue, uint64_t seed,
    Session& session);

/// The rows as a table for people.
std::string SyntheticTable(const std::vector<SyntheticRow>& rows, const Session& session);

/// [2021-01-01, + days): where synthetic time begins when nobody says otherwise.
base::TimeRange SyntheticDays(int64_t days);

}  // namespace keel::cli
