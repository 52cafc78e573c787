// SPDX-License-Identifier: MIT
#include "exchange/connections.h"

namespace keel::exchange {
namespace {

using base::JsonValue;

constexpr int kMostInboundASecond = 5;

std::string ErrorMessage(int code, std::string_view message, std::string_view id) {
  return fmt::format("{{\"error\":{{\"code\":{},\"msg\":{}}},\"id\":{}}}", code,
                     base::JsonQuote(message), id);
}

std::optional<std::vector<std::string>> TextsOf(const JsonValue* list) {
  if (list == nullptr || list->kind != JsonValue::Kind::kArray) return std::nullopt;
  std::vector<std::string> texts;
  for (const JsonValue& item : list->items) {
    if (item.kind != JsonValue::Kind::kString || item.text.empty()) return std::nullopt;
    texts.push_back(item.text);
  }
  return texts;
}

}  // namespace

StreamConnection::StreamConnection(ServerParts& parts, net::WebSocketSessionPtr session,
                                   bool combined)
    : parts_(parts), session_(std::move(session)) {
  const std::weak_ptr<net::WebSocketSession> weak = session_;
  listener_ = parts.hub.Add(combined, [weak, &parts](const std::string& text) {
    const auto open = weak.lock();
    if (open && !parts.market_is_silent()) open->Send(text);
  });
}

StreamConnection::~StreamConnection() { parts_.hub.Remove(listener_); }

void StreamConnection::Start(const std::vector<std::string>& streams) {
  if (!parts_.hub.Subscribe(listener_, streams)) {
    session_->Close(net::kPolicyViolation, "too many streams");
  }
}

void StreamConnection::OnMessage(std::string_view text) {
  const int64_t second = parts_.clock.steady().now().ns / base::Seconds(1).ns;
  inbound_ = second == inbound_second_ ? inbound_ + 1 : 1;
  inbound_second_ = second;
  if (inbound_ > kMostInboundASecond) {
    session_->Close(net::kPolicyViolation, "Too many requests");
    return;
  }
  const auto request = base::ParseJson(text);
  if (!request || request->kind != JsonValue::Kind::kObject) {
    session_->Send(ErrorMessage(3, "Invalid JSON: expected an object", "null"));
    return;
  }
  session_->Send(Carry(*request, RequestId(*request)));
}

std::string StreamConnection::Carry(const JsonValue& request, std::string_view id) {
  const JsonValue* method = request.Find("method");
  const std::string_view name = method == nullptr ? std::string_view() : method->text;
  const JsonValue* params = request.Find("params");
  const auto done = [&] { return fmt::format("{{\"result\":null,\"id\":{}}}", id); };
  if (name == "SUBSCRIBE" || name == "UNSUBSCRIBE") {
    const auto streams = TextsOf(params);
    if (!streams) return ErrorMessage(2, "Invalid request: params must be an array", id);
    if (name == "UNSUBSCRIBE") {
      parts_.hub.Unsubscribe(listener_, *streams);
      return done();
    }
    const auto subscribed = parts_.hub.Subscribe(listener_, *streams);
    return subscribed ? done() : ErrorMessage(2, subscribed.error().message, id);
  }
  if (name == "LIST_SUBSCRIPTIONS") {
    base::JsonWriter json;
    json.BeginArray();
    for (const std::string& stream : parts_.hub.StreamsOf(listener_)) json.String(stream);
    json.EndArray();
    return fmt::format("{{\"result\":{},\"id\":{}}}", json.text(), id);
  }
  if (name == "SET_PROPERTY") {
    const bool fits = params != nullptr && params->items.size() == 2 &&
                      params->items[0].text == "combined" &&
                      params->items[1].kind == JsonValue::Kind::kBool;
    if (!fits) return ErrorMessage(2, "Invalid request: unknown property", id);
    parts_.hub.SetCombined(listener_, params->items[1].boolean);
    return done();
  }
  if (name == "GET_PROPERTY") {
    return fmt::format("{{\"result\":{},\"id\":{}}}", parts_.hub.IsCombined(listener_), id);
  }
  return ErrorMessage(2, "Invalid request: unknown method", id);
}

}  // namespace keel::exchange
