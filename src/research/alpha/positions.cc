// SPDX-License-Identifier: MIT
#include "research/alpha/positions.h"

#include <cmath>

#include "math/newey_west.h"

namespace keel::research {
namespace {

constexpr size_t kLeastDays = 30;

/// The positions that one row asks for, where its bars are there.
std::vector<double> AskedShares(const AlphaPanel& panel, size_t row, IcKind kind) {
  const size_t pairs = panel.pairs.size();
  std::vector<double> asked(pairs);
  double sum = 0;
  size_t count = 0;
  for (size_t pair = 0; pair < pairs; ++pair) {
    const auto& signal = panel.signals[panel.Cell(row, pair)];
    if (!signal) continue;
    asked[pair] = *signal;
    sum += *signal;
    ++count;
  }
  if (kind == IcKind::kTime) return asked;
  if (count < kLeastSection) return std::vector<double>(pairs);
  for (size_t pair = 0; pair < pairs; ++pair) {
    if (panel.signals[panel.Cell(row, pair)]) asked[pair] -= sum / static_cast<double>(count);
  }
  return asked;
}

void ScaleToGross(std::vector<double>& shares, double mean_gross) {
  if (!(mean_gross > 0)) return;
  for (double& share : shares) share /= mean_gross;
}

double MeanGross(const std::vector<double>& shares, size_t rows) {
  double gross = 0;
  for (const double share : shares) gross += std::fabs(share);
  return gross / static_cast<double>(rows);
}

/// Profits of one pair by row, from close to the next close that is there; what its mean position
/// made is added to `trend`.
void AddProfits(const AlphaPanel& panel, size_t pair, AlphaPositions& positions) {
  double mean = 0, path = 0;
  std::optional<size_t> last;
  for (size_t row = 0; row < panel.rows(); ++row) {
    mean += positions.shares[panel.Cell(row, pair)] / static_cast<double>(panel.rows());
    if (!panel.closes[panel.Cell(row, pair)]) continue;
    if (last) {
      const double made = *panel.Return(*last, row, pair);
      path += made;
      positions.profits[row] += positions.shares[panel.Cell(row - 1, pair)] * made;
    }
    last = row;
  }
  positions.trend_profit += mean * path;
}

}  // namespace

AlphaPositions HoldSignal(const AlphaPanel& panel, IcKind kind, SignalScale scale) {
  const size_t pairs = panel.pairs.size();
  AlphaPositions positions;
  positions.shares.resize(panel.rows() * pairs);
  positions.profits.resize(panel.rows());
  for (size_t row = 0; row < panel.rows(); ++row) {
    const std::vector<double> asked = AskedShares(panel, row, kind);
    for (size_t pair = 0; pair < pairs; ++pair) {
      const size_t cell = panel.Cell(row, pair);
      const double before = row == 0 ? 0 : positions.shares[panel.Cell(row - 1, pair)];
      positions.shares[cell] = panel.closes[cell] ? asked[pair] : before;
    }
  }
  positions.mean_gross = MeanGross(positions.shares, panel.rows());
  if (scale == SignalScale::kFree) {
    ScaleToGross(positions.shares, positions.mean_gross);
    positions.mean_gross = positions.mean_gross > 0 ? 1 : 0;
  }
  for (size_t pair = 0; pair < pairs; ++pair) AddProfits(panel, pair, positions);
  return positions;
}

std::vector<double> DailyProfits(const AlphaPanel& panel, const AlphaPositions& positions) {
  std::vector<double> days;
  int64_t last = 0;
  for (size_t row = 0; row < panel.rows(); ++row) {
    // A bar that closes at midnight belongs to the day before.
    const int64_t day = base::DayNumber(panel.times[row] - base::Nanoseconds(1));
    if (days.empty() || day != last) days.push_back(0);
    last = day;
    days.back() += positions.profits[row];
  }
  return days;
}

AlphaYield MeasureYield(const AlphaPanel& panel, const AlphaPositions& positions, IcKind kind) {
  AlphaYield yield{.mean_gross = positions.mean_gross};
  const double days = panel.days();
  double profit = 0, traded = 0;
  for (const double p : positions.profits) profit += p;
  for (size_t row = 0; row < panel.rows(); ++row) {
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
      const double before = row == 0 ? 0 : positions.shares[panel.Cell(row - 1, pair)];
      traded += std::fabs(positions.shares[panel.Cell(row, pair)] - before);
    }
  }
  yield.gross = profit * 365 / days;
  yield.trend = positions.trend_profit * 365 / days;
  yield.alpha = kind == IcKind::kTime ? yield.gross - yield.trend : yield.gross;
  yield.turnover_per_day = traded / days;
  if (traded > 0) yield.holding_days = 2 * yield.mean_gross / yield.turnover_per_day;
  std::vector<double> daily = DailyProfits(panel, positions);
  if (daily.size() < kLeastDays) return yield;
  const auto count = static_cast<double>(daily.size());
  for (double& d : daily) d -= profit / count;
  const double error = std::sqrt(math::NeweyWestSum(daily, math::NeweyWestLag(daily.size())));
  if (error > 0) yield.t = yield.alpha * days / 365 / error;
  return yield;
}

}  // namespace keel::research
