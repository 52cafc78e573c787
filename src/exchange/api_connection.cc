// SPDX-License-Identifier: MIT
#include "exchange/connections.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

constexpr size_t kMostSubscriptions = 16;

std::string LimitsText(const ServerParts& parts, const Inquiry& inquiry, const Reply& reply) {
  const base::UnixNanos now = parts.clock.steady().now();
  JsonWriter json;
  json.BeginArray();
  if (inquiry.route != nullptr && inquiry.route->is_order && reply.account) {
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
  if (AnswerSession(request)) return;
  request.inquiry.route = FindWsRoute(request.method);
  if (request.inquiry.route == nullptr) {
    return Send(request.id, AnswerOf({-1100, "Unknown method: " + request.method}));
  }
  Inquiry kept = request.inquiry;
  parts_.Dispatch(std::move(request.inquiry),
                  [this, alive = alive_, id = request.id, kept](const Reply& reply) {
                    if (*alive) SendAnswer(id, kept, reply);
                  });
}

// What concerns the connection itself. [Binance: WebSocket API, "Session Authentication"]
bool ApiConnection::AnswerSession(const WsQuestion& request) {
  const std::string& method = request.method;
  if (method == "session.logon") {
    Logon(request);
  } else if (method == "session.logout") {
    logged_on_ = std::nullopt;
    Send(request.id, {200, "{\"apiKey\":null,\"authorizedSince\":null,\"connectedSince\":null}"});
  } else if (method == "session.status") {
    JsonWriter json;
    json.BeginObject().Key("apiKey");
    logged_on_ ? json.String(logged_on_key_) : json.Null();
    WriteTime(json, "serverTime", parts_.clock.now());
    json.Key("userDataStream").Bool(!listeners_.empty()).EndObject();
    Send(request.id, {200, json.Take()});
  } else if (method == "userDataStream.subscribe") {
    if (logged_on_) {
      Subscribe(request, *logged_on_);
    } else {
      Send(request.id, AnswerOf({-2015, "Session is not logged on.", 401}));
    }
  } else if (method == "userDataStream.subscribe.signature") {
    const auto account = parts_.desk.Authenticate(request.inquiry);
    account ? Subscribe(request, *account) : Send(request.id, AnswerOf(account.error()));
  } else if (method == "userDataStream.unsubscribe") {
    for (const auto& [subscription, listener] : listeners_) parts_.RemoveAccountListener(listener);
    listeners_.clear();
    Send(request.id, {200, "{}"});
  } else {
    return false;
  }
  return true;
}

void ApiConnection::Logon(const WsQuestion& request) {
  const auto account = parts_.desk.Authenticate(request.inquiry);
  if (!account) return Send(request.id, AnswerOf(account.error()));
  if (!parts_.desk.CanLogOn(request.inquiry.api_key)) {
    return Send(request.id, AnswerOf({-4056, "HMAC_SHA256 API key is not supported."}));
  }
  logged_on_ = *account;
  logged_on_key_ = request.inquiry.api_key;
  JsonWriter json;
  json.BeginObject().Key("apiKey").String(logged_on_key_);
  WriteTime(json, "authorizedSince", parts_.clock.now());
  WriteTime(json, "connectedSince", parts_.clock.now());
  json.Key("returnRateLimits").Bool(true);
  WriteTime(json, "serverTime", parts_.clock.now());
  json.Key("userDataStream").Bool(!listeners_.empty()).EndObject();
  Send(request.id, {200, json.Take()});
}

void ApiConnection::Subscribe(const WsQuestion& request, AccountId account) {
  if (listeners_.size() >= kMostSubscriptions) {
    return Send(request.id, AnswerOf({-1000, "Too many subscriptions on this connection."}));
  }
  const uint64_t subscription = subscriptions_++;
  const std::weak_ptr<net::WebSocketSession> weak = session_;
  Send(request.id, {200, fmt::format("{{\"subscriptionId\":{}}}", subscription)});
  listeners_[subscription] =
      parts_.AddAccountListener({account, subscription, [weak](const std::string& text) {
                                   if (const auto open = weak.lock()) open->Send(text);
                                 }});
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
