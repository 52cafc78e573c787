// SPDX-License-Identifier: MIT
#include "server/risk/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "models/risk_measures/historical.h"
#include "server/risk/tail_methods.h"

namespace keel::server {
namespace {

using models::TailRisk;

constexpr std::array<double, 2> kTailLevels = {0.95, 0.99};
constexpr double kRounding = 1e-9;

std::vector<size_t> HeldCoins(const RiskInputs& inputs) {
  std::vector<size_t> held;
  for (size_t i = 0; i < inputs.coins.size(); ++i) {
    if (inputs.coins[i].value > 0) held.push_back(i);
  }
  return held;
}

TailView TailOf(const RiskInputs& inputs, double level, const TailRisk& risk) {
  return {.level = level,
          .value_at_risk = risk.value_at_risk * inputs.equity,
          .expected_shortfall = risk.expected_shortfall * inputs.equity,
          .value_at_risk_share = risk.value_at_risk,
          .expected_shortfall_share = risk.expected_shortfall,
          .why = std::nullopt};
}

TailView NoTail(double level, std::string why) {
  return {.level = level,
          .value_at_risk = std::nullopt,
          .expected_shortfall = std::nullopt,
          .value_at_risk_share = std::nullopt,
          .expected_shortfall_share = std::nullopt,
          .why = std::move(why)};
}

/// As many that one of them is beyond the level.
size_t NeededFor(double level) {
  return static_cast<size_t>(std::ceil(1 / (1 - level) - kRounding));
}

MethodView AskMethod(const RiskInputs& inputs, const TailMethod& method,
                     const std::vector<double>& returns) {
  MethodView view{std::string(method.name), std::string(method.what), {}};
  for (const double level : kTailLevels) {
    if (returns.size() < NeededFor(level)) {
      view.tails.push_back(
          NoTail(level, fmt::format("{:g} % takes {} returns and there are {}", level * 100,
                                    NeededFor(level), returns.size())));
      continue;
    }
    const auto risk = method.measure(returns, std::array{level});
    view.tails.push_back(risk ? TailOf(inputs, level, risk->front())
                              : NoTail(level, risk.error().message));
  }
  return view;
}

/// Of the portfolio's next day, share of equity: today's holdings with the gate's covariances.
double DayDeviation(const RiskInputs& inputs) {
  double variance = 0;
  for (const RiskCoin& a : inputs.coins) {
    for (const RiskCoin& b : inputs.coins) {
      variance += a.value * b.value * inputs.days.covariance(a.id, b.id);
    }
  }
  return std::sqrt(std::max(variance, 0.0)) / inputs.equity;
}

/// What today's holdings would have returned on each remembered day, share of equity.
std::vector<double> DayReturns(const RiskInputs& inputs) {
  std::vector<double> returns(inputs.days.scenario_days(), 0.0);
  for (const RiskCoin& coin : inputs.coins) {
    const auto days = inputs.days.Scenarios(coin.id);
    for (size_t t = 0; t < returns.size(); ++t) returns[t] += coin.value * days[t];
  }
  for (double& r : returns) r /= inputs.equity;
  return returns;
}

/// As risk::PortfolioRisk: the larger of historical simulation and of the normal law with mean 0.
MethodView GateMethod(const RiskInputs& inputs, const std::vector<double>& returns) {
  MethodView view{"gate",
                  "as orders are held to it: the larger of historical and of the normal law with "
                  "the volatilities expected now; unknown coins are taken for the worst known one, "
                  "without any for one that moves by 10 % a day",
                  {}};
  const double deviation = DayDeviation(inputs);
  for (const double level : kTailLevels) {
    const boost::math::normal law;
    const double z = boost::math::quantile(law, level);
    TailRisk risk{z * deviation, boost::math::pdf(law, z) / (1 - level) * deviation};
    if (const auto past = models::HistoricalTailRisk(returns, level)) {
      risk.value_at_risk = std::max(risk.value_at_risk, past->value_at_risk);
      risk.expected_shortfall = std::max(risk.expected_shortfall, past->expected_shortfall);
    }
    view.tails.push_back(TailOf(inputs, level, risk));
  }
  return view;
}

/// Why a day's figures cannot be told from the days of the coins themselves.
std::optional<std::string> WhyNoDay(const RiskInputs& inputs, const RiskCoin& coin) {
  if (inputs.period > base::Days(1)) return "bars longer than a day tell nothing of one day";
  if (inputs.days.known(coin.id)) return std::nullopt;
  if (coin.days < kFewestReturns) {
    return TooFew(coin.pair, coin.days, "daily return", kFewestReturns);
  }
  return coin.pair + " has not moved for 60 days";
}

HorizonView DayHorizon(const RiskInputs& inputs) {
  HorizonView view{.horizon = "1d", .observations = 0, .why = std::nullopt, .methods = {}};
  const std::vector<double> returns = DayReturns(inputs);
  view.methods.push_back(GateMethod(inputs, returns));
  for (const size_t coin : HeldCoins(inputs)) {
    view.why = WhyNoDay(inputs, inputs.coins[coin]);
    if (view.why) return view;
  }
  view.observations = static_cast<int64_t>(returns.size());
  for (const TailMethod& method : TailMethods()) {
    view.methods.push_back(AskMethod(inputs, method, returns));
  }
  return view;
}

std::vector<double> PortfolioBars(const RiskInputs& inputs) {
  const std::vector<size_t> held = HeldCoins(inputs);
  const BarReturns bars = CommonBarReturns(inputs, held, kMostBarReturns);
  std::vector<double> returns(bars.table().rows(), 0.0);
  for (size_t t = 0; t < returns.size(); ++t) {
    for (size_t i = 0; i < held.size(); ++i) {
      returns[t] += inputs.coins[held[i]].value / inputs.equity * bars.table().at(t, i);
    }
  }
  return returns;
}

HorizonView BarHorizon(const RiskInputs& inputs, const std::vector<double>& returns) {
  HorizonView view{.horizon = inputs.timeframe,
                   .observations = static_cast<int64_t>(returns.size()),
                   .why = std::nullopt,
                   .methods = {}};
  if (returns.size() < kFewestReturns) {
    view.why = TooFew("what is held", returns.size(), "common bar return", kFewestReturns);
    return view;
  }
  for (const TailMethod& method : TailMethods()) {
    view.methods.push_back(AskMethod(inputs, method, returns));
  }
  return view;
}

void AddBarVolatility(const RiskInputs& inputs, const std::vector<double>& returns,
                      VolatilityView* view) {
  view->bars = static_cast<int64_t>(returns.size());
  if (returns.size() < kFewestReturns) {
    view->why_no_bar = TooFew(view->pair.empty() ? "what is held" : view->pair, returns.size(),
                              "bar return", kFewestReturns);
    return;
  }
  const auto n = static_cast<double>(returns.size());
  const double mean = std::accumulate(returns.begin(), returns.end(), 0.0) / n;
  double squares = 0;
  for (const double r : returns) squares += (r - mean) * (r - mean);
  view->bar = std::sqrt(squares / (n - 1));
  view->annual = *view->bar * std::sqrt(base::Days(365).seconds() / inputs.period.seconds());
}

VolatilityView PortfolioVolatility(const RiskInputs& inputs, const std::vector<double>& bars,
                                   const HorizonView& day) {
  VolatilityView view;
  if (day.why) {
    view.why_no_day = day.why;
  } else {
    view.day = DayDeviation(inputs);
    view.days = day.observations;
  }
  AddBarVolatility(inputs, bars, &view);
  return view;
}

VolatilityView CoinVolatility(const RiskInputs& inputs, size_t at) {
  const RiskCoin& coin = inputs.coins[at];
  VolatilityView view;
  view.pair = coin.pair;
  view.days = static_cast<int64_t>(coin.days);
  view.why_no_day = WhyNoDay(inputs, coin);
  if (!view.why_no_day) view.day = inputs.days.volatility(coin.id);
  AddBarVolatility(inputs, CommonBarReturns(inputs, {at}, kMostBarReturns).values, &view);
  return view;
}

}  // namespace

MeasuresView MeasuresOf(const RiskInputs& inputs) {
  MeasuresView view;
  view.account = inputs.account;
  view.time = inputs.time;
  view.equity = inputs.equity;
  view.left_out = inputs.left_out;
  const std::vector<size_t> held = HeldCoins(inputs);
  for (const size_t at : held) {
    const RiskCoin& coin = inputs.coins[at];
    view.held.push_back({coin.code, coin.pair, coin.value, coin.value / inputs.equity});
  }
  std::stable_sort(view.held.begin(), view.held.end(),
                   [](const HeldView& a, const HeldView& b) { return a.value > b.value; });
  if (!held.empty() && inputs.equity > 0) {
    const std::vector<double> bars = PortfolioBars(inputs);
    view.horizons.push_back(DayHorizon(inputs));
    if (inputs.period != base::Days(1)) view.horizons.push_back(BarHorizon(inputs, bars));
    view.volatilities.push_back(PortfolioVolatility(inputs, bars, view.horizons.front()));
  }
  for (size_t i = 0; i < inputs.coins.size(); ++i) {
    view.volatilities.push_back(CoinVolatility(inputs, i));
  }
  return view;
}

}  // namespace keel::server
