// SPDX-License-Identifier: MIT
// One WebSocket that is opened again and again, as the one who uses it decides. What a connection
// says after it was given up is never heard, and it may be given up from inside its own callbacks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/websocket_client.h"

namespace keel::venues::binance {

class Line {
 public:
  Line(net::Loop& loop, const base::Clock& clock);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Drops what was open and begins to connect. Errors as WebSocketClient::Open.
  base::Status Open(net::WebSocketOptions options, net::WebSocketEvents events);
  /// Closes at once; none of its events comes any more.
  void Drop();
  net::Queued Send(std::string text);
  bool is_open() const { return client_ != nullptr && client_->is_open(); }

 private:
  using Clients = std::vector<std::unique_ptr<net::WebSocketClient>>;

  net::Loop& loop_;
  const base::Clock& clock_;
  std::unique_ptr<net::WebSocketClient> client_;
  std::shared_ptr<bool> heard_;       // of client_: false once it was given up
  std::shared_ptr<Clients> retired_;  // given up in this turn of the loop, perhaps by themselves
};

}  // namespace keel::venues::binance
