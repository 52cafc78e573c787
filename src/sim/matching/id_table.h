// SPDX-License-Identifier: MIT
// From order id to slot: open addressing in eight bytes an entry, so that the table of a busy book
// stays in the nearest cache. Entries move back when one goes, so it never fills with tombstones.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/matching/order_pool.h"

namespace keel::sim::matching {

class IdTable {
 public:
  IdTable() : entries_(size_t{1} << kFirstBits) {}

  /// The slot of an order, 0 where there is none.
  uint32_t Find(uint64_t id, const OrderPool& pool) const {
    const uint32_t tag = Tag(id);
    for (size_t i = tag >> shift_;; i = (i + 1) & mask_) {
      const Entry entry = entries_[i];
      if (entry.slot == 0) return 0;
      if (entry.tag == tag && pool[entry.slot].id == id) return entry.slot;
    }
  }
  /// Requires that the id is not there.
  void Insert(uint64_t id, uint32_t slot) {
    if (2 * ++size_ > entries_.size()) Grow();
    Place({slot, Tag(id)});
  }
  /// Requires that the id is there, at `slot`.
  void Erase(uint64_t id, uint32_t slot) {
    --size_;
    size_t gap = Tag(id) >> shift_;
    while (entries_[gap].slot != slot) gap = (gap + 1) & mask_;
    for (size_t i = (gap + 1) & mask_; entries_[i].slot != 0; i = (i + 1) & mask_) {
      const size_t home = entries_[i].tag >> shift_;
      if (((i - home) & mask_) < ((i - gap) & mask_)) continue;  // it would pass its home
      entries_[gap] = entries_[i];
      gap = i;
    }
    entries_[gap] = {};
  }

 private:
  struct Entry {
    uint32_t slot = 0;
    uint32_t tag = 0;  // the leading bits of the hash; its home is the first of them
  };
  static constexpr int kFirstBits = 8;

  // Fibonacci hashing: ids that count up spread evenly.
  static uint32_t Tag(uint64_t id) {
    return static_cast<uint32_t>((id * 0x9E3779B97F4A7C15ull) >> 32);
  }
  void Place(Entry entry) {
    size_t i = entry.tag >> shift_;
    while (entries_[i].slot != 0) i = (i + 1) & mask_;
    entries_[i] = entry;
  }
  void Grow() {
    std::vector<Entry> old(2 * entries_.size());
    old.swap(entries_);
    --shift_;
    mask_ = entries_.size() - 1;
    for (const Entry entry : old) {
      if (entry.slot != 0) Place(entry);
    }
  }

  std::vector<Entry> entries_;
  int shift_ = 32 - kFirstBits;
  size_t mask_ = (size_t{1} << kFirstBits) - 1;
  size_t size_ = 0;
};

}  // namespace keel::sim::matching
