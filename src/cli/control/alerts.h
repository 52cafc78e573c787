// SPDX-License-Identifier: MIT
// What a person should hear of at once. Each kind is told at most once in a while, and what was
// held back meanwhile is counted and told then.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace keel::cli {

enum class AlertKind : uint8_t {
  kRefusal,         ///< risk refused what a strategy wanted
  kRejection,       ///< the venue did not take an order that risk had let pass
  kProtection,      ///< something is held whose stop is not at the venue
  kBreaker,         ///< a limit tripped, or let go
  kLimits,          ///< a person changed a limit
  kFeed,            ///< market data or the account's stream are gone or mute
  kReconciliation,  ///< something does not agree with the venue
  kClock,           ///< how far the venue's clock is from ours is not known well enough
  kKill,            ///< the kill switch was thrown or released
  kJournal,         ///< the journal cannot be written
  kWatchdog,        ///< the watchdog sees trouble, or acted
  kWebhook,         ///< alerts do not arrive where they should
};
constexpr size_t kAlertKinds = 12;
std::string_view NameOf(AlertKind kind);

struct Alert {
  std::string time;  ///< ISO 8601, UTC
  std::string session;
  std::string kind;
  std::string text;  ///< one sentence without secrets
};
BOOST_DESCRIBE_STRUCT(Alert, (), (time, session, kind, text))

class Alerts {
 public:
  using Sink = std::function<void(const Alert&)>;

  /// `clock` must outlive them. `quiet` is the least time between two alerts of one kind; of the
  /// kill switch and of limits, which people change, at most a second.
  Alerts(const base::Clock& clock, std::string session, base::Duration quiet = base::Seconds(30))
      : clock_(clock), session_(std::move(session)), quiet_(quiet) {}
  void Add(Sink sink) { sinks_.push_back(std::move(sink)); }

  void Tell(AlertKind kind, std::string_view text);
  /// To be called now and then: tells what was held back, once its time has come.
  void OnTimer();
  /// Tells at once what was held back: nothing will call OnTimer any more.
  void TellRest();
  /// The last few that were told, oldest first, as "time kind: text".
  const std::deque<std::string>& recent() const { return recent_; }

 private:
  struct Kind {
    base::UnixNanos next = base::kBeginningOfTime;  ///< when it may be told again
    uint64_t held_back = 0;
    std::string last;  ///< of those
  };
  void Send(AlertKind kind, std::string text, base::UnixNanos now);
  base::Duration QuietOf(AlertKind kind) const;
  void Release(size_t kind, base::UnixNanos now);

  const base::Clock& clock_;
  std::string session_;
  base::Duration quiet_;
  std::vector<Sink> sinks_;
  std::array<Kind, kAlertKinds> kinds_;
  std::deque<std::string> recent_;
};

}  // namespace keel::cli
