// SPDX-License-Identifier: MIT
#include "models/correlation/dcc.h"

#include <cmath>
#include <vector>

#include "math/minimise.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr double kMostPersistent = 0.9999;

/// The recursion at given a and b. Plain loops over lower triangles: the matrices are small, and
/// there are as many as rows.
class Recursion {
 public:
  Recursion(const ReturnTable& residuals, const SymmetricMatrix& long_run)
      : residuals_(residuals), long_run_(long_run) {}

  /// The log likelihood of the correlations; leaves the correlation of the next step in `next`.
  double Run(double a, double b, SymmetricMatrix& next) const {
    const size_t d = residuals_.assets;
    SymmetricMatrix q = long_run_;
    std::vector<double> factor(d * d), x(d);
    next = SymmetricMatrix(d);
    double sum = 0;
    for (size_t t = 0; t < residuals_.rows(); ++t) {
      const double* const e = residuals_.values.data() + t * d;
      ToCorrelation(q, next);
      const double term = MinusTwoLogDensity(next, e, factor, x);
      if (!std::isfinite(term)) return -HUGE_VAL;
      sum -= 0.5 * term;
      for (size_t i = 0; i < d; ++i) {
        for (size_t j = 0; j <= i; ++j) {
          q.at(i, j) = (1 - a - b) * long_run_.at(i, j) + a * e[i] * e[j] + b * q.at(i, j);
        }
      }
    }
    ToCorrelation(q, next);
    for (size_t i = 0; i < d; ++i) {
      for (size_t j = 0; j < i; ++j) next.at(j, i) = next.at(i, j);
    }
    return sum;
  }

 private:
  static void ToCorrelation(const SymmetricMatrix& q, SymmetricMatrix& correlation) {
    for (size_t i = 0; i < q.size; ++i) {
      correlation.at(i, i) = 1 / std::sqrt(q.at(i, i));
      for (size_t j = 0; j < i; ++j) {
        correlation.at(i, j) = q.at(i, j) * correlation.at(i, i) * correlation.at(j, j);
      }
    }
    for (size_t i = 0; i < q.size; ++i) correlation.at(i, i) = 1;
  }

  // log|R| + e'R^-1 e - e'e by Cholesky; not finite where R is not positive definite.
  static double MinusTwoLogDensity(const SymmetricMatrix& r, const double* e,
                                   std::vector<double>& factor, std::vector<double>& x) {
    const size_t d = r.size;
    double sum = 0, determinant = 1;
    for (size_t i = 0; i < d; ++i) {
      double* const row = &factor[i * d];
      double pivot = r.at(i, i), rest = e[i];
      for (size_t j = 0; j < i; ++j) {
        const double* const other = &factor[j * d];
        double cell = r.at(i, j);
        for (size_t k = 0; k < j; ++k) cell -= row[k] * other[k];
        row[j] = cell * other[j];  // diagonals hold their inverse
        pivot -= row[j] * row[j];
        rest -= row[j] * x[j];
      }
      if (!(pivot > 0)) return HUGE_VAL;
      determinant *= pivot;
      row[i] = 1 / std::sqrt(pivot);
      x[i] = rest * row[i];
      sum += x[i] * x[i] - e[i] * e[i];
    }
    return std::log(determinant) + sum;
  }

  ReturnTable residuals_;
  const SymmetricMatrix& long_run_;
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
  SymmetricMatrix next;
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
  dcc.log_likelihood = recursion.Run(dcc.a, dcc.b, dcc.next);
  if (!std::isfinite(dcc.log_likelihood)) {
    return Fail(ErrorCode::kUsage,
                "DCC found no positive definite correlation; is one series a copy of others?");
  }
  return dcc;
}

base::Result<SymmetricMatrix> NextCorrelation(const Dcc& dcc, const ReturnTable& residuals) {
  if (residuals.assets != dcc.long_run.size || !(dcc.a >= 0 && dcc.b >= 0 && dcc.a + dcc.b < 1)) {
    return Fail(ErrorCode::kUsage, "these parameters of DCC do not belong to these residuals");
  }
  SymmetricMatrix next;
  if (!std::isfinite(Recursion(residuals, dcc.long_run).Run(dcc.a, dcc.b, next))) {
    return Fail(ErrorCode::kUsage, "DCC left the positive definite matrices");
  }
  return next;
}

}  // namespace keel::models
