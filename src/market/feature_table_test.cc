// SPDX-License-Identifier: MIT
#include "market/feature_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/os/file.h"
#include "base/random.h"

namespace keel::market {
namespace {

const core::Timeframe kHour = core::Timeframe::Of(base::Hours(1));
constexpr base::UnixNanos kStart{1'577'836'800'000'000'000};

/// The close, from the second bar on.
class SecondClose final : public Feature {
 public:
  std::optional<double> Update(const core::Bar& bar) override {
    return ++bars_ < 2 ? std::nullopt : std::optional(bar.close);
  }

 private:
  int bars_ = 0;
};

FeatureSpec Spec(std::string name, int version = 1) {
  return {.name = std::move(name),
          .version = version,
          .doc = "the close",
          .lookback = [](core::Timeframe) -> int64_t { return 2; },
          .make = [](core::Timeframe) { return std::make_unique<SecondClose>(); }};
}

const std::vector<FeatureSpec> kKnown = {Spec("close_now"), Spec("close_again")};

FeatureSet Choose(const std::vector<std::string>& names) {
  return *FeatureSet::Choose(kKnown, names);
}

std::vector<core::Bar> Bars(size_t count) {
  std::vector<core::Bar> bars;
  for (size_t i = 0; i < count; ++i) {
    const double p = 100 + static_cast<double>(i);
    bars.push_back({kStart + base::Hours(static_cast<int64_t>(i)), p, p, p, p, 1});
  }
  return bars;
}

TEST(FeatureSet, KeepsTheOrderAndKnowsItsNames) {
  EXPECT_EQ(Choose({}).size(), 2u);
  EXPECT_EQ(Choose({"close_again", "close_now"}).specs()[0].name, "close_again");
  const auto unknown = FeatureSet::Choose(kKnown, std::vector<std::string>{"close_nov"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(unknown.error().message.find("did you mean \"close_now\"?"), std::string::npos);
  EXPECT_FALSE(FeatureSet::Choose(kKnown, std::vector<std::string>{"close_now", "close_now"}));
}

TEST(FeatureStore, ComputesAFeatureOnceHoweverManyWantIt) {
  FeatureStore store(kHour);
  EXPECT_EQ(store.Add(kKnown[0]), 0u);
  EXPECT_EQ(store.Add(kKnown[1]), 1u);
  EXPECT_EQ(store.Add(kKnown[0]), 0u);
  EXPECT_EQ(store.size(), 2u);
  for (const core::Bar& bar : Bars(2)) store.Update(bar);
  EXPECT_EQ(store.value(1), 101);
  EXPECT_EQ(store.row().ts_event, kStart + base::Hours(1));
  EXPECT_EQ(store.row().ts_knowable, kStart + base::Hours(2));
}

TEST(FeatureStore, WhatIsNotFiniteIsAbsent) {
  class Infinite final : public Feature {
    std::optional<double> Update(const core::Bar&) override { return HUGE_VAL; }
  };
  FeatureSpec spec = Spec("infinite");
  spec.make = [](core::Timeframe) { return std::make_unique<Infinite>(); };
  FeatureStore store(kHour);
  store.Add(spec);
  store.Update(Bars(1)[0]);
  EXPECT_FALSE(store.value(0));
}

TEST(FeatureTable, AsOfNeverTellsWhatWasNotKnowable) {
  std::vector<core::Bar> bars = Bars(200);
  std::erase_if(
      bars, [](const core::Bar& bar) { return (bar.open_time.ns / 3'600'000'000'000) % 5 == 2; });
  const FeatureTable table = ComputeFeatures(Choose({}), bars, kHour);
  base::RandomStream random(5, "feature_table_test");
  for (int i = 0; i < 20'000; ++i) {
    // Half of them hit a close exactly, or miss it by a nanosecond.
    auto time = kStart + base::Duration{static_cast<int64_t>(random.NextUniform() * 210 * 3.6e12)};
    if (i % 2 == 0) time = kHour.OpenOf(time) + base::Duration{i % 3 - 1};
    std::optional<size_t> last;
    for (size_t row = 0; row < table.rows(); ++row) {
      if (kHour.CloseOf(bars[row].open_time) <= time) last = row;
    }
    ASSERT_EQ(AsOf(table, time), last);
  }
}

TEST(FeatureTable, JoinTakesTheNewestKnownRowOfEachSource) {
  const FeatureTable hours = ComputeFeatures(Choose({}), Bars(10), kHour);
  const core::Timeframe day = core::Timeframe::Of(base::Days(1));
  const FeatureTable days = ComputeFeatures(Choose({"close_now"}), Bars(1), day);
  const std::vector<JoinSource> sources = {{"BTC/USDT", &hours}, {"ETH/USDT", &days}};
  const std::vector<base::UnixNanos> times = {kStart + base::Hours(3), kStart,
                                              kStart + base::Hours(48)};
  const JoinedFeatures joined = JoinAsOf(sources, times);
  EXPECT_EQ(joined.columns, (std::vector<std::string>{"BTC/USDT close_now", "BTC/USDT close_again",
                                                      "ETH/USDT close_now"}));
  EXPECT_EQ(joined.at(0, 0), 102);  // of the bar that opened at 02:00
  EXPECT_FALSE(joined.at(0, 2));
  EXPECT_FALSE(joined.at(1, 0));
  EXPECT_EQ(joined.at(2, 1), 109);
  const JoinedFeatures recent = JoinAsOf(sources, times, base::Hours(24));
  EXPECT_EQ(recent.at(0, 0), 102);
  EXPECT_FALSE(recent.at(2, 1)) << "the series had ended 38 hours before";
}

TEST(FeatureTable, IsRefusedWhenADefinitionHasChanged) {
  const std::string folder = ::testing::TempDir() + "keel-feature-table";
  ASSERT_TRUE(base::os::RemoveTree(folder));
  const storage::Catalog catalog(folder);
  const storage::SeriesKey key{"binance", core::ParseSymbol("BTC/USDT").value(), kHour};
  ASSERT_TRUE(catalog.Write(key, Bars(50), {}));
  const std::string hash = (*catalog.Open(key))->note().hash;
  ASSERT_TRUE(catalog.WriteFeatures(key, ComputeFeatures(Choose({}), Bars(50), kHour), hash));

  const auto picked = OpenFeatures(catalog, key, Choose({"close_again"}));
  ASSERT_TRUE(picked) << picked.error().message;
  EXPECT_EQ(picked->columns().size(), 1u);
  EXPECT_EQ(picked->at(49, 0), 149);
  const auto open = [&](const FeatureSpec& spec) {
    return OpenFeatures(catalog, key, *FeatureSet::Choose({&spec, 1}, {}));
  };
  const auto changed = open(Spec("close_now", 2));
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, base::ErrorCode::kRefused);
  EXPECT_NE(changed.error().message.find("version 1 then, 2 now"), std::string::npos);
  EXPECT_EQ(open(Spec("other")).error().code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(base::os::RemoveTree(folder));
}

}  // namespace
}  // namespace keel::market
