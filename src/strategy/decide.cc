// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/allocation/kelly.h"
#include "models/monte_carlo/simulate.h"
#include "strategy/decision.h"

namespace keel::strategy {
namespace {

constexpr double kScoreOfFullConviction = 2;  // standard deviations

void WeighSignals(const DecisionInputs& inputs, const DecisionPolicy& policy,
                  DecisionOutcome& outcome) {
  std::vector<FadedSignal> faded;
  double life = 0, strength = 0;
  for (const SignalUsed& used : inputs.signals) {
    faded.push_back(used.faded);
    const double weight = used.faded.risk_budget * used.faded.confidence * used.faded.decay;
    strength += weight;
    life += weight * used.half_life_s / std::numbers::ln2;
  }
  outcome.scores = ScoreCategories(faded);
  for (size_t k = 0; k < kCategories; ++k) {
    outcome.weights[k] = policy.weights[k] * inputs.tilts[k];
    outcome.conviction += outcome.weights[k] * outcome.scores[k].score;
  }
  outcome.conviction = std::clamp(outcome.conviction, -1.0, 1.0);
  const double step_s = 365.0 * 86400.0 / inputs.steps_per_year;
  outcome.holding_steps = strength > 0 ? std::max(1.0, life / strength / step_s) : 1.0;
}

base::Result<ForecastSummary> Look(const ForecastUsed& forecast, double drift_per_step,
                                   double confidence) {
  models::PathModel model = forecast.model;
  for (double& mean : model.regimes.means) mean += drift_per_step;
  TRY(const models::Forecast seen, models::Simulate(model, {.paths = forecast.paths,
                                                            .horizon = forecast.horizon,
                                                            .seed = forecast.seed,
                                                            .antithetic = forecast.antithetic,
                                                            .tail_confidences = {confidence}}));
  return ForecastSummary{.probability_up = seen.probability_up.value,
                         .probability_up_error = seen.probability_up.standard_error,
                         .expected_return = seen.expected_return.value,
                         .expected_return_error = seen.expected_return.standard_error,
                         .deviation = seen.return_deviation,
                         .value_at_risk = seen.tail_risks[0].value_at_risk.value,
                         .expected_shortfall = seen.tail_risks[0].expected_shortfall.value};
}

/// +1: up, -1: down, 0: no conviction. The gates say whether it is traded.
int AskGates(const DecisionInputs& inputs, const DecisionPolicy& policy, DecisionOutcome& outcome) {
  const ForecastSummary& seen = *outcome.forecast;
  const int direction = outcome.conviction < 0 ? -1 : 1;
  const double probability = direction > 0 ? seen.probability_up : 1 - seen.probability_up;
  const double share_of_life =
      std::min(1.0, static_cast<double>(inputs.forecast->horizon) / outcome.holding_steps);
  const double cost = 2 * inputs.one_way_cost * share_of_life;  // in and out, spread over its life
  const double reward = direction * seen.expected_return - cost;
  const auto ask = [&](std::string name, double value, double limit) {
    outcome.gates.push_back({std::move(name), value, limit, value >= limit});
    return value >= limit;
  };
  bool passes = ask("conviction", std::fabs(outcome.conviction), policy.least_conviction);
  passes = ask(direction > 0 ? "probability of a rise" : "probability of a fall", probability,
               policy.least_probability) &&
           passes;
  passes =
      ask("return after costs", reward, policy.reward_to_risk * seen.expected_shortfall) && passes;
  return passes ? direction : 0;
}

double RiskBudgetShare(const DecisionInputs& inputs, const DecisionPolicy& policy,
                       DecisionOutcome& outcome) {
  const ForecastSummary& seen = *outcome.forecast;
  const double horizons_per_year =
      inputs.steps_per_year / static_cast<double>(inputs.forecast->horizon);
  const double annual = seen.deviation * std::sqrt(horizons_per_year);
  outcome.sizing.push_back({"volatility target", policy.position_volatility / annual});
  // A distribution without losses in its tail has no shortfall to budget.
  const double by_shortfall = seen.expected_shortfall > 0
                                  ? policy.shortfall_budget / seen.expected_shortfall
                                  : policy.largest_share;
  outcome.sizing.push_back({"shortfall budget", by_shortfall});
  outcome.sizing.push_back({"largest share", policy.largest_share});
  return std::min({outcome.sizing[0].share, by_shortfall, policy.largest_share});
}

base::Result<double> KellyOf(const DecisionInputs& inputs, const DecisionPolicy& policy,
                             const ForecastSummary& seen) {
  const double horizons =
      inputs.forecast->observations / static_cast<double>(inputs.forecast->horizon);
  return models::KellyShare({.excess = seen.expected_return,
                             .variance = seen.deviation * seen.deviation,
                             .fraction = policy.kelly_fraction,
                             .observations = std::max(1.0, horizons)});
}

void Hold(const DecisionInputs& inputs, const DecisionPolicy& policy, double budget,
          DecisionOutcome& outcome) {
  outcome.target_share = inputs.held_share;
  if (inputs.held_share > 0 && budget * (1 + policy.band) < inputs.held_share) {
    outcome.action = Action::kReduce;
    outcome.target_share = budget;
    outcome.why = "its risk has outgrown its budget";
    return;
  }
  outcome.why =
      inputs.held_share > 0 ? "nothing is worth the cost of a change" : "nothing is worth its cost";
}

void Rise(const DecisionInputs& inputs, const DecisionPolicy& policy, double share,
          DecisionOutcome& outcome) {
  const double held = inputs.held_share;
  outcome.target_share = share;
  if (held <= 0 && inputs.asked_share <= 0) {
    outcome.action = Action::kEnter;
    outcome.why = "the signals and the forecast agree on a rise";
  } else if (share > std::max(held, inputs.asked_share) * (1 + policy.band)) {
    outcome.action = Action::kIncrease;
    outcome.why = "a rise is worth more than is held";
  } else if (share * (1 + policy.band) < held) {
    outcome.action = Action::kReduce;
    outcome.why = "a rise is worth less than is held";
  } else {
    outcome.target_share = held;
    outcome.why = "what is held is about right";
  }
}

}  // namespace

std::string_view ToString(Action action) {
  switch (action) {
    case Action::kHold:
      return "hold";
    case Action::kEnter:
      return "enter";
    case Action::kIncrease:
      return "increase";
    case Action::kReduce:
      return "reduce";
    case Action::kExit:
      return "exit";
  }
  return "";
}

base::Result<DecisionOutcome> Decide(const DecisionInputs& inputs, const DecisionPolicy& policy) {
  DecisionOutcome outcome;
  WeighSignals(inputs, policy, outcome);
  outcome.target_share = inputs.held_share;
  if (!inputs.forecast) {
    outcome.why = "no forecast yet: too little history";
    return outcome;
  }
  const auto horizon = static_cast<double>(inputs.forecast->horizon);
  const double deviation = inputs.forecast->next_volatility * std::sqrt(horizon);
  outcome.alpha = policy.information * kScoreOfFullConviction * outcome.conviction * deviation;
  TRY(outcome.forecast, Look(*inputs.forecast, outcome.alpha / horizon, policy.tail_confidence));
  const int direction = AskGates(inputs, policy, outcome);
  const double budget = RiskBudgetShare(inputs, policy, outcome);
  if (direction > 0) {
    TRY(const double kelly, KellyOf(inputs, policy, *outcome.forecast));
    outcome.sizing.push_back({"fractional Kelly", std::max(0.0, kelly)});
    Rise(inputs, policy, std::min(budget, outcome.sizing.back().share), outcome);
  } else if (direction < 0 && (inputs.held_share > 0 || inputs.asked_share > 0)) {
    outcome.action = Action::kExit;
    outcome.target_share = 0;
    outcome.why = "the signals and the forecast agree on a fall";
  } else {
    Hold(inputs, policy, budget, outcome);
    if (direction < 0) outcome.why = "a fall: nothing is held, and spot cannot be sold short";
  }
  return outcome;
}

}  // namespace keel::strategy
