// SPDX-License-Identifier: MIT
#include "models/execution/almgren_chriss.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

// Almgren, Chriss 2000, section 3.4 and table 1: a million shares of 50 $ in five days; 30 % annual
// volatility, spread 1/8, five million shares a day. Trading 1 % of the daily volume costs a spread
// (eta), and selling 10 % of it moves the price by one for good (gamma).
Liquidation Example() {
  return {.quantity = 1e6,
          .horizon = 5,
          .intervals = 5,
          .impact = {
              .volatility = 0.95, .permanent = 2.5e-7, .temporary = 2.5e-6, .half_spread = 0.0625}};
}

TEST(AlmgrenChriss, ParametersOfThePapersExample) {
  // The footprints from which the paper derives them.
  EXPECT_NEAR(0.3 * 50 / std::sqrt(250), 0.95, 2e-3);
  EXPECT_NEAR(0.125 / (0.1 * 5e6), 2.5e-7, 1e-20);
  EXPECT_NEAR(0.125 / (0.01 * 5e6), 2.5e-6, 1e-20);
}

TEST(AlmgrenChriss, UrgencyOfThePapersExample) {
  const ExecutionSchedule s = OptimalSchedule(Example(), 1e-6).value();
  EXPECT_NEAR(s.urgency, 0.61, 5e-3);                                 // per day
  EXPECT_NEAR(s.urgency * 5, 3, 0.05);                                // kappa T "about 3"
  EXPECT_NEAR(s.half_life, 1.6, 0.05);                                // days
  EXPECT_NEAR(s.cost.variance, std::pow(0.95, 2) * 4.03466e11, 1e7);  // transcribed into numpy
  EXPECT_NEAR(s.cost.expected, 911226.987, 1e-3);
  const double want[] = {1e6, 541956, 289854, 147897, 62142, 0};
  for (size_t k = 0; k <= 5; ++k) EXPECT_NEAR(s.holdings[k], want[k], 0.5);
}

// The paper's (11) to (13): without risk aversion equal trades, with
// E = gamma X^2 / 2 + epsilon X + (eta - gamma tau / 2) X^2 / T and
// V = sigma^2 X^2 T (1 - 1/N) (1 - 1/(2N)) / 3; all at once E = epsilon X + eta X^2 / tau, V = 0.
TEST(AlmgrenChriss, TheTwoExtremesAreThePapersClosedForms) {
  const ExecutionSchedule slow = OptimalSchedule(Example(), 0).value();
  for (const double trade : slow.trades) EXPECT_NEAR(trade, 2e5, 1e-6);
  EXPECT_TRUE(std::isinf(slow.half_life));
  EXPECT_NEAR(slow.cost.expected, 125e3 + 62.5e3 + 475e3, 1e-6);
  EXPECT_NEAR(slow.cost.variance, 0.95 * 0.95 * 1e12 * 5 * 0.8 * 0.9 / 3, 1);
  const ExecutionCost fast =
      CostOfSchedule(Example(), std::vector<double>{1e6, 0, 0, 0, 0, 0}).value();
  EXPECT_NEAR(fast.expected, 62.5e3 + 2.5e6, 1e-6);
  EXPECT_EQ(fast.variance, 0);
  const ExecutionSchedule hurried = OptimalSchedule(Example(), 100).value();
  EXPECT_NEAR(hurried.cost.expected, fast.expected, 1);
}

/// The optimum as what solves the linear system of dU/dx = 0.
std::vector<double> BySolving(const Liquidation& order, double risk_aversion) {
  const auto n = static_cast<Eigen::Index>(order.intervals) - 1;
  const double tau = order.horizon / static_cast<double>(order.intervals);
  const double eta = order.impact.temporary - order.impact.permanent * tau / 2;
  const double risk = risk_aversion * std::pow(order.impact.volatility, 2) * tau;
  Eigen::MatrixXd m = Eigen::MatrixXd::Zero(n, n);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    m(i, i) = 2 * eta / tau + risk;
    if (i > 0) m(i, i - 1) = m(i - 1, i) = -eta / tau;
  }
  right(0) = eta / tau * order.quantity;
  const Eigen::VectorXd x = m.ldlt().solve(right);
  std::vector<double> holdings = {order.quantity};
  holdings.insert(holdings.end(), x.begin(), x.end());
  holdings.push_back(0);
  return holdings;
}

