// SPDX-License-Identifier: MIT
// What happened lately, kept in as little memory as the question needs: the last so many instants,
// a sum over the last hour, the numbers that were used.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/amount.h"

namespace keel::risk {

/// The instants of the last so many events of one kind.
class RecentTimes {
 public:
  explicit RecentTimes(size_t capacity) : ring_(std::max<size_t>(capacity, 1)) {}

  void Push(base::UnixNanos t) { ring_[count_++ % ring_.size()] = t; }
  void Clear() { count_ = 0; }
  /// Remembers as many from now on, if that is more.
  void Grow(size_t capacity) {
    if (capacity <= ring_.size()) return;
    RecentTimes grown(capacity);
    for (const base::UnixNanos t : All()) grown.Push(t);
    *this = std::move(grown);
  }
  /// All that are remembered, oldest first.
  std::vector<base::UnixNanos> All() const {
    std::vector<base::UnixNanos> all;
    for (size_t n = std::min(count_, ring_.size()); n > 0; --n) all.push_back(*Newest(n));
    return all;
  }
  /// The n-th newest (1: the newest); nothing where fewer are remembered.
  std::optional<base::UnixNanos> Newest(size_t n) const {
    if (n == 0 || n > std::min(count_, ring_.size())) return std::nullopt;
    return ring_[(count_ - n) % ring_.size()];
  }
  /// How many events that are remembered lie after `now` less `window`.
  size_t Count(base::UnixNanos now, base::Duration window) const {
    size_t n = 0;
    while (Has(n + 1, now, window)) ++n;
    return n;
  }
  /// Whether `n` events lie after `now` less `window`.
  bool Has(size_t n, base::UnixNanos now, base::Duration window) const {
    const auto nth = Newest(n);
    return nth && now - *nth < window;
  }

 private:
  std::vector<base::UnixNanos> ring_;
  size_t count_ = 0;
};

/// The sum of what happened within a window, to the last unit.
class RollingSum {
 public:
  explicit RollingSum(base::Duration window) : window_(window) {}

  /// Times never go back.
  void Add(base::UnixNanos t, core::Quantity amount) {
    Drop(t);
    if (first_ > 64 && 2 * first_ > items_.size()) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
    items_.push_back({t, amount});
    sum_ += amount;
  }
  /// What lies after `now` less the window.
  core::Quantity Sum(base::UnixNanos now) const {
    Drop(now);
    return sum_;
  }
  struct Item {
    base::UnixNanos time;
    core::Quantity amount;
  };
  /// What Sum counts, oldest first.
  std::span<const Item> items() const { return std::span(items_).subspan(first_); }

 private:
  void Drop(base::UnixNanos now) const {
    for (; first_ < items_.size() && now - items_[first_].time >= window_; ++first_) {
      sum_ = sum_ - items_[first_].amount;
    }
  }

  base::Duration window_;
  std::vector<Item> items_;
  mutable size_t first_ = 0;  // those before it are over
  mutable core::Quantity sum_;
};

/// The numbers that were used, ever. Numbers given out one after the other cost no memory.
class UsedNumbers {
 public:
  UsedNumbers() = default;
  bool Contains(uint64_t n) const {
    return n <= all_up_to_ || std::binary_search(beyond_.begin(), beyond_.end(), n);
  }
  void Add(uint64_t n) {
    if (Contains(n)) return;
    beyond_.insert(std::lower_bound(beyond_.begin(), beyond_.end(), n), n);
    size_t joined = 0;
    while (joined < beyond_.size() && beyond_[joined] == all_up_to_ + 1) ++all_up_to_, ++joined;
    beyond_.erase(beyond_.begin(), beyond_.begin() + static_cast<std::ptrdiff_t>(joined));
  }
  /// Every number to here was used, and those of beyond().
  uint64_t all_up_to() const { return all_up_to_; }
  const std::vector<uint64_t>& beyond() const { return beyond_; }
  /// Goes on from what was used before. Requires `beyond` ascending.
  UsedNumbers(uint64_t all_up_to, std::vector<uint64_t> beyond)
      : all_up_to_(all_up_to), beyond_(std::move(beyond)) {}

 private:
  uint64_t all_up_to_ = 0;
  std::vector<uint64_t> beyond_;  // sorted
};

}  // namespace keel::risk
