// SPDX-License-Identifier: MIT
#include "models/regimes/internal/regime_paths.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/regimes/internal/markov_chain.h"

namespace keel::models::internal {
namespace {

double Normalise(std::span<double> weights) {
  double sum = 0;
  for (const double w : weights) sum += w;
  for (double& w : weights) w /= sum;
  return sum;
}

/// Adds what the first regime's stationary probability says about the chain: with pi = pi P,
/// d pi = pi dP (I - P + 1 pi)^-1.
void ScoreStationary(const SwitchingAr& model, std::span<const double> shares,
                     std::span<const double> first, std::span<double> score) {
  const auto k = static_cast<Eigen::Index>(model.states);
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(k, k);
  Eigen::VectorXd pull(k);
  for (Eigen::Index i = 0; i < k; ++i) {
    const auto at = static_cast<size_t>(i);
    pull(i) = shares[at] > 0 ? first[at] / shares[at] : 0;
    for (Eigen::Index j = 0; j < k; ++j) {
      system(i, j) += shares[static_cast<size_t>(j)] -
                      model.transition[at * model.states + static_cast<size_t>(j)];
    }
  }
  const Eigen::VectorXd gain = system.partialPivLu().solve(pull);
  for (size_t i = 0; i < model.states; ++i) {
    for (size_t j = 0; j < model.states; ++j) {
      score[i * model.states + j] += shares[i] * gain(static_cast<Eigen::Index>(j));
    }
  }
}

}  // namespace

RegimePaths::RegimePaths(std::span<const double> series, size_t states, size_t lags)
    : series_(series), states_(states), lags_(lags) {
  powers_.push_back(1);
  for (size_t i = 0; i <= lags; ++i) powers_.push_back(powers_.back() * states);
  histories_ = powers_[lags];
  for (size_t path = 0; path < powers_[lags + 1]; ++path) {
    const size_t now = path % states;
    steps_.push_back({.now = now,
                      .move = Regime(path, 1) * states + now,
                      .before = path / states,
                      .after = path % histories_});
  }
  pull_.resize(rows());
  centre_.resize(powers_[lags + 1]);
  density_.resize(powers_[lags + 1]);
  past_.resize((rows() + 1) * histories_);
  filtered_.resize(rows() * states);
  smoothed_.resize(rows() * states);
}

void RegimePaths::Prepare(const SwitchingAr& model) {
  for (size_t row = 0; row < rows(); ++row) {
    double pull = series_[row + lags_];
    for (size_t i = 1; i <= lags_; ++i) pull -= model.ar[i - 1] * series_[row + lags_ - i];
    pull_[row] = pull;
  }
  for (size_t path = 0; path < centre_.size(); ++path) {
    double centre = model.means[path % states_];
    for (size_t i = 1; i <= lags_; ++i) centre -= model.ar[i - 1] * model.means[Regime(path, i)];
    centre_[path] = centre;
  }
  inverse_.clear();
  offset_.clear();
  for (const double deviation : model.deviations) {
    inverse_.push_back(1 / deviation);
    offset_.push_back(-std::log(deviation) - 0.5 * std::log(2 * std::numbers::pi));
  }
}

double RegimePaths::Densities(size_t row) {
  double top = -std::numeric_limits<double>::infinity();
  for (size_t path = 0; path < density_.size(); ++path) {
    const size_t now = steps_[path].now;
    const double z = (pull_[row] - centre_[path]) * inverse_[now];
    density_[path] = offset_[now] - 0.5 * z * z;
    top = std::max(top, density_[path]);
  }
  for (double& d : density_) d = std::exp(d - top);
  return top;
}

void RegimePaths::FirstPaths(const SwitchingAr& model) {
  const std::vector<double> shares = StationaryShares(model.transition, states_);
  for (size_t path = 0; path < histories_; ++path) {
    double p = std::max(0.0, shares[Regime(path, lags_ - 1)]);
    for (size_t i = lags_ - 1; i > 0; --i) {
      p *= model.transition[Regime(path, i) * states_ + Regime(path, i - 1)];
    }
    past_[path] = p;
  }
  Normalise(std::span(past_).first(histories_));
}

double RegimePaths::Forward(const SwitchingAr& model) {
  Prepare(model);
  FirstPaths(model);
  std::fill(filtered_.begin(), filtered_.end(), 0.0);
  double log_likelihood = 0;
  for (size_t row = 0; row < rows(); ++row) {
    const double* before = past_.data() + row * histories_;
    const std::span<double> after(past_.data() + (row + 1) * histories_, histories_);
    log_likelihood += Densities(row);
    std::fill(after.begin(), after.end(), 0.0);
    for (size_t path = 0; path < density_.size(); ++path) {
      const Step& step = steps_[path];
      after[step.after] += before[step.before] * model.transition[step.move] * density_[path];
    }
    log_likelihood += std::log(Normalise(after));
    for (size_t path = 0; path < histories_; ++path) {
      filtered_[row * states_ + steps_[path].now] += after[path];
    }
  }
  return log_likelihood;
}

SwitchingArScore RegimePaths::Backward(const SwitchingAr& model) {
  SwitchingArScore score{.transition = std::vector<double>(states_ * states_),
                         .means = std::vector<double>(states_),
                         .ar = std::vector<double>(lags_),
                         .log_deviations = std::vector<double>(states_)};
  std::fill(smoothed_.begin(), smoothed_.end(), 0.0);
  std::vector<double> later(histories_, 1.0), earlier(histories_), pushes(density_.size());
  std::vector<double> smoothed(density_.size());
  for (size_t row = rows(); row-- > 0;) {
    const double* before = past_.data() + row * histories_;
    Densities(row);
    std::fill(earlier.begin(), earlier.end(), 0.0);
    for (size_t path = 0; path < density_.size(); ++path) {
      const Step& step = steps_[path];
      const double ahead = model.transition[step.move] * density_[path] * later[step.after];
      earlier[step.before] += ahead;
      smoothed[path] = before[step.before] * ahead;
    }
    Normalise(smoothed);
    double push_now = 0;
    for (size_t path = 0; path < density_.size(); ++path) {
      const size_t now = steps_[path].now;
      const double z = (pull_[row] - centre_[path]) * inverse_[now];
      const double push = smoothed[path] * z * inverse_[now];
      pushes[path] += push;
      push_now += push;
      score.log_deviations[now] += smoothed[path] * (z * z - 1);
      score.transition[steps_[path].move] += smoothed[path];
      smoothed_[row * states_ + now] += smoothed[path];
    }
    for (size_t i = 1; i <= lags_; ++i) score.ar[i - 1] += push_now * series_[row + lags_ - i];
    Normalise(earlier);
    later.swap(earlier);
  }
  for (size_t path = 0; path < pushes.size(); ++path) {
    score.means[path % states_] += pushes[path];
    for (size_t i = 1; i <= lags_; ++i) {
      score.means[Regime(path, i)] -= model.ar[i - 1] * pushes[path];
      score.ar[i - 1] -= model.means[Regime(path, i)] * pushes[path];
    }
  }
  ScoreFirstPaths(model, later, &score);
  return score;
}

void RegimePaths::ScoreFirstPaths(const SwitchingAr& model, std::span<const double> later,
                                  SwitchingArScore* score) const {
  std::vector<double> first(histories_), oldest(states_);
  for (size_t path = 0; path < histories_; ++path) first[path] = past_[path] * later[path];
  Normalise(first);
  for (size_t path = 0; path < histories_; ++path) {
    oldest[Regime(path, lags_ - 1)] += first[path];
    for (size_t i = lags_ - 1; i > 0; --i) {
      score->transition[Regime(path, i) * states_ + Regime(path, i - 1)] += first[path];
    }
  }
  // So far expected moves; d log p / d p = 1 / p makes them derivatives.
  for (size_t i = 0; i < score->transition.size(); ++i) {
    if (model.transition[i] > 0) score->transition[i] /= model.transition[i];
  }
  ScoreStationary(model, StationaryShares(model.transition, states_), oldest, score->transition);
}

}  // namespace keel::models::internal
