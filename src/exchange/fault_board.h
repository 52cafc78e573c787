// SPDX-License-Identifier: MIT
// The switchboard of everything that can go wrong at a venue: each fault by a chance and a seed, or
// for the next n requests of a kind. A client that survives it has seen worse than production.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_value.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "exchange/call.h"
#include "exchange/routes.h"

namespace keel::exchange {

enum class FaultKind : uint8_t {
  kLoseRequest,    ///< neither carried out nor answered
  kLoseReply,      ///< carried out, never answered
  kErrorBefore,    ///< `status`, not carried out: an outage
  kErrorAfter,     ///< `status` (5xx), carried out
  kTimeoutBefore,  ///< -1007, not carried out
  kTimeoutAfter,   ///< -1007, carried out
  kDelayRequest,   ///< by `delay`, before it is carried out
  kDelayReply,     ///< by `delay`, afterwards
  kRefuse,         ///< 429 or 418 as `status`, Retry-After from `delay`
  kNotFound,       ///< -2013, whatever is asked about
  kDropEvent,      ///< an account event is never sent
  kDuplicateEvent,
  kDelayEvent,        ///< by `delay`: later ones overtake it
  kEndEvents,         ///< at once: eventStreamTerminated, and no subscription is left
  kDisconnectMarket,  ///< at once: all connections of market streams
  kDisconnectUser,    ///< at once: all connections of the WebSocket API
  kShutdown,          ///< at once: serverShutdown to everybody, who is cut off after `delay`
  kSilenceMarket,     ///< for `delay`: open and pinging, but mute
  kSilenceUser,
  kClockJump,  ///< at once: the exchange's time, by `delay`
  kBookGap,    ///< at once: the next depth update is left out
};
/// "lose_reply"
std::string_view NameOf(FaultKind kind);

struct FaultRule {
  FaultKind kind = FaultKind::kLoseReply;
  /// A route's name ("order.place") or path ("/api/v3/order"); empty: every one.
  std::string target;
  double probability = 1;  ///< of each request or event, or of each time of an instant kind
  int64_t next = -1;       ///< how often it may strike; -1: without end
  base::Duration delay;
  base::Duration delay_max;  ///< each strike draws its delay up to this; below `delay`: no draw
  int status = 503;
  base::Duration after;  ///< from the start (of a file) or from now until it holds
  base::Duration every;  ///< of an instant kind: again and again; 0: once
};

/// Reads {"kind", "target", "probability", "next", "delay_ms", "delay_max_ms", "status",
/// "after_ms", "every_ms"}; all but the kind may be absent. kUsage names the field that is wrong.
base::Result<FaultRule> ReadFault(const base::JsonValue& value);
/// Whether it happens at once instead of waiting for requests.
bool IsInstant(FaultKind kind);
/// Every kind there is, for whoever wants to see them all at work.
std::vector<FaultKind> AllFaultKinds();

/// What becomes of one request.
struct RequestFate {
  bool lose_request = false;
  bool lose_reply = false;
  base::Duration delay_before, delay_after;
  std::optional<Answer> instead;     ///< answered without carrying it out
  int64_t retry_after_s = 0;         ///< with `instead`
  std::optional<Answer> covered_by;  ///< carried out, but this is answered
};

struct EventFate {
  bool drop = false;
  bool duplicate = false;
  base::Duration delay;
};

class FaultBoard {
 public:
  explicit FaultBoard(uint64_t seed) : random_(seed, "exchange.faults") {}

  /// Returns its number; it is in force at once, or from Begin on where it has an `after`. At most
  /// 1,000 rules; one that is over goes first, then the oldest.
  uint64_t Add(FaultRule rule);
  /// A rule's time has come. Null where it was taken away meanwhile.
  const FaultRule* Begin(uint64_t id);
  /// Null where there is none any more.
  const FaultRule* Find(uint64_t id) const;
  /// Takes all away: what waits, what strikes, what lasts.
  void Clear() { rules_.clear(); }
  /// All that wait, can still strike or have struck as often as they may, as JSON.
  std::string Describe(base::UnixNanos now) const;

  RequestFate OnRequest(const Route& route);
  EventFate OnEvent();
  /// One time of an instant rule: how long it lasts where it strikes, from `now` on, and whether it
  /// has another time.
  struct Moment {
    std::optional<base::Duration> delay;
    bool again = false;
  };
  Moment OnMoment(uint64_t id, base::UnixNanos now);
  /// Whether a silence of that kind lasts.
  bool IsSilent(FaultKind kind, base::UnixNanos now) const;

 private:
  struct Entry {
    uint64_t id = 0;
    FaultRule rule;
    bool waits = false;  // for Begin
    bool over = false;   // of an instant rule: it has no other time
    int64_t struck = 0;
    base::UnixNanos lasts_until;  // of an instant rule that struck
  };
  Entry* FindEntry(uint64_t id);
  static bool IsSpent(const Entry& entry);
  bool Strikes(Entry& entry);
  base::Duration DelayOf(const FaultRule& rule);
  void Add(const FaultRule& rule, RequestFate* fate);

  base::RandomStream random_;
  std::vector<Entry> rules_;
  uint64_t last_ = 0;
};

}  // namespace keel::exchange
