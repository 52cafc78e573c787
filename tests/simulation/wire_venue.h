// SPDX-License-Identifier: MIT
// Binance behind a bad network, down to the bytes: production writers and parsers on one side, the
// simulated exchange on the other, and between them requests, answers and events that are lost,
// late, doubled, out of order and cut off, connections that die without a word, and clocks that
// jump. All of it is a function of the seed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "tests/simulation/venue.h"
#include "tests/simulation/wire_client.h"
#include "tests/simulation/wire_exchange.h"

namespace keel::simulation {

/// Who trades there, and in what.
struct WirePlan {
  std::vector<core::Symbol> pairs;  ///< by instrument
  core::Decimal deposit;            ///< of the first pair's quote coin
  base::Duration receive_window;
  /// Of the program that runs; asked only while one does.
  std::function<core::CurrencyId(std::string_view code)> currency_of;
  /// Around which the crowd quotes.
  std::function<double(size_t pair, base::UnixNanos now)> price;
};

class WireVenue final : public Venue {
 public:
  WireVenue(uint64_t seed, const Faults& faults, WirePlan plan, base::UnixNanos start);

  void Endow(core::Decimal, std::vector<core::CurrencyId>) override {}  // the plan has told
  void Send(const execution::Request& request, base::UnixNanos now) override;
  void Connect(base::UnixNanos now) override;
  void Crash() override;
  void SetProgramClock(base::Duration ahead) override { program_ahead_ = ahead; }
  void Calm(base::UnixNanos now) override;
  void Freeze() override { frozen_ = true; }
  core::InstrumentFilters Filters(size_t pair) const override;
  execution::StopRules Stops(size_t pair) const override;
  void LearnFilters() override;
  int off_grid() const override { return off_grid_; }
  int pauses() const override { return pauses_; }
  base::UnixNanos next_time() const override;
  std::vector<execution::VenueEvent> Step() override;
  std::vector<Order> Orders() const override;
  std::vector<execution::VenueTrade> Trades() const override;
  std::vector<std::pair<std::string, core::Decimal>> Holdings() const override;
  int oversales() const override { return oversales_; }
  std::string failure() const override { return failure_; }
  std::string WireHash() const override { return bytes_.Hex(); }

 private:
  void ChangeFilters(size_t pair, const core::InstrumentFilters& filters) override;
  bool TradeByStranger(size_t pair, core::Side side, base::UnixNanos now) override;
  void Credit(core::Decimal amount, base::UnixNanos now) override;
  using Happening = std::function<void()>;
  struct Due {
    base::UnixNanos time;
    uint64_t sequence;
    Happening what;
    bool operator<(const Due& other) const {
      return std::pair(other.time, other.sequence) < std::pair(time, sequence);
    }
  };

  bool Chance(double p) { return random_.NextUniform() < p; }
  base::Duration Upto(base::Duration most) {
    return base::Nanoseconds(
        static_cast<int64_t>(random_.NextBelow(static_cast<uint64_t>(most.ns) + 1)));
  }
  /// Within twice the mean of what happens so often a second.
  base::Duration Wait(double per_s) { return Upto(base::Seconds(static_cast<int64_t>(2 / per_s))); }
  void At(base::UnixNanos time, Happening what);
  /// The same, unless the program has died by then.
  void InThisLife(base::UnixNanos time, Happening what);
  void SetTime(base::UnixNanos now);
  base::UnixNanos program_time() const { return now_ + program_ahead_; }
  bool IsAllDown() const { return now_ < outage_ends_ && outage_ == Outage::kAll; }
  void Fail(std::string text) {
    if (failure_.empty()) failure_ = std::move(text);
  }

  // ---- Requests and their answers.
  /// What is answered to whom is not let in, and for how long.
  struct Refusal {
    exchange::Answer answer;
    base::Duration pause;
  };
  void Flush();
  void Post(const execution::Request& request);
  std::optional<Refusal> AskDoor();
  exchange::Answer RefuseInBetween(const Letter& letter);
  void GiveUp(const Letter& letter, base::UnixNanos time, execution::Failure why);
  void Arrive(const Letter& letter, bool is_heard);
  exchange::Answer Carry(const Letter& letter);
  exchange::Answer Trouble(const Letter& letter, bool done);
  /// An answer on its way. `spoilt`: it is not the exchange's own.
  struct Reply {
    exchange::Answer answer;
    bool spoilt = false;
    base::Duration pause = {};
  };
  void Return(const Letter& letter, Reply reply);
  void Hear(const Letter& letter, const Reply& reply);
  // ---- The account's stream.
  void OpenStream();
  void LoseStream();
  void DropStream();
  void Publish();
  void TellEvent(base::UnixNanos time, const std::string& text);
  void HearEvent(const std::string& text);
  // ---- What happens by itself.
  void LookAtClock();
  void JumpClock();
  void BreakDown();
  void LetCrowdAct(size_t pair);

  base::RandomStream random_;
  Faults faults_;
  WirePlan plan_;
  base::UnixNanos now_;
  WireExchange exchange_;
  std::unique_ptr<WireClient> client_;
  bool by_socket_;
  std::priority_queue<Due> due_;
  uint64_t sequence_ = 0;
  uint64_t life_ = 0;    // of the account's program
  uint64_t stream_ = 0;  // number of its connection
  uint64_t clock_looks_ = 0;
  int oversales_ = 0, off_grid_ = 0;
  bool stream_alive_ = false, stream_known_ = false, frozen_ = false;
  std::set<execution::RequestId> unanswered_, on_socket_;
  base::UnixNanos next_event_;
  Outage outage_ = Outage::kAll;
  base::UnixNanos outage_ends_ = base::kBeginningOfTime;
  base::UnixNanos banned_until_ = base::kBeginningOfTime;  // nobody of this address is let in
  base::UnixNanos quiet_until_ = base::kBeginningOfTime;   // as the program has heard
  base::Duration program_ahead_;
  uint64_t flushes_ = 0;
  int pauses_ = 0;
  std::vector<execution::VenueEvent> heard_;
  base::Hasher bytes_;
  std::string failure_;
};

}  // namespace keel::simulation
