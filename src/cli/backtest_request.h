// SPDX-License-Identifier: MIT
// What the command line asks of a backtest, laid over the configuration. Flags become values with
// an origin like any others, so that the same checks and messages hold for both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config.h"
#include "cli/verb.h"
#include "storage/catalog.h"

namespace keel::cli {

struct BacktestRequest {
  std::vector<std::string> strategies;
  std::vector<std::string> params;  ///< "fast=20" or "ema_cross.fast=20"
  std::vector<std::string> pairs;   ///< pairs, or regular expressions over the stored ones
  std::optional<std::string> timeframe;
  std::optional<std::string> timeframe_detail;
  std::optional<std::string> timerange;
  std::optional<std::string> venue;
  std::optional<std::string> risk_profile;
  std::optional<std::string> balance;  ///< "5000" or "5000 EUR"
  std::optional<std::string> fee_bps;
  std::optional<std::string> latency;  ///< "250ms", "100ms-500ms", or a file of milliseconds
  std::optional<std::string> path;
  std::optional<std::string> queue;
};

/// The configuration with the request on top, complete and checked: keys, ranges, strategies and
/// their parameters, pairs. kUsage or kNotFound with place and nearest name.
base::Result<Config> ResolveBacktest(const BacktestRequest& request, const Session& session,
                                     const storage::Catalog& catalog);

/// `patterns` as pairs: a name stays itself, a regular expression becomes every stored pair of the
/// venue that it matches wholly, sorted. kNotFound where it matches none.
base::Result<std::vector<std::string>> ExpandPairs(const std::vector<std::string>& patterns,
                                                   const std::string& venue,
                                                   const storage::Catalog& catalog);

}  // namespace keel::cli
