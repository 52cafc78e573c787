// SPDX-License-Identifier: MIT
#include "models/regimes/switching_ar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/regimes/internal/markov_chain.h"
#include "models/regimes/internal/regime_paths.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kMostLags = 8;
constexpr size_t kMostPaths = 256;

base::Status CheckSeries(const SwitchingAr& model, std::span<const double> series) {
  TRY(model.Check());
  if (series.size() <= model.ar.size()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} observations are too few for {} lags: at least {} are needed",
                            series.size(), model.ar.size(), model.ar.size() + 1));
  }
  const auto bad =
      std::find_if_not(series.begin(), series.end(), [](double x) { return std::isfinite(x); });
  if (bad == series.end()) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("observation {} is not a finite number", bad - series.begin() + 1));
}

/// from * transition, states values.
std::vector<double> Moved(const SwitchingAr& model, std::span<const double> from) {
  std::vector<double> to(model.states, 0.0);
  for (size_t i = 0; i < model.states; ++i) {
    for (size_t j = 0; j < model.states; ++j) {
      to[j] += from[i] * model.transition[i * model.states + j];
    }
  }
  return to;
}

/// What follows from the autoregression alone: the weights of the shocks 0, 1, ... steps ago.
std::vector<double> ShockWeights(const SwitchingAr& model, size_t horizon) {
  std::vector<double> weights = {1};
  for (size_t h = 1; h < horizon; ++h) {
    double next = 0;
    for (size_t i = 1; i <= std::min(h, model.ar.size()); ++i) {
      next += model.ar[i - 1] * weights[h - i];
    }
    weights.push_back(next);
  }
  return weights;
}

/// The deviations from the mean that the past carries on, 1 to `horizon` steps ahead, where the
/// last regimes are known to be `path`.
std::vector<double> CarriedOn(const SwitchingAr& model, std::span<const double> series,
                              std::span<const size_t> path, size_t horizon) {
  std::vector<double> gaps;  // oldest first
  for (size_t i = model.ar.size(); i > 0; --i) {
    gaps.push_back(series[series.size() - i] - model.means[path[i - 1]]);
  }
  for (size_t h = 0; h < horizon; ++h) {
    double next = 0;
    for (size_t i = 1; i <= model.ar.size(); ++i) next += model.ar[i - 1] * gaps[gaps.size() - i];
    gaps.push_back(next);
  }
  return {gaps.end() - static_cast<std::ptrdiff_t>(horizon), gaps.end()};
}

/// P(regime h steps ahead | regime now), h = 0 to `horizon`: [h][now][ahead].
std::vector<std::vector<std::vector<double>>> Ahead(const SwitchingAr& model, size_t horizon) {
  std::vector<std::vector<std::vector<double>>> ahead(horizon + 1);
  for (size_t now = 0; now < model.states; ++now) {
    std::vector<double> chances(model.states, 0.0);
    chances[now] = 1;
    for (auto& step : ahead) {
      step.push_back(chances);
      chances = Moved(model, chances);
    }
  }
  return ahead;
}

/// sum_k p_k f(k).
template <typename Function>
double Expect(std::span<const double> p, Function f) {
  double sum = 0;
  for (size_t k = 0; k < p.size(); ++k) sum += p[k] * f(k);
  return sum;
}

}  // namespace

base::Status SwitchingAr::Check() const {
  const auto finite = [](std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
  };
  if (states == 0 || transition.size() != states * states || means.size() != states ||
      deviations.size() != states) {
    return Fail(ErrorCode::kUsage, "the parameters of the regimes do not fit their number");
  }
  if (ar.empty() || ar.size() > kMostLags) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} lags asked for; 1 to {} can be used", ar.size(), kMostLags));
  }
  double paths = static_cast<double>(states);
  for (size_t i = 0; i < ar.size(); ++i) paths *= static_cast<double>(states);
  if (paths > static_cast<double>(kMostPaths)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} regimes with {} lags have {:.0f} paths, {} is the most; take fewer "
                            "regimes or lags",
                            states, ar.size(), paths, kMostPaths));
  }
  for (size_t i = 0; i < states; ++i) {
    if (!internal::IsDistribution(std::span(transition).subspan(i * states, states))) {
      return Fail(ErrorCode::kUsage, "probabilities of regimes must sum to one");
    }
    if (!(deviations[i] > 0)) {
      return Fail(ErrorCode::kUsage, fmt::format("the deviation of regime {} is {}; a number above "
                                                 "0 is needed",
                                                 i + 1, deviations[i]));
    }
  }
  if (!finite(means) || !finite(ar) || !finite(deviations)) {
    return Fail(ErrorCode::kUsage, "a parameter of the regimes is not finite");
  }
  return {};
}

std::vector<double> SwitchingAr::ExpectedDurations() const {
  return internal::MeanDurations(transition, states);
}

std::vector<double> SwitchingAr::StationaryDistribution() const {
  return internal::StationaryShares(transition, states);
}

base::Result<SwitchingArStates> InferRegimes(const SwitchingAr& model,
                                             std::span<const double> series) {
  TRY(CheckSeries(model, series));
  internal::RegimePaths paths(series, model.states, model.ar.size());
  SwitchingArStates result;
  result.log_likelihood = paths.Forward(model);
  paths.Backward(model);
  result.filtered.assign(paths.filtered().begin(), paths.filtered().end());
  result.smoothed.assign(paths.smoothed().begin(), paths.smoothed().end());
  return result;
}

base::Result<SwitchingArForecast> ForecastSwitchingAr(const SwitchingAr& model,
                                                      std::span<const double> series,
                                                      size_t horizon) {
  TRY(CheckSeries(model, series));
  if (horizon == 0) return Fail(ErrorCode::kUsage, "a forecast needs a horizon of at least 1");
  const size_t lags = model.ar.size();
  internal::RegimePaths paths(series, model.states, lags);
  paths.Forward(model);
  const std::span<const double> chances = paths.last_paths();
  const auto weights = ShockWeights(model, horizon);
  const auto ahead = Ahead(model, horizon);
  std::vector<double> mean(horizon, 0.0), square(horizon, 0.0);
  SwitchingArForecast forecast;
  forecast.regimes.assign(horizon * model.states, 0.0);
  for (size_t path = 0; path < chances.size(); ++path) {
    std::vector<size_t> regimes;
    for (size_t i = 0; i < lags; ++i) regimes.push_back(paths.Regime(path, i));
    const auto carried = CarriedOn(model, series, regimes, horizon);
    for (size_t h = 1; h <= horizon; ++h) {
      const auto& law = ahead[h][regimes[0]];
      // Given the path: shocks are independent of the regimes to come, but for their size.
      double noise = 0;
      for (size_t i = 0; i < h; ++i) {
        noise += weights[i] * weights[i] * Expect(ahead[h - i][regimes[0]], [&](size_t k) {
                   return model.deviations[k] * model.deviations[k];
                 });
      }
      const auto value = [&](size_t k) { return model.means[k] + carried[h - 1]; };
      mean[h - 1] += chances[path] * Expect(law, value);
      square[h - 1] +=
          chances[path] * (noise + Expect(law, [&](size_t k) { return value(k) * value(k); }));
      for (size_t k = 0; k < model.states; ++k) {
        forecast.regimes[(h - 1) * model.states + k] += chances[path] * law[k];
      }
    }
  }
  for (size_t h = 0; h < horizon; ++h) {
    forecast.deviations.push_back(std::sqrt(std::max(0.0, square[h] - mean[h] * mean[h])));
  }
  forecast.means = std::move(mean);
  return forecast;
}

}  // namespace keel::models
