// SPDX-License-Identifier: MIT
// Strategy rotation: momentum may work while the market is calm and reversal while it is wild. The
// weights of the categories follow the regime's probabilities, by multipliers that are given, or
// learned from what each category was worth in each regime so far.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "strategy/signal_book.h"

namespace keel::strategy {

using CategoryNumbers = std::array<double, kCategories>;

struct RotationSettings {
  size_t regimes = 3;
  CategoryNumbers weights{};           ///< of the categories, without regard to regimes
  std::vector<CategoryNumbers> given;  ///< by regime, multipliers; empty: all 1
  bool learns = true;
  double least_outcomes = 30;  ///< weighted outcomes in a regime before anything is learned of it
};

/// Learning is walk-forward by construction: an outcome is told once it is known.
class RegimeRotation {
 public:
  explicit RegimeRotation(RotationSettings settings);

  /// The multipliers of today: each regime's, weighted by its probability, then scaled so that the
  /// weights of the categories with a source still sum to what they summed to. All 1 where there
  /// are no probabilities yet.
  CategoryNumbers Tilts(std::span<const double> probabilities, const CategoryScores& scores) const;

  /// What followed: the return over the horizon in standard deviations, after scores given under
  /// these probabilities. Horizons must not overlap.
  void Learn(std::span<const double> probabilities, const CategoryScores& scores,
             double standardised_return);

  /// 2^(t / 2), t being the t-statistic of score x return in that regime, within +-2: a category
  /// counts at most twice and at least half.
  double Multiplier(size_t regime, size_t category) const;

 private:
  /// Sums of score x return, weighted by the probability of the regime.
  struct Worth {
    double weight = 0, weight_squares = 0, sum = 0, squares = 0;
  };

  RotationSettings settings_;
  std::vector<std::array<Worth, kCategories>> worths_;
};

}  // namespace keel::strategy
