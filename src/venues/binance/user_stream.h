// SPDX-License-Identifier: MIT
// When the account's stream counts as alive. A connection that answers pings may carry no event any
// more (fault F12), so the subscription itself is asked after; whatever is doubtful ends the
// stream, is told at once, and begins it anew with patience (fault F26).
//
// A pure state machine: what it wants done comes out as actions, in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/backoff.h"
#include "venues/binance/calls.h"

namespace keel::venues::binance {

struct UserStreamOptions {
  bool logs_on = false;  ///< with an Ed25519 key; otherwise each subscription is signed
  base::Duration check_every = base::Seconds(10);  ///< how often the subscription is asked after
  base::Duration answer_time = base::Seconds(5);   ///< then an answer counts as lost
  /// The venue cuts a connection after a day; before that it is made anew when we choose.
  base::Duration life = base::Hours(23);
  net::BackoffOptions backoff;
};

class UserStream {
 public:
  struct Action {
    enum class Kind : uint8_t {
      kConnect,
      kAsk,       ///< `method`, on the connection; the answer belongs to OnAnswer
      kDrop,      ///< give the connection up, whatever its state
      kTellUp,    ///< the stream came up
      kTellDown,  ///< it went down, or did not come up: `why`
    };
    Kind kind = Kind::kConnect;
    Method method = Method::kSessionStatus;
    std::string why = {};
  };

  UserStream(const UserStreamOptions& options, base::RandomStream random);

  void Start(base::UnixNanos now);
  /// The connection that was asked for is open.
  void OnOpen(base::UnixNanos now);
  /// What the venue answers to an Ask.
  struct Answered {
    bool ok = false;
    std::string error = {};         ///< where not ok
    bool unsupported = false;       ///< the venue cannot tell whether a subscription lives
    bool has_subscription = false;  ///< one lives on the connection
  };
  void OnAnswer(const Answered& answer, base::UnixNanos now);
  /// The connection ended, or nothing more can be expected of it: closed, terminated, shut down, a
  /// message that cannot be read.
  void OnTrouble(const std::string& why, base::UnixNanos now);
  /// Begins no connection, and asks after no subscription, before `until`.
  void WaitUntil(base::UnixNanos until) { quiet_until_ = until; }
  void OnTimer(base::UnixNanos now);

  /// When OnTimer is to be called; kEndOfTime: never.
  base::UnixNanos next_timer() const;
  std::vector<Action> TakeActions() { return std::exchange(actions_, {}); }
  bool up() const { return state_ == State::kUp; }

 private:
  enum class State : uint8_t { kIdle, kWaiting, kConnecting, kLoggingOn, kSubscribing, kUp };

  void Say(Method method, base::UnixNanos now);
  void OnSubscribed(const Answered& answer, base::UnixNanos now);
  void OnChecked(const Answered& answer, base::UnixNanos now);

  UserStreamOptions options_;
  net::Backoff backoff_;
  State state_ = State::kIdle;
  base::UnixNanos connect_at_ = base::kEndOfTime;
  std::optional<Method> asked_;  // not answered yet
  base::UnixNanos asked_at_, opened_at_;
  base::UnixNanos check_at_ = base::kEndOfTime;
  base::UnixNanos quiet_until_ = base::kBeginningOfTime;
  int failed_checks_ = 0;
  std::vector<Action> actions_;
};

}  // namespace keel::venues::binance
