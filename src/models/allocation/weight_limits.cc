// SPDX-License-Identifier: MIT
#include "models/allocation/weight_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace keel::models {
namespace {

constexpr double kRounding = 1e-12;  // a sum of ten weights of 0.1 is 1

double Sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

std::vector<double> WeightBox::BestFor(std::span<const double> returns) const {
  std::vector<size_t> order(returns.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return returns[a] > returns[b]; });
  std::vector<double> weights = lower;
  double invested = Sum(lower);
  for (const size_t i : order) {
    const double goal = returns[i] > 0 ? most_invested : least_invested;
    const double more = std::clamp(goal - invested, 0.0, upper[i] - lower[i]);
    weights[i] += more;
    invested += more;
  }
  return weights;
}

std::optional<std::vector<double>> WeightBox::OnlyChoice() const {
  if (Sum(lower) > most_invested - kRounding) return lower;
  if (Sum(upper) < least_invested + kRounding) return upper;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (upper[i] - lower[i] > kRounding) return std::nullopt;
  }
  return lower;
}

base::Result<WeightBox> ExpandLimits(const char* who, const WeightLimits& limits, size_t assets) {
  const auto bad = [who](const std::string& what) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("{}: {}", who, what));
  };
  WeightBox box{limits.lower, limits.upper, limits.least_invested, limits.most_invested};
  if (!std::isfinite(box.least_invested) || !std::isfinite(box.most_invested) ||
      box.least_invested > box.most_invested) {
    return bad(
        fmt::format("from {} to {} may be invested; two finite numbers, the smaller one "
                    "first, are needed",
                    box.least_invested, box.most_invested));
  }
  if (box.lower.empty()) box.lower.assign(assets, 0.0);
  if (box.upper.empty()) box.upper.assign(assets, std::max(1.0, box.most_invested));
  if (box.lower.size() != assets || box.upper.size() != assets) {
    return bad(
        fmt::format("{} lower and {} upper limits for {} assets; one of each an asset is "
                    "needed",
                    box.lower.size(), box.upper.size(), assets));
  }
  for (size_t i = 0; i < assets; ++i) {
    if (std::isfinite(box.lower[i]) && std::isfinite(box.upper[i]) &&
        box.lower[i] <= box.upper[i]) {
      continue;
    }
    return bad(
        fmt::format("the weight of asset {} is limited to {} to {}; two finite numbers, the "
                    "smaller one first, are needed",
                    i, box.lower[i], box.upper[i]));
  }
  if (Sum(box.lower) > box.most_invested + kRounding) {
    return bad(
        fmt::format("the lower limits sum to {:.6g}, more than the {:.6g} that may be "
                    "invested; lower them",
                    Sum(box.lower), box.most_invested));
  }
  if (Sum(box.upper) < box.least_invested - kRounding) {
    return bad(
        fmt::format("the upper limits sum to {:.6g}, less than the {:.6g} that must be "
                    "invested; raise them",
                    Sum(box.upper), box.least_invested));
  }
  return box;
}

}  // namespace keel::models
