// SPDX-License-Identifier: MIT
// The part of a book that good-till-date orders need.
#include <algorithm>

#include "sim/matching/order_book.h"

namespace keel::sim::matching {
namespace {

constexpr size_t kFewEntries = 64;

constexpr auto kLater = [](const auto& a, const auto& b) {
  return a.expiry.time_ns != b.expiry.time_ns ? a.expiry.time_ns > b.expiry.time_ns
                                              : a.expiry.arrival > b.expiry.arrival;
};

}  // namespace

void OrderBook::AdvanceTo(base::UnixNanos now, Events& out) {
  now_ns_ = std::max(now_ns_, now.ns);
  while (!by_time_.empty() && by_time_.front().expiry.time_ns <= now_ns_) {
    const ExpiryEntry entry = by_time_.front();
    std::pop_heap(by_time_.begin(), by_time_.end(), kLater);
    by_time_.pop_back();
    if (expiries_[entry.slot].arrival != entry.expiry.arrival) continue;
    Close(entry.slot, EventKind::kExpired, Reason::kGoodTillDate, out);
  }
}

void OrderBook::Schedule(uint32_t slot, const Expiry& expiry) {
  if (expiries_.size() <= slot) expiries_.resize(slot + size_t{1});
  expiries_[slot] = expiry;
  ++expiring_;
  if (by_time_.size() > 2 * expiring_ + kFewEntries) DropStaleExpiries();
  by_time_.push_back({expiry, slot});
  std::push_heap(by_time_.begin(), by_time_.end(), kLater);
}

// Entries of ended orders stay in the heap; this keeps them fewer than the live ones.
void OrderBook::DropStaleExpiries() {
  std::erase_if(by_time_, [this](const ExpiryEntry& entry) {
    return expiries_[entry.slot].arrival != entry.expiry.arrival;
  });
  std::make_heap(by_time_.begin(), by_time_.end(), kLater);
}

}  // namespace keel::sim::matching
