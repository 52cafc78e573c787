// SPDX-License-Identifier: MIT
// What a venue still lets us ask: counts of request weight and of orders over its windows, a share
// of which is kept for cancels and queries, because an order that cannot be cancelled is worse than
// one that cannot be placed (F28).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "net/http.h"

namespace keel::net {

/// What a limit counts.
enum class Counted {
  kWeight,  ///< the weight of all requests (of this address)
  kOrders,  ///< orders placed (by this account)
};

/// At most `limit` within any `window`.
struct RateLimit {
  Counted counted = Counted::kWeight;
  base::Duration window;
  int64_t limit = 0;
  std::string header;  ///< of answers, with the venue's own count ("X-MBX-USED-WEIGHT-1M"); or ""
};

struct RateBudgetOptions {
  std::vector<RateLimit> limits;
  double reserved_share = 0.2;  ///< of each limit, for what is urgent
  /// How long nothing is sent after a 429 or 418 without a usable Retry-After.
  base::Duration pause_after_429 = base::Minutes(1);
  base::Duration pause_after_418 = base::Minutes(10);
};

/// Who may use the reserved share.
enum class Urgency {
  kOrdinary,
  kUrgent,  ///< cancels, and queries that settle the state of an order
};

/// What one request costs.
struct RequestCost {
  int64_t weight = 1;
  int64_t orders = 0;
};

/// A count over the last `window`, exact to a sixtieth of it and never too low: what is within any
/// span of the window's length is within the count.
class SlidingCount {
 public:
  explicit SlidingCount(base::Duration window);

  void Add(base::UnixNanos now, int64_t count);
  int64_t Total(base::UnixNanos now);
  /// The earliest time at which the total is at most `most`, if nothing is added.
  base::UnixNanos WhenAtMost(base::UnixNanos now, int64_t most);

 private:
  static constexpr int64_t kSlots = 61;  // sixty whole ones and the one that fills now
  void Advance(base::UnixNanos now);
  int64_t& At(int64_t slot) { return counts_[static_cast<size_t>(slot % kSlots)]; }

  int64_t slot_ns_;
  int64_t newest_ = 0;  // number of the slot that fills now
  int64_t total_ = 0;
  std::array<int64_t, kSlots> counts_{};
};

/// Pure: it knows the time that it is told. Counts are taken when a request is sent; answers can
/// only raise them, since others may share the address.
class RateBudget {
 public:
  explicit RateBudget(RateBudgetOptions options);

  /// When such a request may be sent: `now`, or later; kEndOfTime where it exceeds a limit by
  /// itself.
  base::UnixNanos WhenAllowed(base::UnixNanos now, const RequestCost& cost, Urgency urgency);
  /// Takes the cost where the request may be sent now; false leaves everything as it was.
  bool TrySpend(base::UnixNanos now, const RequestCost& cost, Urgency urgency);

  /// Learns from an answer: the venue's own counts, and how long it wants to be left alone (429,
  /// and 418, which is a ban).
  void OnResponse(base::UnixNanos now, const HttpResponse& response);

  /// The same from an answer that is not HTTP: the venue's count over that window, and that nothing
  /// is to be sent before a time.
  void OnCount(base::UnixNanos now, Counted counted, base::Duration window, int64_t count);
  void CloseUntil(base::UnixNanos until) { closed_until_ = std::max(closed_until_, until); }

  const std::vector<RateLimit>& limits() const { return options_.limits; }
  /// Until when nothing at all may be sent.
  base::UnixNanos closed_until() const { return closed_until_; }
  /// What is used of a limit, by its place in the options.
  int64_t Used(base::UnixNanos now, size_t limit);

 private:
  struct Window {
    RateLimit limit;
    int64_t ordinary = 0;  // what is not reserved
    SlidingCount count;
  };
  static void Raise(Window& window, base::UnixNanos now, int64_t theirs);
  static int64_t CostOf(const Window& window, const RequestCost& cost);

  RateBudgetOptions options_;
  std::vector<Window> windows_;
  base::UnixNanos closed_until_ = base::kBeginningOfTime;
};

}  // namespace keel::net
