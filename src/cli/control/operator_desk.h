// SPDX-License-Identifier: MIT
// Everything through which people steer and watch a running session, in one place: the control
// socket, the three ways to the kill switch, the heartbeat and the watchdog behind it, alerts, and
// the line on the terminal. It lives on the driver's loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/os/heartbeat.h"
#include "base/os/system_clock.h"
#include "cli/control/alerts.h"
#include "cli/control/connection_watch.h"
#include "cli/control/engine_alerts.h"
#include "cli/control/protection_watch.h"
#include "cli/control/session_control.h"
#include "cli/control/watch_plan.h"
#include "cli/control/watchdog_care.h"
#include "cli/control/webhook.h"
#include "cli/exchange_pace.h"
#include "cli/verb.h"
#include "net/loop.h"
#include "net/unix_socket.h"

namespace keel::cli {

struct OperatorOptions {
  std::string session = "default";  ///< its name
  std::string folder;               ///< of the session; it exists when Open is called
  std::string alert_webhook;        ///< "": alerts are told on standard error alone
  /// Where the session's orders lie, for its watchdog; absent: it has none at a real venue, or
  /// nobody is to watch. The id and the pairs are filled in by Open and Begin.
  std::optional<WatchPlan> watched;
  ExchangePace pace;  ///< of the session's time and of the loop; people live in real time
};

/// The environment variable of the webhook's address.
inline constexpr const char* kWebhookVariable = "KEEL_ALERT_WEBHOOK";

class OperatorDesk {
 public:
  /// What the driver lends.
  struct Driver {
    std::function<base::UnixNanos()> now;  ///< in the session's time
    /// Puts into the journal what an act has led to, and sends what may leave then.
    std::function<base::Status()> settle;
  };

  OperatorDesk(Session& cli, net::Loop& loop, OperatorOptions options, Driver driver);
  ~OperatorDesk();

  /// Serves from now on: as soon as the session's journal is this process's. kUsage for a folder
  /// that is too deep for a socket or a webhook that is none; kRefused, kIo.
  base::Status Open(const std::string& session_id, const std::vector<std::string>& pairs);
  /// What the engine is to tell; for engine::LiveOptions.
  engine::AuditSink& audience() { return engine_alerts_; }
  /// Trading begins, with entries off where that was asked for meanwhile: from now on the heart
  /// beats, and the watchdog is started. `session` must outlive the desk's work. kRefused, kIo.
  base::Status Begin(engine::LiveSession& session, base::UnixNanos started);
  /// The session ends. `meant`: nobody has to look after its orders. Alerts that wait are sent, for
  /// at most 3 s.
  void End(bool meant);

  /// What the session hears next.
  void OnVenueEvent(const execution::VenueEvent& event) { engine_alerts_.OnVenueEvent(event); }
  void OnStatus(const execution::ConnectorStatus& status) { connection_ = status; }
  void OnDiscrepancy(const std::string& text) { Tell(AlertKind::kReconciliation, text); }
  /// A bar that the session could not take: its strategies do not know it.
  void OnLostBar(const std::string& text) { Tell(AlertKind::kFeed, text); }
  void OnJournalFailure(const base::Error& error) { Tell(AlertKind::kJournal, error.message); }
  /// A note for people that leaves the live line in order.
  void Note(std::string_view text);
  /// Whether a live line on the terminal stands for notes of the state.
  bool shows_line() const { return line_is_shown_; }

 private:
  void Look();
  void LookForKill();
  void LookAtDay();
  void LookForTrouble();
  void LookForWatchdog();
  void ShowLine();
  void Tell(AlertKind kind, const std::string& text) { alerts_.Tell(kind, text); }
  base::Status StartWatchdog();
  base::Status OpenWebhook();
  /// A span of real time as the loop counts it.
  base::Duration Real(base::Duration span) const { return span * options_.pace.speed; }
  SessionFacts Facts();

  Session& cli_;
  net::Loop& loop_;
  OperatorOptions options_;
  Driver driver_;
  base::os::SystemClock wall_;
  Alerts alerts_;
  EngineAlerts engine_alerts_;
  SessionControl control_;
  ConnectionWatch connection_watch_;
  ProtectionWatch protection_watch_;
  WatchdogCare watchdog_care_;
  execution::ConnectorStatus connection_;
  std::unique_ptr<Webhook> webhook_;
  std::optional<base::os::Heartbeat> heart_;
  std::unique_ptr<net::LineServer> server_;
  engine::LiveSession* session_ = nullptr;
  SessionFacts facts_;
  uint32_t halts_seen_ = 0;
  uint64_t looks_ = 0;
  bool line_is_shown_ = false;
  net::Timer timer_;
};

}  // namespace keel::cli
