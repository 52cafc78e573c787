// SPDX-License-Identifier: MIT
// The switch that stops entries at once and stays thrown: over a restart, and until it is released
// in two steps. It holds for everything, or for a venue, a strategy or a pair.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "risk/kept_texts.h"
#include "risk/saved_state.h"

namespace keel::risk {

class KillSwitch {
 public:
  /// One throw that holds.
  struct Thrown {
    core::TradingScope scope;
    std::string_view by;
    std::string_view reason;
    base::UnixNanos time;
    bool release_requested = false;
  };

  KillSwitch() = default;
  // Events and what is thrown look at its texts.
  KillSwitch(const KillSwitch&) = delete;
  KillSwitch& operator=(const KillSwitch&) = delete;
  /// What holds, and going on with it after a restart; requests for release are forgotten.
  std::vector<SavedThrow> Save() const;
  void Restore(std::span<const SavedThrow> saved);

  /// Stops entries in the scope. Thrown again it withdraws a request for release. kUsage without a
  /// reason.
  base::Status Throw(core::TradingScope scope, std::string_view by, std::string_view reason,
                     base::UnixNanos now);
  /// First step of a release; nothing changes yet. kNotFound where this scope is not thrown.
  base::Status RequestRelease(const core::TradingScope& scope);
  /// Second step. kUsage without the first or without a reason, kNotFound as above.
  base::Status ConfirmRelease(const core::TradingScope& scope, std::string_view by,
                              std::string_view reason, base::UnixNanos now);

  bool empty() const { return thrown_.empty(); }
  const std::vector<Thrown>& thrown() const { return thrown_; }
  /// Whether an entry of the strategy in the pair is stopped.
  bool Stops(core::StrategyId strategy, const core::Instrument& pair) const;
  static bool Covers(const core::TradingScope& scope, core::StrategyId strategy,
                     const core::Instrument& pair);
  /// What was thrown and released since the last call; their texts live as long as the switch.
  std::vector<core::TradingStateChanged> TakeEvents() { return std::exchange(events_, {}); }

 private:
  std::vector<Thrown>::iterator Find(const core::TradingScope& scope);
  base::Status NotThrown() const;

  std::vector<Thrown> thrown_;
  std::vector<core::TradingStateChanged> events_;
  KeptTexts texts_;
};

}  // namespace keel::risk
