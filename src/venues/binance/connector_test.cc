// SPDX-License-Identifier: MIT
// The connector against a venue of this process, over real sockets.
#include "venues/binance/connector.h"

#include <gtest/gtest.h>

#include "net/sign.h"
#include "venues/binance/testing/fake_binance.h"
#include "venues/binance/testing/listener_record.h"
#include "venues/registry.h"

namespace keel::venues::binance {
namespace {

using base::Milliseconds;
using base::Seconds;
using execution::Request;

constexpr const char* kKey = "CANARY-key-8fH2";
constexpr const char* kSecret = "CANARY-secret-93xQ";
const std::string kOrder = "POST /api/v3/order";

core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }

class ConnectorTest : public testing::Test {
 protected:
  ConnectorTest() {
    options_.tick = Milliseconds(2);
    options_.answer_time = Milliseconds(250);
    options_.market.backoff.first = options_.account.stream.backoff.first = Milliseconds(4);
    options_.market.backoff.cap = options_.account.stream.backoff.cap = Milliseconds(20);
    options_.account.stream.check_every = Milliseconds(30);
    options_.account.stream.answer_time = Milliseconds(100);
  }
  ~ConnectorTest() override {
    if (connector_) connector_->Stop();
  }

  void Open(const std::string& url) {
    options_.endpoints = *EndpointsAt(url);
    auto key = AccountKey::Open(base::Secret(kKey), base::Secret(secret_));
    ASSERT_TRUE(key) << key.error().message;
    auto connector =
        Connector::Open(venue_.stage.loop, venue_.stage.clock, options_, std::move(*key));
    ASSERT_TRUE(connector) << connector.error().message;
    connector_ = std::move(*connector);
  }
  void Fetch() {
    bool fetched = false;
    connector_->FetchInstruments({}, [&](auto listed) {
      ASSERT_TRUE(listed) << listed.error().message;
      fetched = true;
    });
    ASSERT_TRUE(venue_.stage.Until([&] { return fetched; }));
  }
  /// Starts with the pair BTC/USDT as `wanted`, and waits until all is up.
  void Start(execution::Subscription wanted = {}) {
    if (!connector_) Open(venue_.url());
    Fetch();
    wanted.symbol = {"BTC", "USDT", ""};
    execution::ConnectorPlan plan;
    plan.subscriptions = {wanted};
    plan.currency_of = [this](std::string_view code) {
      const auto at = std::ranges::find(coins_, code);
      if (at != coins_.end()) return core::CurrencyId{static_cast<uint16_t>(at - coins_.begin())};
      coins_.emplace_back(code);
      return core::CurrencyId{static_cast<uint16_t>(coins_.size() - 1)};
    };
    plan.account = with_account_;
    const base::Status started = connector_->Start(std::move(plan), heard_);
    ASSERT_TRUE(started) << started.error().message;
    Until([&] { return !with_account_ || heard_.Heard("stream up"); });
    Until([&] { return !heard_.status.empty() && heard_.status.back().clock_known; });
    if (wanted.book || wanted.trades || wanted.best_prices || !wanted.bars.empty()) {
      Until([&] { return heard_.status.back().market_up && venue_.market; });
    }
  }
  void Until(const std::function<bool()>& done) {
    ASSERT_TRUE(venue_.stage.Until(done)) << LastWords();
  }
  std::string LastWords() const {
    std::string text;
    for (const auto& line : heard_.events) text += "\n" + line;
    for (const auto& line : heard_.notes) text += "\n  " + line;
    return text;
  }
  Request Place(const std::string& name = "k-t-1") {
    core::OrderTerms terms;
    terms.type = core::OrderType::kLimit;
    terms.quantity = Q("1");
    terms.limit_price = P("100");
    return {{++last_request_}, execution::PlaceOrder{name, venue_.stage.clock.now(), terms, {}}};
  }
  /// Sends and waits for the answer, which is told without its number.
  std::string Ask(const Request& request) {
    const std::string who = "answer " + std::to_string(request.id.value) + ": ";
    std::string answer;
    connector_->Send(request);
    EXPECT_EQ(answer, "") << "never inside the call";
    venue_.stage.Until([&] {
      for (const std::string& event : heard_.events) {
        if (event.starts_with(who)) answer = event.substr(who.size());
      }
      return !answer.empty();
    });
    return answer;
  }

