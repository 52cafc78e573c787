// SPDX-License-Identifier: MIT
// The parts of a URL and of a query string, taken apart and put together byte for byte as they will
// be signed and sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace keel::net {

/// Where a client connects to, and how.
struct Origin {
  bool tls = true;
  std::string host;  ///< a name, or an address without brackets
  uint16_t port = 443;
  /// What the Host header says: the port only where it is not the scheme's own.
  std::string Authority() const;
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// An origin and what is asked of it.
struct Url {
  Origin origin;
  std::string target = "/";  ///< path and query, percent-encoded
};

/// Reads "https://host[:port][/path][?query]", and http, wss, ws alike. kUsage where it is none of
/// these, or carries a user name, a fragment or characters that belong encoded.
base::Result<Url> ParseUrl(std::string_view text);

/// Encodes all bytes but the unreserved ones of RFC 3986 (letters, digits, "-._~") as %XX.
std::string PercentEncode(std::string_view text);
/// The same at the end of `out`.
void AppendPercentEncoded(std::string_view text, std::string* out);
/// Reads %XX, and '+' as itself. kUsage for a % without two hex digits.
base::Result<std::string> PercentDecode(std::string_view text);

/// Names and values in their order; a name may come twice.
using Query = std::vector<std::pair<std::string, std::string>>;

/// "symbol=BTCUSDT&side=BUY", names and values percent-encoded.
std::string PrintQuery(const Query& query);
/// Reads what stands behind the '?' of a target; a name without '=' has the value "". '+' is read
/// as a space, as browsers write it. kUsage for a bad %XX.
base::Result<Query> ParseQuery(std::string_view text);

}  // namespace keel::net
