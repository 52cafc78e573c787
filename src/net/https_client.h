// SPDX-License-Identifier: MIT
// An HTTP client that never lies about a request's fate: what failed before its first byte went out
// was not sent, what failed afterwards may have been carried out. It repeats nothing by itself,
// because a repeated order is a second order.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/tls.h"
#include "net/url.h"

namespace keel::net {

/// What is known about a request without an answer.
enum class SendOutcome {
  kNotSent,  ///< certainly not a byte of it left this machine
  kUnknown,  ///< it may have arrived, whole or in part
};

/// A request that got no answer. An answer of whatever status is none of these.
struct HttpFailure {
  enum class Kind {
    kRefused,    ///< not a valid request, or too many wait already
    kResolve,    ///< the host has no address, or none that is allowed
    kConnect,    ///< nobody accepts connections there
    kTls,        ///< no handshake, or a certificate that does not convince
    kTimeout,    ///< a time limit passed
    kLost,       ///< the connection ended too early
    kMalformed,  ///< the answer is not HTTP
    kTooLarge,   ///< the answer exceeds the limits
  };
  SendOutcome outcome = SendOutcome::kUnknown;
  Kind kind = Kind::kLost;
  std::string message;  ///< one sentence
};
using HttpReply = tl::expected<HttpResponse, HttpFailure>;

/// "timeout", "lost", ... for logs.
const char* NameOf(HttpFailure::Kind kind);

struct HttpClientOptions {
  Origin origin;
  TlsTrust trust;                                  ///< for an origin with TLS
  bool public_only = false;                        ///< refuse private and loopback addresses
  base::Duration connect_time = base::Seconds(5);  ///< name, connection and handshake
  base::Duration header_time = base::Seconds(10);  ///< from sending to the answer's header
  base::Duration total_time = base::Seconds(30);   ///< from Send to the whole answer
  base::Duration idle_time = base::Seconds(50);    ///< a connection unused so long is closed
  size_t max_connections = 4;
  size_t max_waiting = 256;  ///< requests without a connection yet
  size_t max_header_bytes = 64 * 1024;
  size_t max_body_bytes = size_t{16} * 1024 * 1024;
};

/// Sends requests to one origin over a few connections that are kept open. Redirects are answers
/// like any other. To be used on its loop's thread.
class HttpClient {
 public:
  using OnReply = std::function<void(HttpReply)>;

  /// kUsage where the trusted certificates cannot be read.
  static base::Result<std::unique_ptr<HttpClient>> Open(Loop& loop, const base::Clock& clock,
                                                        HttpClientOptions options);
  /// Closes all connections. Requests under way stay without a call of their `done`.
  ~HttpClient();

  /// Sends `request` and calls `done` exactly once, from the loop, with the answer or the failure.
  void Send(HttpRequest request, OnReply done);
  /// Requests that have no answer yet.
  size_t pending() const;
  /// Connections that are open, idle ones included.
  size_t connections() const;

 private:
  class Pool;
  explicit HttpClient(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}
  std::shared_ptr<Pool> pool_;
};

}  // namespace keel::net
