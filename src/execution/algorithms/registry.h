// SPDX-License-Identifier: MIT
// The algorithms of list.inc by name.
#pragma once

#include <vector>

#include "execution/algorithms/algorithm.h"

namespace keel::execution {

const std::vector<AlgorithmSpec>& Algorithms();

/// The algorithm of that name with these settings. kNotFound names the nearest one; kUsage as in
/// AlgorithmSpec::make.
base::Result<std::unique_ptr<Algorithm>> MakeAlgorithm(std::string_view name,
                                                       const ParentOrder& parent,
                                                       std::string_view settings);

}  // namespace keel::execution
