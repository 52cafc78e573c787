// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/check.h"
#include "exchange/connections.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

constexpr size_t kMostSubscriptions = 16;

std::string LimitsText(const ServerParts& parts, const Inquiry& inquiry, const Reply& reply) {
  const base::UnixNanos now = parts.clock.steady().now();
  JsonWriter json;
  json.BeginArray();
  if (inquiry.route->is_order && reply.account) {
    for (const size_t index : {kOrdersTenSeconds, kOrdersDay}) {
      WriteLimit(json, kLimitRules[index],
                 parts.desk.order_limits().used(*reply.account, index, now));
    }
  }
  WriteLimit(json, kLimitRules[kWeightMinute],
             parts.desk.address_limits().used(inquiry.address, now));
  json.EndArray();
  return json.Take();
}

}  // namespace

ApiConnection::ApiConnection(ServerParts& parts, net::WebSocketSessionPtr session)
    : parts_(parts), session_(std::move(session)) {}

ApiConnection::~ApiConnection() {
  *alive_ = false;
  for (const auto& [subscription, listener] : listeners_) parts_.RemoveAccountListener(listener);
}

void ApiConnection::OnMessage(std::string_view text) {
  WsQuestion request = ReadWsQuestion(text);
  if (request.fault) return Send(request.id, AnswerOf(*request.fault));
  request.inquiry.address = session_->request().peer;
  request.inquiry.session = logged_on_;
  // A request that brings a key of its own is not the session's.
  if (!request.inquiry.api_key.empty()) request.inquiry.session = std::nullopt;
  request.inquiry.route = FindWsRoute(request.method);
  if (request.inquiry.route == nullptr) {
    return Send(request.id, AnswerOf({-1100, "Unknown method: " + request.method}));
  }
  if (request.inquiry.route->answer == nullptr) {
    request.inquiry.on_connection = CallOf(request.inquiry);
  }
  Inquiry kept = request.inquiry;
  parts_.Dispatch(std::move(request.inquiry),
                  [this, alive = alive_, id = request.id, kept](const Reply& reply) {
                    if (*alive) SendAnswer(id, kept, reply);
                  });
}

// What concerns the connection itself, which may be gone when it is carried out. [Binance:
// WebSocket API, "Session Authentication", "User Data Stream requests"]
ConnectionCall ApiConnection::CallOf(const Inquiry& inquiry) {
  ConnectionCall act;
  const std::string_view name = inquiry.route->ws_name;
  if (name == "session.logon") {
    act = [this, key = inquiry.api_key](const CallContext& call) { return Logon(call, key); };
  } else if (name == "session.logout") {
    act = [this](const CallContext&) { return Logout(); };
  } else if (name == "session.status") {
    act = [this](const CallContext&) { return Status(); };
  } else if (name == "userDataStream.subscribe") {
    act = [this](const CallContext&) {
      if (logged_on_) return Subscribe(*logged_on_);
      return AnswerOf({-2015, "Session is not logged on.", 401});
    };
  } else if (name == "userDataStream.subscribe.signature") {
    act = [this](const CallContext& call) { return Subscribe(call.account); };
  } else {
    CHECK(name == "userDataStream.unsubscribe", "a route that no connection answers");
    ParameterReader in(inquiry.parameters, parts_.exchange);
    const auto wanted = in.Whole("subscriptionId");
    act = [this, wanted, fault = in.fault()](const CallContext&) {
      return fault ? AnswerOf(*fault) : Unsubscribe(wanted);
    };
  }
  return [alive = alive_, act = std::move(act)](const CallContext& call) {
    return *alive ? act(call) : Answer{200, "{}"};
  };
}

Answer ApiConnection::Logon(const CallContext& call, const std::string& api_key) {
  if (!parts_.desk.CanLogOn(api_key)) {
    return AnswerOf({-4056, "HMAC_SHA256 API key is not supported."});
  }
  logged_on_ = call.account;
  logged_on_key_ = api_key;
  JsonWriter json;
  json.BeginObject().Key("apiKey").String(logged_on_key_);
  WriteTime(json, "authorizedSince", call.now);
  WriteTime(json, "connectedSince", call.now);
  json.Key("returnRateLimits").Bool(true);
  WriteTime(json, "serverTime", call.now);
  json.Key("userDataStream").Bool(!listeners_.empty()).EndObject();
  return {200, json.Take()};
}

Answer ApiConnection::Logout() {
  logged_on_ = std::nullopt;
  return {200, "{\"apiKey\":null,\"authorizedSince\":null,\"connectedSince\":null}"};
}

Answer ApiConnection::Status() const {
  const bool hears = std::ranges::any_of(
      listeners_, [&](const auto& one) { return parts_.IsListening(one.second); });
  JsonWriter json;
  json.BeginObject().Key("apiKey");
  logged_on_ ? json.String(logged_on_key_) : json.Null();
  WriteTime(json, "serverTime", parts_.clock.now());
  json.Key("userDataStream").Bool(hears).EndObject();
  return {200, json.Take()};
}

Answer ApiConnection::Subscribe(AccountId account) {
  std::erase_if(listeners_, [&](const auto& one) { return !parts_.IsListening(one.second); });
  if (listeners_.size() >= kMostSubscriptions) {
    return AnswerOf({-1000, "Too many subscriptions on this connection."});
  }
  const uint64_t subscription = subscriptions_++;
  const std::weak_ptr<net::WebSocketSession> weak = session_;
  listeners_[subscription] =
      parts_.AddAccountListener({account, subscription, [weak](const std::string& text) {
                                   if (const auto open = weak.lock()) open->Send(text);
                                 }});
  return {200, fmt::format("{{\"subscriptionId\":{}}}", subscription)};
}

Answer ApiConnection::Unsubscribe(std::optional<uint64_t> subscription) {
  if (subscription && !listeners_.contains(*subscription)) {
    return AnswerOf({-1100, "There is no such subscription on this connection."});
  }
  std::erase_if(listeners_, [&](const auto& one) {
    if (subscription && one.first != *subscription) return false;
    parts_.RemoveAccountListener(one.second);
    return true;
  });
  return {200, "{}"};
}

void ApiConnection::SendAnswer(const std::string& id, const Inquiry& inquiry, const Reply& reply) {
  std::string limits = LimitsText(parts_, inquiry, reply);
  if (reply.retry_after_s == 0) return Send(id, reply.answer, limits);
  // Here the wait is a member of the error, as a moment. [Binance: WebSocket API, "IP limits"]
  const int64_t until = Millis(parts_.clock.steady().now()) + 1'000 * reply.retry_after_s;
  Answer answer = reply.answer;
  answer.body.pop_back();
  answer.body += fmt::format(",\"data\":{{\"serverTime\":{},\"retryAfter\":{}}}}}",
                             Millis(parts_.clock.now()), until);
  Send(id, answer, limits);
}

void ApiConnection::Send(const std::string& id, const Answer& answer, const std::string& limits) {
  session_->Send(WsAnswerText(id, answer, limits));
}

}  // namespace keel::exchange
