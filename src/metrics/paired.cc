// SPDX-License-Identifier: MIT
#include "metrics/paired.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "metrics/moments.h"

namespace keel::metrics {
namespace {

double WithoutNoise(double variance) {
  return variance < kZeroDeviation * kZeroDeviation ? 0.0 : variance;
}

}  // namespace

std::optional<double> PairedMoments::beta() const { return Ratio(covariance, variance_x); }

std::optional<double> PairedMoments::correlation() const {
  const auto r = Ratio(covariance, std::sqrt(variance_y) * std::sqrt(variance_x));
  if (!r) return std::nullopt;
  return std::clamp(*r, -1.0, 1.0);
}

PairedMoments PairedMomentsOf(std::span<const double> y, std::span<const double> x) {
  CHECK(y.size() == x.size(), "pairs need both halves");
  PairedMoments m;
  m.count = y.size();
  if (y.size() < 2) return m;
  const double n = static_cast<double>(y.size());
  for (size_t i = 0; i < y.size(); ++i) {
    m.mean_y += y[i];
    m.mean_x += x[i];
  }
  m.mean_y /= n;
  m.mean_x /= n;
  for (size_t i = 0; i < y.size(); ++i) {
    const double dy = y[i] - m.mean_y;
    const double dx = x[i] - m.mean_x;
    m.variance_y += dy * dy;
    m.variance_x += dx * dx;
    m.covariance += dy * dx;
  }
  m.variance_y = WithoutNoise(m.variance_y / (n - 1));
  m.variance_x = WithoutNoise(m.variance_x / (n - 1));
  m.covariance /= n - 1;
  return m;
}

}  // namespace keel::metrics
