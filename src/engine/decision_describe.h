// SPDX-License-Identifier: MIT
// The members of a decision with all that it was made from: its lines in decisions.jsonl of a run
// and its records in the journal of a session are made from these, so a change here is a new
// version of both.
#pragma once

#include <boost/describe.hpp>

#include "strategy/decision.h"

namespace keel::models {
BOOST_DESCRIBE_STRUCT(RegimeParameters, (), (transition, today, means, deviations))
BOOST_DESCRIBE_STRUCT(GarchParameters, (), (alpha, gamma, beta, next_variance))
BOOST_DESCRIBE_STRUCT(JumpParameters, (), (intensity, mean, deviation, compensated))
BOOST_DESCRIBE_STRUCT(PathModel, (),
                      (assets, regimes, garch, degrees_of_freedom, residuals, correlation, jumps,
                       weights))
}  // namespace keel::models

namespace keel::strategy {
BOOST_DESCRIBE_ENUM(Category, kTechnical, kMomentum, kCorrelation, kSentiment, kMachineLearning)
BOOST_DESCRIBE_ENUM(Action, kHold, kEnter, kIncrease, kReduce, kExit)
BOOST_DESCRIBE_STRUCT(FadedSignal, (), (category, risk_budget, value, confidence, decay))
BOOST_DESCRIBE_STRUCT(CategoryScore, (), (has_source, score))
BOOST_DESCRIBE_STRUCT(RegimeView, (), (probabilities, means, deviations))
BOOST_DESCRIBE_STRUCT(FeatureUsed, (), (name, version, value))
BOOST_DESCRIBE_STRUCT(SignalUsed, (), (driver, faded, half_life_s, emitted_at, features, regime))
BOOST_DESCRIBE_STRUCT(ForecastUsed, (),
                      (model, level, horizon, paths, seed, antithetic, next_volatility,
                       observations))
BOOST_DESCRIBE_STRUCT(DecisionInputs, (),
                      (signals, regime, tilts, forecast, volatility, all_strengths, steps_per_year,
                       one_way_cost, held_share, asked_share, price, equity))
BOOST_DESCRIBE_STRUCT(GateStep, (), (name, value, limit, passed))
BOOST_DESCRIBE_STRUCT(SizingStep, (), (name, share))
BOOST_DESCRIBE_STRUCT(ForecastSummary, (),
                      (probability_up, probability_up_error, expected_return, expected_return_error,
                       deviation, value_at_risk, expected_shortfall))
BOOST_DESCRIBE_STRUCT(DecisionOutcome, (),
                      (scores, weights, conviction, alpha, holding_steps, forecast, gates, sizing,
                       action, why, target_share))
}  // namespace keel::strategy
