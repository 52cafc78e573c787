// SPDX-License-Identifier: MIT
// What the page Options asks and is told. No quotes of options are known here: prices are those of
// a model for what was asked, and a smile is fitted to what was given.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"
#include "server/lab/views.h"

namespace keel::server {

// ---- Of what.
/// Of a spot that is given, or of the last price of a pair of the session.
struct OptionMarketQuery {
  std::optional<double> spot;
  std::optional<std::string> pair;
  double years = 0;                   ///< to expiry
  std::optional<double> rate, yield;  ///< a year, continuous, 0.05 for 5 %; absent: 0
  std::optional<bool> future;         ///< the underlying is a future: its carry is 0
};
struct OptionUnderlyingView {
  double spot = 0;
  std::optional<std::string> pair;      ///< null: the spot was given
  std::optional<base::UnixNanos> time;  ///< of the pair's price
};
BOOST_DESCRIBE_STRUCT(OptionMarketQuery, (), (spot, pair, years, rate, yield, future))
BOOST_DESCRIBE_STRUCT(OptionUnderlyingView, (), (spot, pair, time))

// ---- One option.
struct OptionPriceQuery : OptionMarketQuery {
  std::optional<std::string> type;      ///< absent: call
  std::optional<std::string> exercise;  ///< absent: european
  double strike = 0;
  std::optional<double> volatility;  ///< a year, 0.6 for 60 %
  std::optional<double> price;  ///< in the place of it: the volatility is what gives this price
};
/// Of the European option [Black, Scholes 1973; Merton 1973].
struct OptionGreeksView {
  double delta = 0, gamma = 0;
  double vega = 0;   ///< for 1.00 of volatility
  double theta = 0;  ///< a year
  double rho = 0;    ///< for 1.00 of rate
};
/// Over the price of the underlying, from low to high; with the strike and the spot.
struct OptionCurveView {
  std::vector<double> spots;
  std::vector<double> payoffs;                ///< at expiry
  std::vector<std::optional<double>> values;  ///< now; null where the method has none
};
struct OptionPriceView {
  OptionUnderlyingView underlying;
  double forward = 0;
  std::string type, exercise;
  double strike = 0, years = 0;
  double volatility = 0;
  bool is_implied = false;         ///< the volatility was found from a price
  std::optional<double> price;     ///< by the exercise asked; null where the lattice has none
  double european = 0;             ///< Black-Scholes-Merton
  std::optional<double> american;  ///< Bjerksund and Stensland 2002
  std::optional<double> american_lattice;  ///< of 500 steps
  OptionGreeksView greeks;
  OptionCurveView curve;
  std::vector<std::string> notes;  ///< why a method has no price, a sentence each
};
BOOST_DESCRIBE_STRUCT(OptionPriceQuery, (OptionMarketQuery),
                      (type, exercise, strike, volatility, price))
BOOST_DESCRIBE_STRUCT(OptionGreeksView, (), (delta, gamma, vega, theta, rho))
BOOST_DESCRIBE_STRUCT(OptionCurveView, (), (spots, payoffs, values))
BOOST_DESCRIBE_STRUCT(OptionPriceView, (),
                      (underlying, forward, type, exercise, strike, years, volatility, is_implied,
                       price, european, american, american_lattice, greeks, curve, notes))

// ---- A chain of the model.
struct OptionChainQuery : OptionMarketQuery {
  std::optional<double> volatility;  ///< absent: that of the pair's bars
  std::optional<int64_t> strikes;    ///< how many; absent: 21
  std::optional<double> step;        ///< between strikes; absent: a round one that fits
};
/// What the session's bars did.
struct OptionRealisedView {
  LabSeriesView series;
  std::optional<double> volatility;  ///< a year of 365 days
  std::optional<std::string> why;
};
struct OptionSideView {
  double price = 0;
  OptionGreeksView greeks;
};
struct OptionChainRow {
  double strike = 0;
  bool is_at_the_money = false;  ///< the nearest to the spot
  OptionSideView call, put;      ///< European
};
struct OptionChainView {
  OptionUnderlyingView underlying;
  double forward = 0, years = 0;
  std::optional<double> volatility;            ///< the same for every strike
  std::optional<OptionRealisedView> realised;  ///< null: no pair was named
  std::vector<OptionChainRow> rows;            ///< the lowest strike first
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(OptionChainQuery, (OptionMarketQuery), (volatility, strikes, step))
BOOST_DESCRIBE_STRUCT(OptionRealisedView, (), (series, volatility, why))
BOOST_DESCRIBE_STRUCT(OptionSideView, (), (price, greeks))
BOOST_DESCRIBE_STRUCT(OptionChainRow, (), (strike, is_at_the_money, call, put))
BOOST_DESCRIBE_STRUCT(OptionChainView, (),
                      (underlying, forward, years, volatility, realised, rows, why))

// ---- A smile.
/// Volatilities, or prices of European options of one type.
struct OptionSmileBody : OptionMarketQuery {
  std::optional<std::string> type;  ///< of the prices; absent: call
  std::vector<double> strikes;
  std::optional<std::vector<double>> volatilities, prices;
};
struct OptionQuoteView {
  double strike = 0, log_moneyness = 0;  ///< ln(strike / forward)
  std::optional<double> volatility;      ///< given, or that of the price given
  std::optional<double> fitted, residual;
  std::optional<std::string> why;  ///< why the price has no volatility; it is left out of the fit
};
/// Gatheral's raw parameters of the total variance.
struct OptionSviView {
  double a = 0, b = 0, rho = 0, m = 0, sigma = 0;
  double rms_error = 0;     ///< of the volatilities
  double at_the_money = 0;  ///< volatility at the forward
  bool is_free_of_arbitrage = false;
  double worst_density = 0;        ///< negative: a butterfly there costs less than nothing
  double worst_log_moneyness = 0;  ///< where that is, perhaps far beyond the quotes
};
struct OptionSmileCurveView {
  std::vector<double> strikes, volatilities;
  std::vector<double> densities;  ///< Gatheral and Jacquier's g
};
struct OptionSmileView {
  OptionUnderlyingView underlying;
  double forward = 0, years = 0;
  std::vector<OptionQuoteView> quotes;
  std::optional<OptionSviView> fit;
  std::optional<OptionSmileCurveView> curve;
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(OptionSmileBody, (OptionMarketQuery), (type, strikes, volatilities, prices))
BOOST_DESCRIBE_STRUCT(OptionQuoteView, (),
                      (strike, log_moneyness, volatility, fitted, residual, why))
BOOST_DESCRIBE_STRUCT(OptionSviView, (),
                      (a, b, rho, m, sigma, rms_error, at_the_money, is_free_of_arbitrage,
                       worst_density, worst_log_moneyness))
BOOST_DESCRIBE_STRUCT(OptionSmileCurveView, (), (strikes, volatilities, densities))
BOOST_DESCRIBE_STRUCT(OptionSmileView, (), (underlying, forward, years, quotes, fit, curve, why))

}  // namespace keel::server