  FakeBinance venue_;
  ConnectorOptions options_;
  std::string secret_ = kSecret;
  bool with_account_ = true;
  std::unique_ptr<Connector> connector_;
  ListenerRecord heard_;
  std::vector<std::string> coins_;
  uint64_t last_request_ = 0;
};

// ---- Orders.

TEST_F(ConnectorTest, TellsWhatTheKeyMayDoBeforeItsStart) {
  venue_.ahead = Seconds(40);
  Open(venue_.url());
  const auto ask = [&] {
    std::optional<base::Result<execution::KeyRights>> told;
    connector_->FetchKeyRights([&](auto answer) { told = std::move(answer); });
    venue_.stage.Until([&] { return told.has_value(); });
    return *told;
  };
  const char* const path = "GET /sapi/v1/account/apiRestrictions";
  const auto answer = [&](const std::string& rights) {
    venue_.Script(path, Json(R"({"ipRestrict":true,"enableSpotAndMarginTrading":true,)" + rights));
  };
  answer(R"("enableWithdrawals":false})");
  answer(R"("enableWithdrawals":true})");
  answer(R"("enableWithdrawals":false,"enableInternalTransfer":true})");
  answer(R"("enableWithdrawals":false,"permitsUniversalTransfer":true})");
  venue_.Script(path, Json(R"({"code":-2015,"msg":"Invalid API-key"})", 401));
  const auto rights = ask();
  ASSERT_TRUE(rights) << rights.error().message;
  EXPECT_TRUE(rights->trades && rights->ip_bound);
  EXPECT_FALSE(rights->withdraws);
  for (int way = 0; way < 3; ++way) {
    const auto moves = ask();
    ASSERT_TRUE(moves) << way;
    EXPECT_TRUE(moves->withdraws) << way;
  }
  EXPECT_FALSE(ask());
}

TEST_F(ConnectorTest, PlacesAnOrderAndTellsWhatTheVenueSays) {
  Start();
  venue_.Script(kOrder, Json(OrderJson("k-t-1", 28, "NEW", "0")));
  const Request request = Place();
  EXPECT_EQ(Ask(request), "k-t-1 #28 working 0");
  const std::string sent = venue_.Asked(kOrder).at(0);
  EXPECT_NE(sent.find("newClientOrderId=k-t-1"), std::string::npos) << sent;
  // What is signed is what was sent, with the venue's idea of the order's own time.
  const std::string payload =
      sent.substr(kOrder.size() + 1, sent.find("&signature=") - kOrder.size() - 1);
  EXPECT_EQ(sent.substr(sent.find("&signature=") + 11),
            net::HmacSha256Hex(base::Secret(kSecret), payload));
}

TEST_F(ConnectorTest, AnAmendGoesAtOnceWithItsOwnTimeOrNotAtAll) {
  const std::string amend = "PUT /api/v3/order/amend/keepPriority";
  const auto at = [this](base::UnixNanos stamp) {
    return Request{{++last_request_}, execution::AmendAtVenue{"k-t-1", {0}, stamp, Q("0.6")}};
  };
  Start();
  venue_.Script(amend, Json(AmendedJson("k-t-1", 28, "0.600")));
  EXPECT_EQ(Ask(at(venue_.stage.clock.now())), "k-t-1 #28 working 0.1");
  ASSERT_EQ(venue_.Asked(amend).size(), 1U);
  EXPECT_NE(venue_.Asked(amend)[0].find("newQty=0.6"), std::string::npos);
  const base::UnixNanos late = venue_.stage.clock.now() - options_.receive_window;
  EXPECT_EQ(Ask(at(late)), "not sent");
  EXPECT_EQ(venue_.Asked(amend).size(), 1U);
}

TEST_F(ConnectorTest, F30TheTimestampIsTheOrdersOwnAtTheVenue) {
  venue_.ahead = Seconds(40);
  Start();
  venue_.Script(kOrder, Json(OrderJson("k-t-1", 28, "NEW", "0")));
  const Request request = Place();
  venue_.stage.Pass(Milliseconds(20));
  Ask(request);
  const std::string sent = venue_.Asked(kOrder).at(0);
  const int64_t told = std::stoll(sent.substr(sent.find("timestamp=") + 10));
  const int64_t stamp = std::get<execution::PlaceOrder>(request.what).stamp.ns / 1'000'000;
  EXPECT_NEAR(static_cast<double>(told - stamp), 40'000.0, 15.0);
}

TEST_F(ConnectorTest, F30NoOrderLeavesWithoutAClockOrAfterItsWindow) {
  venue_.Script("GET /api/v3/time", Json("{}", 503));
  Open(venue_.url());
  Fetch();
  execution::ConnectorPlan plan;
  plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
  plan.currency_of = [](std::string_view) { return core::CurrencyId{}; };
  ASSERT_TRUE(connector_->Start(std::move(plan), heard_));
  EXPECT_EQ(Ask(Place()), "not sent");
  venue_.Script("GET /api/v3/time", Json(R"({"serverTime":1700000000000})"));
  EXPECT_TRUE(venue_.Asked(kOrder).empty());
}

TEST_F(ConnectorTest, AnOrderOlderThanItsWindowIsNotSent) {
  Start();
  Request old = Place();
  std::get<execution::PlaceOrder>(old.what).stamp = venue_.stage.clock.now() - Seconds(5);
  EXPECT_EQ(Ask(old), "not sent");
  EXPECT_TRUE(venue_.Asked(kOrder).empty());
}

TEST_F(ConnectorTest, ARefusalIsTold) {
  Start();
  venue_.Script(kOrder, Json(R"({"code":-2010,"msg":"Account has insufficient balance"})", 400));
  EXPECT_EQ(Ask(Place()), "refused insufficient_balance Account has insufficient balance (-2010)");
}

// Faults F01, F03: what was sent and not answered is unknown, and never sent again.
TEST_F(ConnectorTest, F01NoAnswerIsUnknownAndNothingIsRepeated) {
  Start();
  venue_.silent = true;
  EXPECT_EQ(Ask(Place()), "unknown");
  venue_.silent = false;
  venue_.Script(kOrder, Json("upstream", 503));
  EXPECT_EQ(Ask(Place()), "unknown");
  venue_.Script(kOrder, Json(R"({"code":-1007,"msg":"Timeout"})", 408));
  EXPECT_EQ(Ask(Place()), "unknown");
  EXPECT_EQ(venue_.Asked(kOrder).size(), 3U);
}

TEST_F(ConnectorTest, F01AConnectionThatBreaksAfterSendingIsUnknown) {
  const auto proxy =
      venue_.stage.Proxy(venue_.port(), [](int) { return net::testing::Schedule{}; });
  Open("http://127.0.0.1:" + std::to_string(proxy->port()));
  Start();
  venue_.Script(kOrder, [&](const auto&) {
    proxy->BreakAll(net::testing::Fault::kReset);
    return Json(OrderJson("k-t-1", 28, "NEW", "0"));
  });
  EXPECT_EQ(Ask(Place()), "unknown");
  EXPECT_EQ(venue_.Asked(kOrder).size(), 1U);
}

TEST_F(ConnectorTest, ARefusedConnectionIsNotSent) {
  auto proxy = venue_.stage.Proxy(venue_.port(), [](int) { return net::testing::Schedule{}; });
  Open("http://127.0.0.1:" + std::to_string(proxy->port()));
  Start();
  proxy.reset();
  Until([&] { return heard_.Heard("stream down"); });
  EXPECT_EQ(Ask(Place()), "not sent");
}

// Fault F28: a 429 closes the budget; orders do not wait behind it, questions do.
TEST_F(ConnectorTest, F28AfterA429NothingIsSentUntilTheVenueAllows) {
  Start();
  venue_.Script(kOrder,
                Json(R"({"code":-1003,"msg":"Too many requests"})", 429, {{"Retry-After", "1"}}));
  EXPECT_EQ(Ask(Place()), "not sent");
  EXPECT_EQ(Ask(Place()), "not sent");
  EXPECT_EQ(venue_.Asked(kOrder).size(), 1U) << "the second did not leave";
  Until([&] { return heard_.status.back().closed_until > venue_.stage.clock.now(); });
  venue_.Script("DELETE /api/v3/order", Json(R"({"code":-2011,"msg":"Unknown order sent."})", 400));
  const base::UnixNanos before = venue_.stage.clock.now();
  EXPECT_EQ(Ask({{90}, execution::CancelAtVenue{"k-t-1", {0}}}), "not found");
  EXPECT_GE(venue_.stage.clock.now() - before, Milliseconds(700));
}

// Nor does the account's stream: it begins no connection and asks after none.
TEST_F(ConnectorTest, F28NorDoesTheAccountsStream) {
  Start();
  Until([&] { return venue_.AskedOfAccount("session.status") > 0; });
  venue_.Script(kOrder, Json(R"({"code":-1003,"msg":"banned"})", 418, {{"Retry-After", "1"}}));
  EXPECT_EQ(Ask(Place()), "not sent");
  venue_.stage.Pass(Milliseconds(50));  // what was on its way
  const size_t asked = venue_.methods.size();
  venue_.stage.Pass(Milliseconds(300));
  EXPECT_EQ(venue_.methods.size(), asked) << "checks are every 30 ms";
  EXPECT_EQ(heard_.Count("stream down"), 0U) << "and what is up stays up";
  venue_.account->Close(1001, "");
  Until([&] { return heard_.Heard("stream down"); });
  venue_.stage.Pass(Milliseconds(200));
  EXPECT_EQ(venue_.accounts, 1);
  Until([&] { return heard_.Count("stream up") == 2U; });
}

TEST_F(ConnectorTest, F28NorDoesMarketData) {
  Start({.trades = true});
  venue_.Script(kOrder, Json(R"({"code":-1003,"msg":"banned"})", 418, {{"Retry-After", "1"}}));
  EXPECT_EQ(Ask(Place()), "not sent");
  venue_.market->Close(1001, "");
  Until([&] { return !heard_.status.back().market_up; });
  venue_.stage.Pass(Milliseconds(200));
  EXPECT_EQ(venue_.markets, 1);
  Until([&] { return venue_.markets == 2; });
}

TEST_F(ConnectorTest, F28AConnectionThatIsRefusedWithABanClosesTheBudget) {
  Start();
  venue_.declines_accounts_with = 418;
  venue_.account->Close(1001, "");
  Until([&] { return heard_.status.back().closed_until > venue_.stage.clock.now(); });
  EXPECT_EQ(Ask(Place()), "not sent");
}

TEST_F(ConnectorTest, F28TheVenuesOwnCountIsHeeded) {
  Start();
  venue_.Script(kOrder,
                Json(OrderJson("k-t-1", 28, "NEW", "0"), 200, {{"X-MBX-ORDER-COUNT-10S", "8"}}));
  EXPECT_EQ(Ask(Place()), "k-t-1 #28 working 0");
  EXPECT_EQ(Ask(Place()), "not sent") << "eight of ten, and two are reserved";
  EXPECT_EQ(venue_.Asked(kOrder).size(), 1U);
}

TEST_F(ConnectorTest, AWrongClockIsAskedForAgain) {
  Start();
  venue_.Script(kOrder, Json(R"({"code":-1021,"msg":"Timestamp"})", 400));
  const size_t before = venue_.Asked("GET /api/v3/time").size();
  EXPECT_EQ(Ask(Place()), "not sent");
  Until([&] { return venue_.Asked("GET /api/v3/time").size() > before; });
}

TEST_F(ConnectorTest, StopAnswersWhatIsUnanswered) {
  Start();
  venue_.silent = true;
  connector_->Send(Place());
  venue_.stage.Pass(Milliseconds(20));
  connector_->Stop();
  EXPECT_EQ(heard_.Count("answer 1: unknown"), 1U) << LastWords();
  EXPECT_EQ(heard_.events.back(), "stream down");
  connector_->Send(Place());
  Until([&] { return heard_.Heard("answer 2: not sent"); });
}

TEST_F(ConnectorTest, TellsBalancesByCoin) {
  Start();
  venue_.Script("GET /api/v3/account", Json(R"({"canTrade":true,"updateTime":1,"balances":[)"
                                            R"({"asset":"BTC","free":"0.5","locked":"0.1"}]})"));
  EXPECT_EQ(Ask({{9}, execution::QueryBalances{}}), "balances [0 0.5 0.1]");
  EXPECT_EQ(coins_, std::vector<std::string>{"BTC"});
}

// ---- Orders over the WebSocket API.

TEST_F(ConnectorTest, PlacesOverTheWebSocketApiWhereThatIsChosen) {
  options_.order_entry = OrderEntry::kWebSocketApi;
  Start();
  venue_.ws_results["order.place"] =
      R"("status":200,"result":)" + OrderJson("k-t-1", 28, "NEW", "0") +
      R"(,"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,)"
      R"("limit":10,"count":8}])";
  EXPECT_EQ(Ask(Place()), "k-t-1 #28 working 0");
  EXPECT_EQ(Ask(Place()), "not sent") << "the venue counts eight orders of ten";
  EXPECT_EQ(venue_.AskedOfAccount("order.place"), 1U);
  venue_.ws_results["order.cancel"] =
      R"("status":400,"error":{"code":-2011,"msg":"Unknown order sent."})";
  EXPECT_EQ(Ask({{50}, execution::CancelAtVenue{"k-t-1", {0}}}), "not found");
  venue_.ws_results["order.amend.keepPriority"] =
      R"("status":200,"result":)" + AmendedJson("k-t-1", 28, "0.600");
  EXPECT_EQ(Ask({{51}, execution::AmendAtVenue{"k-t-1", {0}, venue_.stage.clock.now(), Q("0.6")}}),
            "k-t-1 #28 working 0.1");
  EXPECT_TRUE(venue_.Asked(kOrder).empty()) << "the other way is no second attempt";
}

TEST_F(ConnectorTest, F01WhatWasAskedOnAConnectionThatEndedIsUnknown) {
  options_.order_entry = OrderEntry::kWebSocketApi;
  Start();
  venue_.ws_results["order.place"] = "";
  connector_->Send(Place());
  Until([&] { return venue_.AskedOfAccount("order.place") == 1; });
  venue_.account->Close(1001, "going away");
  Until([&] { return heard_.Heard("answer 1: unknown"); });
  EXPECT_TRUE(heard_.Heard("stream down"));
  // While it is down an order does not leave.
  EXPECT_EQ(Ask(Place()), "not sent");
  Until([&] { return heard_.Count("stream up") == 2; });
  EXPECT_EQ(venue_.AskedOfAccount("order.place"), 1U);
}

// ---- The account's stream.

TEST_F(ConnectorTest, TellsExecutionsOfTheAccount) {
  Start();
  venue_.Tell(R"({"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"k-t-1","S":"BUY",)"
              R"("o":"LIMIT","f":"GTC","q":"1.000","p":"100.00","P":"0","F":"0","g":-1,"C":"",)"
              R"("x":"TRADE","X":"FILLED","r":"NONE","i":28,"l":"1.000","z":"1.000","L":"99.50",)"
              R"("n":"0.001","N":"BNB","T":1499405658657,"t":56,"w":true,"m":false,"M":false,)"
              R"("O":1499405658657,"Z":"99.5","Y":"99.5","Q":"0"})");
  Until([&] { return heard_.events.size() == 2; });
  EXPECT_EQ(heard_.events.back(),
            "stream k-t-1 #28 filled 1 trade 56 of #28: buy 1 at 99.5 fee 0.001 of 0 taker");
  EXPECT_EQ(coins_, std::vector<std::string>{"BNB"});
}

