// SPDX-License-Identifier: MIT
#include "models/bootstrap/block_length.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace keel::models {
namespace {

constexpr size_t kFewest = 9;

/// Sums of squares of the first and the last n - lag - 1 deviations, which is what the correlation
/// at `lag` is measured against.
double NormOf(std::span<const double> deviations, size_t lag) {
  const size_t size = deviations.size() - lag - 1;
  double late = 0, early = 0;
  for (size_t i = 0; i < size; ++i) {
    early += deviations[i] * deviations[i];
    late += deviations[i + lag + 1] * deviations[i + lag + 1];
  }
  return std::sqrt(early * late);
}

/// Autocovariances (divisor n) and the bandwidth that they call for.
struct Memory {
  std::vector<double> covariances;
  size_t bandwidth = 0;
};

Memory MemoryOf(std::span<const double> deviations) {
  const size_t count = deviations.size();
  const auto n = static_cast<double>(count);
  const size_t run = std::max<size_t>(5, static_cast<size_t>(std::log10(n)));
  const size_t furthest = std::min(count - 2, static_cast<size_t>(std::ceil(std::sqrt(n))) + run);
  const double noise = 2 * std::sqrt(std::log10(n) / n);
  Memory memory{.covariances = std::vector<double>(furthest + 1)};
  std::optional<size_t> last;
  size_t quiet = 0;  // correlations in a row that are noise
  for (size_t lag = 0; lag <= furthest; ++lag) {
    if (lag >= run && quiet >= run && !last) last = lag - run;
    double product = 0;
    for (size_t i = lag; i < count; ++i) product += deviations[i] * deviations[i - lag];
    memory.covariances[lag] = product / n;
    const double norm = NormOf(deviations, lag);
    quiet = norm > 0 && std::abs(product) < noise * norm ? quiet + 1 : 0;
  }
  memory.bandwidth = last ? std::min(2 * std::max<size_t>(*last, 1), furthest) : furthest;
  return memory;
}

}  // namespace

double StationaryBlockLength(std::span<const double> values) {
  if (values.size() < kFewest) return 1;
  const auto [low, high] = std::ranges::minmax_element(values);
  if (*low == *high) return 1;
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  std::vector<double> deviations(values.begin(), values.end());
  for (double& x : deviations) x -= mean;
  const Memory memory = MemoryOf(deviations);

  double spread = 0;
  double variance = memory.covariances[0];
  for (size_t lag = 1; lag <= memory.bandwidth; ++lag) {
    const double share = static_cast<double>(lag) / static_cast<double>(memory.bandwidth);
    const double window = share <= 0.5 ? 1 : 2 * (1 - share);
    spread += 2 * window * static_cast<double>(lag) * memory.covariances[lag];
    variance += 2 * window * memory.covariances[lag];
  }
  if (!(variance * variance > 0)) return 1;
  const double longest = std::ceil(std::min(3 * std::sqrt(n), n / 3));
  const double length = std::cbrt(spread * spread / (variance * variance) * n);
  return std::clamp(length, 1.0, std::max(1.0, longest));
}

}  // namespace keel::models
