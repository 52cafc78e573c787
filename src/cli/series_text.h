// SPDX-License-Identifier: MIT
// How the verbs about stored series word counts, steps, sizes and gaps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb.h"
#include "storage/catalog.h"

namespace keel::cli {

/// "1,234,567".
std::string Grouped(int64_t count);
/// "1 row", "1,234 rows".
std::string Counted(int64_t count, std::string_view noun);
/// "0.01" for 2 decimals, "1" for 0.
std::string StepText(int decimals);
/// "2.3 MB".
std::string SizeText(int64_t bytes);
/// "99.73 %"; never "100.00 %" for less than all, nor "0.00 %" for more than nothing.
std::string PercentText(double fraction);

/// "28 gaps, 128 bars missing, 0.27 %", or "none".
std::string GapText(const storage::SeriesNote& note);

/// The pairs of -p. kUsage where one is none.
base::Result<std::vector<core::Symbol>> ParsePairs(const std::vector<std::string>& texts);

/// The series of the catalog that the choices pick; empty choices pick all. kNotFound where none is
/// left, with the nearest pair or venue.
base::Result<std::vector<storage::SeriesKey>> PickSeries(const storage::Catalog& catalog,
                                                         std::string_view venue,
                                                         const std::vector<std::string>& pairs,
                                                         std::string_view timeframe);

}  // namespace keel::cli
