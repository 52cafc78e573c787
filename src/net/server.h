// SPDX-License-Identifier: MIT
// An HTTP and WebSocket server without a router: one function gets each request and one each
// WebSocket that asks to come in. It is strict about what it reads and keeps every peer to limits
// of size, number and time, so that no client can hold it up.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/websocket.h"

namespace keel::net {

namespace internal {
class WebSocketChannel;
}

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  ///< 0: one that is free
  std::optional<TlsIdentity> tls;

  size_t max_header_bytes = 16 * 1024;
  size_t max_body_bytes = 64 * 1024;
  base::Duration header_time = base::Seconds(5);   ///< for a TLS handshake; for a whole header
  base::Duration body_time = base::Seconds(10);    ///< from the header to the end of the body
  base::Duration answer_time = base::Seconds(30);  ///< for our own answer; 503 afterwards
  base::Duration idle_time = base::Seconds(60);    ///< between requests, and for taking an answer
  size_t max_connections = 1000;                   ///< those beyond are closed at once
  size_t max_connections_per_address = 100;
  Headers refusal_headers;  ///< added to what the server refuses before anybody is asked

  size_t max_message_bytes = 64 * 1024;               ///< of a WebSocket, from the client
  size_t max_queued_bytes = size_t{1} * 1024 * 1024;  ///< for one WebSocket client
  base::Duration websocket_idle_time = base::Seconds(60);
  base::Duration close_time = base::Seconds(3);
  bool compress = false;  ///< agree to permessage-deflate
};

/// A request, and who sent it.
struct ServerRequest : HttpRequest {
  std::string peer;  ///< address without port
  bool over_tls = false;
  base::UnixNanos received;
};

/// Answers a request: to be called once, on the loop's thread, at once or later; further calls, and
/// one after the client has gone, do nothing.
using Respond = std::function<void(HttpResponse)>;

/// A client's WebSocket, from before its handshake is answered to its close.
class WebSocketSession {
 public:
  WebSocketSession(ServerRequest request, std::shared_ptr<internal::WebSocketChannel> channel);
  ~WebSocketSession();

  /// Queues a text. One with a `key` takes the place of a waiting one with the same key, so a slow
  /// client gets the latest instead of all. A client for whom too many bytes wait nevertheless is
  /// closed with 1013, and kFull returned.
  Queued Send(std::string text, const std::string& key = "");
  void Close(uint16_t code, const std::string& text);

  /// What asked for this WebSocket: target, headers, peer.
  const ServerRequest& request() const { return request_; }
  /// The page that opened it, as the browser says; empty where no browser does.
  std::string_view origin() const;
  size_t queued_bytes() const;
  /// How long nothing has been heard, pongs included.
  base::Duration silence() const;

 private:
  friend class Server;
  ServerRequest request_;
  std::shared_ptr<internal::WebSocketChannel> channel_;
};
using WebSocketSessionPtr = std::shared_ptr<WebSocketSession>;

/// What is to become of a request for a WebSocket.
struct Upgrade {
  /// Makes the events of the new session; empty: the request is refused.
  std::function<WebSocketEvents(const WebSocketSessionPtr&)> open;
  std::string subprotocol;  ///< one of those that the client offers; empty: none
  Headers headers;          ///< added to the answer of the handshake
  HttpResponse refusal;     ///< where `open` is empty
};

struct ServerCallbacks {
  std::function<void(ServerRequest, Respond)> on_request;
  /// Empty: a request for a WebSocket is a request like any other.
  std::function<Upgrade(const ServerRequest&)> on_upgrade;
};

/// To be used on its loop's thread.
class Server {
 public:
  /// Listens from now on. kIo where the address is taken, kUsage where it or the identity is not
  /// valid.
  static base::Result<std::unique_ptr<Server>> Listen(Loop& loop, const base::Clock& clock,
                                                      ServerOptions options,
                                                      ServerCallbacks callbacks);
  /// Closes everything at once; sessions end without on_close.
  ~Server();

  uint16_t port() const;
  /// Connections and WebSockets that are open.
  size_t connections() const;

  /// Takes nobody in any more, lets requests under way be answered, closes WebSockets with 1001,
  /// and calls `done` when all are gone, at the latest after `grace`.
  void Stop(base::Duration grace, Task done);

 private:
  class State;
  explicit Server(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace keel::net