// Fault F12: the connection answers, the subscription is gone.
TEST_F(ConnectorTest, F12ADeadSubscriptionIsToldAndMadeAnew) {
  Start();
  venue_.has_subscription = false;
  Until([&] { return heard_.Heard("stream down"); });
  venue_.has_subscription = true;
  Until([&] { return heard_.Count("stream up") == 2; });
  EXPECT_GE(venue_.accounts, 2);
}

// Fault F10: the stream is up again only after a new subscription is confirmed.
TEST_F(ConnectorTest, F10AfterEachEndOfTheStreamItIsToldAndMadeAnew) {
  Start();
  const std::vector<std::function<void()>> ends = {
      [&] { venue_.Tell(R"({"e":"eventStreamTerminated","E":1})"); },
      [&] { venue_.Tell(R"({"e":"serverShutdown","E":1})"); },
      [&] { venue_.account->Close(1001, "day over"); },
      [&] { venue_.Tell(R"({"e":"executionReport","E":"nonsense"})"); },
  };
  size_t n = 0;
  for (const auto& end : ends) {
    ++n;
    end();
    Until([&] { return heard_.Count("stream up") == n + 1; });
    EXPECT_EQ(heard_.Count("stream down"), n);
  }
  venue_.Tell(R"({"e":"somethingNew","E":1})");
  venue_.stage.Pass(Milliseconds(20));
  EXPECT_EQ(heard_.Count("stream down"), n) << "an event that nobody knows ends nothing";
}

