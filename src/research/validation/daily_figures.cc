// SPDX-License-Identifier: MIT
#include "research/validation/daily_figures.h"

#include <vector>

#include "metrics/daily.h"
#include "metrics/registry.h"

namespace keel::research {

DailyFigures FiguresOfDaily(std::span<const double> daily, int64_t first_day) {
  if (daily.empty()) return {};
  std::vector<base::UnixNanos> times = {base::UnixNanos{first_day * base::Days(1).ns}};
  std::vector<double> equity = {1};
  for (const double r : daily) {
    times.push_back(times.back() + base::Days(1));
    equity.push_back(equity.back() * (1 + r));
  }
  const metrics::Prepared prepared =
      metrics::Prepare({.strategy = {.times = times,
                                     .equity = equity,
                                     .exposure = {},
                                     .periods_per_year = metrics::kDaysPerYear},
                        .benchmark = std::nullopt,
                        .trades = {}});
  return {.total_return = metrics::Compute("total_return", prepared),
          .cagr = metrics::Compute("cagr", prepared),
          .sharpe = metrics::Compute("sharpe", prepared),
          .max_drawdown = metrics::Compute("max_drawdown", prepared)};
}

}  // namespace keel::research
