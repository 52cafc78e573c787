// SPDX-License-Identifier: MIT
// Laws that every feature keeps, whoever adds it, and the numbers of those that are easily wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/random.h"
#include "market/feature_table.h"
#include "strategies/feature_registry.h"

namespace keel::strategies {
namespace {

using core::Bar;
using core::Timeframe;
using market::FeatureSpec;
using market::FeatureTable;
using Values = std::vector<std::optional<double>>;

constexpr base::UnixNanos kStart{1'577'836'800'000'000'000};  // 2020-01-01
const Timeframe kHour = Timeframe::Of(base::Hours(1));

std::vector<Bar> RandomWalk(int64_t count, Timeframe timeframe = kHour, double price = 100) {
  base::RandomStream random(11, "features_test");
  std::vector<Bar> bars;
  base::UnixNanos open = kStart;
  for (int64_t i = 0; i < count; ++i, open = timeframe.CloseOf(open)) {
    const double next = price * std::exp(0.01 * random.NextNormal());
    bars.push_back({open, price, std::max(price, next) * 1.002, std::min(price, next) * 0.998, next,
                    100 * random.NextUniform()});
    price = next;
  }
  return bars;
}

std::vector<Bar> WithoutVolumes(std::vector<Bar> bars) {
  for (Bar& bar : bars) bar = {bar.open_time, bar.close, bar.close, bar.close, bar.close, 0};
  return bars;
}

Values Stream(const FeatureSpec& spec, std::span<const Bar> bars, Timeframe timeframe = kHour) {
  const auto feature = spec.make(timeframe);
  Values values;
  for (const Bar& bar : bars) values.push_back(feature->Update(bar));
  return values;
}

FeatureTable AllOver(std::span<const Bar> bars, Timeframe timeframe = kHour) {
  return ComputeFeatures(*market::FeatureSet::Choose(AllFeatures(), {}), bars, timeframe);
}

const FeatureSpec& Named(std::string_view name) {
  for (const FeatureSpec& spec : AllFeatures()) {
    if (spec.name == name) return spec;
  }
  ADD_FAILURE() << "no feature is called " << name;
  return AllFeatures().front();
}

double Last(std::string_view name, std::span<const Bar> bars, Timeframe timeframe = kHour) {
  const auto value = Stream(Named(name), bars, timeframe).back();
  EXPECT_TRUE(value.has_value()) << name;
  return value.value_or(0);
}

/// Bars of one price each.
std::vector<Bar> Closes(const std::vector<double>& prices, Timeframe timeframe = kHour) {
  std::vector<Bar> bars;
  base::UnixNanos open = kStart;
  for (const double p : prices) {
    bars.push_back({open, p, p, p, p, 1});
    open = timeframe.CloseOf(open);
  }
  return bars;
}

/// `count` prices that move by the log returns of `pattern`, over and over.
std::vector<Bar> Patterned(int count, const std::vector<double>& pattern,
                           Timeframe timeframe = kHour) {
  std::vector<double> prices{100};
  for (int i = 1; i < count; ++i) {
    prices.push_back(prices.back() *
                     std::exp(pattern[static_cast<size_t>(i - 1) % pattern.size()]));
  }
  return Closes(prices, timeframe);
}

TEST(Features, AreDescribedAndHaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const FeatureSpec& spec : AllFeatures()) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name << " is there twice";
    EXPECT_GE(spec.version, 1) << spec.name;
    EXPECT_GT(spec.doc.size(), 40u) << spec.name;
    for (const std::string& timeframe : Timeframe::Names()) {
      EXPECT_GE(spec.lookback(*Timeframe::Parse(timeframe)), 1) << spec.name << timeframe;
    }
  }
  EXPECT_GE(names.size(), 25u);
}

TEST(Features, TheFirstValueComesWithTheLookback) {
  for (const char* name : {"1h", "4h", "1d", "1w", "1M"}) {
    const Timeframe timeframe = *Timeframe::Parse(name);
    const auto bars = RandomWalk(1600, timeframe);
    for (const FeatureSpec& spec : AllFeatures()) {
      const Values values = Stream(spec, bars, timeframe);
      const auto warm = static_cast<size_t>(spec.lookback(timeframe));
      ASSERT_LT(warm, values.size()) << spec.name;
      for (size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(values[i].has_value(), i + 1 >= warm) << spec.name << " " << name << " " << i;
      }
    }
  }
}

TEST(Features, BatchIsTheStream) {
  const auto bars = RandomWalk(2000);
  const FeatureTable table = AllOver(bars);
  for (size_t column = 0; column < AllFeatures().size(); ++column) {
    const Values values = Stream(AllFeatures()[column], bars);
    for (size_t row = 0; row < bars.size(); ++row) {
      ASSERT_EQ(table.at(row, column), values[row]) << AllFeatures()[column].name << " " << row;
    }
  }
}

