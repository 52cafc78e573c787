// SPDX-License-Identifier: MIT
// The two kinds of WebSocket that the exchange serves: public streams, which a client subscribes
// to, and the WebSocket API, on which it asks, orders and hears of its account.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_value.h"
#include "exchange/inquiry.h"
#include "exchange/server_parts.h"
#include "net/server.h"

namespace keel::exchange {

/// [Binance: WebSocket streams]
class StreamConnection {
 public:
  StreamConnection(ServerParts& parts, net::WebSocketSessionPtr session, bool combined);
  ~StreamConnection();

  /// The streams of the URL.
  void Start(const std::vector<std::string>& streams);
  void OnMessage(std::string_view text);

 private:
  std::string Carry(const base::JsonValue& request, std::string_view id);

  ServerParts& parts_;
  net::WebSocketSessionPtr session_;
  ListenerId listener_ = 0;
  int64_t inbound_second_ = -1;
  int inbound_ = 0;
};

/// [Binance: WebSocket API]
class ApiConnection {
 public:
  ApiConnection(ServerParts& parts, net::WebSocketSessionPtr session);
  ~ApiConnection();

  void OnMessage(std::string_view text);

 private:
  ConnectionCall CallOf(const Inquiry& inquiry);
  Answer Logon(const CallContext& call, const std::string& api_key);
  Answer Logout();
  Answer Status() const;
  Answer Subscribe(AccountId account);
  Answer Unsubscribe(std::optional<uint64_t> subscription);
  void SendAnswer(const std::string& id, const Inquiry& inquiry, const Reply& reply);
  void Send(const std::string& id, const Answer& answer, const std::string& limits = "");

  ServerParts& parts_;
  net::WebSocketSessionPtr session_;
  std::optional<AccountId> logged_on_;
  std::string logged_on_key_;
  uint64_t subscriptions_ = 0;
  std::map<uint64_t, uint64_t> listeners_;  // by subscription
  // What answers that come later ask before they touch this connection.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace keel::exchange
