// SPDX-License-Identifier: MIT
// What is kept of one run among many: its daily returns and a handful of figures. A run record of
// 47,000 bars takes megabytes, an outcome a few kilobytes.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"
#include "engine/run_record.h"

namespace keel::research {

/// Figures as the statistics of the same key define them (docs/metrics.md); absent where undefined.
struct Outcome {
  base::UnixNanos from, to;  ///< of the trading, without the warm-up
  double start_equity = 0;
  double final_equity = 0;
  int64_t trades = 0;  ///< closed portions of positions, with what was held at the end
  std::optional<double> total_return;
  std::optional<double> cagr;
  std::optional<double> sharpe;
  std::optional<double> sortino;
  std::optional<double> calmar;
  std::optional<double> profit_factor;
  std::optional<double> max_drawdown;
  std::optional<double> win_rate;
  std::optional<double> time_in_market;
  double turnover = 0;  ///< value of all fills, account currency
  double costs = 0;     ///< fees and slippage, account currency
  std::string journal_hash;
  int64_t first_day = 0;      ///< days since 1970-01-01 of daily[0]
  std::vector<double> daily;  ///< simple return of each UTC day, without gaps (metrics/daily.h)
};
BOOST_DESCRIBE_STRUCT(Outcome, (),
                      (from, to, start_equity, final_equity, trades, total_return, cagr, sharpe,
                       sortino, calmar, profit_factor, max_drawdown, win_rate, time_in_market,
                       turnover, costs, journal_hash, first_day, daily))

/// The outcome of the part of a run that begins at `from` (the run's own start, or the end of its
/// warm-up, in which nothing was traded).
Outcome OutcomeOf(const engine::RunRecord& run, base::UnixNanos from);

/// A figure by its name ("sharpe", "trades", ...); absent where it is undefined, and for other
/// names.
std::optional<double> FigureOf(const Outcome& outcome, std::string_view name);
/// The names that FigureOf knows, in the order of the struct.
std::vector<std::string> FigureNames();

}  // namespace keel::research
