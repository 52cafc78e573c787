// SPDX-License-Identifier: MIT
// One WebSocket connection, whichever end of it we are: Beast's stream over any transport, with a
// bounded queue of what is to be sent and a watch over silence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/http.h"
#include "net/internal/transport.h"
#include "net/websocket.h"

namespace keel::net::internal {

struct ChannelOptions {
  size_t max_message_bytes = 0;
  size_t max_queued_bytes = 0;
  base::Duration handshake_time;
  base::Duration idle_time;   ///< zero: silence is fine
  base::Duration close_time;  ///< for the peer's answer to our close
  bool compress = false;      ///< agree on permessage-deflate where the peer does, too
};

/// What the client asks for.
struct ClientHandshake {
  std::string authority;
  std::string target;
  Headers headers;
  std::vector<std::string> subprotocols;
};

/// What the server agrees to.
struct ServerHandshake {
  HttpRequest request;
  std::string subprotocol;  ///< empty: none
  Headers headers;
};

class WebSocketChannel {
 public:
  static std::shared_ptr<WebSocketChannel> Make(Loop& loop, const base::Clock& clock,
                                                TransportPtr transport, ChannelOptions options);
  virtual ~WebSocketChannel() = default;

  /// One of the two, once; then the events, until on_close or Abandon.
  virtual void Connect(ClientHandshake handshake, WebSocketEvents events) = 0;
  virtual void Accept(ServerHandshake handshake, WebSocketEvents events) = 0;

  /// Queues a text. One with a `key` takes the place of a waiting one with the same key.
  virtual Queued Send(std::string text, const std::string& key) = 0;
  /// Drops what waits, says goodbye, and is over within the close time. `kind` is what on_close
  /// will say where the peer does not close first.
  virtual void Close(CloseReason reason) = 0;
  /// Closes at once; no event is called any more.
  virtual void Abandon() = 0;

  virtual size_t queued_bytes() const = 0;
  /// Since the last byte was heard.
  virtual base::Duration silence() const = 0;
  /// Between our last ping and its answer.
  virtual std::optional<base::Duration> round_trip() const = 0;
  /// The subprotocol that was agreed on; empty: none.
  virtual const std::string& subprotocol() const = 0;
};

}  // namespace keel::net::internal
