// SPDX-License-Identifier: MIT
// Subjects, variations and outcomes; the ledger has its own tests.
#include <gtest/gtest.h>

#include <atomic>

#include "engine/backtest.h"
#include "research/metrics_of_run.h"
#include "research/testing/sample_subject.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

using testing::SampleSubject;

/// When, which way, how much and at which price, without numbers that count from the start.
std::vector<std::string> Trades(const engine::RunRecord& run) {
  std::vector<std::string> trades;
  for (const core::Fill& fill : run.fills) {
    trades.push_back(base::FormatIso(fill.time) + (fill.side == core::Side::kBuy ? " +" : " -") +
                     fill.quantity.ToString() + " " + fill.price.ToString());
  }
  return trades;
}

TEST(Subject, ItsRangeAndBarsAreThoseOfAllSeries) {
  const Subject subject = SampleSubject(100, {"cross"}, {"BTC/USDT", "ETH/USDT"});
  EXPECT_EQ(subject.range().from, subject.series[0].bars.front().open_time);
  EXPECT_EQ(subject.range().to, subject.series[1].bars.back().open_time + base::Hours(1));
  EXPECT_EQ(subject.bars(), 200);
  EXPECT_EQ(FamilyOf(subject.settings), "cross on BTC/USDT,ETH/USDT 1h at binance");
}

TEST(Subject, ACutHasTheBarsThatOpenAndCloseInItsWindow) {
  const Subject subject = SampleSubject(100);
  const engine::LoadedSeries& whole = subject.series.front();
  const base::UnixNanos first = whole.bars.front().open_time;
  const engine::LoadedSeries cut =
      CutSeries(whole, {first + base::Minutes(90), first + base::Minutes(330)});
  ASSERT_EQ(cut.bars.size(), 3u) << "those of 02:00, 03:00 and 04:00";
  EXPECT_EQ(cut.bars.data(), whole.bars.data() + 2) << "borrowed";
  EXPECT_EQ(cut.record.from, first + base::Hours(2));
  EXPECT_EQ(cut.record.to, first + base::Hours(5));
  EXPECT_EQ(cut.record.bars, 3);
  EXPECT_EQ(cut.record.gaps, 0);
  EXPECT_EQ(cut.record.hash, engine::HashBars(cut.bars));
  EXPECT_NE(cut.record.hash, whole.record.hash);
  EXPECT_TRUE(CutSeries(whole, {first - base::Hours(9), first}).bars.empty());
}

TEST(Variation, AWarmUpTradesAsAStrategyThatKeepsSilentAsLong) {
  const Subject subject = SampleSubject();
  const base::UnixNanos start = subject.range().from + base::Hours(700);
  const auto warmed = RunVariation(subject, {.from = start, .warm_up = base::Hours(300)});
  // The bar that closes at `start` is the 300th of the run.
  const auto silent =
      RunVariation(subject, {.params = {{"silent", 300}}, .from = start - base::Hours(300)});
  ASSERT_TRUE(warmed && silent);
  EXPECT_GT(warmed->fills.size(), 10u);
  EXPECT_EQ(Trades(*warmed), Trades(*silent));
  EXPECT_GE(warmed->fills.front().time, start);
}

