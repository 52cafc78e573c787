// SPDX-License-Identifier: MIT
// The fund's strategy: many weak and different signals, weighed by category and regime, held
// against a simulated future, sized by risk. It buys where signals and forecast agree that a rise
// is worth its cost, leaves where they agree on a fall, and otherwise holds.
#include "strategies/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "strategies/asked_shares.h"
#include "strategies/describe.h"
#include "strategies/drivers.h"
#include "strategies/ensemble_tally.h"

namespace keel::strategies {
namespace {

using strategy::Action;
using strategy::Category;
using strategy::DecisionInputs;
using strategy::DecisionOutcome;

/// What a past decision waits for: the return over its horizon.
struct Awaited {
  std::vector<double> probabilities;
  strategy::CategoryScores scores{};
  double price = 0, deviation = 0;
  int64_t bars = 0;
};

class Ensemble final : public strategy::Strategy {
 public:
  explicit Ensemble(EnsembleSettings settings)
      : settings_(std::move(settings)),
        desk_(settings_.drivers, FeaturesOf(settings_.drivers), settings_.models),
        rotation_(settings_.rotation) {}

  void OnStart(strategy::Context& market) override {
    desk_.OnStart(market);
    asked_.emplace(market.instruments().size(), static_cast<int>(settings_.horizon));
    awaited_.resize(market.instruments().size());
    tally_.Start(market.instruments().size(), settings_.rotation.regimes);
  }

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    desk_.OnBar(market, event);
  }

  void OnBook(strategy::Context&, const market::OrderBook& book) override { desk_.OnBook(book); }

  void OnInstant(strategy::Context& market) override {
    desk_.OnInstant(market);
    if (market.warming()) return;
    for (const size_t i : desk_.closed()) Consider(market, i);
  }

  std::vector<strategy::ReportTable> Tables(const strategy::Context& market) const override {
    return tally_.Tables(market, desk_, rotation_, settings_);
  }

 private:
  void Consider(strategy::Context& market, size_t i) {
    const DecisionInputs inputs = Gather(market, i);
    const auto decided = strategy::Decide(inputs, settings_.policy);
    if (!decided) {
      tally_.Fail(i, decided.error().message);
      return;
    }
    tally_.Add(i, inputs, *decided);
    Await(i, inputs, *decided);
    if (decided->action == Action::kHold) return;
    const core::InstrumentId id = market.instruments()[i];
    market.Explain({market.now(), id, inputs, *decided});
    asked_->Ask(i, decided->target_share);
    market.TargetShare(id, decided->target_share, ToString(decided->action));
  }

  DecisionInputs Gather(const strategy::Context& market, size_t i) {
    const core::InstrumentId id = market.instruments()[i];
    DecisionInputs in;
    in.signals = desk_.SignalsOf(i, market.now());
    in.regime = desk_.regimes(i);
    std::vector<strategy::FadedSignal> faded;
    for (const strategy::SignalUsed& used : in.signals) faded.push_back(used.faded);
    in.tilts = rotation_.Tilts(in.regime.probabilities, strategy::ScoreCategories(faded));
    const models::RollingModel* model = desk_.model(i);
    if (model != nullptr && model->ready()) {
      in.forecast =
          strategy::ForecastUsed{.model = model->ModelNow(settings_.horizon, std::nullopt),
                                 .level = settings_.models.level,
                                 .horizon = settings_.horizon,
                                 .paths = settings_.paths,
                                 .seed = ForecastSeed(market.seed(), id, market.now()),
                                 .antithetic = settings_.antithetic,
                                 .next_volatility = model->next_volatility(),
                                 .observations = static_cast<double>(model->fit().observations)};
    }
    in.steps_per_year = desk_.timeframe().periods_per_year();
    in.price = desk_.last_close(i);
    in.equity = market.equity();
    in.held_share = market.held_share(id);
    in.asked_share = asked_->StandingAfterBar(i, in.held_share > 0, market.working_orders(id) > 0);
    in.one_way_cost = market.one_way_cost(id, TypicalShare() * in.equity);
    return in;
  }

  /// The size whose cost is weighed against what it may bring.
  double TypicalShare() const { return std::min(0.05, settings_.policy.largest_share); }

  // What each category was worth is learned from horizons that do not overlap.
  void Await(size_t i, const DecisionInputs& in, const DecisionOutcome& outcome) {
    Awaited& past = awaited_[i];
    if (past.bars > 0 && --past.bars > 0) return;
    if (past.price > 0 && past.deviation > 0) {
      rotation_.Learn(past.probabilities, past.scores,
                      std::log(in.price / past.price) / past.deviation);
    }
    past = {};
    if (!in.forecast) return;
    const double horizon = static_cast<double>(settings_.horizon);
    past = {in.regime.probabilities, outcome.scores, in.price,
            in.forecast->next_volatility * std::sqrt(horizon), settings_.horizon};
  }

