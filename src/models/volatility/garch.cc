// SPDX-License-Identifier: MIT
#include "models/volatility/garch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/volatility/internal/variance_recursion.h"

namespace keel::models {
namespace {

constexpr int kBurnIn = 500;

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(base::ErrorCode::kUsage, "GARCH: " + why);
}

base::Status CheckParams(const GarchSpec& spec, const GarchParams& p) {
  for (const double value : {p.mu, p.omega, p.alpha, p.gamma, p.beta}) {
    if (!std::isfinite(value)) return Bad("a parameter is not a finite number");
  }
  TRY(CheckShape(spec.innovation, {p.nu, p.lambda}));
  if (spec.model == VarianceModel::kEgarch) {
    if (!(std::abs(p.beta) < 1)) {
      return Bad(fmt::format("beta is {}; EGARCH needs it in (-1, 1)", p.beta));
    }
    return {};
  }
  const double gamma = spec.model == VarianceModel::kGjr ? p.gamma : 0;
  if (spec.model == VarianceModel::kGarch && p.gamma != 0) {
    return Bad(fmt::format("gamma is {}; the plain model has none, use GJR", p.gamma));
  }
  if (!(p.omega > 0) || p.alpha < 0 || p.beta < 0 || p.alpha + gamma < 0) {
    return Bad(fmt::format("omega {}, alpha {}, gamma {}, beta {} allow a negative variance",
                           p.omega, p.alpha, gamma, p.beta));
  }
  if (!(p.alpha + 0.5 * gamma + p.beta < 1)) {
    return Bad(
        fmt::format("the persistence is {}; below 1 is needed", p.alpha + 0.5 * gamma + p.beta));
  }
  return {};
}

double NormalProbability(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

// E[exp(b (alpha (|z| - E|z|) + gamma z))] for a standard normal z [Nelson 1991, theorem A1.1].
double MeanExponentialNews(const GarchParams& p, double b) {
  const double up = b * (p.alpha + p.gamma);
  const double down = b * (p.alpha - p.gamma);
  return std::exp(-b * p.alpha * internal::kMeanAbsoluteNormal) *
         (std::exp(0.5 * up * up) * NormalProbability(up) +
          std::exp(0.5 * down * down) * NormalProbability(down));
}

base::Status CheckForecast(const GarchSpec& spec, const GarchParams& params, double next_variance,
                           int horizon) {
  TRY(CheckParams(spec, params));
  if (horizon < 1) return Bad(fmt::format("a horizon of {}; at least 1 is needed", horizon));
  if (!(next_variance > 0 && std::isfinite(next_variance))) {
    return Bad(fmt::format("the next variance is {}; a positive number is needed", next_variance));
  }
  if (spec.model == VarianceModel::kEgarch && spec.innovation != Innovation::kNormal &&
      horizon > 1) {
    return base::Fail(base::ErrorCode::kUnsupported,
                      "GARCH: the variance that EGARCH with Student-t shocks expects beyond one "
                      "step is infinite; forecast one step, or simulate");
  }
  return {};
}

}  // namespace

base::Result<FilteredVariance> FilterGarch(std::span<const double> returns, const GarchSpec& spec,
                                           const GarchParams& params) {
  TRY(CheckParams(spec, params));
  if (returns.empty()) return Bad("there is no return to filter");
  const auto bad =
      std::find_if_not(returns.begin(), returns.end(), [](double r) { return std::isfinite(r); });
  if (bad != returns.end()) {
    return Bad(fmt::format("return {} of {} is not a finite number", bad - returns.begin() + 1,
                           returns.size()));
  }
  const auto presample = internal::PresampleOf(returns, spec.presample);
  const double shift = params.mu - presample.mean;
  const double before = presample.level + presample.slope * shift * shift;
  if (!(before > 0)) return Bad("the returns before the first one have no variance");
  FilteredVariance result;
  result.variances.reserve(returns.size());
  result.standardised_residuals.reserve(returns.size());
  double variance = internal::FirstVariance(spec, params, before);
  for (const double r : returns) {
    if (!(variance > 0 && std::isfinite(variance))) return Bad("the variance overflows");
    result.variances.push_back(variance);
    result.standardised_residuals.push_back((r - params.mu) / std::sqrt(variance));
    variance = internal::NextVariance(spec, params, variance, r - params.mu);
  }
  result.next_variance = variance;
  result.log_likelihood = internal::LikelihoodOf(spec)({returns, presample},
                                                       internal::ToSlots(params), nullptr, nullptr);
  if (!std::isfinite(variance) || !std::isfinite(result.log_likelihood)) {
    return Bad("the variance overflows");
  }
  return result;
}

double Persistence(const GarchSpec& spec, const GarchParams& params) {
  if (spec.model == VarianceModel::kEgarch) return params.beta;
  if (spec.model == VarianceModel::kGarch) return params.alpha + params.beta;
  return params.alpha + params.beta +
         params.gamma * NegativeSquareShare(spec.innovation, {params.nu, params.lambda});
}

std::optional<double> LongRunVariance(const GarchSpec& spec, const GarchParams& params) {
  if (spec.model == VarianceModel::kEgarch) return std::nullopt;
  const double persistence = Persistence(spec, params);
  if (!(persistence < 1)) return std::nullopt;
  return params.omega / (1 - persistence);
}

base::Result<std::vector<double>> ForecastVariance(const GarchSpec& spec, const GarchParams& params,
                                                   double next_variance, int horizon) {
  TRY(CheckForecast(spec, params, next_variance, horizon));
  std::vector<double> forecast = {next_variance};
  forecast.reserve(static_cast<size_t>(horizon));
  const bool logarithmic = spec.model == VarianceModel::kEgarch;
  const double persistence = Persistence(spec, params);
  double log_level = std::log(next_variance);  // what is certain of ln sigma^2
  double news = 1;                             // the expectation of the exponential of the rest
  double weight = 1;                           // of the shock that came h - 1 steps before
  for (int h = 2; h <= horizon; ++h) {
    if (logarithmic) {
      log_level = params.omega + params.beta * log_level;
      news *= MeanExponentialNews(params, weight);
      weight *= params.beta;
      forecast.push_back(std::exp(log_level) * news);
    } else {
      forecast.push_back(params.omega + persistence * forecast.back());
    }
    if (!std::isfinite(forecast.back())) {
      return Bad(fmt::format("the variance overflows {} steps ahead", h));
    }
  }
  return forecast;
}

base::Result<std::vector<double>> SimulateGarch(const GarchSpec& spec, const GarchParams& params,
                                                size_t count, base::RandomStream& stream) {
  TRY(CheckParams(spec, params));
  const std::optional<double> long_run = LongRunVariance(spec, params);
  const bool logarithmic = spec.model == VarianceModel::kEgarch;
  if (!logarithmic && !long_run) return Bad("no long-run variance to start a simulation from");
  double variance = logarithmic ? std::exp(params.omega / (1 - params.beta)) : *long_run;
  const InnovationShape shape{params.nu, params.lambda};
  std::vector<double> returns;
  returns.reserve(count);
  for (size_t t = 0; t < count + kBurnIn; ++t) {
    const double residual = std::sqrt(variance) * DrawInnovation(spec.innovation, shape, stream);
    if (t >= kBurnIn) returns.push_back(params.mu + residual);
    variance = internal::NextVariance(spec, params, variance, residual);
    if (!(variance > 0 && std::isfinite(variance))) return Bad("the variance overflows");
  }
  return returns;
}

}  // namespace keel::models
