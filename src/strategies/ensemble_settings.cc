// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "strategies/drivers.h"
#include "strategies/ensemble.h"

namespace keel::strategies {

using strategy::Category;

namespace {

constexpr double kWithoutSource = 0.25;  // weights of the categories that nothing feeds yet

base::Status SetWeights(const strategy::Params& params, strategy::DecisionPolicy& policy) {
  policy.weights = {};
  double sum = kWithoutSource;
  for (const Category category :
       {Category::kTechnical, Category::kMomentum, Category::kCorrelation}) {
    const double weight = params.Get(fmt::format("weight_{}", ToString(category)));
    policy.weights[static_cast<size_t>(category)] = weight;
    sum += weight;
  }
  if (sum > 1 + 1e-9) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("ensemble: the weights of technical, momentum and correlation may "
                    "sum to {} (the rest belongs to sentiment and machine learning, "
                    "which have no source yet), not {:.4g}",
                    1 - kWithoutSource, sum - kWithoutSource));
  }
  if (sum <= kWithoutSource) {
    return base::Fail(base::ErrorCode::kUsage,
                      "ensemble: every category has the weight 0, so nothing would ever be traded; "
                      "give one a weight");
  }
  return {};
}

base::Status SetRotation(const strategy::Params& params, EnsembleSettings& settings) {
  settings.rotation.regimes = settings.models.level == 1 ? 1 : settings.models.regimes;
  settings.rotation.weights = settings.policy.weights;
  settings.rotation.learns = params.GetInt("rotation") == 2;
  if (params.GetInt("rotation") == 0) return {};
  if (settings.rotation.regimes != 3) {
    return base::Fail(base::ErrorCode::kUsage,
                      "ensemble: rotation knows calm, normal and wild; set regimes = 3 and a level "
                      "from 2 on (level 1 knows no regimes), or rotation = 0");
  }
  for (const char* regime : {"calm", "normal", "wild"}) {
    strategy::CategoryNumbers given;
    given.fill(1);
    for (const Category category :
         {Category::kTechnical, Category::kMomentum, Category::kCorrelation}) {
      given[static_cast<size_t>(category)] =
          params.Get(fmt::format("{}_{}", ToString(category), regime));
    }
    settings.rotation.given.push_back(given);
  }
  return {};
}

}  // namespace

base::Result<EnsembleSettings> EnsembleSettingsOf(const strategy::Params& params) {
  EnsembleSettings settings;
  for (const strategy::DriverSpec& driver : Drivers()) {
    const double budget = params.Get("budget_" + driver.name);
    if (budget > 0) settings.drivers.push_back({&driver, budget});
  }
  if (settings.drivers.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      "ensemble: no driver is heard; give one a budget_... above 0");
  }
  strategy::DecisionPolicy& policy = settings.policy;
  TRY(SetWeights(params, policy));
  policy.least_conviction = params.Get("least_conviction");
  policy.least_probability = params.Get("least_probability");
  policy.reward_to_risk = params.Get("reward_to_risk");
  policy.information = params.Get("information");
  policy.position_volatility = params.Get("position_volatility");
  policy.kelly_fraction = params.Get("kelly_fraction");
  policy.shortfall_budget = params.Get("shortfall_budget");
  policy.largest_share = params.Get("largest_share");
  policy.band = params.Get("band");
  settings.horizon = params.GetInt("horizon");
  settings.paths = 2 * ((params.GetInt("paths") + 1) / 2);  // antithetic paths come in pairs
  settings.models = {.level = params.GetInt("level"),
                     .window_days = params.Get("window_days"),
                     .regime_refit_days = params.Get("regime_refit_days"),
                     .volatility_refit_days = params.Get("volatility_refit_days"),
                     .least_days = params.Get("least_days"),
                     .regimes = static_cast<size_t>(params.GetInt("regimes"))};
  if (settings.models.least_days > settings.models.window_days) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("ensemble: least_days ({}) must not exceed window_days ({})",
                                  settings.models.least_days, settings.models.window_days));
  }
  TRY(SetRotation(params, settings));
  return settings;
}

uint64_t ForecastSeed(uint64_t run_seed, core::InstrumentId instrument, base::UnixNanos now) {
  base::RandomStream stream(run_seed, fmt::format("ensemble.forecast.{}", instrument.index),
                            static_cast<uint64_t>(now.ns));
  return stream.NextU64();
}

}  // namespace keel::strategies
