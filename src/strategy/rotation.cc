// SPDX-License-Identifier: MIT
#include "strategy/rotation.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace keel::strategy {

RegimeRotation::RegimeRotation(RotationSettings settings)
    : settings_(std::move(settings)), worths_(settings_.regimes) {
  CHECK(settings_.given.empty() || settings_.given.size() == settings_.regimes,
        "multipliers for some regimes only");
}

double RegimeRotation::Multiplier(size_t regime, size_t category) const {
  const double given = settings_.given.empty() ? 1.0 : settings_.given[regime][category];
  if (!settings_.learns) return given;
  const Worth& worth = worths_[regime][category];
  if (worth.weight < settings_.least_outcomes) return given;
  const double mean = worth.sum / worth.weight;
  const double variance = worth.squares / worth.weight - mean * mean;
  if (!(variance > 0)) return given;
  // Kish's effective number of outcomes, since they are weighted.
  const double outcomes = worth.weight * worth.weight / worth.weight_squares;
  const double t = mean / std::sqrt(variance / outcomes);
  return given * std::exp2(std::clamp(t, -2.0, 2.0) / 2);
}

CategoryNumbers RegimeRotation::Tilts(std::span<const double> probabilities,
                                      const CategoryScores& scores) const {
  CategoryNumbers tilts;
  tilts.fill(1);
  if (probabilities.empty()) return tilts;
  CHECK(probabilities.size() == settings_.regimes, "probabilities of other regimes");
  double before = 0, after = 0;
  for (size_t c = 0; c < kCategories; ++c) {
    tilts[c] = 0;
    for (size_t k = 0; k < settings_.regimes; ++k) tilts[c] += probabilities[k] * Multiplier(k, c);
    if (!scores[c].has_source) continue;
    before += settings_.weights[c];
    after += settings_.weights[c] * tilts[c];
  }
  const double scale = after > 0 ? before / after : 1;
  for (size_t c = 0; c < kCategories; ++c) tilts[c] = scores[c].has_source ? scale * tilts[c] : 1;
  return tilts;
}

void RegimeRotation::Learn(std::span<const double> probabilities, const CategoryScores& scores,
                           double standardised_return) {
  if (!settings_.learns || probabilities.empty()) return;
  for (size_t k = 0; k < settings_.regimes; ++k) {
    const double p = probabilities[k];
    for (size_t c = 0; c < kCategories; ++c) {
      if (!scores[c].has_source || scores[c].score == 0) continue;
      const double worth = scores[c].score * standardised_return;
      Worth& sums = worths_[k][c];
      sums.weight += p;
      sums.weight_squares += p * p;
      sums.sum += p * worth;
      sums.squares += p * worth * worth;
    }
  }
}

}  // namespace keel::strategy
