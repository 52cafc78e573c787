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
  kSilenceMarket,     ///< for `delay`: open and pinging, but mute
  kSilenceUser,
  kClockJump,  ///< at once: the exchange's time, by `delay`
  kBookGap,    ///< at once: the next depth update is left out
};
/// "lose_reply"
std::string_view NameOf(FaultKind kind);

struct FaultRule {
  FaultKind kind = FaultKind::kLoseReply;
  std::string target;      ///< a route's name ("order.place"); empty: every one
  double probability = 1;  ///< of each request or event
  int64_t next = -1;       ///< how often it may strike; -1: without end
  base::Duration delay;
  int status = 503;
  base::Duration after;  ///< from the start (of a file) or from now until it holds
};

/// Reads {"kind", "target", "probability", "next", "delay_ms", "status", "after_ms"}; all but the
/// kind may be absent. kUsage names the field that is wrong.
base::Result<FaultRule> ReadFault(const base::JsonValue& value);
/// Whether it happens at once instead of waiting for requests.
bool IsInstant(FaultKind kind);

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

  /// Returns its number. At most 1,000 rules; the oldest goes.
  uint64_t Add(FaultRule rule);
  void Clear() { rules_.clear(); }
  /// Rules that can still strike, as JSON.
  std::string Describe() const;

  RequestFate OnRequest(std::string_view route);
  EventFate OnEvent();

 private:
  struct Entry {
    uint64_t id = 0;
    FaultRule rule;
    int64_t struck = 0;
  };
  bool Strikes(Entry& entry);

  base::RandomStream random_;
  std::vector<Entry> rules_;
  uint64_t last_ = 0;
};

}  // namespace keel::exchange
