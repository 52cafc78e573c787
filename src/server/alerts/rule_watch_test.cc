// SPDX-License-Identifier: MIT
#include "server/alerts/rule_watch.h"

#include <gtest/gtest.h>

namespace keel::server {
namespace {

using Change = RuleWatch::Change;

constexpr base::UnixNanos kFirstLook{1'700'000'000'000'000'000};

AlertRule Above(double threshold) {
  AlertRule rule;
  rule.name = "deep";
  rule.figure = "drawdown";
  rule.comparison = "above";
  rule.threshold = threshold;
  rule.severity = "warning";
  return rule;
}

/// Looks once a second at the values, in their order; a letter for each look: "F" it fired, "E" it
/// ended, "-" nothing.
std::string Looks(RuleWatch& watch, const AlertRule& rule,
                  const std::vector<std::optional<double>>& values, int64_t first_second = 0) {
  std::string letters;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto at = kFirstLook + base::Seconds(first_second + static_cast<int64_t>(i));
    const Change change = watch.Look(rule, values[i], at);
    letters += change == Change::kFired ? 'F' : change == Change::kEnded ? 'E' : '-';
  }
  return letters;
}
std::string Looks(const AlertRule& rule, const std::vector<std::optional<double>>& values) {
  RuleWatch watch;
  return Looks(watch, rule, values);
}

TEST(RuleWatch, FiresOnceAndEndsOnce) {
  EXPECT_EQ(Looks(Above(5), {4, 5, 6, 7, 6, 5, 4, 6}), "--F--E-F");
}

TEST(RuleWatch, BelowAndEqualsAreMeantAsTheySay) {
  AlertRule rule = Above(5);
  rule.comparison = "below";
  EXPECT_EQ(Looks(rule, {6, 5, 4, 5}), "--FE");
  rule.comparison = "equals";
  EXPECT_EQ(Looks(rule, {6, 5, 5, 4}), "-F-E");
}

TEST(RuleWatch, AChangeFiresAndIsOverAtTheNextLook) {
  AlertRule rule = Above(0);
  rule.comparison = "changes";
  rule.threshold.reset();
  EXPECT_EQ(Looks(rule, {1, 1, 2, 2, 3, 1}), "--FEF-") << "two changes on end are one firing";
  EXPECT_EQ(Looks(rule, {1, std::nullopt, 2, 2}), "--FE") << "also over what is not known";
}

TEST(RuleWatch, WaitsUntilItHasBeenSoForLongEnough) {
  AlertRule rule = Above(5);
  rule.hold_s = 3;
  EXPECT_EQ(Looks(rule, {6, 6, 6, 6, 6}), "---F-");
  EXPECT_EQ(Looks(rule, {6, 6, 5, 6, 6, 6, 6}), "------F") << "a pause begins the wait anew";
  RuleWatch watch;
  Looks(watch, rule, {6, 6, 6, 6});
  EXPECT_TRUE(watch.is_firing());
  EXPECT_EQ(watch.since(), kFirstLook);
}

TEST(RuleWatch, WhatIsNotKnownNeitherFiresNorEnds) {
  EXPECT_EQ(Looks(Above(5), {std::nullopt, 6, std::nullopt, 6, 4}), "-F--E");
  AlertRule rule = Above(5);
  rule.hold_s = 2;
  EXPECT_EQ(Looks(rule, {6, 6, std::nullopt, 6, 6, 6}), "-----F");
}

TEST(RuleWatch, ComesBackByTheHysteresisBeforeItIsOver) {
  AlertRule rule = Above(5);
  rule.hysteresis = 2;
  EXPECT_EQ(Looks(rule, {4, 6, 4, 6, 3.5, 3, 4, 6}), "-F---E-F");
  rule.comparison = "below";
  EXPECT_EQ(Looks(rule, {6, 4, 6, 7, 6}), "-F-E-");
}

TEST(RuleWatch, AFlappingFigureFiresNoMoreOftenThanItIsLet) {
  const std::vector<std::optional<double>> flapping = {6, 4, 6, 4, 6, 4, 6, 4, 6, 4};
  EXPECT_EQ(Looks(Above(5), flapping), "FEFEFEFEFE");
  AlertRule quiet = Above(5);
  quiet.quiet_s = 5;
  EXPECT_EQ(Looks(quiet, flapping), "FE----FE--");
  AlertRule patient = Above(5);
  patient.hold_s = 1;
  EXPECT_EQ(Looks(patient, flapping), "----------");
  AlertRule wide = Above(5);
  wide.hysteresis = 1.5;
  EXPECT_EQ(Looks(wide, flapping), "F---------");
}

TEST(RuleWatch, GoesOnFiringAfterARestart) {
  RuleWatch watch;
  watch.GoOn(kFirstLook - base::Minutes(5), kFirstLook - base::Minutes(4));
  EXPECT_EQ(Looks(watch, Above(5), {std::nullopt, 6, 6, 4, 6}), "---EF");
}

TEST(RuleWatch, AClockThatIsSetBackMakesNobodyWaitLonger) {
  AlertRule rule = Above(5);
  rule.hold_s = 3;
  RuleWatch watch;
  EXPECT_EQ(Looks(watch, rule, {6, 6}, 1'000), "--");
  EXPECT_EQ(Looks(watch, rule, {6, 6, 6, 6}), "---F");
}

}  // namespace
}  // namespace keel::server
