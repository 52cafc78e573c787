// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

#include "strategy/decision.h"

namespace keel::strategy {
namespace {

using base::Hours;
using base::UnixNanos;

SignalUsed Said(Category category, double value, double budget = 0.25) {
  SignalUsed used;
  used.driver = "test";
  used.faded = {category, budget, value, 1, 1};
  used.half_life_s = 2 * 86400;
  return used;
}

/// Hourly steps of one percent without drift, a day ahead.
ForecastUsed QuietFuture(double drift = 0) {
  ForecastUsed forecast;
  forecast.model = models::GbmModel({.drift = drift, .volatility = 0.01});
  forecast.level = 1;
  forecast.horizon = 24;
  forecast.paths = 2000;
  forecast.seed = 7;
  forecast.next_volatility = 0.01;
  forecast.observations = 8760;
  return forecast;
}

DecisionInputs Inputs(std::vector<SignalUsed> signals, double drift = 0) {
  DecisionInputs inputs;
  inputs.signals = std::move(signals);
  inputs.forecast = QuietFuture(drift);
  inputs.steps_per_year = 8760;
  inputs.one_way_cost = 0.0005;
  inputs.price = 100;
  inputs.equity = 1e6;
  return inputs;
}

/// A policy whose gates let every conviction pass that points the right way.
DecisionPolicy Open() {
  DecisionPolicy policy;
  policy.least_conviction = 0.01;
  policy.least_probability = 0.5;
  policy.reward_to_risk = -1;
  return policy;
}

TEST(Decide, AnAbsentCategoryLeavesTheOtherWeightsAlone) {
  const auto one = *Decide(Inputs({Said(Category::kTechnical, 1)}), {});
  EXPECT_DOUBLE_EQ(one.conviction, 0.30);
  const auto two =
      *Decide(Inputs({Said(Category::kTechnical, 1), Said(Category::kMomentum, -0.4)}), {});
  EXPECT_DOUBLE_EQ(two.conviction, 0.30 - 0.4 * 0.25);
  EXPECT_FALSE(two.scores[static_cast<size_t>(Category::kSentiment)].has_source);
}

TEST(Decide, DoubtAndAgeShrinkACategoryAndASilentDriverDoesNot) {
  SignalUsed weak = Said(Category::kMomentum, 1);
  weak.faded.confidence = 0.5;
  weak.faded.decay = 0.5;
  EXPECT_DOUBLE_EQ(Decide(Inputs({weak}), {})->conviction, 0.25 * 0.25);
  // Two of a category: by budget.
  const auto both =
      *Decide(Inputs({Said(Category::kMomentum, 1, 0.3), Said(Category::kMomentum, -1, 0.1)}), {});
  EXPECT_DOUBLE_EQ(both.conviction, 0.25 * 0.5);
}

TEST(Decide, EntersWhereSignalsAndForecastAgree) {
  const auto outcome = *Decide(Inputs({Said(Category::kTechnical, 1)}, 0.0005), Open());
  EXPECT_EQ(outcome.action, Action::kEnter);
  EXPECT_GT(outcome.target_share, 0);
  double smallest = 1;
  for (const SizingStep& step : outcome.sizing) smallest = std::min(smallest, step.share);
  EXPECT_EQ(outcome.target_share, smallest);
}

TEST(Decide, TheConvictionMovesTheForecast) {
  const auto up = *Decide(Inputs({Said(Category::kTechnical, 1)}), Open());
  const auto down = *Decide(Inputs({Said(Category::kTechnical, -1)}), Open());
  // information 0.05 x score 2 x 0.30 x deviation of a day
  EXPECT_NEAR(up.alpha, 0.05 * 2 * 0.30 * 0.01 * std::sqrt(24), 1e-15);
  EXPECT_DOUBLE_EQ(down.alpha, -up.alpha);
  EXPECT_NEAR(up.forecast->expected_return - down.forecast->expected_return, 2 * up.alpha, 2e-5);
  EXPECT_GT(up.forecast->probability_up, down.forecast->probability_up);
}

TEST(Decide, ThresholdsAreSymmetricalAndAFallIsNeverAShort) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, -1)});
  const auto flat = *Decide(inputs, Open());
  EXPECT_EQ(flat.action, Action::kHold);
  EXPECT_EQ(flat.target_share, 0);
  inputs.held_share = 0.02;
  const auto held = *Decide(inputs, Open());
  EXPECT_EQ(held.action, Action::kExit);
  EXPECT_EQ(held.target_share, 0);
  // As weak a fall as the weakest rise that would not be bought: held.
  DecisionPolicy policy = Open();
  policy.least_conviction = 0.31;
  EXPECT_EQ(Decide(inputs, policy)->action, Action::kHold);
  EXPECT_EQ(Decide(Inputs({Said(Category::kTechnical, 1)}), policy)->action, Action::kHold);
}

