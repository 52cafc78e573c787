// SPDX-License-Identifier: MIT
// The executions of one pair that are booked: each once, whichever way and however often it is
// told.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "execution/venue_wire.h"

namespace keel::execution {

class TradeBook {
 public:
  /// Executions with numbers up to `before` are not the journal's.
  explicit TradeBook(uint64_t before) : before_(before), audited_(before) {}

  bool Knows(uint64_t number) const {
    return number <= before_ || std::binary_search(booked_.begin(), booked_.end(), number);
  }
  void Add(uint64_t number) {
    booked_.insert(std::lower_bound(booked_.begin(), booked_.end(), number), number);
  }

  /// The venue has told every execution up to this number.
  uint64_t audited() const { return audited_; }
  void SetAudited(uint64_t number) { audited_ = std::max(audited_, number); }

  /// Executions of orders whose number at the venue is not known yet.
  void Keep(const VenueTrade& trade) {
    const bool kept = std::any_of(strangers_.begin(), strangers_.end(),
                                  [&](const VenueTrade& t) { return t.number == trade.number; });
    if (!kept) strangers_.push_back(trade);
  }
  const std::vector<VenueTrade>& strangers() const { return strangers_; }
  /// Those of one order, which are then no longer kept.
  std::vector<VenueTrade> TakeOf(uint64_t venue_id) {
    std::vector<VenueTrade> taken;
    std::erase_if(strangers_, [&](const VenueTrade& trade) {
      if (trade.venue_id != venue_id) return false;
      taken.push_back(trade);
      return true;
    });
    return taken;
  }
  std::vector<VenueTrade> TakeAll() { return std::exchange(strangers_, {}); }
  /// Beyond so many the oldest is taken for nobody's: a venue cannot fill our memory (fault F25).
  static constexpr size_t kMostStrangers = 10'000;
  std::optional<VenueTrade> TakeSurplus() {
    if (strangers_.size() <= kMostStrangers) return std::nullopt;
    const VenueTrade oldest = strangers_.front();
    strangers_.erase(strangers_.begin());
    return oldest;
  }

  bool asking = false;  ///< a request for executions is under way

 private:
  uint64_t before_;
  uint64_t audited_;
  std::vector<uint64_t> booked_;  // ascending
  std::vector<VenueTrade> strangers_;
};

}  // namespace keel::execution
