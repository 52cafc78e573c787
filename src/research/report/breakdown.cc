// SPDX-License-Identifier: MIT
#include "research/report/breakdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "research/report/format.h"
#include "research/report/sleeves.h"

namespace keel::research {
namespace {

/// Statistics of trades or dates: buying and holding has none of its own.
bool OfTheStrategyAlone(std::string_view key) {
  static constexpr std::array<std::string_view, 7> kKeys = {"start",
                                                            "end",
                                                            "trades",
                                                            "trades_per_day",
                                                            "max_consecutive_wins",
                                                            "max_consecutive_losses",
                                                            "risk_free_rate"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

std::string TextOf(const metrics::SummaryRow& row, const MeasuredRun& measured, bool benchmark) {
  std::string text;
  bool any = false;
  for (const std::string_view key : row.keys) {
    if (key.empty()) continue;
    if (benchmark && OfTheStrategyAlone(key)) return "";
    const metrics::Metric* metric = metrics::FindMetric(key);
    CHECK(metric != nullptr, "a line of the summary names a statistic that the registry has");
    const auto value = benchmark ? measured.OfBenchmark(key) : measured.Of(key);
    any = any || value.has_value();
    if (!text.empty()) text += " / ";
    text += metric->unit == metrics::Unit::kSeconds && value
                ? Span(*value)
                : metrics::FormatValue(metric->unit, value, measured.money_decimals());
    if (metric->unit == metrics::Unit::kMoney && value)
      text += " " + measured.run().account_currency;
  }
  return any || !benchmark ? text : "";
}

std::string KeyOf(const engine::RunRecord& run, const engine::TradeRecord& trade, GroupBy by) {
  switch (by) {
    case GroupBy::kPair:
      return run.universe.at(trade.instrument).symbol.ToString();
    case GroupBy::kExitReason:
      return std::string(trade.exit_reason);
    case GroupBy::kEntryReason:
      return std::string(trade.entry_reason);
    case GroupBy::kStrategy:
      break;
  }
  return SleeveName(run, trade.strategy.index);
}

void Add(TradeGroup& group, const engine::TradeRecord& trade) {
  const core::Decimal profit = NetProfit(trade);
  ++group.trades;
  ++(profit.is_positive() ? group.wins : profit.is_negative() ? group.losses : group.draws);
  group.profit += profit;
  group.fees += (trade.entry_fee + trade.exit_fee).ToDouble();
  group.slippage += trade.slippage;
  group.return_sum += ReturnOf(trade);
  group.seconds += (trade.exit_time - trade.entry_time).seconds();
}

}  // namespace

double TradeGroup::win_rate() const {
  return trades == 0 ? 0 : static_cast<double>(wins) / static_cast<double>(trades);
}

std::vector<StatisticLine> StatisticLines(std::span<const metrics::SummaryRow> rows,
                                          const MeasuredRun& measured) {
  std::vector<StatisticLine> lines;
  for (const metrics::SummaryRow& row : rows) {
    if (row.keys[0].empty()) {
      lines.emplace_back();
      continue;
    }
    lines.push_back({std::string(row.label), TextOf(row, measured, false),
                     measured.benchmark() ? TextOf(row, measured, true) : "",
                     std::string(metrics::FindMetric(row.keys[0])->definition)});
  }
  return lines;
}

std::vector<TradeGroup> GroupTrades(const engine::RunRecord& run, GroupBy by) {
  std::map<std::string, TradeGroup> by_name;
  TradeGroup total;
  total.name = "TOTAL";
  for (const engine::TradeRecord& trade : run.trades) {
    TradeGroup& group = by_name[KeyOf(run, trade, by)];
    Add(group, trade);
    Add(total, trade);
  }
  std::vector<TradeGroup> groups;
  for (auto& [name, group] : by_name) {
    group.name = name.empty() ? "(no reason given)" : name;
    groups.push_back(std::move(group));
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const TradeGroup& a, const TradeGroup& b) { return a.profit > b.profit; });
  groups.push_back(std::move(total));
  return groups;
}

std::string StrategyNames(const engine::RunRecord& run) {
  std::vector<std::string> names;
  for (const engine::StrategyRecord& strategy : run.strategies) names.push_back(strategy.name);
  return names.empty() ? "no strategy" : base::Join(names, "+");
}

std::string PairNames(const engine::RunRecord& run, size_t most) {
  const std::vector<core::Instrument>& pairs = run.universe.instruments();
  std::string text;
  for (size_t i = 0; i < pairs.size() && i < most; ++i) {
    text += (i > 0 ? ", " : "") + pairs[i].symbol.ToString();
  }
  if (pairs.size() > most) text += fmt::format(" and {} more", pairs.size() - most);
  return text;
}

std::string ParamText(const engine::StrategyRecord& strategy) {
  std::string text;
  for (const auto& [name, value] : strategy.params) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, Shortest(value));
  }
  return text.empty() ? "default parameters" : text;
}

int64_t CountOf(const std::map<std::string, int64_t>& counts) {
  int64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

std::string ScopeText(const engine::RunRecord& run, const core::TradingScope& scope) {
  std::vector<std::string> parts;
  if (scope.strategy && scope.strategy->index < run.strategies.size()) {
    parts.push_back(run.strategies[scope.strategy->index].name);
  }
  if (scope.instrument) parts.push_back(run.universe.at(*scope.instrument).symbol.ToString());
  if (!scope.venue.empty()) parts.emplace_back(scope.venue);
  return parts.empty() ? "account" : base::Join(parts, ", ");
}

std::map<std::string, GateCounts> GateCountsOf(const engine::RunRecord& run) {
  std::map<std::string, GateCounts> rules;
  for (const auto& [rule, count] : run.refusals_by_rule) rules[rule].refused = count;
  for (const auto& [rule, count] : run.shrinks_by_rule) rules[rule].reduced = count;
  for (const auto& [rule, count] : run.alerts_by_rule) rules[rule].alerts = count;
  for (const auto& [rule, count] : run.operator_releases_by_rule) rules[rule].released = count;
  return rules;
}

}  // namespace keel::research
