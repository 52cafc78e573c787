// SPDX-License-Identifier: MIT
#include "research/alpha/quantiles.h"

#include <algorithm>
#include <cmath>

#include "math/newey_west.h"
#include "metrics/paired.h"

namespace keel::research {
namespace {

/// A return after a signal, and the part in which the signal lies.
struct Placed {
  size_t part = 0;
  size_t row = 0;  ///< in which the return ends
  double made = 0;
};

/// Adds those of one group of signals that are ranked against each other.
class Placing {
 public:
  Placing(const AlphaPanel& panel, size_t horizon) : panel_(panel), horizon_(horizon) {}

  void Consider(size_t row, size_t pair) {
    const auto& signal = panel_.signals[panel_.Cell(row, pair)];
    if (!signal) return;
    const auto made = panel_.Return(row, row + horizon_, pair);
    if (!made) return;
    signals_.push_back(*signal);
    waiting_.push_back({.row = row + horizon_, .made = *made});
  }
  void Place(size_t parts, size_t least) {
    if (waiting_.size() >= least) {
      const std::vector<double> ranks = MidRanks(signals_);
      for (size_t i = 0; i < ranks.size(); ++i) {
        const auto part = static_cast<size_t>(ranks[i] * static_cast<double>(parts));
        waiting_[i].part = std::min(part, parts - 1);
      }
      placed_.insert(placed_.end(), waiting_.begin(), waiting_.end());
    }
    signals_.clear();
    waiting_.clear();
  }
  const std::vector<Placed>& placed() const { return placed_; }

 private:
  const AlphaPanel& panel_;
  size_t horizon_;
  std::vector<double> signals_;
  std::vector<Placed> waiting_, placed_;
};

std::vector<Placed> PlaceAll(const AlphaPanel& panel, size_t horizon, size_t parts, IcKind kind) {
  Placing placing(panel, horizon);
  const size_t rows = panel.rows() > horizon ? panel.rows() - horizon : 0;
  if (kind == IcKind::kTime) {
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
      for (size_t row = 0; row < rows; ++row) placing.Consider(row, pair);
      placing.Place(parts, kLeastObservations);
    }
    return placing.placed();
  }
  for (size_t row = 0; row < rows; ++row) {
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) placing.Consider(row, pair);
    placing.Place(parts, std::max(parts, kLeastSection));
  }
  return placing.placed();
}

/// How the mean of a part depends on each row; sums to 0.
std::vector<double> TermsOfPart(const std::vector<Placed>& placed, size_t part,
                                const QuantileReturn& mean, size_t rows) {
  std::vector<double> terms(rows);
  for (const Placed& p : placed) {
    if (p.part != part) continue;
    terms[p.row] += (p.made - mean.mean) / static_cast<double>(mean.observations);
  }
  return terms;
}

double Monotonicity(const std::vector<QuantileReturn>& parts) {
  std::vector<double> means, order;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].observations == 0) continue;
    means.push_back(parts[i].mean);
    order.push_back(static_cast<double>(i));
  }
  return metrics::PairedMomentsOf(MidRanks(means), order).correlation().value_or(0);
}

}  // namespace

std::optional<QuantileReturns> MeasureQuantiles(const AlphaPanel& panel, size_t horizon,
                                                size_t parts, IcKind kind) {
  if (kind == IcKind::kSection) parts = std::min(parts, panel.pairs.size());
  const std::vector<Placed> placed = PlaceAll(panel, horizon, parts, kind);
  QuantileReturns result{.horizon = horizon, .parts = std::vector<QuantileReturn>(parts)};
  for (const Placed& p : placed) {
    ++result.parts[p.part].observations;
    result.parts[p.part].mean += p.made;
  }
  if (result.parts.front().observations == 0 || result.parts.back().observations == 0) {
    return std::nullopt;
  }
  const size_t lag = LagFor(panel.rows(), horizon);
  std::vector<double> spread(panel.rows());
  for (size_t i = 0; i < parts; ++i) {
    QuantileReturn& part = result.parts[i];
    if (part.observations == 0) continue;
    part.mean /= static_cast<double>(part.observations);
    const std::vector<double> terms = TermsOfPart(placed, i, part, panel.rows());
    part.error = std::sqrt(math::NeweyWestSum(terms, lag));
    const double sign = i == 0 ? -1 : i + 1 == parts ? 1 : 0;
    for (size_t t = 0; t < terms.size(); ++t) spread[t] += sign * terms[t];
  }
  result.spread = result.parts.back().mean - result.parts.front().mean;
  result.spread_error = std::sqrt(math::NeweyWestSum(spread, lag));
  result.monotonicity = Monotonicity(result.parts);
  return result;
}

}  // namespace keel::research
