// SPDX-License-Identifier: MIT
#include "venues/binance/account_channel.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/json_value.h"

namespace keel::venues::binance {
namespace {

using net::SendOutcome;

std::optional<uint64_t> NumberIn(const base::JsonValue* value) {
  uint64_t number = 0;
  if (value == nullptr || value->kind != base::JsonValue::Kind::kNumber) return std::nullopt;
  const char* end = value->text.data() + value->text.size();
  const auto read = std::from_chars(value->text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

/// Whether a subscription lives, as the status of a session tells it; nothing where it does not.
std::optional<bool> SubscriptionIn(std::string_view result) {
  const auto json = base::ParseJson(result);
  const base::JsonValue* alive = json ? json->Find("userDataStream") : nullptr;
  if (alive == nullptr || alive->kind != base::JsonValue::Kind::kBool) return std::nullopt;
  return alive->boolean;
}

/// Until when the venue wants to be left alone, in the `data` of a 429 or 418.
base::Duration PauseOf(const WsApiResponse& response, base::UnixNanos venue_now) {
  const base::Duration usual = response.status == 418 ? base::Minutes(10) : base::Minutes(1);
  if (!response.error) return usual;
  const auto json = base::ParseJson(response.error->body);
  const auto until = json ? NumberIn(json->Find("retryAfter")) : std::nullopt;
  constexpr uint64_t kFarthest = 9'000'000'000'000;  // milliseconds, in the year 2255
  if (!until || *until > kFarthest) return usual;
  const base::UnixNanos time{static_cast<int64_t>(*until) * 1'000'000};
  return std::clamp(time - venue_now, base::Seconds(1), base::Days(7));
}

}  // namespace

AccountChannel::AccountChannel(VenueDesk& desk, AccountChannelOptions options, AccountEvents events)
    : desk_(desk),
      options_(std::move(options)),
      events_(std::move(events)),
      stream_(options_.stream, base::RandomStream(options_.seed, "venues.binance.account")),
      line_(desk.loop, desk.clock) {}

void AccountChannel::Start() { stream_.Start(desk_.clock.now()); }

void AccountChannel::Act() {
  using Kind = UserStream::Action::Kind;
  for (;;) {
    const auto actions = stream_.TakeActions();
    if (actions.empty()) return;
    for (const UserStream::Action& action : actions) {
      switch (action.kind) {
        case Kind::kConnect:
          Connect();
          break;
        case Kind::kAsk:
          Ask(action.method);
          break;
        case Kind::kDrop:
          line_.Drop();
          GiveUp(SendOutcome::kUnknown);
          break;
        case Kind::kTellUp:
          events_.on_state(true, "the account's events are subscribed to");
          break;
        case Kind::kTellDown:
          events_.on_state(false, action.why);
          break;
      }
    }
  }
}

void AccountChannel::Connect() {
  net::WebSocketOptions options;
  options.url = options_.url;
  options.trust = options_.trust;
  options.idle_time = options_.idle_time;
  net::WebSocketEvents events;
  events.on_open = [this] {
    stream_.OnOpen(desk_.clock.now());
    Act();
  };
  events.on_message = [this](const net::WebSocketMessage& message) { OnText(message.text); };
  events.on_close = [this](const net::CloseReason& reason) {
    if (reason.kind == net::CloseReason::Kind::kDeclined) {  // with a 429 or 418 too
      desk_.budget.OnResponse(desk_.clock.now(), {.status = reason.code});
    }
    Trouble(fmt::format("the connection is over ({}, {})", net::NameOf(reason.kind), reason.code));
  };
  const base::Status opened = line_.Open(std::move(options), std::move(events));
  if (!opened) Trouble(opened.error().message);
}

void AccountChannel::Trouble(const std::string& why) {
  stream_.OnTrouble(why, desk_.clock.now());
  Act();
}

void AccountChannel::Ask(Method method) {
  const Call call = method == Method::kLogon           ? Logon()
                    : method == Method::kSubscribe     ? Subscribe()
                    : method == Method::kSessionStatus ? SessionStatus()
                                                       : SubscribeSigned();
  const base::UnixNanos now = desk_.clock.now();
  if (!desk_.budget.TrySpend(now, {call.weight, 0}, net::Urgency::kUrgent)) {
    return Trouble("the venue wants to be left alone");
  }
  stream_question_ = ++last_id_;
  stream_method_ = method;
  const WsApiKey key{desk_.key->api_key(), desk_.key->signer()};
  line_.Send(BuildWsApi(call, stream_question_, desk_.TimeFor(now), &key));
}

void AccountChannel::Send(const Call& call, base::UnixNanos stamp, net::Urgency urgency,
                          OnReply done) {
  const base::UnixNanos now = desk_.clock.now();
  const uint64_t id = ++last_id_;
  const net::RequestCost cost{call.weight, call.method == Method::kPlaceOrder ? 1 : 0};
  const auto refuse = [&] {
    desk_.loop.Post([alive = std::weak_ptr(alive_), done = std::move(done)] {
      if (alive.lock()) done(tl::unexpected(SendOutcome::kNotSent));
    });
  };
  if (!stream_.up() || jobs_.size() >= kMaxUnanswered) return refuse();
  if (!desk_.budget.TrySpend(now, cost, urgency)) return refuse();
  const WsApiKey key{desk_.key->api_key(), desk_.key->signer()};
  const bool logged_on = options_.stream.logs_on;
  const std::string text = BuildWsApi(call, id, desk_.TimeFor(stamp), logged_on ? nullptr : &key);
  if (line_.Send(text) != net::Queued::kQueued) return refuse();
  jobs_.emplace(id, Job{std::move(done), now});
}

void AccountChannel::OnText(std::string_view text) {
  const auto message = parser_.Parse(text);
  if (!message) {
    // An event that nobody knows is news for people; one that cannot be read may have been an
    // order's, so the stream is no longer whole.
    if (message.error().code == base::ErrorCode::kUnsupported) return;
    return Trouble("a message cannot be read: " + message.error().message);
  }
  if (const auto* response = std::get_if<WsApiResponse>(&*message)) return OnResponse(*response);
  OnSubscribed(std::get<SubscribedEvent>(*message));
}

void AccountChannel::LearnLimits(const WsApiResponse& response, base::UnixNanos now) {
  for (const RateLimit& row : response.rate_limits) {
    if (!row.count || row.kind == RateLimitKind::kRawRequests) continue;
    if (row.kind == RateLimitKind::kConnections) continue;
    const net::Counted counted =
        row.kind == RateLimitKind::kOrders ? net::Counted::kOrders : net::Counted::kWeight;
    const uint64_t most = INT64_MAX;
    desk_.budget.OnCount(now, counted, row.interval,
                         static_cast<int64_t>(std::min(*row.count, most)));
  }
  if (response.status != 429 && response.status != 418) return;
  desk_.budget.CloseUntil(now + PauseOf(response, desk_.time.AtVenue(now)));
}

void AccountChannel::OnResponse(const WsApiResponse& response) {
  LearnLimits(response, desk_.clock.now());
  uint64_t id = 0;
  const char* end = response.id.data() + response.id.size();
  const auto read = std::from_chars(response.id.data(), end, id);
  if (read.ec != std::errc() || read.ptr != end) {
    return Trouble("the venue answers a question that it cannot name");
  }
  if (id == stream_question_) return OnStreamAnswer(response);
  Finish(id, &response);
}

void AccountChannel::OnStreamAnswer(const WsApiResponse& response) {
  stream_question_ = 0;
  UserStream::Answered answer;
  answer.ok = response.status == 200 && !response.error;
  const bool is_check = stream_method_ == Method::kSessionStatus;
  if (answer.ok && is_check) {
    const auto alive = SubscriptionIn(response.result);
    answer.unsupported = !alive;
    answer.has_subscription = alive.value_or(false);
  }
  if (!answer.ok) {
    const ErrorMeaning meaning = MeaningOf(response.status, response.error);
    answer.error = ToString(meaning);
    answer.unsupported = is_check && meaning == ErrorMeaning::kBadRequest;
    if (meaning == ErrorMeaning::kBadClock) desk_.time.Forget();
  }
  stream_.OnAnswer(answer, desk_.clock.now());
  Act();
}

void AccountChannel::OnSubscribed(const SubscribedEvent& message) {
  if (std::holds_alternative<EventsEnded>(message.event)) {
    return Trouble("the venue ended the account's events");
  }
  if (std::holds_alternative<ServerShutdown>(message.event)) {
    return Trouble("the venue's server is about to shut down");
  }
  const base::Status used = events_.on_event(message.event);
  if (!used) Trouble("an event cannot be used: " + used.error().message);
}

void AccountChannel::Finish(uint64_t id, const Reply& reply) {
  const auto at = jobs_.find(id);
  if (at == jobs_.end()) return;
  const OnReply done = std::move(at->second.done);
  jobs_.erase(at);
  done(reply);
}

void AccountChannel::GiveUp(SendOutcome outcome) {
  while (!jobs_.empty()) Finish(jobs_.begin()->first, tl::unexpected(outcome));
}

void AccountChannel::OnTimer(base::UnixNanos now) {
  const net::RequestCost cost{SessionStatus().weight, 0};
  stream_.WaitUntil(desk_.budget.WhenAllowed(now, cost, net::Urgency::kUrgent));
  stream_.OnTimer(now);
  Act();
  std::vector<uint64_t> late;
  for (const auto& [id, job] : jobs_) {
    if (now >= job.sent_at + options_.answer_time) late.push_back(id);
  }
  for (const uint64_t id : late) Finish(id, tl::unexpected(SendOutcome::kUnknown));
}

base::UnixNanos AccountChannel::next_timer() const {
  base::UnixNanos next = stream_.next_timer();
  for (const auto& [id, job] : jobs_) next = std::min(next, job.sent_at + options_.answer_time);
  return next;
}

void AccountChannel::Close() {
  line_.Drop();
  GiveUp(SendOutcome::kUnknown);
}

}  // namespace keel::venues::binance
