// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// (1 + average win / average loss) times the win rate, less 1: expected profit in units of the
/// average loss.
/// Source: freqtrade.
std::optional<double> ExpectancyRatio(const Prepared& p) {
  const auto win_rate = WinRate(p);
  const auto average_loss = p.trades.net.average_loss();
  if (!win_rate || !average_loss) return std::nullopt;
  return (1 + p.trades.net.average_win().value_or(0) / *average_loss) * *win_rate - 1;
}

}  // namespace keel::metrics
