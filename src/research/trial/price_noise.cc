// SPDX-License-Identifier: MIT
#include "research/trial/price_noise.h"

#include <algorithm>

#include "base/random.h"

namespace keel::research {
namespace {

/// Draws the moves and keeps prices on the grid of the pair.
class Shaker {
 public:
  Shaker(const engine::LoadedSeries& series, const PriceNoise& noise)
      : level_(noise.level),
        tick_(series.filters.tick.ToDouble()),
        grid_(series.filters.tick.value()),
        random_(noise.seed, "research.price_noise." + series.symbol.ToString(), noise.item) {}

  double Move(double price) {
    const double moved = price * (1 + level_ * (2 * random_.NextUniform() - 1));
    return std::max(tick_, grid_.Nearest(moved).ToDouble());
  }
  core::Bar Move(const core::Bar& bar) {
    core::Bar moved = bar;
    moved.open = Move(bar.open);
    moved.close = Move(bar.close);
    moved.high = std::max({Move(bar.high), moved.open, moved.close});
    moved.low = std::min({Move(bar.low), moved.open, moved.close});
    return moved;
  }
  /// A trade, or a close that stands for a whole bar.
  core::Bar MoveAsOne(const core::Bar& bar) {
    core::Bar moved = bar;
    moved.open = moved.high = moved.low = moved.close = Move(bar.close);
    return moved;
  }

 private:
  double level_;
  double tick_;
  core::Grid grid_;
  base::RandomStream random_;
};

}  // namespace

engine::LoadedSeries WithNoise(engine::LoadedSeries series, const PriceNoise& noise) {
  CHECK(noise.level >= 0 && noise.level < 1, "noise of a whole price or more");
  if (noise.level == 0) return series;
  Shaker shaker(series, noise);
  auto bars = std::make_unique<std::vector<core::Bar>>();
  bars->reserve(series.bars.size());
  const bool one_price = series.record.close_only || !series.trades.empty();
  for (const core::Bar& bar : series.bars) {
    bars->push_back(one_price ? shaker.MoveAsOne(bar) : shaker.Move(bar));
  }
  for (size_t i = 0; i < series.trades.size(); ++i) {  // a bar for each trade
    series.trades[i].price = core::Price::FromDouble((*bars)[i].close, series.filters.tick);
  }
  series.bars = *bars;
  series.owned = std::move(bars);
  series.record.hash = engine::HashBars(series.bars);
  return series;
}

}  // namespace keel::research
