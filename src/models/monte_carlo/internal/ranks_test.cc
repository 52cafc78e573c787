// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace keel::models::internal {
namespace {

std::vector<double> Sample(size_t size, int kind) {
  base::RandomStream stream(31, "test.ranks", static_cast<uint64_t>(kind));
  std::vector<double> values;
  for (size_t i = 0; i < size; ++i) {
    const double z = stream.NextNormal();
    const double candidates[] = {z, std::exp(20 * z), 0.25, std::floor(2 * z), 1e-310 * z};
    values.push_back(candidates[kind]);
  }
  return values;
}

TEST(OrderStatistics, AreThoseOfSorting) {
  for (const size_t size : {1U, 2U, 3U, 50U, 5000U}) {
    for (int kind = 0; kind < 5; ++kind) {
      const std::vector<double> values = Sample(size, kind);
      std::vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      std::vector<size_t> ranks{size - 1, 0, size / 2, size / 2, size / 100};
      const std::vector<double> found = OrderStatistics(values, ranks);
      for (size_t i = 0; i < ranks.size(); ++i) {
        ASSERT_EQ(found[i], sorted[ranks[i]]) << size << " of kind " << kind;
      }
    }
  }
}

TEST(TailRisks, AreTheMeanOfTheWorst) {
  std::vector<double> values = Sample(999, 0);
  const auto risks = TailRisks(values, std::vector<double>{0.95, 0.9, 0.5});
  std::sort(values.begin(), values.end());
  for (const TailEstimate& risk : risks) {
    const double tail = 999 * (1 - risk.confidence);
    const auto whole = static_cast<size_t>(tail);
    double sum = (tail - static_cast<double>(whole)) * -values[whole];
    for (size_t i = 0; i < whole; ++i) sum -= values[i];
    EXPECT_NEAR(risk.expected_shortfall.value, sum / tail, 1e-12);
    const double position = 998 * (1 - risk.confidence);
    const auto lower = static_cast<size_t>(position);
    const double fraction = position - static_cast<double>(lower);
    EXPECT_NEAR(-risk.value_at_risk.value,
                values[lower] + fraction * (values[lower + 1] - values[lower]), 1e-12);
  }
}

}  // namespace
}  // namespace keel::models::internal
