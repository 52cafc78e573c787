// SPDX-License-Identifier: MIT
#include "models/regimes/gaussian_hmm.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/check.h"
#include "models/regimes/internal/markov_chain.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using internal::IsDistribution;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;

/// Divides by the sum, which it returns.
double Normalise(std::span<double> weights) {
  double sum = 0;
  for (const double w : weights) sum += w;
  for (double& w : weights) w /= sum;
  return sum;
}

/// to = from * transition.
void StepForward(const GaussianHmm& model, std::span<const double> from, std::span<double> to) {
  std::fill(to.begin(), to.end(), 0.0);
  for (size_t i = 0; i < model.states; ++i) {
    for (size_t j = 0; j < model.states; ++j) {
      to[j] += from[i] * model.transition[i * model.states + j];
    }
  }
}

/// Weighs `prior` by the densities and normalises; returns the log of what was divided by.
double WeighByDensities(std::span<const double> log_densities, std::span<double> prior) {
  const double top = *std::max_element(log_densities.begin(), log_densities.end());
  for (size_t k = 0; k < prior.size(); ++k) prior[k] *= std::exp(log_densities[k] - top);
  const double sum = Normalise(prior);
  return top + std::log(sum);
}

base::Result<size_t> CountRows(const GaussianHmm& model, std::span<const double> observations) {
  TRY(model.Check());
  if (observations.empty() || observations.size() % model.dimensions != 0) {
    return Fail(ErrorCode::kUsage, fmt::format("{} numbers are not rows of {} dimensions",
                                               observations.size(), model.dimensions));
  }
  for (size_t i = 0; i < observations.size(); ++i) {
    if (!std::isfinite(observations[i])) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("observation {} is not a finite number", i / model.dimensions + 1));
    }
  }
  return observations.size() / model.dimensions;
}

}  // namespace

base::Status GaussianHmm::Check() const {
  const size_t k = states;
  const size_t d = dimensions;
  if (k == 0 || d == 0 || initial.size() != k || transition.size() != k * k ||
      means.size() != k * d || covariances.size() != k * d * d) {
    return Fail(ErrorCode::kUsage, "the parameters of the regimes do not fit their number");
  }
  const std::span<const double> rows(transition);
  bool sums = IsDistribution(initial);
  for (size_t i = 0; i < k; ++i) sums = sums && IsDistribution(rows.subspan(i * k, k));
  if (!sums) return Fail(ErrorCode::kUsage, "probabilities of regimes must sum to one");
  for (const double mean : means) {
    if (!std::isfinite(mean)) return Fail(ErrorCode::kUsage, "a regime's mean is not finite");
  }
  for (size_t i = 0; i < k; ++i) {
    const Eigen::LLT<Matrix> factor(MatrixView(covariances.data() + i * d * d,
                                               static_cast<Eigen::Index>(d),
                                               static_cast<Eigen::Index>(d)));
    if (factor.info() != Eigen::Success) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("the covariance of regime {} is not positive definite", i + 1));
    }
  }
  return {};
}

std::vector<double> GaussianHmm::ExpectedDurations() const {
  return internal::MeanDurations(transition, states);
}

std::vector<double> GaussianHmm::StationaryDistribution() const {
  return internal::StationaryShares(transition, states);
}

HmmEmissions::HmmEmissions(const GaussianHmm& model)
    : states_(model.states), dimensions_(model.dimensions), means_(model.means) {
  const auto d = static_cast<Eigen::Index>(dimensions_);
  for (size_t k = 0; k < states_; ++k) {
    const Eigen::LLT<Matrix> factor(
        MatrixView(model.covariances.data() + k * dimensions_ * dimensions_, d, d));
    CHECK(factor.info() == Eigen::Success, "the caller checked the covariances");
    const Matrix lower = factor.matrixL();
    const Matrix inverse = lower.triangularView<Eigen::Lower>().solve(Matrix::Identity(d, d));
    whitening_.insert(whitening_.end(), inverse.data(), inverse.data() + d * d);
    const double log_determinant = lower.diagonal().array().log().sum();
    constants_.push_back(-log_determinant -
                         0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi));
  }
}

