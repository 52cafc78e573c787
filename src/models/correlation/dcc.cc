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
    const Matrix level = (1 - a - b) * long_run_;
    Matrix q = long_run_;
    Eigen::LLT<Matrix> factor(q.rows());
    Eigen::VectorXd scaled(q.rows());
    double sum = 0;
    for (size_t t = 0; t < residuals_.rows(); ++t) {
      const Eigen::Map<const Eigen::VectorXd> e(residuals_.values.data() + t * residuals_.assets,
                                                static_cast<Eigen::Index>(residuals_.assets));
      // R = D q D, so log|R| = log|q| + 2 log|D| and e'R^-1 e = (e / D)' q^-1 (e / D).
      factor.compute(q);
      if (factor.info() != Eigen::Success) return -HUGE_VAL;
      double determinant = 1;  // of q over that of its diagonal: it cannot overflow
      for (Eigen::Index i = 0; i < q.rows(); ++i) {
        const double pivot = factor.matrixLLT()(i, i);
        determinant *= pivot * pivot / q(i, i);
        scaled[i] = e[i] * std::sqrt(q(i, i));
      }
      factor.matrixL().solveInPlace(scaled);
      sum -= 0.5 * (std::log(determinant) + scaled.squaredNorm() - e.squaredNorm());
      q *= b;
      q += level;
      q.noalias() += (a * e) * e.transpose();
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
  dcc.next = SymmetricMatrix(residuals.assets);
  Eigen::Map<Matrix>(dcc.next.cells.data(), next.rows(), next.rows()) = next;
  return dcc;
}

}  // namespace keel::models
