// SPDX-License-Identifier: MIT
// The tear sheet: one HTML file that needs nothing else, neither network nor server. The first
// screen answers whether the run made money, at what risk, and whether it can be believed.
#pragma once

#include <span>
#include <string>

#include "research/failure_cases/failure_cases.h"
#include "research/report/candles.h"
#include "research/report/json.h"

namespace keel::research {

/// Well-formed XML as well as HTML. `charts` may be empty; the page then says that the prices are
/// gone. `cases` have no section where nothing was looked for.
std::string TearSheetHtml(const MeasuredRun& measured, const Provenance& provenance,
                          std::span<const CandleChart> charts,
                          const FailureCaseResults& cases = {});

}  // namespace keel::research
