// SPDX-License-Identifier: MIT
#include "sim/matching/price_ladder.h"

#include <algorithm>

#include "base/check.h"

namespace keel::sim::matching {
namespace {

// Where the best level is put when the window moves: most activity is at and behind the touch.
constexpr int64_t BaseFor(int64_t best, int64_t width) {
  return (best - 3 * (width / 4)) & ~int64_t{63};
}

}  // namespace

// How many keys are worse. Without a branch to guess: the keys asked for are anywhere.
size_t PriceLadder::FarIndex(int64_t key) const {
  size_t from = 0;
  for (size_t left = far_.size(); left > 0;) {
    const size_t half = (left + 1) / 2;
    from += far_[from + half - 1].key < key ? half : 0;
    left -= half;
  }
  return from;
}

const Level* PriceLadder::Find(int64_t key) const {
  if (InWindow(key)) {
    const size_t slot = SlotOf(key);
    return (bits_[slot >> 6] >> (slot & 63) & 1) != 0 ? &window_[slot] : nullptr;
  }
  const size_t i = FarIndex(key);
  return i < far_.size() && far_[i].key == key ? &far_[i].level : nullptr;
}

Level& PriceLadder::AddOutside(int64_t key) {
  if (window_.empty()) window_.resize(kWidth);
  if (key > best_) {
    MoveUp(BaseFor(key, kWidth));
    return AddInWindow(key);
  }
  if (best_ - base_ < kWidth / 2) MoveDown(BaseFor(best_, kWidth));
  if (InWindow(key)) return AddInWindow(key);
  const auto at = far_.begin() + static_cast<std::ptrdiff_t>(FarIndex(key));
  if (at != far_.end() && at->key == key) return at->level;
  return far_.insert(at, {key, {}})->level;
}

void PriceLadder::Remove(int64_t key) {
  if (!InWindow(key)) {
    far_.erase(far_.begin() + static_cast<std::ptrdiff_t>(FarIndex(key)));
    return;
  }
  const size_t slot = SlotOf(key), word = slot >> 6;
  bits_[word] &= ~(uint64_t{1} << (slot & 63));
  if (bits_[word] == 0) filled_ &= ~(uint64_t{1} << word);
  if (key != best_) return;
  best_ = WorseInWindow(key);
  if (far_.empty()) return;
  if (best_ == kNone) best_ = far_.back().key;
  if (best_ - base_ < kWidth / 4) MoveDown(BaseFor(best_, kWidth));
}

int64_t PriceLadder::WorseInWindow(int64_t key) const {
  const size_t slot = SlotOf(key), word = slot >> 6;
  const uint64_t below = bits_[word] & ((uint64_t{1} << (slot & 63)) - 1);
  if (below != 0) return WordStart(key) + 63 - std::countl_zero(below);
  // The words behind this one, nearest first from the top bit; this one is at the bottom.
  const uint64_t others = std::rotr(filled_, static_cast<int>(word)) & ~uint64_t{1};
  if (others == 0) return kNone;
  const int64_t start = WordStart(key) - 64 * (std::countl_zero(others) + 1);
  if (start < base_) return kNone;  // that one is in front of this
  return start + 63 - std::countl_zero(bits_[WordOf(start)]);
}

int64_t PriceLadder::NextWorse(int64_t key) const {
  if (key > best_) return best_;
  if (InWindow(key)) {
    if (const int64_t next = WorseInWindow(key); next != kNone) return next;
    return far_.empty() ? kNone : far_.back().key;
  }
  const size_t i = FarIndex(key);
  return i == 0 ? kNone : far_[i - 1].key;
}

int64_t PriceLadder::Acknowledge(int64_t key) {
  if (InWindow(key)) {
    Level& level = window_[SlotOf(key)];
    level.listed = false;
    return level.visible;
  }
  const size_t i = FarIndex(key);
  if (i == far_.size() || far_[i].key != key) return 0;
  far_[i].level.listed = false;
  return far_[i].level.visible;
}

void PriceLadder::Unlist() {
  for (Level& level : window_) level.listed = false;
  for (FarLevel& far : far_) far.level.listed = false;
}

void PriceLadder::ClearWord(int64_t start) {
  const size_t word = WordOf(start);
  const uint64_t bit = uint64_t{1} << word;
  if ((used_ & bit) == 0) return;
  std::fill_n(window_.begin() + static_cast<std::ptrdiff_t>(word * 64), 64, Level{});
  bits_[word] = 0;
  filled_ &= ~bit;
  used_ &= ~bit;
}

// The levels that fall out are worse than those that stay and better than those already outside.
// An empty ladder may move anywhere.
void PriceLadder::MoveUp(int64_t base) {
  const bool overlaps = base >= base_ && base - base_ < kWidth;
  const int64_t end = overlaps ? base : base_ + kWidth;
  for (int64_t start = base_; start < end; start += 64) {
    for (uint64_t left = bits_[WordOf(start)]; left != 0; left &= left - 1) {
      const int64_t key = start + std::countr_zero(left);
      far_.push_back({key, window_[SlotOf(key)]});
    }
    ClearWord(start);
  }
  base_ = base;
}

// What leaves at the top is empty: the best level stays inside.
void PriceLadder::MoveDown(int64_t base) {
  const int64_t end = base_ + kWidth;
  for (int64_t start = std::max(base + kWidth, base_); start < end; start += 64) ClearWord(start);
  base_ = base;
  while (!far_.empty() && far_.back().key >= base) {
    AddInWindow(far_.back().key) = far_.back().level;
    far_.pop_back();
  }
}

}  // namespace keel::sim::matching
