// SPDX-License-Identifier: MIT
// The simulated exchange without its sockets: the bytes of a client in, the bytes of its answers
// and of the account's events out. Beside it lives a copy that does the same a while later, as
// exchanges answer questions from; and a crowd, whose quotes and orders the client trades with.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "exchange/inquiry.h"

namespace keel::simulation {

class WireExchange {
 public:
  /// The client, whose keys `keys` has.
  static constexpr exchange::AccountId kClient = 0;

  /// Lists `pairs` in steps of 0.01 and lots of 0.001 and gives the client `deposit` of the first
  /// one's quote coin. `keys` outlives it.
  WireExchange(const std::vector<core::Symbol>& pairs, core::Decimal deposit,
               const exchange::KeyRing& keys, uint64_t seed, base::UnixNanos start);

  /// Times do not go back.
  void SetTime(base::UnixNanos now);
  /// The exchange's own time, which jumps.
  base::UnixNanos time() const { return live_.clock.now(); }
  void JumpClock(base::Duration by);

  /// A request by HTTP. A question is answered as things were `lag` ago.
  exchange::Answer Rest(const exchange::RestWords& words, base::Duration lag);
  /// The same over the WebSocket API, where one can also subscribe to the account's events.
  std::string Socket(std::string_view text, base::Duration lag);
  /// The crowd renews its quotes around `price` and, sometimes, takes what others quote.
  void LetCrowdAct(exchange::MarketId market, double price);
  // ---- What happens on the client's account without the client.
  /// Somebody trades at once, within 2 % of `price`; an order that the account cannot pay is
  /// refused.
  void LetStrangerTrade(exchange::MarketId market, core::Side side, double price);
  void Deposit(const std::string& coin, core::Decimal amount);
  /// The exchange ends a working order for reasons of its own.
  void EndSomeOrder(exchange::MarketId market);
  void ChangeRules(exchange::MarketId market, const exchange::RuleChange& change);
  /// What the account's subscription tells since the last call, in order.
  std::vector<std::string> TakeEvents();
  /// An event without content, as a subscription tells it.
  std::string BareEvent(std::string_view name) const;

  const exchange::SimulatedExchange& truth() const { return *live_.exchange; }

 private:
  /// One exchange with its own time.
  struct Copy {
    Copy(const exchange::KeyRing& keys, std::unique_ptr<exchange::SimulatedExchange> made,
         base::UnixNanos start)
        : wall(start), clock(wall, 1), exchange(std::move(made)), desk(*exchange, keys, clock) {}
    base::ManualClock wall;
    exchange::VenueClock clock;
    std::unique_ptr<exchange::SimulatedExchange> exchange;
    exchange::Desk desk;
  };
  using Deed = std::function<void(Copy&)>;
  struct Past {
    base::UnixNanos time;
    Deed deed;
  };

  void Do(const Deed& deed);
  Copy& AsOf(base::UnixNanos time);
  exchange::Answer CarryOut(exchange::Inquiry inquiry, base::Duration lag);
  exchange::OrderRequest CrowdOrder(exchange::MarketId market, core::Side side, int64_t ticks,
                                    uint64_t most_lots);

  base::RandomStream random_;
  Copy live_, late_;
  std::deque<Past> undone_;  // by the late copy
  int strangers_ = 0;
};

}  // namespace keel::simulation
