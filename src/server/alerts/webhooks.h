// SPDX-License-Identifier: MIT
// Sends alerts to channels without ever making anybody wait: each channel has a short queue of its
// own, tries again ever more patiently, and gives up in the end. It lives on the desk's loop and
// knows nothing of the session.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/backoff.h"
#include "net/https_client.h"
#include "net/loop.h"
#include "server/alerts/channel_book.h"
#include "server/alerts/webhook_policy.h"

namespace keel::server {

struct WebhookOptions {
  WebhookPolicy policy;
  /// Between two tries of one message, and how many there are of it.
  net::BackoffOptions backoff = {.first = base::Seconds(2), .cap = base::Minutes(5)};
  int attempts = 10;
  base::Duration answer_time = base::Seconds(10);  ///< for a receiver to answer
  size_t room = 50;  ///< messages that wait for one channel; the oldest gives way
};

/// How a channel does.
struct DeliveryState {
  std::optional<base::UnixNanos> last_success, last_failure;
  std::string failure;  ///< of the last one; one sentence without path or secret
  int64_t delivered = 0, waiting = 0;
  int64_t lost = 0;  ///< were given up, or gave way
};

class Webhooks {
 public:
  using Done = std::function<void(base::Status)>;

  /// `loop` and `clock` must outlive it. `seed` draws the waits.
  Webhooks(net::Loop& loop, const base::Clock& clock, WebhookOptions options, uint64_t seed);
  ~Webhooks();

  /// Has `body` sent behind what waits for that channel.
  void Send(const AlertChannel& channel, std::string body);
  /// Sends at once and once, whatever waits; `done` is called from the loop, or never where the
  /// channel is forgotten before.
  void Try(const AlertChannel& channel, const std::string& body, Done done);
  /// Drops what waits for a channel that is removed.
  void Forget(const std::string& channel);
  DeliveryState StateOf(const std::string& channel) const;
  const WebhookPolicy& policy() const { return options_.policy; }

 private:
  class Sender;
  Sender& SenderOf(const AlertChannel& channel);

  net::Loop& loop_;
  const base::Clock& clock_;
  WebhookOptions options_;
  uint64_t seed_;
  std::map<std::string, std::unique_ptr<Sender>> senders_;
};

}  // namespace keel::server
