// SPDX-License-Identifier: MIT
// The controls that look at the whole portfolio: what moves together, and what a day may cost. The
// numbers are held against sums over every day, written out again here.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/random.h"
#include "models/risk_measures/historical.h"
#include "models/risk_measures/parametric.h"
#include "risk/testing/boundary.h"

namespace keel::risk {
namespace {

using core::Side;
using Rules = std::set<std::string>;
using Closes = std::map<core::InstrumentId, std::vector<double>>;

constexpr core::InstrumentId kBtc = Scene::kBtc, kSol = Scene::kSol, kBtcEur = Scene::kBtcEur;
constexpr core::InstrumentId kEurUsdt = Scene::kEurUsdt, kEthBtc = Scene::kEthBtc;
const core::Quantity kLot = Q("0.0001");

/// Prices that follow `common` by `share` and noise of their own for the rest; volatility a day 3
/// %.
std::vector<double> Walk(const std::vector<double>& common, double share, uint64_t item) {
  base::RandomStream random(3, "test.portfolio_checks", item);
  std::vector<double> closes = {100};
  for (const double shock : common) {
    const double own = random.NextNormal();
    const double z = share * shock + std::sqrt(1 - share * share) * own;
    closes.push_back(closes.back() * (1 + 0.03 * std::clamp(z, -4.0, 4.0)));
  }
  return closes;
}
std::vector<double> Shocks(size_t days) {
  base::RandomStream random(4, "test.portfolio_checks");
  std::vector<double> shocks(days);
  for (double& x : shocks) x = random.NextNormal();
  return shocks;
}
core::Order Buy(Scene& scene, core::InstrumentId pair, const char* quantity = "1") {
  return scene.Order(pair, Side::kBuy, Q(quantity));
}

// ---- Correlated exposure.

TEST(CorrelatedExposureTest, AssetsThatMoveTogetherAreOneBet) {
  Scene scene(With(&Limits::cluster_exposure, 0.3));
  const auto shocks = Shocks(60);
  scene.SetDailyCloses({{kBtc, Walk(shocks, 0.98, 1)},
                        {kSol, Walk(shocks, 0.98, 2)},
                        {kEurUsdt, Walk(shocks, 0, 3)}});
  ASSERT_EQ(scene.comovement.cluster(scene.Coin("BTC")),
            scene.comovement.cluster(scene.Coin("SOL")));
  ASSERT_NE(scene.comovement.cluster(scene.Coin("BTC")),
            scene.comovement.cluster(scene.Coin("EUR")));
  ExpectBoundary(scene, Buy(scene, kBtc), Q("30"), "correlated_exposure");
  for (int i = 0; i < 10; ++i) scene.Fill(kSol, Side::kBuy, Q("1"));
  scene.Work(kSol, Side::kBuy, Q("2"), "100");
  scene.Work(kBtc, Side::kBuy, Q("3"), "100");
  scene.Work(kBtc, Side::kSell, Q("3"), "0");  // makes no room
  ExpectBoundary(scene, Buy(scene, kBtc), Q("15"), "correlated_exposure");
  ExpectBoundary(scene, Buy(scene, kSol), Q("15"), "correlated_exposure");
  // Euros at 2 USDT move by themselves.
  ExpectBoundary(scene, Buy(scene, kEurUsdt), Q("1500"), "correlated_exposure");
  EXPECT_TRUE(scene.Passes(scene.Order(kSol, Side::kSell, Q("10"))));
}

TEST(CorrelatedExposureTest, WithTooLittleHistoryAnAssetCountsAsBtc) {
  Scene scene(With(&Limits::cluster_exposure, 0.3));
  const auto shocks = Shocks(60);
  const std::vector<double> short_walk = Walk(Shocks(59), 0, 2);
  scene.SetDailyCloses({{kBtc, Walk(shocks, 0.98, 1)}, {kSol, short_walk}});
  EXPECT_FALSE(scene.comovement.known(scene.Coin("SOL")));
  EXPECT_TRUE(scene.comovement.known(scene.Coin("BTC")));
  scene.Fill(kSol, Side::kBuy, Q("10"));
  ExpectBoundary(scene, Buy(scene, kBtc), Q("20"), "correlated_exposure");
}

TEST(CorrelatedExposureTest, WithoutAnyHistoryAllAssetsAreOneBet) {
  Scene scene(With(&Limits::cluster_exposure, 0.3));
  scene.ledger.Deposit({D("500"), scene.Coin("EUR")});  // worth 1,000: E = 11,000
  scene.Fill(kSol, Side::kBuy, Q("10"));
  ExpectBoundary(scene, Buy(scene, kBtc), Q("13"), "correlated_exposure");
  // What pays in euros is still there until it is filled.
  scene.Work(kBtcEur, Side::kBuy, Q("1"), "100");
  ExpectBoundary(scene, Buy(scene, kBtc), Q("11"), "correlated_exposure");
}

TEST(CorrelatedExposureTest, CountsWhatIsHeldOffTheExchange) {
  Scene scene(With(&Limits::cluster_exposure, 0.3));
  scene.ledger.DepositCold({D("10"), scene.Coin("SOL")});  // E = 11,000
  ExpectBoundary(scene, Buy(scene, kBtc), Q("23"), "correlated_exposure");
}

TEST(CorrelatedExposureTest, OfAGroupThatCancelsItselfTheLargestCounts) {
  Scene scene(With(&Limits::cluster_exposure, 0.3));
  scene.Work(kBtc, Side::kBuy, Q("3"), "100", 5);
  scene.Work(kBtc, Side::kBuy, Q("4"), "100", 5);
  ExpectBoundary(scene, Buy(scene, kSol), Q("26"), "correlated_exposure");
  core::Order sibling = Buy(scene, kBtc);
  sibling.terms.oco_group = 5;
  ExpectBoundary(scene, sibling, Q("30"), "correlated_exposure");
}

// ---- Value at risk and expected shortfall of a day.

TEST(DayRiskTest, BeforeThereIsHistoryEveryAssetMovesByTenPercent) {
  Scene scene(With(&Limits::var_daily, 0.04));
  // 1.6448536 x 10 % x 100 a unit: 24.318 units of 4 % of 10,000.
  ExpectBoundary(scene, Buy(scene, kBtc), Q("24.3182"), "value_at_risk", kLot);
  scene.Fill(kSol, Side::kBuy, Q("10"));
  ExpectBoundary(scene, Buy(scene, kBtc), Q("14.3182"), "value_at_risk", kLot);
  Scene shortfall(With(&Limits::cvar_daily, 0.08));
  ExpectBoundary(shortfall, Buy(shortfall, kBtc), Q("38.7838"), "expected_shortfall", kLot);
}

/// Both measures of holdings in money, from scratch.
struct Measured {
  double var = 0, shortfall = 0;
};
Measured Measure(Scene& scene, const std::map<std::string, double>& money) {
  const auto& estimate = scene.comovement;
  std::vector<double> profits(estimate.scenario_days(), 0.0);
  double variance = 0;
  for (const auto& [a, held] : money) {
    for (size_t t = 0; t < profits.size(); ++t) {
      profits[t] += held * estimate.Scenarios(scene.Coin(a))[t];
    }
    for (const auto& [b, other] : money) {
      variance += held * other * estimate.covariance(scene.Coin(a), scene.Coin(b));
    }
  }
  if (profits.empty()) profits.push_back(0);
  const auto tail = models::HistoricalTailRisk(profits, 0.95).value();
  return {std::max(tail.value_at_risk, 1.6448536269514722 * std::sqrt(variance)),
          std::max(tail.expected_shortfall, 2.0627128075074306 * std::sqrt(variance))};
}

Closes ThreeAssets(size_t days) {
  const auto shocks = Shocks(days);
  return {
      {kBtc, Walk(shocks, 0.8, 1)}, {kSol, Walk(shocks, 0.5, 2)}, {kEthBtc, Walk(shocks, 0.3, 3)}};
}

TEST(DayRiskTest, IsTheLargerOfHistoryAndTheNormalLawForEveryPortfolio) {
  base::RandomStream random(9, "test.day_risk");
  for (const size_t days : {60u, 61u, 99u, 300u, 501u}) {
    Scene scene(*LimitsOf("fund"));
    scene.SetDailyCloses(ThreeAssets(days));
    scene.ledger.Deposit({D("100000"), scene.Coin("USDT")});
    scene.SetPrice(kEthBtc, "0.5");
    for (int round = 0; round < 20; ++round) {
      scene.Fill(kBtc, Side::kBuy, Q("3") * static_cast<int64_t>(1 + random.NextBelow(9)));
      scene.Fill(kSol, Side::kBuy, Q("2") * static_cast<int64_t>(1 + random.NextBelow(9)));
      const double btc = scene.ledger.balance(scene.Coin("BTC")).ToDouble() * 100;
      const double sol = scene.ledger.balance(scene.Coin("SOL")).ToDouble() * 100;
      static_cast<void>(scene.Account());
      const double more = 5000 * random.NextUniform();
      const Measured now = Measure(scene, {{"BTC", btc}, {"SOL", sol}});
      const Measured then = Measure(scene, {{"BTC", btc}, {"SOL", sol}, {"ETH", more}});
      const auto& risk = scene.portfolio;
      EXPECT_NEAR(risk.Now(RiskMeasure::kValueAtRisk), now.var, 1e-8);
      EXPECT_NEAR(risk.Now(RiskMeasure::kExpectedShortfall), now.shortfall, 1e-8);
      EXPECT_NEAR(risk.With(RiskMeasure::kValueAtRisk, scene.Coin("ETH"), more), then.var, 1e-8);
      EXPECT_NEAR(risk.With(RiskMeasure::kExpectedShortfall, scene.Coin("ETH"), more),
                  then.shortfall, 1e-8);
    }
  }
}

TEST(DayRiskTest, TheNormalFactorsAreThoseOfTheLaw) {
  // A sample with mean 0 and deviation 1 (divisor n - 1).
  const double x = std::sqrt(0.5);
  const auto law = models::NormalTailRisk(std::vector<double>{-x, x}, 0.95).value();
  EXPECT_NEAR(law.value_at_risk, 1.6448536269514722, 1e-12);
  EXPECT_NEAR(law.expected_shortfall, 2.0627128075074306, 1e-12);
}

class DayRiskCheckTest : public ::testing::TestWithParam<std::tuple<bool, size_t>> {};

/// For many portfolios: the head-room passes, one lot more does not, by the slow measure.
TEST_P(DayRiskCheckTest, TheHeadRoomIsOnTheLimitToTheLot) {
  const auto [shortfall, days] = GetParam();
  Limits limits = NoLimits();
  (shortfall ? limits.cvar_daily : limits.var_daily) = shortfall ? 0.035 : 0.03;
  base::RandomStream random(11, "test.day_risk_check");
  Scene past(limits);
  past.SetDailyCloses(ThreeAssets(days));
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    Scene scene(limits);
    scene.TakeEstimates(past);
    scene.ledger.Deposit({D("1000000"), scene.Coin("USDT")});
    const auto btc = static_cast<int64_t>(random.NextBelow(4000));
    const auto sol = static_cast<int64_t>(random.NextBelow(4000));
    scene.Fill(kBtc, Side::kBuy, Q("1") * (btc + 1));
    scene.Fill(kSol, Side::kBuy, Q("1") * (sol + 1));
    const core::InstrumentId pair = round % 2 == 0 ? kSol : kBtc;
    const core::Order order = scene.Order(pair, Side::kBuy, Q("3000"));
    auto refusals = scene.Refusals(order);
    std::erase_if(refusals, [](const core::Refusal& r) { return r.rule == "balance"; });
    if (refusals.empty()) continue;
    ++refused;
    const auto measure = [&](double quantity) {
      std::map<std::string, double> money = {{"BTC", 100.0 * static_cast<double>(btc + 1)},
                                             {"SOL", 100.0 * static_cast<double>(sol + 1)}};
      money[pair == kSol ? "SOL" : "BTC"] += 100 * quantity;
      const Measured m = Measure(scene, money);
      return shortfall ? m.shortfall : m.var;
    };
    const double limit = (shortfall ? 0.035 : 0.03) * 1'010'000;
    const double bound = std::max(limit, measure(0));
    EXPECT_NEAR(refusals[0].value, measure(3000), 1e-6);
    EXPECT_NEAR(refusals[0].limit, limit, 1e-9);
    const double room = refusals[0].head_room.ToDouble();
    EXPECT_LE(measure(room), bound + 1e-6);
    EXPECT_GT(measure(room + 0.0001), bound - 1e-6);
  }
  EXPECT_GT(refused, 100);
}
INSTANTIATE_TEST_SUITE_P(Measures, DayRiskCheckTest,
                         ::testing::Combine(::testing::Bool(), ::testing::Values(0, 70, 500)));

TEST(DayRiskTest, AboveTheLimitOnlyIncreasesAreRefused) {
  Scene scene(With(&Limits::var_daily, 0.01));
  const auto shocks = Shocks(100);
  std::vector<double> opposite = {100};
  for (const double z : shocks) {
    opposite.push_back(opposite.back() * (1 - 0.03 * std::clamp(z, -4.0, 4.0)));
  }
  scene.SetDailyCloses({{kBtc, Walk(shocks, 1, 1)}, {kSol, opposite}});
  scene.Fill(kBtc, Side::kBuy, Q("40"));
  EXPECT_EQ(scene.Rules(Buy(scene, kBtc, "0.0001")), Rules{"value_at_risk"});
  EXPECT_TRUE(scene.Passes(Buy(scene, kSol, "20")));  // hedges what is held
  EXPECT_TRUE(scene.Passes(scene.Order(kBtc, Side::kSell, Q("40"))));
  const auto refusals = scene.Refusals(Buy(scene, kBtc, "1"));
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_TRUE(refusals[0].head_room.is_zero());
}

TEST(DayRiskTest, AnAssetWithoutHistoryIsTakenForTheWorstKnownOne) {
  Scene scene(With(&Limits::var_daily, 0.04));
  const auto shocks = Shocks(100);
  std::vector<double> wild = {100};
  for (const double z : shocks) wild.push_back(wild.back() * (1 + 0.1 * std::clamp(z, -3.0, 3.0)));
  scene.SetDailyCloses({{kBtc, Walk(Shocks(100), 0.2, 1)}, {kSol, wild}});
  const auto room = [&](core::InstrumentId pair) {
    return scene.Refusals(Buy(scene, pair, "100")).at(0).head_room;
  };
  scene.SetPrice(kEthBtc, "1");  // a BTC: 100 USDT
  scene.ledger.Deposit({D("1"), scene.Coin("BTC")});
  const auto value = [&](const char* coin) {
    return scene.portfolio.With(RiskMeasure::kValueAtRisk, scene.Coin(coin), 1000);
  };
  static_cast<void>(room(kBtc));
  EXPECT_EQ(value("ETH"), value("SOL"));
  EXPECT_LT(value("BTC"), value("SOL"));
}

TEST(DayRiskTest, SmallOrdersAddUpAndAbsurdOnesDoNotBreakIt) {
  Scene scene(With(&Limits::var_daily, 0.04));
  scene.SetDailyCloses(ThreeAssets(120));
  const core::Quantity most = scene.Refusals(Buy(scene, kBtc, "90")).at(0).head_room;
  core::Quantity sum;
  for (int i = 0; i < 1000 && scene.Passes(Buy(scene, kBtc, "0.5")); ++i) {
    scene.Fill(kBtc, Side::kBuy, Q("0.5"));
    sum += Q("0.5");
  }
  EXPECT_LE(sum, most);
  EXPECT_GT(sum + Q("0.5"), most);
  Scene absurd(*LimitsOf("fund"));
  absurd.SetDailyCloses(ThreeAssets(120));
  const auto rules = absurd.Rules(Buy(absurd, kBtc, "100000000000000000000"));
  for (const char* rule : {"value_at_risk", "expected_shortfall", "correlated_exposure"}) {
    EXPECT_TRUE(rules.contains(rule)) << rule;
  }
}

}  // namespace
}  // namespace keel::risk
