// SPDX-License-Identifier: MIT
#include "sim/synthetic/generate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <thread>

#include "base/hash.h"
#include "sim/synthetic/asset_path.h"

namespace keel::sim::synthetic {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};  // 2021-01-01

SyntheticSpec Spec(int64_t assets, core::Timeframe timeframe, base::Duration length) {
  return *DefaultSpec(assets, timeframe, {kStart, kStart + length});
}
const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
const core::Timeframe kMinute = core::Timeframe::Of(base::Minutes(1));

std::string HashOf(const SyntheticSeries& series) {
  base::Hasher hasher;
  hasher.Append(series.bars.data(), series.bars.size() * sizeof(core::Bar));
  return hasher.Hex();
}

std::vector<double> LogReturns(const std::vector<core::Bar>& bars) {
  std::vector<double> returns;
  for (size_t i = 1; i < bars.size(); ++i) {
    returns.push_back(std::log(bars[i].close / bars[i - 1].close));
  }
  return returns;
}

std::vector<double> Absolute(std::vector<double> xs) {
  for (double& x : xs) x = std::abs(x);
  return xs;
}

double Mean(const std::vector<double>& xs) {
  return std::accumulate(xs.begin(), xs.end(), 0.0) / static_cast<double>(xs.size());
}

double Correlation(const std::vector<double>& xs, const std::vector<double>& ys) {
  const size_t n = std::min(xs.size(), ys.size());
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (size_t i = 0; i < n; ++i) {
    sx += xs[i];
    sy += ys[i];
    sxx += xs[i] * xs[i];
    syy += ys[i] * ys[i];
    sxy += xs[i] * ys[i];
  }
  const auto count = static_cast<double>(n);
  return (sxy - sx * sy / count) / std::sqrt((sxx - sx * sx / count) * (syy - sy * sy / count));
}

double Autocorrelation(const std::vector<double>& xs, size_t lag) {
  return Correlation({xs.begin(), xs.end() - static_cast<std::ptrdiff_t>(lag)},
                     {xs.begin() + static_cast<std::ptrdiff_t>(lag), xs.end()});
}

double Kurtosis(const std::vector<double>& xs) {
  const double mean = Mean(xs);
  double second = 0, fourth = 0;
  for (const double x : xs) {
    second += (x - mean) * (x - mean);
    fourth += std::pow(x - mean, 4);
  }
  return fourth * static_cast<double>(xs.size()) / (second * second);
}

TEST(Generate, SameSeedSameBytesOnAnyThread) {
  const SyntheticSpec spec = Spec(4, kHour, base::Days(120));
  const auto in_order = *Generate(spec, 7);
  std::vector<std::string> threaded(4);
  {
    std::vector<std::jthread> threads;
    for (size_t i : {3u, 1u, 0u, 2u}) {
      threads.emplace_back([&, i] { threaded[i] = HashOf(GenerateAsset(spec, i, 7)); });
    }
  }
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(HashOf(in_order[i]), threaded[i]) << in_order[i].symbol.ToString();
    EXPECT_NE(HashOf(in_order[i]), HashOf(GenerateAsset(spec, i, 8)));
  }
}

TEST(Generate, AnAssetDoesNotDependOnItsNeighbours) {
  const SyntheticSpec few = Spec(3, kHour, base::Days(60));
  const SyntheticSpec many = Spec(9, kHour, base::Days(60));
  EXPECT_EQ(HashOf(GenerateAsset(few, 0, 1)), HashOf(GenerateAsset(many, 0, 1)));
  EXPECT_EQ(HashOf(GenerateAsset(few, 1, 1)), HashOf(GenerateAsset(many, 1, 1)));
}

