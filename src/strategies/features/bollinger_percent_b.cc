// SPDX-License-Identifier: MIT
#include "indicators/bollinger_percent_b.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

constexpr int kPeriod = 20;

class BollingerPercentB final : public Feature {
 public:
  std::optional<double> Update(const Bar& bar) override { return position_.Update(bar.close); }

 private:
  indicators::BollingerPercentB position_{kPeriod, 2.0};
};

}  // namespace

FeatureSpec DefineBollingerPercentB() {
  return {.name = "bollinger_percent_b",
          .version = 1,
          .doc =
              "position of the close between its lower (0) and upper (1) Bollinger "
              "band of 20 bars and 2 deviations, 0.5 while they touch: extremes "
              "against the last day's habit [Bollinger 2001]",
          .lookback = Always(kPeriod),
          .make = [](Timeframe) { return std::make_unique<BollingerPercentB>(); }};
}

}  // namespace keel::strategies
