// SPDX-License-Identifier: MIT
// A run told on a terminal in at most 100 columns: first whether it made money, at what risk and
// whether it can be believed; then the numbers in freqtrade's order.
#pragma once

#include <string>

#include "research/report/json.h"

namespace keel::research {

struct ConsoleOptions {
  bool colour = false;
  /// Where the files of the run are; left out when empty.
  std::string directory;
};

std::string ConsoleSummary(const MeasuredRun& measured, const Provenance& provenance,
                           const ConsoleOptions& options);
std::string ConsoleSummary(const engine::RunRecord& run, const Provenance& provenance,
                           const ConsoleOptions& options);

}  // namespace keel::research
