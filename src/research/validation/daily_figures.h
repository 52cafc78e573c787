// SPDX-License-Identifier: MIT
// The figures of a series of daily returns that was put together from several runs, by the same
// statistics as those of one run.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>

#include "base/describe_json.h"

namespace keel::research {

/// As the statistics of the same key define them (docs/metrics.md); absent where undefined.
struct DailyFigures {
  std::optional<double> total_return;
  std::optional<double> cagr;
  std::optional<double> sharpe;
  std::optional<double> max_drawdown;
};
BOOST_DESCRIBE_STRUCT(DailyFigures, (), (total_return, cagr, sharpe, max_drawdown))

/// Of simple returns of days in a row, the first of which is `first_day` (days since 1970-01-01).
DailyFigures FiguresOfDaily(std::span<const double> daily, int64_t first_day);

}  // namespace keel::research
