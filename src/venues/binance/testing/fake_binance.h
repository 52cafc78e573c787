// SPDX-License-Identifier: MIT
// A Binance of one process for the connector's tests: REST answers by script, the WebSockets by
// hand, all on loopback. What it says has the shapes of the venue's documentation.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json_value.h"
#include "net/testing/stage.h"

namespace keel::venues::binance {

inline net::HttpResponse Json(std::string body, int status = 200, net::Headers more = {}) {
  more.push_back({"Content-Type", "application/json"});
  return {.status = status, .headers = std::move(more), .body = std::move(body)};
}

inline std::string PairJson(const std::string& base, const std::string& quote) {
  return R"({"symbol":")" + base + quote + R"(","status":"TRADING","baseAsset":")" + base +
         R"(","quoteAsset":")" + quote +
         R"(","orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS_LIMIT"],)"
         R"("icebergAllowed":true,"ocoAllowed":true,"amendAllowed":true,)"
         R"("isSpotTradingAllowed":true,"filters":[)"
         R"({"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"1000000",)"
         R"("tickSize":"0.01"},)"
         R"({"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"9000","stepSize":"0.001"},)"
         R"({"filterType":"NOTIONAL","minNotional":"5","applyMinToMarket":true,)"
         R"("maxNotional":"9000000","applyMaxToMarket":false,"avgPriceMins":5}]})";
}

inline std::string OrderJson(const std::string& client_id, uint64_t number,
                             const std::string& status, const std::string& executed) {
  return R"({"symbol":"BTCUSDT","orderId":)" + std::to_string(number) +
         R"(,"orderListId":-1,"clientOrderId":")" + client_id +
         R"(","transactTime":1507725176595,"price":"100.00","origQty":"1.000","executedQty":")" +
         executed + R"(","cummulativeQuoteQty":"0","status":")" + status +
         R"(","timeInForce":"GTC","type":"LIMIT","side":"BUY"})";
}

/// The answer to an amend of it.
inline std::string AmendedJson(const std::string& client_id, uint64_t number,
                               const std::string& quantity) {
  return R"({"transactTime":1741926410255,"executionId":75,"amendedOrder":{"symbol":"BTCUSDT",)"
         R"("orderId":)" +
         std::to_string(number) + R"(,"orderListId":-1,"origClientOrderId":")" + client_id +
         R"(","clientOrderId":")" + client_id + R"(","price":"100.00","qty":")" + quantity +
         R"(","executedQty":"0.100","preventedQty":"0","quoteOrderQty":"0",)"
         R"("cumulativeQuoteQty":"10","status":"PARTIALLY_FILLED","timeInForce":"GTC",)"
         R"("type":"LIMIT","side":"BUY","workingTime":1741926410242,)"
         R"("selfTradePreventionMode":"NONE"}})";
}