TEST(Decide, EachGateAloneStopsAnEntry) {
  const auto entry = [](DecisionPolicy policy) {
    return Decide(Inputs({Said(Category::kTechnical, 1)}, 0.0001), policy)->action;
  };
  DecisionPolicy policy = Open();
  EXPECT_EQ(entry(policy), Action::kEnter);
  policy.least_conviction = 0.300001;
  EXPECT_EQ(entry(policy), Action::kHold);
  policy = Open();
  policy.least_probability = 0.7;
  EXPECT_EQ(entry(policy), Action::kHold);
  policy = Open();
  policy.reward_to_risk = 0.5;
  EXPECT_EQ(entry(policy), Action::kHold);
}

TEST(Decide, AGateAtItsLimitPasses) {
  DecisionPolicy policy = Open();
  policy.least_conviction = 0.30;
  const auto at = *Decide(Inputs({Said(Category::kTechnical, 1)}, 0.0005), policy);
  EXPECT_TRUE(at.gates[0].passed);
  policy.least_probability = at.gates[1].value;
  EXPECT_TRUE(Decide(Inputs({Said(Category::kTechnical, 1)}, 0.0005), policy)->gates[1].passed);
  policy.least_probability = std::nextafter(at.gates[1].value, 1.0);
  EXPECT_FALSE(Decide(Inputs({Said(Category::kTechnical, 1)}, 0.0005), policy)->gates[1].passed);
}

TEST(Decide, CostsAreSpreadOverTheLifeOfTheSignals) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)});
  const auto outcome = *Decide(inputs, {});
  // Mean life: half-life of two days over ln 2.
  EXPECT_NEAR(outcome.holding_steps, 48 / std::log(2.0), 1e-9);
  const double cost = 2 * 0.0005 * 24 / outcome.holding_steps;
  EXPECT_NEAR(outcome.gates[2].value, outcome.forecast->expected_return - cost, 1e-15);
}

TEST(Decide, EverySizeIsAStepAndTheSmallestWins) {
  DecisionPolicy policy = Open();
  const DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)}, 0.0005);
  policy.position_volatility = 0.001;
  EXPECT_EQ(Decide(inputs, policy)->target_share, Decide(inputs, policy)->sizing[0].share);
  policy = Open();
  policy.shortfall_budget = 0.0001;
  EXPECT_EQ(Decide(inputs, policy)->target_share, Decide(inputs, policy)->sizing[1].share);
  policy = Open();
  policy.largest_share = 0.001;
  EXPECT_EQ(Decide(inputs, policy)->target_share, 0.001);
  policy = Open();
  policy.kelly_fraction = 0.0001;
  EXPECT_EQ(Decide(inputs, policy)->target_share, Decide(inputs, policy)->sizing[3].share);
}

TEST(Decide, HoldsWithinTheBandAndResizesBeyondIt) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)}, 0.0005);
  const double wanted = Decide(inputs, Open())->target_share;
  const auto with = [&](double held) {
    inputs.held_share = inputs.asked_share = held;
    return Decide(inputs, Open())->action;
  };
  EXPECT_EQ(with(wanted), Action::kHold);
  EXPECT_EQ(with(wanted / 1.24), Action::kHold);
  EXPECT_EQ(with(wanted / 1.26), Action::kIncrease);
  EXPECT_EQ(with(wanted * 1.24), Action::kHold);
  EXPECT_EQ(with(wanted * 1.26), Action::kReduce);
}

