// SPDX-License-Identifier: MIT
// The tables that the terminal and the tear sheet have in common: lines of statistics, and trades
// summed by pair, by reason and by strategy.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "metrics/summary_rows.h"
#include "research/metrics_of_run.h"

namespace keel::research {

/// One line of statistics as text; all empty for a gap. `benchmark` is empty where the line means
/// nothing for buying and holding.
struct StatisticLine {
  std::string label;
  std::string strategy;
  std::string benchmark;
  std::string definition;  ///< of the first statistic
};
std::vector<StatisticLine> StatisticLines(std::span<const metrics::SummaryRow> rows,
                                          const MeasuredRun& measured);

/// Trades that have something in common.
struct TradeGroup {
  std::string name;
  int64_t trades = 0;
  int64_t wins = 0;
  int64_t draws = 0;
  int64_t losses = 0;
  core::Decimal profit;  ///< exact sum of net profits
  double fees = 0;
  double slippage = 0;
  double return_sum = 0;
  double seconds = 0;  ///< held, summed

  double mean_return() const { return trades == 0 ? 0 : return_sum / static_cast<double>(trades); }
  double mean_seconds() const { return trades == 0 ? 0 : seconds / static_cast<double>(trades); }
  double win_rate() const;  ///< wins over trades
};
enum class GroupBy { kPair, kExitReason, kEntryReason, kStrategy };
/// Largest profit first; the last group is the total.
std::vector<TradeGroup> GroupTrades(const engine::RunRecord& run, GroupBy by);

/// "ema_cross+breakout", "BTC/USDT, ETH/USDT and 3 more".
std::string StrategyNames(const engine::RunRecord& run);
std::string PairNames(const engine::RunRecord& run, size_t most = 3);
/// "fast=20 slow=100"; "default parameters" where there are none.
std::string ParamText(const engine::StrategyRecord& strategy);
int64_t CountOf(const std::map<std::string, int64_t>& counts);

/// How often one rule of the gate spoke.
struct GateCounts {
  int64_t refused = 0;
  int64_t reduced = 0;
  int64_t alerts = 0;
  int64_t released = 0;  ///< by the simulated operator
};
/// What a trading state holds for, in names; "account" where it is everything.
std::string ScopeText(const engine::RunRecord& run, const core::TradingScope& scope);
/// By rule.
std::map<std::string, GateCounts> GateCountsOf(const engine::RunRecord& run);

}  // namespace keel::research
