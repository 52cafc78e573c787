// SPDX-License-Identifier: MIT
#include "models/correlation/clusters.h"

#include <algorithm>
#include <limits>

namespace keel::models {
namespace {

using Members = std::vector<size_t>;

double WeakestLink(const SymmetricMatrix& correlation, const Members& a, const Members& b) {
  double weakest = std::numeric_limits<double>::infinity();
  for (const size_t i : a) {
    for (const size_t j : b) weakest = std::min(weakest, correlation.at(i, j));
  }
  return weakest;
}

/// Joins the two clusters that are most alike; false where none are alike enough.
bool JoinClosest(const SymmetricMatrix& correlation, double threshold,
                 std::vector<Members>& clusters) {
  double best = -std::numeric_limits<double>::infinity();
  size_t first = 0;
  size_t second = 0;
  for (size_t a = 0; a < clusters.size(); ++a) {
    for (size_t b = a + 1; b < clusters.size(); ++b) {
      const double link = WeakestLink(correlation, clusters[a], clusters[b]);
      if (link <= best) continue;
      best = link;
      first = a;
      second = b;
    }
  }
  if (!(best >= threshold)) return false;
  clusters[first].insert(clusters[first].end(), clusters[second].begin(), clusters[second].end());
  clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(second));
  return true;
}

}  // namespace

std::vector<size_t> CorrelationClusters(const SymmetricMatrix& correlation, double threshold) {
  std::vector<Members> clusters;
  for (size_t i = 0; i < correlation.size; ++i) clusters.push_back({i});
  while (JoinClosest(correlation, threshold, clusters)) {
  }
  std::vector<size_t> of(correlation.size);
  for (size_t c = 0; c < clusters.size(); ++c) {
    for (const size_t asset : clusters[c]) of[asset] = c;
  }
  return of;
}

}  // namespace keel::models
