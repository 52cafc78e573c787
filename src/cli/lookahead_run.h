// SPDX-License-Identifier: MIT
// The whole check for look-ahead of stored bars: strategies, features, tables beside the bars, and
// the choice of pairs.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "research/report/lookahead_report.h"

namespace keel::cli {

struct LookaheadChoice {
  std::vector<std::string> features;  ///< beside those that the strategies read; "all"
  int64_t cuts = 10;
  bool warm_up = true;
};

/// kUsage for cuts out of range; errors of loading and of runs.
base::Result<research::LookaheadReport> RunLookaheadCheck(const engine::BacktestSettings& settings,
                                                          const LookaheadChoice& choice,
                                                          const Session& session);

}  // namespace keel::cli
