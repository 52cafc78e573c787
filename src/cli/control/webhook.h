// SPDX-License-Identifier: MIT
// Sends alerts to a web address, from a queue with an end, so that one that is slow, broken or
// silent never holds anything up.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "net/https_client.h"

namespace keel::cli {

struct WebhookOptions {
  std::string url;           ///< http or https; its path may be a secret and is never told
  size_t max_waiting = 100;  ///< then the oldest is dropped
  int max_attempts = 6;      ///< of one alert
  base::Duration first_pause = base::Seconds(1);  ///< after a failure; doubles
  base::Duration answer_time = base::Seconds(5);
};

class Webhook {
 public:
  /// `note` is told once when alerts begin to be lost or late, and once when they arrive again.
  using Note = std::function<void(const std::string&)>;
  /// kUsage where the address is none. `loop` and `clock` must outlive it.
  static base::Result<std::unique_ptr<Webhook>> Open(net::Loop& loop, const base::Clock& clock,
                                                     WebhookOptions options, Note note);

  /// Queues a JSON text, which is posted as soon as those before it are.
  void Post(std::string json);
  /// Whether nothing waits.
  bool idle() const { return waiting_.empty(); }
  uint64_t dropped() const { return dropped_; }

 private:
  Webhook(net::Loop& loop, WebhookOptions options, net::Url url, Note note)
      : loop_(loop), options_(std::move(options)), url_(std::move(url)), note_(std::move(note)) {}
  void SendNext();
  void OnReply(const net::HttpReply& reply);
  void Complain(const std::string& why);

  net::Loop& loop_;
  WebhookOptions options_;
  net::Url url_;
  Note note_;
  std::unique_ptr<net::HttpClient> client_;
  std::deque<std::string> waiting_;  // the first is under way or pausing
  bool busy_ = false;
  int attempts_ = 0;  // of the first
  bool complained_ = false;
  uint64_t dropped_ = 0;
  net::Timer pause_;
};

}  // namespace keel::cli
