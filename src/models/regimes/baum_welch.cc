// SPDX-License-Identifier: MIT
#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/check.h"
#include "models/regimes/hmm_fit.h"
#include "models/regimes/internal/hmm_kernels.h"

namespace keel::models {
namespace {

using internal::Columns;
using internal::kMostStates;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr size_t kStepsPerScaling = 8;  // densities are at most 1: few steps cannot underflow

/// each(0) to each(K - 1) with constants: as a loop the weights would live in memory, where each
/// step waits for what the last one wrote.
template <size_t K, typename Each>
void Unrolled(const Each& each) {
  [&]<size_t... k>(std::index_sequence<k...>) { (each(std::integral_constant<size_t, k>()), ...); }
  (std::make_index_sequence<K>());
}

/// One direction of the forward-backward recursion: the weights of K states, moved from step to
/// step and weighed by densities. They are scaled every few steps, which keeps divisions out of
/// the chain of dependent operations.
template <size_t K>
class Recursion {
 public:
  /// Weights move from i to j by `move[i * K + j]`.
  Recursion(const std::array<double, K>& start, const std::array<double, K * K>& move)
      : now_(start), move_(move) {}

  [[gnu::always_inline]] void Move() {  // a call would put the weights into memory
    std::array<double, K> to;
    Unrolled<K>([&](auto j) {
      to[j] = now_[0] * move_[j];
      Unrolled<K - 1>([&](auto i) { to[j] += now_[i + 1] * move_[(i + 1) * K + j]; });
    });
    now_ = to;
  }
  void Weigh(const std::array<const double*, K>& densities, size_t t) {
    Unrolled<K>([&](auto k) { now_[k] *= densities[k][t]; });
  }
  void Put(const std::array<double*, K>& columns, size_t t) const {
    Unrolled<K>([&](auto k) { columns[k][t] = now_[k]; });
  }
  /// Returns what the weights were divided by to add up to 1.
  double Scale() {
    double sum = now_[0];
    Unrolled<K - 1>([&](auto k) { sum += now_[k + 1]; });
    Unrolled<K>([&](auto k) { now_[k] /= sum; });
    return sum;
  }

 private:
  std::array<double, K> now_;
  std::array<double, K * K> move_;
};

/// Fills row t of `forward` with P(state, observations up to t) and of `after` with
/// P(observations after t | state at t + 1), both up to a factor for each row; `after` ends with
/// a row of zeros. Returns the log likelihood. Each direction waits for its own last step, so both
/// go at once.
template <size_t K>
double ForwardBackward(const GaussianHmm& model, const Columns& densities, Columns& forward,
                       Columns& after) {
  std::array<double, K> initial, ones;
  std::array<double, K * K> move, back;
  std::array<const double*, K> density;
  std::array<double*, K> forward_to, after_to;
  for (size_t i = 0; i < K; ++i) {
    initial[i] = model.initial[i];
    ones[i] = 1;
    density[i] = densities.column(i);
    forward_to[i] = forward.column(i);
    after_to[i] = after.column(i);
    for (size_t j = 0; j < K; ++j) move[i * K + j] = back[j * K + i] = model.transition[i * K + j];
  }
  Recursion<K> ahead(initial, move), behind(ones, back);
  const size_t last = densities.rows() - 1;
  ahead.Weigh(density, 0);
  double log_sum = std::log(ahead.Scale());
  ahead.Put(forward_to, 0);
  for (size_t t = 1; t <= last; ++t) {
    behind.Weigh(density, last + 1 - t);
    if (t % kStepsPerScaling == 0) behind.Scale();
    behind.Put(after_to, last - t);
    behind.Move();
    ahead.Move();
    ahead.Weigh(density, t);
    if (t % kStepsPerScaling == 0 || t == last) log_sum += std::log(ahead.Scale());
    ahead.Put(forward_to, t);
  }
  return log_sum;
}

/// The columns 1, x_i, x_i x_j that a log density is a sum of; x_i x_i only where the covariance
/// is diagonal.
class Features {
 public:
  Features(std::span<const double> x, size_t dimensions, CovarianceKind kind)
      : dimensions_(dimensions) {
    for (size_t i = 0; i < dimensions; ++i) {
      const size_t last = kind == CovarianceKind::kFull ? dimensions : i + 1;
      for (size_t j = i; j < last; ++j) pairs_.push_back({i, j});
    }
    const size_t rows = x.size() / dimensions;
    columns_ = Columns(rows, 1 + dimensions + pairs_.size());
    for (size_t t = 0; t < rows; ++t) {
      const double* row = x.data() + t * dimensions;
      columns_.column(0)[t] = 1;
      for (size_t i = 0; i < dimensions; ++i) columns_.column(1 + i)[t] = row[i];
      for (size_t p = 0; p < pairs_.size(); ++p) {
        columns_.column(1 + dimensions + p)[t] = row[pairs_[p].i] * row[pairs_[p].j];
      }
    }
  }

  struct Pair {
    size_t i, j;
  };
  const Columns& columns() const { return columns_; }
  const std::vector<Pair>& pairs() const { return pairs_; }
  size_t dimensions() const { return dimensions_; }