TEST_F(ConnectorTest, AnEd25519KeyLogsOn) {
  secret_ =  // made for this test
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIBAiZaQCS/AcgJbTMcQEb5MH0PNWnwNdkT7INtce6dLY\n"
      "-----END PRIVATE KEY-----\n";
  Start();
  EXPECT_EQ(venue_.methods.at(0), "session.logon");
  EXPECT_EQ(venue_.methods.at(1), "userDataStream.subscribe");
}

// Fault F34: nothing that is told has the key, the secret or a signature in it.
TEST_F(ConnectorTest, F34NothingThatIsToldHasTheKeys) {
  Start();
  venue_.Script(kOrder, Json(std::string("<html>") + kKey, 502));
  Ask(Place());
  venue_.silent = true;
  Ask(Place());
  venue_.account->Close(1008, "bye");
  Until([&] { return heard_.Heard("stream down"); });
  venue_.stage.Pass(Milliseconds(30));
  connector_->Stop();
  std::string told = LastWords();
  for (const std::string& word : {std::string("CANARY"), std::string("signature")}) {
    EXPECT_EQ(told.find(word), std::string::npos) << told;
  }
  EXPECT_FALSE(heard_.notes.empty());
}

TEST(ConnectorOpen, F34KeysDoNotTravelUnencrypted) {
  net::Loop loop;
  const base::ManualClock clock;
  VenueAccess access;
  access.url = "http://192.0.2.1:80";
  access.key = base::Secret(kKey);
  access.secret = base::Secret(kSecret);
  const auto spec = Find("binance");
  ASSERT_TRUE(spec);
  const auto opened = (*spec)->open(loop, clock, std::move(access));
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("unencrypted"), std::string::npos);
  EXPECT_EQ(opened.error().message.find("CANARY"), std::string::npos);
  EXPECT_FALSE(Find("binanse"));
}

