// SPDX-License-Identifier: MIT
// A series drawn again from itself in blocks, so that what follows what is kept: the stationary
// bootstrap, and how long its blocks should be.
#pragma once

#include <cstddef>
#include <span>

#include "base/random.h"

namespace keel::models {

/// Indexes of one drawn series: a block begins anywhere and goes on, around the end, with
/// probability 1 - 1 / mean_block [Politis, Romano 1994, The Stationary Bootstrap, JASA 89].
class BlockDraws {
 public:
  /// Of a series of `size` > 0; mean_block >= 1, and 1 draws independently.
  BlockDraws(size_t size, double mean_block, base::RandomStream random);
  size_t Next();

 private:
  size_t size_;
  double renew_;
  base::RandomStream random_;
  size_t at_;
};

/// The mean block that estimates the variance of a mean best, by the automatic choice of [Politis,
/// White 2004, Automatic Block-Length Selection for the Dependent Bootstrap, Econometric Reviews
/// 23] as corrected in [Patton, Politis, White 2009, Econometric Reviews 28]:
/// (G^2 / g(0)^2)^(1/3) n^(1/3) with the flat-top window of twice the lag behind which correlations
/// are noise. In [1, min(3 sqrt(n), n / 3)]; 1 where the series is shorter than 10 or does not
/// vary.
double StationaryBlockLength(std::span<const double> series);

}  // namespace keel::models
