// SPDX-License-Identifier: MIT
// The two files that `keel stress` reads: what is held, and what happens. Both are TOML; an unknown
// key is an error with its place and the nearest known key.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "risk/stress.h"

namespace keel::cli {

/// What is held, as the file says it. Assets by pair or, quoted in the currency, by base coin.
struct PortfolioFile {
  std::string currency = "USDT";  ///< of cash and values, and the quote coin of bare names
  double cash = 0;                ///< >= 0
  std::optional<double> peak;     ///< highest equity so far; absent: today's
  std::map<std::string, double> quantities;  ///< units, > 0, by "BTC/USDT"
  std::map<std::string, double> values;      ///< money, > 0, by "BTC/USDT"
  std::map<std::string, double> volumes;     ///< money traded a day, > 0, instead of the bars'
};

/// kUsage with `name`:line:column for text that is not TOML, an unknown key, a negative number (a
/// spot account holds no short positions) or one above 1e15, an asset that is named twice, or
/// nothing held.
base::Result<PortfolioFile> ParsePortfolio(std::string_view text, const std::string& name);

/// kUsage likewise, and for what CheckScenario refuses. Without a `name` key the scenario is called
/// after the file.
base::Result<risk::StressScenario> ParseScenario(std::string_view text, const std::string& name);

}  // namespace keel::cli