// ---- Market data.

std::string KlineJson(int64_t open_ms, bool closed, const std::string& close) {
  return R"({"e":"kline","E":1,"s":"BTCUSDT","k":{"t":)" + std::to_string(open_ms) + R"(,"T":)" +
         std::to_string(open_ms + 59'999) +
         R"(,"s":"BTCUSDT","i":"1m","f":1,"L":2,"o":"100","c":")" + close +
         R"(","h":"200","l":"50","v":"7.5","n":10,"x":)" + (closed ? "true" : "false") +
         R"(,"q":"750","V":"1","Q":"100","B":"0"}})";
}

// Fault F29: what closed while the line was down comes from the history, in its place.
TEST_F(ConnectorTest, F29BarsOfADisconnectAreFilledIn) {
  with_account_ = false;
  Start({.bars = {*core::Timeframe::Parse("1m")}});
  EXPECT_EQ(venue_.market_target, "/stream?streams=btcusdt@kline_1m");
  const int64_t minute = 60'000;
  const int64_t start = venue_.stage.clock.now().ns / 1'000'000 / minute * minute - 10 * minute;
  venue_.Stream("btcusdt@kline_1m", KlineJson(start, false, "101"));
  venue_.Stream("btcusdt@kline_1m", KlineJson(start, true, "101"));
  Until([&] { return heard_.bars.size() == 1; });
  venue_.Script(
      "GET /api/v3/klines",
      Json("[" + KlineRow(start + minute, "102") + "," + KlineRow(start + 2 * minute, "103") + "," +
           KlineRow(venue_.stage.clock.now().ns / 1'000'000 / minute * minute, "9") + "]"));
  venue_.market->Close(1001, "bye");
  Until([&] { return venue_.markets == 2 && heard_.status.back().market_up; });
  venue_.Stream("btcusdt@kline_1m", KlineJson(start + 3 * minute, true, "104"));
  Until([&] { return heard_.bars.size() >= 4; });
  std::vector<double> closes;
  for (const core::Bar& bar : heard_.bars) closes.push_back(bar.close);
  EXPECT_EQ(closes, (std::vector<double>{101, 102, 103, 104}));
}

