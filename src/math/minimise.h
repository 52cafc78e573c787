// SPDX-License-Identifier: MIT
// One door to the optimisers of NLopt: a smooth function with its gradient, under box bounds and
// linear constraints, or a function without one. It promises what a model's fit needs: the same
// input gives the same bytes, and what did not converge is an error.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/result.h"

namespace keel::math {

/// f(x); writes df/dx into `gradient` unless that is empty. It must return a finite number and
/// gradient wherever bounds and constraints allow; Minimise stops with an error where it does not.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

enum class MinimiseMethod {
  kLbfgs,    ///< limited-memory BFGS [Liu, Nocedal 1989], box bounds only: many parameters
  kSlsqp,    ///< sequential quadratic programming [Kraft 1988]: few parameters, constraints
  kSubplex,  ///< no gradient [Rowan 1990], box bounds only: kinks, and polishing
};

/// normal . x <= bound, kept to 1e-12 of the larger of 1 and |bound|.
struct LinearConstraint {
  std::vector<double> normal;
  double bound = 0;
};

struct MinimiseOptions {
  MinimiseMethod method = MinimiseMethod::kLbfgs;
  std::vector<double> lower;  ///< empty: no lower bounds; -infinity: none for this one
  std::vector<double> upper;  ///< empty: no upper bounds
  std::vector<LinearConstraint> constraints;  ///< kSlsqp only
  /// Converged when a step changes the value by less than the larger of these two.
  double value_tolerance_relative = 1e-12;
  double value_tolerance_absolute = 0;
  /// Converged when a step changes every x by less than this fraction.
  double x_tolerance_relative = 1e-10;
  int max_evaluations = 1000;
};

struct Minimum {
  std::vector<double> x;
  double value = 0;
  int evaluations = 0;
  /// The search ended because double precision allowed no better point, not at a tolerance: true
  /// minima look so when the tolerances are tight, wrong gradients too. Check the gradient at x.
  bool limited_by_rounding = false;
};

/// A local minimum of `objective` near `start`. kUsage for sizes that disagree, bounds the wrong
/// way round, a start outside them, constraints under another method than kSlsqp, a value that is
/// not finite, and when `max_evaluations` were not enough.
base::Result<Minimum> Minimise(const Objective& objective, std::span<const double> start,
                               const MinimiseOptions& options);

}  // namespace keel::math
