// SPDX-License-Identifier: MIT
// What the connections of the exchange's server share, and the one way on which a request passes
// through it, whichever connection it came from.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "exchange/desk.h"
#include "exchange/fault_board.h"
#include "exchange/market_feed.h"
#include "exchange/stream_hub.h"
#include "net/loop.h"

namespace keel::exchange {

/// What a connection gets back for a request.
struct Reply {
  Answer answer;
  int64_t retry_after_s = 0;
  std::optional<AccountId> account;  ///< of a signed request that was let in
};
using OnReply = std::function<void(const Reply&)>;

/// One subscription to an account's events.
struct AccountListener {
  AccountId account = 0;
  uint64_t subscription = 0;  ///< its number on the connection
  std::function<void(const std::string&)> send;
};

class ServerParts {
 public:
  /// All must outlive it.
  ServerParts(net::Loop& loop, SimulatedExchange& exchange, const KeyRing& keys, VenueClock& clock,
              uint64_t seed);
  ~ServerParts();

  /// Receives, carries out and answers, or what the faults make of that. `reply` is called at most
  /// once, perhaps later.
  void Dispatch(Inquiry inquiry, OnReply reply);
  /// Sends what happened to those who listen.
  void Tell();
  /// Puts a fault in force, once its time has come, and one that happens at once again and again
  /// where it wants that. None happens any more once `faults` was cleared.
  void AddFault(const FaultRule& rule);
  /// Calls `task` after `delay` of the wall clock.
  void Later(base::Duration delay, net::Task task);

  /// To be called now and then, from no task of Later.
  void ForgetFiredTimers();

  uint64_t AddAccountListener(AccountListener listener);
  void RemoveAccountListener(uint64_t id) { account_listeners_.erase(id); }
  /// Whether it is still told; a fault ends subscriptions whose connections stay.
  bool IsListening(uint64_t id) const { return account_listeners_.contains(id); }
  /// Sends a bare event to all subscriptions.
  void TellAllAccounts(std::string_view event);

  bool market_is_silent() const {
    return faults.IsSilent(FaultKind::kSilenceMarket, clock.steady().now());
  }
  /// What disconnect faults call: set by the server.
  std::function<void()> disconnect_market, disconnect_user;
  /// Lets the other members of the market act until now, so that a request meets the market of its
  /// own time: set by the server.
  std::function<void(base::UnixNanos)> move_market;

  SimulatedExchange& exchange;
  VenueClock& clock;
  Desk desk;
  FaultBoard faults;
  StreamHub hub;
  MarketFeed feed;
  uint64_t trades_told = 0;
  uint64_t requests = 0;

 private:
  void Proceed(const Inquiry& inquiry, const CallContext& call, const RequestFate& fate,
               const OnReply& reply);
  void BeginFault(uint64_t fault);
  void StrikeAtOnce(uint64_t fault);
  void ApplyFault(uint64_t fault, FaultKind kind, base::Duration delay);
  void ShutDown(uint64_t fault, base::Duration grace);
  void TellAccount(AccountId account, const std::string& event);
  void SendEvent(AccountId account, const std::string& event);

  net::Loop& loop_;
  std::map<uint64_t, net::Timer> timers_;
  std::vector<uint64_t> fired_;
  uint64_t last_timer_ = 0;
  std::map<uint64_t, AccountListener> account_listeners_;
  uint64_t last_listener_ = 0;
};

}  // namespace keel::exchange
