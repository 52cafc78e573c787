// SPDX-License-Identifier: MIT
#include "models/correlation/dcc.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "math/minimise.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kMostPersistent = 0.9999;

/// The recursion at given a and b.
class Recursion {
 public:
  explicit Recursion(const ReturnTable& residuals, const SymmetricMatrix& long_run)
      : residuals_(residuals),
        long_run_(Eigen::Map<const Matrix>(long_run.cells.data(),
                                           static_cast<Eigen::Index>(long_run.size),
                                           static_cast<Eigen::Index>(long_run.size))) {}

  /// The log likelihood of the correlations; leaves the correlation of the next step in `next`.
  double Run(double a, double b, Matrix& next) const {
    Matrix q = long_run_;
    double sum = 0;
    for (size_t t = 0; t < residuals_.rows(); ++t) {
      const Eigen::Map<const Eigen::VectorXd> e(residuals_.values.data() + t * residuals_.assets,
                                                static_cast<Eigen::Index>(residuals_.assets));
      const Eigen::LLT<Matrix> factor(ToCorrelation(q));
      if (factor.info() != Eigen::Success) return -HUGE_VAL;
      const double log_determinant = 2 * Matrix(factor.matrixL()).diagonal().array().log().sum();
      sum -= 0.5 * (log_determinant + e.dot(factor.solve(e)) - e.squaredNorm());
      q = (1 - a - b) * long_run_ + a * e * e.transpose() + b * q;
    }
    next = ToCorrelation(q);
    return sum;
  }

 private:
  static Matrix ToCorrelation(const Matrix& q) {
    const Eigen::VectorXd scale = q.diagonal().cwiseSqrt().cwiseInverse();
    Matrix correlation = scale.asDiagonal() * q * scale.asDiagonal();
    correlation.diagonal().setOnes();  // to the last bit
    return correlation;
  }

  ReturnTable residuals_;
  Matrix long_run_;
};

SymmetricMatrix Symmetric(const Matrix& matrix) {
  SymmetricMatrix result(static_cast<size_t>(matrix.rows()));
  Eigen::Map<Matrix>(result.cells.data(), matrix.rows(), matrix.rows()) = matrix;
  return result;
}

}  // namespace

base::Result<Dcc> FitDcc(const ReturnTable& residuals) {
  if (residuals.assets < 2) return Fail(ErrorCode::kUsage, "a correlation needs two assets");
  TRY(CheckReturns(residuals, 100));
  TRY(const SymmetricMatrix covariance, SampleCovariance(residuals));
  Dcc dcc;
  TRY(dcc.long_run, CorrelationOf(covariance));
  dcc.observations = residuals.rows();
  const Recursion recursion(residuals, dcc.long_run);
  Matrix next;
  // In x = (a + b, share of a), so that the constraint is a box.
  const auto objective = [&](std::span<const double> x, std::span<double>) {
    const double loss = -recursion.Run(x[0] * x[1], x[0] * (1 - x[1]), next);
    return std::isfinite(loss) ? loss : 1e300;
  };
  math::MinimiseOptions options;
  options.method = math::MinimiseMethod::kSubplex;
  options.lower = {0, 0};
  options.upper = {kMostPersistent, 1};
  options.value_tolerance_relative = 1e-10;
  options.x_tolerance_relative = 1e-7;
  options.max_evaluations = 2000;
  const std::vector<double> start = {0.95, 0.05};
  TRY(const math::Minimum best, math::Minimise(objective, start, options));
  dcc.a = best.x[0] * best.x[1];
  dcc.b = best.x[0] * (1 - best.x[1]);
  dcc.log_likelihood = recursion.Run(dcc.a, dcc.b, next);
  dcc.next = Symmetric(next);
  return dcc;
}

base::Result<SymmetricMatrix> NextCorrelation(const Dcc& dcc, const ReturnTable& residuals) {
  if (residuals.assets != dcc.long_run.size || !(dcc.a >= 0 && dcc.b >= 0 && dcc.a + dcc.b < 1)) {
    return Fail(ErrorCode::kUsage, "these parameters of DCC do not belong to these residuals");
  }
  Matrix next;
  if (!std::isfinite(Recursion(residuals, dcc.long_run).Run(dcc.a, dcc.b, next))) {
    return Fail(ErrorCode::kUsage, "DCC left the positive definite matrices");
  }
  return Symmetric(next);
}

}  // namespace keel::models
