// SPDX-License-Identifier: MIT
#include "server/replica/session_counts.h"

#include <gtest/gtest.h>

#include <numeric>

namespace keel::server {
namespace {

using engine::ReportedRecord;
using engine::ReportKind;

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};
base::UnixNanos After(int64_t ms) { return kStart + base::Milliseconds(ms); }

ReportedRecord Report(uint64_t order, ReportKind kind, core::OrderEnd why = {}) {
  ReportedRecord report;
  report.kind = kind;
  report.order = order;
  report.why = why;
  return report;
}

/// As they are counted: a decimal fraction is no double.
std::deque<double> Took(std::initializer_list<int64_t> ms) {
  std::deque<double> seconds;
  for (const int64_t each : ms) seconds.push_back(base::Milliseconds(each).seconds());
  return seconds;
}

uint64_t CountOf(const LatencyLog& log) {
  return std::accumulate(log.counts().begin(), log.counts().end(), uint64_t{0});
}

TEST(SessionCounts, MeasureFromTheRecordOfSendingToTheFirstWord) {
  SessionCounts counts;
  counts.OnSent(1, After(0));
  counts.OnSent(2, After(10));
  counts.OnReport(Report(2, ReportKind::kRejected, core::OrderEnd::kRefusedByVenue), After(17));
  counts.OnReport(Report(1, ReportKind::kAccepted), After(40));
  counts.OnReport(Report(1, ReportKind::kFilled), After(2'000));
  EXPECT_EQ(counts.ack().newest(), Took({7, 40}));
  EXPECT_EQ(counts.fill().newest(), Took({2'000}));
  EXPECT_NEAR(counts.ack().seconds(), 0.047, 1e-12);
  EXPECT_EQ(counts.ack().counts(),
            (std::vector<uint64_t>{0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(SessionCounts, AFillThatComesBeforeTheAnswerIsTheFirstWord) {
  SessionCounts counts;
  counts.OnSent(1, After(0));
  counts.OnReport(Report(1, ReportKind::kFilled), After(5));
  counts.OnReport(Report(1, ReportKind::kAccepted), After(9));
  counts.OnReport(Report(1, ReportKind::kFilled), After(50));
  EXPECT_EQ(counts.ack().newest(), Took({5}));
  EXPECT_EQ(counts.fill().newest(), Took({5})) << "the first alone";
}

TEST(SessionCounts, WhatTheSessionConcludesIsNoWordOfTheVenue) {
  SessionCounts counts;
  for (const uint64_t order : {1U, 2U, 3U}) counts.OnSent(order, After(0));
  counts.OnReport(Report(1, ReportKind::kRejected, core::OrderEnd::kNotSent), After(1));
  counts.OnReport(Report(2, ReportKind::kUnknown), After(10'000));
  counts.OnReport(Report(2, ReportKind::kRejected, core::OrderEnd::kNeverArrived), After(20'000));
  counts.OnReport(Report(3, ReportKind::kUnknown), After(10'000));
  counts.OnReport(Report(3, ReportKind::kAccepted), After(12'000));
  EXPECT_EQ(counts.ack().newest(), Took({12'000})) << "it was found after all";
}

TEST(SessionCounts, WhatWasSentBeforeARestartOrIsNotKnownIsNotMeasured) {
  SessionCounts counts;
  counts.OnSent(1, After(0));
  counts.OnStart();
  counts.OnReport(Report(1, ReportKind::kAccepted), After(3'600'000));
  counts.OnReport(Report(7, ReportKind::kAccepted), After(3'600'000));
  EXPECT_EQ(CountOf(counts.ack()), 0U);
  counts.OnSent(2, After(3'600'000));
  counts.OnReport(Report(2, ReportKind::kFilled), After(3'600'001));
  EXPECT_EQ(CountOf(counts.ack()), 1U);
  EXPECT_EQ(CountOf(counts.fill()), 1U);
}

TEST(SessionCounts, OnlyOrdersThatFollowFromABarAreHeldAgainstItsClose) {
  SessionCounts counts;
  counts.OnInput(After(0));
  counts.OnSent(1, After(300));
  counts.OnSent(2, After(300));
  counts.OnInput();
  counts.OnSent(3, After(9'000));
  EXPECT_EQ(counts.bar_to_order().newest(), Took({300, 300}));
  counts.OnInput(After(60'000));
  counts.OnSent(4, After(59'900));
  EXPECT_EQ(counts.bar_to_order().newest().back(), 0) << "the venue's clock is ahead";
}

TEST(SessionCounts, EachRuleOfARefusalIsCounted) {
  SessionCounts counts;
  storage::RefusalRow row;
  row.rules = "order_value,pair_exposure";
  counts.OnRefusal(row);
  row.rules = "order_value";
  counts.OnRefusal(row);
  row.rules = "";
  counts.OnRefusal(row);
  EXPECT_EQ(counts.refusals_by_rule(),
            (std::map<std::string, int64_t>{{"order_value", 2}, {"pair_exposure", 1}}));
}

TEST(SessionCounts, AStreamThatComesBackIsAReconnectAndAStartIsNone) {
  SessionCounts counts;
  counts.OnAccountStream(false);
  counts.OnAccountStream(true);
  EXPECT_EQ(counts.account_reconnects(), 0) << "it came for the first time";
  counts.OnAccountStream(true);
  counts.OnAccountStream(false);
  counts.OnAccountStream(false);
  counts.OnAccountStream(true);
  EXPECT_EQ(counts.account_reconnects(), 1);
  counts.OnAccountStream(false);
  counts.OnStart();
  counts.OnAccountStream(true);
  EXPECT_EQ(counts.account_reconnects(), 1);
}

TEST(LatencyLog, KeepsTheNewestAndCountsAll) {
  constexpr std::array<double, 2> kBounds = {0.001, 1};
  LatencyLog log(kBounds);
  for (size_t i = 0; i < LatencyLog::kNewest; ++i) log.Add(base::Milliseconds(1));
  log.Add(base::Seconds(2));
  EXPECT_EQ(log.counts(), (std::vector<uint64_t>{LatencyLog::kNewest, 0, 1}));
  ASSERT_EQ(log.newest().size(), LatencyLog::kNewest);
  EXPECT_EQ(log.newest().back(), 2);
  EXPECT_EQ(log.newest().front(), 0.001);
}

}  // namespace
}  // namespace keel::server
