// SPDX-License-Identifier: MIT
#include "server/risk/ruin_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "models/risk_of_ruin.h"

namespace keel::server {
namespace {

constexpr std::array<double, 5> kLosses = {0.1, 0.2, 0.3, 0.4, 0.5};
constexpr size_t kFewestDays = 30, kFewestHours = 60;
constexpr size_t kMostDaysAhead = 365, kMostHoursAhead = 720;
constexpr size_t kPaths = 2'000;
constexpr size_t kPoints = 60;  // of a curve

/// Ahead: evenly spread, from the first step to the last.
std::vector<int64_t> StepsAhead(size_t horizon) {
  const size_t points = std::min(kPoints, horizon);
  std::vector<int64_t> steps;
  for (size_t i = 1; i <= points; ++i) steps.push_back(static_cast<int64_t>(i * horizon / points));
  return steps;
}

void AddMoments(const std::vector<double>& returns, RuinCurvesView* view) {
  const auto n = static_cast<double>(returns.size());
  view->mean = std::accumulate(returns.begin(), returns.end(), 0.0) / n;
  double squares = 0;
  for (const double r : returns) squares += (r - view->mean) * (r - view->mean);
  view->deviation = std::sqrt(squares / (n - 1));
}

RuinCurveView CurveOf(double loss, const std::vector<int64_t>& steps,
                      const std::vector<double>& ruin_times) {
  RuinCurveView curve{loss, {}, {}};
  for (const int64_t step : steps) {
    const auto by_then = std::upper_bound(ruin_times.begin(), ruin_times.end(), step);
    const double p = static_cast<double>(by_then - ruin_times.begin()) / kPaths;
    curve.probability.push_back(p);
    curve.error.push_back(std::sqrt(p * (1 - p) / kPaths));
  }
  return curve;
}

void AddCurves(const std::vector<double>& returns, size_t most_ahead, RuinCurvesView* view) {
  const models::RuinSettings settings{
      .horizon = std::min(returns.size(), most_ahead), .paths = kPaths, .minimum_capital = 1};
  // Without costs only the ratio to the barrier counts, and all capitals meet the same draws.
  std::vector<double> capitals;
  for (const double loss : kLosses) capitals.push_back(1 / (1 - loss));
  const auto results = models::RiskOfRuin(returns, capitals, settings);
  if (!results) {
    view->why = results.error().message;
    return;
  }
  view->paths = kPaths;
  view->mean_block = settings.mean_block;
  view->seed = static_cast<int64_t>(settings.seed);
  view->steps = StepsAhead(settings.horizon);
  for (size_t i = 0; i < kLosses.size(); ++i) {
    view->curves.push_back(CurveOf(kLosses[i], view->steps, (*results)[i].ruin_times));
  }
}

}  // namespace

RuinCurvesView RuinCurvesOf(const RiskInputs& inputs) {
  RuinCurvesView view;
  const bool by_day = inputs.day_returns.size() >= kFewestDays;
  const std::vector<double>& returns = by_day ? inputs.day_returns : inputs.hour_returns;
  view.step = by_day ? "1d" : "1h";
  view.returns = static_cast<int64_t>(returns.size());
  if (!by_day && returns.size() < kFewestHours) {
    view.why = TooFew("the account", returns.size(), "hourly return", kFewestHours);
    return view;
  }
  AddMoments(returns, &view);
  if (!(view.deviation > 0)) {
    view.why = "the account's equity has not moved yet";
    return view;
  }
  AddCurves(returns, by_day ? kMostDaysAhead : kMostHoursAhead, &view);
  return view;
}

}  // namespace keel::server
