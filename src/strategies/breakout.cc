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

/// A part of equity that loses `risk` of it at the first stop; nothing where nothing moves.
std::optional<strategy::ProtectedEntry> EntryAt(double price, double atr, double stop,
                                                double risk) {
  if (atr <= 0) return std::nullopt;
  const double distance = std::clamp(stop * atr / price, 0.001, 0.9);
  return strategy::ProtectedEntry{std::min(1.0, risk / distance), distance};
}

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
    } else if (price > *channel_high_) {
      const auto entry = EntryAt(price, atr, settings_.stop, settings_.risk);
      if (!entry) return;
      position_->Enter(market, entry->share, price, {.trail_fraction = entry->trail_fraction},
                       "above the channel");
    }
  }

  Settings settings_;
  indicators::RollingMax high_;
  indicators::RollingMin low_;
  indicators::Atr atr_;
  std::optional<double> channel_high_, channel_low_;
  std::optional<ProtectedPosition> position_;
};

/// The same as comparisons.
strategy::VectorForm VectorFormOf(const Settings& settings) {
  using strategy::Before;
  using strategy::ColumnOf;
  const auto named = [](const char* name, int period) {
    return name + (" " + std::to_string(period));
  };
  strategy::ProtectedRule rule;
  rule.enter = {strategy::CloseColumn(),
                Before(ColumnOf(named("highest", settings.entry),
                                indicators::RollingMax(settings.entry), &core::Bar::high))};
  rule.leave = {Before(ColumnOf(named("lowest", settings.exit),
                                indicators::RollingMin(settings.exit), &core::Bar::low)),
                strategy::CloseColumn()};
  rule.scale = ColumnOf(named("atr", settings.atr), indicators::Atr(settings.atr));
  rule.entry = [stop = settings.stop, risk = settings.risk](double price, double atr) {
    return EntryAt(price, atr, stop, risk);
  };
  return rule;
}

Settings SettingsOf(const Params& params) {
  return {.entry = params.GetInt("entry"),
          .exit = params.GetInt("exit"),
          .atr = params.GetInt("atr"),
          .stop = params.Get("stop"),
          .risk = params.Get("risk")};
}

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
        return std::make_unique<Breakout>(SettingsOf(params));
      },
      .vector = [](const Params& params) { return VectorFormOf(SettingsOf(params)); }};
}

}  // namespace keel::strategies