TEST(Generate, CandlesAreConsistentAndOnTheGrid) {
  const auto all = *Generate(Spec(5, kHour, base::Days(400)), 3);
  for (const SyntheticSeries& series : all) {
    const double ticks = std::pow(10.0, series.price_decimals);
    for (size_t i = 0; i < series.bars.size(); ++i) {
      const core::Bar& bar = series.bars[i];
      ASSERT_GE(bar.high, std::max(bar.open, bar.close));
      ASSERT_LE(bar.low, std::min(bar.open, bar.close));
      ASSERT_GT(bar.low, 0);
      ASSERT_GT(bar.volume, 0);
      ASSERT_EQ(bar.close, std::nearbyint(bar.close * ticks) / ticks);
      if (i > 0) {
        ASSERT_EQ(bar.open, series.bars[i - 1].close);
        ASSERT_EQ((bar.open_time - series.bars[i - 1].open_time).ns, base::Hours(1).ns);
      }
    }
  }
}

TEST(Generate, LastAssetIsDelistedAfterADecline) {
  const auto all = *Generate(Spec(5, kHour, base::Days(800)), 11);
  const SyntheticSeries& gone = all.back();
  ASSERT_TRUE(gone.delisted_at.has_value());
  EXPECT_EQ(gone.bars.size(), 600u * 24);
  EXPECT_EQ(gone.delisted_at->ns, (kStart + base::Days(600)).ns);
  const double before = gone.bars[gone.bars.size() - 45 * 24].close;
  EXPECT_LT(gone.bars.back().close, 0.4 * before);
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    EXPECT_FALSE(all[i].delisted_at.has_value());
    EXPECT_EQ(all[i].bars.size(), 800u * 24);
  }
}

TEST(Generate, ReturnsHaveTheStylisedFacts) {
  const auto all = *Generate(Spec(4, kHour, base::Days(1000)), 5);
  for (const SyntheticSeries& series : all) {
    const std::vector<double> returns = LogReturns(series.bars);
    const std::vector<double> sizes = Absolute(returns);
    EXPECT_GT(Kurtosis(returns), 4.0) << series.symbol.ToString();
    EXPECT_GT(Autocorrelation(sizes, 1), 0.1);
    EXPECT_GT(Autocorrelation(sizes, 24), 0.05);
    EXPECT_LT(std::abs(Autocorrelation(returns, 1)), 0.08);
    std::vector<double> volumes;
    for (size_t i = 1; i < series.bars.size(); ++i) {
      volumes.push_back(std::log(series.bars[i].volume * series.bars[i].close));
    }
    EXPECT_GT(Correlation(sizes, volumes), 0.3);
  }
}

TEST(Generate, AssetsMoveTogetherAsTheLoadingsSay) {
  SyntheticSpec spec = Spec(3, kHour, base::Days(1000));
  spec.assets.back().delisted_after.reset();
  spec.common_jumps_a_year = 0;
  for (AssetSpec& asset : spec.assets) asset.jumps_a_year = 0;
  const auto all = *Generate(spec, 5);
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = i + 1; j < all.size(); ++j) {
      const double asked = spec.assets[i].market_loading * spec.assets[j].market_loading;
      const double found = Correlation(LogReturns(all[i].bars), LogReturns(all[j].bars));
      // A little lower than asked: each asset has a variance of its own.
      EXPECT_GT(found, asked - 0.10) << i << " and " << j;
      EXPECT_LT(found, asked + 0.03) << i << " and " << j;
    }
  }
}

// With one regime, no jumps and volatility that hardly clusters the path is a plain Brownian
// motion, whose volatility and range are known: E[(high - low)^2] = 4 ln 2 sigma^2 [Parkinson
// 1980].
TEST(Generate, PlainMarketHasTheVolatilityAndRangeAskedFor) {
  SyntheticSpec spec = Spec(1, kHour, base::Days(1500));
  for (RegimeSpec* regime : {&spec.calm, &spec.trend, &spec.turbulent}) {
    *regime = {.mean_days = 10, .volatility = 1, .drift = 0};
  }
  spec.volatility_kurtosis = 3.0001;
  spec.common_jumps_a_year = 0;
  spec.assets[0].jumps_a_year = 0;
  spec.assets[0].volatility = 0.8;
  const SyntheticSeries series = GenerateAsset(spec, 0, 9);
  double squares = 0, ranges = 0;
  for (const core::Bar& bar : series.bars) {
    squares += std::pow(std::log(bar.close / bar.open), 2);
    ranges += std::pow(std::log(bar.high / bar.low), 2) / (4 * std::log(2.0));
  }
  const double bars = static_cast<double>(series.bars.size());
  EXPECT_NEAR(std::sqrt(squares / bars * 8760), 0.8, 0.01);
  EXPECT_NEAR(std::sqrt(ranges / bars * 8760), 0.8, 0.01);
}

