// SPDX-License-Identifier: MIT
// A client's connection to our server: reads one request after the other, each within its limits,
// and writes the answers in order.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/internal/date_header.h"
#include "net/internal/http_codec.h"
#include "net/internal/transport.h"
#include "net/server.h"

namespace keel::net::internal {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  struct Callbacks {
    std::function<void(ServerRequest, Respond)> on_request;
    /// Takes the transport over and returns nothing, or returns the answer that refuses. May be
    /// empty.
    std::function<std::optional<HttpResponse>(ServerRequest, const TransportPtr&)> on_upgrade;
    std::function<void()> on_gone;
  };

  HttpConnection(Loop& loop, const base::Clock& clock, const ServerOptions& options,
                 DateHeader& date, TransportPtr transport);
  void Start(Callbacks callbacks);
  /// Ends after the request under way, at once where there is none.
  void Drain();
  /// Ends at once, without on_gone.
  void Abandon();

 private:
  enum class Phase { kIdle, kHeader, kBody, kAnswering, kWriting };

  void Enter(Phase phase, base::Duration limit);
  void SetAlarm();
  void Read();
  void GoOn();
  void Take();
  void Invite();
  void Answer(uint64_t serial, HttpResponse response);
  std::string WhyUnread() const;
  void Refuse(int status, const std::string& why);
  void Write();
  void OnWritten();
  void Expire();
  void Leave(bool gently);

  Loop& loop_;
  const base::Clock& clock_;
  const ServerOptions& options_;
  DateHeader& date_;
  TransportPtr transport_;
  Callbacks callbacks_;
  RequestReader reader_;
  std::array<char, 8 * 1024> buffer_{};
  std::string out_;
  size_t written_ = 0;
  base::Duration deadline_;                 ///< of the phase, on the loop's clock
  std::optional<base::Duration> alarm_at_;  ///< while the timer runs
  Timer timer_;
  Phase phase_ = Phase::kIdle;
  uint64_t serial_ = 0;   // of the request under way
  bool writing_ = false;  // a write is under way, if only an invitation to send the body
  bool to_head_ = false, keep_ = true, draining_ = false, gone_ = false;
};

}  // namespace keel::net::internal