std::string DepthJson(int first, int last, const std::string& bid) {
  return R"({"e":"depthUpdate","E":1,"s":"BTCUSDT","U":)" + std::to_string(first) + R"(,"u":)" +
         std::to_string(last) + R"(,"b":[[")" + bid + R"(","1"]],"a":[]})";
}

// Fault F24: stale in the same call that found the gap, and whole again after a new snapshot.
TEST_F(ConnectorTest, F24AGapMakesTheBookStaleAndASnapshotMendsIt) {
  with_account_ = false;
  venue_.Script("GET /api/v3/depth",
                Json(R"({"lastUpdateId":10,"bids":[["99","1"]],"asks":[["101","1"]]})"));
  Start({.book = true});
  venue_.Stream("btcusdt@depth@100ms", DepthJson(9, 11, "98"));
  Until([&] { return !heard_.books.empty() && heard_.books.back() == "synced LIVE"; });
  venue_.Stream("btcusdt@depth@100ms", DepthJson(12, 12, "97"));
  Until([&] { return heard_.books.back() == "applied LIVE"; });
  venue_.Script("GET /api/v3/depth",
                Json(R"({"lastUpdateId":20,"bids":[["99","1"]],"asks":[["101","1"]]})"));
  venue_.Script("GET /api/v3/depth",
                Json(R"({"lastUpdateId":20,"bids":[["99","1"]],"asks":[["101","1"]]})"));
  venue_.Stream("btcusdt@depth@100ms", DepthJson(14, 20, "96"));
  Until([&] { return std::ranges::count(heard_.books, "gap STALE, no book") == 1; });
  Until([&] { return heard_.books.back() == "synced LIVE"; });
  venue_.market->Close(1001, "bye");
  Until([&] { return heard_.books.back() == "disconnected STALE, no book"; });
}

// Where REST lags behind the stream, no snapshot fits for a while. Fifty orders' weight each, asked
// again as fast as they come, would leave nothing for the orders.
TEST_F(ConnectorTest, F28SnapshotsThatDoNotFitAreAskedForEverMoreSeldom) {
  const std::string depth = "GET /api/v3/depth";
  with_account_ = false;
  EXPECT_EQ(options_.market.snapshots.first, Milliseconds(500));
  EXPECT_EQ(options_.market.snapshots.cap, Seconds(30));
  options_.market.snapshots.first = Milliseconds(40);
  options_.market.snapshots.cap = Milliseconds(80);
  const auto snapshot = [](int number) {
    return Json(R"({"lastUpdateId":)" + std::to_string(number) +
                R"(,"bids":[["99","1"]],"asks":[["101","1"]]})");
  };
  venue_.Script(depth, snapshot(10));
  Start({.book = true});
  venue_.Stream("btcusdt@depth@100ms", DepthJson(100, 101, "98"));
  Until([&] {
    return std::ranges::count(heard_.books, "snapshot_too_old AWAITING_SNAPSHOT, no book") == 2;
  });
  const size_t before = venue_.Asked(depth).size();
  venue_.stage.Pass(Milliseconds(400));
  const size_t asked = venue_.Asked(depth).size() - before;
  EXPECT_GE(asked, 2U);
  EXPECT_LE(asked, 40U) << "without a pause it is all that the budget has";
  venue_.Script(depth, snapshot(100));
  Until([&] { return heard_.books.back() == "synced LIVE"; });
}

