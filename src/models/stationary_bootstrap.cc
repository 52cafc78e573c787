// SPDX-License-Identifier: MIT
#include "models/stationary_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "base/check.h"

namespace keel::models {
namespace {

/// R(0) ... R(lags), divisor n.
std::vector<double> Autocovariances(std::span<const double> series, size_t lags) {
  const auto n = static_cast<double>(series.size());
  const double mean = std::accumulate(series.begin(), series.end(), 0.0) / n;
  std::vector<double> covariances;
  for (size_t lag = 0; lag <= lags; ++lag) {
    double sum = 0;
    for (size_t i = lag; i < series.size(); ++i) {
      sum += (series[i] - mean) * (series[i - lag] - mean);
    }
    covariances.push_back(sum / n);
  }
  return covariances;
}

/// The smallest lag that is followed by `run` correlations inside the band; the last one where
/// there is none.
size_t LastMeaningfulLag(const std::vector<double>& covariances, size_t run, double band) {
  const size_t lags = covariances.size() - 1;
  size_t quiet = 0;
  for (size_t lag = 1; lag <= lags; ++lag) {
    quiet = std::abs(covariances[lag]) < band * covariances[0] ? quiet + 1 : 0;
    if (quiet == run) return lag - run;
  }
  return lags;
}

}  // namespace

BlockDraws::BlockDraws(size_t size, double mean_block, base::RandomStream random)
    : size_(size), renew_(1 / mean_block), random_(std::move(random)) {
  CHECK(size > 0 && mean_block >= 1, "blocks of nothing");
  at_ = random_.NextBelow(size_);
}

size_t BlockDraws::Next() {
  const size_t drawn = at_;
  const bool anew = random_.NextUniform() < renew_;
  at_ = anew ? random_.NextBelow(size_) : at_ + 1 == size_ ? 0 : at_ + 1;
  return drawn;
}

double StationaryBlockLength(std::span<const double> series) {
  constexpr size_t kLeast = 10;
  if (series.size() < kLeast) return 1;
  const auto n = static_cast<double>(series.size());
  const auto run = static_cast<size_t>(std::max(5.0, std::ceil(std::sqrt(std::log10(n)))));
  const size_t lags =
      std::min(static_cast<size_t>(std::ceil(std::sqrt(n))) + run, series.size() - 1);
  const std::vector<double> covariances = Autocovariances(series, lags);
  if (!(covariances[0] > 0)) return 1;
  const double band = 2 * std::sqrt(std::log10(n) / n);
  const size_t last = LastMeaningfulLag(covariances, run, band);
  const size_t window = std::min(2 * std::max<size_t>(last, 1), lags);
  double g = 0;
  double spectrum = covariances[0];  // at frequency zero
  for (size_t k = 1; k <= window; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(window);
    const double flat_top = t <= 0.5 ? 1 : 2 * (1 - t);
    g += 2 * flat_top * static_cast<double>(k) * covariances[k];
    spectrum += 2 * flat_top * covariances[k];
  }
  const double longest = std::max(1.0, std::min(3 * std::sqrt(n), n / 3));
  const double length = std::cbrt(g * g / (spectrum * spectrum) * n);
  return std::isfinite(length) ? std::clamp(length, 1.0, longest) : longest;
}

}  // namespace keel::models