TEST(Decide, DoesNotAskAgainForWhatLimitsCutOff) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)}, 0.0005);
  const double wanted = Decide(inputs, Open())->target_share;
  inputs.held_share = wanted / 10;
  inputs.asked_share = wanted;
  EXPECT_EQ(Decide(inputs, Open())->action, Action::kHold);
}

TEST(Decide, AFallCallsBackWhatIsStillBeingBought) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, -1)});
  inputs.asked_share = 0.02;
  EXPECT_EQ(Decide(inputs, Open())->action, Action::kExit);
}

TEST(Decide, WhatIsHeldShrinksWhereItsRiskOutgrowsTheBudget) {
  DecisionInputs inputs = Inputs({});
  inputs.held_share = 0.9;
  const auto outcome = *Decide(inputs, {});
  EXPECT_EQ(outcome.action, Action::kReduce);
  EXPECT_LT(outcome.target_share, 0.9);
  inputs.held_share = 0.001;
  EXPECT_EQ(Decide(inputs, {})->action, Action::kHold);
}

TEST(Decide, WithoutAForecastNothingIsTraded) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)});
  inputs.forecast.reset();
  const auto outcome = *Decide(inputs, Open());
  EXPECT_EQ(outcome.action, Action::kHold);
  EXPECT_FALSE(outcome.forecast.has_value());
}

TEST(Decide, AnImpossibleModelIsAnError) {
  DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)});
  inputs.forecast->model.regimes.deviations[0] = -1;
  EXPECT_FALSE(Decide(inputs, Open()).has_value());
}

TEST(Decide, IsTheSameFunctionEveryTime) {
  const DecisionInputs inputs = Inputs({Said(Category::kTechnical, 1)}, 0.0005);
  const auto first = *Decide(inputs, Open());
  const auto second = *Decide(inputs, Open());
  EXPECT_EQ(first.target_share, second.target_share);
  EXPECT_EQ(first.forecast->expected_shortfall, second.forecast->expected_shortfall);
}

DecisionInputs Alone(double value, double held = 0) {
  DecisionInputs inputs;
  inputs.signals = {Said(Category::kMomentum, value)};
  inputs.volatility = 0.8;
  inputs.all_strengths = std::max(0.0, value);
  inputs.held_share = inputs.asked_share = held;
  return inputs;
}

TEST(DecideAlone, BuysAboveTheEntryAndStaysUntilTheExit) {
  const SleevePolicy policy{.target_volatility = 0.2, .entry = 0.2, .exit = 0.1};
  EXPECT_EQ(DecideAlone(Alone(0.2), policy).action, Action::kHold);
  const auto entry = DecideAlone(Alone(0.21), policy);
  EXPECT_EQ(entry.action, Action::kEnter);
  EXPECT_DOUBLE_EQ(entry.target_share, 0.21 * 0.2 / 0.8);
  EXPECT_EQ(DecideAlone(Alone(0.15, 0.15 * 0.25), policy).action, Action::kHold);
  EXPECT_EQ(DecideAlone(Alone(0.1, 0.03), policy).action, Action::kExit);
  EXPECT_EQ(DecideAlone(Alone(-1, 0.03), policy).target_share, 0);
}

TEST(DecideAlone, SharesTheTargetVolatilityByStrength) {
  DecisionInputs inputs = Alone(1);
  inputs.all_strengths = 4;
  EXPECT_DOUBLE_EQ(DecideAlone(inputs, {}).target_share, 0.25 * 0.2 / 0.8);
}

TEST(DecideAlone, WaitsForAVolatility) {
  DecisionInputs inputs = Alone(1);
  inputs.volatility.reset();
  EXPECT_EQ(DecideAlone(inputs, {}).action, Action::kHold);
}

}  // namespace
}  // namespace keel::strategy
