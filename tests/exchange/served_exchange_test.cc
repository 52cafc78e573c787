// SPDX-License-Identifier: MIT
// The simulated exchange over real sockets, read and signed for by the program's own Binance
// adapter: what one side says, the other must understand.
#include <gtest/gtest.h>

#include <algorithm>

#include "exchange/inquiry.h"
#include "tests/exchange/served_exchange.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/ws_api_parser.h"

namespace keel::exchange {
namespace {

using net::HttpReply;
using venues::binance::AccountEvent;
using venues::binance::Signer;
using venues::binance::WsApiParser;

const core::InstrumentId kBtc{0};

TEST_F(ServedExchange, AnswersPublicRequestsInWordsThatTheAdapterReads) {
  const auto rules = parser_.Exchange(Send(venues::binance::Exchange({})).body);
  ASSERT_TRUE(rules) << rules.error().message;
  ASSERT_EQ(rules->symbols.size(), 2U);
  EXPECT_TRUE(rules->unusable.empty());
  EXPECT_EQ(rules->symbols[0].filters.tick.ToString(), "0.01");
  EXPECT_EQ(rules->symbols[0].filters.min_notional.ToString(), "5");
  EXPECT_TRUE(rules->symbols[0].trading && rules->symbols[0].amend_allowed);
  core::BookUpdate book;
  ASSERT_TRUE(parser_.Depth(Get("/api/v3/depth?symbol=BTCUSDT&limit=10").body, kBtc, {}, &book));
  ASSERT_EQ(book.bids.size(), 10U);
  EXPECT_LT(book.bids[0].price, book.asks[0].price);
  const auto minute = core::Timeframe::Of(base::Minutes(1));
  const auto klines = parser_.Klines(
      Get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000").body, kBtc, minute, clock_.now());
  ASSERT_TRUE(klines) << klines.error().message;
  ASSERT_EQ(klines->size(), 1'000U);
  EXPECT_TRUE((*klines)[998].closed);
  for (const auto& kline : *klines) ASSERT_TRUE(venues::binance::ClosedBar(kline, {}));
  EXPECT_TRUE(parser_.Trades(Get("/api/v3/trades?symbol=BTCUSDT").body));
  EXPECT_TRUE(parser_.AggregateTrades(Get("/api/v3/aggTrades?symbol=BTCUSDT").body));
  EXPECT_NE(Get("/api/v3/ticker/24hr").body.find("\"quoteVolume\":"), std::string::npos);
  const auto hour = base::ParseJson(Get("/api/v3/ticker?symbol=BTCUSDT&windowSize=1h").body);
  const auto today = base::ParseJson(Get("/api/v3/ticker/tradingDay?symbol=BTCUSDT").body);
  ASSERT_TRUE(hour && today);
  EXPECT_EQ(std::stoll(today->Find("openTime")->text) % (24 * 3'600'000), 0);
  const int64_t length =
      std::stoll(hour->Find("closeTime")->text) - std::stoll(hour->Find("openTime")->text);
  EXPECT_TRUE(length >= 3'600'000 && length < 3'660'000) << length;
  EXPECT_EQ(Get("/api/v3/ticker?symbol=BTCUSDT&windowSize=8d").status, 400);
  EXPECT_EQ(Get("/api/v3/ticker").status, 400) << "of which pair?";
  EXPECT_EQ(Get("/api/v3/nothing").status, 404);
  EXPECT_EQ(Get("/api/v3/depth?symbol=NOPE").body, R"({"code":-1121,"msg":"Invalid symbol."})");
}

TEST_F(ServedExchange, AnOrderLivesFromPostToCancelByRest) {
  const HttpReply placed = Post(
      "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01"
      "&newClientOrderId=resting&price=" +
      Near(0.9));
  ASSERT_EQ(placed->status, 200) << placed->body;
  EXPECT_EQ(Header(*placed, "X-MBX-ORDER-COUNT-10S"), "1");
  const auto order = parser_.Order(placed->body);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->client_order_id, "resting");
  const auto open = parser_.Orders(Send(venues::binance::OpenOrders("BTCUSDT")).body);
  ASSERT_TRUE(open);
  ASSERT_EQ(open->size(), 1U);
  const auto status = parser_.Order(Send(venues::binance::OrderStatus("BTCUSDT", "resting")).body);
  EXPECT_EQ(status->status, venues::binance::VenueOrderStatus::kNew);
  const auto canceled =
      parser_.Order(Send(venues::binance::CancelOrder("BTCUSDT", "resting")).body);
  ASSERT_TRUE(canceled) << canceled.error().message;
  EXPECT_EQ(canceled->original_client_order_id, "resting");
  EXPECT_EQ(canceled->status, venues::binance::VenueOrderStatus::kCanceled);
  EXPECT_EQ(Send(venues::binance::CancelOrder("BTCUSDT", "resting")).body,
            R"({"code":-2011,"msg":"Unknown order sent."})");
}

TEST_F(ServedExchange, AMarketOrderFillsAndItsMoneyAddsUp) {
  const HttpReply placed = Post("symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=1000");
  const auto order = parser_.Order(placed->body);
  ASSERT_TRUE(order) << placed->body;
  EXPECT_EQ(order->status, venues::binance::VenueOrderStatus::kFilled);
  ASSERT_FALSE(order->fills.empty());
  const auto account = parser_.Account(Send(venues::binance::Account()).body);
  ASSERT_TRUE(account) << account.error().message;
  core::Decimal btc;
  for (const auto& fill : order->fills) btc += fill.quantity.value() - fill.commission;
  ASSERT_EQ(account->balances.size(), 2U);
  EXPECT_EQ(account->balances[0].free, btc);
  EXPECT_EQ(account->balances[1].free, core::Decimal::FromInt(100'000) - *order->cumulative_quote);
  const auto trades =
      parser_.AccountTrades(Send(venues::binance::AccountTrades("BTCUSDT", {.limit = 10})).body);
  ASSERT_TRUE(trades);
  EXPECT_EQ(trades->size(), order->fills.size());
}

TEST_F(ServedExchange, RefusesWhoIsNotWhoHeSaysOrComesTooLate) {
  net::HttpRequest request = Signed("GET", "/api/v3/account", "omitZeroBalances=true");
  request.target.back() = request.target.back() == '0' ? '1' : '0';
  EXPECT_EQ(stage_.Ask(*client_, request)->body,
            R"({"code":-1022,"msg":"Signature for this request is not valid."})");
  request = Signed("GET", "/api/v3/account", "recvWindow=5000", base::Seconds(6));
  EXPECT_EQ(stage_.Ask(*client_, request)->body,
            R"({"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."})");
  request = Signed("GET", "/api/v3/account", "recvWindow=5000", base::Seconds(-2));
  EXPECT_NE(stage_.Ask(*client_, request)->body.find("1000ms ahead"), std::string::npos);
  request.headers.clear();
  EXPECT_EQ(stage_.Ask(*client_, request)->status, 401);
}

TEST_F(ServedExchange, TellsTheAccountEachStepOnALoggedOnSession) {
  const auto socket = Connect("/ws-api/v3");
  WsApiParser reader;
  const Signer signer = Ed25519();
  const venues::binance::WsApiKey key{keys_.ed25519_key, signer};
  socket->client->Send(
      venues::binance::BuildWsApi(venues::binance::Logon(), 1, {clock_.now()}, &key));
  EXPECT_NE(Next(*socket).find("\"status\":200"), std::string::npos);
  socket->client->Send(
      venues::binance::BuildWsApi(venues::binance::Subscribe(), 2, {clock_.now()}, nullptr));
  EXPECT_NE(Next(*socket).find("\"subscriptionId\":0"), std::string::npos);
  socket->client->Send(fmt::format(
      R"({{"id":"o","method":"order.place","params":{{"symbol":"BTCUSDT","side":"BUY",)"
      R"("type":"MARKET","quantity":"0.01","newClientOrderId":"mine","timestamp":{}}}}})",
      Millis(clock_.now())));
  std::string story;
  core::Quantity filled;
  while (story.find("answer") == std::string::npos) {
    const auto message = reader.Parse(Next(*socket));
    ASSERT_TRUE(message) << message.error().message;
    if (const auto* answer = std::get_if<venues::binance::WsApiResponse>(&*message)) {
      EXPECT_EQ(answer->id, "o");
      EXPECT_EQ(answer->status, 200);
      EXPECT_EQ(answer->rate_limits.size(), 3U);
      story += "answer";
      continue;
    }
    const AccountEvent& event = std::get<venues::binance::SubscribedEvent>(*message).event;
    if (const auto* report = std::get_if<venues::binance::ExecutionReport>(&event)) {
      EXPECT_EQ(report->placed_as(), "mine");
      if (report->IsFill()) filled += report->last_quantity;
      story += report->IsFill() ? "" : "new ";
    } else {
      EXPECT_TRUE(std::holds_alternative<venues::binance::AccountPosition>(event));
    }
  }
  EXPECT_EQ(story, "new answer");
  EXPECT_EQ(filled.ToString(), "0.01");
}

TEST_F(ServedExchange, EndsItsEventsWithAWordAndComesBackWhenAsked) {
  const auto socket = Connect("/ws-api/v3");
  WsApiParser reader;
  const Signer signer = Hmac();
  const venues::binance::WsApiKey key{keys_.hmac_key, signer};
  const auto subscribe = [&] {
    socket->client->Send(
        venues::binance::BuildWsApi(venues::binance::SubscribeSigned(), 1, {clock_.now()}, &key));
    return Next(*socket);
  };
  EXPECT_NE(subscribe().find("\"subscriptionId\":0"), std::string::npos);
  EXPECT_EQ(stage_
                .Ask(*client_, {.method = "POST",
                                .target = "/keel/transfers",
                                .headers = {{"X-MBX-APIKEY", keys_.hmac_key}},
                                .body = R"({"asset":"USDT","amount":"-40000"})"})
                ->status,
            200);
  const auto moved = reader.Parse(Next(*socket));
  ASSERT_TRUE(moved);
  EXPECT_EQ(std::get<venues::binance::BalanceChange>(
                std::get<venues::binance::SubscribedEvent>(*moved).event)
                .change,
            core::Decimal::FromInt(-40'000));
  Fault(R"({"kind":"end_events"})");
  const auto ended = reader.Parse(Next(*socket));
  ASSERT_TRUE(ended);
  EXPECT_TRUE(std::holds_alternative<venues::binance::EventsEnded>(
      std::get<venues::binance::SubscribedEvent>(*ended).event));
  EXPECT_EQ(Post("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01")->status, 200);
  EXPECT_TRUE(socket->heard.empty()) << "nothing is told any more";
  EXPECT_NE(subscribe().find("\"subscriptionId\":1"), std::string::npos);
  Fault(R"({"kind":"duplicate_event","next":1})");
  EXPECT_EQ(Post("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01")->status, 200);
  EXPECT_EQ(Next(*socket), Next(*socket)) << "the first report comes twice";
}

TEST_F(ServedExchange, StreamsFollowTheBookWithoutAHole) {
  const auto socket = Connect("/stream?streams=btcusdt@depth@100ms/btcusdt@trade/btcusdt@kline_1m");
  venues::binance::MarketParser reader({{"BTCUSDT", kBtc}});
  venues::binance::MarketMessage message;
  socket->client->Send(R"({"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":4})");
  std::map<venues::binance::MarketKind, int> seen;
  uint64_t last = 0;
  const auto enough = [&] {
    return seen[venues::binance::MarketKind::kDepth] >= 4 &&
           seen[venues::binance::MarketKind::kTrade] >= 2 &&
           seen[venues::binance::MarketKind::kKline] >= 1 &&
           seen[venues::binance::MarketKind::kBestQuote] >= 2;
  };
  for (int i = 0; i < 500 && !enough(); ++i) {
    const std::string text = Next(*socket);
    ASSERT_TRUE(reader.Parse(text, {}, &message)) << text;
    ++seen[message.kind];
    if (message.kind != venues::binance::MarketKind::kDepth) continue;
    if (last != 0) {
      EXPECT_EQ(message.book.first_update, last + 1);
    }
    last = message.book.last_update;
  }
  EXPECT_TRUE(enough());
  Fault(R"({"kind":"book_gap"})");
  socket->heard.clear();
  bool gap = false;
  for (int i = 0; i < 500 && !gap; ++i) {
    ASSERT_TRUE(reader.Parse(Next(*socket), {}, &message));
    if (message.kind != venues::binance::MarketKind::kDepth) continue;
    gap = message.book.first_update > last + 1;
    last = message.book.last_update;
  }
  EXPECT_TRUE(gap) << "the fault leaves one update out";
}

TEST_F(ServedExchange, ALostReplyLeavesAnOrderBehind) {
  Fault(R"({"kind":"lose_reply","target":"order.place","next":1})");
  net::HttpClientOptions hasty{.origin = {false, "127.0.0.1", server_->port()}};
  hasty.header_time = base::Milliseconds(300);
  const auto client = stage_.Client(hasty);
  const HttpReply lost =
      stage_.Ask(*client, Signed("POST", "/api/v3/order",
                                 "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01"
                                 "&newClientOrderId=lost&price=" +
                                     Near(0.9)));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().outcome, net::SendOutcome::kUnknown);
  EXPECT_TRUE(parser_.Order(Send(venues::binance::OrderStatus("BTCUSDT", "lost")).body));
}

TEST_F(ServedExchange, FaultsOfRequestsAndEventsStrikeAsOftenAsAsked) {
  const std::string order =
      "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01"
      "&price=" +
      Near(0.9);
  Fault(R"({"kind":"timeout_after","target":"order.place","next":1})");
  EXPECT_EQ(Post(order + "&newClientOrderId=a")->status, 504);
  EXPECT_TRUE(parser_.Order(Send(venues::binance::OrderStatus("BTCUSDT", "a")).body));
  Fault(R"({"kind":"error_before","target":"order.place","next":1,"status":502})");
  EXPECT_EQ(Post(order + "&newClientOrderId=b")->status, 502);
  EXPECT_EQ(Send(venues::binance::OrderStatus("BTCUSDT", "b")).body,
            R"({"code":-2013,"msg":"Order does not exist."})");
  Fault(R"({"kind":"delay_request","target":"order.place","next":1,"delay_ms":120})");
  EXPECT_EQ(Post(order + "&newClientOrderId=c&recvWindow=50")->body,
            R"({"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."})")
      << "the window is checked again before the match";
  EXPECT_EQ(Post(order + "&newClientOrderId=d")->status, 200) << "each struck once";
  const auto bad = stage_.Ask(
      *client_,
      {.method = "POST", .target = "/keel/faults", .headers = {}, .body = R"({"kind":"lose_it"})"});
  EXPECT_EQ(bad->status, 400);
}

TEST_F(ServedExchange, WhoAsksTooMuchIsToldToWaitThenShutOut) {
  int status = 200;
  int asked = 0;
  for (; status == 200 && asked < 50; ++asked) {
    status = Get("/api/v3/depth?symbol=BTCUSDT&limit=5000").status;
  }
  EXPECT_EQ(status, 429);
  EXPECT_EQ(asked, 6'000 / 250 + 1);
  net::HttpResponse last;
  for (int i = 0; i < 30 && last.status != 418; ++i) {
    last = Get("/api/v3/depth?symbol=BTCUSDT&limit=5000");
  }
  EXPECT_EQ(last.status, 418);
  EXPECT_GE(std::stoi(Header(last, "Retry-After")), 110);
  EXPECT_EQ(Get("/api/v3/ping").status, 418) << "a ban is for everything";
}

TEST_F(ServedExchange, ATalkativeStreamClientIsCutOff) {
  const auto socket = Connect("/ws");
  for (int i = 0; i < 12; ++i) {
    socket->client->Send(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
  }
  ASSERT_TRUE(stage_.Until([&] { return socket->closed.has_value(); }));
  EXPECT_EQ(socket->closed->code, net::kPolicyViolation);
}

TEST_F(ServedExchange, OutlivesWhatNobodyShouldSend) {
  const auto api = Connect("/ws-api/v3");
  int errors = 0;
  for (
      const char* text :
      {"", "[]", "{", "null", R"({"id":{},"method":"ping","params":[1]})", R"({"method":5})",
       R"({"id":1,"method":"order.place","params":{"symbol":{"a":1},"price":[],"side":null}})",
       R"({"id":"\u0000","method":"no.such","params":"x"})",
       R"({"id":1,"method":"klines","params":{"symbol":"BTCUSDT","interval":"1m","limit":-1}})",
       R"({"id":1,"method":"depth","params":{"symbol":"BTCUSDT","limit":1e9}})",
       R"({"id":1,"method":"exchangeInfo","params":{"symbols":[[],{},5]}})",
       R"({"id":1,"method":"session.logon","params":{"apiKey":"x","timestamp":99999999999999}})"}) {
    api->client->Send(text);
    const auto answer = base::ParseJson(Next(*api));
    ASSERT_TRUE(answer) << text;
    errors += answer->Find("error") != nullptr ? 1 : 0;
  }
  EXPECT_EQ(errors, 11) << "all but the ping with an odd id";
  for (const char* target :
       {"/api/v3/depth?symbol=%zz", "/api/v3/depth?&&&=", "/api/v3/klines?symbol",
        "/api/v3/depth?symbol=BTCUSDT&symbol=BTCUSDT", "/api/v3/order",
        "/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999"}) {
    const int status = Get(target).status;
    EXPECT_TRUE(status >= 400 && status < 500) << target << " " << status;
  }
  EXPECT_EQ(Get("/api/v3/ping").body, "{}");
}

TEST(RestDoor, TheSignatureIsNoPartOfWhatIsSigned) {
  EXPECT_EQ(WithoutSignature("a=1&signature=x&b=2"), "a=1&b=2");
  EXPECT_EQ(WithoutSignature("signature=x&a=1"), "a=1");
  EXPECT_EQ(WithoutSignature("&a=1&signature=x"), "&a=1") << "the rest to the byte";
  EXPECT_EQ(WithoutSignature("signature=x"), "");
  EXPECT_EQ(WithoutSignature(""), "");
}

}  // namespace
}  // namespace keel::exchange
