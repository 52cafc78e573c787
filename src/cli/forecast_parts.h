// SPDX-License-Identifier: MIT
// A forecast on several machines, as files: each holds one shard and what the report says about the
// series, so that the parts are all a merge needs.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.h"
#include "models/monte_carlo/shard.h"
#include "research/report/forecast_report.h"

namespace keel::cli {

/// "2/3". kUsage where it is none.
base::Result<models::Shard> ParseShard(const std::string& text);

/// Everything of the report that is not the forecast, and the weights, as JSON.
std::string ContextOf(const research::ForecastReport& report, const std::vector<double>& weights);

/// The report of a merged forecast. Errors as models::MergeShards, and of the files.
base::Result<research::ForecastReport> MergeParts(const Session& session,
                                                  const std::vector<std::string>& paths);

}  // namespace keel::cli
