// SPDX-License-Identifier: MIT
// How one rule stands from look to look: it fires once when what it waits for has been so for long
// enough, and ends when that is over. Time and value are arguments, so that the same looks always
// lead to the same firings.
#pragma once

#include <optional>

#include "base/time.h"
#include "server/alerts/rule.h"

namespace keel::server {

class RuleWatch {
 public:
  enum class Change {
    kNone,
    kFired,
    kEnded,
  };

  /// One look. What is not known fires and ends nothing, and what has to last begins anew.
  Change Look(const AlertRule& rule, std::optional<double> value, base::UnixNanos now);
  /// A rule that had fired before this server began fires on.
  void GoOn(base::UnixNanos since, base::UnixNanos fired_at);

  bool is_firing() const { return is_firing_; }
  /// Since when it has been so; requires that it fires.
  base::UnixNanos since() const { return *since_; }

 private:
  bool Holds(const AlertRule& rule, double value) const;

  bool is_firing_ = false;
  std::optional<double> last_;
  std::optional<base::UnixNanos> since_, fired_at_;
};

}  // namespace keel::server
