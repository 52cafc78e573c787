// SPDX-License-Identifier: MIT
#include "math/search_box.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>

#include "base/text.h"
#include "math/internal/nlopt_search.h"

namespace keel::math {
namespace {

using base::ErrorCode;

struct MethodRow {
  std::string_view name;
  SearchMethod method;
  nlopt_algorithm algorithm;
};
constexpr std::array kMethods = {
    MethodRow{"isres", SearchMethod::kIsres, NLOPT_GN_ISRES},
    MethodRow{"esch", SearchMethod::kEsch, NLOPT_GN_ESCH},
    MethodRow{"crs2", SearchMethod::kCrs2, NLOPT_GN_CRS2_LM},
    MethodRow{"direct", SearchMethod::kDirect, NLOPT_GN_DIRECT_L},
};

// What the callback needs, and what it saw.
struct Asking {
  const BoxFunction& function;
  nlopt_opt search;
  int evaluations = 0;
  bool ended = false;
  bool finite = true;
  std::exception_ptr thrown;
};

double Ask(unsigned n, const double* x, double*, void* context) {
  auto& asking = *static_cast<Asking*>(context);
  if (asking.ended) return HUGE_VAL;  // some methods finish a round after they were told to stop
  std::optional<double> value;
  try {
    value = asking.function({x, n});
  } catch (...) {  // must not pass through the C library's frames
    asking.thrown = std::current_exception();
  }
  if (value) ++asking.evaluations;
  asking.finite = !value || std::isfinite(*value);
  if (value && asking.finite) return *value;
  asking.ended = true;
  nlopt_force_stop(asking.search);
  return HUGE_VAL;
}

base::Status CheckBox(const SearchBoxOptions& options) {
  if (options.lower.empty() || options.lower.size() != options.upper.size()) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("search: {} lower and {} upper ends are no box",
                                  options.lower.size(), options.upper.size()));
  }
  for (size_t i = 0; i < options.lower.size(); ++i) {
    const double low = options.lower[i];
    const double high = options.upper[i];
    if (low < high && std::isfinite(low) && std::isfinite(high)) continue;
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("search: {} to {} is no side {} of a box", low, high, i));
  }
  if (options.max_evaluations >= 1) return {};
  return base::Fail(ErrorCode::kUsage, "search: max_evaluations must be at least 1");
}

}  // namespace

std::vector<std::string> SearchMethodNames() {
  std::vector<std::string> names;
  for (const MethodRow& row : kMethods) names.emplace_back(row.name);
  return names;
}

base::Result<SearchMethod> ParseSearchMethod(std::string_view name) {
  for (const MethodRow& row : kMethods) {
    if (row.name == name) return row.method;
  }
  const std::vector<std::string> names = SearchMethodNames();
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("\"{}\" is no search{}; there are {}", name,
                                base::DidYouMean(name, names), base::Join(names, ", ")));
}

base::Result<int> SearchBox(const BoxFunction& function, const SearchBoxOptions& options) {
  TRY(CheckBox(options));
  const size_t n = options.lower.size();
  const auto algorithm = kMethods[static_cast<size_t>(options.method)].algorithm;
  const internal::Search search(nlopt_create(algorithm, static_cast<unsigned>(n)));
  if (search == nullptr) return base::Fail(ErrorCode::kUsage, "search: the library refused it");
  Asking asking{.function = function, .search = search.get()};
  nlopt_set_lower_bounds(search.get(), options.lower.data());
  nlopt_set_upper_bounds(search.get(), options.upper.data());
  nlopt_set_min_objective(search.get(), Ask, &asking);
  nlopt_set_maxeval(search.get(), options.max_evaluations);
  nlopt_set_population(search.get(), static_cast<unsigned>(std::max(options.population, 0)));
  nlopt_srand(options.seed);
  std::vector<double> x(n);
  for (size_t i = 0; i < n; ++i) x[i] = (options.lower[i] + options.upper[i]) / 2;
  double value = 0;
  const nlopt_result outcome = nlopt_optimize(search.get(), x.data(), &value);
  if (asking.thrown) std::rethrow_exception(asking.thrown);
  if (!asking.finite) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("search: its point {} has no finite value", asking.evaluations));
  }
  if (outcome < 0 && outcome != NLOPT_FORCED_STOP && outcome != NLOPT_ROUNDOFF_LIMITED) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("search: it failed: {}", nlopt_result_to_string(outcome)));
  }
  return asking.evaluations;
}

}  // namespace keel::math
