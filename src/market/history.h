// SPDX-License-Identifier: MIT
// The bars of one series that may be seen now. A backtest lays it over stored bars and reveals them
// one by one, so nothing that reads a History can see the future.
#pragma once

#include <span>
#include <vector>

#include "base/check.h"
#include "core/bar.h"

namespace keel::market {

class History {
 public:
  /// Grows by Append.
  History() = default;
  /// Reveals `stored` (which must outlive this) bar by bar with Reveal.
  explicit History(std::span<const core::Bar> stored) : stored_(stored), over_stored_(true) {}

  void Reveal() {
    CHECK(visible_ < stored_.size(), "a history has no further bar to reveal");
    ++visible_;
  }
  void Append(const core::Bar& bar) {
    CHECK(!over_stored_, "a history over stored bars does not grow");
    owned_.push_back(bar);
    ++visible_;
  }
  /// Oldest first; the last one closed most recently.
  std::span<const core::Bar> visible() const {
    return over_stored_ ? stored_.first(visible_) : std::span<const core::Bar>(owned_);
  }
  size_t size() const { return visible_; }

 private:
  std::span<const core::Bar> stored_;
  std::vector<core::Bar> owned_;
  size_t visible_ = 0;
  bool over_stored_ = false;
};

}  // namespace keel::market
