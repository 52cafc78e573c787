// SPDX-License-Identifier: MIT
// Pring's sum of four momenta, the longer the weightier.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "indicators/roc.h"
#include "indicators/sma.h"

namespace keel::indicators {

/// The oscillator and its signal line.
struct KstValue {
  double kst = 0;
  double signal = 0;
};

/// Know sure thing: sum of k SMA_k(ROC_k), k = 1..4, with ROC over 10, 15, 20, 30 and means over
/// 10, 10, 10, 15 values, in percent; the signal is its SMA [Pring 1992].
class Kst {
 public:
  explicit Kst(int signal = 9)
      : changes_{Roc(10), Roc(15), Roc(20), Roc(30)},
        means_{Sma(10), Sma(10), Sma(10), Sma(15)},
        signal_(signal) {}

  std::optional<KstValue> Update(double x) {
    double kst = 0;
    bool ready = false;  // the last of the four is the last to warm up
    for (size_t k = 0; k < changes_.size(); ++k) {
      const auto change = changes_[k].Update(x);
      const auto mean = change ? means_[k].Update(*change) : std::nullopt;
      ready = mean.has_value();
      kst += static_cast<double>(k + 1) * mean.value_or(0.0);
    }
    const auto signal = ready ? signal_.Update(kst) : std::nullopt;
    return signal ? std::optional(KstValue{kst, *signal}) : std::nullopt;
  }

  int warm_up() const {
    return changes_.back().warm_up() + means_.back().warm_up() + signal_.warm_up() - 2;
  }

 private:
  std::array<Roc, 4> changes_;
  std::array<Sma, 4> means_;
  Sma signal_;
};

}  // namespace keel::indicators