TEST_F(ConnectorTest, TellsTradesAndBestPrices) {
  with_account_ = false;
  Start({.trades = true, .best_prices = true});
  venue_.Stream("btcusdt@trade",
                R"({"e":"trade","E":1,"s":"BTCUSDT","t":12345,"p":"100.5","q":"2",)"
                R"("T":1700000000000,"m":true,"M":true})");
  venue_.Stream("btcusdt@bookTicker",
                R"({"u":1,"s":"BTCUSDT","b":"99","B":"3","a":"101","A":"4"})");
  Until([&] { return heard_.trades.size() == 1 && heard_.best.size() == 1; });
  EXPECT_EQ(heard_.trades[0].price, P("100.5"));
  EXPECT_EQ(heard_.trades[0].aggressor, core::Side::kSell);
  EXPECT_EQ(heard_.best[0].ask.quantity, Q("4"));
}

std::string TradeJson(int number) {
  return R"({"e":"trade","E":1,"s":"BTCUSDT","t":)" + std::to_string(number) +
         R"(,"p":"100.5","q":"2","T":1700000000000,"m":true,"M":true})";
}
std::string TradeRow(int number) {
  return R"({"id":)" + std::to_string(number) +
         R"(,"price":"100.5","qty":"2","quoteQty":"201","time":1700000000000,)"
         R"("isBuyerMaker":true,"isBestMatch":true})";
}

TEST_F(ConnectorTest, F10TradesOfADisconnectAreFilledIn) {
  const std::string past = "GET /api/v3/historicalTrades";
  with_account_ = false;
  Start({.trades = true});
  venue_.Stream("btcusdt@trade", TradeJson(41));
  Until([&] { return heard_.trades.size() == 1; });
  venue_.Script(past, Json("[" + TradeRow(42) + "," + TradeRow(43) + "]"));
  venue_.market->Close(1001, "bye");
  Until([&] { return venue_.markets == 2 && heard_.status.back().market_up; });
  venue_.Stream("btcusdt@trade", TradeJson(44));
  Until([&] { return heard_.trades.size() == 4; });
  std::vector<uint64_t> numbers;
  for (const core::TradeTick& tick : heard_.trades) numbers.push_back(tick.id);
  EXPECT_EQ(numbers, (std::vector<uint64_t>{41, 42, 43, 44}));
  EXPECT_EQ(heard_.trades[1].aggressor, core::Side::kSell);
  ASSERT_EQ(venue_.Asked(past).size(), 1U);
  EXPECT_TRUE(venue_.Asked(past)[0].ends_with("symbol=BTCUSDT&fromId=42&limit=2"))
      << venue_.Asked(past)[0];
}

