// SPDX-License-Identifier: MIT
// The change of the logarithm of the close over a number of bars: what every return feature is.
#pragma once

#include <vector>

#include "strategies/features/internal/define.h"

namespace keel::strategies {

/// log(close / close `bars` bars ago).
class LogChange final : public Feature {
 public:
  explicit LogChange(int bars) : past_(static_cast<size_t>(bars)) {}

  std::optional<double> Update(const Bar& bar) override {
    double& oldest = past_[at_];
    const double before = oldest;
    oldest = bar.close;
    if (++at_ == past_.size()) at_ = 0;
    if (seen_ < past_.size()) {
      ++seen_;
      return std::nullopt;
    }
    return std::log(bar.close / before);
  }

 private:
  std::vector<double> past_;  // a ring
  size_t at_ = 0;
  size_t seen_ = 0;
};

/// The log return over `days`.
inline FeatureSpec ReturnOver(double days, std::string name, std::string doc) {
  return {.name = std::move(name),
          .version = 1,
          .doc = std::move(doc),
          .lookback = [days](Timeframe t) -> int64_t { return BarsIn(days, t) + 1; },
          .make = [days](Timeframe t) { return std::make_unique<LogChange>(BarsIn(days, t)); }};
}

}  // namespace keel::strategies
