// SPDX-License-Identifier: MIT
#include "cli/risk_methods.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace keel::cli {
namespace {

class Silent final : public Progress {
 public:
  void Update(std::string_view, int64_t, int64_t) override {}
  void Finish() override {}
};

class RiskMethodsTest : public ::testing::Test {
 protected:
  RiskMethodsTest() {
    session_.progress = &progress_;
    session_.interrupted = &interrupted_;
    session_.jobs = 2;
  }
  Silent progress_;
  std::atomic<bool> interrupted_{false};
  Session session_;
};

// A method that foretells what it saw last tells what it was shown.
TEST_F(RiskMethodsTest, ATestKnowsTheWindowBeforeItAndNothingElse) {
  std::vector<double> returns(1000);
  std::iota(returns.begin(), returns.end(), 1.0);
  const RiskMethod echo{"echo", "", [](std::span<const double> seen, const RiskQuestion&) {
                          EXPECT_EQ(seen.size(), 300U);
                          return RiskAnswer({{-seen.back(), 1e9}});
                        }};
  const RiskTests tests = PlanTests(returns.size(), 300, 5);
  ASSERT_EQ(tests.at.size(), 140U);
  EXPECT_EQ(tests.at.front(), 300U);
  EXPECT_EQ(tests.at.back(), 995U);
  const RiskQuestion question{.levels = {0.95}, .horizon = 5};
  const auto results = BacktestRisk(echo, returns, tests, question, session_);
  ASSERT_TRUE(results.has_value()) << results.error().message;
  const research::RiskBacktest& result = results->front();
  for (size_t i = 0; i < tests.at.size(); ++i) {
    const double first = static_cast<double>(tests.at[i] + 1);
    EXPECT_EQ(result.value_at_risk[i], -(first - 1));
    EXPECT_EQ(result.realised[i], 5 * first + 10);
  }
  EXPECT_EQ(result.exceptions, 0U);
}

TEST_F(RiskMethodsTest, TestsAreTheLastOnesAndEnough) {
  EXPECT_TRUE(PlanTests(599, 500, 1).at.empty());
  EXPECT_EQ(PlanTests(600, 500, 1).at.size(), 100U);
  EXPECT_TRUE(PlanTests(10'000, 0, 1).at.empty());
  const RiskTests most = PlanTests(50'000, 500, 1);
  EXPECT_EQ(most.at.size(), 2000U);
  EXPECT_EQ(most.at.back(), 49'999U);
}

TEST_F(RiskMethodsTest, AMethodThatFailsOnceIsNotTested) {
  const std::vector<double> returns(700, 0.01);
  const auto tested = BacktestRisk(RiskMethods()[2], returns, PlanTests(700, 500, 1), {}, session_);
  ASSERT_FALSE(tested.has_value());  // the normal law of returns that do not vary
  EXPECT_TRUE(tested.error().message.starts_with("no answer in 200 of 200 tests"))
      << tested.error().message;
  interrupted_ = true;
  EXPECT_EQ(
      BacktestRisk(RiskMethods()[0], returns, PlanTests(700, 500, 1), {}, session_).error().code,
      base::ErrorCode::kInterrupted);
}

// Answers scale with the returns: percents or fractions give the same risk.
TEST_F(RiskMethodsTest, TheUnitDoesNotMatter) {
  std::vector<double> fractions, percents;
  double variance = 1;
  base::RandomStream random(12, "test.units");
  for (int i = 0; i < 1500; ++i) {
    const double r = std::sqrt(variance) * random.NextNormal();
    variance = 0.05 + 0.10 * r * r + 0.85 * variance;
    fractions.push_back(r * 0.02);
    percents.push_back(r * 2);
  }
  for (const RiskMethod& method : RiskMethods()) {
    const RiskQuestion question{.levels = {0.95, 0.99}, .horizon = 3};
    const RiskAnswer small = method.measure(fractions, question);
    const RiskAnswer large = method.measure(percents, question);
    ASSERT_TRUE(small.has_value() && large.has_value()) << method.name;
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_NEAR((*large)[i].value_at_risk / (*small)[i].value_at_risk, 100, 0.01) << method.name;
      EXPECT_GT((*small)[i].expected_shortfall, (*small)[i].value_at_risk);
    }
  }
}

}  // namespace
}  // namespace keel::cli
