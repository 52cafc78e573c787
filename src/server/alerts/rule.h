// SPDX-License-Identifier: MIT
// A rule: which figure of the desk a person wants to be told of, when, how loudly, and where.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "server/alerts/figures.h"

namespace keel::server {

struct AlertRule {
  int64_t rule = 0;  ///< its number
  std::string name;
  std::string figure;               ///< of the table of figures
  std::string subject;              ///< of which pair, limit or severity; "" where it takes none
  std::string comparison;           ///< above, below, equals, changes
  std::optional<double> threshold;  ///< in the figure's unit; absent of "changes"
  int64_t hold_s = 0;               ///< how long that has to be so before the rule fires
  double hysteresis = 0;            ///< how far it has to come back before that is over
  int64_t quiet_s = 0;              ///< the rule fires at most once in so long
  std::string severity;             ///< note, warning, critical
  bool enabled = true;
  std::vector<std::string> channels;  ///< names of those that are told
};
BOOST_DESCRIBE_STRUCT(AlertRule, (),
                      (rule, name, figure, subject, comparison, threshold, hold_s, hysteresis,
                       quiet_s, severity, enabled, channels))

inline constexpr int64_t kLongestHoldSeconds = 86'400;

/// What is wrong with a rule, by its field; nothing where it can be looked at.
std::optional<base::FieldError> FindMistake(const AlertRule& rule);
/// Whether both fire and end alike: what differs is a name, or who is told.
bool LooksAlike(const AlertRule& a, const AlertRule& b);

/// What a new home begins with.
std::vector<AlertRule> DefaultRules();

/// What a rule says when it fires at `value`: "drawdown is 8.1 %, above 8 %, for 30 s".
std::string SentenceOf(const AlertRule& rule, double value, const std::string& detail);

}  // namespace keel::server
