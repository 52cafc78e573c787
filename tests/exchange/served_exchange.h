// SPDX-License-Identifier: MIT
// The simulated exchange over real sockets, with a live market and a client that reads and signs
// with the program's own Binance adapter.
#pragma once

#include <gtest/gtest.h>

#include <deque>

#include "exchange/exchange_server.h"
#include "exchange/population.h"
#include "net/testing/stage.h"
#include "net/websocket_client.h"
#include "venues/binance/calls.h"
#include "venues/binance/requests.h"
#include "venues/binance/rest_parser.h"

namespace keel::exchange {

/// A served exchange with a live market, and a client of it.
class ServedExchange : public ::testing::Test {
 protected:
  static constexpr uint64_t kSeed = 11;

  ServedExchange() : clock_(stage_.clock, 1) {
    auto cast = MakeCast({{"BTC", "USDT", ""}, {"ETH", "USDT", ""}}).value();
    exchange_ = SimulatedExchange::Make(cast.listings, {}).value();
    account_ = exchange_->OpenAccount(Membership::kClient);
    EXPECT_TRUE(
        exchange_->Transfer(account_, "USDT", core::Decimal::FromInt(100'000), clock_.now()));
    population_ = std::make_unique<Population>(
        *exchange_, std::move(cast),
        PopulationOptions{.seed = kSeed, .history_days = 1, .step = StepAt(1)},
        clock_.now() - base::Seconds(1));
    population_->Step(clock_.now());
    keys_ = ring_.AddTestKeys(kSeed, account_);
    Serve({});
  }
  /// Serves anew, with other options.
  void Serve(ExchangeServerOptions options) {
    client_.reset();
    server_.reset();
    options.on_beat = [this](base::UnixNanos now) { population_->Step(now); };
    server_ = ExchangeServer::Start(stage_.loop, *exchange_, ring_, clock_, options).value();
    client_ = stage_.Client(server_->port());
  }

  venues::binance::Signer Hmac() const {
    return
        [this](std::string_view payload) { return net::HmacSha256Hex(keys_.hmac_secret, payload); };
  }
  venues::binance::Signer Ed25519() const {
    return [this](std::string_view payload) {
      return net::Ed25519Key::FromPrivatePem(keys_.ed25519_private_pem)->SignBase64(payload);
    };
  }
  static const std::string& Header(const net::HttpResponse& response, std::string_view name) {
    static const std::string kNone;
    for (const net::Header& header : response.headers) {
      if (header.name == name) return header.value;
    }
    return kNone;
  }

  net::HttpResponse Get(const std::string& target) {
    return stage_.Ask(*client_, {.target = target}).value();
  }
  net::HttpResponse Send(const venues::binance::Call& call) {
    const auto request = venues::binance::BuildRest(call, {clock_.now()}, Hmac());
    return stage_
        .Ask(*client_, {.method = std::string(request.verb),
                        .target = request.target,
                        .headers = {{"X-MBX-APIKEY", keys_.hmac_key}}})
        .value();
  }
  net::HttpRequest Signed(const std::string& method, const std::string& path, std::string query,
                          base::Duration late = {}) {
    query += "&timestamp=" + std::to_string(Millis(clock_.now() - late));
    query += "&signature=" + net::HmacSha256Hex(keys_.hmac_secret, query);
    return {.method = method,
            .target = path + "?" + query,
            .headers = {{"X-MBX-APIKEY", keys_.hmac_key}}};
  }
  net::HttpReply Post(const std::string& query) {
    return stage_.Ask(*client_, Signed("POST", "/api/v3/order", query));
  }
  std::string Near(double factor) const {
    return core::Price::FromDouble(population_->fair_price(0) * factor,
                                   exchange_->market(0).listing.tick)
        .ToString();
  }
  /// What the account pays in and hears of as `balanceUpdate`.
  void Deposit() {
    const auto reply = stage_.Ask(*client_, {.method = "POST",
                                             .target = "/keel/transfers",
                                             .headers = {{"X-MBX-APIKEY", keys_.hmac_key}},
                                             .body = R"({"asset":"USDT","amount":"1"})"});
    ASSERT_EQ(reply->status, 200) << reply->body;
  }
  std::string Faults(const std::string& method = "GET") {
    return stage_
        .Ask(*client_, {.method = method, .target = "/keel/faults", .headers = {}, .body = ""})
        ->body;
  }
  void Fault(const std::string& json) {
    const auto reply = stage_.Ask(
        *client_, {.method = "POST", .target = "/keel/faults", .headers = {}, .body = json});
    ASSERT_EQ(reply->status, 200) << reply->body;
  }

  /// A WebSocket and all that it heard.
  struct Socket {
    std::unique_ptr<net::WebSocketClient> client;
    std::deque<std::string> heard;
    std::optional<net::CloseReason> closed;
  };
  std::unique_ptr<Socket> Connect(const std::string& target) {
    auto socket = std::make_unique<Socket>();
    Socket* raw = socket.get();
    net::WebSocketOptions options;
    options.url = {{false, "127.0.0.1", server_->port()}, target};
    bool open = false;
    net::WebSocketEvents events;
    events.on_open = [&open] { open = true; };
    events.on_message = [raw](const net::WebSocketMessage& m) { raw->heard.emplace_back(m.text); };
    events.on_close = [raw](const net::CloseReason& reason) { raw->closed = reason; };
    socket->client =
        net::WebSocketClient::Open(stage_.loop, stage_.clock, options, std::move(events)).value();
    EXPECT_TRUE(stage_.Until([&] { return open; }));
    return socket;
  }
  /// One that is logged on and hears of the account.
  std::unique_ptr<Socket> ConnectAccount() {
    auto socket = Connect("/ws-api/v3");
    const venues::binance::Signer signer = Hmac();
    const venues::binance::WsApiKey key{keys_.hmac_key, signer};
    socket->client->Send(
        venues::binance::BuildWsApi(venues::binance::SubscribeSigned(), 1, {clock_.now()}, &key));
    EXPECT_NE(Next(*socket).find("\"subscriptionId\":"), std::string::npos);
    return socket;
  }
  std::string Next(Socket& socket) {
    EXPECT_TRUE(stage_.Until([&] { return !socket.heard.empty(); })) << "nothing was heard";
    if (socket.heard.empty()) return "";
    std::string text = std::move(socket.heard.front());
    socket.heard.pop_front();
    return text;
  }

  net::testing::Stage stage_;
  VenueClock clock_;
  std::unique_ptr<SimulatedExchange> exchange_;
  std::unique_ptr<Population> population_;
  AccountId account_ = 0;
  KeyRing ring_;
  TestKeys keys_;
  std::unique_ptr<ExchangeServer> server_;
  std::unique_ptr<net::HttpClient> client_;
  venues::binance::RestParser parser_;
};

}  // namespace keel::exchange
