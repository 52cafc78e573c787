// SPDX-License-Identifier: MIT
#include "strategies/signal_recording.h"

#include <algorithm>
#include <memory>

#include "strategies/signal_desk.h"

namespace keel::strategies {
namespace {

std::vector<HeardDriver> HeardOf(const std::vector<const strategy::DriverSpec*>& drivers) {
  std::vector<HeardDriver> heard;
  for (const strategy::DriverSpec* driver : drivers) heard.push_back({driver, driver->risk_budget});
  return heard;
}

class Listener final : public strategy::Strategy {
 public:
  Listener(const std::vector<const strategy::DriverSpec*>& drivers, SignalRecording* recording)
      : drivers_(drivers),
        recording_(recording),
        desk_(HeardOf(drivers), FeaturesOf(HeardOf(drivers)),
              ModelSettings{.level = NeedRegimes(drivers) ? 2 : 0}) {}

  void OnStart(strategy::Context& market) override {
    desk_.OnStart(market);
    *recording_ = {};
    for (const core::InstrumentId id : market.instruments()) {
      recording_->pairs.push_back(market.instrument(id).symbol.ToString());
    }
  }
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    desk_.OnBar(market, event);
  }
  void OnInstant(strategy::Context& market) override {
    desk_.OnInstant(market);
    for (const size_t pair : desk_.closed()) {
      for (const strategy::SignalUsed& used : desk_.SignalsOf(pair, market.now())) {
        const auto named = [&](const auto* driver) { return driver->name == used.driver; };
        const auto at = std::find_if(drivers_.begin(), drivers_.end(), named);
        recording_->signals.push_back(
            {.time = market.now(),
             .driver = static_cast<size_t>(at - drivers_.begin()),
             .pair = pair,
             .strength = used.faded.value * used.faded.confidence * used.faded.decay});
      }
    }
  }

 private:
  static bool NeedRegimes(const std::vector<const strategy::DriverSpec*>& drivers) {
    return std::any_of(drivers.begin(), drivers.end(),
                       [](const auto* driver) { return driver->needs_regimes; });
  }

  std::vector<const strategy::DriverSpec*> drivers_;
  SignalRecording* recording_;
  SignalDesk desk_;
};

}  // namespace

strategy::StrategySpec ListenTo(std::vector<const strategy::DriverSpec*> drivers,
                                SignalRecording* recording) {
  std::vector<std::string> features = FeaturesOf(HeardOf(drivers));
  return {.name = "signals",
          .summary = "Hears the drivers, writes down what they say, and trades nothing",
          .scope = strategy::Scope::kUniverse,
          .params = {},
          .features = std::move(features),
          .make = [drivers = std::move(drivers), recording](const strategy::Params&)
              -> base::Result<std::unique_ptr<strategy::Strategy>> {
            return std::make_unique<Listener>(drivers, recording);
          }};
}

}  // namespace keel::strategies