 private:
  size_t dimensions_;
  std::vector<Pair> pairs_;
  Columns columns_;
};

/// The weights by which features add up to the log density of state k; column k of `weights`.
void PutWeights(const GaussianHmm& model, const Features& features, size_t k,
                std::span<double> weights) {
  const auto d = static_cast<Eigen::Index>(model.dimensions);
  const size_t cell = model.dimensions * model.dimensions;
  const Eigen::Map<const Matrix> covariance(model.covariances.data() + k * cell, d, d);
  const Eigen::Map<const Eigen::VectorXd> mean(model.means.data() + k * model.dimensions, d);
  const Eigen::LLT<Matrix> factor(covariance);
  CHECK(factor.info() == Eigen::Success, "the floor keeps covariances positive definite");
  const Matrix precision = factor.solve(Matrix::Identity(d, d));
  const Eigen::VectorXd pull = precision * mean;
  const double log_determinant = 2 * Matrix(factor.matrixL()).diagonal().array().log().sum();
  const double two_pi = 2 * std::numbers::pi;
  const auto put = [&](size_t feature, double weight) {
    weights[feature * model.states + k] = weight;
  };
  put(0, -0.5 * (mean.dot(pull) + log_determinant + static_cast<double>(d) * std::log(two_pi)));
  for (size_t i = 0; i < model.dimensions; ++i) put(1 + i, pull[static_cast<Eigen::Index>(i)]);
  for (size_t p = 0; p < features.pairs().size(); ++p) {
    const auto [i, j] = features.pairs()[p];
    const double entry = precision(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
    put(1 + model.dimensions + p, i == j ? -0.5 * entry : -entry);
  }
}

/// Mean and covariance of state k from its weighted moments, with the floor added where the
/// variance fell below it. A state that nobody is in keeps its parameters.
void Estimate(std::span<const double> moments, const Features& features,
              std::span<const double> floor, size_t k, GaussianHmm& model) {
  const size_t d = model.dimensions;
  const double weight = moments[0];
  if (!(weight > 1e-10)) return;
  double* mean = model.means.data() + k * d;
  double* covariance = model.covariances.data() + k * d * d;
  for (size_t i = 0; i < d; ++i) mean[i] = moments[1 + i] / weight;
  for (size_t p = 0; p < features.pairs().size(); ++p) {
    const auto [i, j] = features.pairs()[p];
    const double entry = moments[1 + d + p] / weight - mean[i] * mean[j];
    covariance[i * d + j] = covariance[j * d + i] = entry;
  }
  const auto n = static_cast<Eigen::Index>(d);
  Eigen::LLT<Matrix> factor(Eigen::Map<const Matrix>(covariance, n, n));
  bool too_narrow = factor.info() != Eigen::Success;
  for (size_t i = 0; i < d && !too_narrow; ++i) {
    const double pivot =
        factor.matrixLLT()(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(i));
    too_narrow = pivot * pivot < floor[i];
  }
  for (size_t i = 0; i < d && too_narrow; ++i) {
    covariance[i * d + i] = std::max(covariance[i * d + i], 0.0) + floor[i];
  }
}

}  // namespace

struct BaumWelch::Workspace {
  Features features;
  std::vector<double> floor;
  Columns densities{};
  Columns forward{};
  Columns after{};
  Columns shares{};
  std::vector<double> weights{};
  std::vector<double> moments{};
  std::vector<double> moves{};

  template <size_t K>
  double Step(GaussianHmm& model) {
    for (size_t k = 0; k < K; ++k) PutWeights(model, features, k, weights);
    const double tops = internal::RelativeDensities(features.columns(), weights, densities);
    const double log_likelihood = tops + ForwardBackward<K>(model, densities, forward, after);
    internal::Smooth(model.transition, after, forward, shares);
    internal::Products(forward, after, moves);
    internal::Products(shares, features.columns(), moments);
    const size_t f = features.columns().columns();
    for (size_t k = 0; k < K; ++k) {
      Estimate(std::span<const double>(moments).subspan(k * f, f), features, floor, k, model);
    }
    EstimateChain(model);
    return log_likelihood;
  }

  void EstimateChain(GaussianHmm& model) const {
    const size_t k = model.states;
    double total = 0;
    for (size_t i = 0; i < k; ++i) total += shares.column(i)[0];
    for (size_t i = 0; i < k; ++i) {
      model.initial[i] = shares.column(i)[0] / total;
      double* row = model.transition.data() + i * k;
      double leaving = 0;
      for (size_t j = 0; j < k; ++j) leaving += row[j] * moves[i * k + j];
      if (!(leaving > 0)) continue;
      for (size_t j = 0; j < k; ++j) row[j] *= moves[i * k + j] / leaving;
    }
  }
};

BaumWelch::BaumWelch(std::span<const double> observations, size_t dimensions, size_t states,
                     CovarianceKind covariance, std::span<const double> floor)
    : work_(std::make_unique<Workspace>(Workspace{Features(observations, dimensions, covariance),
                                                  {floor.begin(), floor.end()}})) {
  CHECK(states >= 1 && states <= kMostStates, "1 to 8 states");
  const size_t rows = observations.size() / dimensions;
  const size_t f = work_->features.columns().columns();
  work_->densities = Columns(rows, states);
  work_->forward = Columns(rows, states);
  work_->after = Columns(rows, states);
  work_->shares = Columns(rows, states);
  work_->weights.resize(f * states);
  work_->moments.resize(f * states);
  work_->moves.resize(states * states);
}

BaumWelch::~BaumWelch() = default;

double BaumWelch::Step(GaussianHmm& model) {
  switch (model.states) {
    case 1:
      return work_->Step<1>(model);
    case 2:
      return work_->Step<2>(model);
    case 3:
      return work_->Step<3>(model);
    case 4:
      return work_->Step<4>(model);
    case 5:
      return work_->Step<5>(model);
    case 6:
      return work_->Step<6>(model);
    case 7:
      return work_->Step<7>(model);
    default:
      CHECK(model.states == kMostStates, "1 to 8 states");
      return work_->Step<8>(model);
  }
}

}  // namespace keel::models
