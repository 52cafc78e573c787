// SPDX-License-Identifier: MIT
// What the Monte Carlo lab and the regimes are asked and tell. Returns and probabilities are
// fractions; a figure that there is not is null, and `why` says in one sentence why.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"

namespace keel::server {

// ---- Of what.
/// The session's own bars of a pair; with venue and timeframe, a stored series.
struct SourceQuery {
  std::string pair;
  std::optional<std::string> venue, timeframe;
};
BOOST_DESCRIBE_STRUCT(SourceQuery, (), (pair, venue, timeframe))

struct LabSeriesView {
  std::string name;  ///< "BTC/USDT 1h of this session"
  std::string pair, timeframe;
  bool is_stored = false;     ///< not of this session
  bool is_synthetic = false;  ///< the prices were generated
  int64_t returns = 0;        ///< log returns of bars that follow each other
  int64_t gaps = 0;           ///< places where bars are missing; no return goes over them
  std::optional<base::UnixNanos> from, to;  ///< of the bars
  std::optional<double> last_price;
};
BOOST_DESCRIBE_STRUCT(LabSeriesView, (),
                      (name, pair, timeframe, is_stored, is_synthetic, returns, gaps, from, to,
                       last_price))

// ---- Forecasts.
struct LabForecastQuery : SourceQuery {
  std::optional<int64_t> level, horizon, paths, seed;
  std::optional<double> target, stop;  ///< returns whose touching is counted: 0.02, -0.02
};
struct LabEstimateView {
  double value = 0;
  double error = 0;  ///< standard error, of the number of paths alone
};
struct LabQuantileView {
  double probability = 0, value = 0;
  double low = 0, high = 0;  ///< hold the true one in 95 of 100 simulations
  double price = 0;
};
struct LabTailView {
  double confidence = 0;
  LabEstimateView value_at_risk, expected_shortfall;  ///< losses are positive
};
struct LabTouchView {
  std::string name;  ///< target, stop
  double move = 0;
  LabEstimateView probability;  ///< to be there at the end of a bar once, until the horizon
};
/// Returns at the horizon, in bins of one width; those beyond the first and the last are counted.
struct LabHistogramView {
  double from = 0, width = 0;
  std::vector<int64_t> bins;
  int64_t below = 0, above = 0;
};
struct LabFanView {
  int64_t paths = 0;  ///< that it is drawn from: the first ones
  std::vector<double> levels;
  std::vector<std::vector<double>> prices;  ///< by level; step 0 is the last close
};
struct LabParameterView {
  int64_t level = 1;  ///< the lowest one that knows it
  std::string name;
  double value = 0;
  std::optional<double> error;
};
struct LabOutcomeView {
  std::vector<LabParameterView> parameters;
  std::vector<std::string> assumptions;  ///< what was fitted and assumed, a sentence each
  LabFanView fan;
  LabHistogramView histogram;
  LabEstimateView expected_return, probability_up, expected_drawdown;
  double deviation = 0;
  std::vector<LabQuantileView> quantiles;
  std::vector<LabTailView> tails;
  std::vector<LabTouchView> touches;
};
struct LabForecastView {
  LabSeriesView series;
  int64_t level = 0, horizon = 0, paths = 0, seed = 0;
  double step_s = 0;  ///< seconds of a step
  std::optional<LabOutcomeView> outcome;
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(LabForecastQuery, (SourceQuery), (level, horizon, paths, seed, target, stop))
BOOST_DESCRIBE_STRUCT(LabEstimateView, (), (value, error))
BOOST_DESCRIBE_STRUCT(LabQuantileView, (), (probability, value, low, high, price))
BOOST_DESCRIBE_STRUCT(LabTailView, (), (confidence, value_at_risk, expected_shortfall))
BOOST_DESCRIBE_STRUCT(LabTouchView, (), (name, move, probability))
BOOST_DESCRIBE_STRUCT(LabHistogramView, (), (from, width, bins, below, above))
BOOST_DESCRIBE_STRUCT(LabFanView, (), (paths, levels, prices))
BOOST_DESCRIBE_STRUCT(LabParameterView, (), (level, name, value, error))
BOOST_DESCRIBE_STRUCT(LabOutcomeView, (),
                      (parameters, assumptions, fan, histogram, expected_return, probability_up,
                       expected_drawdown, deviation, quantiles, tails, touches))
BOOST_DESCRIBE_STRUCT(LabForecastView, (),
                      (series, level, horizon, paths, seed, step_s, outcome, why))

// ---- Calibration.
struct LabCalibrationQuery : SourceQuery {
  std::optional<int64_t> level, horizon, seed;
};
struct LabCoverageView {
  double nominal = 0;
  int64_t inside = 0;
  int64_t low = 0, high = 0;  ///< between which a right forecast is in 95 of 100 cases
  bool is_within = false;
};
struct LabExceptionsView {
  double confidence = 0;
  int64_t exceptions = 0;
  double expected = 0;
  double kupiec = 0, christoffersen = 0;  ///< p-values: of how many, and also of their order
};
struct LabLevelView {
  int64_t level = 1;
  int64_t forecasts = 0;
  std::vector<int64_t>
      pit;  ///< outcomes by where in the forecast they fell: flat where it is right
  double pit_distance = 0, pit_p_value = 0;  ///< Kolmogorov and Smirnov
  std::vector<LabCoverageView> coverage;
  std::vector<LabExceptionsView> exceptions;
  double crps = 0;    ///< mean score, lower is better
  double gain = 0;    ///< of the score, over level 1
  double gain_t = 0;  ///< Diebold and Mariano
  int64_t fits = 0, failed_fits = 0;
};
struct LabCalibrationView {
  LabSeriesView series;
  int64_t horizon = 0, window = 0, refit = 0, paths = 0, seed = 0;
  std::optional<base::UnixNanos> from, to;  ///< between which outcomes were
  std::vector<LabLevelView> levels;
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(LabCalibrationQuery, (SourceQuery), (level, horizon, seed))
BOOST_DESCRIBE_STRUCT(LabCoverageView, (), (nominal, inside, low, high, is_within))
BOOST_DESCRIBE_STRUCT(LabExceptionsView, (),
                      (confidence, exceptions, expected, kupiec, christoffersen))
BOOST_DESCRIBE_STRUCT(LabLevelView, (),
                      (level, forecasts, pit, pit_distance, pit_p_value, coverage, exceptions, crps,
                       gain, gain_t, fits, failed_fits))
BOOST_DESCRIBE_STRUCT(LabCalibrationView, (),
                      (series, horizon, window, refit, paths, seed, from, to, levels, why))

// ---- Regimes.
struct RegimesQuery : SourceQuery {
  std::optional<int64_t> states;
};
/// The calmest is the first.
struct RegimeStateView {
  double mean = 0, deviation = 0;  ///< of a bar's log return
  double annual_deviation = 0;     ///< for 365 days
  double share = 0;                ///< of time in the long run
  std::optional<double> duration;  ///< bars that it lasts on average; null: it never ends
  double now = 0;                  ///< filtered probability
};
struct RegimeHistoryView {
  std::vector<base::UnixNanos> times;  ///< closes of bars, oldest first
  std::vector<double> prices;
  std::vector<std::vector<double>>
      probabilities;  ///< by regime: filtered, each knows its past only
};
struct RegimeProfitRow {
  int64_t bars = 0;
  double profit = 0;
  std::optional<double> mean_return;  ///< of the account, a bar
};
struct RegimeProfitView {
  std::string currency;
  std::vector<RegimeProfitRow> rows;  ///< by regime
  double total = 0;
  std::optional<base::UnixNanos> from, to;
  int64_t left_out = 0;  ///< steps of the curve without a regime, or with money that came or went
};
struct RegimesView {
  LabSeriesView series;
  std::vector<RegimeStateView> states;
  std::vector<std::vector<double>> transition;  ///< from (row) to (column), the next bar
  /// What the parameters were fitted on: probabilities know the past only, the parameters all of
  /// this.
  std::optional<base::UnixNanos> fitted_from, fitted_to;
  int64_t fitted_returns = 0;
  RegimeHistoryView history;               ///< the newest bars
  std::optional<RegimeProfitView> profit;  ///< of this session's account; null for stored series
  std::optional<std::string> why;
};
struct RegimeNowView {
  std::string pair;
  int64_t states = 0;
  std::optional<int64_t> regime;  ///< the likeliest; 0 is the calmest
  std::optional<double> probability;
  std::optional<std::string> why;
};
struct RegimesNowView {
  std::string timeframe;
  std::vector<RegimeNowView> items;
};
BOOST_DESCRIBE_STRUCT(RegimesQuery, (SourceQuery), (states))
BOOST_DESCRIBE_STRUCT(RegimeStateView, (),
                      (mean, deviation, annual_deviation, share, duration, now))
BOOST_DESCRIBE_STRUCT(RegimeHistoryView, (), (times, prices, probabilities))
BOOST_DESCRIBE_STRUCT(RegimeProfitRow, (), (bars, profit, mean_return))
BOOST_DESCRIBE_STRUCT(RegimeProfitView, (), (currency, rows, total, from, to, left_out))
BOOST_DESCRIBE_STRUCT(RegimesView, (),
                      (series, states, transition, fitted_from, fitted_to, fitted_returns, history,
                       profit, why))
BOOST_DESCRIBE_STRUCT(RegimeNowView, (), (pair, states, regime, probability, why))
BOOST_DESCRIBE_STRUCT(RegimesNowView, (), (timeframe, items))

}  // namespace keel::server
