// SPDX-License-Identifier: MIT
#include "research/failure_cases/failure_cases.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace keel::research {
namespace {

constexpr base::UnixNanos kMonday{1'577'664'000'000'000'000};  // 2019-12-30

base::UnixNanos Day(int64_t day) { return kMonday + base::Days(day); }

/// One pair whose price moves as the test says, hour by hour or day by day.
class Prices {
 public:
  explicit Prices(const char* timeframe, const char* pair = "BTC/USDT")
      : timeframe_(*core::Timeframe::Parse(timeframe)), pair_(pair) {}

  void Move(double change, double volume = 100) {
    const double open = price_;
    price_ *= 1 + change;
    const auto count = static_cast<int64_t>(bars_.size());
    bars_.push_back({kMonday + timeframe_.period() * count, open, std::max(open, price_),
                     std::min(open, price_), price_, volume});
  }
  /// Up and down by `size` in turns, and back where it was after two.
  void Swing(int count, double size, double volume = 100) {
    for (int i = 0; i < count; ++i) Move(i % 2 == 0 ? size : 1 / (1 + size) - 1, volume);
  }
  void Drift(int count, double size) {
    for (int i = 0; i < count; ++i) Move(size);
  }
  PricedSeries series() const { return {pair_, timeframe_, true, bars_}; }
  MarketPath market() const {
    const PricedSeries all[] = {series()};
    return MarketPathOf(all);
  }

