// SPDX-License-Identifier: MIT
// What a client sees of every fault that the exchange can have, and how all of them are taken back.
#include <algorithm>
#include <map>

#include "tests/exchange/served_exchange.h"
#include "venues/binance/market_parser.h"

namespace keel::exchange {
namespace {

using base::Milliseconds;

class ServedFaults : public ServedExchange {
 protected:
  /// What a fault does, in words. What a probe is about is in force when it begins.
  struct Row {
    std::string fault;
    std::function<std::string()> probe;
    std::string seen;
  };

  bool Exists(const std::string& name) const {
    return exchange_->Find(account_, 0, OrderKey(name)).has_value();
  }
  /// Places an order that rests, asked by a client of little patience.
  std::string Place(base::Duration until_seen = {}) {
    const std::string name = "o" + std::to_string(++orders_);
    net::HttpClientOptions hasty{.origin = {false, "127.0.0.1", server_->port()}};
    hasty.header_time = until_seen.ns == 0 ? Milliseconds(400) : base::Seconds(5);
    const auto client = stage_.Client(hasty);
    std::optional<net::HttpReply> reply;
    client->Send(Signed("POST", "/api/v3/order",
                        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001"
                        "&newClientOrderId=" +
                            name + "&price=" + Near(0.9)),
                 [&](net::HttpReply r) { reply = std::move(r); });
    std::string words;
    if (until_seen.ns > 0) {
      stage_.Until([&] { return reply || Exists(name); }, until_seen);
      words = std::string(reply ? "" : "later ") + (Exists(name) ? "placed at once, " : "");
    }
    EXPECT_TRUE(stage_.Until([&] { return reply.has_value(); }));
    words += *reply ? Words(**reply) : "no answer";
    return words + (Exists(name) ? ", placed" : ", not placed");
  }
  static std::string Words(const net::HttpResponse& response) {
    std::string words = std::to_string(response.status);
    const auto json = base::ParseJson(response.body);
    const base::JsonValue* code = json ? json->Find("code") : nullptr;
    if (code != nullptr) words += " " + code->text;
    const std::string& wait = Header(response, "Retry-After");
    return wait.empty() ? words : words + " for " + wait + " s";
  }
  static std::string EventOf(const std::string& message) {
    const auto json = base::ParseJson(message);
    const base::JsonValue* event = json ? json->Find("event") : nullptr;
    const base::JsonValue* name = (event != nullptr ? event : &*json)->Find("e");
    return name == nullptr ? message : name->text;
  }
  /// The next `count` events of the account after an order and a deposit.
  std::string Hear(size_t count) {
    Place();
    Deposit();
    std::string words;
    for (size_t i = 0; i < count; ++i) words += (i > 0 ? " " : "") + EventOf(Next(*account_line_));
    return words;
  }
  /// Whether a line hears what an order does, at once and after the fault's time.
  std::string HearThrough(Socket& line) {
    stage_.Pass(Milliseconds(20));  // what was under way
    line.heard.clear();
    Place();
    stage_.Pass(Milliseconds(150));
    std::string words = line.heard.empty() ? "mute" : "hears";
    for (int i = 0; i < 30 && line.heard.empty(); ++i) {
      Place();
      stage_.Pass(Milliseconds(100));
    }
    words += line.heard.empty() ? ", deaf" : ", hears again";
    return words + (line.closed ? ", closed" : ", open");
  }
  /// What both lines hear last and which of them ends.
  std::string Ends() {
    stage_.Until([&] { return market_line_->closed || account_line_->closed; }, Milliseconds(500));
    stage_.Pass(Milliseconds(50));
    const auto words = [](const Socket& line) {
      const bool told = std::ranges::any_of(
          line.heard, [](const std::string& text) { return EventOf(text) == "serverShutdown"; });
      return std::string(line.closed ? "closed" : "open") + (told ? " after serverShutdown" : "");
    };
    return "market " + words(*market_line_) + ", account " + words(*account_line_);
  }
  void OpenLines() {
    account_line_ = ConnectAccount();
    market_line_ = Connect("/ws/btcusdt@depth@100ms");
  }

  std::map<FaultKind, Row> OfRequests();
  std::map<FaultKind, Row> OfEvents();
  std::map<FaultKind, Row> AtOnce();
  std::string ClockWords();
  std::string GapWords();
  std::string EndOfEventsWords();

