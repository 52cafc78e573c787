// SPDX-License-Identifier: MIT
// Buys a dip inside a rise. Pullbacks are partly the noise of impatient sellers, who pay for being
// served at once; a long average keeps it out of falling markets, where a dip is news.
#include "indicators/rsi.h"
#include "indicators/sma.h"
#include "strategies/describe.h"

namespace keel::strategies {
namespace {

/// Buys an oversold coin above its long average; sells once it is no longer weak.
class RsiDip final : public strategy::Strategy {
 public:
  RsiDip(int period, int trend, double buy) : rsi_(period), trend_(trend), buy_(buy) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const double close = event.bar.close;
    const auto rsi = rsi_.Update(close);
    const auto trend = trend_.Update(close);
    if (!rsi || !trend) return;
    if (*rsi < buy_ && close > *trend) market.TargetShare(event.instrument, 0.5, "dip");
    if (*rsi > 55) market.TargetShare(event.instrument, 0, "recovered");
  }

 private:
  indicators::Rsi rsi_;
  indicators::Sma trend_;
  double buy_;
};

}  // namespace

strategy::StrategySpec DescribeRsiDip() {
  return {.name = "rsi_dip",
          .summary = "Buys an oversold coin above its long average",
          .params = {Whole("period", 14, 2, 200, "period of the RSI, in bars"),
                     Whole("trend", 200, 2, 5000, "period of the long average, in bars"),
                     Real("buy", 30, 1, 54, "RSI below which it buys")},
          .make = [](const Params& params) -> Made {
            return std::make_unique<RsiDip>(params.GetInt("period"), params.GetInt("trend"),
                                            params.Get("buy"));
          }};
}

}  // namespace keel::strategies
