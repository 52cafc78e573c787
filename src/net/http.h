// SPDX-License-Identifier: MIT
// One HTTP request and one answer as plain values, the same on both ends of a connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace keel::net {

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};
using Headers = std::vector<Header>;

/// The first value of the header `name`, whose case does not matter; nothing where there is none.
std::optional<std::string_view> FindHeader(const Headers& headers, std::string_view name);

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< path and query, percent-encoded
  Headers headers;           ///< without Host and Content-Length: those are written when it is sent
  std::string body;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
  base::UnixNanos received;  ///< when its last byte was read; on a server's answer without meaning
};

/// The standard name of a status: 404 -> "Not Found".
std::string_view ReasonOf(int status);

/// Whether `text` may be a header's name or a method (RFC 9110, token), and a header's value or a
/// target: without line breaks and other control characters, which would begin a header of their
/// own.
bool IsToken(std::string_view text);
bool IsFieldValue(std::string_view text);
bool IsRequestTarget(std::string_view text);

}  // namespace keel::net
