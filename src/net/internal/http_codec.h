// SPDX-License-Identifier: MIT
// Bytes to messages and back (Beast's parser behind plain values), strict where proxies and servers
// have disagreed: what could be read in two ways is refused (OWASP, request smuggling).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace keel::net::internal {

struct HttpLimits {
  size_t header_bytes = 16 * 1024;
  size_t body_bytes = 64 * 1024;
};

enum class ReadState {
  kHeader,  ///< the header is not complete yet
  kBody,    ///< the header is, the body is not
  kDone,
  kBad,
};

/// Reads one request after the other from one connection.
class RequestReader {
 public:
  explicit RequestReader(const HttpLimits& limits);
  ~RequestReader();

  /// Takes `bytes` (any cut of the stream) and goes on reading as far as they lead. After kDone
  /// they wait for the next request, after kBad nothing is read any more.
  ReadState Feed(std::string_view bytes);
  ReadState state() const;
  /// Whether some of the request has been seen.
  bool begun() const;
  /// kBad: the status to answer with (400, 413, 431), and why.
  int refusal_status() const;
  const std::string& problem() const;

  /// From kBody on.
  bool keep_alive() const;
  bool is_upgrade() const;  ///< asks for a WebSocket
  bool expects_continue() const;

  /// kDone: the request. Reading goes on with the bytes behind it.
  HttpRequest Take();
  /// Bytes behind the request that was read last.
  size_t surplus() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads answers; interim ones (1xx) are passed over.
class ResponseReader {
 public:
  explicit ResponseReader(const HttpLimits& limits);
  ~ResponseReader();

  /// Makes ready for the answer to a request; `to_head` one has no body.
  void Start(bool to_head);
  ReadState Feed(std::string_view bytes);
  /// The peer ended the stream, which ends a body without a length.
  ReadState FeedEnd();
  ReadState state() const;
  const std::string& problem() const;
  bool too_large() const;
  bool keep_alive() const;
  HttpResponse Take();
  size_t surplus() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The bytes of a request to `authority`. kUsage for what would not be read as written.
base::Result<std::string> Print(const HttpRequest& request, const std::string& authority);

struct PrintOptions {
  bool keep_alive = true;
  bool without_body = false;  ///< the answer to HEAD
};
/// The bytes of an answer. Requires a valid status; a header that is not valid is left out.
std::string Print(const HttpResponse& response, const PrintOptions& options);

}  // namespace keel::net::internal