TEST(Generate, VolumeFollowsTheHourAndTheTurnoverAskedFor) {
  const SyntheticSpec spec = Spec(1, kHour, base::Days(1500));
  const SyntheticSeries series = GenerateAsset(spec, 0, 2);
  double busy = 0, quiet = 0, total = 0;
  for (size_t i = 0; i < series.bars.size(); ++i) {
    const double turnover = series.bars[i].volume * series.bars[i].close;
    total += turnover;
    if (i % 24 == 15) busy += turnover;
    if (i % 24 == 6) quiet += turnover;
  }
  EXPECT_GT(busy, 1.5 * quiet);
  const double daily = total / 1500;
  EXPECT_GT(daily, 0.5 * spec.assets[0].daily_turnover);
  EXPECT_LT(daily, 2.0 * spec.assets[0].daily_turnover);
  EXPECT_GT(series.spread_bps, 0.5 * spec.assets[0].spread_bps);
  EXPECT_LT(series.spread_bps, 2.0 * spec.assets[0].spread_bps);
}

TEST(Generate, RegimesAreSharedOverTimeframesAndTurbulenceIsWilder) {
  const SyntheticSpec hourly = Spec(1, kHour, base::Days(700));
  const std::vector<Regime> regimes = RegimesOf(hourly, 4);
  const std::vector<Regime> finer = RegimesOf(Spec(1, kMinute, base::Days(700)), 4);
  ASSERT_EQ(finer.size(), regimes.size() * 60);
  size_t equal = 0;
  for (size_t i = 0; i < regimes.size(); ++i) equal += regimes[i] == finer[60 * i];
  EXPECT_EQ(equal, regimes.size());

  const std::vector<core::Bar> bars = GenerateAsset(hourly, 0, 4).bars;
  std::array<double, 3> squares{}, counts{};
  for (size_t i = 0; i < bars.size(); ++i) {
    const auto regime = static_cast<size_t>(regimes[i]);
    squares[regime] += std::pow(std::log(bars[i].close / bars[i].open), 2);
    counts[regime] += 1;
  }
  for (const double count : counts) ASSERT_GT(count, 500);
  EXPECT_GT(squares[2] / counts[2], 3 * squares[0] / counts[0]);
}

TEST(UnitGjr, LongRunVarianceIsOneAndKurtosisIsAsAsked) {
  UnitGjr garch(48, 6);
  base::RandomStream stream(1, "test");
  double second = 0, fourth = 0;
  const int draws = 4'000'000;
  for (int i = 0; i < draws; ++i) {
    const double z = stream.NextNormal();
    const double squared = garch.variance() * z * z;
    second += squared;
    fourth += squared * squared;
    garch.Update(z);
  }
  second /= draws;
  EXPECT_NEAR(second, 1.0, 0.03);
  // The asymmetry adds a little to the symmetric model's kurtosis.
  EXPECT_GT(fourth / draws / (second * second), 5.0);
  EXPECT_LT(fourth / draws / (second * second), 9.0);
}

TEST(Validate, RefusesWhatCannotBeDrawn) {
  const base::TimeRange open_ended{kStart, base::kEndOfTime};
  EXPECT_FALSE(Generate(*DefaultSpec(2, kHour, open_ended), 1).has_value());
  EXPECT_FALSE(Generate(Spec(2, kHour, base::Minutes(30)), 1).has_value());
  EXPECT_FALSE(DefaultSpec(0, kHour, {}).has_value());
  EXPECT_FALSE(DefaultSpec(27, kHour, {}).has_value());
  SyntheticSpec spec = Spec(1, kHour, base::Days(2));
  spec.assets[0].market_loading = 1.5;
  EXPECT_FALSE(Generate(spec, 1).has_value());
}

}  // namespace
}  // namespace keel::sim::synthetic
