// SPDX-License-Identifier: MIT
#include "models/allocation/hierarchical_risk_parity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace keel::models {
namespace {

/// Distances between the columns of the correlation distance, row by row.
std::vector<double> ColumnDistances(const CovarianceTable& c) {
  const size_t n = c.assets;
  std::vector<double> near(n * n), far(n * n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      const double rho = c.values[i * n + j] / std::sqrt(c.values[i * n + i] * c.values[j * n + j]);
      near[i * n + j] = i == j ? 0 : std::sqrt(std::max(0.0, (1 - rho) / 2));
    }
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < i; ++j) {
      double squares = 0;
      for (size_t k = 0; k < n; ++k) {
        const double d = near[i * n + k] - near[j * n + k];
        squares += d * d;
      }
      far[i * n + j] = far[j * n + i] = std::sqrt(squares);
    }
  }
  return far;
}

/// The leaves of the single linkage tree. Merged clusters go to the end of the list, so that of two
/// the older one stands on the left.
std::vector<size_t> LeafOrder(const CovarianceTable& c) {
  const size_t n = c.assets;
  const std::vector<double> distances = ColumnDistances(c);
  struct Cluster {
    std::vector<size_t> leaves;
    std::vector<double> to_asset;  // distance of each asset to the nearest leaf
  };
  std::vector<Cluster> clusters(n);
  for (size_t i = 0; i < n; ++i) {
    const auto row = distances.begin() + static_cast<std::ptrdiff_t>(i * n);
    clusters[i] = {{i}, {row, row + static_cast<std::ptrdiff_t>(n)}};
  }
  while (clusters.size() > 1) {
    size_t left = 0, right = 1;
    double nearest = std::numeric_limits<double>::max();
    for (size_t a = 0; a < clusters.size(); ++a) {
      for (size_t b = a + 1; b < clusters.size(); ++b) {
        for (const size_t leaf : clusters[b].leaves) {
          if (clusters[a].to_asset[leaf] >= nearest) continue;
          nearest = clusters[a].to_asset[leaf];
          left = a;
          right = b;
        }
      }
    }
    Cluster merged = std::move(clusters[left]);
    const Cluster& other = clusters[right];
    merged.leaves.insert(merged.leaves.end(), other.leaves.begin(), other.leaves.end());
    for (size_t k = 0; k < n; ++k) {
      merged.to_asset[k] = std::min(merged.to_asset[k], other.to_asset[k]);
    }
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(right));
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(left));
    clusters.push_back(std::move(merged));
  }
  return clusters.front().leaves;
}

/// Variance of the assets under inverse-variance weights.
double ClusterVariance(const CovarianceTable& c, std::span<const size_t> assets) {
  const size_t n = c.assets;
  double sum = 0, variance = 0;
  for (const size_t i : assets) sum += 1 / c.values[i * n + i];
  for (const size_t i : assets) {
    for (const size_t j : assets) {
      variance += c.values[i * n + j] / (c.values[i * n + i] * c.values[j * n + j]);
    }
  }
  return variance / (sum * sum);
}

void Bisect(const CovarianceTable& c, std::span<const size_t> assets,
            std::vector<double>* weights) {
  if (assets.size() < 2) return;
  const auto left = assets.first(assets.size() / 2);
  const auto right = assets.subspan(assets.size() / 2);
  const double left_variance = ClusterVariance(c, left);
  const double right_variance = ClusterVariance(c, right);
  const double left_share = right_variance / (left_variance + right_variance);
  for (const size_t i : left) (*weights)[i] *= left_share;
  for (const size_t i : right) (*weights)[i] *= 1 - left_share;
  Bisect(c, left, weights);
  Bisect(c, right, weights);
}

}  // namespace

base::Result<HierarchicalRiskParity> HierarchicalRiskParityWeights(
    const CovarianceTable& covariance) {
  TRY(CheckCovariance("hierarchical risk parity", covariance));
  HierarchicalRiskParity result{.weights = std::vector<double>(covariance.assets, 1.0),
                                .order = LeafOrder(covariance)};
  Bisect(covariance, result.order, &result.weights);
  return result;
}

}  // namespace keel::models
