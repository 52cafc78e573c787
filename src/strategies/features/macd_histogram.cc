// SPDX-License-Identifier: MIT
#include "indicators/macd.h"
#include "strategies/features/internal/ewma.h"

namespace keel::strategies {
namespace {

constexpr int kFast = 12, kSlow = 26, kSignal = 9;

class MacdHistogram final : public Feature {
 public:
  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    if (change) variance_.Add(*change * *change);
    const auto lines = macd_.Update(std::log(bar.close));
    if (!lines || variance_.value() <= 0) return std::nullopt;
    return lines->histogram / std::sqrt(variance_.value());
  }

 private:
  indicators::Macd macd_{kFast, kSlow, kSignal};
  LogReturns returns_;
  Ewma variance_{kSlow};
};

}  // namespace

FeatureSpec DefineMacdHistogram() {
  return {.name = "macd_histogram",
          .version = 1,
          .doc =
              "MACD(12, 26, 9) of the log close less its signal line, over the "
              "volatility of a bar (exponential, half-life 26 bars): whether the "
              "trend gains or loses speed, in units that compare between coins "
              "[Appel 1979]",
          .lookback = Always(kSlow + kSignal - 1),
          .make = [](Timeframe) { return std::make_unique<MacdHistogram>(); }};
}

}  // namespace keel::strategies
