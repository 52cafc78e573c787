// SPDX-License-Identifier: MIT
// Every statistic that QuantStats has too, against its own numbers for the same series.
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <string>

#include "base/text.h"
#include "metrics/made_up_equities.h"
#include "metrics/registry.h"
#include "metrics/rolling.h"
#include "tests/source_tree.h"

namespace keel::metrics {
namespace {

/// key -> value, from the rows `key,value,origin`.
std::map<std::string, double> Reference() {
  std::map<std::string, double> rows;
  std::ifstream in(tests::InSourceTree("/src/metrics/testdata/quantstats_reference.csv"));
  std::string line;
  while (std::getline(in, line)) {
    const auto cells = base::Split(line, ',');
    if (cells.size() != 3 || cells[0] == "key" || line.starts_with('#')) continue;
    double value = 0;
    std::from_chars(cells[1].data(), cells[1].data() + cells[1].size(), value);
    rows[std::string(cells[0])] = value;
  }
  return rows;
}

void ExpectNear(const std::string& key, double got, double expected) {
  EXPECT_NEAR(got, expected, 1e-9 * std::max(1.0, std::abs(expected))) << key;
}

TEST(QuantStats, GivesTheSameNumbers) {
  const auto [strategy, market] = MadeUpEquities();
  const Prepared p = Prepare({strategy.view(), market.view(), {}});
  size_t compared = 0;
  for (const auto& [key, expected] : Reference()) {
    const Metric* metric = FindMetric(key);
    if (metric == nullptr) {
      EXPECT_TRUE(key.starts_with("rolling_")) << key;
      continue;
    }
    const auto got = metric->Compute(p);
    ASSERT_TRUE(got) << key;
    ExpectNear(key, *got, expected);
    ++compared;
  }
  EXPECT_EQ(compared, 74U);
}

TEST(QuantStats, GivesTheSameRollingNumbers) {
  const auto [strategy, market] = MadeUpEquities();
  const DailySeries daily = ResampleDaily(strategy.view());
  const DailySeries benchmark = ResampleDaily(market.view());
  auto reference = Reference();
  const auto last = [](const std::vector<DayValue>& values) { return values.back().value; };
  ExpectNear("sharpe", last(RollingSharpe(daily)), reference["rolling_sharpe_last"]);
  ExpectNear("sortino", last(RollingSortino(daily)), reference["rolling_sortino_last"]);
  ExpectNear("volatility", last(RollingVolatility(daily)), reference["rolling_volatility_last"]);
  ExpectNear("beta", last(RollingBeta(daily, benchmark)), reference["rolling_beta_last"]);
}

// The same equity seen every hour, wandering within the days, must give the same daily statistics.
TEST(QuantStats, DoesNotDependOnTheTimeframe) {
  const auto [strategy, market] = MadeUpEquities();
  OwnedSeries hourly = SeriesOf({strategy.equity.front()}, strategy.times.front());
  Lcg lcg(7);
  for (size_t day = 1; day < strategy.equity.size(); ++day) {
    for (int hour = 1; hour <= 24; ++hour) {
      hourly.times.push_back(strategy.times[day - 1] + base::Hours(hour));
      const double wander = 1 + 0.0001 * lcg.Uniform();
      hourly.equity.push_back(strategy.equity[day] * (hour == 24 ? 1.0 : wander));
    }
  }
  const Prepared daily = Prepare({strategy.view(), market.view(), {}});
  const Prepared bars = Prepare({hourly.view(), market.view(), {}});
  for (const char* key : {"sharpe", "sortino", "volatility", "cagr", "omega", "skew", "beta",
                          "win_months", "return_5y", "ulcer_index", "longest_drawdown_days"}) {
    EXPECT_DOUBLE_EQ(*FindMetric(key)->Compute(bars), *FindMetric(key)->Compute(daily)) << key;
  }
}

}  // namespace
}  // namespace keel::metrics
