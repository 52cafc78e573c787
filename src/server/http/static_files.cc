// SPDX-License-Identifier: MIT
#include "server/http/static_files.h"

#include <algorithm>

#include "server/http/problem.h"

namespace keel::server {
namespace {

constexpr std::string_view kPage = "/index.html";
constexpr std::string_view kHashed = "/assets/";  // the name changes with the content

const Asset* Find(const std::vector<Asset>& assets, std::string_view path) {
  const auto found = std::ranges::find(assets, path, &Asset::path);
  return found == assets.end() ? nullptr : &*found;
}

bool TakesGzip(const net::ServerRequest& request) {
  const auto accepted = net::FindHeader(request.headers, "Accept-Encoding");
  return accepted && accepted->find("gzip") != std::string_view::npos;
}

}  // namespace

bool OnlyLooks(const net::ServerRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

net::HttpResponse NotAllowed() {
  auto refusal = ToResponse({405, "this takes GET, HEAD"});
  refusal.headers.push_back({"Allow", "GET, HEAD"});
  return refusal;
}

net::HttpResponse ServeAsset(const std::vector<Asset>& assets, const net::ServerRequest& request) {
  if (!OnlyLooks(request)) return NotAllowed();
  const std::string_view path =
      std::string_view(request.target).substr(0, request.target.find('?'));
  const Asset* asset = Find(assets, path);
  const bool is_file = path.starts_with(kHashed);
  if (asset == nullptr && !is_file) asset = Find(assets, kPage);
  if (asset == nullptr) return ToResponse({404, "there is no page in this build"});
  if (!TakesGzip(request)) return ToResponse({406, "the page is compressed: accept gzip"});
  net::HttpResponse response{.status = 200, .headers = {}, .body = std::string(asset->gzip)};
  response.headers = {
      {"Content-Type", std::string(asset->content_type)},
      {"Content-Encoding", "gzip"},
      {"Vary", "Accept-Encoding"},
      {"Cache-Control", is_file ? "public, max-age=31536000, immutable" : "no-cache"}};
  return response;
}

net::Headers SecurityHeaders(bool over_tls) {
  net::Headers headers = {
      {"Content-Security-Policy",
       "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
       "form-action 'self'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"}};
  if (over_tls) headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  return headers;
}

void AddSecurityHeaders(bool over_tls, net::HttpResponse* response) {
  for (net::Header& header : SecurityHeaders(over_tls)) {
    if (net::FindHeader(response->headers, header.name)) continue;
    response->headers.push_back(std::move(header));
  }
}

}  // namespace keel::server
