// SPDX-License-Identifier: MIT
// Which statistics stand together on a line, in the orders that users know: freqtrade's summary for
// the console, QuantStats' for the tear sheet.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace keel::metrics {

/// One line: a label and up to three keys of the registry, printed with " / " between. A row
/// without keys is a gap.
struct SummaryRow {
  std::string_view label;
  std::array<std::string_view, 3> keys;
};

/// freqtrade's SUMMARY METRICS, as far as they are statistics (rejected signals and the like are
/// the report's own).
std::span<const SummaryRow> ConsoleRows();

/// QuantStats' full metrics, then what Keel adds.
std::span<const SummaryRow> TearSheetRows();

}  // namespace keel::metrics
