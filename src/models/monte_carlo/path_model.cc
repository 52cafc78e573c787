// SPDX-License-Identifier: MIT
#include "models/monte_carlo/path_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace keel::models {
namespace {

constexpr size_t kMostAssets = 256;
constexpr size_t kMostRegimes = 8;
constexpr double kMostJumps = 100;
constexpr double kSumTolerance = 1e-9;
constexpr double kPivotTolerance = 1e-10;

tl::unexpected<base::Error> Bad(std::string message) {
  return base::Fail(base::ErrorCode::kUsage, "Monte Carlo: " + std::move(message));
}

base::Status CheckFinite(const std::vector<double>& values, std::string_view name, size_t size) {
  if (values.size() != size) {
    return Bad(fmt::format("{} has {} numbers; it needs {}", name, values.size(), size));
  }
  for (size_t i = 0; i < size; ++i) {
    if (!std::isfinite(values[i])) return Bad(fmt::format("{}[{}] is not finite", name, i));
  }
  return {};
}

base::Status CheckProbabilities(const double* row, size_t size, const std::string& name) {
  double sum = 0;
  for (size_t i = 0; i < size; ++i) {
    if (row[i] < 0) return Bad(fmt::format("{} has the negative probability {}", name, row[i]));
    sum += row[i];
  }
  if (std::fabs(sum - 1) > kSumTolerance) {
    return Bad(fmt::format("the probabilities of {} sum to {}; they must sum to 1", name, sum));
  }
  return {};
}

base::Status CheckRegimes(const RegimeParameters& regimes, size_t assets) {
  const size_t states = regimes.today.size();
  if (states < 1 || states > kMostRegimes) {
    return Bad(fmt::format("{} regimes; 1 to {} are possible", states, kMostRegimes));
  }
  TRY(CheckFinite(regimes.today, "today", states));
  TRY(CheckFinite(regimes.transition, "transition", states * states));
  TRY(CheckFinite(regimes.means, "means", states * assets));
  TRY(CheckFinite(regimes.deviations, "deviations", states * assets));
  TRY(CheckProbabilities(regimes.today.data(), states, "today"));
  for (size_t i = 0; i < states; ++i) {
    TRY(CheckProbabilities(&regimes.transition[i * states], states,
                           fmt::format("transition row {}", i)));
  }
  for (const double deviation : regimes.deviations) {
    if (deviation < 0) return Bad(fmt::format("the deviation {} is negative", deviation));
  }
  return {};
}

base::Status CheckGarch(const GarchParameters& garch) {
  const double persistence = garch.alpha + garch.gamma / 2 + garch.beta;
  if (!std::isfinite(persistence) || garch.alpha < 0 || garch.beta < 0 ||
      garch.alpha + garch.gamma < 0) {
    return Bad(
        fmt::format("GARCH alpha {}, gamma {}, beta {}: alpha, beta and alpha + gamma must "
                    "be finite and not negative",
                    garch.alpha, garch.gamma, garch.beta));
  }
  if (persistence >= 1) {
    return Bad(fmt::format("GARCH persistence alpha + gamma/2 + beta is {}; it must be below 1",
                           persistence));
  }
  if (garch.next_variance && !(std::isfinite(*garch.next_variance) && *garch.next_variance >= 0)) {
    return Bad(fmt::format("GARCH next_variance {} must be finite and not negative",
                           *garch.next_variance));
  }
  return {};
}

base::Status CheckJumps(const JumpParameters& jumps) {
  if (!(jumps.intensity >= 0 && jumps.intensity <= kMostJumps) || !std::isfinite(jumps.mean) ||
      !(std::isfinite(jumps.deviation) && jumps.deviation >= 0)) {
    return Bad(
        fmt::format("jumps of intensity {} (0 to {}), mean {} and deviation {} (finite, not "
                    "negative)",
                    jumps.intensity, kMostJumps, jumps.mean, jumps.deviation));
  }
  return {};
}

base::Status CheckInnovations(const PathModel& model) {
  if (model.degrees_of_freedom &&
      !(*model.degrees_of_freedom > 2 && *model.degrees_of_freedom <= 1e6)) {
    return Bad(fmt::format("degrees_of_freedom {}; above 2 and up to 1e6 are possible",
                           *model.degrees_of_freedom));
  }
  if (!model.residuals.empty()) {
    if (model.degrees_of_freedom || !model.correlation.empty()) {
      return Bad(
          "residuals bring their own tails and dependence; leave degrees_of_freedom and "
          "correlation out");
    }
    if (model.residuals.size() % model.assets != 0) {
      return Bad(fmt::format("{} residuals are no whole rows of {} assets", model.residuals.size(),
                             model.assets));
    }
    TRY(CheckFinite(model.residuals, "residuals", model.residuals.size()));
  }
  if (model.correlation.empty()) return {};
  TRY(CheckFinite(model.correlation, "correlation", model.assets * model.assets));
  for (size_t i = 0; i < model.assets; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      const double c = model.correlation[i * model.assets + j];
      const bool fits = i == j ? std::fabs(c - 1) <= kSumTolerance : std::fabs(c) <= 1;
      if (!fits || std::fabs(c - model.correlation[j * model.assets + i]) > kSumTolerance) {
        return Bad(
            fmt::format("correlation[{}][{}] = {} belongs to no correlation matrix", i, j, c));
      }
    }
  }
  TRY([[maybe_unused]] auto factor, CholeskyFactor(model.correlation, model.assets));
  return {};
}