  std::unique_ptr<Socket> account_line_, market_line_;
  int orders_ = 0;
};

std::map<FaultKind, ServedFaults::Row> ServedFaults::OfRequests() {
  const auto place = [this] { return Place(); };
  const auto watch = [this] { return Place(Milliseconds(100)); };
  const std::string order = R"("target":"order.place","next":1)";
  return {
      {FaultKind::kLoseRequest, {order, place, "no answer, not placed"}},
      {FaultKind::kLoseReply, {order, place, "no answer, placed"}},
      {FaultKind::kErrorBefore, {order + R"(,"status":502)", place, "502 -1016, not placed"}},
      {FaultKind::kErrorAfter, {order, place, "503 -1016, placed"}},
      {FaultKind::kTimeoutBefore, {order, place, "504 -1007, not placed"}},
      {FaultKind::kTimeoutAfter, {order, place, "504 -1007, placed"}},
      {FaultKind::kDelayRequest, {order + R"(,"delay_ms":400)", watch, "later 200, placed"}},
      {FaultKind::kDelayReply,
       {order + R"(,"delay_ms":400)", watch, "later placed at once, 200, placed"}},
      {FaultKind::kRefuse,
       {order + R"(,"status":418,"delay_ms":5000)", place, "418 -1003 for 5 s, not placed"}},
      {FaultKind::kNotFound,
       {R"("target":"/api/v3/order","next":1)", place, "400 -2013, not placed"}},
  };
}

std::map<FaultKind, ServedFaults::Row> ServedFaults::OfEvents() {
  const std::string once = R"("next":1)";
  return {
      {FaultKind::kDropEvent,
       {once, [this] { return Hear(2); }, "outboundAccountPosition balanceUpdate"}},
      {FaultKind::kDuplicateEvent,
       {once, [this] { return Hear(4); },
        "executionReport executionReport outboundAccountPosition balanceUpdate"}},
      {FaultKind::kDelayEvent,
       {once + R"(,"delay_ms":300)", [this] { return Hear(3); },
        "outboundAccountPosition balanceUpdate executionReport"}},
  };
}

std::map<FaultKind, ServedFaults::Row> ServedFaults::AtOnce() {
  const auto ends = [this] { return Ends(); };
  return {
      {FaultKind::kEndEvents,
       {"", [this] { return EndOfEventsWords(); }, "eventStreamTerminated, mute, open"}},
      {FaultKind::kDisconnectMarket, {"", ends, "market closed, account open"}},
      {FaultKind::kDisconnectUser, {"", ends, "market open, account closed"}},
      {FaultKind::kShutdown,
       {R"("delay_ms":50)", ends,
        "market closed after serverShutdown, account closed after serverShutdown"}},
      {FaultKind::kSilenceMarket,
       {R"("delay_ms":400)", [this] { return HearThrough(*market_line_); },
        "mute, hears again, open"}},
      {FaultKind::kSilenceUser,
       {R"("delay_ms":400)", [this] { return HearThrough(*account_line_); },
        "mute, hears again, open"}},
      {FaultKind::kClockJump,
       {R"("delay_ms":-7000)", [this] { return ClockWords(); }, "7 s behind"}},
      {FaultKind::kBookGap, {R"("after_ms":150)", [this] { return GapWords(); }, "a gap"}},
  };
}

std::string ServedFaults::ClockWords() {
  const auto json = base::ParseJson(Get("/api/v3/time").body);
  const int64_t shown = std::stoll(json->Find("serverTime")->text);
  const int64_t behind = Millis(stage_.clock.now()) - shown;
  clock_.Jump(base::Seconds(7));
  return std::to_string((behind + 500) / 1'000) + " s behind";
}

std::string ServedFaults::EndOfEventsWords() {
  std::string words = EventOf(Next(*account_line_));
  Place();
  stage_.Pass(Milliseconds(50));
  words += account_line_->heard.empty() ? ", mute" : ", hears";
  return words + (account_line_->closed ? ", closed" : ", open");
}

std::string ServedFaults::GapWords() {
  venues::binance::MarketParser reader({{"BTCUSDT", core::InstrumentId{0}}});
  venues::binance::MarketMessage message;
  std::optional<uint64_t> last;
  for (int i = 0; i < 15; ++i) {
    Place();  // so that there is a change to tell
    const std::string text = Next(*market_line_);
    EXPECT_TRUE(reader.Parse(text, {}, &message)) << text;
    if (last && message.book.first_update > *last + 1) return "a gap";
    last = message.book.last_update;
  }
  return "no gap";
}

TEST_F(ServedFaults, EveryKindIsSeenForWhatItIs) {
  std::map<FaultKind, Row> rows = OfRequests();
  rows.merge(OfEvents());
  rows.merge(AtOnce());
  for (const FaultKind kind : AllFaultKinds()) {
    SCOPED_TRACE(NameOf(kind));
    ASSERT_TRUE(rows.contains(kind)) << "a kind without a row here";
    const Row& row = rows.at(kind);
    OpenLines();
    Fault(fmt::format(R"({{"kind":"{}"{}{}}})", NameOf(kind), row.fault.empty() ? "" : ",",
                      row.fault));
    EXPECT_EQ(row.probe(), row.seen);
    Faults("DELETE");
  }
}

TEST_F(ServedFaults, WhatWaitsIsListedAndTakenBackWithTheRest) {
  OpenLines();
  Fault(R"({"kind":"disconnect_user","after_ms":100})");
  Fault(R"({"kind":"lose_reply","after_ms":100})");
  const std::string listed = Faults();
  EXPECT_NE(listed.find(R"("kind":"disconnect_user","state":"waits")"), std::string::npos)
      << listed;
  EXPECT_NE(listed.find(R"("kind":"lose_reply","state":"waits")"), std::string::npos) << listed;
  EXPECT_EQ(Faults("DELETE"), R"({"faults":[]})");
  stage_.Pass(Milliseconds(200));
  EXPECT_EQ(Place(), "200, placed");
  EXPECT_FALSE(account_line_->closed);
}

TEST_F(ServedFaults, ASilenceIsListedWhileItLastsAndTakenBack) {
  OpenLines();
  Fault(R"({"kind":"silence_user","delay_ms":60000})");
  EXPECT_NE(Faults().find(R"("kind":"silence_user","state":"lasts")"), std::string::npos);
  Deposit();
  Faults("DELETE");
  Place();
  EXPECT_EQ(EventOf(Next(*account_line_)), "executionReport") << "the deposit was never told";
}

TEST_F(ServedFaults, WhatHappensAtOnceHappensAgainWhereThatIsAsked) {
  auto line = Connect("/ws-api/v3");
  Fault(R"({"kind":"disconnect_user","every_ms":300,"next":2})");
  ASSERT_TRUE(stage_.Until([&] { return line->closed.has_value(); }));
  line = Connect("/ws-api/v3");
  ASSERT_TRUE(stage_.Until([&] { return line->closed.has_value(); }));
  line = Connect("/ws-api/v3");
  stage_.Pass(Milliseconds(400));
  EXPECT_FALSE(line->closed) << "twice is enough";
}

// ---- The calls of a session are requests like any other.

TEST_F(ServedFaults, ASessionsCallsCostWeightAndAreStruck) {
  const auto line = Connect("/ws-api/v3");
  const auto ask = [&](const std::string& method) {
    line->client->Send(R"({"id":1,"method":")" + method + R"("})");
    return Next(*line);
  };
  EXPECT_NE(ask("session.status").find(R"("count":2)"), std::string::npos);
  EXPECT_NE(ask("session.status").find(R"("count":4)"), std::string::npos);
  Fault(R"({"kind":"error_before","target":"session.status","next":1})");
  EXPECT_NE(ask("session.status").find(R"("status":503)"), std::string::npos);
  EXPECT_NE(ask("session.status").find(R"("status":200)"), std::string::npos);
}

TEST_F(ServedFaults, ABanIsForASessionToo) {
  int status = 200;
  for (int i = 0; i < 80 && status != 418; ++i) {
    status = Get("/api/v3/depth?symbol=BTCUSDT&limit=5000").status;
  }
  ASSERT_EQ(status, 418);
  const auto line = Connect("/ws-api/v3");
  for (const char* method : {"session.status", "userDataStream.subscribe"}) {
    line->client->Send(fmt::format(R"({{"id":1,"method":"{}"}})", method));
    EXPECT_NE(Next(*line).find(R"("status":418)"), std::string::npos) << method;
  }
}

TEST_F(ServedFaults, UnsubscribeEndsTheSubscriptionThatItNames) {
  const auto line = ConnectAccount();
  const venues::binance::Signer signer = Hmac();
  const venues::binance::WsApiKey key{keys_.hmac_key, signer};
  line->client->Send(
      venues::binance::BuildWsApi(venues::binance::SubscribeSigned(), 2, {clock_.now()}, &key));
  EXPECT_NE(Next(*line).find("\"subscriptionId\":1"), std::string::npos);
  const auto unsubscribe = [&](const std::string& params) {
    line->client->Send(R"({"id":3,"method":"userDataStream.unsubscribe","params":)" + params + "}");
    return Next(*line);
  };
  EXPECT_NE(unsubscribe(R"({"subscriptionId":0})").find("\"status\":200"), std::string::npos);
  Deposit();
  EXPECT_NE(Next(*line).find("\"subscriptionId\":1"), std::string::npos);
  EXPECT_NE(unsubscribe(R"({"subscriptionId":0})").find("\"status\":400"), std::string::npos);
  EXPECT_NE(unsubscribe("{}").find("\"status\":200"), std::string::npos);
  Deposit();
  stage_.Pass(Milliseconds(30));
  EXPECT_TRUE(line->heard.empty()) << "all of them have ended";
}

TEST_F(ServedFaults, AConnectionIsCutWhenItsDayIsOver) {
  Serve({.connection_life = Milliseconds(400)});
  OpenLines();
  ASSERT_TRUE(stage_.Until([&] { return account_line_->closed && market_line_->closed; }));
  EXPECT_EQ(account_line_->closed->code, net::kGoingAway);
  OpenLines();
  Deposit();
  EXPECT_EQ(EventOf(Next(*account_line_)), "balanceUpdate") << "a new one begins its own day";
}

TEST_F(ServedFaults, ADayIsOneOfTheExchangesTime) {
  VenueClock fast(stage_.clock, 60);
  client_.reset();
  server_ = ExchangeServer::Start(stage_.loop, *exchange_, ring_, fast,
                                  {.connection_life = base::Seconds(30)})
                .value();
  const auto line = Connect("/ws/btcusdt@trade");
  EXPECT_TRUE(stage_.Until([&] { return line->closed.has_value(); })) << "after half a second";
  server_.reset();
}

}  // namespace
}  // namespace keel::exchange
