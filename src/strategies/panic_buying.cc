// SPDX-License-Identifier: MIT
// Buys panics. Forced sellers (liquidations, margin calls) pay whoever provides liquidity at the
// extreme, and the price comes part of the way back within one to two weeks [Nagel 2012,
// Evaporating Liquidity, RFS 25; De Bondt, Thaler 1985]. Sometimes it was no panic but the truth,
// so a stop rests at the venue beside the target, and time runs out as well.
#include <algorithm>
#include <optional>

#include "indicators/bollinger.h"
#include "strategies/describe.h"
#include "strategies/protected_position.h"

namespace keel::strategies {
namespace {

struct Settings {
  int window, max_bars;
  double entry, stop, risk, max_share;
};

/// Buys `entry` deviations below the mean; leaves at the mean, `stop` deviations lower, or in time.
class PanicBuying final : public strategy::Strategy {
 public:
  explicit PanicBuying(const Settings& settings)
      : settings_(settings), bands_(settings.window, settings.entry) {}

  void OnStart(strategy::Context& market) override {
    position_.emplace(market.instruments().front());
  }

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const auto bands = bands_.Update(event.bar.close);
    const double price = event.bar.close;
    position_->OnBar(market, price);
    const bool holds = position_->Holds(market, price);
    bars_held_ = holds ? bars_held_ + 1 : 0;
    if (bars_held_ > settings_.max_bars) position_->Leave(market, "out of time");
    if (!bands) return;
    if (price >= bands->middle) armed_ = true;
    if (armed_ && price < bands->lower) Enter(market, price, *bands);
  }

  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    if (fill.side == core::Side::kSell) armed_ = false;  // one attempt an extreme
    position_->OnFill(market, fill);
  }
  void OnOrderEnded(strategy::Context& market, core::OrderId order, core::OrderEnd) override {
    position_->OnOrderEnded(market, order);
  }

 private:
  void Enter(strategy::Context& market, double price, const indicators::BollingerValue& bands) {
    const double deviation = (bands.middle - bands.lower) / settings_.entry;
    const double distance = std::min(settings_.stop * deviation, 0.5 * price);
    if (distance <= 0) return;
    const double share = std::min(settings_.max_share, settings_.risk * price / distance);
    position_->Enter(market, share, price, {.stop = price - distance, .target = bands.middle},
                     "panic");
  }

  Settings settings_;
  indicators::Bollinger bands_;
  std::optional<ProtectedPosition> position_;
  int bars_held_ = 0;
  bool armed_ = true;
};

}  // namespace

strategy::StrategySpec DescribePanicBuying() {
  return {
      .name = "panic_buying",
      .summary = "Buys panics far below the mean and waits for the way back, with stop and target",
      .params = {Whole("window", 240, 10, 5000, "bars over which mean and deviation are taken"),
                 Whole("max_bars", 336, 1, 20000, "bars after which it gives up"),
                 Real("entry", 3, 0.5, 8, "deviations below the mean at which it buys"),
                 Real("stop", 3, 0.25, 10, "deviations below the entry at which it gives up"),
                 Real("risk", 0.01, 0.0005, 0.1, "share of equity that is lost at the stop"),
                 Real("max_share", 0.5, 0.01, 1, "largest share of equity in the position")},
      .make = [](const Params& params) -> Made {
        return std::make_unique<PanicBuying>(Settings{.window = params.GetInt("window"),
                                                      .max_bars = params.GetInt("max_bars"),
                                                      .entry = params.Get("entry"),
                                                      .stop = params.Get("stop"),
                                                      .risk = params.Get("risk"),
                                                      .max_share = params.Get("max_share")});
      }};
}

}  // namespace keel::strategies
