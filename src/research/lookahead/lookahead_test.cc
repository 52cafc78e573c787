// SPDX-License-Identifier: MIT
// Every planted leak is found, by its name and its bar; no clean twin is suspected.
#include <gtest/gtest.h>

#include "base/describe_json.h"
#include "research/lookahead/column_check.h"
#include "research/lookahead/testing/clean_twins.h"
#include "research/lookahead/testing/planted_leaks.h"

namespace keel::research {
namespace {

using testing::CleanTwins;
using testing::PlantedLeaks;
using testing::Suspect;

std::string Told(const LookaheadVerdict& verdict) {
  std::string text;
  for (const LookaheadAlarm& alarm : verdict.alarms) {
    text += alarm.check + " | " + alarm.subject + " | " + alarm.sentence + "\n";
  }
  return text.empty() ? "nothing\n" : text;
}

const LookaheadAlarm* AlarmOf(const LookaheadVerdict& verdict, const Suspect& suspect) {
  for (const LookaheadAlarm& alarm : verdict.alarms) {
    if (alarm.check == suspect.check && alarm.subject == suspect.subject) return &alarm;
  }
  return nullptr;
}

TEST(Lookahead, EveryPlantedLeakIsFoundByItsNameAndItsBar) {
  const std::vector<Suspect> leaks = PlantedLeaks();
  ASSERT_GE(leaks.size(), 20U);
  const KnownWorld market = testing::SyntheticWorld();
  for (const Suspect& leak : leaks) {
    const auto verdict = leak.judge();
    ASSERT_TRUE(verdict) << leak.kind << ": " << verdict.error().message;
    const LookaheadAlarm* alarm = AlarmOf(*verdict, leak);
    ASSERT_NE(alarm, nullptr) << leak.kind << " raised\n" << Told(*verdict);
    if (leak.reach_least > 0) {
      EXPECT_GE(alarm->reach_bars.value_or(0), leak.reach_least) << leak.kind << Told(*verdict);
      EXPECT_LE(alarm->reach_bars.value_or(0), leak.reach_most) << leak.kind << Told(*verdict);
    }
    if (leak.bar) {
      EXPECT_EQ(alarm->bar, market.series[0].bars[*leak.bar].open_time) << leak.kind;
    }
    EXPECT_TRUE(verdict->alarms.size() == 1 || !leak.alone) << leak.kind << " raised\n"
                                                            << Told(*verdict);
    EXPECT_TRUE(verdict->sentence.starts_with("LOOK-AHEAD: ")) << verdict->sentence;
  }
}

TEST(Lookahead, NoCleanTwinIsSuspected) {
  const std::vector<Suspect> twins = CleanTwins();
  ASSERT_GE(twins.size(), 20U);
  for (const Suspect& twin : twins) {
    const auto verdict = twin.judge();
    ASSERT_TRUE(verdict) << twin.kind << ": " << verdict.error().message;
    EXPECT_TRUE(verdict->clean()) << twin.kind << " raised\n" << Told(*verdict);
    EXPECT_TRUE(verdict->sentence.starts_with("No look-ahead was found: ")) << verdict->sentence;
  }
}

// The alarm of the plainest leak, word for word.
TEST(Lookahead, AnAlarmNamesPairBarAndBothValues) {
  const auto verdict = PlantedLeaks().front().judge();
  ASSERT_TRUE(verdict);
  const LookaheadAlarm& alarm = verdict->alarms.front();
  EXPECT_FALSE(alarm.pair.empty());
  EXPECT_EQ(*alarm.time, testing::kHour.CloseOf(*alarm.bar));
  EXPECT_TRUE(alarm.with_future.starts_with("share ")) << alarm.with_future;
  EXPECT_EQ(alarm.without_future, "nothing");
  EXPECT_NE(alarm.sentence.find(base::FormatMinute(*alarm.time)), std::string::npos);
  EXPECT_GT(alarm.seen, 5);
  EXPECT_EQ(alarm.tried, 10);
}

TEST(Lookahead, TheVerdictIsTheSameOnAnyNumberOfThreads) {
  const KnownWorld world = testing::SyntheticWorld();
  const auto settings = testing::SettingsOf(world, "planted");
  const auto plug_ins = testing::ShareOf("planted", [](const testing::RuleScene& s) {
    return std::optional(testing::Squeeze(testing::CentredMean(s.source, s.now) / s.bar().close));
  });
  std::vector<std::string> texts;
  for (const int jobs : {1, 3}) {
    LookaheadOptions options;
    options.jobs = jobs;
    texts.push_back(VerdictJson(
        CheckLookahead({settings, plug_ins, world, {}, engine::RunOnSeries}, options).value()));
  }
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(VerdictJson(base::ReadJson<LookaheadVerdict>(texts[0]).value()), texts[0]);
}

TEST(Lookahead, AnUnknownFeatureIsRefusedWithTheNearest) {
  const KnownWorld world = testing::SyntheticWorld();
  const auto settings = testing::SettingsOf(world, "holder");
  const auto plug_ins = testing::FeatureOf("momentum", testing::Everything);
  const auto refused =
      CheckLookahead({settings, plug_ins, world, {"momentun"}, engine::RunOnSeries}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(refused.error().message.find("momentum"), std::string::npos);
}

// An average that forgets half at each bar, of a price of about 20,000 and begun a million off:
// after n bars 1e6 / 2^n are left of that. With 11 bars it is 488, with 22 0.24, with 44 nothing to
// speak of.
TEST(Lookahead, TellsHowMuchHistoryARecursionNeeds) {
  const KnownWorld world = testing::SyntheticWorld();
  const auto plug_ins = testing::ColumnOf("halving", [](std::span<const core::Bar> bars) {
    std::vector<std::optional<double>> values(bars.size());
    double level = 1e6;  // far off at first
    for (size_t i = 0; i < bars.size(); ++i) values[i] = level += 0.5 * (bars[i].close - level);
    return values;
  });
  const auto verdict = CheckColumnWarmUp(world, {plug_ins, {}, testing::kHour, 1, nullptr});
  ASSERT_TRUE(verdict);
  ASSERT_EQ(verdict->warm_ups.size(), 1U);
  const WarmUp& warm = verdict->warm_ups[0];
  EXPECT_EQ(warm.bars_1e3, 22);
  EXPECT_EQ(warm.bars_1e6, 44);
  EXPECT_LT(warm.left, 1e-12);
  EXPECT_TRUE(verdict->clean());
}

TEST(Survivorship, ALonePairIsToldInANote) {
  const KnownWorld world = testing::SyntheticWorld(1);
  const base::UnixNanos end = testing::kMarketStart + base::Days(30);
  const auto verdict = CheckSurvivorship(
      world.series, {{*core::ParseSymbol("LUNA/USDT"), testing::kMarketStart, end, end}});
  EXPECT_TRUE(verdict.clean());
  ASSERT_EQ(verdict.notes.size(), 1U);
  EXPECT_NE(verdict.notes[0].find("LUNA/USDT"), std::string::npos);
}

}  // namespace
}  // namespace keel::research
