// SPDX-License-Identifier: MIT
// How often each route was asked, how that ended and how long it took. Counted on the server's loop
// alone, so it takes no lock; by the route and never by the path, which a stranger chooses.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace keel::server {

class RequestCounts {
 public:
  /// Seconds; what took longer is counted behind the last.
  static constexpr std::array<double, 9> kBounds = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

  struct Row {
    std::array<uint64_t, 6> by_class{};  ///< at the first digit of the status
    std::array<uint64_t, kBounds.size() + 1> took{};
    double seconds = 0;  ///< in all
  };

  /// Of `routes` routes, and of requests that fit none.
  explicit RequestCounts(size_t routes) : rows_(routes + 1) {}

  size_t none() const { return rows_.size() - 1; }
  void Add(size_t route, int status, base::Duration took) {
    Row& row = rows_.at(route);
    const double seconds = std::max(took.seconds(), 0.0);  // a clock may be set
    ++row.by_class.at(static_cast<size_t>(std::clamp(status / 100, 0, 5)));
    const auto bound = std::ranges::lower_bound(kBounds, seconds);
    ++row.took.at(static_cast<size_t>(bound - kBounds.begin()));
    row.seconds += seconds;
  }
  const Row& row(size_t route) const { return rows_.at(route); }

 private:
  std::vector<Row> rows_;
};

}  // namespace keel::server
