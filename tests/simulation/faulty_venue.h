// SPDX-License-Identifier: MIT
// An exchange behind a bad network, in one process and by seed: requests are lost, late, executed
// without an answer or refused unread; answers come from a copy that lags; the account's stream
// delays, repeats, reorders and loses its messages, and dies without a word. What the exchange
// itself does is always right, and is what the oracle asks.
#pragma once

#include <functional>
#include <map>
#include <queue>
#include <string>
#include <vector>

#include "base/random.h"
#include "tests/simulation/venue.h"

namespace keel::simulation {

class FaultyVenue final : public Venue {
 public:
  /// `stops`: those that it takes of each pair.
  FaultyVenue(uint64_t seed, Faults faults, size_t instruments, core::CurrencyId fee_currency,
              execution::StopRules stops = {});

  /// What the account began with, of the fee's currency, and the coin of each instrument; without
  /// it balances are never told.
  void Endow(core::Decimal deposit, std::vector<core::CurrencyId> coins) override {
    deposit_ = deposit;
    coins_ = std::move(coins);
  }

  void Send(const execution::Request& request, base::UnixNanos now) override;
  void Connect(base::UnixNanos now) override;
  void Crash() override;
  void SetProgramClock(base::Duration ahead) override { program_ahead_ = ahead; }
  void Calm(base::UnixNanos now) override;
  void Freeze() override { frozen_ = true; }
  core::InstrumentFilters Filters(size_t pair) const override { return filters_[pair]; }
  execution::StopRules Stops(size_t) const override { return stops_; }
  int off_grid() const override { return off_grid_; }
  base::UnixNanos next_time() const override;
  std::vector<execution::VenueEvent> Step() override;
  std::vector<Order> Orders() const override;
  std::vector<execution::VenueTrade> Trades() const override { return trades_; }
  int oversales() const override { return oversales_; }
  std::string failure() const override { return failure_; }

 private:
  void ChangeFilters(size_t pair, const core::InstrumentFilters& filters) override {
    filters_[pair] = filters;
  }
  bool TradeByStranger(size_t pair, core::Side side, base::UnixNanos now) override;
  void Credit(core::Decimal amount, base::UnixNanos now) override {
    payments_.emplace_back(now, amount);
  }
  using Happening = std::function<void(base::UnixNanos)>;
  struct Due {
    base::UnixNanos time;
    uint64_t sequence;
    Happening what;
    bool operator<(const Due& other) const {
      return std::pair(other.time, other.sequence) < std::pair(time, sequence);
    }
  };
  /// An order at an instant, for copies that lag.
  struct Past {
    base::UnixNanos time;
    execution::VenueOrder order;
  };

  bool Chance(double p) { return random_.NextUniform() < p; }
  base::Duration Upto(base::Duration most) {
    return base::Nanoseconds(
        static_cast<int64_t>(random_.NextBelow(static_cast<uint64_t>(most.ns) + 1)));
  }
  void At(base::UnixNanos time, Happening what);
  void Tell(base::UnixNanos time, execution::VenueEvent event);
  bool IsDown(Outage part, base::UnixNanos now) const {
    return now < outage_ends_ && outage_ == part;
  }
  void Reply(execution::RequestId id, decltype(execution::Answer::what) what, base::UnixNanos now);
  void Arrive(const execution::Request& request, base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::PlaceOrder& place, base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::CancelAtVenue& cancel,
               base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::AmendAtVenue& amend, base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::QueryOrder& query, base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::QueryOpenOrders& query,
               base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::QueryTrades& query, base::UnixNanos now);
  void Execute(execution::RequestId id, const execution::QueryBalances& query, base::UnixNanos now);
  bool IsOffGrid(const core::OrderTerms& terms) const;
  bool HasRoomFor(const core::OrderTerms& terms) const;
  core::Quantity held(core::InstrumentId instrument) const;
  core::Quantity for_sale(core::InstrumentId instrument) const;
  void FillSome(uint64_t venue_id, base::UnixNanos now);
  void MakeTrade(Order& order, core::Quantity quantity, base::UnixNanos now);
  void End(Order& order, execution::VenueStatus status, base::UnixNanos now);
  void Publish(const Order& order, const execution::VenueTrade* trade, base::UnixNanos now);
  static execution::VenueOrder Told(const Order& order);
  bool IsLate(base::UnixNanos stamp, base::UnixNanos now);
  base::UnixNanos Lagged(base::UnixNanos now);
  void StreamUp(base::UnixNanos now);
  void StreamDies(base::UnixNanos now);

  base::RandomStream random_;
  Faults faults_;
  core::CurrencyId fee_currency_;
  execution::StopRules stops_;
  core::Decimal deposit_;
  std::vector<core::CurrencyId> coins_;  // by instrument
  std::map<uint64_t, Order> orders_;     // by number
  std::map<std::string, std::vector<uint64_t>> by_client_;
  std::map<uint64_t, std::vector<Past>> past_;
  std::vector<execution::VenueTrade> trades_;
  std::vector<uint64_t> last_trade_;              // by instrument
  std::vector<core::InstrumentFilters> filters_;  // by instrument
  int off_grid_ = 0;
  std::priority_queue<Due> due_;
  uint64_t sequence_ = 0;
  uint64_t next_order_ = 1000;
  int oversales_ = 0;
  std::string failure_;
  uint64_t life_ = 0;  // of the account's program; what was under way to another is lost
  bool stream_alive_ = false, frozen_ = false;
  uint64_t stream_life_ = 0;
  Outage outage_ = Outage::kAll;
  base::UnixNanos outage_ends_ = base::kBeginningOfTime;
  base::Duration program_ahead_;
  std::vector<std::pair<base::UnixNanos, core::Decimal>> payments_;
  base::UnixNanos now_ = base::kBeginningOfTime;
  std::vector<execution::VenueEvent> heard_;
};

}  // namespace keel::simulation
