// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/ranks.h"

#include <algorithm>
#include <cmath>

namespace keel::models::internal {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // 97.5 % quantile of the normal

void Select(std::span<double> values, size_t offset, std::span<const size_t> ranks) {
  if (ranks.empty() || values.size() < 2) return;
  const size_t middle = ranks.size() / 2;
  const size_t at = ranks[middle] - offset;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  Select(values.first(at), offset, ranks.first(middle));
  Select(values.subspan(at + 1), offset + at + 1, ranks.subspan(middle + 1));
}

// Where the p-quantile of n values lies, and the ranks around it that hold the true one in 95 of
// 100 samples: the number of values below it is binomial.
struct Place {
  size_t lower = 0;
  size_t upper = 0;
  double fraction = 0;
  size_t low = 0;
  size_t high = 0;
};

Place PlaceOf(double p, size_t n) {
  const double last = static_cast<double>(n) - 1;
  const double position = p * last;
  const double spread = kNormal95 * std::sqrt(static_cast<double>(n) * p * (1 - p));
  Place place;
  place.lower = static_cast<size_t>(position);
  place.upper = std::min(place.lower + 1, n - 1);
  place.fraction = position - static_cast<double>(place.lower);
  place.low = static_cast<size_t>(std::max(0.0, std::floor(position - spread)));
  place.high = static_cast<size_t>(std::min(last, std::ceil(position + spread)));
  return place;
}

double ValueAt(const Place& place, std::span<const double> values) {
  const double lower = values[place.lower];
  return lower + place.fraction * (values[place.upper] - lower);
}

}  // namespace

void SelectRanks(std::span<double> values, std::vector<size_t> ranks) {
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  Select(values, 0, ranks);
}

std::vector<QuantileEstimate> Quantiles(std::span<double> values,
                                        std::span<const double> probabilities) {
  std::vector<size_t> ranks;
  for (const double p : probabilities) {
    const Place place = PlaceOf(p, values.size());
    ranks.insert(ranks.end(), {place.lower, place.upper, place.low, place.high});
  }
  SelectRanks(values, ranks);
  std::vector<QuantileEstimate> quantiles;
  for (const double p : probabilities) {
    const Place place = PlaceOf(p, values.size());
    quantiles.push_back({.probability = p,
                         .value = ValueAt(place, values),
                         .low = values[place.low],
                         .high = values[place.high]});
  }
  return quantiles;
}

std::vector<TailRisk> TailRisks(std::span<double> returns, std::span<const double> confidences) {
  const auto n = static_cast<double>(returns.size());
  std::vector<double> probabilities;
  std::vector<size_t> ranks;
  for (const double confidence : confidences) {
    probabilities.push_back(1 - confidence);
    ranks.push_back(std::min(static_cast<size_t>(n * (1 - confidence)), returns.size() - 1));
  }
  const std::vector<QuantileEstimate> quantiles = Quantiles(returns, probabilities);
  SelectRanks(returns, ranks);
  std::vector<TailRisk> risks;
  for (size_t i = 0; i < confidences.size(); ++i) {
    const double tail = n * probabilities[i];
    const double var = -quantiles[i].value;
    double losses = 0, excess = 0, squares = 0;
    for (size_t k = 0; k < ranks[i]; ++k) {
      const double over = std::max(0.0, -returns[k] - var);
      losses -= returns[k];
      excess += over;
      squares += over * over;
    }
    losses -= returns[ranks[i]] * (tail - static_cast<double>(ranks[i]));
    const double variance = std::max(0.0, squares / n - (excess / n) * (excess / n));
    TailRisk& risk = risks.emplace_back(TailRisk{.confidence = confidences[i]});
    risk.value_at_risk = {var, (quantiles[i].high - quantiles[i].low) / (2 * kNormal95)};
    risk.expected_shortfall = {losses / tail, std::sqrt(variance / n) / probabilities[i]};
  }
  return risks;
}

}  // namespace keel::models::internal
