// SPDX-License-Identifier: MIT
// The searches of NLopt over a whole box, for a function that costs much and has no gradient: a
// strategy's result over its parameters. The same seed asks for the same points in the same order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::math {

enum class SearchMethod {
  kIsres,   ///< evolution strategy with stochastic ranking [Runarsson, Yao 2005]
  kEsch,    ///< evolutionary algorithm [Santos et al. 2010]
  kCrs2,    ///< controlled random search with local mutation [Kaelo, Ali 2006]
  kDirect,  ///< dividing rectangles, locally biased [Gablonsky, Kelley 2001]; draws nothing
};

/// "isres", "esch", "crs2", "direct"; kUsage with the nearest name for another.
base::Result<SearchMethod> ParseSearchMethod(std::string_view name);
std::vector<std::string> SearchMethodNames();

struct SearchBoxOptions {
  SearchMethod method = SearchMethod::kIsres;
  std::vector<double> lower;  ///< of each coordinate, finite, below `upper`
  std::vector<double> upper;
  uint64_t seed = 1;
  int max_evaluations = 1000;
  /// Points of a generation, more than coordinates; 0: the method's own, 40 to 20 (n + 1), which is
  /// too many where there are few evaluations.
  int population = 0;
};

/// The value at x, to be small; nothing ends the search.
using BoxFunction = std::function<std::optional<double>(std::span<const double> x)>;

/// Asks `function` until it gives nothing, `max_evaluations` are reached or the method is at its
/// end; how often it was asked. Calls it on this thread alone, one point after the other. The
/// library's generator is the process's own: two searches at once would disturb each other. kUsage
/// for a box that is none and for a value that is not finite.
base::Result<int> SearchBox(const BoxFunction& function, const SearchBoxOptions& options);

}  // namespace keel::math
