// SPDX-License-Identifier: MIT
// The Turtle rules: buy a new high of the channel, risk a fixed part of equity on a stop a few
// average true ranges away, leave at the low of a shorter channel. New highs draw attention and
// trigger stops of those who bet against them [Donchian 1960; Faith 2003, The Original Turtle
// Trading Rules]. Most breakouts fail cheaply; the few that do not must pay for them.
#include <algorithm>
#include <optional>

#include "indicators/atr.h"
#include "indicators/rolling_max.h"
#include "indicators/rolling_min.h"
#include "strategies/describe.h"
#include "strategies/protected_position.h"

namespace keel::strategies {
namespace {

struct Settings {
  int entry, exit, atr;
  double stop, risk;
};

/// Buys above the high of `entry` bars; leaves at a trailing stop or below the low of `exit` bars.
class Breakout final : public strategy::Strategy {
 public:
  explicit Breakout(const Settings& settings)
      : settings_(settings), high_(settings.entry), low_(settings.exit), atr_(settings.atr) {}

  void OnStart(strategy::Context& market) override {
    position_.emplace(market.instruments().front());
  }

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const core::Bar& bar = event.bar;
    const auto atr = atr_.Update({bar.open, bar.high, bar.low, bar.close, bar.volume});
    position_->OnBar(market, bar.close);
    if (atr && channel_high_ && channel_low_) Decide(market, bar.close, *atr);
    channel_high_ = high_.Update(bar.high);  // the channel of the next bar: it ends with this one
    channel_low_ = low_.Update(bar.low);
  }

  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    position_->OnFill(market, fill);
  }
  void OnOrderEnded(strategy::Context& market, core::OrderId order, core::OrderEnd) override {
    position_->OnOrderEnded(market, order);
  }

 private:
  void Decide(strategy::Context& market, double price, double atr) {
    if (position_->Holds(market, price) && price < *channel_low_) {
      position_->Leave(market, "below the channel");
    } else if (price > *channel_high_ && atr > 0) {
      const double distance = std::clamp(settings_.stop * atr / price, 0.001, 0.9);
      position_->Enter(market, std::min(1.0, settings_.risk / distance), price,
                       {.trail_fraction = distance}, "above the channel");
    }
  }

  Settings settings_;
  indicators::RollingMax high_;
  indicators::RollingMin low_;
  indicators::Atr atr_;
  std::optional<double> channel_high_, channel_low_;
  std::optional<ProtectedPosition> position_;
};

}  // namespace

strategy::StrategySpec DescribeBreakout() {
  return {
      .name = "breakout",
      .summary = "Buys new highs of a channel with a trailing stop: the Turtle rules",
      .params = {Whole("entry", 480, 2, 10000, "bars of the channel whose high it buys"),
                 Whole("exit", 240, 2, 10000,
                       "bars of the channel whose low it sells; up to entry"),
                 Whole("atr", 240, 2, 5000, "bars of the average true range"),
                 Real("stop", 12, 0.5, 50, "distance of the trailing stop, in average true ranges"),
                 Real("risk", 0.02, 0.0005, 0.2, "share of equity that is lost at the first stop")},
      .make = [](const Params& params) -> Made {
        if (params.Get("exit") > params.Get("entry")) {
          return Contradiction("breakout: exit must not be above entry");
        }
        return std::make_unique<Breakout>(Settings{.entry = params.GetInt("entry"),
                                                   .exit = params.GetInt("exit"),
                                                   .atr = params.GetInt("atr"),
                                                   .stop = params.Get("stop"),
                                                   .risk = params.Get("risk")});
      }};
}

}  // namespace keel::strategies
