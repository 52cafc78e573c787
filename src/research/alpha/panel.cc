// SPDX-License-Identifier: MIT
#include "research/alpha/panel.h"

#include <algorithm>

#include "market/liquidity.h"

namespace keel::research {
namespace {

void FillPair(const PanelSource& source, size_t pair, AlphaPanel& panel) {
  market::Liquidity liquidity(panel.timeframe.period(), source.declared_adv);
  for (size_t i = 0; i < source.bars.size(); ++i) {
    const core::Bar& bar = source.bars[i];
    liquidity.Advance(source.bars.first(i + 1));
    const auto row = panel.RowAt(panel.timeframe.CloseOf(bar.open_time));
    if (!row) {
      ++panel.off_grid;
      continue;
    }
    const size_t cell = panel.Cell(*row, pair);
    if (bar.close > 0) panel.closes[cell] = bar.close;
    panel.daily_values[cell] = liquidity.average_daily_volume() * bar.close;
    panel.daily_volatilities[cell] = liquidity.daily_volatility();
  }
}

}  // namespace

std::optional<size_t> AlphaPanel::RowAt(base::UnixNanos close) const {
  const auto at = std::lower_bound(times.begin(), times.end(), close);
  if (at == times.end() || *at != close) return std::nullopt;
  return static_cast<size_t>(at - times.begin());
}

std::optional<double> AlphaPanel::Return(size_t from, size_t to, size_t pair) const {
  if (to >= rows()) return std::nullopt;
  const auto& before = closes[Cell(from, pair)];
  const auto& after = closes[Cell(to, pair)];
  if (!before || !after) return std::nullopt;
  return *after / *before - 1;
}

base::Result<AlphaPanel> MakePanel(core::Timeframe timeframe,
                                   std::span<const PanelSource> sources) {
  AlphaPanel panel{.timeframe = timeframe};
  base::UnixNanos first = base::kEndOfTime, last = base::kBeginningOfTime;
  for (const PanelSource& source : sources) {
    panel.pairs.push_back(source.pair);
    if (source.bars.empty()) {
      return base::Fail(base::ErrorCode::kUsage, source.pair + " has no bar in the time range");
    }
    first = std::min(first, source.bars.front().open_time);
    last = std::max(last, source.bars.back().open_time);
  }
  if (sources.empty()) return base::Fail(base::ErrorCode::kUsage, "no pair to look at");
  for (base::UnixNanos open = first; open <= last; open = panel.times.back()) {
    panel.times.push_back(timeframe.CloseOf(open));
  }
  const size_t cells = panel.rows() * panel.pairs.size();
  panel.closes.resize(cells);
  panel.signals.resize(cells);
  panel.daily_values.resize(cells);
  panel.daily_volatilities.resize(cells);
  for (size_t i = 0; i < sources.size(); ++i) FillPair(sources[i], i, panel);
  return panel;
}

}  // namespace keel::research
