// SPDX-License-Identifier: MIT
#include "cli/control/webhook.h"

#include <fmt/format.h>

#include <utility>

namespace keel::cli {

base::Result<std::unique_ptr<Webhook>> Webhook::Open(net::Loop& loop, const base::Clock& clock,
                                                     WebhookOptions options, Note note) {
  auto url = net::ParseUrl(options.url);
  if (!url || options.url.starts_with("ws")) {
    return base::Fail(base::ErrorCode::kUsage,
                      "the alert webhook is no web address: give it as https://HOST/PATH");
  }
  net::HttpClientOptions http;
  http.origin = url->origin;
  http.header_time = options.answer_time;
  http.total_time = options.answer_time;
  http.max_connections = 1;
  http.max_body_bytes = 64 * 1024;
  std::unique_ptr<Webhook> hook(
      new Webhook(loop, std::move(options), *std::move(url), std::move(note)));
  TRY(hook->client_, net::HttpClient::Open(loop, clock, std::move(http)));
  return hook;
}

void Webhook::Post(std::string json) {
  if (waiting_.size() >= options_.max_waiting) {
    waiting_.erase(waiting_.begin() + (busy_ ? 1 : 0));  // the first may be on its way
    ++dropped_;
  }
  waiting_.push_back(std::move(json));
  if (waiting_.size() == 1) SendNext();
}

void Webhook::SendNext() {
  busy_ = true;
  ++attempts_;
  net::HttpRequest request;
  request.method = "POST";
  request.target = url_.target;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = waiting_.front();
  client_->Send(std::move(request), [this](const net::HttpReply& reply) { OnReply(reply); });
}

void Webhook::OnReply(const net::HttpReply& reply) {
  busy_ = false;
  const bool taken = reply && reply->status >= 200 && reply->status < 300;
  const bool hopeless = reply && reply->status >= 300 && reply->status < 500 &&
                        reply->status != 408 && reply->status != 429;
  if (taken && std::exchange(complained_, false)) note_("the alert webhook takes alerts again");
  if (!taken) {
    Complain(reply ? fmt::format("status {}", reply->status) : net::NameOf(reply.error().kind));
  }
  if (taken || hopeless || attempts_ >= options_.max_attempts) {
    dropped_ += taken ? 0 : 1;
    waiting_.pop_front();
    attempts_ = 0;
    if (!waiting_.empty()) SendNext();
    return;
  }
  const base::Duration pause = options_.first_pause * (int64_t{1} << (attempts_ - 1));
  pause_ = loop_.After(pause, [this] { SendNext(); });
}

void Webhook::Complain(const std::string& why) {
  if (std::exchange(complained_, true)) return;
  note_(
      fmt::format("the alert webhook at {} does not take alerts ({}): look at it, they are told "
                  "here meanwhile",
                  url_.origin.Authority(), why));
}

}  // namespace keel::cli
