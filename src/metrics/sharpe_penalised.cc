// SPDX-License-Identifier: MIT
#include "metrics/statistics.h"

namespace keel::metrics {

/// Sharpe ratio over sqrt(1 + 2 sum_k (1 - k / n) abs(rho)^k), rho the lag-1 autocorrelation of
/// daily returns.
/// Source: QuantStats (smart Sharpe).
std::optional<double> SharpePenalised(const Prepared& p) {
  return Ratio(Sharpe(p), AutocorrelationPenalty(p.daily.returns));
}

}  // namespace keel::metrics