/// A closed or open candle as a row of /api/v3/klines.
inline std::string KlineRow(int64_t open_ms, const std::string& close) {
  return "[" + std::to_string(open_ms) + R"(,"100","200","50",")" + close + R"(","7.5",)" +
         std::to_string(open_ms + 59'999) + R"(,"750",10,"1","100","0"])";
}

class FakeBinance {
 public:
  using Answer = std::function<net::HttpResponse(const net::ServerRequest&)>;

  FakeBinance() {
    net::ServerCallbacks callbacks;
    callbacks.on_request = [this](const net::ServerRequest& request, const net::Respond& respond) {
      OnRequest(request, respond);
    };
    callbacks.on_upgrade = [this](const net::ServerRequest& request) { return OnUpgrade(request); };
    server_ = stage.Serve({}, std::move(callbacks));
  }
  uint16_t port() const { return server_->port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  /// What the next request of a route ("POST /api/v3/order") is answered; several in their order,
  /// the last one from then on.
  void Script(const std::string& route, Answer answer) { script_[route].push_back(answer); }
  void Script(const std::string& route, net::HttpResponse answer) {
    Script(route, [answer = std::move(answer)](const auto&) { return answer; });
  }
  /// Requests of the route so far.
  std::vector<std::string> Asked(const std::string& route) const {
    std::vector<std::string> found;
    for (const std::string& target : requests) {
      if (target.starts_with(route + "?") || target == route) found.push_back(target);
    }
    return found;
  }

  // ---- The account's connection: requests by method, and how a subscription is answered.
  void Tell(const std::string& event) {
    ASSERT_TRUE(account);
    account->Send(R"({"subscriptionId":0,"event":)" + event + "}");
  }
  void Stream(const std::string& stream, const std::string& payload) {
    ASSERT_TRUE(market);
    market->Send(R"({"stream":")" + stream + R"(","data":)" + payload + "}");
  }
  /// Likewise, on the connection of the contracts.
  void StreamOfContracts(const std::string& stream, const std::string& payload) {
    ASSERT_TRUE(contracts.session);
    contracts.session->Send(R"({"stream":")" + stream + R"(","data":)" + payload + "}");
  }
  size_t AskedOfAccount(const std::string& method) const {
    return static_cast<size_t>(std::ranges::count(methods, method));
  }

  net::testing::Stage stage;
  std::vector<std::string> requests;  // "POST /api/v3/order?symbol=..."
  net::WebSocketSessionPtr account, market;
  int accounts = 0, markets = 0;  // connections so far
  std::string market_target;
  struct {
    net::WebSocketSessionPtr session;
    int count = 0;  // connections so far
    std::string target;
  } contracts;
  std::vector<std::string> methods;               // asked of the WebSocket API
  std::string last_text;                          // and the last request whole
  bool has_subscription = true;                   // what session.status tells
  bool answers = true;                            // whether the WebSocket API answers at all
  base::Duration ahead{};                         // of the venue's clock
  std::map<std::string, std::string> ws_results;  // by method: status and what follows it
  bool silent = false;                            // REST never answers
  int declines_accounts_with = 0;                 // HTTP status of connections that are refused

 private:
  void OnRequest(const net::ServerRequest& request, const net::Respond& respond) {
    requests.push_back(request.method + " " + request.target);
    if (silent) {
      held_.push_back(respond);
      return;
    }
    const std::string path = request.target.substr(0, request.target.find('?'));
    auto& script = script_[request.method + " " + path];
    if (!script.empty()) {
      const Answer answer = script.front();
      if (script.size() > 1) script.pop_front();
      return respond(answer(request));
    }
    if (path == "/api/v3/time") {
      const int64_t now = (stage.clock.now() + ahead).ns / 1'000'000;
      return respond(Json(R"({"serverTime":)" + std::to_string(now) + "}"));
    }
    if (path == "/api/v3/exchangeInfo") {
      return respond(Json(
          R"({"timezone":"UTC","serverTime":1,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT",)"
          R"("interval":"MINUTE","intervalNum":1,"limit":6000},{"rateLimitType":"ORDERS",)"
          R"("interval":"SECOND","intervalNum":10,"limit":10}],"symbols":[)" +
          PairJson("BTC", "USDT") + "," + PairJson("ETH", "USDT") + "]}"));
    }
    respond(Json(R"({"code":-1000,"msg":"no such route"})", 404));
  }

  net::Upgrade OnUpgrade(const net::ServerRequest& request) {
    if (request.target.starts_with("/market/")) return OnContracts(request);
    const bool is_account = request.target.starts_with("/ws-api/v3");
    if (!is_account) market_target = request.target;
    net::Upgrade upgrade;
    if (is_account && declines_accounts_with != 0) {
      upgrade.refusal.status = declines_accounts_with;
      return upgrade;
    }
    upgrade.open = [this, is_account](const net::WebSocketSessionPtr& session) {
      (is_account ? account : market) = session;
      ++(is_account ? accounts : markets);
      net::WebSocketEvents events;
      events.on_message = [this, is_account](const net::WebSocketMessage& message) {
        if (is_account) OnAccountText(std::string(message.text));
      };
      events.on_close = [](const net::CloseReason&) {};
      return events;
    };
    return upgrade;
  }

  net::Upgrade OnContracts(const net::ServerRequest& request) {
    contracts.target = request.target;
    net::Upgrade upgrade;
    upgrade.open = [this](const net::WebSocketSessionPtr& session) {
      contracts.session = session;
      ++contracts.count;
      net::WebSocketEvents events;
      events.on_message = [](const net::WebSocketMessage&) {};
      events.on_close = [](const net::CloseReason&) {};
      return events;
    };
    return upgrade;
  }

  void OnAccountText(const std::string& text) {
    const auto json = base::ParseJson(text);
    ASSERT_TRUE(json);
    last_text = text;
    const std::string method = json->Find("method")->text;
    methods.push_back(method);
    if (!answers) return;
    std::string rest = R"("status":200,"result":{"subscriptionId":0})";
    if (method == "session.status") {
      rest = std::string(R"("status":200,"result":{"apiKey":null,"userDataStream":)") +
             (has_subscription ? "true}" : "false}");
    }
    if (ws_results.contains(method)) rest = ws_results[method];
    if (rest.empty()) return;
    account->Send(R"({"id":)" + json->Find("id")->text + "," + rest + "}");
  }

  std::unique_ptr<net::Server> server_;
  std::map<std::string, std::deque<Answer>> script_;
  std::vector<net::Respond> held_;
};

}  // namespace keel::venues::binance
