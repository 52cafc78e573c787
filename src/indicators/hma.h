// SPDX-License-Identifier: MIT
// Hull's average: twice a short Wma less a long one, smoothed once more.
#pragma once

#include <cmath>
#include <optional>

#include "base/check.h"
#include "indicators/wma.h"

namespace keel::indicators {

/// Hull moving average: WMA_sqrt(n)(2 WMA_(n/2) - WMA_n), both lengths rounded down [Hull 2005].
class Hma {
 public:
  explicit Hma(int period)
      : half_(period / 2), whole_(period), smooth_(static_cast<int>(std::sqrt(period))) {
    CHECK(period >= 2, "a Hull average needs a period of at least 2");
  }

  std::optional<double> Update(double x) {
    const auto half = half_.Update(x);
    const auto whole = whole_.Update(x);
    return whole ? smooth_.Update(2 * *half - *whole) : std::nullopt;
  }

  int warm_up() const { return whole_.warm_up() + smooth_.warm_up() - 1; }

 private:
  Wma half_, whole_, smooth_;
};

}  // namespace keel::indicators
