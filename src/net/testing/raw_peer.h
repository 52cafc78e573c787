// SPDX-License-Identifier: MIT
// The other end of a connection with its hands on the bytes: says exactly what a test wants said,
// and keeps all that it hears.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/loop.h"

namespace keel::net::testing {

/// What one connection heard, whether the other side has ended it, and whether it took all that was
/// said.
struct Heard {
  std::string bytes;
  bool ended = false;
  bool all_taken = false;
};

/// Listens on a free port; what each connection sends is answered as told.
class RawServer {
 public:
  /// Called with all that a connection has sent so far; returns what to say now ("" for nothing).
  using Reply = std::function<std::string(std::string_view heard)>;

  /// `close_after_reply`: ends the connection, in order, after the first thing said.
  RawServer(Loop& loop, Reply reply, bool close_after_reply = false);
  ~RawServer();
  uint16_t port() const;
  int connections() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

/// Connects to a port on loopback, says `bytes`, and listens until the server ends the connection
/// or `limit` has passed.
Heard TalkTo(Loop& loop, uint16_t port, std::string bytes, base::Duration limit = base::Seconds(2));
/// The same, and says `answer` once something was heard.
Heard TalkTo(Loop& loop, uint16_t port, std::string bytes, std::string answer,
             base::Duration limit = base::Seconds(2));

}  // namespace keel::net::testing
