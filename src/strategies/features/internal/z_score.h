// SPDX-License-Identifier: MIT
// How far the price stands from its own mean, in deviations.
#pragma once

#include "indicators/z_score.h"
#include "strategies/features/define.h"

namespace keel::strategies {

/// Deviation of the log close from its mean over the window, in the window's own deviations; 0 on a
/// constant window.
class LogZScore final : public Feature {
 public:
  explicit LogZScore(int bars) : score_(bars) {}
  std::optional<double> Update(const Bar& bar) override {
    return score_.Update(std::log(bar.close));
  }

 private:
  indicators::ZScore score_;
};

inline FeatureSpec ZScoreOver(double days, std::string name, std::string doc) {
  constexpr int kFewest = 10;
  return {
      .name = std::move(name),
      .version = 1,
      .doc = std::move(doc),
      .lookback = [days](Timeframe t) -> int64_t { return BarsIn(days, t, kFewest); },
      .make =
          [days](Timeframe t) { return std::make_unique<LogZScore>(BarsIn(days, t, kFewest)); }};
}

}  // namespace keel::strategies