  EnsembleSettings settings_;
  SignalDesk desk_;
  strategy::RegimeRotation rotation_;
  std::optional<AskedShares> asked_;
  std::vector<Awaited> awaited_;
  EnsembleTally tally_;
};

void DescribeDrivers(std::vector<strategy::ParamSpec>& params) {
  const strategy::DecisionPolicy defaults;
  for (const Category c : {Category::kTechnical, Category::kMomentum, Category::kCorrelation}) {
    params.push_back(Real(fmt::format("weight_{}", ToString(c)),
                          defaults.weights[static_cast<size_t>(c)], 0, 1,
                          "of this category in the conviction"));
  }
  for (const strategy::DriverSpec& driver : Drivers()) {
    params.push_back(Real("budget_" + driver.name, driver.risk_budget, 0, 1,
                          fmt::format("in its category ({}); 0: not heard, free to be a sleeve",
                                      ToString(driver.category))));
  }
}

void DescribeRotation(std::vector<strategy::ParamSpec>& params) {
  params.push_back(Whole("rotation", 2, 0, 2,
                         "weights by regime: 0 no, 1 as given below, 2 learned on the way"));
  for (const Category c : {Category::kTechnical, Category::kMomentum, Category::kCorrelation}) {
    for (const char* regime : {"calm", "normal", "wild"}) {
      params.push_back(Real(fmt::format("{}_{}", ToString(c), regime), 1, 0, 4,
                            "multiplier of the category's weight in this regime"));
    }
  }
}

}  // namespace

strategy::StrategySpec DescribeEnsemble() {
  const strategy::DecisionPolicy d;
  std::vector<strategy::ParamSpec> params;
  DescribeDrivers(params);
  for (strategy::ParamSpec& param : std::vector<strategy::ParamSpec>{
           Real("least_conviction", d.least_conviction, 0, 1, "either way, to trade at all"),
           Real("least_probability", d.least_probability, 0.5, 1,
                "that the price goes that way by the horizon"),
           Real("reward_to_risk", d.reward_to_risk, 0, 1,
                "expected return after costs over expected shortfall"),
           Real("information", d.information, 0, 1,
                "correlation of convictions with what follows; scales the expected return"),
           Real("position_volatility", d.position_volatility, 0.001, 2,
                "annual, that one position may add to the equity"),
           Real("kelly_fraction", d.kelly_fraction, 0.01, 1, "of the Kelly bet"),
           Real("shortfall_budget", d.shortfall_budget, 0.0001, 1,
                "expected shortfall of one position at the horizon, of equity"),
           Real("largest_share", d.largest_share, 0.001, 1, "of equity in one pair"),
           Real("band", d.band, 0, 1, "relative change of a share that is worth a trade"),
           Whole("level", 3, 1, 4, "of the Monte Carlo forecast"),
           Whole("horizon", 24, 1, 10'000, "bars that the forecast looks ahead"),
           Whole("paths", 2000, 100, 1'000'000, "simulated for each forecast"),
           Whole("regimes", 3, 2, 8, "states of the market"),
           Real("window_days", 365, 10, 3650, "history that models are fitted to"),
           Real("regime_refit_days", 30, 0.5, 365, "between fits of the regimes"),
           Real("volatility_refit_days", 7, 0.25, 365, "between fits of the volatility"),
           Real("least_days", 90, 5, 3650, "history before the first fit")}) {
    params.push_back(std::move(param));
  }
  DescribeRotation(params);
  std::vector<HeardDriver> all;
  for (const strategy::DriverSpec& driver : Drivers()) all.push_back({&driver, driver.risk_budget});
  return {.name = "ensemble",
          .summary = "Weighs all drivers, asks a simulated future, sizes by risk: the fund's own",
          .scope = strategy::Scope::kUniverse,
          .params = std::move(params),
          .features = FeaturesOf(all),
          .make = [](const Params& values) -> Made {
            TRY(EnsembleSettings settings, EnsembleSettingsOf(values));
            return std::make_unique<Ensemble>(std::move(settings));
          },
          .feeds =
              [](const Params& values) {
                std::vector<std::string> names;
                for (const strategy::DriverSpec& driver : Drivers()) {
                  if (values.Get("budget_" + driver.name) > 0) names.push_back(driver.name);
                }
                return names;
              },
          .hears_books = true};
}

}  // namespace keel::strategies
