// SPDX-License-Identifier: MIT
// Every method against numbers that a pencil gives, and what holds a change back.
#include "strategy/allocation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace keel::strategy {
namespace {

using Numbers = std::vector<double>;

/// Days of sleeves whose returns are told one by one.
struct Days {
  Numbers values;
  size_t sleeves = 0;
  models::ReturnTable table() const { return {values, sleeves}; }
};

/// +a, -a, +a, ... of the first and +b, +b, -b, -b, ... of the second: means 0, correlation 0,
/// deviations a and b. The common part of what shrinking does to both is what it is.
Days TwoUncorrelated(double a, double b, int days) {
  Days two{{}, 2};
  for (int t = 0; t < days; ++t) {
    two.values.push_back(t % 2 == 0 ? a : -a);
    two.values.push_back(t % 4 < 2 ? b : -b);
  }
  return two;
}

Days Random(size_t sleeves, int days, uint64_t seed) {
  base::RandomStream stream(seed, "test.sleeves");
  Days random{{}, sleeves};
  for (int t = 0; t < days; ++t) {
    const double common = stream.NextNormal();
    for (size_t i = 0; i < sleeves; ++i) {
      random.values.push_back(0.01 * static_cast<double>(i + 1) *
                              (0.5 * common + stream.NextNormal()));
    }
  }
  return random;
}

/// A task without costs or bands, that starts at the configured shares.
struct Case {
  Days days;
  Numbers configured;
  Numbers current = configured;
  Numbers invested = Numbers(configured.size(), 1.0);

  AllocationTask Task(AllocationMethod method) const {
    AllocationTask task;
    task.method = method;
    task.returns = days.table();
    task.configured = configured;
    task.current = current;
    task.invested = invested;
    task.band = 0;
    return task;
  }
};

Numbers SharesOf(const AllocationTask& task) {
  const auto decision = DecideShares(task);
  EXPECT_TRUE(decision.has_value()) << decision.error().message;
  return decision ? decision->shares : Numbers{};
}

double Sum(const Numbers& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum;
}

void ExpectShares(const Numbers& got, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], tolerance) << i;
}

constexpr AllocationMethod kByDays[] = {
    AllocationMethod::kInverseVolatility, AllocationMethod::kRiskParity, AllocationMethod::kHrp,
    AllocationMethod::kMeanVariance, AllocationMethod::kMinCvar};

TEST(Allocation, NamesGoBothWays) {
  for (const std::string& name : AllocationMethodNames()) {
    const auto method = ParseAllocationMethod(name);
    ASSERT_TRUE(method.has_value());
    EXPECT_EQ(ToString(*method), name);
  }
  const auto wrong = ParseAllocationMethod("risk_party");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().message.find("risk_parity"), std::string::npos) << wrong.error().message;
}

TEST(Allocation, FixedIsWhatWasConfigured) {
  const Case c{TwoUncorrelated(0.01, 0.02, 40), {0.3, 0.2}, {0.4, 0.1}};
  EXPECT_EQ(SharesOf(c.Task(AllocationMethod::kFixed)), c.configured);
}

TEST(Allocation, EqualSharesOutWhatIsInvested) {
  const Case c{TwoUncorrelated(0.01, 0.02, 40), {0.5, 0.1}};
  ExpectShares(SharesOf(c.Task(AllocationMethod::kEqual)), {0.3, 0.3}, 1e-15);
}

// Shrinking draws variances a^2 and b^2 a part d of the way to their mean. Of 400 days of the two
// square waves: noise = (4 a^2 b^2) / (2 n) for each off-diagonal cell and nothing on the diagonal,
// where the squares never vary; distance = (a^2 - b^2)^2 / 2; d = 2 a^2 b^2 / n / distance.
TEST(Allocation, InverseVolatilityByHand) {
  const double a = 0.01, b = 0.03, n = 400;
  const double d = (2 * a * a * b * b / n) / ((a * a - b * b) * (a * a - b * b) / 2);
  const double level = (a * a + b * b) / 2;
  const double sa = std::sqrt(a * a + d * (level - a * a));
  const double sb = std::sqrt(b * b + d * (level - b * b));
  const Case c{TwoUncorrelated(a, b, 400), {0.4, 0.4}};
  const Numbers wanted = {0.8 * sb / (sa + sb), 0.8 * sa / (sa + sb)};
  ExpectShares(SharesOf(c.Task(AllocationMethod::kInverseVolatility)), wanted, 1e-12);
  EXPECT_NEAR(wanted[0] / wanted[1], 3, 0.01);  // hardly shrunk: three times the deviation
}

