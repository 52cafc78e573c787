// SPDX-License-Identifier: MIT
// Assets that are one bet: every pair inside a cluster is correlated at least so much.
#pragma once

#include <vector>

#include "models/correlation/covariance.h"

namespace keel::models {

/// Agglomerative clustering with complete linkage: two clusters join while the smallest correlation
/// between their members is at least `threshold`, the most alike first. Returns the cluster of each
/// asset; clusters are numbered by their first asset.
std::vector<size_t> CorrelationClusters(const SymmetricMatrix& correlation, double threshold = 0.7);

}  // namespace keel::models
