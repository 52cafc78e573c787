// SPDX-License-Identifier: MIT
// One connection to a WebSocket server, from its address to its close. When to try again is not its
// business: net::Backoff decides that, and makes a new client.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/url.h"
#include "net/websocket.h"

namespace keel::net {

struct WebSocketOptions {
  Url url;                                         ///< ws or wss
  TlsTrust trust;                                  ///< for wss
  Headers headers;                                 ///< added to the handshake
  std::vector<std::string> subprotocols;           ///< offered, in the order of preference
  base::Duration connect_time = base::Seconds(5);  ///< name, connection and TLS handshake
  base::Duration handshake_time = base::Seconds(5);
  /// After half of it in silence a ping is sent, after all of it the connection has stalled; zero
  /// lets any silence pass. Pings of the server are always answered.
  base::Duration idle_time = base::Seconds(20);
  base::Duration close_time = base::Seconds(3);
  size_t max_message_bytes = size_t{4} * 1024 * 1024;
  size_t max_queued_bytes = size_t{1} * 1024 * 1024;
  bool compress = false;  ///< offer permessage-deflate
};

/// To be used on its loop's thread.
class WebSocketClient {
 public:
  /// Begins to connect; what comes of it is told by `events`. kUsage where the trusted certificates
  /// cannot be read, or the target, a header or a subprotocol is not valid.
  static base::Result<std::unique_ptr<WebSocketClient>> Open(Loop& loop, const base::Clock& clock,
                                                             WebSocketOptions options,
                                                             WebSocketEvents events);
  /// Closes at once, without calling any event.
  ~WebSocketClient();

  bool is_open() const;
  /// Queues a text; kClosed before on_open.
  Queued Send(std::string text);
  /// Says goodbye; on_close is called within the close time.
  void Close(uint16_t code = kNormalClosure, const std::string& text = "");

  size_t queued_bytes() const;
  /// How long nothing has been heard, pongs included; zero while not open.
  base::Duration silence() const;
  /// Between the last ping and its answer; nothing where none was needed yet.
  std::optional<base::Duration> round_trip() const;
  /// What the server chose of the subprotocols; empty where none.
  std::string subprotocol() const;

 private:
  struct State;
  explicit WebSocketClient(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace keel::net
