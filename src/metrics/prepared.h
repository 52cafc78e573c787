// SPDX-License-Identifier: MIT
// What many statistics share is computed once: one pass over the bars, the daily series, drawdowns,
// calendar periods and trade totals. A statistic is then a line or two over these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/calendar_returns.h"
#include "metrics/daily.h"
#include "metrics/drawdowns.h"
#include "metrics/moments.h"
#include "metrics/paired.h"
#include "metrics/series.h"

namespace keel::metrics {

/// A fall of equity from a peak to the lowest point after it; indexes into the series.
struct Fall {
  size_t peak = 0;
  size_t trough = 0;
};

/// One pass over every equity point.
struct EquityScan {
  Moments returns;                 ///< per bar; count, sum, mean and deviation only
  std::optional<double> downside;  ///< per bar, as DownsideDeviation
  double lowest = 0;
  double highest = 0;
  std::optional<Fall> deepest;  ///< largest fraction of its peak lost; absent if equity never fell
  std::optional<Fall> largest;  ///< largest amount of money lost
  std::optional<double> time_in_market;  ///< share of points with exposure; absent if unknown
  std::optional<double> average_exposure;
  std::optional<double> highest_exposure;
};

/// Returns above, below and at zero.
struct SignTotals {
  int64_t wins = 0;
  int64_t losses = 0;
  int64_t draws = 0;
  double won = 0;            ///< sum of the positive values
  double lost = 0;           ///< sum of the negative values, as a positive number
  int64_t longest_wins = 0;  ///< in a row; a draw ends a row
  int64_t longest_losses = 0;

  int64_t count() const { return wins + losses + draws; }
  std::optional<double> average_win() const;
  std::optional<double> average_loss() const;  ///< a positive number
  /// Wins over wins and losses: draws do not count.
  std::optional<double> decided_win_rate() const;
};

/// How long trades of one kind were held, in seconds.
struct Holding {
  int64_t count = 0;
  double total = 0;
  double shortest = 0;
  double longest = 0;

  void Add(double seconds);
};

struct TradeTotals {
  SignTotals net;               ///< signs and sums of net_pnl()
  Moments pnl;                  ///< of net_pnl()
  std::vector<double> returns;  ///< net_pnl() / cost, of trades with a cost, in order
  double cost = 0;              ///< sum
  double mae = 0;               ///< sum
  double mfe = 0;               ///< sum
  Holding held;
  Holding winners;
  Holding losers;
};

/// Borrows the arrays of its Inputs.
struct Prepared {
  Inputs inputs;
  double days = 0;  ///< elapsed from the first to the last point, in days of 24 hours
  EquityScan scan;
  DailySeries daily;
  Moments daily_moments;
  std::optional<double> daily_downside;
  std::vector<double> sorted_daily;  ///< ascending
  SignTotals daily_signs;
  std::vector<double> daily_underwater;   ///< depth at each day's close, in [0, 1]
  std::vector<Drawdown> daily_drawdowns;  ///< indexes count from the start point: 0 = start
  std::vector<PeriodReturn> months;
  std::vector<PeriodReturn> quarters;
  std::vector<PeriodReturn> years;
  TradeTotals trades;
  std::optional<PairedMoments>
      paired;  ///< daily, strategy against benchmark, over their common days
  std::optional<double> market_change;  ///< the benchmark's total return

  double start_equity() const { return inputs.strategy.equity.front(); }
  double final_equity() const { return inputs.strategy.equity.back(); }
};

/// REQUIRES (CHECKed, as a bug of the caller): at least one point, arrays of equal length, finite
/// numbers, a positive start, times that never go back.
Prepared Prepare(const Inputs& inputs);

/// Root mean square of the negative values, over all values: sqrt(sum min(r, 0)^2 / n). Absent for
/// no values.
std::optional<double> DownsideDeviation(std::span<const double> returns);

SignTotals SignTotalsOf(std::span<const double> values);
SignTotals SignTotalsOf(std::span<const PeriodReturn> periods);

/// A daily mean-over-deviation ratio, or a daily deviation, as a yearly one: times sqrt(365).
std::optional<double> Annualised(std::optional<double> daily);

/// sqrt(1 + 2 sum_{k=1}^{n-1} (1 - k/n) |rho|^k) with rho the lag-1 autocorrelation: how much a
/// serially correlated series understates its deviation. 1 where rho is undefined. As QuantStats,
/// after A. Paolo, "The smart Sharpe ratio", QuantBeckman.
double AutocorrelationPenalty(std::span<const double> returns);

/// Mean of the worst share `tail` of ascending values: of those at or below their `tail` quantile.
std::optional<double> LowerTailMean(std::span<const double> ascending, double tail);

/// Daily closes below the peak of one of `p.daily_drawdowns`.
size_t DaysBelow(const Prepared& p, const Drawdown& drawdown);

/// Geometric mean return of the periods: (product of 1 + r)^(1/n) - 1.
std::optional<double> GeometricMean(std::span<const PeriodReturn> periods);

/// An instant as seconds since 1970-01-01 UTC, the form in which statistics return dates.
double UnixSeconds(base::UnixNanos t);

/// Standard normal quantile at 95 % and density at it: the one-day 5 % tail of a normal.
inline constexpr double kNormalQuantile95 = 1.6448536269514722;
inline constexpr double kNormalDensityAt95 = 0.10313564037537139;

}  // namespace keel::metrics
