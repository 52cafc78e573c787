// SPDX-License-Identifier: MIT
// The page: files that were compressed when the program was built. A path that is none of them is a
// place inside the page, which finds its way itself.
#pragma once

#include <string_view>
#include <vector>

#include "net/server.h"

namespace keel::server {

struct Asset {
  std::string_view path;  ///< "/assets/index-3f2a.js"; "/index.html" is the page itself
  std::string_view content_type;
  std::string_view gzip;  ///< its bytes, compressed
};

/// Whether a request is a GET or a HEAD, and the 405 for another.
bool OnlyLooks(const net::ServerRequest& request);
net::HttpResponse NotAllowed();

/// 404 where there is no page, 405 for what is no GET, 406 for a client that does not take gzip.
net::HttpResponse ServeAsset(const std::vector<Asset>& assets, const net::ServerRequest& request);

/// What every answer carries. [OWASP Secure Headers; CSP 3]
net::Headers SecurityHeaders(bool over_tls);
/// Adds those of them that an answer has none of its own of.
void AddSecurityHeaders(bool over_tls, net::HttpResponse* response);

}  // namespace keel::server
