// SPDX-License-Identifier: MIT
// Where this desk may send alerts to: hosts that whoever started it named, over TLS, and no address
// of a private network, whatever a name points at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/tls.h"
#include "net/url.h"

namespace keel::server {

struct WebhookPolicy {
  std::vector<std::string> hosts;  ///< "hooks.slack.com", "alerts.example.com:8443"; of 443 else
  bool loopback = false;           ///< also receivers on this machine: localhost, 127.0.0.1, ::1
  net::TlsTrust trust;
};

/// kUsage for what is no host.
base::Status CheckPolicy(const WebhookPolicy& policy);
/// Why nothing may be sent there, one sentence that names no path; nothing where it may.
std::optional<std::string> RefusalOf(const WebhookPolicy& policy, const net::Origin& origin);
bool IsOwnMachine(const net::Origin& origin);

}  // namespace keel::server
