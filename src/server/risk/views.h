// SPDX-License-Identifier: MIT
// The figures of the page Risk, as the API gives them. Losses are positive, in money of the
// account's currency or as shares of its equity. A figure that there is not is null, and `why` says
// in one sentence why.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"

namespace keel::server {

/// What is held of a coin, in all.
struct HeldView {
  std::string coin, pair;  ///< the pair that prices it
  double value = 0;
  double share = 0;  ///< of equity
};

// ---- Value at risk.
struct TailView {
  double level = 0;                           ///< 0.95: not passed on 95 of 100 days
  std::optional<double> value_at_risk;        ///< money
  std::optional<double> expected_shortfall;   ///< money: the mean loss beyond it
  std::optional<double> value_at_risk_share;  ///< of equity
  std::optional<double> expected_shortfall_share;
  std::optional<std::string> why;
};
struct MethodView {
  std::string method;
  std::string what;  ///< in a few words
  std::vector<TailView> tails;
};
struct HorizonView {
  std::string horizon;       ///< "1d", or a bar of the session
  int64_t observations = 0;  ///< returns that it rests on
  std::optional<std::string> why;
  std::vector<MethodView> methods;  ///< empty where `why` says so
};
struct VolatilityView {
  std::string pair;           ///< "" is the portfolio
  std::optional<double> day;  ///< expected of the next day, as the gate has it
  int64_t days = 0;           ///< daily returns that this rests on
  std::optional<std::string> why_no_day;
  std::optional<double> bar;     ///< standard deviation of the bars' returns
  std::optional<double> annual;  ///< the same for 365 days
  int64_t bars = 0;              ///< returns that these rest on
  std::optional<std::string> why_no_bar;
};
struct MeasuresView {
  std::string account;   ///< its currency
  base::UnixNanos time;  ///< to which the bars go
  double equity = 0;
  std::vector<HeldView> held;         ///< the largest first
  std::vector<std::string> left_out;  ///< coins that no pair of the session prices
  std::vector<HorizonView> horizons;
  std::vector<VolatilityView> volatilities;  ///< the portfolio first
};
BOOST_DESCRIBE_STRUCT(HeldView, (), (coin, pair, value, share))
BOOST_DESCRIBE_STRUCT(TailView, (),
                      (level, value_at_risk, expected_shortfall, value_at_risk_share,
                       expected_shortfall_share, why))
BOOST_DESCRIBE_STRUCT(MethodView, (), (method, what, tails))
BOOST_DESCRIBE_STRUCT(HorizonView, (), (horizon, observations, why, methods))
BOOST_DESCRIBE_STRUCT(VolatilityView, (),
                      (pair, day, days, why_no_day, bar, annual, bars, why_no_bar))
BOOST_DESCRIBE_STRUCT(MeasuresView, (),
                      (account, time, equity, held, left_out, horizons, volatilities))

// ---- Correlation.
struct LeftOutView {
  std::string pair, why;
};
struct MatrixView {
  std::string step;  ///< of the returns: "1d", or a bar of the session
  std::string estimator;
  int64_t observations = 0;
  std::optional<double> shrinkage;  ///< 0: the sample's own; 1: the mean correlation for all
  std::optional<double> mean;       ///< of all pairs of coins
  std::vector<std::string> pairs;
  std::vector<std::vector<double>> rows;  ///< by pair
  std::vector<int64_t> clusters;          ///< by pair: those of one number are one bet
  std::vector<LeftOutView> left_out;
  std::optional<std::string> why;  ///< why there is no matrix
};
struct CorrelationView {
  base::UnixNanos time;
  double threshold = 0;  ///< what every two of a cluster have at least
  std::vector<MatrixView> matrices;
};
BOOST_DESCRIBE_STRUCT(LeftOutView, (), (pair, why))
BOOST_DESCRIBE_STRUCT(MatrixView, (),
                      (step, estimator, observations, shrinkage, mean, pairs, rows, clusters,
                       left_out, why))
BOOST_DESCRIBE_STRUCT(CorrelationView, (), (time, threshold, matrices))

// ---- Stress.
struct StressRowView {
  std::string name, description;
  double profit = 0;  ///< money; negative is a loss
  double share = 0;   ///< of equity
  /// What the loss is made of, money.
  double prices = 0, cash = 0, stuck = 0, leaving = 0;
};
struct StressTableView {
  std::string account;
  base::UnixNanos time;
  double equity = 0, cash = 0;
  double confidence = 0;                 ///< of what may be lost while nothing can be sold
  std::vector<StressRowView> scenarios;  ///< the worst first
  std::vector<std::string> notes;        ///< what the figures do not know, a sentence each
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(StressRowView, (),
                      (name, description, profit, share, prices, cash, stuck, leaving))
BOOST_DESCRIBE_STRUCT(StressTableView, (),
                      (account, time, equity, cash, confidence, scenarios, notes, why))

// ---- Ruin.
struct RuinCurveView {
  double loss = 0;                  ///< of today's equity, a share
  std::vector<double> probability;  ///< by step: that it has been lost once by then
  std::vector<double> error;        ///< standard error, of the number of paths alone
};
struct RuinCurvesView {
  std::string step;                ///< "1d" or "1h"
  int64_t returns = 0;             ///< of the account, that futures are drawn from
  double mean = 0, deviation = 0;  ///< of them
  int64_t paths = 0;
  double mean_block = 0;  ///< steps that are drawn together, on average
  int64_t seed = 0;
  std::vector<int64_t> steps;  ///< ahead
  std::vector<RuinCurveView> curves;
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(RuinCurveView, (), (loss, probability, error))
BOOST_DESCRIBE_STRUCT(RuinCurvesView, (),
                      (step, returns, mean, deviation, paths, mean_block, seed, steps, curves, why))

}  // namespace keel::server
