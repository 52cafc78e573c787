// SPDX-License-Identifier: MIT
#include "server/lab/forecast_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/monte_carlo/estimate.h"
#include "models/monte_carlo/price_fan.h"
#include "models/monte_carlo/simulate.h"
#include "server/risk/risk_inputs.h"

namespace keel::server {
namespace {

constexpr int64_t kLabLevel = 3, kLabHorizon = 24, kLabPaths = 10'000, kLabSeed = 1;
constexpr size_t kLabRegimes = 3;
constexpr int kLabRestarts = 3;
constexpr int64_t kMostFanPaths = 2'000, kMostFanNumbers = 1'000'000;
constexpr size_t kLabBins = 40;
constexpr double kBinsFrom = 0.005, kBinsTo = 0.995;  // quantiles that the bins lie between
const std::vector<double> kFanLevels = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

std::optional<Problem> OutOfRange(const char* field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return std::nullopt;
  return Problem{
      .status = 400,
      .detail = fmt::format("{} is {}; {} to {} are possible", field, value, least, most),
      .field = field};
}

std::optional<Problem> WrongMove(const char* field, const std::optional<double>& move, double least,
                                 double most) {
  if (!move || (*move > least && *move < most)) return std::nullopt;
  return Problem{.status = 400,
                 .detail = fmt::format("{} is {}; a return between {} and {} is possible", field,
                                       *move, least, most),
                 .field = field};
}

LabEstimateView LabEstimate(const models::Estimate& estimate) {
  return {estimate.value, estimate.standard_error};
}

void AddLowLevels(const models::PathFit& fit, const models::PathModel& model, int64_t level,
                  std::vector<LabParameterView>* list) {
  const models::AssetFit& asset = fit.assets[0];
  list->push_back({1, "drift", asset.drift.shrunk_mean, {}});
  list->push_back({1, "sample mean", asset.drift.sample_mean, asset.drift.standard_error});
  list->push_back({1, "deviation", asset.drift.deviation, {}});
  if (level < 2) return;
  for (size_t k = 0; k < asset.regime_means.size(); ++k) {
    const auto name = [k](const char* what) { return fmt::format("regime {} {}", k + 1, what); };
    list->push_back({2, name("mean"), asset.regime_means[k], {}});
    list->push_back({2, name("deviation"), asset.regime_deviations[k], {}});
    list->push_back({2, name("probability now"), model.regimes.today[k], {}});
  }
}

void AddHighLevels(const models::PathFit& fit, const models::PathModel& model, int64_t level,
                   std::vector<LabParameterView>* list) {
  const models::AssetFit& asset = fit.assets[0];
  if (level < 3) return;
  list->push_back({3, "alpha", asset.garch.alpha, {}});
  list->push_back({3, "gamma", asset.garch.gamma, {}});
  list->push_back({3, "beta", asset.garch.beta, {}});
  list->push_back({3, "persistence", asset.garch.persistence(), {}});
  if (level == 3) list->push_back({3, "degrees of freedom", asset.garch.nu, {}});
  if (level < 4) return;
  list->push_back({4, "degrees of freedom", asset.law.degrees_of_freedom, {}});
  list->push_back({4, "jumps a bar", asset.law.intensity, {}});
  list->push_back({4, "likelihood ratio of jumps", asset.law.likelihood_ratio, {}});
  if (asset.law.intensity == 0 || model.jumps.empty()) return;
  list->push_back({4, "jump mean", model.jumps[0].mean, {}});
  list->push_back({4, "jump deviation", model.jumps[0].deviation, {}});
}

LabHistogramView HistogramOf(std::vector<double> returns) {
  std::sort(returns.begin(), returns.end());
  const auto last = static_cast<double>(returns.size() - 1);
  const double from = returns[static_cast<size_t>(kBinsFrom * last)];
  const double to = returns[static_cast<size_t>(kBinsTo * last)];
  LabHistogramView view{from, (to - from) / kLabBins, std::vector<int64_t>(kLabBins), 0, 0};
  for (const double r : returns) {
    if (r < from) {
      ++view.below;
    } else if (r > to) {
      ++view.above;
    } else {
      const double at = view.width > 0 ? (r - from) / view.width : 0;
      ++view.bins[std::min(static_cast<size_t>(at), kLabBins - 1)];
    }
  }
  return view;
}

models::SimulationSettings LabSettings(const LabForecastQuery& query, int64_t horizon,
                                       int64_t paths) {
  models::SimulationSettings settings;
  settings.paths = paths;
  settings.horizon = horizon;
  settings.seed = static_cast<uint64_t>(query.seed.value_or(kLabSeed));
  settings.quantiles = kFanLevels;
  settings.tail_confidences = {0.95, 0.99};
  settings.drawdown_quantiles = {0.5};  // without one the mean drawdown is not told either
  settings.keep_terminal = true;
  settings.keep_paths = std::min({paths, kMostFanPaths, kMostFanNumbers / horizon});
  for (const auto& move : {query.target, query.stop}) {
    if (move) settings.levels.push_back(1 + *move);
  }
  return settings;
}

LabOutcomeView OutcomeOfForecast(const models::Forecast& forecast, const LabForecastQuery& query,
                                 double price) {
  LabOutcomeView view;
  view.fan.levels = kFanLevels;
  const auto steps = static_cast<size_t>(forecast.horizon);
  view.fan.paths = static_cast<int64_t>(forecast.log_paths.size() / steps);
  view.fan.prices = models::PriceFan(forecast.log_paths, steps, kFanLevels, price);
  view.histogram = HistogramOf(forecast.terminal_returns);
  view.expected_return = LabEstimate(forecast.expected_return);
  view.probability_up = LabEstimate(forecast.probability_up);
  view.expected_drawdown = LabEstimate(forecast.expected_drawdown);
  view.deviation = forecast.return_deviation;
  for (const models::QuantileEstimate& q : forecast.quantiles) {
    view.quantiles.push_back({q.probability, q.value, q.low, q.high, price * (1 + q.value)});
  }
  for (const models::TailEstimate& tail : forecast.tail_risks) {
    view.tails.push_back(
        {tail.confidence, LabEstimate(tail.value_at_risk), LabEstimate(tail.expected_shortfall)});
  }
  size_t hit = 0;
  const auto add_touch = [&](const char* name, const std::optional<double>& move) {
    if (!move || hit >= forecast.hits.size()) return;
    view.touches.push_back({name, *move, LabEstimate(forecast.hits[hit++].probability)});
  };
  add_touch("target", query.target);
  add_touch("stop", query.stop);
  return view;
}

/// Fits and simulates; a sentence where the model cannot be had from these returns.
base::Result<LabOutcomeView> Simulated(const LabSeries& series, const LabForecastQuery& query,
                                       const LabForecastView& asked, const GoOn& go_on) {
  const size_t used = std::min(series.returns.size(), kMostLabReturns);
  const models::ReturnTable table{std::span(series.returns).last(used), 1};
  const models::EstimateSettings estimate{.level = static_cast<int>(asked.level),
                                          .regimes = kLabRegimes,
                                          .hmm_restarts = kLabRestarts,
                                          .seed = static_cast<uint64_t>(asked.seed)};
  TRY(const models::PathFit fit, models::FitPaths(table, estimate));
  if (!go_on()) return base::Fail(base::ErrorCode::kInterrupted, "it was given up");
  const models::ForecastQuestion question{.level = static_cast<int>(asked.level),
                                          .horizon = asked.horizon,
                                          .drift = std::nullopt,
                                          .filtered_historical = false,
                                          .weights = {}};
  TRY(const models::PathModel model, models::PathModelAt(fit, table, question));
  TRY(const models::Forecast forecast,
      models::Simulate(model, LabSettings(query, asked.horizon, asked.paths)));
  LabOutcomeView view = OutcomeOfForecast(forecast, query, *series.view.last_price);
  AddLowLevels(fit, model, asked.level, &view.parameters);
  AddHighLevels(fit, model, asked.level, &view.parameters);
  view.assumptions = models::DescribeModel(fit, model, question, {series.view.pair});
  return view;
}

}  // namespace

std::optional<Problem> MistakeIn(const LabForecastQuery& query) {
  const int64_t horizon = query.horizon.value_or(kLabHorizon);
  if (auto wrong = OutOfRange("level", query.level.value_or(kLabLevel), 1, kMostLabLevel)) {
    return wrong;
  }
  if (auto wrong = OutOfRange("horizon", horizon, 1, kMostLabHorizon)) return wrong;
  const int64_t most = std::min(kMostLabPaths, kMostLabSteps / horizon);
  if (auto wrong =
          OutOfRange("paths", query.paths.value_or(kFewestLabPaths), kFewestLabPaths, most))
    return wrong;
  if (auto wrong = OutOfRange("seed", query.seed.value_or(kLabSeed), 0, kMostLabSeed)) return wrong;
  if (auto wrong = WrongMove("target", query.target, 0, 100)) return wrong;
  return WrongMove("stop", query.stop, -1, 0);
}

Answer<LabForecastView> LabForecastOf(const LabSeries& series, const LabForecastQuery& query,
                                      const GoOn& go_on) {
  LabForecastView view;
  view.series = series.view;
  view.level = query.level.value_or(kLabLevel);
  view.horizon = query.horizon.value_or(kLabHorizon);
  view.paths = query.paths.value_or(std::min(kLabPaths, kMostLabSteps / view.horizon));
  view.seed = query.seed.value_or(kLabSeed);
  view.step_s = series.timeframe.period().seconds();
  if (series.returns.size() < kFewestLabReturns) {
    view.why = TooFew(series.view.name, series.returns.size(), "return", kFewestLabReturns);
    return view;
  }
  auto outcome = Simulated(series, query, view, go_on);
  if (outcome) {
    view.outcome = *std::move(outcome);
  } else if (outcome.error().code == base::ErrorCode::kInterrupted) {
    return Refuse(503, outcome.error().message);
  } else {
    view.why = outcome.error().message;
  }
  return view;
}

}  // namespace keel::server
