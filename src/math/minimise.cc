// SPDX-License-Identifier: MIT
#include "math/minimise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>

#include "math/internal/nlopt_search.h"

namespace keel::math {
namespace {

using internal::Search;

tl::unexpected<base::Error> Bad(const std::string& what) {
  return base::Fail(base::ErrorCode::kUsage, "minimise: " + what);
}

// What the callback needs, and what it saw.
struct Call {
  const Objective& objective;
  nlopt_opt search;
  int evaluations = 0;
  bool finite = true;
  std::exception_ptr thrown;
};

double Evaluate(unsigned n, const double* x, double* gradient, void* context) {
  auto& call = *static_cast<Call*>(context);
  ++call.evaluations;
  const std::span<double> slope(gradient, gradient == nullptr ? 0 : n);
  double value = HUGE_VAL;
  try {
    value = call.objective({x, n}, slope);
  } catch (...) {  // must not pass through the C library's frames
    call.thrown = std::current_exception();
    nlopt_force_stop(call.search);
    return HUGE_VAL;
  }
  const auto finite = [](double d) { return std::isfinite(d); };
  if (!finite(value) || !std::all_of(slope.begin(), slope.end(), finite)) {
    call.finite = false;
    nlopt_force_stop(call.search);
  }
  return value;
}

double EvaluateConstraint(unsigned n, const double* x, double* gradient, void* context) {
  const auto& constraint = *static_cast<const LinearConstraint*>(context);
  double value = -constraint.bound;
  for (unsigned i = 0; i < n; ++i) value += constraint.normal[i] * x[i];
  if (gradient != nullptr) std::copy_n(constraint.normal.begin(), n, gradient);
  return value;
}

base::Status CheckInput(std::span<const double> start, const MinimiseOptions& options) {
  const size_t n = start.size();
  if (n == 0) return Bad("there is no parameter to search over");
  if (!options.lower.empty() && options.lower.size() != n) {
    return Bad(fmt::format("{} lower bounds for {} parameters", options.lower.size(), n));
  }
  if (!options.upper.empty() && options.upper.size() != n) {
    return Bad(fmt::format("{} upper bounds for {} parameters", options.upper.size(), n));
  }
  for (size_t i = 0; i < n; ++i) {
    const double low = options.lower.empty() ? -HUGE_VAL : options.lower[i];
    const double high = options.upper.empty() ? HUGE_VAL : options.upper[i];
    if (!(low <= start[i] && start[i] <= high) || !std::isfinite(start[i])) {
      return Bad(fmt::format("start {} of parameter {} lies outside its bounds {} to {}", start[i],
                             i, low, high));
    }
  }
  if (!options.constraints.empty() && options.method != MinimiseMethod::kSlsqp) {
    return Bad("linear constraints need the method kSlsqp");
  }
  for (const LinearConstraint& constraint : options.constraints) {
    if (constraint.normal.size() != n) {
      return Bad(fmt::format("a constraint over {} parameters of {}", constraint.normal.size(), n));
    }
  }
  if (options.max_evaluations < 1) return Bad("max_evaluations must be at least 1");
  return {};
}

nlopt_algorithm AlgorithmOf(MinimiseMethod method) {
  switch (method) {
    case MinimiseMethod::kLbfgs:
      return NLOPT_LD_LBFGS;
    case MinimiseMethod::kSlsqp:
      return NLOPT_LD_SLSQP;
    case MinimiseMethod::kSubplex:
      break;
  }
  return NLOPT_LN_SBPLX;
}

Search MakeSearch(size_t n, const MinimiseOptions& options) {
  Search search(nlopt_create(AlgorithmOf(options.method), static_cast<unsigned>(n)));
  if (search == nullptr) return search;
  if (!options.lower.empty()) nlopt_set_lower_bounds(search.get(), options.lower.data());
  if (!options.upper.empty()) nlopt_set_upper_bounds(search.get(), options.upper.data());
  for (const LinearConstraint& constraint : options.constraints) {
    // Without a tolerance the library rejects a point on the constraint for its last bit.
    nlopt_add_inequality_constraint(search.get(), EvaluateConstraint,
                                    const_cast<LinearConstraint*>(&constraint),
                                    1e-12 * std::max(1.0, std::abs(constraint.bound)));
  }
  nlopt_set_ftol_rel(search.get(), options.value_tolerance_relative);
  nlopt_set_ftol_abs(search.get(), options.value_tolerance_absolute);
  nlopt_set_xtol_rel(search.get(), options.x_tolerance_relative);
  nlopt_set_maxeval(search.get(), options.max_evaluations);
  return search;
}

}  // namespace

base::Result<Minimum> Minimise(const Objective& objective, std::span<const double> start,
                               const MinimiseOptions& options) {
  TRY(CheckInput(start, options));
  const Search search = MakeSearch(start.size(), options);
  if (search == nullptr) return Bad("the library could not set up the search");
  Call call{.objective = objective, .search = search.get()};
  nlopt_set_min_objective(search.get(), Evaluate, &call);
  Minimum minimum{.x = {start.begin(), start.end()}};
  const nlopt_result outcome = nlopt_optimize(search.get(), minimum.x.data(), &minimum.value);
  minimum.evaluations = call.evaluations;
  if (call.thrown) std::rethrow_exception(call.thrown);
  if (!call.finite) {
    return Bad(fmt::format("the function is not finite at its evaluation {}", call.evaluations));
  }
  if (outcome == NLOPT_MAXEVAL_REACHED) {
    return Bad(fmt::format("not converged after {} evaluations", call.evaluations));
  }
  // NLopt's L-BFGS and SLSQP report a line search that finds nothing lower as a plain failure, too.
  minimum.limited_by_rounding = outcome == NLOPT_ROUNDOFF_LIMITED || outcome == NLOPT_FAILURE;
  if (outcome < 0 && !minimum.limited_by_rounding) {
    return Bad(fmt::format("the search failed: {}", nlopt_result_to_string(outcome)));
  }
  if (!std::isfinite(minimum.value)) return Bad("the search ended without a value");
  return minimum;
}

}  // namespace keel::math
