// SPDX-License-Identifier: MIT
// The one optimisation that portfolios with limits come down to: a convex quadratic with
// equalities, and rows that may not be crossed or cost a price where they are. Boxes, budgets,
// turnover and the tail of scenarios are all such rows.
#pragma once

#include <Eigen/Core>

#include "base/result.h"

namespace keel::models::internal {

/// min x'Qx / 2 + c'x - sum_j logs_j ln x_j + sum_i price_i max(0, row_i x - bound_i) subject to
/// E x = e. An infinite price forbids crossing. Q is positive semidefinite; Q and the rows together
/// see every direction of x that E leaves free. Numbers of order 1 are expected: callers scale.
struct ConvexProgram {
  Eigen::MatrixXd quadratic;
  Eigen::VectorXd linear;
  Eigen::MatrixXd equalities;
  Eigen::VectorXd equal_to;
  Eigen::MatrixXd rows;
  Eigen::VectorXd bounds;
  Eigen::VectorXd prices;
  Eigen::VectorXd logs;  ///< empty: none; 0 or more: an x with a logarithm stays positive
};

struct ConvexOptimum {
  Eigen::VectorXd x;
  Eigen::VectorXd multipliers;  ///< of the rows, in [0, price]
  /// The value at x is at most this above the least one: complementarity, and what the gradient
  /// of the Lagrangian is off zero, at x and the multipliers.
  double gap = 0;
};

/// By the primal-dual interior point method of Mehrotra 1992, and a step onto the rows that turn
/// out to be active, which makes the answer exact to rounding where they are told apart (not with
/// logarithms). kUsage, beginning with `who`, where no point has a gap of 1e-8: the rows contradict
/// each other, or nearly so.
base::Result<ConvexOptimum> Minimise(const char* who, const ConvexProgram& program);

}  // namespace keel::models::internal
