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
  /// Asks for one ping a silence. Half the idle time without an answer to it is a stall; a program
  /// that was asleep itself asks first.
  Verdict Check(base::Duration now) {
    if (!watches()) return Verdict::kFine;
    if (pinged_) return now - pinged_at_ >= half() ? Verdict::kStalled : Verdict::kFine;
    if (silence(now) < half()) return Verdict::kFine;
    pinged_ = true;
    pinged_at_ = now;
    return Verdict::kPing;
  }
  /// When Check may say something else than now. Requires watches().
  base::Duration NextCheck() const { return (pinged_ ? pinged_at_ : heard_) + half(); }
  base::Duration silence(base::Duration now) const { return now - heard_; }
  bool watches() const { return idle_ > base::Duration{}; }

 private:
  base::Duration half() const { return {(idle_.ns + 1) / 2}; }

  base::Duration idle_;
  base::Duration heard_;
  base::Duration pinged_at_;
  bool pinged_ = false;
};

}  // namespace keel::net
