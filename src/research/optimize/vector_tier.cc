// SPDX-License-Identifier: MIT
#include "research/optimize/vector_tier.h"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/registry.h"
#include "research/trial/run_variation.h"
#include "research/vector/vector_sweep.h"

namespace keel::research {
namespace {

using base::ErrorCode;

tl::unexpected<base::Error> Unsupported(const std::string& why) {
  return base::Fail(ErrorCode::kUnsupported, why + ": take --tier engine");
}

base::Result<const strategy::StrategySpec*> SpecOf(const Subject& subject) {
  const std::vector<engine::StrategySettings>& chosen = subject.settings.strategies;
  if (chosen.size() != 1) return Unsupported("simple fills are for one strategy alone");
  const auto spec = std::ranges::find(subject.registry.strategies, chosen.front().name,
                                      &strategy::StrategySpec::name);
  if (spec == subject.registry.strategies.end() || !spec->vector) {
    return Unsupported(fmt::format("{} has no vector form", chosen.front().name));
  }
  return &*spec;
}

base::Status Fits(const Subject& subject) {
  TRY(SpecOf(subject));
  TRY(VectorTermsOf(subject.settings, subject.series));
  return {};
}

base::Result<std::vector<strategy::Params>> SetsOf(const Subject& subject,
                                                   const strategy::StrategySpec& spec,
                                                   std::span<const Variation> variations) {
  std::vector<strategy::Params> sets;
  for (const Variation& variation : variations) {
    if (variation.from || variation.to) return Unsupported("simple fills take all bars");
    TRY(const engine::BacktestSettings settings, SettingsWith(subject, variation));
    TRY(sets.emplace_back(),
        strategy::Params::Make(spec.params, settings.strategies.front().params));
  }
  return sets;
}

std::optional<double> Share(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

Outcome OutcomeOf(const VectorOutcome& vector, const base::TimeRange& range) {
  const metrics::DailySeries& daily = vector.daily;
  std::vector<base::UnixNanos> times = {range.from};
  std::vector<double> equity = {daily.start_equity};
  for (size_t day = 0; day < daily.size(); ++day) {
    const int64_t next = daily.first_day + static_cast<int64_t>(day) + 1;
    times.push_back(std::min(base::UnixNanos{} + base::Days(next), range.to));
    equity.push_back(daily.equity[day]);
  }
  const metrics::Prepared prepared =
      metrics::Prepare({.strategy = {.times = times,
                                     .equity = equity,
                                     .exposure = {},
                                     .periods_per_year = metrics::kDaysPerYear},
                        .benchmark = std::nullopt,
                        .trades = {}});
  Outcome outcome{.from = range.from, .to = range.to};
  outcome.start_equity = daily.start_equity;
  outcome.final_equity = vector.final_equity.ToDouble();
  outcome.trades = vector.trades;
  outcome.total_return = vector.total_return;
  outcome.cagr = metrics::Compute("cagr", prepared);
  outcome.sharpe = metrics::Compute("sharpe", prepared);
  outcome.sortino = metrics::Compute("sortino", prepared);
  outcome.calmar = metrics::Compute("calmar", prepared);
  outcome.profit_factor = Share(vector.won, vector.lost);
  outcome.max_drawdown = metrics::Compute("max_drawdown", prepared);
  outcome.win_rate = Share(static_cast<double>(vector.winners), static_cast<double>(vector.trades));
  outcome.first_day = daily.first_day;
  outcome.daily = daily.returns;
  return outcome;
}

base::Result<std::vector<Outcome>> Run(const Subject& subject,
                                       std::span<const Variation> variations, int jobs,
                                       const std::atomic<bool>* interrupted) {
  TRY(const strategy::StrategySpec* spec, SpecOf(subject));
  TRY(const VectorTerms terms, VectorTermsOf(subject.settings, subject.series));
  const engine::LoadedSeries& series = subject.series.front();
  TRY(const VectorMarket market, VectorMarket::Make(series.bars, series.timeframe, terms));
  TRY(const std::vector<strategy::Params> sets, SetsOf(subject, *spec, variations));
  TRY(const std::vector<VectorOutcome> swept,
      VectorSweep(*spec, market, sets,
                  {.jobs = jobs, .keep_daily = true, .interrupted = interrupted}));
  if (swept.size() < sets.size()) return base::Fail(ErrorCode::kInterrupted, "stopped");
  std::vector<Outcome> outcomes;
  outcomes.reserve(swept.size());
  for (const VectorOutcome& vector : swept) outcomes.push_back(OutcomeOf(vector, subject.range()));
  return outcomes;
}

}  // namespace

SimpleTier VectorTier() {
  return {.fits = Fits,
          .run = Run,
          .figures = {"final_equity", "trades", "total_return", "cagr", "sharpe", "sortino",
                      "calmar", "profit_factor", "max_drawdown", "win_rate"}};
}

}  // namespace keel::research