TEST(Features, AnotherFutureDoesNotChangeThePast) {
  const auto bars = RandomWalk(2000);
  const std::string whole(AllOver(bars).bytes());
  for (const size_t cut : {1U, 25U, 722U, 1441U, 1999U}) {
    std::vector<Bar> other = bars;
    for (size_t i = cut; i < other.size(); ++i) other[i].close = other[i].high = 1000;
    const std::string past = whole.substr(0, cut * FeatureTable::RowSize(AllFeatures().size()));
    EXPECT_TRUE(std::string(AllOver(other).bytes()).starts_with(past)) << cut;
    EXPECT_EQ(AllOver(std::span(bars).first(cut)).bytes(), past) << cut;
  }
}

/// Market moods that have broken indicators before.
std::vector<std::pair<const char*, std::vector<Bar>>> OddSeries() {
  std::vector<Bar> gaps = RandomWalk(4000);
  std::erase_if(gaps,
                [](const Bar& bar) { return (bar.open_time.ns / base::Hours(1).ns) % 7 < 4; });
  std::vector<Bar> crash = RandomWalk(3000);
  for (size_t i = 1600; i < crash.size(); ++i) {
    for (double* p : {&crash[i].open, &crash[i].high, &crash[i].low, &crash[i].close}) *p *= 0.01;
  }
  std::vector<Bar> asleep = RandomWalk(1700);
  for (int i = 0; i < 60'000; ++i) {
    const Bar& last = asleep.back();
    asleep.push_back(
        {last.open_time + base::Hours(1), last.close, last.close, last.close, last.close, 0});
  }
  return {{"constant", Closes(std::vector<double>(2000, 0.3))},
          {"gaps", gaps},
          {"a price of 1e-11", RandomWalk(2000, kHour, 1e-11)},
          {"a price of 1e13", RandomWalk(2000, kHour, 1e13)},
          {"a fall of 99 %", crash},
          {"a market that fell asleep", asleep},
          {"steady growth", Patterned(2000, {0.001})},
          {"closes only", WithoutVolumes(RandomWalk(2000))}};
}

TEST(Features, AreFiniteOrAbsent) {
  for (const auto& [mood, bars] : OddSeries()) {
    for (const FeatureSpec& spec : AllFeatures()) {
      for (const std::optional<double>& value : Stream(spec, bars)) {
        ASSERT_TRUE(!value || std::isfinite(*value)) << spec.name << " on " << mood;
      }
    }
  }
}

TEST(Features, ThoseOfVolumesAreAbsentWithoutThemAndNoOthers) {
  const auto bars = WithoutVolumes(RandomWalk(2000));
  for (const FeatureSpec& spec : AllFeatures()) {
    const Values values = Stream(spec, bars);
    const auto present = std::ranges::count_if(values, [](const auto& v) { return v.has_value(); });
    EXPECT_EQ(present == 0, spec.needs_volume) << spec.name;
  }
}

TEST(Features, MeanTheSameAtAnyPrice) {
  const auto dear = RandomWalk(2000, kHour, 4096);
  const auto cheap = RandomWalk(2000, kHour, 1.0 / 4096);
  for (const FeatureSpec& spec : AllFeatures()) {
    if (spec.name == "amihud_illiquidity_20d") continue;  // of turnover, which depends on it
    EXPECT_NEAR(Last(spec.name, dear), Last(spec.name, cheap), 1e-6) << spec.name;
  }
}

TEST(ReturnFeatures, AreLogChangesOverTheirDays) {
  const auto bars = RandomWalk(700);
  const auto over = [&](size_t hours) {
    return std::log(bars.back().close / bars[bars.size() - 1 - hours].close);
  };
  EXPECT_DOUBLE_EQ(Last("log_return_1", bars), over(1));
  EXPECT_DOUBLE_EQ(Last("return_1d", bars), over(24));
  EXPECT_DOUBLE_EQ(Last("return_7d", bars), over(7 * 24));
  EXPECT_DOUBLE_EQ(Last("return_28d", bars), over(28 * 24));
}

TEST(VolatilityFeatures, AreAnnualSharesOfEqualMoves) {
  const auto bars = Patterned(1600, {0.01, -0.01});
  const double annual = 0.01 * std::sqrt(365.0 * 24);
  for (const char* name : {"volatility_1d", "volatility_20d", "volatility_60d"}) {
    EXPECT_NEAR(Last(name, bars), annual, 1e-9) << name;
  }
  EXPECT_NEAR(Last("volatility_ratio", bars), 1, 1e-9);
}

