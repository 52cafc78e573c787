// SPDX-License-Identifier: MIT
#include "server/alerts/rule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

namespace keel::server {
namespace {

AlertRule SoundRule() {
  AlertRule rule;
  rule.name = "deep";
  rule.figure = "drawdown";
  rule.comparison = "above";
  rule.threshold = 0.08;
  rule.hold_s = 30;
  rule.hysteresis = 0.01;
  rule.severity = "warning";
  rule.channels = {"ops"};
  return rule;
}

/// The field that is wrong after a change; "" where none is.
std::string WrongField(const std::function<void(AlertRule&)>& change) {
  AlertRule rule = SoundRule();
  change(rule);
  const auto mistake = FindMistake(rule);
  return mistake ? mistake->path : "";
}

TEST(AlertRule, IsFoundRight) {
  EXPECT_EQ(WrongField([](AlertRule&) {}), "");
  EXPECT_EQ(WrongField([](AlertRule& r) {
              r.figure = "kill_switch";
              r.comparison = "equals";
              r.threshold = 1;
              r.hysteresis = 0;
            }),
            "");
  EXPECT_EQ(WrongField([](AlertRule& r) {
              r.figure = "limit_use";
              r.subject = "gross_exposure";
            }),
            "");
}

TEST(AlertRule, AMistakeIsToldByItsField) {
  const std::vector<std::pair<std::string, std::function<void(AlertRule&)>>> cases = {
      {"name", [](AlertRule& r) { r.name = " "; }},
      {"name", [](AlertRule& r) { r.name = "two\nlines"; }},
      {"name", [](AlertRule& r) { r.name.assign(65, 'x'); }},
      {"figure", [](AlertRule& r) { r.figure = "drawdowns"; }},
      {"subject", [](AlertRule& r) { r.subject = "BTC/USDT"; }},
      {"subject", [](AlertRule& r) { r.figure = "price"; }},
      {"subject", [](AlertRule& r) { r.figure = "limit_use", r.subject = "none"; }},
      {"subject", [](AlertRule& r) { r.figure = "session_alerts", r.subject = "bad"; }},
      {"comparison", [](AlertRule& r) { r.comparison = "over"; }},
      {"comparison", [](AlertRule& r) { r.comparison = "equals"; }},
      {"comparison", [](AlertRule& r) { r.figure = "session_up"; }},
      {"threshold", [](AlertRule& r) { r.threshold.reset(); }},
      {"threshold", [](AlertRule& r) { r.threshold = INFINITY; }},
      {"threshold", [](AlertRule& r) { r.comparison = "changes"; }},
      {"threshold",
       [](AlertRule& r) { r.figure = "session_up", r.comparison = "equals", r.threshold = 2; }},
      {"hold_s", [](AlertRule& r) { r.hold_s = -1; }},
      {"hold_s", [](AlertRule& r) { r.hold_s = kLongestHoldSeconds + 1; }},
      {"hold_s", [](AlertRule& r) { r.comparison = "changes", r.threshold.reset(); }},
      {"quiet_s", [](AlertRule& r) { r.quiet_s = -1; }},
      {"hysteresis", [](AlertRule& r) { r.hysteresis = -0.1; }},
      {"hysteresis", [](AlertRule& r) { r.figure = "disputes", r.comparison = "equals"; }},
      {"severity", [](AlertRule& r) { r.severity = "loud"; }},
      {"channels",
       [](AlertRule& r) {
         r.channels = {"ops", "ops"};
       }},
      {"channels", [](AlertRule& r) { r.channels.resize(9); }},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(WrongField(cases[i].second), cases[i].first) << "case " << i;
  }
}

TEST(AlertRule, TheNearestFigureIsNamed) {
  AlertRule rule = SoundRule();
  rule.figure = "drawdwn";
  EXPECT_NE(FindMistake(rule)->why.find("\"drawdown\""), std::string::npos);
}

TEST(AlertRule, TheDefaultsAreSoundAndSayWhatTheyLookAt) {
  const auto rules = DefaultRules();
  ASSERT_EQ(rules.size(), 4U);
  std::set<int64_t> numbers;
  for (const AlertRule& rule : rules) {
    const auto mistake = FindMistake(rule);
    EXPECT_FALSE(mistake) << rule.name << ": " << mistake->path << ' ' << mistake->why;
    EXPECT_TRUE(rule.enabled);
    EXPECT_TRUE(rule.channels.empty()) << "nothing leaves this machine unasked";
    numbers.insert(rule.rule);
  }
  EXPECT_EQ(numbers, (std::set<int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(SentenceOf(rules[0], 0, ""), "session up is no, for 30 s");
  EXPECT_EQ(SentenceOf(rules[1], 1, "by ann: news"), "kill switch thrown is yes; by ann: news");
  EXPECT_EQ(SentenceOf(rules[2], 0.825, "daily_halt"),
            "use of the drawdown limits is 82.5 %, above 80 %; daily_halt");
}

TEST(AlertRule, ASentenceNamesItsSubjectAndAChange) {
  AlertRule rule = SoundRule();
  rule.figure = "price";
  rule.subject = "BTC/USDT";
  rule.hold_s = 0;
  rule.threshold = 60'000;
  EXPECT_EQ(SentenceOf(rule, 60'123.5, ""), "price (BTC/USDT) is 60123.5, above 60000");
  rule.comparison = "changes";
  EXPECT_EQ(SentenceOf(rule, 1, ""), "price (BTC/USDT) changed to 1");
}

TEST(Figures, AreATableOfNamesOfTheirOwn) {
  const std::set<std::string_view> units = {"money", "share", "count", "ms",
                                            "bps",   "price", "yes_no"};
  const std::set<std::string_view> subjects = {"", "pair", "limit", "severity"};
  std::set<std::string_view> names;
  for (const Figure& figure : Figures()) {
    EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    EXPECT_TRUE(units.contains(figure.unit)) << figure.name;
    EXPECT_TRUE(subjects.contains(figure.subject)) << figure.name;
    EXPECT_TRUE(figure.description.ends_with('.')) << figure.name;
    EXPECT_EQ(FindFigure(figure.name), &figure);
  }
  EXPECT_EQ(FindFigure("none"), nullptr);
  EXPECT_EQ(LimitSubjects().front(), "any");
}

}  // namespace
}  // namespace keel::server
