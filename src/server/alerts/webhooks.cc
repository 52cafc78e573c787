// SPDX-License-Identifier: MIT
#include "server/alerts/webhooks.h"

#include <fmt/format.h>

#include <deque>
#include <utility>

#include "net/sign.h"

namespace keel::server {
namespace {

using base::ErrorCode;
using base::Fail;

/// What became of one try.
struct Outcome {
  std::string failure;    ///< "": delivered
  bool may_pass = false;  ///< it may be otherwise the next time
};

/// A redirect is an answer like any other and no delivery: where it points at was allowed by
/// nobody.
Outcome OutcomeOf(const net::HttpReply& reply, const std::string& host) {
  if (!reply) return {reply.error().message, true};
  const int status = reply->status;
  if (status >= 200 && status < 300) return {};
  if (status >= 300 && status < 400) {
    return {fmt::format("{} points elsewhere ({}), and redirects are not followed", host, status)};
  }
  const bool may_pass = status >= 500 || status == 408 || status == 429;
  return {fmt::format("{} answered {} {}", host, status, net::ReasonOf(status)), may_pass};
}

net::HttpRequest PostOf(const AlertChannel& channel, const std::string& body) {
  net::HttpRequest request{
      .method = "POST",
      .target = UrlOf(channel).target,
      .headers = {{"Content-Type", "application/json"}, {"User-Agent", "Keel"}, {"Accept", "*/*"}},
      .body = body};
  if (!channel.header_name.empty()) {
    request.headers.push_back(
        {channel.header_name, std::string(channel.header_value.text.Reveal())});
  }
  if (!channel.signing_key.text.empty()) {
    request.headers.push_back(
        {"X-Keel-Signature", "sha256=" + net::HmacSha256Hex(channel.signing_key.text, body)});
  }
  return request;
}

}  // namespace

/// One channel: its connection, what waits for it, and how it does.
class Webhooks::Sender {
 public:
  Sender(Webhooks& all, AlertChannel channel)
      : all_(all),
        channel_(std::move(channel)),
        origin_(UrlOf(channel_).origin),
        backoff_(FreshBackoff()) {}

  void Queue(std::string body) {
    // The one in front may be under way.
    if (queue_.size() >= all_.options_.room) {
      queue_.erase(queue_.begin() + (is_sending_ && queue_.size() > 1 ? 1 : 0));
      ++state_.lost;
    }
    queue_.push_back(std::move(body));
    if (!is_sending_ && !is_waiting_) SendNext();
  }

  void Once(const std::string& body, std::function<void(const Outcome&)> done) {
    const auto end = [this, done = std::move(done)](const Outcome& outcome) {
      Note(outcome);
      done(outcome);
    };
    if (auto obstacle = Obstacle()) {
      // From the loop, like every other outcome.
      return all_.loop_.Post([end, alive = std::weak_ptr(alive_), outcome = *obstacle] {
        if (!alive.expired()) end(outcome);
      });
    }
    client_->Send(PostOf(channel_, body), [this, end](const net::HttpReply& reply) {
      end(OutcomeOf(reply, origin_.Authority()));
    });
  }

  DeliveryState state() const {
    DeliveryState state = state_;
    state.waiting = static_cast<int64_t>(queue_.size());
    return state;
  }

 private:
  void Note(const Outcome& outcome) {
    if (outcome.failure.empty()) {
      state_.last_success = all_.clock_.now();
      ++state_.delivered;
    } else {
      state_.last_failure = all_.clock_.now();
      state_.failure = outcome.failure;
    }
  }

  net::Backoff FreshBackoff() {
    return {all_.options_.backoff, base::RandomStream(all_.seed_, "webhook", ++drawn_)};
  }

  /// Why nothing can be sent; looked at before each try.
  std::optional<Outcome> Obstacle() {
    if (auto refusal = RefusalOf(all_.options_.policy, origin_)) return Outcome{*refusal};
    const base::Status open = OpenClient();
    return open ? std::nullopt : std::optional(Outcome{open.error().message});
  }

  // Names are looked up for each connection, and an address that is not public is refused there: a
  // name that was pointed elsewhere meanwhile leads nowhere.
  base::Status OpenClient() {
    if (client_) return {};
    net::HttpClientOptions options;
    options.origin = origin_;
    options.trust = all_.options_.policy.trust;
    options.public_only = !IsOwnMachine(origin_);
    options.header_time = options.total_time = all_.options_.answer_time;
    options.max_connections = 2;
    options.max_waiting = 8;
    options.max_header_bytes = size_t{16} * 1024;
    options.max_body_bytes = size_t{64} * 1024;
    TRY(client_, net::HttpClient::Open(all_.loop_, all_.clock_, std::move(options)));
    return {};
  }

  void SendNext() {
    is_waiting_ = false;
    if (queue_.empty()) return;
    is_sending_ = true;
    ++tries_;
    backoff_.OnAttempt(all_.clock_.now());
    Once(queue_.front(), [this](const Outcome& outcome) { OnSent(outcome); });
  }

  void OnSent(const Outcome& outcome) {
    is_sending_ = false;
    const bool is_over =
        outcome.failure.empty() || !outcome.may_pass || tries_ >= all_.options_.attempts;
    if (!is_over) {
      backoff_.OnLost(all_.clock_.now());
      const base::UnixNanos now = all_.clock_.now();
      is_waiting_ = true;
      again_ = all_.loop_.After(backoff_.NextAttempt(now) - now, [this] { SendNext(); });
      return;
    }
    if (!outcome.failure.empty()) ++state_.lost;
    queue_.pop_front();
    tries_ = 0;
    backoff_ = FreshBackoff();
    SendNext();
  }

  Webhooks& all_;
  AlertChannel channel_;
  net::Origin origin_;
  uint64_t drawn_ = 0;
  net::Backoff backoff_;
  std::unique_ptr<net::HttpClient> client_;
  std::deque<std::string> queue_;
  int tries_ = 0;
  bool is_sending_ = false, is_waiting_ = false;
  net::Timer again_;
  DeliveryState state_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

Webhooks::Webhooks(net::Loop& loop, const base::Clock& clock, WebhookOptions options, uint64_t seed)
    : loop_(loop), clock_(clock), options_(std::move(options)), seed_(seed) {}
Webhooks::~Webhooks() = default;

Webhooks::Sender& Webhooks::SenderOf(const AlertChannel& channel) {
  auto& sender = senders_[channel.name];
  if (!sender) sender = std::make_unique<Sender>(*this, channel);
  return *sender;
}

void Webhooks::Send(const AlertChannel& channel, std::string body) {
  SenderOf(channel).Queue(std::move(body));
}

void Webhooks::Try(const AlertChannel& channel, const std::string& body, Done done) {
  SenderOf(channel).Once(body, [done = std::move(done)](const Outcome& outcome) {
    if (outcome.failure.empty()) return done({});
    done(Fail(ErrorCode::kIo, outcome.failure));
  });
}

void Webhooks::Forget(const std::string& channel) { senders_.erase(channel); }

DeliveryState Webhooks::StateOf(const std::string& channel) const {
  const auto found = senders_.find(channel);
  return found == senders_.end() ? DeliveryState{} : found->second->state();
}

}  // namespace keel::server
