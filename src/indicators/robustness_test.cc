// SPDX-License-Identifier: MIT
// Rounding: a million values later, after a spike, on a price with a large offset, windows still
// hold what a fresh computation gives. And the properties that follow from the definitions.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "indicators/all.h"
#include "indicators/batch.h"

namespace keel::indicators {
namespace {

using Window = std::span<const double>;

long double Mean(Window w) {
  long double sum = 0;
  for (const double x : w) sum += x;
  return sum / static_cast<long double>(w.size());
}

double FreshVariance(Window w) {
  const long double mean = Mean(w);
  long double sum = 0;
  for (const double x : w) sum += (x - mean) * (x - mean);
  return static_cast<double>(sum / static_cast<long double>(w.size()));
}

double FreshWma(Window w) {
  long double sum = 0;
  long double weight = 0;
  for (size_t i = 0; i < w.size(); ++i) {
    sum += static_cast<long double>(i + 1) * w[i];
    weight += static_cast<long double>(i + 1);
  }
  return static_cast<double>(sum / weight);
}

double FreshSlope(Window w) {
  const long double n = static_cast<long double>(w.size());
  const long double mean = Mean(w);
  long double sxy = 0;
  long double sxx = 0;
  for (size_t i = 0; i < w.size(); ++i) {
    const long double t = static_cast<long double>(i) - (n - 1) / 2;
    sxy += t * (w[i] - mean);
    sxx += t * t;
  }
  return static_cast<double>(sxy / sxx);
}

/// A long walk around 30,000 with a spike of 1e9 now and then.
std::vector<double> LongWalk(size_t n, bool spikes) {
  base::RandomStream random(11, "indicators.robustness");
  std::vector<double> xs;
  double x = 30'000;
  for (size_t i = 0; i < n; ++i) {
    x += random.NextNormal();
    xs.push_back(spikes && i % 5000 == 2500 ? 1e9 : x);
  }
  return xs;
}

template <class I, class Get>
void ExpectNoDrift(I indicator, const std::vector<double>& xs, Get get,
                   const std::function<double(Window)>& fresh, double tolerance) {
  const size_t n = static_cast<size_t>(indicator.warm_up());
  double worst = 0;
  for (size_t i = 0; i < xs.size(); ++i) {
    const auto value = indicator.Update(xs[i]);
    if (!value || (i % 97 != 0 && i + 50 < xs.size())) continue;
    const double expected = fresh(Window(xs).subspan(i + 1 - n, n));
    worst = std::max(worst, std::abs(get(*value) - expected) / std::max(1.0, std::abs(expected)));
  }
  EXPECT_LT(worst, tolerance);
}

constexpr auto kItself = [](double value) { return value; };

TEST(Drift, AMillionValuesLeaveNone) {
  const auto xs = LongWalk(1'000'000, false);
  const auto mean = [](Window w) { return static_cast<double>(Mean(w)); };
  ExpectNoDrift(Sma(50), xs, kItself, mean, 1e-14);
  ExpectNoDrift(Wma(50), xs, kItself, FreshWma, 1e-14);
  ExpectNoDrift(Variance(50), xs, kItself, FreshVariance, 1e-11);
  ExpectNoDrift(
      LinearRegression(50), xs, [](const LinearRegressionValue& v) { return v.slope; }, FreshSlope,
      1e-12);
}

// The spike stands within the window for 50 values; every other window must not know of it.
TEST(Drift, ASpikeLeavesNoResidue) {
  const auto xs = LongWalk(100'000, true);
  const auto sum = [](Window w) { return static_cast<double>(Mean(w)) * 50; };
  ExpectNoDrift(RollingSum(50), xs, kItself, sum, 1e-14);
  ExpectNoDrift(Variance(50), xs, kItself, FreshVariance, 1e-11);
  ExpectNoDrift(Wma(50), xs, kItself, FreshWma, 1e-14);
  const auto mean = [](Window w) { return static_cast<double>(Mean(w)); };
  ExpectNoDrift(Sma(50), xs, kItself, mean, 1e-11);  // keeps a running sum for one lap
}

TEST(Drift, AnOffsetOfABillionCostsNoSpread) {
  base::RandomStream random(12, "indicators.offset");
  std::vector<double> xs;
  for (int i = 0; i < 5000; ++i) xs.push_back(1e9 + random.NextUniform());
  ExpectNoDrift(Variance(20), xs, kItself, FreshVariance, 1e-12);
}

TEST(Drift, AConstantAfterAStormHasExactlyNoSpread) {
  auto xs = LongWalk(1000, true);
  xs.insert(xs.end(), 60, 0.1);
  EXPECT_EQ(Batch(StdDev(30), xs).back(), 0);
  EXPECT_EQ(Batch(ZScore(30), xs).back(), 0);
  EXPECT_EQ(Batch(LinearRegression(30), xs).back().slope, 0);
  EXPECT_EQ(Batch(Bollinger(30, 2.0), xs).back().upper, 0.1);
  EXPECT_EQ(Batch(MeanDeviation(30), xs).back(), 0);
  EXPECT_EQ(Batch(Wma(30), xs).back(), 0.1);
}

TEST(Recursion, TwoStepsDeepIsTheTextbookFilter) {
  const auto xs = LongWalk(20'000, false);
  Ema ema(14);
  double plain = 0;
  for (size_t i = 0; i < xs.size(); ++i) {
    const auto value = ema.Update(xs[i]);
    if (i < 14) {
      plain += xs[i] / 14;
    } else {
      plain += 2.0 / 15 * (xs[i] - plain);
      ASSERT_NEAR(*value, plain, 1e-10);
    }
  }
}

TEST(Period, OfOneIsTheValueItself) {
  for (const double x : {3.0, 5.0, -2.0}) {
    EXPECT_EQ(*Sma(1).Update(x), x);
    EXPECT_EQ(*Ema(1).Update(x), x);
    EXPECT_EQ(*Wma(1).Update(x), x);
    EXPECT_EQ(*RollingMax(1).Update(x), x);
    EXPECT_EQ(*Variance(1).Update(x), 0);
  }
  Ema ema(1);
  for (const double x : {3.0, 5.0, -2.0, 4.0}) EXPECT_EQ(*ema.Update(x), x);
}

TEST(PeriodDeathTest, OfNothingIsABug) {
  EXPECT_DEATH(Sma(0), "period of at least 1");
  EXPECT_DEATH(Ema(0), "period of at least 1|newest value");
  EXPECT_DEATH(Rsi(-3), "period of at least 1");
  EXPECT_DEATH(StdDev(0), "period of at least 1");
  EXPECT_DEATH(Macd(26, 12, 9), "fast period");
}

/// Prices as integers make ties and flat stretches frequent.
std::vector<double> AnyPrices() {
  const auto steps = *rc::gen::container<std::vector<int>>(200, rc::gen::inRange(-3, 4));
  std::vector<double> xs;
  int price = 1000;
  for (const int step : steps) xs.push_back(price += step);
  return xs;
}

std::vector<Ohlcv> AnyBars() {
  const auto closes = AnyPrices();
  std::vector<Ohlcv> bars;
  for (size_t i = 1; i < closes.size(); ++i) {
    const auto wick = *rc::gen::inRange(0, 3);
    const double high = std::max(closes[i - 1], closes[i]) + wick;
    const double low = std::min(closes[i - 1], closes[i]) - *rc::gen::inRange(0, 3);
    bars.push_back({closes[i - 1], high, low, closes[i], static_cast<double>(wick)});
  }
  return bars;
}

void ExpectWithin(const std::vector<double>& values, double low, double high) {
  for (const double value : values) {
    RC_ASSERT(value >= low - 1e-9);
    RC_ASSERT(value <= high + 1e-9);
  }
}

RC_GTEST_PROP(Property, OscillatorsKeepTheirBounds, ()) {
  const auto xs = AnyPrices();
  ExpectWithin(Batch(Rsi(5), xs), 0, 100);
  ExpectWithin(Batch(CutlerRsi(5), xs), 0, 100);
  ExpectWithin(Batch(Cmo(5), xs), -100, 100);
  ExpectWithin(Batch(Tsi(5, 3), xs), -100, 100);
  ExpectWithin(Batch(EfficiencyRatio(5), xs), 0, 1);
  ExpectWithin(Batch(PercentRank(20), xs), 0, 100);
  ExpectWithin(Batch(ZScore(10), xs), -3, 3);
  const auto bars = AnyBars();
  ExpectWithin(Batch(WilliamsR(5), bars), -100, 0);
  ExpectWithin(Batch(Mfi(5), bars), 0, 100);
  ExpectWithin(Batch(Adx(5), bars), 0, 100);
  ExpectWithin(Batch(UltimateOscillator(3, 5, 7), bars), 0, 100);
  ExpectWithin(Batch(ChaikinMoneyFlow(5), bars), -1, 1);
  ExpectWithin(Batch(AroonOscillator(5), bars), -100, 100);
}

RC_GTEST_PROP(Property, WindowsAgreeWithAPlainLoop, ()) {
  const auto xs = AnyPrices();
  const int period = *rc::gen::inRange(1, 40);
  const size_t n = static_cast<size_t>(period);
  const auto tops = Batch(RollingMax(period), xs);
  const auto sums = Batch(RollingSum(period), xs);
  const auto medians = Batch(Percentile(period, 50), xs);
  for (size_t i = 0; i < tops.size(); ++i) {
    std::vector<double> window(xs.begin() + static_cast<std::ptrdiff_t>(i),
                               xs.begin() + static_cast<std::ptrdiff_t>(i + n));
    double sum = 0;
    for (const double x : window) sum += x;
    RC_ASSERT(sums[i] == sum);  // integers add up exactly
    std::sort(window.begin(), window.end());
    RC_ASSERT(tops[i] == window.back());
    RC_ASSERT(medians[i] == window[(n + 1) / 2 - 1]);
  }
}

RC_GTEST_PROP(Property, AroonCountsBackToTheNewestExtreme, ()) {
  const auto bars = AnyBars();
  const int period = *rc::gen::inRange(1, 20);
  const auto values = Batch(Aroon(period), bars);
  for (size_t i = 0; i < values.size(); ++i) {
    int age = 0;
    const size_t newest = i + static_cast<size_t>(period);
    for (int k = 1; k <= period; ++k) {
      const size_t at = newest - static_cast<size_t>(k);
      if (bars[at].high > bars[newest - static_cast<size_t>(age)].high) age = k;
    }
    RC_ASSERT(values[i].up == 100.0 * (period - age) / period);
  }
}

}  // namespace
}  // namespace keel::indicators
