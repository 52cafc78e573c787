// SPDX-License-Identifier: MIT
// When a watchdog that is gone is started again: at once, but not for ever, since one that cannot
// live (a key that was withdrawn, a full disk) would die as often as it is started.
#pragma once

namespace keel::cli {

class WatchdogCare {
 public:
  enum class Step { kNothing, kStart, kGiveUp };

  /// What to do about a watchdog that was looked at; to be called every 15 s. Starts it at most
  /// three times without a minute of life in between, then gives up once, until it lives again.
  Step Look(bool is_alive) {
    if (is_alive) {
      if (++alive_ >= kLooksOfHealth) starts_ = 0;
      return Step::kNothing;
    }
    alive_ = 0;
    if (starts_ > kMostStarts) return Step::kNothing;
    return ++starts_ > kMostStarts ? Step::kGiveUp : Step::kStart;
  }

 private:
  static constexpr int kMostStarts = 3, kLooksOfHealth = 4;
  int starts_ = 0, alive_ = 0;
};

}  // namespace keel::cli
