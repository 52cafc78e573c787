// SPDX-License-Identifier: MIT
#include "sim/latency_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "sim/report_queue.h"

namespace keel::sim {
namespace {

constexpr int kDraws = 20'000;

std::vector<double> Draws(const LatencySettings& settings, std::vector<double> measured = {}) {
  const auto model = LatencyModel::Make(settings, std::move(measured));
  EXPECT_TRUE(model.has_value());
  base::RandomStream stream(3, "test.latency");
  std::vector<double> draws;
  for (int i = 0; i < kDraws; ++i) draws.push_back(model->Draw(stream).seconds() * 1000);
  return draws;
}

double MeanOf(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

TEST(LatencyModel, FixedIsFixed) {
  const auto draws = Draws({.model = "fixed", .fixed_ms = 12.5});
  EXPECT_EQ(std::set<double>(draws.begin(), draws.end()).size(), 1u);
  EXPECT_DOUBLE_EQ(draws[0], 12.5);
}

TEST(LatencyModel, UniformFillsItsRange) {
  const auto draws = Draws({.model = "uniform", .min_ms = 100, .max_ms = 500});
  EXPECT_NEAR(MeanOf(draws), 300, 4 * (400 / std::sqrt(12.0)) / std::sqrt(kDraws));
  EXPECT_GE(*std::min_element(draws.begin(), draws.end()), 100);
  EXPECT_LT(*std::max_element(draws.begin(), draws.end()), 500);
  EXPECT_LT(*std::min_element(draws.begin(), draws.end()), 101);
  EXPECT_GT(*std::max_element(draws.begin(), draws.end()), 499);
}

TEST(LatencyModel, LognormalHasItsMedianAndSigma) {
  auto draws = Draws({.model = "lognormal", .median_ms = 200, .sigma = 0.5});
  std::vector<double> logs;
  for (const double d : draws) logs.push_back(std::log(d / 200));
  const double mean = MeanOf(logs);
  double squares = 0;
  for (const double l : logs) squares += (l - mean) * (l - mean);
  EXPECT_NEAR(mean, 0, 4 * 0.5 / std::sqrt(kDraws));
  EXPECT_NEAR(std::sqrt(squares / kDraws), 0.5, 0.015);
}

TEST(LatencyModel, MeasuredDrawsNothingElse) {
  const auto draws = Draws({.model = "measured", .file = "pings.txt"}, {10, 20, 70});
  const std::set<double> values(draws.begin(), draws.end());
  EXPECT_EQ(values, (std::set<double>{10, 20, 70}));
  EXPECT_NEAR(MeanOf(draws), 100.0 / 3, 1);
}

void ExpectRefused(const LatencySettings& settings, std::vector<double> measured,
                   const std::string& part) {
  const auto model = LatencyModel::Make(settings, std::move(measured));
  ASSERT_FALSE(model.has_value()) << part;
  EXPECT_EQ(model.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(model.error().message.find(part), std::string::npos) << model.error().message;
}

TEST(LatencyModel, RefusesWhatCannotBe) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ExpectRefused({.model = "fixed", .fixed_ms = -1}, {}, "fixed_ms");
  ExpectRefused({.model = "fixed", .fixed_ms = nan}, {}, "fixed_ms");
  ExpectRefused({.model = "uniform", .min_ms = 5, .max_ms = 4}, {}, "min_ms <= max_ms");
  ExpectRefused({.model = "lognormal", .median_ms = 4e6}, {}, "median_ms");
  ExpectRefused({.model = "lognormal", .sigma = -0.1}, {}, "sigma");
  ExpectRefused({.model = "measured"}, {}, "no number");
  ExpectRefused({.model = "measured"}, {1, nan}, "outside");
  ExpectRefused({.model = "unifrom"}, {}, "did you mean \"uniform\"");
}

core::Report Accepted(uint64_t id) { return core::OrderAccepted{core::OrderId{id}, {}}; }
uint64_t IdOf(const core::Report& report) {
  return std::get<core::OrderAccepted>(report).order.value;
}

TEST(ReportQueue, GivesInOrderOfTimeAndTiesInOrderOfPushing) {
  base::RandomStream stream(4, "test.queue");
  ReportQueue queue;
  std::vector<std::pair<int64_t, uint64_t>> pushed;
  for (uint64_t id = 1; id <= 2000; ++id) {
    const auto time = static_cast<int64_t>(stream.NextBelow(50));
    queue.Push(base::UnixNanos{time}, Accepted(id));
    pushed.emplace_back(time, id);
  }
  std::sort(pushed.begin(), pushed.end());
  for (const auto& [time, id] : pushed) {
    ASSERT_EQ(queue.next_time().ns, time);
    ASSERT_EQ(IdOf(queue.Pop()), id);
  }
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next_time(), base::kEndOfTime);
}

}  // namespace
}  // namespace keel::sim