TEST(Variation, AWarmUpMakesTheFirstWishAnEarlierOne) {
  const Subject subject = SampleSubject();
  const base::UnixNanos start = subject.range().from + base::Hours(700);
  const auto cold = RunVariation(subject, {.from = start});
  const auto warm = RunVariation(subject, {.from = start, .warm_up = base::Hours(300)});
  ASSERT_TRUE(cold && warm);
  EXPECT_EQ(cold->from, start);
  EXPECT_GE(cold->fills.front().time, start + base::Hours(50)) << "the slow average takes 50 bars";
  EXPECT_NE(Trades(*cold), Trades(*warm));
  const auto outcome = TryVariation(subject, {.from = start, .warm_up = base::Hours(300)});
  EXPECT_EQ(outcome->from, start) << "the warm-up is no part of what is measured";
  EXPECT_EQ(outcome->start_equity, 10'000);
}

TEST(Variation, TheOutcomeHasTheFiguresOfTheRun) {
  const Subject subject = SampleSubject();
  const auto run = RunVariation(subject, {.params = {{"fast", 12}}});
  const auto outcome = TryVariation(subject, {.params = {{"fast", 12}}});
  ASSERT_TRUE(run && outcome);
  const MeasuredRun measured(*run);
  for (const std::string name : {"total_return", "cagr", "sharpe", "sortino", "calmar",
                                 "profit_factor", "max_drawdown", "win_rate"}) {
    EXPECT_TRUE(FigureOf(*outcome, name)) << name;
    EXPECT_EQ(FigureOf(*outcome, name), measured.Of(name)) << name;
  }
  EXPECT_EQ(outcome->journal_hash, run->journal_hash);
  EXPECT_EQ(outcome->final_equity, run->final_equity.ToDouble());
  double equity = outcome->start_equity;
  for (const double r : outcome->daily) equity *= 1 + r;
  EXPECT_NEAR(equity, outcome->final_equity, 1e-6);
  EXPECT_EQ(FigureOf(*outcome, "beauty"), std::nullopt);
}

TEST(Variation, TheEnginesOwnRunOfTheWholeSubjectIsTheEmptyVariation) {
  const Subject subject = SampleSubject();
  const auto varied = RunVariation(subject, {});
  std::vector<engine::LoadedSeries> series;
  series.push_back(testing::SampleSeries({.bars = 2000}));
  const auto plain = engine::RunOnSeries(subject.settings, subject.registry, std::move(series), {});
  ASSERT_TRUE(varied && plain);
  EXPECT_EQ(varied->journal_hash, plain->journal_hash);
}

TEST(Variation, ManyAreTheSameOnAnyNumberOfThreads) {
  const Subject subject = SampleSubject(600);
  std::vector<Variation> variations;
  for (double fast = 2; fast <= 12; ++fast) variations.push_back({.params = {{"fast", fast}}});
  const auto alone = TryAll(subject, variations, {.jobs = 1});
  int64_t told = 0;
  const auto many =
      TryAll(subject, variations,
             {.jobs = 4, .progress = [&](int64_t done, int64_t) { told = std::max(told, done); }});
  ASSERT_TRUE(alone && many);
  EXPECT_EQ(told, 11);
  EXPECT_NE(base::ToJson(alone->front()), base::ToJson(alone->back()));
  EXPECT_EQ(base::ToJson(*alone), base::ToJson(*many));
}

TEST(Variation, WhatCannotBeRunIsRefusedInASentence) {
  const Subject subject = SampleSubject(300, {"cross", "other"});
  EXPECT_NE(TryVariation(subject, {.params = {{"fast", 5}}}).error().message.find("cross.fast"),
            std::string::npos);
  EXPECT_NE(TryVariation(subject, {.params = {{"third.fast", 5}}}).error().message.find("third"),
            std::string::npos);
  EXPECT_TRUE(TryVariation(subject, {.params = {{"other.fast", 5}}}));
  const auto late = TryVariation(subject, {.from = subject.range().to + base::Hours(5)});
  EXPECT_EQ(late.error().code, base::ErrorCode::kUsage);
  EXPECT_NE(late.error().message.find("no pair has a bar"), std::string::npos);
  const std::atomic<bool> stop{true};
  EXPECT_EQ(TryVariation(subject, {}, &stop).error().code, base::ErrorCode::kInterrupted);
}

TEST(Variation, ItsHashIsOfSettingsBarsAndWhatVaries) {
  const Subject subject = SampleSubject(100);
  Subject richer = SampleSubject(100);
  richer.settings_hash = "00000000000000000000000000000001";
  const Variation fast = {.params = {{"fast", 5}}};
  EXPECT_EQ(TrialHash(subject, fast), TrialHash(SampleSubject(100), fast));
  EXPECT_NE(TrialHash(subject, fast), TrialHash(subject, {.params = {{"fast", 6}}}));
  EXPECT_NE(TrialHash(subject, fast), TrialHash(richer, fast));
  EXPECT_NE(TrialHash(subject, fast), TrialHash(SampleSubject(101), fast));
  EXPECT_EQ(TrialHash(subject, fast).size(), 32u);
}

}  // namespace
}  // namespace keel::research