TEST(AlmgrenChriss, SolvesTheConditionsOfTheOptimum) {
  for (const double quantity : {1e6, -3e4}) {
    for (const double risk_aversion : {1e-12, 1e-7, 1e-6, 1e-4}) {
      Liquidation order = Example();
      order.quantity = quantity;
      order.intervals = 17;
      const ExecutionSchedule s = OptimalSchedule(order, risk_aversion).value();
      const auto want = BySolving(order, risk_aversion);
      for (size_t k = 0; k < want.size(); ++k) {
        EXPECT_NEAR(s.holdings[k], want[k], 1e-9 * std::abs(quantity)) << risk_aversion;
      }
      const ExecutionCost cost = CostOfSchedule(order, s.holdings).value();
      EXPECT_EQ(cost.expected, s.cost.expected);
      EXPECT_EQ(s.utility, cost.expected + risk_aversion * cost.variance);
    }
  }
}

TEST(AlmgrenChriss, NoOtherScheduleHasLessUtility) {
  base::RandomStream random(8, "test.schedule");
  const ExecutionSchedule s = OptimalSchedule(Example(), 1e-6).value();
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> other = s.holdings;
    for (size_t k = 1; k + 1 < other.size(); ++k) other[k] += 1e4 * random.NextNormal();
    const ExecutionCost cost = CostOfSchedule(Example(), other).value();
    EXPECT_GT(cost.expected + 1e-6 * cost.variance, s.utility);
  }
}

TEST(AlmgrenChriss, TheFrontierFallsAndIsConvex) {
  std::vector<double> aversions;
  for (double x = 1e-9; x < 1e-3; x *= 2) aversions.push_back(x);
  const auto frontier = ExecutionFrontier(Example(), aversions).value();
  for (size_t i = 1; i < frontier.size(); ++i) {
    const ExecutionCost& a = frontier[i - 1].cost;
    const ExecutionCost& b = frontier[i].cost;
    EXPECT_LT(b.variance, a.variance);
    EXPECT_GT(b.expected, a.expected);
    // The slope -dE/dV at a point is its risk aversion, so between two it lies between theirs.
    const double slope = (b.expected - a.expected) / (a.variance - b.variance);
    EXPECT_GT(slope, aversions[i - 1]);
    EXPECT_LT(slope, aversions[i]);
  }
}

TEST(AlmgrenChriss, LongAndHurriedSchedulesStayFinite) {
  Liquidation order = Example();
  order.horizon = 5000;
  order.intervals = 5000;
  const ExecutionSchedule s = OptimalSchedule(order, 1e-2).value();
  for (size_t k = 1; k < s.holdings.size(); ++k) ASSERT_LE(s.holdings[k], s.holdings[k - 1]);
  EXPECT_EQ(s.holdings.back(), 0);
}

TEST(AlmgrenChriss, SaysWhatIsWrong) {
  const auto message = [](Liquidation order, double risk_aversion) {
    const auto s = OptimalSchedule(order, risk_aversion);
    return s ? std::string("a schedule") : s.error().message;
  };
  Liquidation order = Example();
  order.intervals = 0;
  EXPECT_EQ(message(order, 0), "execution: intervals 0; at least 1 is needed");
  order = Example();
  order.quantity = 0;
  EXPECT_NE(message(order, 0).find("quantity 0"), std::string::npos);
  order = Example();
  order.impact.permanent = 6e-6;
  EXPECT_NE(message(order, 0).find("take more intervals"), std::string::npos);
  EXPECT_NE(message(Example(), -1e-6).find("0 or more"), std::string::npos);
  EXPECT_NE(message(Example(), NAN).find("0 or more"), std::string::npos);
  EXPECT_FALSE(CostOfSchedule(Example(), std::vector<double>{1e6, 0}).has_value());
}

}  // namespace
}  // namespace keel::models
