// SPDX-License-Identifier: MIT
#include "indicators/sma.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

class RelativeVolume20d final : public Feature {
 public:
  explicit RelativeVolume20d(int bars) : mean_(bars) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto usual = usual_;
    usual_ = mean_.Update(bar.volume);
    if (!usual || *usual <= 0) return std::nullopt;
    return bar.volume / *usual;
  }

 private:
  indicators::Sma mean_;
  std::optional<double> usual_;
};

int BarsBefore(Timeframe timeframe) { return BarsIn(20, timeframe, 10); }

}  // namespace

FeatureSpec DefineRelativeVolume20d() {
  return {.name = "relative_volume_20d",
          .version = 1,
          .doc =
              "volume of the bar over the mean volume of the 20 days before it: "
              "attention draws buyers, and moves with volume last longer; absent "
              "without volumes [Gervais, Kaniel, Mingelgrin 2001, JF 56]",
          .needs_volume = true,
          .lookback = [](Timeframe t) -> int64_t { return BarsBefore(t) + 1; },
          .make = [](Timeframe t) { return std::make_unique<RelativeVolume20d>(BarsBefore(t)); }};
}

}  // namespace keel::strategies
