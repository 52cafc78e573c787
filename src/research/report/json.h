// SPDX-License-Identifier: MIT
// A run as one JSON object with stable keys (docs/reports.md): what scripts, the comparison and the
// list of runs read.
#pragma once

#include <optional>
#include <string>

#include "research/failure_cases/failure_cases.h"
#include "research/integrity/badge.h"
#include "research/metrics_of_run.h"

namespace keel::research {

/// What is known of a run beside what it did. All optional: an empty text is left out.
struct Provenance {
  std::string run_id;
  std::string code_version;
  std::string command;
  std::optional<base::UnixNanos> created_at;
  std::optional<Badge> badge;  ///< what was checked of this strategy besides the run
};

/// Undefined statistics are null; nothing is NaN. Trades, orders, fills and equity are in the CSV
/// files beside it. `cases` are left out where nothing was looked for.
std::string RunJson(const MeasuredRun& measured, const Provenance& provenance,
                    const FailureCaseResults& cases = {});
std::string RunJson(const engine::RunRecord& run, const Provenance& provenance);

}  // namespace keel::research
