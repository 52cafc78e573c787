// SPDX-License-Identifier: MIT
// Changes of the logarithm of the close: what most features are made of, because they add up over
// time and mean the same at any price.
#pragma once

#include <vector>

#include "strategies/features/define.h"

namespace keel::strategies {

/// The log return of each bar.
class LogReturns {
 public:
  /// log(close / last close); absent at the first bar.
  std::optional<double> Next(double close) {
    const double last = last_;
    last_ = close;
    if (last == 0) return std::nullopt;
    return std::log(close / last);
  }

 private:
  double last_ = 0;  // prices are positive
};

/// log(close / close `bars` bars ago).
class LogChange final : public Feature {
 public:
  explicit LogChange(int bars) : past_(static_cast<size_t>(bars)) {}

  std::optional<double> Update(const Bar& bar) override {
    const double before = past_[at_];
    past_[at_] = bar.close;
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
