// SPDX-License-Identifier: MIT
#include "research/trial/outcome.h"

#include <array>

#include "core/timeframe.h"
#include "metrics/registry.h"
#include "research/metrics_of_run.h"

namespace keel::research {
namespace {

struct Figure {
  std::string_view name;
  std::optional<double> (*of)(const Outcome&);
};

constexpr std::array kFigures = {
    Figure{"final_equity", [](const Outcome& o) { return std::optional(o.final_equity); }},
    Figure{"trades", [](const Outcome& o) { return std::optional(static_cast<double>(o.trades)); }},
    Figure{"total_return", [](const Outcome& o) { return o.total_return; }},
    Figure{"cagr", [](const Outcome& o) { return o.cagr; }},
    Figure{"sharpe", [](const Outcome& o) { return o.sharpe; }},
    Figure{"sortino", [](const Outcome& o) { return o.sortino; }},
    Figure{"calmar", [](const Outcome& o) { return o.calmar; }},
    Figure{"profit_factor", [](const Outcome& o) { return o.profit_factor; }},
    Figure{"max_drawdown", [](const Outcome& o) { return o.max_drawdown; }},
    Figure{"win_rate", [](const Outcome& o) { return o.win_rate; }},
    Figure{"time_in_market", [](const Outcome& o) { return o.time_in_market; }},
    Figure{"turnover", [](const Outcome& o) { return std::optional(o.turnover); }},
    Figure{"costs", [](const Outcome& o) { return std::optional(o.costs); }},
};

}  // namespace

Outcome OutcomeOf(const engine::RunRecord& run, base::UnixNanos from) {
  std::vector<base::UnixNanos> times = {from};
  std::vector<double> equity = {run.starting_equity.ToDouble()};
  std::vector<double> exposure = {0};
  for (const engine::EquitySample& sample : run.equity) {
    if (sample.time <= from) continue;
    times.push_back(sample.time);
    equity.push_back(sample.equity);
    exposure.push_back(sample.exposure);
  }
  const std::vector<metrics::ClosedTrade> trades = ClosedTradesOf(run);
  const auto timeframe = core::Timeframe::Parse(run.timeframe);
  const metrics::Prepared prepared =
      metrics::Prepare({.strategy = {.times = times,
                                     .equity = equity,
                                     .exposure = exposure,
                                     .periods_per_year = timeframe ? timeframe->periods_per_year()
                                                                   : metrics::kDaysPerYear},
                        .benchmark = std::nullopt,
                        .trades = trades});

  Outcome outcome{.from = from, .to = times.back()};
  outcome.start_equity = equity.front();
  outcome.final_equity = equity.back();
  outcome.trades = static_cast<int64_t>(trades.size());
  outcome.total_return = metrics::Compute("total_return", prepared);
  outcome.cagr = metrics::Compute("cagr", prepared);
  outcome.sharpe = metrics::Compute("sharpe", prepared);
  outcome.sortino = metrics::Compute("sortino", prepared);
  outcome.calmar = metrics::Compute("calmar", prepared);
  outcome.profit_factor = metrics::Compute("profit_factor", prepared);
  outcome.max_drawdown = metrics::Compute("max_drawdown", prepared);
  outcome.win_rate = metrics::Compute("win_rate", prepared);
  outcome.time_in_market = prepared.scan.time_in_market;
  outcome.turnover = run.costs.turnover;
  outcome.costs = run.costs.fees + run.costs.slippage();
  outcome.journal_hash = run.journal_hash;
  outcome.first_day = prepared.daily.first_day;
  outcome.daily = prepared.daily.returns;
  return outcome;
}

std::optional<double> FigureOf(const Outcome& outcome, std::string_view name) {
  for (const Figure& figure : kFigures) {
    if (figure.name == name) return figure.of(outcome);
  }
  return std::nullopt;
}

std::vector<std::string> FigureNames() {
  std::vector<std::string> names;
  for (const Figure& figure : kFigures) names.emplace_back(figure.name);
  return names;
}

}  // namespace keel::research
