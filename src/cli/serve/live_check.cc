// SPDX-License-Identifier: MIT
#include "cli/serve/live_check.h"

#include <fmt/format.h>

#include "base/json.h"
#include "net/https_client.h"

namespace keel::cli {
namespace {

constexpr base::Duration kPause = base::Milliseconds(200);

/// Asks one thing at a time.
class Asker {
 public:
  Asker(net::Loop& loop, net::HttpClient& client) : loop_(loop), client_(client) {}

  std::optional<net::HttpResponse> Ask(net::HttpRequest request) {
    std::optional<net::HttpReply> reply;
    client_.Send(std::move(request), [&reply](net::HttpReply told) { reply = std::move(told); });
    loop_.RunUntil([&reply] { return reply.has_value(); }, base::Seconds(10));
    if (!reply || !*reply) return std::nullopt;
    return **reply;
  }
  void Wait() {
    loop_.RunUntil([] { return false; }, kPause);
  }

 private:
  net::Loop& loop_;
  net::HttpClient& client_;
};

/// The cookie that the link gives, as it is sent back; "" where it gives none.
std::string RedeemLink(Asker& asker, const std::string& link) {
  const std::string token = link.substr(link.rfind('=') + 1);
  const auto answer = asker.Ask({.method = "POST",
                                 .target = "/api/v1/link",
                                 .headers = {{"Content-Type", "application/json"}},
                                 .body = "{\"token\":" + base::JsonQuote(token) + "}"});
  if (!answer || answer->status != 200) return "";
  const auto cookie = net::FindHeader(answer->headers, "Set-Cookie");
  return cookie ? std::string(cookie->substr(0, cookie->find(';'))) : "";
}

/// What is still missing; "" where the desk lives.
std::string Missing(Asker& asker, const std::string& cookie) {
  const auto page = asker.Ask(
      {.method = "GET", .target = "/", .headers = {{"Accept-Encoding", "gzip"}}, .body = {}});
  if (!page || page->status != 200) return "the page";
  const auto status = asker.Ask(
      {.method = "GET", .target = "/api/v1/status", .headers = {{"Cookie", cookie}}, .body = {}});
  if (!status || status->status != 200) return "the session's status";
  const auto ready = asker.Ask({.method = "GET", .target = "/ready", .headers = {}, .body = {}});
  return ready && ready->status == 200 ? "" : "a session that is in step with its venue";
}

}  // namespace

base::Status WaitForLiveDesk(const base::Clock& clock, const std::string& url,
                             const std::string& link, base::Duration patience) {
  TRY(const net::Url at, net::ParseUrl(url));
  net::Loop loop;
  net::HttpClientOptions options;
  options.origin = at.origin;
  TRY(const auto client, net::HttpClient::Open(loop, clock, std::move(options)));
  Asker asker(loop, *client);
  const std::string cookie = RedeemLink(asker, link);
  std::string missing = "its link";
  for (const base::UnixNanos end = clock.now() + patience; clock.now() < end; asker.Wait()) {
    if (cookie.empty()) break;
    missing = Missing(asker, cookie);
    if (missing.empty()) return {};
  }
  return base::Fail(base::ErrorCode::kIo, fmt::format("the desk at {} lacks {}", url, missing));
}

}  // namespace keel::cli