base::Status CheckWeights(const PathModel& model) {
  if (model.weights.empty()) return {};
  TRY(CheckFinite(model.weights, "weights", model.assets));
  double sum = 0;
  for (const double weight : model.weights) {
    if (weight < 0) return Bad(fmt::format("the weight {} is negative", weight));
    sum += weight;
  }
  if (sum <= 0 || sum > 1 + kSumTolerance) {
    return Bad(fmt::format("the weights sum to {}; above 0 and at most 1 is possible", sum));
  }
  return {};
}

}  // namespace

PathModel GbmModel(const GbmParameters& parameters) {
  PathModel model;
  model.regimes.transition = {1};
  model.regimes.today = {1};
  model.regimes.means = {parameters.drift - parameters.volatility * parameters.volatility / 2};
  model.regimes.deviations = {parameters.volatility};
  return model;
}

base::Status CheckPathModel(const PathModel& model) {
  if (model.assets < 1 || model.assets > kMostAssets) {
    return Bad(fmt::format("{} assets; 1 to {} are possible", model.assets, kMostAssets));
  }
  TRY(CheckRegimes(model.regimes, model.assets));
  if (!model.garch.empty() && model.garch.size() != model.assets) {
    return Bad(fmt::format("{} GARCH parts for {} assets", model.garch.size(), model.assets));
  }
  for (const GarchParameters& garch : model.garch) TRY(CheckGarch(garch));
  if (!model.jumps.empty() && model.jumps.size() != model.assets) {
    return Bad(fmt::format("{} jump parts for {} assets", model.jumps.size(), model.assets));
  }
  for (const JumpParameters& jumps : model.jumps) TRY(CheckJumps(jumps));
  TRY(CheckInnovations(model));
  return CheckWeights(model);
}

base::Result<std::vector<double>> CholeskyFactor(const std::vector<double>& matrix, size_t size) {
  if (matrix.size() != size * size) {
    return Bad(fmt::format("a {0} x {0} matrix has {1} numbers", size, matrix.size()));
  }
  std::vector<double> factor(size * size, 0.0);
  for (size_t j = 0; j < size; ++j) {
    double pivot = matrix[j * size + j];
    for (size_t k = 0; k < j; ++k) pivot -= factor[j * size + k] * factor[j * size + k];
    const bool empty = std::fabs(pivot) <= kPivotTolerance;
    if (!(pivot >= 0 || empty)) {
      return Bad(fmt::format("the correlation matrix is not positive semidefinite: pivot {} is {}",
                             j, pivot));
    }
    const double root = empty ? 0 : std::sqrt(pivot);
    factor[j * size + j] = root;
    for (size_t i = j + 1; i < size; ++i) {
      double rest = matrix[i * size + j];
      for (size_t k = 0; k < j; ++k) rest -= factor[i * size + k] * factor[j * size + k];
      // Where a column has no variance of its own, nothing may depend on it.
      if (empty && std::fabs(rest) > std::sqrt(kPivotTolerance)) {
        return Bad(
            fmt::format("the correlation matrix is not positive semidefinite: rows {} and "
                        "{} contradict each other",
                        i, j));
      }
      factor[i * size + j] = empty ? 0 : rest / root;
    }
  }
  return factor;
}

}  // namespace keel::models
