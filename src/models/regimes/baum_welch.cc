// SPDX-License-Identifier: MIT
#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "models/regimes/hmm_fit.h"
#include "models/regimes/internal/hmm_kernels.h"

namespace keel::models {
namespace {

using internal::Columns;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr size_t kMostStates = 8;
constexpr size_t kStepsPerScaling = 8;  // densities are at most 1: few steps cannot underflow

/// What the backward pass gathers of the chain.
struct ChainCounts {
  std::array<double, kMostStates> first{};                ///< P(state at the first observation)
  std::array<double, kMostStates * kMostStates> moves{};  ///< expected moves i to j
};

/// The forward-backward recursions of K states. Both passes are scaled every few steps, which
/// keeps divisions out of the chain of dependent operations.
template <size_t K>
class Trellis {
 public:
  explicit Trellis(const GaussianHmm& model) {
    std::copy(model.transition.begin(), model.transition.end(), move_.begin());
    std::copy(model.initial.begin(), model.initial.end(), initial_.begin());
  }

  /// Fills `alpha` (T x K, up to a factor for each row); returns the log of all factors.
  double Forward(const Columns& densities, std::span<double> alpha) const {
    const auto columns = Pointers(densities);
    std::array<double, K> now = initial_;
    double log_sum = 0;
    for (size_t t = 0; t < densities.rows(); ++t) {
      if (t > 0) now = Moved(now);
      for (size_t k = 0; k < K; ++k) now[k] *= columns[k][t];
      if (t % kStepsPerScaling == 0 || t + 1 == densities.rows()) log_sum += std::log(Scale(now));
      std::copy(now.begin(), now.end(), alpha.begin() + static_cast<std::ptrdiff_t>(t * K));
    }
    return log_sum;
  }

  /// Fills `shares` (T x K): P(state at t | all observations).
  ChainCounts Backward(const Columns& densities, std::span<const double> alpha,
                       Columns& shares) const {
    const auto columns = Pointers(densities);
    ChainCounts counts;
    std::array<double, K> beta;
    beta.fill(1.0);
    std::array<double, K * K> moves{};
    for (size_t t = densities.rows(); t-- > 0;) {
      const double* a = alpha.data() + t * K;
      const std::array<double, K> later = beta;  // density x beta of t + 1
      if (t + 1 < densities.rows()) beta = MovedBack(later);
      double total = 0;
      for (size_t k = 0; k < K; ++k) total += a[k] * beta[k];
      const double weight = 1 / total;
      for (size_t i = 0; i < K; ++i) {
        const double share = a[i] * weight;
        shares.column(i)[t] = share * beta[i];
        if (t + 1 == densities.rows()) continue;
        for (size_t j = 0; j < K; ++j) moves[i * K + j] += share * later[j];
      }
      for (size_t k = 0; k < K; ++k) beta[k] *= columns[k][t];
      if (t % kStepsPerScaling == 0) Scale(beta);
    }
    for (size_t i = 0; i < K; ++i) {
      counts.first[i] = shares.column(i)[0];
      for (size_t j = 0; j < K; ++j) counts.moves[i * K + j] = moves[i * K + j] * move_[i * K + j];
    }
    return counts;
  }

 private:
  static std::array<const double*, K> Pointers(const Columns& densities) {
    std::array<const double*, K> columns;
    for (size_t k = 0; k < K; ++k) columns[k] = densities.column(k);
    return columns;
  }
  static double Scale(std::array<double, K>& x) {
    double sum = 0;
    for (const double value : x) sum += value;
    for (double& value : x) value /= sum;
    return sum;
  }
  std::array<double, K> Moved(const std::array<double, K>& from) const {
    std::array<double, K> to{};
    for (size_t i = 0; i < K; ++i) {
      for (size_t j = 0; j < K; ++j) to[j] += from[i] * move_[i * K + j];
    }
    return to;
  }
  std::array<double, K> MovedBack(const std::array<double, K>& from) const {
    std::array<double, K> to{};
    for (size_t i = 0; i < K; ++i) {
      for (size_t j = 0; j < K; ++j) to[i] += move_[i * K + j] * from[j];
    }
    return to;
  }

  std::array<double, K * K> move_;
  std::array<double, K> initial_;
};

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
  Columns densities;
  Columns shares;
  std::vector<double> alpha;
  std::vector<double> weights;
  std::vector<double> moments;

  template <size_t K>
  double Step(GaussianHmm& model) {
    for (size_t k = 0; k < K; ++k) PutWeights(model, features, k, weights);
    const double tops = internal::RelativeDensities(features.columns(), weights, densities);
    const Trellis<K> trellis(model);
    const double log_likelihood = tops + trellis.Forward(densities, alpha);
    const ChainCounts counts = trellis.Backward(densities, alpha, shares);
    internal::WeightedMoments(shares, features.columns(), moments);
    const size_t f = features.columns().columns();
    for (size_t k = 0; k < K; ++k) {
      Estimate(std::span<const double>(moments).subspan(k * f, f), features, floor, k, model);
    }
    EstimateChain(counts, model);
    return log_likelihood;
  }

  static void EstimateChain(const ChainCounts& counts, GaussianHmm& model) {
    const size_t k = model.states;
    double total = 0;
    for (size_t i = 0; i < k; ++i) total += counts.first[i];
    for (size_t i = 0; i < k; ++i) {
      model.initial[i] = counts.first[i] / total;
      double leaving = 0;
      for (size_t j = 0; j < k; ++j) leaving += counts.moves[i * k + j];
      if (!(leaving > 0)) continue;
      for (size_t j = 0; j < k; ++j) {
        model.transition[i * k + j] = counts.moves[i * k + j] / leaving;
      }
    }
  }
};

BaumWelch::BaumWelch(std::span<const double> observations, size_t dimensions, size_t states,
                     CovarianceKind covariance, std::span<const double> floor)
    : work_(std::make_unique<Workspace>(Workspace{Features(observations, dimensions, covariance),
                                                  {floor.begin(), floor.end()},
                                                  {},
                                                  {},
                                                  {},
                                                  {},
                                                  {}})) {
  CHECK(states >= 1 && states <= kMostStates, "1 to 8 states");
  const size_t rows = observations.size() / dimensions;
  const size_t f = work_->features.columns().columns();
  work_->densities = Columns(rows, states);
  work_->shares = Columns(rows, states);
  work_->alpha.resize(rows * states);
  work_->weights.resize(f * states);
  work_->moments.resize(f * states);
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
