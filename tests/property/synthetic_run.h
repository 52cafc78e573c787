// SPDX-License-Identifier: MIT
// A synthetic market as loaded series, whole or cut off, so that properties of the engine can be
// tried without files.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "engine/backtest.h"
#include "sim/synthetic/generate.h"

namespace keel::tests {

inline constexpr base::UnixNanos kSyntheticStart{1'609'459'200'000'000'000};  // 2021-01-01

struct SyntheticMarket {
  core::Timeframe timeframe;
  std::vector<sim::synthetic::SyntheticSeries> series;
};

inline SyntheticMarket MakeMarket(int64_t assets, core::Timeframe timeframe, base::Duration length,
                                  uint64_t seed) {
  const auto spec =
      sim::synthetic::DefaultSpec(assets, timeframe, {kSyntheticStart, kSyntheticStart + length});
  return {timeframe, *sim::synthetic::Generate(*spec, seed)};
}

/// What somebody knows at `cut`: copies of the bars that have closed by then, and nothing behind
/// them. A series whose delisting lies later is not delisted.
inline std::vector<engine::LoadedSeries> Known(const SyntheticMarket& market, base::UnixNanos cut,
                                               const engine::BacktestSettings& settings) {
  std::vector<engine::LoadedSeries> known;
  for (const auto& series : market.series) {
    engine::LoadedSeries loaded;
    loaded.owned = std::make_unique<std::vector<core::Bar>>();
    for (const core::Bar& bar : series.bars) {
      if (market.timeframe.CloseOf(bar.open_time) <= cut) loaded.owned->push_back(bar);
    }
    if (loaded.owned->empty()) continue;
    loaded.symbol = series.symbol;
    loaded.filters = {core::Price(core::Decimal::PowerOfTen(-series.price_decimals)),
                      core::Quantity(core::Decimal::PowerOfTen(-series.volume_decimals)),
                      core::Decimal::FromInt(10)};
    loaded.timeframe = market.timeframe;
    loaded.bars = *loaded.owned;
    loaded.delisted_at_end = series.delisted_at && *series.delisted_at < cut;
    loaded.record.timeframe = settings.timeframe;
    loaded.record.detail_timeframe = market.timeframe.name();
    loaded.record.synthetic = true;
    loaded.record.bars = static_cast<int64_t>(loaded.bars.size());
    loaded.record.from = loaded.bars.front().open_time;
    loaded.record.to = market.timeframe.CloseOf(loaded.bars.back().open_time);
    loaded.record.hash = engine::HashBars(loaded.bars);
    known.push_back(std::move(loaded));
  }
  return known;
}

/// Settings for a run of `strategies` on every pair of the market.
inline engine::BacktestSettings SettingsFor(const SyntheticMarket& market,
                                            core::Timeframe timeframe,
                                            std::vector<engine::StrategySettings> strategies) {
  engine::BacktestSettings settings;
  settings.venue = "synthetic";
  for (const auto& series : market.series) settings.pairs.push_back(series.symbol.ToString());
  settings.timeframe = timeframe.name();
  if (timeframe != market.timeframe) settings.timeframe_detail = market.timeframe.name();
  settings.strategies = std::move(strategies);
  return settings;
}

/// Runs on what is known at `cut`, without a benchmark.
inline engine::RunRecord RunKnown(const engine::BacktestSettings& settings,
                                  const engine::Registry& registry, const SyntheticMarket& market,
                                  base::UnixNanos cut) {
  engine::RunHooks hooks;
  hooks.benchmark = false;
  auto run = engine::RunOnSeries(settings, registry, Known(market, cut, settings), hooks);
  EXPECT_TRUE(run.has_value()) << run.error().message;
  return run ? *std::move(run) : engine::RunRecord{};
}

}  // namespace keel::tests
