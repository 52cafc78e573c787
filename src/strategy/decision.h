// SPDX-License-Identifier: MIT
// One decision about one instrument: everything that it was made from and what it came to. Decide
// is a pure function from the first to the second, so a kept decision can be computed again.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/instrument.h"
#include "models/monte_carlo/path_model.h"
#include "strategy/driver.h"
#include "strategy/signal_book.h"

namespace keel::strategy {

/// What a strategy of decisions was set to.
struct DecisionPolicy {
  /// Of the five categories, in their order; a category without a source adds nothing and leaves
  /// the weights of the others as they are.
  std::array<double, kCategories> weights = {0.30, 0.25, 0.20, 0.15, 0.10};
  double least_conviction = 0.10;   ///< either way
  double least_probability = 0.51;  ///< of the direction that is traded, at the horizon
  double reward_to_risk = 0.01;     ///< expected return after costs over expected shortfall
  /// Correlation of convictions with what follows: the expected return of a conviction c is
  /// information x 2c x volatility, a full conviction being a score of two deviations [Grinold
  /// 1994, Alpha is volatility times IC times score].
  double information = 0.05;
  double position_volatility = 0.04;  ///< annual, that one position may add; share of equity
  double kelly_fraction = 0.25;
  double shortfall_budget = 0.005;  ///< expected shortfall at the horizon of one position
  double largest_share = 1.0;
  double band = 0.25;  ///< relative change of a share that is worth a trade
  double tail_confidence = 0.95;
};

/// What a driver that trades by itself was set to.
struct SleevePolicy {
  double target_volatility = 0.20;  ///< annual, of the sleeve, were all it holds to move as one
  double entry = 0.20;              ///< strength (value x confidence) from which it buys
  double exit = -0.20;              ///< and at which it sells; held in between
  double largest_share = 1;         ///< of the sleeve's equity, in one instrument
  double band = 0.50;               ///< relative change of a share that is worth a trade
};

/// A feature as a driver saw it.
struct FeatureUsed {
  std::string name;
  int version = 0;
  std::optional<double> value;
};

/// What one driver said, when, and from what.
struct SignalUsed {
  std::string driver;
  FadedSignal faded;
  double half_life_s = 0;
  base::UnixNanos emitted_at;
  std::vector<FeatureUsed> features;  ///< of the instrument, at that time
  std::optional<RegimeView> regime;   ///< at that time, where it was not now and the driver saw it
};

/// The future as it was simulated, without what the conviction adds.
struct ForecastUsed {
  models::PathModel model;  ///< of a step, with the shrunk drift
  int level = 0;
  int64_t horizon = 0;  ///< steps
  int64_t paths = 0;
  uint64_t seed = 0;
  bool antithetic = true;
  double next_volatility = 0;  ///< of the coming step
  double observations = 0;     ///< returns that the model was fitted to
};

struct DecisionInputs {
  std::vector<SignalUsed> signals;
  RegimeView regime;
  /// Multipliers of the weights in this regime; their weighted sum over the sources is 1.
  std::array<double, kCategories> tilts = {1, 1, 1, 1, 1};
  std::optional<ForecastUsed> forecast;  ///< absent before the first fit
  /// A sleeve's: annual volatility of the instrument, and the strengths of all that it wants.
  std::optional<double> volatility;
  double all_strengths = 0;
  double steps_per_year = 0;
  double one_way_cost = 0;  ///< of the market order that would trade, fraction of its value
  double held_share = 0;    ///< value held over equity
  double asked_share = 0;  ///< what the last decision asked for; more than held where limits cut it
  double price = 0;
  double equity = 0;  ///< allotted, account currency
};

/// One condition, met or not.
struct GateStep {
  std::string name;
  double value = 0;
  double limit = 0;
  bool passed = false;
};

/// One opinion of how much to hold.
struct SizingStep {
  std::string name;
  double share = 0;
};

/// The simulated distribution at the horizon, the conviction's drift included.
struct ForecastSummary {
  double probability_up = 0, probability_up_error = 0;
  double expected_return = 0, expected_return_error = 0;  ///< simple return
  double deviation = 0;
  double value_at_risk = 0, expected_shortfall = 0;
};

enum class Action : uint8_t { kHold, kEnter, kIncrease, kReduce, kExit };
std::string_view ToString(Action action);

struct DecisionOutcome {
  CategoryScores scores{};
  std::array<double, kCategories> weights{};  ///< in this regime
  double conviction = 0;                      ///< in [-1, 1]
  double alpha = 0;          ///< log return over the horizon that the conviction adds
  double holding_steps = 0;  ///< that costs are spread over: mean life of the signals
  std::optional<ForecastSummary> forecast;
  std::vector<GateStep> gates;
  std::vector<SizingStep> sizing;  ///< the smallest wins
  Action action = Action::kHold;
  std::string why;  ///< one line
  double target_share = 0;
};

struct Decision {
  base::UnixNanos time;
  core::InstrumentId instrument;
  DecisionInputs inputs;
  DecisionOutcome outcome;
};

/// Weighs the signals, simulates, asks the gates and sizes. Thresholds are symmetrical; a
/// conviction that passes downward means nothing held, never a short. What passes neither way is
/// held, and made smaller where its risk has outgrown its budget. An impossible path model is a
/// CHECK in disguise: kUsage as Simulate says it.
base::Result<DecisionOutcome> Decide(const DecisionInputs& inputs, const DecisionPolicy& policy);

/// What a driver by itself makes of its own signal: held above the entry until the exit, as much as
/// gives the target volatility when shared out by strength.
DecisionOutcome DecideAlone(const DecisionInputs& inputs, const SleevePolicy& policy);
/// value x confidence x decay of the only signal, 0 without one.
double StrengthOf(const DecisionInputs& inputs);

}  // namespace keel::strategy
