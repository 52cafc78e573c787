// SPDX-License-Identifier: MIT
#include <algorithm>

#include "strategy/decision.h"

namespace keel::strategy {
namespace {

// The volatilities of what is held add up, as if all moved together: never more than the target.
double ShareOf(double strength, const DecisionInputs& inputs, const SleevePolicy& policy,
               DecisionOutcome& outcome) {
  const double part = strength / std::max(1.0, inputs.all_strengths);
  outcome.sizing.push_back(
      {"volatility target", part * policy.target_volatility / *inputs.volatility});
  outcome.sizing.push_back({"largest share", policy.largest_share});
  return std::min(outcome.sizing[0].share, policy.largest_share);
}

void Settle(double share, const DecisionInputs& inputs, double band, DecisionOutcome& outcome) {
  const double held = inputs.held_share;
  outcome.target_share = share;
  if (held <= 0 && inputs.asked_share <= 0) {
    outcome.action = Action::kEnter;
    outcome.why = "the signal is strong enough to buy";
  } else if (share > std::max(held, inputs.asked_share) * (1 + band)) {
    outcome.action = Action::kIncrease;
    outcome.why = "the signal is worth more than is held";
  } else if (share * (1 + band) < held) {
    outcome.action = Action::kReduce;
    outcome.why = "the signal is worth less than is held";
  } else {
    outcome.target_share = held;
    outcome.why = "what is held is about right";
  }
}

}  // namespace

double StrengthOf(const DecisionInputs& inputs) {
  if (inputs.signals.empty()) return 0;
  const FadedSignal& s = inputs.signals.front().faded;
  return s.value * s.confidence * s.decay;
}

DecisionOutcome DecideAlone(const DecisionInputs& inputs, const SleevePolicy& policy) {
  DecisionOutcome outcome;
  const double strength = StrengthOf(inputs);
  outcome.conviction = strength;
  outcome.target_share = inputs.held_share;
  const bool in = inputs.held_share > 0 || inputs.asked_share > 0;
  const double limit = in ? policy.exit : policy.entry;
  outcome.gates.push_back({in ? "stays" : "buys", strength, limit, strength > limit});
  if (strength <= limit) {
    outcome.why = in ? "the signal is gone" : "the signal is too weak";
    if (!in) return outcome;
    outcome.action = Action::kExit;
    outcome.target_share = 0;
    return outcome;
  }
  if (!inputs.volatility || !(*inputs.volatility > 0)) {
    outcome.why = "no volatility yet: too little history";
    return outcome;
  }
  Settle(ShareOf(strength, inputs, policy, outcome), inputs, policy.band, outcome);
  return outcome;
}

}  // namespace keel::strategy
