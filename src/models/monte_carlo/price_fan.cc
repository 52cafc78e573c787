// SPDX-License-Identifier: MIT
#include "models/monte_carlo/price_fan.h"

#include <algorithm>
#include <cmath>

namespace keel::models {
namespace {

double Interpolated(const std::vector<double>& sorted, double level) {
  const double at = level * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::vector<std::vector<double>> PriceFan(std::span<const double> log_paths, size_t steps,
                                          std::span<const double> levels, double price) {
  std::vector<std::vector<double>> fan(levels.size(), {price});
  const size_t paths = steps == 0 ? 0 : log_paths.size() / steps;
  std::vector<double> now(paths);
  for (size_t step = 0; step < steps && paths > 0; ++step) {
    for (size_t p = 0; p < paths; ++p) now[p] = log_paths[p * steps + step];
    std::sort(now.begin(), now.end());
    for (size_t level = 0; level < levels.size(); ++level) {
      fan[level].push_back(price * std::exp(Interpolated(now, levels[level])));
    }
  }
  return fan;
}

}  // namespace keel::models
