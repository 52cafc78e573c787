// SPDX-License-Identifier: MIT
#include "models/regimes/internal/switching_ar_vector.h"

#include <cmath>

namespace keel::models::internal {

SwitchingAr FromVector(const SwitchingArShape& shape, std::span<const double> x) {
  const size_t k = shape.states;
  SwitchingAr model{.states = k, .transition = std::vector<double>(k * k, 1.0)};
  for (size_t i = 0; i < k; ++i) {
    double sum = 1;
    for (size_t j = 0; j < k; ++j) {
      if (j == i) continue;
      model.transition[i * k + j] = std::exp(x[shape.Logit(i, j)]);
      sum += model.transition[i * k + j];
    }
    for (size_t j = 0; j < k; ++j) model.transition[i * k + j] /= sum;
  }
  const auto part = [&](size_t from, size_t count) {
    const auto values = x.subspan(from, count);
    return std::vector<double>(values.begin(), values.end());
  };
  model.means = part(shape.means_at(), k);
  model.ar = part(shape.ar_at(), shape.lags);
  for (size_t i = 0; i < k; ++i) {
    const size_t at = shape.deviations_at() + (shape.switching_variance ? i : 0);
    model.deviations.push_back(std::exp(x[at]));
  }
  return model;
}

std::vector<double> ScoreOfVector(const SwitchingArShape& shape, const SwitchingAr& model,
                                  const SwitchingArScore& score) {
  const size_t k = shape.states;
  std::vector<double> result(shape.size(), 0.0);
  for (size_t i = 0; i < k; ++i) {
    double mean = 0;
    for (size_t j = 0; j < k; ++j) {
      mean += score.transition[i * k + j] * model.transition[i * k + j];
    }
    for (size_t j = 0; j < k; ++j) {
      if (j == i) continue;
      result[shape.Logit(i, j)] =
          model.transition[i * k + j] * (score.transition[i * k + j] - mean);
    }
    result[shape.means_at() + i] = score.means[i];
    result[shape.deviations_at() + (shape.switching_variance ? i : 0)] += score.log_deviations[i];
  }
  for (size_t i = 0; i < shape.lags; ++i) result[shape.ar_at() + i] = score.ar[i];
  return result;
}

Eigen::MatrixXd JacobianOfVector(const SwitchingArShape& shape, const SwitchingAr& model) {
  const size_t k = shape.states;
  const auto at = [](size_t i) { return static_cast<Eigen::Index>(i); };
  Eigen::MatrixXd jacobian =
      Eigen::MatrixXd::Zero(at(k * k + k + shape.lags + k), at(shape.size()));
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      for (size_t l = 0; l < k; ++l) {
        if (l == i) continue;
        jacobian(at(i * k + j), at(shape.Logit(i, l))) =
            model.transition[i * k + j] * ((j == l ? 1.0 : 0.0) - model.transition[i * k + l]);
      }
    }
    jacobian(at(k * k + i), at(shape.means_at() + i)) = 1;
    jacobian(at(k * k + k + shape.lags + i),
             at(shape.deviations_at() + (shape.switching_variance ? i : 0))) = model.deviations[i];
  }
  for (size_t i = 0; i < shape.lags; ++i) jacobian(at(k * k + k + i), at(shape.ar_at() + i)) = 1;
  return jacobian;
}

}  // namespace keel::models::internal