// Uncorrelated: w_i s_i is proportional to the root of the budget.
TEST(Allocation, RiskParityTakesItsBudgetsFromTheConfiguration) {
  const Case c{TwoUncorrelated(0.01, 0.03, 4000), {0.64, 0.16}};
  const double x = 2 * 3;  // sqrt(0.64 / 0.16) x s_b / s_a
  ExpectShares(SharesOf(c.Task(AllocationMethod::kRiskParity)), {0.8 * x / (1 + x), 0.8 / (1 + x)},
               1e-3);
}

// Two sleeves: bisection by inverse variance, 9 to 1.
TEST(Allocation, HierarchicalRiskParityOfTwo) {
  const Case c{TwoUncorrelated(0.01, 0.03, 4000), {0.5, 0.5}};
  ExpectShares(SharesOf(c.Task(AllocationMethod::kHrp)), {0.9, 0.1}, 1e-3);
}

// Means 0 after shrinking, uncorrelated: the least variance is inverse variance, 9 to 1.
TEST(Allocation, MeanVarianceWithoutMeansIsLeastVariance) {
  const Case c{TwoUncorrelated(0.01, 0.03, 4000), {0.5, 0.5}};
  AllocationTask task = c.Task(AllocationMethod::kMeanVariance);
  ExpectShares(SharesOf(task), {0.9, 0.1}, 2e-3);
  task.share_max = 0.6;
  ExpectShares(SharesOf(task), {0.6, 0.4}, 1e-6);
}

// Means of 0.001 and 0 beside a deviation of 0.01 over 400 days: the first is shrunk by
// m^2 / (m^2 + s^2 / n) = 0.8 to 0.0008. Both variances alike: lambda s^2 (2 w - 1) = 0.0008.
TEST(Allocation, MeanVarianceFollowsAShrunkMean) {
  Case c{TwoUncorrelated(0.01, 0.01, 400), {0.5, 0.5}};
  for (size_t i = 0; i < c.days.values.size(); i += 2) c.days.values[i] += 0.001;
  AllocationTask task = c.Task(AllocationMethod::kMeanVariance);
  task.risk_aversion = 20;
  const double w = 0.5 + 0.0008 / (2 * 20 * 1e-4);
  ExpectShares(SharesOf(task), {w, 1 - w}, 2e-3);
}

// The first sleeve loses 10 % on one day of twenty, the second 5 % on another; else nothing. The
// worst twentieth is one day: max(0.1 w, 0.05 (1 - w)) is least at w = 1/3.
TEST(Allocation, MinCvarMakesTheTwoWorstDaysAlike) {
  Case c{{Numbers(40, 0.0), 2}, {0.5, 0.5}};
  c.days.values[2 * 3] = -0.10;
  c.days.values[2 * 9 + 1] = -0.05;
  ExpectShares(SharesOf(c.Task(AllocationMethod::kMinCvar)), {1.0 / 3, 2.0 / 3}, 1e-6);
}

TEST(Allocation, ASleeveThatHeldNothingKeepsItsConfiguredShare) {
  Case c{{{}, 3}, {0.2, 0.3, 0.4}, {0.1, 0.4, 0.4}};
  for (int t = 0; t < 400; ++t) {
    c.days.values.insert(c.days.values.end(),
                         {t % 2 == 0 ? 0.01 : -0.01, 0.0, t % 4 < 2 ? 0.01 : -0.01});
  }
  for (const AllocationMethod method : kByDays) {
    const auto decision = DecideShares(c.Task(method));
    ASSERT_TRUE(decision.has_value()) << ToString(method) << decision.error().message;
    EXPECT_EQ(decision->unmeasured, std::vector<size_t>{1});
    EXPECT_DOUBLE_EQ(decision->shares[1], 0.3) << ToString(method);
    EXPECT_NEAR(decision->shares[0] + decision->shares[2], 0.6, 1e-12) << ToString(method);
  }
}

TEST(Allocation, WithoutAnythingMeasuredTheConfigurationHolds) {
  const Case c{{Numbers(60, 0.0), 2}, {0.5, 0.25}, {0.25, 0.5}};
  const auto decision = DecideShares(c.Task(AllocationMethod::kHrp));
  ASSERT_TRUE(decision.has_value());
  EXPECT_EQ(decision->shares, c.configured);
  EXPECT_EQ(decision->why, AllocationWhy::kTooLittle);
}

TEST(Allocation, CashIsNeverHandedOut) {
  for (const AllocationMethod method : kByDays) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      Case c{Random(4, 90, seed), {0.25, 0.2, 0.18, 0.12}};
      for (int round = 0; round < 5; ++round) {
        AllocationTask task = c.Task(method);
        task.band = 0.2;
        const Numbers shares = SharesOf(task);
        EXPECT_NEAR(Sum(shares), 0.75, 1e-12) << ToString(method);
        for (const double share : shares) EXPECT_GE(share, 0) << ToString(method);
        c.current = shares;
        c.days = Random(4, 90, 100 * seed + static_cast<uint64_t>(round));
      }
    }
  }
}

