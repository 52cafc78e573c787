// SPDX-License-Identifier: MIT
// What is put under stress: a portfolio file with the market of today, or a kept run with what it
// held at each point of its equity curve.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.h"
#include "risk/stress.h"

namespace keel::cli {

/// A portfolio at one moment or at many.
struct StressSubject {
  std::string name;      ///< "fund.toml, bars until 2025-01-01", "run 2026..."
  std::string currency;  ///< of all money
  bool synthetic = false;
  risk::StressMarket market;
  std::vector<base::UnixNanos> times;         ///< of the points; one for a portfolio
  std::vector<double> equity;                 ///< at each point
  std::vector<risk::StressHolding> holdings;  ///< point by point, asset by asset
  double peak = 0;                            ///< highest equity up to the last point
  bool is_run = false;

  std::span<const risk::StressHolding> At(size_t point) const {
    const size_t n = market.assets.size();
    return std::span(holdings).subspan(point * n, n);
  }
  double CashAt(size_t point) const;
};

/// Where the bars are, and what of them is used.
struct StressBars {
  std::string venue = "binance";
  std::string timeframe = "1h";
  base::TimeRange range;
  double confidence = 0.99;
};

/// Volatility, turnover and history of each asset from its bars; the last close makes a quantity a
/// value. kUsage for the file (see ParsePortfolio), kNotFound for bars that are not stored.
base::Result<StressSubject> PortfolioSubject(const Session& session, const std::string& path,
                                             const StressBars& bars);

/// What a run held at each point of its equity, from its fills and its own bars. Volatility and
/// turnover are of the 30 days before each point; correlations and history of the whole run.
/// kNotFound for the run or its bars, kUsage for a run of pairs in another currency.
base::Result<StressSubject> RunSubject(const Session& session, const std::string& run,
                                       double confidence);

}  // namespace keel::cli
