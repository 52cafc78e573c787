// SPDX-License-Identifier: MIT
#include "server/alerts/webhook_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace keel::server {
namespace {

bool IsNamed(const std::string& host, const net::Origin& origin) {
  const auto named = net::ParseUrl("https://" + host);
  return named && base::ToLower(named->origin.host) == base::ToLower(origin.host) &&
         named->origin.port == origin.port;
}

}  // namespace

base::Status CheckPolicy(const WebhookPolicy& policy) {
  for (const std::string& host : policy.hosts) {
    const auto named = net::ParseUrl("https://" + host);
    if (named && named->target == "/" && host.find('/') == std::string::npos) continue;
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("--webhook-host takes a name such as hooks.slack.com, or with a "
                                  "port alerts.example.com:8443, not \"{}\"",
                                  host));
  }
  return {};
}

bool IsOwnMachine(const net::Origin& origin) {
  const std::string host = base::ToLower(origin.host);
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::optional<std::string> RefusalOf(const WebhookPolicy& policy, const net::Origin& origin) {
  if (!origin.tls) return "alerts are sent over https alone";
  if (IsOwnMachine(origin)) {
    if (policy.loopback) return std::nullopt;
    return fmt::format("{} is this machine: start `keel serve` with --webhook-loopback",
                       origin.Authority());
  }
  const bool is_named = std::ranges::any_of(
      policy.hosts, [&](const std::string& host) { return IsNamed(host, origin); });
  if (is_named) return std::nullopt;
  return fmt::format("this desk may not send to {}: start `keel serve` with --webhook-host {}",
                     origin.Authority(), origin.Authority());
}

}  // namespace keel::server