 private:
  core::Timeframe timeframe_;
  std::string pair_;
  double price_ = 100;
  std::vector<core::Bar> bars_;
};

using Ranges = std::vector<std::pair<int64_t, int64_t>>;

/// From and to of every episode, in days since the first price.
Ranges DaysOf(const EpisodeKind& kind) {
  Ranges ranges;
  for (const Episode& e : kind.episodes) {
    ranges.emplace_back((e.from - kMonday) / base::Days(1), (e.to - kMonday) / base::Days(1));
  }
  return ranges;
}

TEST(FailureCases, ACalmIsFoundFromTheDayOnWhichItIsThirtyDaysOld) {
  Prices prices("1d");
  prices.Swing(200, 0.02);
  prices.Swing(80, 0.001);
  prices.Swing(120, 0.02);
  const EpisodeKind calm = FindLowVolatility(prices.market());
  EXPECT_EQ(calm.gap, "");
  // The first daily return is of the second bar at the earliest: the calm is the bars 200 to 279.
  EXPECT_EQ(DaysOf(calm), (Ranges{{229, 280}}));
  ASSERT_EQ(calm.episodes.size(), 1u);
  EXPECT_EQ(calm.episodes[0].finding, "volatility down to 1.9 % a year");
}

TEST(FailureCases, AShortCalmIsNone) {
  Prices prices("1d");
  prices.Swing(200, 0.02);
  prices.Swing(40, 0.001);  // 30 days old on 11 days, and a tenth of all days is more
  prices.Swing(24, 0.02);
  for (const Episode& e : FindLowVolatility(prices.market()).episodes) {
    EXPECT_GE((e.to - e.from) / base::Days(1), 14);
  }
  Prices few("1d");
  few.Swing(100, 0.02);
  EXPECT_EQ(FindLowVolatility(few.market()).gap,
            "the prices reach over 99 days, and 120 are needed");
}

TEST(FailureCases, WhipsawIsMotionThatLeadsNowhere) {
  Prices prices("1d");
  prices.Drift(120, 0.01);
  prices.Swing(60, 0.03);
  prices.Drift(120, 0.01);
  const EpisodeKind whipsaw = FindWhipsaws(prices.market());
  // Of a window with j days of the drift in front j - 3 k % remains, k being 1 where the swings are
  // odd; at j = 2 begins the first row of windows below 5 % of their motion, and behind the swings,
  // which end with a fall, it ends at j = 5.
  EXPECT_EQ(DaysOf(whipsaw), (Ranges{{118, 185}}));
  Prices trend("1d");
  trend.Drift(300, 0.01);
  EXPECT_TRUE(FindWhipsaws(trend.market()).episodes.empty());
}

TEST(FailureCases, ACrashLastsUntilHalfOfItIsRegained) {
  Prices prices("1h");
  prices.Swing(240, 0.001);
  prices.Drift(10, -0.02);  // 0.98^10 = 0.817: a fall of 18.3 %
  prices.Drift(6, 0.02);
  prices.Swing(240, 0.001);
  const EpisodeKind crash = FindFlashCrashes(prices.market());
  ASSERT_EQ(crash.episodes.size(), 1u);
  // The last high before it is the close of hour 239; half of the fall is regained after 6 hours.
  EXPECT_EQ(crash.episodes[0].from, kMonday + base::Hours(240 - 1));
  EXPECT_EQ(crash.episodes[0].to, kMonday + base::Hours(240 + 10 + 6));
  EXPECT_EQ(crash.episodes[0].finding, "falls 18.4 % in 11 h, half of it regained 6 h later");
}

TEST(FailureCases, ACrashWithoutReboundEndsSevenDaysAfterItsLowest) {
  Prices prices("1h");
  prices.Drift(48, 0.0001);
  prices.Drift(10, -0.02);
  prices.Drift(400, 0.00001);
  const EpisodeKind crash = FindFlashCrashes(prices.market());
  ASSERT_EQ(crash.episodes.size(), 1u);
  EXPECT_EQ(crash.episodes[0].to, kMonday + base::Hours(58) + base::Days(7));
  EXPECT_EQ(crash.episodes[0].finding,
            "falls 18.3 % in 10 h, half of it not regained within 7 days");
}

TEST(FailureCases, ASlowFallIsNoCrash) {
  Prices prices("1h");
  prices.Drift(1000, -0.005);  // 11 % in a day
  EXPECT_TRUE(FindFlashCrashes(prices.market()).episodes.empty());
}

TEST(FailureCases, AWeekendIsThinWhereLessIsTradedThanOnTheWeekdaysBefore) {
  Prices prices("1h");
  for (int day = 0; day < 21; ++day) {
    const bool second = day >= 7 && day < 14;  // its weekend is as busy as its weekdays
    prices.Swing(24, 0.001, day % 7 >= 5 && !second ? 40 : 100);
  }
  const EpisodeKind weekends = FindThinWeekends(prices.market());
  EXPECT_EQ(DaysOf(weekends), (Ranges{{5, 7}, {19, 21}}));
  EXPECT_EQ(weekends.episodes[0].finding, "40 % of a weekday's trading");
  Prices dry("1h");
  dry.Swing(24 * 21, 0.001, 0);
  EXPECT_TRUE(FindThinWeekends(dry.market()).episodes.empty());
}

TEST(FailureCases, ConvergenceIsWhenAllPairsMoveAsOne) {
  base::RandomStream random(3, "test.convergence");
  Prices one("1d", "BTC/USDT"), two("1d", "ETH/USDT"), three("1d", "SOL/USDT");
  for (int day = 0; day < 400; ++day) {
    const double common = 0.03 * random.NextNormal();
    for (Prices* pair : {&one, &two, &three}) {
      pair->Move(day >= 200 && day < 240 ? common : 0.03 * random.NextNormal());
    }
  }
  const PricedSeries all[] = {one.series(), two.series(), three.series()};
  const EpisodeKind convergence = FindCorrelationConvergence(MarketPathOf(all));
  ASSERT_EQ(convergence.episodes.size(), 1u);
  const auto [from, to] = DaysOf(convergence)[0];
  EXPECT_GT(from, 210);  // most of the thirty days behind it are of one motion
  EXPECT_LE(from, 229);
  EXPECT_GE(to, 240);
  EXPECT_LT(to, 260);
  EXPECT_EQ(convergence.episodes[0].finding, "mean correlation up to 1.00");
  EXPECT_EQ(FindCorrelationConvergence(one.market()).gap,
            "one pair alone has nothing to converge with");
}

TEST(FailureCases, KnownEpisodesAreNamedWhereThePricesReach) {
  Prices prices("1d");
  prices.Swing(75, 0.01);  // to 2020-03-14
  const EpisodeKind known = KnownEpisodes(prices.market());
  ASSERT_EQ(known.episodes.size(), 1u);
  EXPECT_EQ(known.episodes[0].finding, "March 2020: the pandemic's crash (in part)");
  EXPECT_EQ(base::FormatDate(known.episodes[0].from), "2020-03-01");
  EXPECT_EQ(base::FormatDate(known.episodes[0].to), "2020-03-14");
}

TEST(FailureCases, TheMarketIsThePairsInEqualParts) {
  Prices one("1h", "BTC/USDT"), two("1h", "ETH/USDT");
  one.Drift(2, 0.10);
  two.Drift(2, 0.30);
  const PricedSeries all[] = {one.series(), two.series()};
  const MarketPath market = MarketPathOf(all);
  ASSERT_EQ(market.level.size(), 2u);
  EXPECT_NEAR(market.level[1], 1.2, 1e-12);
}

/// An account that is told day by day.
struct Account {
  std::vector<base::UnixNanos> times;
  std::vector<double> equity;
  std::vector<metrics::ClosedTrade> trades;
  metrics::Inputs inputs() const {
    return {.strategy = {.times = times, .equity = equity, .exposure = {}},
            .benchmark = std::nullopt,
            .trades = trades};
  }
};

TEST(FailureCases, ResultsAreOfTheEpisodeAlone) {
  Prices prices("1d");
  prices.Drift(20, 0.01);
  FailureCases cases{.market = prices.market()};
  cases.kinds = {{.key = "made_up", .episodes = {{Day(4), Day(8), "planted"}}}};
  Account account;
  for (int day = 0; day <= 20; ++day) {
    account.times.push_back(Day(day));
    const std::vector<double> inside = {100, 110, 88, 99};  // days 5 to 8
    account.equity.push_back(day < 5 ? 100 : day <= 8 ? inside[static_cast<size_t>(day - 5)] : 120);
  }
  account.trades = {{.exit_time = Day(4)}, {.exit_time = Day(6)}, {.exit_time = Day(9)}};
  const FailureCaseResults results = ResultsIn(cases, account.inputs());
  ASSERT_EQ(results.episodes.size(), 1u);
  const EpisodeOutcome& outcome = results.episodes[0].outcome;
  EXPECT_EQ(outcome.days, 4);
  EXPECT_NEAR(outcome.strategy_return, -0.01, 1e-12);
  EXPECT_NEAR(outcome.hold_return, std::pow(1.01, 4) - 1, 1e-12);
  EXPECT_NEAR(outcome.max_drawdown, 0.2, 1e-12);
  EXPECT_EQ(outcome.trades, 1);
  EXPECT_NEAR(*outcome.share_of_profit, -0.05, 1e-12);
  EXPECT_NEAR(results.kinds[0].share_of_time, 0.2, 1e-12);
}

TEST(FailureCases, OfManyWeekendsTheWorstAreListed) {
  Prices prices("1d");
  prices.Drift(100, 0.001);
  FailureCases cases{.market = prices.market()};
  EpisodeKind& weekends = cases.kinds.emplace_back(EpisodeKind{.key = "weekend"});
  Account account;
  double equity = 100;
  for (int day = 0; day <= 100; ++day) {
    account.times.push_back(Day(day));
    if (day % 10 == 5) equity -= day / 10;  // the later, the worse
    account.equity.push_back(equity);
    if (day % 10 == 4) weekends.episodes.push_back({Day(day), Day(day + 2), "weekend"});
  }
  const FailureCaseResults results = ResultsIn(cases, account.inputs());
  EXPECT_EQ(results.kinds[0].episodes, 10);
  ASSERT_EQ(results.episodes.size(), kListedWeekends);
  EXPECT_EQ(results.episodes[0].from, Day(54));
  EXPECT_EQ(results.episodes[4].from, Day(94));
}

}  // namespace
}  // namespace keel::research
