// SPDX-License-Identifier: MIT
// How assets move together, estimated so that the estimate can be used: recent days count more, a
// few observations are shrunk toward what is certain, and a matrix that no market could have is
// moved to the nearest one that it could.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/return_table.h"

namespace keel::models {

/// A symmetric matrix, row-major.
struct SymmetricMatrix {
  size_t size = 0;
  std::vector<double> cells;

  SymmetricMatrix() = default;
  explicit SymmetricMatrix(size_t n) : size(n), cells(n * n, 0.0) {}
  double& at(size_t i, size_t j) { return cells[i * size + j]; }
  double at(size_t i, size_t j) const { return cells[i * size + j]; }
};

/// kUsage unless there are at least `min_rows` finite rows and no asset is constant.
base::Status CheckReturns(const ReturnTable& returns, size_t min_rows);

/// Mean products of deviations from the sample means, divided by the number of rows.
base::Result<SymmetricMatrix> SampleCovariance(const ReturnTable& returns);

/// Exponentially weighted, means taken as zero: S_t = lambda S_(t-1) + (1 - lambda) r_t r_t', the
/// first row as start [RiskMetrics 1996, lambda 0.94 for days]. Requires 0 < lambda < 1.
base::Result<SymmetricMatrix> EwmaCovariance(const ReturnTable& returns, double lambda = 0.94);

struct Shrunk {
  SymmetricMatrix covariance;
  double intensity = 0;  ///< 0: the sample's own; 1: the target alone
};

/// The sample covariance drawn toward a multiple of the identity by the intensity that minimises
/// the expected squared error [Ledoit, Wolf 2004, "A well-conditioned estimator"].
base::Result<Shrunk> LedoitWolfCovariance(const ReturnTable& returns);

/// The sample covariance drawn toward its own variances with one correlation, the mean, for every
/// pair: what assets share is kept, which a multiple of the identity shrinks away [Ledoit, Wolf
/// 2004, "Honey, I Shrunk the Sample Covariance Matrix"].
base::Result<Shrunk> ConstantCorrelationCovariance(const ReturnTable& returns);

/// Correlations of a covariance. kUsage for a variance that is not positive.
base::Result<SymmetricMatrix> CorrelationOf(const SymmetricMatrix& covariance);

/// The correlation matrix nearest in the Frobenius norm, by alternating projections with Dykstra's
/// correction [Higham 2002]; eigenvalues are at least `floor`. kUsage for a matrix that is not
/// symmetric and finite, or where the projections did not settle.
base::Result<SymmetricMatrix> NearestCorrelation(const SymmetricMatrix& matrix,
                                                 double floor = 1e-10);

/// The smallest eigenvalue: not negative for a matrix that some market can have.
double SmallestEigenvalue(const SymmetricMatrix& matrix);

}  // namespace keel::models