TEST_F(ConnectorTest, TradesThatAreTooManyToFetchAreToldAsAHole) {
  with_account_ = false;
  Start({.trades = true});
  venue_.Stream("btcusdt@trade", TradeJson(41));
  venue_.Stream("btcusdt@trade", TradeJson(9'000));
  Until([&] { return heard_.trades.size() == 2; });
  EXPECT_EQ(std::ranges::count(heard_.notes,
                               "market data: BTCUSDT: trades 42 to 8999 are left out: "
                               "they are too many to fetch"),
            1)
      << LastWords();
}

TEST_F(ConnectorTest, AMuteConnectionIsToldAndMadeAnew) {
  with_account_ = false;
  options_.market.quiet_time = Milliseconds(40);
  options_.market.mute_time = Milliseconds(120);
  Start({.trades = true});
  Until([&] { return heard_.status.back().market_silent; });
  const auto since = heard_.status.back().silent_since;
  ASSERT_TRUE(since);
  EXPECT_GE(venue_.stage.clock.now() - *since, Milliseconds(40));
  EXPECT_EQ(venue_.markets, 1);
  Until([&] { return venue_.markets == 2; });
}

TEST_F(ConnectorTest, WithoutKeysThereIsMarketDataButNoAccount) {
  options_.endpoints = *EndpointsAt(venue_.url());
  auto connector = Connector::Open(venue_.stage.loop, venue_.stage.clock, options_, std::nullopt);
  ASSERT_TRUE(connector);
  connector_ = std::move(*connector);
  const base::Status refused = connector_->Start({}, heard_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("API key"), std::string::npos);
  with_account_ = false;
  Start({.trades = true});
}

TEST_F(ConnectorTest, APairThatWasNotFetchedIsNamed) {
  Open(venue_.url());
  execution::ConnectorPlan plan;
  plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
  const base::Status started = connector_->Start(std::move(plan), heard_);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("BTC/USDT"), std::string::npos);
}

TEST_F(ConnectorTest, APairIsListedWithTheMostThatOneSaleMayBe) {
  Open(venue_.url());
  core::Quantity largest;
  connector_->FetchInstruments({{"BTC", "USDT", ""}},
                               [&](auto listed) { largest = listed->at(0).largest_sale; });
  Until([&] { return !largest.is_zero(); });
  EXPECT_EQ(largest.ToString(), "9000");
}

TEST_F(ConnectorTest, APairIsListedWithTheStopsThatItTakes) {
  Open(venue_.url());
  std::optional<execution::StopRules> stops;
  connector_->FetchInstruments({{"BTC", "USDT", ""}},
                               [&](auto listed) { stops = listed->at(0).stops; });
  Until([&] { return stops.has_value(); });
  EXPECT_EQ(*stops, (execution::StopRules{.at_market = false, .take_profit = false}));
}

TEST_F(ConnectorTest, AVenueThatIsAwayIsNamed) {
  const auto gone = venue_.stage.Serve([](const auto&) { return Json("{}"); })->port();
  Open("http://127.0.0.1:" + std::to_string(gone));
  std::string error;
  connector_->FetchInstruments({}, [&](auto listed) { error = listed.error().message; });
  Until([&] { return !error.empty(); });
  EXPECT_TRUE(error.starts_with("Binance: ") && error.size() > 20) << error;
}

TEST_F(ConnectorTest, APerpetualIsNotTakenForItsSpotPair) {
  Open(venue_.url());
  Fetch();
  execution::ConnectorPlan plan;
  plan.subscriptions = {{{0}, {"BTC", "USDT", "USDT"}}};
  EXPECT_FALSE(connector_->Start(std::move(plan), heard_));
  std::optional<base::Status> done;
  connector_->FetchBars(
      {{"BTC", "USDT", "USDT"}, *core::Timeframe::Parse("1m"), {}}, [](const auto&) {},
      [&](base::Status s) { done = std::move(s); });
  Until([&] { return done.has_value(); });
  EXPECT_FALSE(*done);
}

// ---- Histories.

TEST_F(ConnectorTest, AHistoryComesInPagesAndSurvivesABadAnswer) {
  Open(venue_.url());
  const int64_t start = 1'600'000'020'000 / 60'000 * 60'000;
  const auto rows = [&](int from, int count) {
    std::string body;
    for (int i = from; i < from + count; ++i) {
      body += (body.empty() ? "[" : ",") + KlineRow(start + i * 60'000LL, "100.25");
    }
    return Json(body + "]");
  };
  venue_.Script("GET /api/v3/klines", rows(0, 1000));
  venue_.Script("GET /api/v3/klines", Json("busy", 502));
  venue_.Script("GET /api/v3/klines", rows(1000, 500));
  const base::UnixNanos from{start * 1'000'000};
  size_t bars = 0;
  int price_decimals = 0;
  std::optional<base::Status> done;
  connector_->FetchBars(
      {{"BTC", "USDT", ""}, *core::Timeframe::Parse("1m"), {from, from + base::Minutes(1400)}},
      [&](const execution::BarsPage& page) {
        bars += page.bars.size();
        price_decimals = std::max(price_decimals, page.price_decimals);
      },
      [&](base::Status status) { done = std::move(status); });
  Until([&] { return done.has_value(); });
  ASSERT_TRUE(*done) << done->error().message;
  EXPECT_EQ(bars, 1400U);
  EXPECT_EQ(price_decimals, 2);
  EXPECT_EQ(venue_.Asked("GET /api/v3/klines").size(), 3U);
}

TEST_F(ConnectorTest, AHistoryOfAPairThatIsNotThereFailsWithTheVenuesWords) {
  Open(venue_.url());
  venue_.Script("GET /api/v3/klines", Json(R"({"code":-1121,"msg":"Invalid symbol."})", 400));
  std::optional<base::Status> done;
  connector_->FetchBars(
      {{"NO", "USDT", ""}, *core::Timeframe::Parse("1m"), {}}, [](const auto&) {},
      [&](base::Status s) { done = std::move(s); });
  Until([&] { return done.has_value(); });
  ASSERT_FALSE(*done);
  EXPECT_NE(done->error().message.find("Invalid symbol"), std::string::npos);
}

}  // namespace
}  // namespace keel::venues::binance
