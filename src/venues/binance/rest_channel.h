// SPDX-License-Identifier: MIT
// Sends calls over REST within what the venue lets us ask. An order leaves at once or not at all;
// everything else waits its turn. Each call is told its fate exactly once (fault F03).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "net/https_client.h"
#include "venues/binance/account_key.h"
#include "venues/binance/request_queue.h"
#include "venues/binance/venue_clock.h"

namespace keel::venues::binance {

/// What all that is sent to the venue shares: who asks, what time it is there, what may be asked.
struct VenueDesk {
  net::Loop& loop;
  const base::Clock& clock;
  std::optional<AccountKey> key;
  VenueClock time;
  net::RateBudget budget;
  base::Duration receive_window = base::Seconds(5);

  RequestTime TimeFor(base::UnixNanos local) const { return {time.AtVenue(local), receive_window}; }
  /// The venue's time when it is `local` here, at the earliest.
  base::UnixNanos VenueTimeAtLeast(base::UnixNanos local) const {
    const base::Duration doubt = time.known() ? time.Uncertainty(local) : base::Seconds(10);
    return time.AtVenue(local) - doubt;
  }
};

class RestChannel {
 public:
  /// `sent` is our time of leaving: what the venue answers, it knew not before that.
  using OnReply = std::function<void(const net::HttpReply& reply, base::UnixNanos sent)>;
  static constexpr size_t kMaxWaiting = 256;
  static constexpr size_t kMaxUnanswered = 1024;

  /// Two sets of connections, so that no order waits behind a history that comes slowly.
  struct Clients {
    std::unique_ptr<net::HttpClient> trading;  ///< the account and the clock
    std::unique_ptr<net::HttpClient> market;
  };

  RestChannel(VenueDesk& desk, Clients http)
      : desk_(desk), http_(std::move(http)), queue_(kMaxWaiting) {}

  /// Sends as soon as the budget lets it, stamped with the time of its leaving; kNotSent where that
  /// is not within `patience`. `done` is called from the loop.
  void Send(Call call, Importance importance, base::Duration patience, OnReply done);
  /// Sends an order at once, stamped with `stamp` (our time); kNotSent where the budget does not
  /// let it.
  void SendOrder(Call call, base::UnixNanos stamp, OnReply done);

  void OnTimer(base::UnixNanos now);
  base::UnixNanos NextTimer(base::UnixNanos now);
  /// Tells all that are unanswered their fate: kNotSent where they wait, kUnknown otherwise. Then
  /// nothing is sent any more.
  void Close();

 private:
  struct Job {
    Call call;
    OnReply done;
    bool of_account = true;
    std::optional<base::UnixNanos> sent = std::nullopt;
  };

  uint64_t Add(Call call, Importance importance, OnReply done);
  void Dispatch(uint64_t id, base::UnixNanos stamp);
  void Refuse(uint64_t id, const char* why);
  void Finish(uint64_t id, const net::HttpReply& reply);

  VenueDesk& desk_;
  Clients http_;
  bool closed_ = false;
  RequestQueue queue_;
  std::map<uint64_t, Job> jobs_;
  uint64_t last_id_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  // for what is posted
};

}  // namespace keel::venues::binance
