// SPDX-License-Identifier: MIT
// Holds the vector tier against the engine, where only the engine's own (latency, impact, volume,
// limits) is off: every fill, every day's equity and the end, to the unit.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/backtest.h"
#include "research/metrics_of_run.h"
#include "research/vector/vector_sweep.h"

namespace keel::research::testing {

/// What a comparison varies.
struct AgreementTerms {
  const char* name;
  const char* cash = "10000";
  double taker_bps = 0;
  double spread_bps = 0;
  std::optional<double> market_slippage = std::nullopt;
  const char* path = "pessimistic";
};

inline risk::Limits NoLimits() {
  risk::Limits limits = *risk::LimitsOf("research");
  limits.position_share = limits.gross_exposure = limits.order_volume_share = std::nullopt;
  limits.collar_major = limits.collar_other = limits.through_best = std::nullopt;
  limits.market_slippage = limits.var_daily = limits.cvar_daily = std::nullopt;
  return limits;
}

inline engine::BacktestSettings SettingsOf(const AgreementTerms& terms,
                                           const engine::LoadedSeries& series,
                                           const std::string& strategy) {
  engine::BacktestSettings settings;
  settings.pairs = {series.symbol.ToString()};
  settings.timeframe = series.timeframe.name();
  settings.account.currency = series.symbol.quote;
  settings.account.balances = {{series.symbol.quote, terms.cash}};
  settings.strategies = {{.name = strategy}};
  settings.risk = NoLimits();
  settings.risk.market_slippage = terms.market_slippage;
  settings.sim.latency.model = "fixed";
  settings.sim.latency.fixed_ms = 0;
  settings.sim.fees.tiers = {{0, terms.taker_bps, terms.taker_bps}};
  settings.sim.impact.spread_bps = terms.spread_bps;
  settings.sim.impact.k = {};
  settings.sim.impact.k_default = 0;
  settings.sim.fill.max_bar_share = 1;
  settings.sim.fill.path = terms.path;
  return settings;
}

/// The same series once more, for a run to have; bars without volume have enough, too.
inline engine::LoadedSeries CopyOf(const engine::LoadedSeries& series) {
  engine::LoadedSeries copy;
  copy.symbol = series.symbol;
  copy.filters = series.filters;
  copy.timeframe = series.timeframe;
  copy.record = series.record;
  copy.record.declared_adv = 1e12;
  copy.owned = std::make_unique<std::vector<core::Bar>>(series.bars.begin(), series.bars.end());
  copy.bars = *copy.owned;
  return copy;
}

inline void ExpectSameFills(const VectorOutcome& vector, const engine::RunRecord& run) {
  for (size_t i = 0; i < std::min(vector.fills.size(), run.fills.size()); ++i) {
    const core::Fill& expected = run.fills[i];
    const VectorFill& fill = vector.fills[i];
    ASSERT_EQ(base::FormatIso(fill.time), base::FormatIso(expected.time)) << "fill " << i;
    ASSERT_EQ(fill.side, expected.side) << "fill " << i;
    ASSERT_EQ(fill.price.ToString(), expected.price.ToString()) << "fill " << i;
    ASSERT_EQ(fill.quantity.ToString(), expected.quantity.ToString()) << "fill " << i;
    ASSERT_EQ(fill.fee.ToString(), expected.fee.amount.ToString()) << "fill " << i;
  }
  ASSERT_EQ(vector.fills.size(), run.fills.size());
}

inline void ExpectSame(const VectorOutcome& vector, const engine::RunRecord& run) {
  ExpectSameFills(vector, run);
  EXPECT_EQ(vector.final_equity.ToString(), run.final_equity.ToString());
  const MeasuredRun measured(run);
  const metrics::DailySeries& daily = measured.strategy().daily;
  EXPECT_EQ(vector.daily.first_day, daily.first_day);
  EXPECT_EQ(vector.daily.start_equity, daily.start_equity);
  EXPECT_EQ(vector.daily.equity, daily.equity);
  EXPECT_EQ(vector.daily.returns, daily.returns);
  EXPECT_EQ(GapOf(vector, run), VectorGap{});
}

/// Runs all sets through both tiers. Returns how many fills were compared.
inline size_t ExpectAgreement(const engine::Registry& registry, const strategy::StrategySpec& spec,
                              std::span<const strategy::Params> sets, const AgreementTerms& terms,
                              const engine::LoadedSeries& series) {
  SCOPED_TRACE(terms.name);
  engine::BacktestSettings settings = SettingsOf(terms, series, spec.name);
  std::vector<engine::LoadedSeries> one;
  one.push_back(CopyOf(series));
  const auto told = VectorTermsOf(settings, one);
  EXPECT_TRUE(told.has_value()) << told.error().message;
  const auto market = VectorMarket::Make(series.bars, series.timeframe, *told);
  EXPECT_TRUE(market.has_value()) << market.error().message;
  const auto outcomes =
      VectorSweep(spec, *market, sets, {.jobs = 1, .keep_daily = true, .keep_fills = true});
  EXPECT_TRUE(outcomes.has_value()) << outcomes.error().message;
  size_t fills = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    std::string text;
    for (const auto& [name, value] : sets[i].values()) text += name + fmt::format("={} ", value);
    SCOPED_TRACE(text);
    settings.strategies[0].params = sets[i].values();
    std::vector<engine::LoadedSeries> loaded;
    loaded.push_back(CopyOf(series));
    engine::RunHooks hooks;
    hooks.benchmark = false;
    const auto run = engine::RunOnSeries(settings, registry, std::move(loaded), hooks);
    EXPECT_TRUE(run.has_value()) << run.error().message;
    ExpectSame((*outcomes)[i], *run);
    if (::testing::Test::HasFailure()) return fills;  // the first difference tells enough
    fills += run->fills.size();
  }
  return fills;
}

}  // namespace keel::research::testing
