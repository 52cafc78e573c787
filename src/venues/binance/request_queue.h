// SPDX-License-Identifier: MIT
// Who goes first when the venue lets us ask only so much: cancels before questions about orders,
// those before everything else; and what has waited too long does not go at all, because the one
// who asked has given up (faults F25, F28).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "net/rate_budget.h"

namespace keel::venues::binance {

enum class Importance : uint8_t {
  kCancel,
  kOrderQuery,    ///< settles the state of an order
  kAccountQuery,  ///< open orders, balances
  kClock,
  kMarket,   ///< snapshots, missed candles
  kHistory,  ///< downloads
};
/// Cancels and questions about the account may use the reserved share.
constexpr net::Urgency UrgencyOf(Importance importance) {
  return importance <= Importance::kAccountQuery ? net::Urgency::kUrgent : net::Urgency::kOrdinary;
}

class RequestQueue {
 public:
  explicit RequestQueue(size_t limit) : limit_(limit) {}

  struct Waiting {
    uint64_t id = 0;  ///< of the caller, unique in the queue
    Importance importance = Importance::kMarket;
    net::RequestCost cost;
    base::UnixNanos give_up = base::kEndOfTime;  ///< then it does not go any more
  };

  /// Queues a request. Where the queue is full, the last of the least important one, which may be
  /// this one, is left out and returned.
  std::optional<uint64_t> Push(const Waiting& waiting);
  /// Takes out those whose time is over.
  std::vector<uint64_t> TakeExpired(base::UnixNanos now);
  /// Takes out the next one that may go now, and pays for it. Strictly in order: a cheap request
  /// does not overtake a dear one that waits for the budget.
  std::optional<uint64_t> TakeNext(base::UnixNanos now, net::RateBudget& budget);
  /// When TakeExpired or TakeNext may have something; kEndOfTime where nothing waits.
  base::UnixNanos NextTime(base::UnixNanos now, net::RateBudget& budget) const;
  size_t size() const { return waiting_.size(); }

 private:
  size_t limit_;
  uint64_t sequence_ = 0;
  std::map<std::pair<Importance, uint64_t>, Waiting> waiting_;
};

}  // namespace keel::venues::binance
