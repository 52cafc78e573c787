// SPDX-License-Identifier: MIT
// The past drawn again in blocks, so that what follows each other still does: rows of a series in
// the order of one draw of the stationary bootstrap.
#pragma once

#include <cstddef>

#include "base/check.h"
#include "base/random.h"

namespace keel::math {

/// Places 0 ... count - 1, without end: a block begins anywhere and goes on, around the end, with
/// probability 1 - 1 / mean_block [Politis, Romano 1994]. The stream must outlive it.
class StationaryBootstrap {
 public:
  StationaryBootstrap(size_t count, double mean_block, base::RandomStream& random)
      : count_(count), renew_(1 / mean_block), random_(random), at_(random.NextBelow(count)) {
    CHECK(mean_block >= 1, "a block of the bootstrap lasts one row at least");
  }

  /// The next place.
  size_t Next() {
    const size_t place = at_;
    const bool anew = random_.NextUniform() < renew_;
    at_ = anew ? random_.NextBelow(count_) : at_ + 1 == count_ ? 0 : at_ + 1;
    return place;
  }

 private:
  size_t count_;
  double renew_;
  base::RandomStream& random_;
  size_t at_;
};

}  // namespace keel::math
