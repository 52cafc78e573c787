// SPDX-License-Identifier: MIT
#include "strategies/sleeve.h"

#include <algorithm>

#include "strategies/asked_shares.h"
#include "strategies/describe.h"
#include "strategies/signal_desk.h"

namespace keel::strategies {
namespace {

constexpr std::string_view kVolatility = "volatility_20d";
constexpr int kPatience = 24;

std::vector<std::string> FeaturesOfSleeve(const strategy::DriverSpec& driver) {
  const HeardDriver heard{&driver, driver.risk_budget};
  std::vector<std::string> names = FeaturesOf({&heard, 1});
  if (std::find(names.begin(), names.end(), kVolatility) == names.end()) {
    names.emplace_back(kVolatility);
  }
  return names;
}

class Sleeve final : public strategy::Strategy {
 public:
  Sleeve(const strategy::DriverSpec& driver, const strategy::SleevePolicy& policy)
      : policy_(policy),
        features_(FeaturesOfSleeve(driver)),
        desk_({{&driver, driver.risk_budget}}, features_,
              ModelSettings{.level = driver.needs_regimes ? 2 : 0}) {
    const auto at = std::find(features_.begin(), features_.end(), kVolatility);
    volatility_ = static_cast<size_t>(at - features_.begin());
  }

  void OnStart(strategy::Context& market) override {
    desk_.OnStart(market);
    asked_.emplace(market.instruments().size(), kPatience);
    inputs_.resize(market.instruments().size());
  }

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    desk_.OnBar(market, event);
  }

  void OnBook(strategy::Context&, const market::OrderBook& book) override { desk_.OnBook(book); }

  void OnInstant(strategy::Context& market) override {
    desk_.OnInstant(market);
    double strengths = 0;
    for (const size_t i : desk_.closed()) Gather(market, i);
    for (const strategy::DecisionInputs& in : inputs_) {
      strengths += std::max(0.0, strategy::StrengthOf(in));
    }
    for (const size_t i : desk_.closed()) {
      inputs_[i].all_strengths = strengths;
      Act(market, i);
    }
  }

 private:
  void Gather(const strategy::Context& market, size_t i) {
    const core::InstrumentId id = market.instruments()[i];
    strategy::DecisionInputs& in = inputs_[i];
    in.signals = desk_.SignalsOf(i, market.now());
    in.regime = desk_.regimes(i);
    in.volatility = market.feature(id, volatility_);
    in.steps_per_year = desk_.timeframe().periods_per_year();
    in.price = desk_.last_close(i);
    in.equity = market.equity();
    in.held_share = market.held_share(id);
    in.asked_share = asked_->StandingAfterBar(i, in.held_share > 0, market.working_orders(id) > 0);
  }

  void Act(strategy::Context& market, size_t i) {
    const strategy::DecisionOutcome outcome = strategy::DecideAlone(inputs_[i], policy_);
    if (outcome.action == strategy::Action::kHold) return;
    const core::InstrumentId id = market.instruments()[i];
    market.Explain({market.now(), id, inputs_[i], outcome});
    asked_->Ask(i, outcome.target_share);
    market.TargetShare(id, outcome.target_share, ToString(outcome.action));
  }

  strategy::SleevePolicy policy_;
  std::vector<std::string> features_;
  SignalDesk desk_;
  size_t volatility_ = 0;
  std::vector<strategy::DecisionInputs> inputs_;
  std::optional<AskedShares> asked_;
};

}  // namespace

strategy::SleevePolicy SleevePolicyOf(const strategy::Params& params) {
  return {.target_volatility = params.Get("target_volatility"),
          .entry = params.Get("entry"),
          .exit = params.Get("exit"),
          .largest_share = params.Get("largest_share"),
          .band = params.Get("band")};
}

strategy::StrategySpec SleeveOf(const strategy::DriverSpec& driver) {
  const strategy::SleevePolicy defaults;
  return {.name = driver.name,
          .summary = driver.summary,
          .scope = strategy::Scope::kUniverse,
          .params = {Real("target_volatility", defaults.target_volatility, 0.01, 2,
                          "annual, of the sleeve were all it holds to move as one"),
                     Real("entry", defaults.entry, 0, 1, "strength from which it buys"),
                     Real("exit", defaults.exit, -1, 1, "strength at which it sells; below entry"),
                     Real("largest_share", defaults.largest_share, 0.01, 1,
                          "of the sleeve's equity, in one pair"),
                     Real("band", defaults.band, 0, 1,
                          "relative change of a share that is worth a trade")},
          .features = FeaturesOfSleeve(driver),
          .make = [&driver](const Params& params) -> Made {
            const strategy::SleevePolicy policy = SleevePolicyOf(params);
            if (policy.exit >= policy.entry) {
              return Contradiction(driver.name + ": exit must be below entry");
            }
            return std::make_unique<Sleeve>(driver, policy);
          },
          .hears_books = driver.needs_book,
          .needs_books = driver.needs_book};
}

}  // namespace keel::strategies
