// SPDX-License-Identifier: MIT
// Tells a silent connection from a dead one: half the idle time without a byte asks for a ping, all
// of it without an answer is a stall (a connected but mute feed).
#pragma once

#include <algorithm>

#include "base/time.h"

namespace keel::net {

/// Times are readings of a clock that never goes back; where it starts does not matter.
class IdleWatch {
 public:
  enum class Verdict { kFine, kPing, kStalled };

  /// `idle` of zero watches nothing.
  IdleWatch(base::Duration idle, base::Duration now) : idle_(idle), heard_(now) {}

  void OnHeard(base::Duration now) {
    heard_ = std::max(heard_, now);
    pinged_ = false;
  }
  /// Asks for a ping once a silence.
  Verdict Check(base::Duration now) {
    if (idle_ <= base::Duration{}) return Verdict::kFine;
    if (silence(now) >= idle_) return Verdict::kStalled;
    if (pinged_ || silence(now) * 2 < idle_) return Verdict::kFine;
    pinged_ = true;
    return Verdict::kPing;
  }
  /// When Check may say something else than now. Requires a positive idle time.
  base::Duration NextCheck(base::Duration now) const {
    const base::Duration half{(idle_.ns + 1) / 2};
    const base::Duration due = heard_ + (pinged_ || silence(now) >= half ? idle_ : half);
    return std::max(due, now);
  }
  base::Duration silence(base::Duration now) const { return now - heard_; }
  bool watches() const { return idle_ > base::Duration{}; }

 private:
  base::Duration idle_;
  base::Duration heard_;
  bool pinged_ = false;
};

}  // namespace keel::net