TEST(Allocation, OnlyWhatLeavesItsBandMoves) {
  // 0.30 wants 0.27: within a fifth. The others are off and share the rest in their proportion.
  const Numbers current = {0.30, 0.20, 0.50};
  const Numbers shares = ApplyBand(current, Numbers{0.27, 0.35, 0.38}, 0.2);
  ExpectShares(shares, {0.30, 0.35 * 0.7 / 0.73, 0.38 * 0.7 / 0.73}, 1e-15);
  EXPECT_EQ(ApplyBand(current, Numbers{0.27, 0.22, 0.51}, 0.2), current);
  // One kept share leaves the only mover less than half of what it wants: all move.
  const Numbers all = {0.42, 0.42, 0.16};
  EXPECT_EQ(ApplyBand(Numbers{0.5, 0.5, 0.0}, all, 0.2), all);
}

TEST(Allocation, ACostlyChangeIsNotMade) {
  Case c{TwoUncorrelated(0.01, 0.03, 400), {0.5, 0.5}};
  AllocationTask task = c.Task(AllocationMethod::kRiskParity);
  task.cost_rate = 0.001;
  const auto cheap = DecideShares(task);
  ASSERT_TRUE(cheap.has_value());
  EXPECT_EQ(cheap->why, AllocationWhy::kDue);
  EXPECT_GT(*cheap->gain, cheap->cost);
  // Half the equity moves: a quarter from one sleeve, a quarter to the other.
  EXPECT_NEAR(cheap->cost, 0.5 * 0.001, 1e-5);
  // Risk shares are 1 : 9 and become 1 : 1, so that 0.4 of the risk stood wrong.
  EXPECT_NEAR(*cheap->gain, 0.4 * 0.5 * std::hypot(0.01, 0.03), 2e-4);

  task.cost_rate = 2 * *cheap->gain / cheap->cost * 0.001;
  const auto dear = DecideShares(task);
  ASSERT_TRUE(dear.has_value());
  EXPECT_EQ(dear->why, AllocationWhy::kCost);
  EXPECT_EQ(dear->shares, c.current);

  c.invested = {0, 0};  // who holds nothing trades nothing
  task = c.Task(AllocationMethod::kRiskParity);
  task.cost_rate = 1;
  EXPECT_EQ(DecideShares(task)->why, AllocationWhy::kDue);
}

/// 300 days: calm and wild spells of 30 days; in wild ones the first sleeve swings with the market.
Days Spells(Numbers* market) {
  base::RandomStream stream(3, "test.spells");
  Days days{{}, 2};
  for (int t = 0; t < 300; ++t) {
    const bool wild = t / 30 % 2 == 1;
    const double move = (wild ? 0.05 : 0.008) * stream.NextNormal();
    market->push_back(move);
    days.values.push_back(move);
    days.values.push_back(0.01 * stream.NextNormal());
  }
  return days;
}

TEST(Allocation, TheRegimeOfTodayDecides) {
  Numbers market;
  const Days days = Spells(&market);
  const auto regimes = FitMarketRegimes(market, 1);
  ASSERT_TRUE(regimes.has_value()) << regimes.error().message;
  const auto first_share_after = [&](size_t rows) {
    const Case c{{Numbers(days.values.begin(), days.values.begin() + 2 * rows), 2}, {0.5, 0.5}};
    AllocationTask task = c.Task(AllocationMethod::kRegimeAware);
    task.market = std::span(market).first(rows);
    task.regimes = &*regimes;
    return SharesOf(task).at(0);
  };
  const double calm = first_share_after(265);  // in the middle of a calm spell
  const double wild = first_share_after(295);  // in the middle of a wild one
  // Deviations of 0.008 beside 0.01 would be a share of 0.56 if the calm were sure to go on; a
  // chance of one in twenty that it does not makes it 0.4. In the wild, 0.05 beside 0.01 is 0.17.
  EXPECT_NEAR(calm, 0.41, 0.05);
  EXPECT_NEAR(wild, 0.17, 0.05);
}

TEST(Allocation, WithoutRegimesTheConfigurationHolds) {
  const Case c{TwoUncorrelated(0.01, 0.03, 40), {0.5, 0.5}, {0.6, 0.4}};
  const auto decision = DecideShares(c.Task(AllocationMethod::kRegimeAware));
  ASSERT_TRUE(decision.has_value());
  EXPECT_EQ(decision->why, AllocationWhy::kTooLittle);
  EXPECT_EQ(decision->shares, c.configured);
  EXPECT_FALSE(FitMarketRegimes(Numbers(59, 0.01), 1).has_value());
}

}  // namespace
}  // namespace keel::strategy
