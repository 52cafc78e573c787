// SPDX-License-Identifier: MIT
#include "research/lookahead/foreknowledge.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace keel::research {
namespace {

constexpr size_t kLags = 20;
constexpr size_t kFewestBars = 300;
constexpr double kTold = 0.05;  // of the variance that must be left

/// By bar the sum over the `horizon` bars after it; as long as there are so many. The first kLags
/// have no meaning.
std::vector<double> SumsAhead(const std::vector<std::optional<double>>& known, size_t horizon) {
  std::vector<double> sums(known.size() > horizon ? known.size() - horizon : 0, 0);
  for (size_t i = kLags; i < sums.size(); ++i) {
    for (size_t j = i + 1; j <= i + horizon; ++j) sums[i] += *known[j];
  }
  return sums;
}

/// Nothing for fewer than half of the fewest bars, and where one of both never varies.
std::optional<double> CorrelationOf(const std::vector<std::pair<double, double>>& pairs) {
  if (pairs.size() < kFewestBars / 2) return std::nullopt;
  const auto n = static_cast<double>(pairs.size());
  double mean_x = 0, mean_y = 0;
  for (const auto& [x, y] : pairs) {
    mean_x += x / n;
    mean_y += y / n;
  }
  double xx = 0, yy = 0, xy = 0;
  for (const auto& [x, y] : pairs) {
    xx += (x - mean_x) * (x - mean_x);
    yy += (y - mean_y) * (y - mean_y);
    xy += (x - mean_x) * (y - mean_y);
  }
  if (!(xx > 0 && yy > 0)) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

}  // namespace

std::optional<Innovations> Innovations::Of(std::span<const core::Bar> bars) {
  if (bars.size() < kFewestBars) return std::nullopt;
  const auto rows = static_cast<Eigen::Index>(bars.size() - kLags - 1);
  const auto wide = static_cast<Eigen::Index>(kLags + 1);
  std::vector<double> returns(bars.size(), 0);
  for (size_t i = 1; i < bars.size(); ++i) {
    if (!(bars[i].close > 0 && bars[i - 1].close > 0)) return std::nullopt;
    returns[i] = std::log(bars[i].close / bars[i - 1].close);
  }
  Eigen::MatrixXd x(rows, wide);
  Eigen::VectorXd y(rows);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const size_t at = static_cast<size_t>(r) + kLags + 1;
    y(r) = returns[at];
    x(r, 0) = 1;
    for (size_t lag = 1; lag <= kLags; ++lag) {
      x(r, static_cast<Eigen::Index>(lag)) = returns[at - lag];
    }
  }
  const Eigen::VectorXd beta = (x.transpose() * x).ldlt().solve(x.transpose() * y);
  const Eigen::VectorXd rest = y - x * beta;
  const double total = (y.array() - y.mean()).square().sum(), left = rest.squaredNorm();
  if (!(left > kTold * total) || !std::isfinite(left)) return std::nullopt;
  const double limit = 5 * std::sqrt(left / static_cast<double>(rows));
  Innovations innovations;
  innovations.values_.assign(bars.size(), std::nullopt);
  for (Eigen::Index r = 0; r < rows; ++r) {
    innovations.values_[static_cast<size_t>(r) + kLags + 1] = std::clamp(rest(r), -limit, limit);
  }
  return innovations;
}

std::optional<Foreknowledge> MeasureForeknowledge(const Innovations& innovations,
                                                  std::span<const std::optional<double>> column) {
  std::optional<Foreknowledge> strongest;
  for (const size_t horizon : {size_t{1}, size_t{5}, size_t{20}}) {
    const std::vector<double> ahead = SumsAhead(innovations.values(), horizon);
    for (const bool of_change : {false, true}) {
      std::vector<std::pair<double, double>> pairs;
      for (size_t i = kLags + 1; i < std::min(column.size(), ahead.size()); ++i) {
        if (!column[i] || (of_change && !column[i - 1])) continue;
        pairs.emplace_back(of_change ? *column[i] - *column[i - 1] : *column[i], ahead[i]);
      }
      const auto correlation = CorrelationOf(pairs);
      if (!correlation) continue;
      const double independent = static_cast<double>(pairs.size()) / static_cast<double>(horizon);
      const double deviations = std::abs(*correlation) * std::sqrt(independent);
      if (strongest && strongest->deviations >= deviations) continue;
      strongest = {static_cast<int64_t>(horizon), of_change, *correlation, deviations};
    }
  }
  return strongest;
}

bool IsImplausible(const Foreknowledge& measured) {
  return std::abs(measured.correlation) > 0.2 && measured.deviations > 8;
}

}  // namespace keel::research
