// SPDX-License-Identifier: MIT
#include "models/correlation/covariance.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index Size(const SymmetricMatrix& m) { return static_cast<Eigen::Index>(m.size); }

Matrix ToEigen(const SymmetricMatrix& m) {
  return Eigen::Map<const Matrix>(m.cells.data(), Size(m), Size(m));
}

SymmetricMatrix FromEigen(const Matrix& m) {
  SymmetricMatrix out(static_cast<size_t>(m.rows()));
  Eigen::Map<Matrix>(out.cells.data(), m.rows(), m.rows()) = 0.5 * (m + m.transpose());
  return out;
}

/// Deviations from the means.
Matrix Centred(const ReturnTable& returns) {
  const Eigen::Map<const Matrix> x(returns.values.data(), static_cast<Eigen::Index>(returns.rows()),
                                   static_cast<Eigen::Index>(returns.assets));
  return x.rowwise() - x.colwise().mean();
}

/// The nearest matrix whose eigenvalues are at least `floor`.
Matrix RaiseEigenvalues(const Matrix& m, double floor) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(m);
  const Eigen::VectorXd raised = solver.eigenvalues().cwiseMax(floor);
  return solver.eigenvectors() * raised.asDiagonal() * solver.eigenvectors().transpose();
}

bool IsSymmetricAndFinite(const SymmetricMatrix& m) {
  if (m.size == 0 || m.cells.size() != m.size * m.size) return false;
  for (size_t i = 0; i < m.size; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      if (!std::isfinite(m.at(i, j)) || std::abs(m.at(i, j) - m.at(j, i)) > 1e-9) return false;
    }
  }
  return true;
}

}  // namespace

base::Status CheckReturns(const ReturnTable& returns, size_t min_rows) {
  if (returns.assets == 0 || returns.values.size() % returns.assets != 0) {
    return Fail(ErrorCode::kUsage, fmt::format("{} numbers are not rows of {} assets",
                                               returns.values.size(), returns.assets));
  }
  if (returns.rows() < min_rows) {
    return Fail(ErrorCode::kUsage, fmt::format("{} returns of {} assets are too few: at least {} "
                                               "are needed",
                                               returns.rows(), returns.assets, min_rows));
  }
  for (size_t asset = 0; asset < returns.assets; ++asset) {
    bool moves = false;
    for (size_t row = 0; row < returns.rows(); ++row) {
      const double value = returns.at(row, asset);
      if (!std::isfinite(value)) {
        return Fail(ErrorCode::kUsage, fmt::format("return {} of asset {} is not a finite number",
                                                   row + 1, asset + 1));
      }
      moves = moves || value != returns.at(0, asset);
    }
    if (!moves) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("asset {} never moves: it has no correlation", asset + 1));
    }
  }
  return {};
}

base::Result<SymmetricMatrix> SampleCovariance(const ReturnTable& returns) {
  TRY(CheckReturns(returns, 2));
  const Matrix x = Centred(returns);
  return FromEigen(x.transpose() * x / static_cast<double>(returns.rows()));
}

base::Result<SymmetricMatrix> EwmaCovariance(const ReturnTable& returns, double lambda) {
  TRY(CheckReturns(returns, 2));
  if (!(lambda > 0 && lambda < 1)) {
    return Fail(ErrorCode::kUsage, fmt::format("lambda {} must lie between 0 and 1", lambda));
  }
  SymmetricMatrix now(returns.assets);
  for (size_t row = 0; row < returns.rows(); ++row) {
    const double keep = row == 0 ? 0 : lambda;
    for (size_t i = 0; i < returns.assets; ++i) {
      for (size_t j = 0; j < returns.assets; ++j) {
        const double product = returns.at(row, i) * returns.at(row, j);
        now.at(i, j) = keep * now.at(i, j) + (1 - keep) * product;
      }
    }
  }
  return now;
}

