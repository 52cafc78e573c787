// SPDX-License-Identifier: MIT
// A session whose venue is made as the backtest's, but for one thing that is known: the report must
// name that thing and no other.
#include <gtest/gtest.h>

#include "cli/session_settings.h"
#include "cli/testing/command_line.h"
#include "engine/parity.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "tests/integration/sample_session.h"

namespace keel::cli {
namespace {

using engine::ParityCause;
using engine::ParityReport;
using testing::Outcome;

class SessionParity : public testing::CommandLine {
 protected:
  static keel::testing::SampleOptions Options() {
    keel::testing::SampleOptions options;
    options.settings = keel::testing::SampleSettings();
    options.settings.strategies = {{.name = "ema_cross", .params = {{"fast", 3}, {"slow", 8}}}};
    options.registry = {strategies::All(), strategies::AllFeatures()};
    options.configuration = SettingsText(options.settings);
    return options;
  }
  ParityReport Report(const keel::testing::SampleOptions& options) {
    const std::string path = folder() + "/home/.keel/sessions/one";
    EXPECT_TRUE(base::os::RemoveTree(path));
    EXPECT_TRUE(base::os::MakeDirectories(path));
    EXPECT_EQ(MakeSampleSession(path, options), "");
    const auto there = storage::OpenJournalFolder(path);
    const auto history = engine::ReadSessionHistory(*there);
    EXPECT_TRUE(history) << history.error().message;
    auto report = engine::CompareWithBacktest(options.settings, options.registry, *history);
    EXPECT_TRUE(report) << report.error().message;
    ExpectSums(*report);
    return report.value_or(ParityReport{});
  }
  /// To the last unit, in total and for each order.
  static void ExpectSums(const ParityReport& report) {
    core::Decimal total, session, backtest;
    for (const core::Decimal& part : report.parts) total += part;
    EXPECT_EQ(total, report.difference());
    for (const engine::ParityOrder& order : report.orders) {
      core::Decimal sum;
      for (const core::Decimal& part : order.parts) sum += part;
      EXPECT_EQ(sum, order.difference());
      session += order.session;
      backtest += order.backtest;
    }
    EXPECT_EQ(session, report.session);
    EXPECT_EQ(backtest, report.backtest);
  }
  static double Of(const ParityReport& report, ParityCause cause) {
    return report.parts[static_cast<size_t>(cause)].ToDouble();
  }
  /// Names what is not zero, apart from what followed from it and was sent after the last bar.
  static std::string CausesOf(const ParityReport& report, double least = 1e-9) {
    std::string names;
    for (size_t i = 0; i < engine::kParityCauses; ++i) {
      const auto cause = static_cast<ParityCause>(i);
      if (std::abs(report.parts[i].ToDouble()) <= least || cause == ParityCause::kNoBar) continue;
      names += (names.empty() ? "" : ", ") + std::string(engine::ToString(cause));
    }
    return names;
  }
};

TEST_F(SessionParity, AVenueThatIsAsTheModelMakesNoDifference) {
  const ParityReport report = Report(Options());
  EXPECT_GE(report.session_orders, 6);
  EXPECT_EQ(CausesOf(report), "");
  EXPECT_FALSE(report.session.is_zero());
  EXPECT_EQ(report.latency, base::Milliseconds(250));
  EXPECT_NEAR(*report.taker_bps, 10, 1e-9);
}

TEST_F(SessionParity, ASlowWayToTheVenueIsLatency) {
  keel::testing::SampleOptions options = Options();
  options.latency = base::Milliseconds(3'000);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.latency, base::Milliseconds(3'000));
  const double latency = Of(report, ParityCause::kLatency);
  EXPECT_GT(std::abs(latency), 1);
  EXPECT_GT(std::abs(latency), 20 * std::abs(report.difference().ToDouble() - latency -
                                             Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, ADearerVenueIsFees) {
  keel::testing::SampleOptions options = Options();
  options.fee_bps = 25;
  const ParityReport report = Report(options);
  EXPECT_NEAR(*report.taker_bps, 25, 1e-9);
  const double fees = Of(report, ParityCause::kFees);
  EXPECT_LT(fees, -100);
  EXPECT_GT(-fees,
            20 * std::abs(report.difference().ToDouble() - fees - Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, AWorsePriceThanThePathsIsFillPrice) {
  keel::testing::SampleOptions options = Options();
  options.worse_bps = 8;
  const ParityReport report = Report(options);
  const double price = Of(report, ParityCause::kFillPrice);
  EXPECT_LT(price, -100);
  EXPECT_GT(-price, 10 * std::abs(report.difference().ToDouble() - price -
                                  Of(report, ParityCause::kNoBar)));
}

TEST_F(SessionParity, BarsThatWereOnlyLearntFromAreMissedBars) {
  keel::testing::SampleOptions options = Options();
  for (size_t minute = 12; minute < 24; ++minute) options.missed.insert(minute);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.missed_bars, 12);
  EXPECT_EQ(CausesOf(report), "missed bars");
}

TEST_F(SessionParity, BarsThatCameLateAreMissedBars) {
  keel::testing::SampleOptions options = Options();
  options.heard_after = base::Seconds(4);
  const ParityReport report = Report(options);
  EXPECT_EQ(report.heard_after, base::Seconds(4));
  EXPECT_EQ(CausesOf(report), "missed bars");
}

TEST_F(SessionParity, WhatAPersonForbadeIsRefusals) {
  keel::testing::SampleOptions options = Options();
  options.each_minute = [](engine::LiveSession& session, size_t minute) {
    if (minute != 14) return;
    ASSERT_TRUE(session.Kill({}, "ann", "test", keel::testing::kSampleStart + base::Minutes(15)));
  };
  const ParityReport report = Report(options);
  EXPECT_GT(std::abs(Of(report, ParityCause::kRefusals)), 1);
  EXPECT_EQ(Of(report, ParityCause::kMissedBars), 0);
  EXPECT_EQ(Of(report, ParityCause::kLatency), 0);
  EXPECT_EQ(Of(report, ParityCause::kFillPrice), 0);
}

TEST_F(SessionParity, TheVerbTellsTheSameAsTextAndJson) {
  keel::testing::SampleOptions options = Options();
  options.fee_bps = 25;
  const ParityReport report = Report(options);
  const Outcome json = Keel({"parity", "one", "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.err;
  EXPECT_NE(json.out.find("\"difference\": \"" + report.difference().ToString() + "\""),
            std::string::npos)
      << json.out;
  const Outcome text = Keel({"parity", "one"});
  for (const char* part :
       {"session", "backtest", "difference", "missed bars", "fill price", "taker 25.000 bps"}) {
    EXPECT_NE(text.out.find(part), std::string::npos) << part << " in\n" << text.out;
  }
}

}  // namespace
}  // namespace keel::cli
