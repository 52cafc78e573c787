// SPDX-License-Identifier: MIT
// One side of a recorded book, and what we have taken out of it: the record knows nothing of our
// orders, so lots that we took go on being shown, but they are not there a second time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace keel::sim {

/// Sorted toward the market, best last: most changes happen near the best price. A key is a bid's
/// ticks or minus an ask's, so that the greater is always the better.
class ReplaySide {
 public:
  struct Level {
    int64_t key = 0;
    int64_t shown = 0;  ///< lots in the record
    int64_t taken = 0;  ///< of these, by us
    int64_t available() const { return shown - taken; }
  };
  /// Beyond it the worst level is forgotten.
  static constexpr size_t kMostLevels = 10'000;

  const std::vector<Level>& levels() const { return levels_; }
  std::vector<Level>& levels() { return levels_; }

  int64_t Shown(int64_t key) const {
    const size_t i = PlaceOf(key);
    return i < levels_.size() && levels_[i].key == key ? levels_[i].shown : 0;
  }
  /// The level now shows `lots`; 0 takes it out. What we took stays taken while as much is shown:
  /// only what is added on top is new. Returns what it showed before.
  int64_t Set(int64_t key, int64_t lots) {
    const size_t i = PlaceOf(key);
    const auto at = levels_.begin() + static_cast<std::ptrdiff_t>(i);
    if (i == levels_.size() || at->key != key) {
      if (lots == 0) return 0;
      levels_.insert(at, {key, lots, 0});
      if (levels_.size() > kMostLevels) levels_.erase(levels_.begin());
      return 0;
    }
    const int64_t before = at->shown;
    if (lots == 0) {
      levels_.erase(at);
    } else {
      at->shown = lots;
      at->taken = std::min(at->taken, lots);
    }
    return before;
  }

 private:
  // Where the key is or would be.
  size_t PlaceOf(int64_t key) const {
    constexpr size_t kNear = 12;
    size_t i = levels_.size();
    const size_t end = i < kNear ? 0 : i - kNear;
    while (i > end && levels_[i - 1].key >= key) --i;
    if (i > end || i == 0) return i;
    const auto last = levels_.begin() + static_cast<std::ptrdiff_t>(i);
    const auto at = std::partition_point(levels_.begin(), last,
                                         [key](const Level& level) { return level.key < key; });
    return static_cast<size_t>(at - levels_.begin());
  }

  std::vector<Level> levels_;
};

}  // namespace keel::sim
