// SPDX-License-Identifier: MIT
// A box and a budget as rows of a convex program, and back.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/allocation/internal/convex_program.h"
#include "models/allocation/weight_limits.h"

namespace keel::models::internal {

/// Gathers the rows of a program in `variables` unknowns, the first of which are weights.
class RowBuilder {
 public:
  explicit RowBuilder(Eigen::Index variables) : variables_(variables) {}

  /// row x = value.
  void Equal(const Eigen::VectorXd& row, double value);
  /// row x <= bound, or price a unit beyond it.
  void AtMost(const Eigen::VectorXd& row, double bound, double price);
  void AtMost(const Eigen::VectorXd& row, double bound);
  /// The box and the budget for the first weights.
  void Limits(const WeightBox& box);
  Eigen::VectorXd Unit(Eigen::Index at, double value = 1) const;
  void FillIn(ConvexProgram* program) const;

 private:
  struct Row {
    Eigen::VectorXd row;
    double bound = 0;
    double price = 0;
  };
  Eigen::Index variables_;
  std::vector<Row> equalities_;
  std::vector<Row> rows_;
};

/// Weights of an optimum: what is within rounding of a limit is put on it.
std::vector<double> WithinLimits(const Eigen::VectorXd& x, const WeightBox& box);

}  // namespace keel::models::internal
