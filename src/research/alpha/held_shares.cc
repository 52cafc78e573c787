// SPDX-License-Identifier: MIT
#include "research/alpha/held_shares.h"

#include <algorithm>

namespace keel::research {
namespace {

/// The column of each instrument; past the last where the panel lacks it.
std::vector<size_t> ColumnsOf(const core::Universe& universe, const AlphaPanel& panel) {
  std::vector<size_t> columns;
  for (const core::Instrument& instrument : universe.instruments()) {
    const auto at = std::find(panel.pairs.begin(), panel.pairs.end(), instrument.symbol.ToString());
    columns.push_back(static_cast<size_t>(at - panel.pairs.begin()));
  }
  return columns;
}

}  // namespace

void FillHeldShares(const engine::RunRecord& run, AlphaPanel& panel) {
  const std::vector<size_t> columns = ColumnsOf(run.universe, panel);
  std::vector<core::Decimal> held(panel.pairs.size() + 1);  // exact: what was sold is gone
  size_t fill = 0;
  for (const engine::EquitySample& sample : run.equity) {
    for (; fill < run.fills.size() && run.fills[fill].time <= sample.time; ++fill) {
      const core::Fill& one = run.fills[fill];
      core::Decimal& sum = held[columns[one.instrument.index]];
      sum = one.side == core::Side::kBuy ? sum + one.quantity.value() : sum - one.quantity.value();
    }
    const auto row = panel.RowAt(sample.time);
    if (!row || !(sample.equity > 0)) continue;
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
      const size_t cell = panel.Cell(*row, pair);
      if (panel.closes[cell]) {
        panel.signals[cell] = held[pair].ToDouble() * *panel.closes[cell] / sample.equity;
      }
    }
  }
}

}  // namespace keel::research
