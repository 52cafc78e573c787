// SPDX-License-Identifier: MIT
// The price levels of one side. Those near the touch stand in a window of 4,096 ticks that is
// indexed directly and searched by bits; the rest, however far and sparse, in a sorted array.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace keel::sim::matching {

/// The queue of one price, first in first out.
struct Level {
  int64_t visible = 0;  // lots
  uint32_t head = 0;    // slots in the OrderPool; 0: none
  uint32_t tail = 0;
  uint32_t orders = 0;
  bool listed = false;  // stands in the book's list of changes
};

/// Levels by key, where the greater key is the better price: a bid's ticks, or minus an ask's.
///
/// Invariants: the best level is in the window; every level outside it is worse than the window's
/// worst tick; the window starts at a multiple of 64, so that a word of bits never wraps.
class PriceLadder {
 public:
  static constexpr int64_t kNone = INT64_MIN;  ///< the key of no level

  bool empty() const { return best_ == kNone; }
  /// kNone when empty.
  int64_t best_key() const { return best_; }
  /// Requires a level.
  Level& best() { return window_[SlotOf(best_)]; }

  /// The level of `key`, new and empty where there was none: then an order must follow.
  Level& FindOrAdd(int64_t key) {
    if (!InWindow(key)) [[unlikely]] {
      return AddOutside(key);
    }
    return AddInWindow(key);
  }
  /// Requires that it is there.
  Level& At(int64_t key) {
    return InWindow(key) ? window_[SlotOf(key)] : far_[FarIndex(key)].level;
  }
  /// Nothing where there is no such level.
  const Level* Find(int64_t key) const;
  /// Takes out a level that has no orders left.
  void Remove(int64_t key);
  /// The key of the next worse level after `key` (which need not be there); kNone after the last.
  int64_t NextWorse(int64_t key) const;
  /// What `key` shows now, 0 where it is no level; unlists it.
  int64_t Acknowledge(int64_t key);
  /// Unlists every level.
  void Unlist();

 private:
  struct FarLevel {
    int64_t key;
    Level level;
  };
  static constexpr size_t kWords = 64;
  static constexpr int64_t kWidth = 64 * kWords;

  static size_t SlotOf(int64_t key) { return static_cast<size_t>(key) & (kWidth - 1); }
  static size_t WordOf(int64_t key) { return SlotOf(key) >> 6; }
  static int64_t WordStart(int64_t key) { return key & ~int64_t{63}; }
  bool InWindow(int64_t key) const {
    return static_cast<uint64_t>(key) - static_cast<uint64_t>(base_) < window_.size();
  }
  Level& AddInWindow(int64_t key) {
    const size_t slot = SlotOf(key);
    bits_[slot >> 6] |= uint64_t{1} << (slot & 63);
    filled_ |= uint64_t{1} << (slot >> 6);
    used_ |= uint64_t{1} << (slot >> 6);
    if (key > best_) best_ = key;
    return window_[slot];
  }
  Level& AddOutside(int64_t key);
  /// Of the window only.
  int64_t WorseInWindow(int64_t key) const;
  size_t FarIndex(int64_t key) const;
  void MoveUp(int64_t base);
  void MoveDown(int64_t base);
  void ClearWord(int64_t start);

  int64_t best_ = kNone;
  int64_t base_ = 0;                     // the window is [base_, base_ + kWidth)
  uint64_t filled_ = 0;                  // words with a level
  uint64_t used_ = 0;                    // words that had one since they came into the window
  std::array<uint64_t, kWords> bits_{};  // by SlotOf(key)
  std::vector<Level> window_;            // by SlotOf(key), made by the first level
  std::vector<FarLevel> far_;            // ascending, all below base_
};

}  // namespace keel::sim::matching
