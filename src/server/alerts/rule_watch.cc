// SPDX-License-Identifier: MIT
#include "server/alerts/rule_watch.h"

#include <algorithm>

namespace keel::server {

bool RuleWatch::Holds(const AlertRule& rule, double value) const {
  if (rule.comparison == "changes") return last_ && *last_ != value;
  const double back = is_firing_ ? rule.hysteresis : 0;
  if (rule.comparison == "above") return value > *rule.threshold - back;
  if (rule.comparison == "below") return value < *rule.threshold + back;
  return value == *rule.threshold;
}

RuleWatch::Change RuleWatch::Look(const AlertRule& rule, std::optional<double> value,
                                  base::UnixNanos now) {
  // A clock that was set back must not make anybody wait for longer than they said.
  if (since_) since_ = std::min(*since_, now);
  if (fired_at_) fired_at_ = std::min(*fired_at_, now);
  if (!value) {
    if (!is_firing_) since_.reset();
    return Change::kNone;
  }
  const bool holds = Holds(rule, *value);
  last_ = value;
  if (!holds) {
    since_.reset();
    const bool ended = is_firing_;
    is_firing_ = false;
    return ended ? Change::kEnded : Change::kNone;
  }
  if (is_firing_) return Change::kNone;
  if (!since_) since_ = now;
  if (now - *since_ < base::Seconds(rule.hold_s)) return Change::kNone;
  if (fired_at_ && now - *fired_at_ < base::Seconds(rule.quiet_s)) return Change::kNone;
  is_firing_ = true;
  fired_at_ = now;
  return Change::kFired;
}

void RuleWatch::GoOn(base::UnixNanos since, base::UnixNanos fired_at) {
  is_firing_ = true;
  since_ = since;
  fired_at_ = fired_at;
}

}  // namespace keel::server