void HmmEmissions::LogDensities(std::span<const double> x, std::span<double> out) const {
  const double* mean = means_.data();
  const double* row = whitening_.data();
  for (size_t k = 0; k < states_; ++k, mean += dimensions_) {
    double squares = 0;
    for (size_t i = 0; i < dimensions_; ++i, row += dimensions_) {
      double z = 0;
      for (size_t j = 0; j <= i; ++j) z += row[j] * (x[j] - mean[j]);
      squares += z * z;
    }
    out[k] = constants_[k] - 0.5 * squares;
  }
}

HmmFilter::HmmFilter(const GaussianHmm& model)
    : model_(model),
      emissions_(model),
      filtered_(model.initial),
      predicted_(model.states),
      log_densities_(model.states) {}

base::Result<HmmFilter> HmmFilter::Make(const GaussianHmm& model) {
  TRY(model.Check());
  return HmmFilter(model);
}

std::span<const double> HmmFilter::Update(std::span<const double> x) {
  CHECK(x.size() == model_.dimensions, "an observation of another size");
  if (started_) {
    StepForward(model_, filtered_, predicted_);
    std::swap(filtered_, predicted_);
  }
  started_ = true;
  emissions_.LogDensities(x, log_densities_);
  log_likelihood_ += WeighByDensities(log_densities_, filtered_);
  return filtered_;
}

std::vector<double> HmmFilter::Predict() const {
  std::vector<double> next(model_.states);
  Predict(next);
  return next;
}

void HmmFilter::Predict(std::span<double> out) const {
  if (started_) return StepForward(model_, filtered_, out);
  std::copy(filtered_.begin(), filtered_.end(), out.begin());
}

base::Result<std::vector<double>> FilterStates(const GaussianHmm& model,
                                               std::span<const double> observations) {
  TRY(const size_t rows, CountRows(model, observations));
  TRY(HmmFilter filter, HmmFilter::Make(model));
  std::vector<double> all;
  all.reserve(rows * model.states);
  for (size_t t = 0; t < rows; ++t) {
    const auto now = filter.Update(observations.subspan(t * model.dimensions, model.dimensions));
    all.insert(all.end(), now.begin(), now.end());
  }
  return all;
}

// Backward over the filtered probabilities [Kim 1994]: no density is computed twice.
base::Result<std::vector<double>> SmoothStates(const GaussianHmm& model,
                                               std::span<const double> observations) {
  TRY(std::vector<double> smoothed, FilterStates(model, observations));
  const size_t k = model.states;
  const size_t rows = smoothed.size() / k;
  std::vector<double> predicted(k);
  for (size_t t = rows - 1; t-- > 0;) {
    const std::span<double> now(smoothed.data() + t * k, k);
    const std::span<const double> next(smoothed.data() + (t + 1) * k, k);
    StepForward(model, now, predicted);
    for (size_t i = 0; i < k; ++i) {
      double ratio = 0;
      for (size_t j = 0; j < k; ++j) {
        if (predicted[j] > 0) ratio += model.transition[i * k + j] * next[j] / predicted[j];
      }
      now[i] *= ratio;
    }
    Normalise(now);
  }
  return smoothed;
}

base::Result<std::vector<size_t>> MostLikelyStates(const GaussianHmm& model,
                                                   std::span<const double> observations) {
  TRY(const size_t rows, CountRows(model, observations));
  const size_t k = model.states;
  const HmmEmissions emissions(model);
  std::vector<double> densities(k), score(k), next(k);
  std::vector<size_t> came_from(rows * k, 0);
  for (size_t t = 0; t < rows; ++t) {
    emissions.LogDensities(observations.subspan(t * model.dimensions, model.dimensions), densities);
    for (size_t j = 0; j < k; ++j) {
      double best = -std::numeric_limits<double>::infinity();
      if (t == 0) best = std::log(model.initial[j]);
      for (size_t i = 0; t > 0 && i < k; ++i) {
        const double value = score[i] + std::log(model.transition[i * k + j]);
        if (value <= best) continue;
        best = value;
        came_from[t * k + j] = i;
      }
      next[j] = best + densities[j];
    }
    std::swap(score, next);
  }
  std::vector<size_t> path(rows);
  path.back() = static_cast<size_t>(std::max_element(score.begin(), score.end()) - score.begin());
  for (size_t t = rows - 1; t > 0; --t) path[t - 1] = came_from[t * k + path[t]];
  return path;
}

}  // namespace keel::models