TEST(VolatilityFeatures, ForgetHalfInTheirHalfLife) {
  // After long calm the weight of a single move halves every day of 24 bars.
  std::vector<Bar> bars = Closes(std::vector<double>(2000, 100.0));
  for (size_t i = 1900; i < bars.size(); ++i) bars[i].close = 110;
  const Values values = Stream(Named("volatility_1d"), bars);
  EXPECT_NEAR(*values[1900 + 24] / *values[1900], std::sqrt(0.5), 1e-9);
}

TEST(MomentumFeatures, AScoreOfSteadyDriftIsTheRootOfTheMemory) {
  // Drift d and volatility d: the score is sqrt((2 - w) / w).
  const double weight = 1 - std::exp2(-1.0 / (5 * 24));
  EXPECT_NEAR(Last("momentum_t_5d", Patterned(5000, {0.001})), std::sqrt((2 - weight) / weight),
              1e-6);
  EXPECT_LT(Last("momentum_t_20d", Patterned(5000, {-0.001})), -10);
}

TEST(ShapeFeatures, SkewnessOfAKnownPattern) {
  // Of five returns one is +4 u and four are -u: variance 4 u^2, third moment 12 u^3.
  const auto bars = Patterned(1000, {0.04, -0.01, -0.01, -0.01, -0.01});
  EXPECT_NEAR(Last("skewness_20d", bars), 12.0 / 8.0, 1e-9);
  EXPECT_FALSE(Stream(Named("skewness_20d"), Patterned(1000, {0.001})).back().has_value());
}

TEST(ShapeFeatures, AutocorrelationOfThereAndBack) {
  EXPECT_NEAR(Last("autocorrelation_5d", Patterned(1000, {0.01, -0.01})), -1, 1e-9);
  EXPECT_NEAR(Last("autocorrelation_5d", Patterned(1000, {0.01, 0.01, -0.01, -0.01})), 0, 1e-2);
}

TEST(ShapeFeatures, AStraightLineIsEfficientAndItsSlopeIsItsGrowth) {
  const auto bars = Patterned(1000, {0.001});
  EXPECT_NEAR(Last("efficiency_ratio_5d", bars), 1, 1e-9);
  EXPECT_NEAR(Last("trend_slope_30d", bars), 0.024, 1e-9);
  EXPECT_NEAR(Last("distance_high_30d", bars), 0, 1e-12);
  EXPECT_NEAR(Last("distance_low_30d", bars), 0.001 * (30 * 24 - 1), 1e-9);
}

TEST(VolumeFeatures, CompareWithTheirOwnPast) {
  std::vector<Bar> bars = Patterned(1000, {0.01, -0.01});
  for (Bar& bar : bars) bar.volume = 50;
  bars.back().volume = 150;
  EXPECT_NEAR(Last("relative_volume_20d", bars), 3, 1e-12);
  // A rise of 1 bar in 2 takes the volume back: no slope; all rises: one volume a bar.
  EXPECT_NEAR(Last("obv_slope_10d", Patterned(1000, {0.001})), 1, 1e-9);
  std::vector<Bar> even = Closes(std::vector<double>(600, 200.0));
  for (size_t i = 0; i < even.size(); ++i) {
    even[i].close = i % 2 == 0 ? 200 : 200 * std::exp(0.01);
    even[i].volume = 1e6 / even[i].close * 2;  // two millions
  }
  EXPECT_NEAR(Last("amihud_illiquidity_20d", even), 0.005, 1e-12);
}

TEST(DefinitionHash, ChangesWithTheDefinitionAlone) {
  std::set<std::string> hashes;
  for (const FeatureSpec& spec : AllFeatures()) {
    EXPECT_TRUE(hashes.insert(DefinitionHash(spec, kHour)).second) << spec.name;
    EXPECT_TRUE(hashes.insert(DefinitionHash(spec, Timeframe::Of(base::Days(1)))).second);
    FeatureSpec next = spec;
    next.doc = "said better";
    EXPECT_EQ(DefinitionHash(next, kHour), DefinitionHash(spec, kHour)) << spec.name;
    ++next.version;
    EXPECT_TRUE(hashes.insert(DefinitionHash(next, kHour)).second) << spec.name;
    FeatureSpec longer = spec;
    longer.lookback = [&](Timeframe t) { return spec.lookback(t) + 1; };
    EXPECT_TRUE(hashes.insert(DefinitionHash(longer, kHour)).second) << spec.name;
  }
}

TEST(DefinitionHash, IsTheSameOnEveryMachine) {
  EXPECT_EQ(DefinitionHash(Named("return_1d"), kHour), "757cdf42479da462fd1eaae5272bdf0b");
}

}  // namespace
}  // namespace keel::strategies
