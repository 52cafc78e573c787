// SPDX-License-Identifier: MIT
// Where the maximum of a GARCH likelihood lies: a search in directions scaled by the curvature, so
// that a handful of passes over the returns find it, and a proof that it is one.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "math/minimise.h"
#include "models/volatility/internal/garch_likelihood.h"

namespace keel::models::internal {

/// A maximum, in coordinates: the slots of the model in their order, nu as 1 / nu.
struct GarchMaximum {
  Eigen::VectorXd x;
  double log_likelihood = 0;
  Eigen::MatrixXd directions;  ///< columns: the free directions, about one standard error long
  Eigen::MatrixXd curvature;   ///< minus the Hessian of the log-likelihood along them
  Eigen::MatrixXd outer;       ///< the sum of outer products of the scores, in coordinates
  int evaluations = 0;         ///< passes over all returns
};

class GarchSearch {
 public:
  /// `sample` must have a variance of about 1 and outlive this.
  GarchSearch(const GarchSpec& spec, const GarchSample& sample);

  /// The best of the starts that converges, or the error of the first one and what may be behind
  /// it. EGARCH where none does: the same with alpha >= 0.
  base::Result<GarchMaximum> Run();

  SlotVector ToTheta(const Eigen::VectorXd& x) const;
  const std::vector<size_t>& slots() const { return slots_; }

 private:
  // Minus the log-likelihood over the first `count` returns.
  double Value(size_t count, const Eigen::VectorXd& x, Eigen::VectorXd* gradient,
               Eigen::MatrixXd* outer = nullptr);
  // The change of Value's gradient along `direction`, by a central difference.
  Eigen::VectorXd SlopeAt(size_t count, const Eigen::VectorXd& x, const Eigen::VectorXd& direction,
                          double step);
  // How many lengths of `direction` to go from mu to be between two returns, not on one.
  double Clear(double mu, double direction) const;
  // Minus the Hessian, along `directions`, by central differences of `step` of their length, less
  // where a bound is nearer. Only the first direction may move mu.
  Eigen::MatrixXd Curvature(size_t count, const Eigen::VectorXd& x,
                            const Eigen::MatrixXd& directions, double step);
  std::vector<Eigen::VectorXd> Starts();
  base::Status Descend(size_t count, const Eigen::MatrixXd& scale, double tolerance,
                       Eigen::VectorXd* x);
  base::Result<GarchMaximum> RunFromAll();
  base::Result<GarchMaximum> RunFrom(const Eigen::VectorXd& start);
  // The columns of `scale` less what leads out of the constraints that hold x.
  Eigen::MatrixXd FreeDirections(const Eigen::VectorXd& x, const Eigen::MatrixXd& scale) const;
  // How far x can go both ways, in lengths of `direction`; at most 1.
  double Room(const Eigen::VectorXd& x, const Eigen::VectorXd& direction) const;
  bool Allowed(const Eigen::VectorXd& x) const;
  // Newton's step to the maximum; true where what is left to gain is negligible.
  bool Polish(GarchMaximum* maximum);

  GarchSpec spec_;
  GarchSample sample_;
  std::vector<size_t> slots_;
  LikelihoodFunction likelihood_;
  std::vector<math::LinearConstraint> constraints_;
  int evaluations_ = 0;
};

}  // namespace keel::models::internal
