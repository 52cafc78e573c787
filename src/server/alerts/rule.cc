// SPDX-License-Identifier: MIT
#include "server/alerts/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"

namespace keel::server {
namespace {

using Mistake = std::optional<base::FieldError>;

constexpr size_t kLongestRuleName = 64, kLongestPair = 40, kMostChannelsOfRule = 8;
constexpr std::array<std::string_view, 4> kComparisons = {"above", "below", "equals", "changes"};
constexpr std::array<std::string_view, 3> kSeverities = {"note", "warning", "critical"};

template <size_t kSize>
bool IsAmong(const std::array<std::string_view, kSize>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

bool IsLabel(std::string_view text, size_t longest) {
  const bool is_clean = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return !base::Trim(text).empty() && text.size() <= longest && is_clean;
}

Mistake MistakeInFigure(const AlertRule& rule) {
  if (FindFigure(rule.figure) != nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const Figure& figure : Figures()) names.emplace_back(figure.name);
  return base::FieldError{"figure",
                          "is none that the desk has" + base::DidYouMean(rule.figure, names)};
}

Mistake MistakeInSubject(const AlertRule& rule, const Figure& figure) {
  const std::string& subject = rule.subject;
  if (figure.subject.empty()) {
    if (subject.empty()) return std::nullopt;
    return base::FieldError{"subject", "is not for this figure: leave it out"};
  }
  if (figure.subject == "severity" && !IsAmong(kSeverities, subject)) {
    return base::FieldError{"subject", "is note, warning or critical"};
  }
  if (figure.subject == "pair" && !IsLabel(subject, kLongestPair)) {
    return base::FieldError{"subject", "is a pair of the session, such as BTC/USDT"};
  }
  const auto& limits = LimitSubjects();
  if (figure.subject == "limit" && std::ranges::find(limits, subject) == limits.end()) {
    return base::FieldError{
        "subject", "is \"any\", or the name of a limit" + base::DidYouMean(subject, limits)};
  }
  return std::nullopt;
}

Mistake MistakeInComparison(const AlertRule& rule, const Figure& figure) {
  const std::string& how = rule.comparison;
  if (!IsAmong(kComparisons, how)) {
    return base::FieldError{"comparison", "is above, below, equals or changes"};
  }
  const bool is_yes_no = figure.unit == "yes_no";
  const bool can_equal = is_yes_no || figure.unit == "count";
  if (is_yes_no && (how == "above" || how == "below")) {
    return base::FieldError{"comparison", "of yes and no is equals or changes"};
  }
  if (how == "equals" && !can_equal) {
    return base::FieldError{"comparison", "of this figure is above, below or changes"};
  }
  if ((how == "changes") == rule.threshold.has_value()) {
    return base::FieldError{
        "threshold", how == "changes" ? "is not for changes: leave it out" : "has to be given"};
  }
  if (rule.threshold && !std::isfinite(*rule.threshold)) {
    return base::FieldError{"threshold", "is a number"};
  }
  if (is_yes_no && rule.threshold && *rule.threshold != 0 && *rule.threshold != 1) {
    return base::FieldError{"threshold", "is 1 for yes or 0 for no"};
  }
  return std::nullopt;
}

Mistake MistakeInTimes(const AlertRule& rule) {
  const auto is_off = [](int64_t seconds) { return seconds < 0 || seconds > kLongestHoldSeconds; };
  if (is_off(rule.hold_s)) return base::FieldError{"hold_s", "is 0 to 86400 seconds"};
  if (is_off(rule.quiet_s)) return base::FieldError{"quiet_s", "is 0 to 86400 seconds"};
  if (rule.comparison == "changes" && rule.hold_s != 0) {
    return base::FieldError{"hold_s", "is 0 of changes: a change does not last"};
  }
  const bool has_two_sides = rule.comparison == "above" || rule.comparison == "below";
  if (!std::isfinite(rule.hysteresis) || rule.hysteresis < 0) {
    return base::FieldError{"hysteresis", "is a number, 0 or more"};
  }
  if (!has_two_sides && rule.hysteresis != 0) {
    return base::FieldError{"hysteresis", "is for above and below only"};
  }
  return std::nullopt;
}

}  // namespace

Mistake FindMistake(const AlertRule& rule) {
  if (!IsLabel(rule.name, kLongestRuleName)) {
    return base::FieldError{"name", "has 1 to 64 characters on one line"};
  }
  if (auto mistake = MistakeInFigure(rule)) return mistake;
  const Figure& figure = *FindFigure(rule.figure);
  if (auto mistake = MistakeInSubject(rule, figure)) return mistake;
  if (auto mistake = MistakeInComparison(rule, figure)) return mistake;
  if (auto mistake = MistakeInTimes(rule)) return mistake;
  if (!IsAmong(kSeverities, rule.severity)) {
    return base::FieldError{"severity", "is note, warning or critical"};
  }
  const std::set<std::string> each(rule.channels.begin(), rule.channels.end());
  if (rule.channels.size() > kMostChannelsOfRule || each.size() != rule.channels.size()) {
    return base::FieldError{"channels", "has at most 8 names, each once"};
  }
  return std::nullopt;
}

bool LooksAlike(const AlertRule& a, const AlertRule& b) {
  return a.figure == b.figure && a.subject == b.subject && a.comparison == b.comparison &&
         a.threshold == b.threshold && a.hold_s == b.hold_s && a.hysteresis == b.hysteresis;
}

std::vector<AlertRule> DefaultRules() {
  std::vector<AlertRule> rules = {
      {.name = "Session is gone",
       .figure = "session_up",
       .comparison = "equals",
       .threshold = 0,
       .hold_s = 30,
       .severity = "critical"},
      {.name = "Kill switch is thrown",
       .figure = "kill_switch",
       .comparison = "equals",
       .threshold = 1,
       .severity = "critical"},
      {.name = "Drawdown nears its limit",
       .figure = "drawdown_limit_use",
       .comparison = "above",
       .threshold = 0.8,
       .hysteresis = 0.05,
       .severity = "warning"},
      {.name = "Market feed is silent",
       .figure = "feed_silent",
       .comparison = "equals",
       .threshold = 1,
       .hold_s = 30,
       .severity = "warning"},
  };
  for (size_t i = 0; i < rules.size(); ++i) rules[i].rule = static_cast<int64_t>(i) + 1;
  return rules;
}

std::string SentenceOf(const AlertRule& rule, double value, const std::string& detail) {
  const Figure& figure = *FindFigure(rule.figure);
  std::string text(figure.title);
  if (!rule.subject.empty()) text += " (" + rule.subject + ")";
  if (rule.comparison == "changes") {
    text += " changed to " + PrintFigure(figure, value);
  } else {
    text += " is " + PrintFigure(figure, value);
    if (rule.comparison != "equals") {
      text += fmt::format(", {} {}", rule.comparison, PrintFigure(figure, *rule.threshold));
    }
  }
  if (rule.hold_s > 0) text += fmt::format(", for {} s", rule.hold_s);
  return detail.empty() ? text : text + "; " + detail;
}

}  // namespace keel::server
