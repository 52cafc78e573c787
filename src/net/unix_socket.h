// SPDX-License-Identifier: MIT
// How the command line talks to a running Keel: one line of JSON in, one line out, over a socket
// file that only its owner may open.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/loop.h"

namespace keel::net {

struct LineServerOptions {
  std::string path;                              ///< of the socket; the folder exists
  size_t max_line_bytes = 64 * 1024;             ///< of a request; one beyond ends the connection
  size_t max_connections = 16;                   ///< those beyond are closed at once
  base::Duration idle_time = base::Seconds(30);  ///< a silent connection is closed
};

/// Serves the lines of this user's processes. To be used on its loop's thread.
class LineServer {
 public:
  /// Answers one line; to be called once, at once or later, with a text without line breaks.
  using Reply = std::function<void(std::string line)>;
  using OnLine = std::function<void(const std::string& line, const Reply& reply)>;

  /// Makes the socket (mode 0600), in the place of one that a dead process left behind. kRefused
  /// where another process serves it already or the path holds something else; kUsage where the
  /// path is too long for a socket; kIo.
  static base::Result<std::unique_ptr<LineServer>> Listen(Loop& loop, LineServerOptions options,
                                                          OnLine on_line);
  /// Closes everything and removes the socket.
  ~LineServer();

 private:
  class State;
  explicit LineServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

struct LineClientOptions {
  base::Duration limit = base::Seconds(5);  ///< for everything together
  size_t max_line_bytes = size_t{4} * 1024 * 1024;
};

/// Sends one line and waits for the answer, without a loop: for a verb of the command line.
/// kNotFound where nobody serves `path`, kIo where the answer does not come whole or in time.
base::Result<std::string> AskLine(const std::string& path, std::string_view line,
                                  const LineClientOptions& options = {});

}  // namespace keel::net