base::Result<Shrunk> LedoitWolfCovariance(const ReturnTable& returns) {
  TRY(CheckReturns(returns, 2));
  const Matrix x = Centred(returns);
  const auto n = static_cast<double>(returns.rows());
  const auto p = static_cast<double>(returns.assets);
  const Matrix sample = x.transpose() * x / n;
  const double level = sample.trace() / p;
  // Squared norms are divided by p in the paper, which cancels.
  const Matrix off = sample - level * Matrix::Identity(sample.rows(), sample.rows());
  const double distance = off.squaredNorm();
  double noise = 0;
  for (Eigen::Index t = 0; t < x.rows(); ++t) {
    noise += (x.row(t).transpose() * x.row(t) - sample).squaredNorm() / (n * n);
  }
  Shrunk shrunk;
  shrunk.intensity = distance > 0 ? std::min(noise, distance) / distance : 1;
  shrunk.covariance =
      FromEigen(shrunk.intensity * level * Matrix::Identity(sample.rows(), sample.rows()) +
                (1 - shrunk.intensity) * sample);
  return shrunk;
}

base::Result<Shrunk> ConstantCorrelationCovariance(const ReturnTable& returns) {
  TRY(CheckReturns(returns, 2));
  const Matrix x = Centred(returns);
  const auto n = static_cast<double>(returns.rows());
  const Matrix sample = x.transpose() * x / n;
  const Eigen::Index p = sample.rows();
  if (p == 1) return Shrunk{FromEigen(sample), 0};
  const Eigen::VectorXd deviations = sample.diagonal().cwiseSqrt();
  const Matrix products = deviations * deviations.transpose();
  const double mean = (sample.cwiseQuotient(products).sum() - static_cast<double>(p)) /
                      static_cast<double>(p * (p - 1));
  Matrix target = mean * products;
  target.diagonal() = sample.diagonal();
  // The paper's pi, rho and gamma: noise of the sample, what the target shares of it, and how far
  // apart they are.
  const Matrix squares = x.cwiseProduct(x);
  const Matrix noise = squares.transpose() * squares / n - sample.cwiseProduct(sample);
  Matrix shared =
      squares.cwiseProduct(x).transpose() * x / n - sample.diagonal().asDiagonal() * sample;
  shared.diagonal().setZero();
  const Matrix ratios = deviations.cwiseInverse() * deviations.transpose();
  const double rho = noise.diagonal().sum() + mean * ratios.cwiseProduct(shared).sum();
  const double gamma = (sample - target).squaredNorm();
  Shrunk shrunk;
  shrunk.intensity = gamma > 0 ? std::clamp((noise.sum() - rho) / gamma / n, 0.0, 1.0) : 1;
  shrunk.covariance = FromEigen(shrunk.intensity * target + (1 - shrunk.intensity) * sample);
  return shrunk;
}

base::Result<SymmetricMatrix> CorrelationOf(const SymmetricMatrix& covariance) {
  SymmetricMatrix correlation(covariance.size);
  for (size_t i = 0; i < covariance.size; ++i) {
    for (size_t j = 0; j < covariance.size; ++j) {
      const double variances = covariance.at(i, i) * covariance.at(j, j);
      if (!(variances > 0)) {
        return Fail(ErrorCode::kUsage, "a covariance without a positive variance");
      }
      correlation.at(i, j) = i == j ? 1 : covariance.at(i, j) / std::sqrt(variances);
    }
  }
  return correlation;
}

base::Result<SymmetricMatrix> NearestCorrelation(const SymmetricMatrix& matrix, double floor) {
  constexpr int kMostRounds = 10'000;
  constexpr double kSettled = 1e-12;
  if (!IsSymmetricAndFinite(matrix)) {
    return Fail(ErrorCode::kUsage, "a correlation matrix must be symmetric and finite");
  }
  Matrix y = ToEigen(matrix);
  Matrix correction = Matrix::Zero(y.rows(), y.rows());
  for (int round = 0; round < kMostRounds; ++round) {
    const Matrix from = y - correction;
    const Matrix x = RaiseEigenvalues(from, floor);
    correction = x - from;
    Matrix next = x;
    next.diagonal().setOnes();
    const double change = (next - y).norm();
    y = next;
    if (change > kSettled * static_cast<double>(matrix.size)) continue;
    if (SmallestEigenvalue(FromEigen(y)) >= 0) return FromEigen(y);
  }
  return Fail(ErrorCode::kUsage, fmt::format("no correlation matrix near this one was found in {} "
                                             "rounds: are its entries between -1 and 1?",
                                             kMostRounds));
}

double SmallestEigenvalue(const SymmetricMatrix& matrix) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(ToEigen(matrix), Eigen::EigenvaluesOnly)
      .eigenvalues()
      .minCoeff();
}

}  // namespace keel::models
