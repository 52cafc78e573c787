// SPDX-License-Identifier: MIT
// The program's connector and its order link at the simulated exchange, whose session calls fail
// and whose network breaks: what is told must come to be true.
#include "venues/binance/connector.h"

#include "execution/venue_link.h"
#include "risk/testing/scene.h"
#include "tests/exchange/served_exchange.h"
#include "venues/binance/testing/listener_record.h"

namespace keel::exchange {
namespace {

using base::Milliseconds;
using venues::binance::Connector;
using venues::binance::ConnectorOptions;

/// A connector at the exchange, or at a proxy before it.
class AtTheExchange : public ServedExchange {
 protected:
  // Before anything is gone that it tells its last words.
  void TearDown() override {
    if (connector_) connector_->Stop();
  }
  void Open(uint16_t port, execution::ConnectorListener& listener) {
    ConnectorOptions options;
    options.endpoints = *venues::binance::EndpointsAt("http://127.0.0.1:" + std::to_string(port));
    options.tick = Milliseconds(2);
    options.answer_time = Milliseconds(300);
    options.receive_window = Milliseconds(500);
    auto& stream = options.account.stream;
    stream.backoff.first = options.market.backoff.first = Milliseconds(4);
    stream.backoff.cap = options.market.backoff.cap = Milliseconds(20);
    stream.check_every = Milliseconds(40);
    stream.answer_time = Milliseconds(200);
    auto key = venues::binance::AccountKey::Open(base::Secret(keys_.ed25519_key),
                                                 base::Secret(keys_.ed25519_private_pem.Reveal()));
    ASSERT_TRUE(key) << key.error().message;
    auto opened = Connector::Open(stage_.loop, stage_.clock, options, std::move(*key));
    ASSERT_TRUE(opened) << opened.error().message;
    connector_ = *std::move(opened);
    bool fetched = false;
    connector_->FetchInstruments({}, [&](auto listed) { fetched = listed.has_value(); });
    ASSERT_TRUE(stage_.Until([&] { return fetched; }));
    execution::ConnectorPlan plan;
    plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
    plan.currency_of = [this](std::string_view code) { return scene_.Coin(code); };
    const base::Status started = connector_->Start(std::move(plan), listener);
    ASSERT_TRUE(started) << started.error().message;
  }

  risk::Scene scene_{risk::NoLimits()};
  std::unique_ptr<Connector> connector_;
};

class SessionCalls : public AtTheExchange {
 protected:
  void Open() { AtTheExchange::Open(server_->port(), heard_); }
  void UntilUp(size_t times) {
    ASSERT_TRUE(stage_.Until([&] { return heard_.Count("stream up") == times; })) << Notes();
  }
  std::string Notes() const {
    std::string text;
    for (const std::string& note : heard_.notes) text += note + "\n";
    return text;
  }
  /// An order by another way is told on the account's stream.
  void ExpectEvents() {
    const size_t before = heard_.events.size();
    EXPECT_EQ(
        Post("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=" + Near(0.9))
            ->status,
        200);
    EXPECT_TRUE(stage_.Until([&] { return heard_.events.size() > before; }));
    EXPECT_TRUE(heard_.events.back().starts_with("stream ")) << heard_.events.back();
  }
  venues::binance::ListenerRecord heard_;
};

TEST_F(SessionCalls, AFailedLogonIsTriedAgainAndTold) {
  Fault(R"({"kind":"error_before","target":"session.logon","next":2})");
  Open();
  UntilUp(1);
  EXPECT_NE(Notes().find("the logon was refused"), std::string::npos) << Notes();
  ExpectEvents();
}

TEST_F(SessionCalls, AFailedResubscriptionIsTriedAgain) {
  Open();
  UntilUp(1);
  Fault(R"({"kind":"error_before","target":"userDataStream.subscribe","next":1})");
  Fault(R"({"kind":"disconnect_user"})");
  UntilUp(2);
  EXPECT_NE(Notes().find("the subscription was refused"), std::string::npos) << Notes();
  ExpectEvents();
}

// Fault F12: the connection lives and answers pings, the subscription is silent.
TEST_F(SessionCalls, F12AnUnansweredQuestionEndsTheStreamWhichIsMadeAnew) {
  Open();
  UntilUp(1);
  Fault(R"({"kind":"lose_request","target":"session.status","next":1})");
  UntilUp(2);
  EXPECT_TRUE(heard_.Heard("stream down"));
  ExpectEvents();
}

TEST_F(SessionCalls, F12ASubscriptionThatTheVenueLostIsFoundByAsking) {
  Open();
  UntilUp(1);
  Fault(R"({"kind":"silence_user","delay_ms":60000})");
  Fault(R"({"kind":"end_events"})");
  UntilUp(2);
  Faults("DELETE");
  EXPECT_NE(Notes().find("no longer has the subscription"), std::string::npos) << Notes();
  ExpectEvents();
}

TEST_F(SessionCalls, AfterTheCutOfADayTheStreamIsMadeAnew) {
  Serve({.connection_life = Milliseconds(600)});
  Open();
  UntilUp(1);
  UntilUp(2);
  ExpectEvents();
}

/// What a driver does between the two, without its journal.
class LinkBehindABadNetwork : public AtTheExchange, public execution::ConnectorListener {
 protected:
  LinkBehindABadNetwork()
      : proxy_(stage_.Proxy(server_->port(), [](int) { return net::testing::Schedule{}; })) {
    scene_.ledger.Deposit({risk::D("100000"), scene_.Coin("USDT")});
    Open(proxy_->port(), *this);
    Until([&] { return link_.stream_up() && link_.reconciled() && clock_known_; });
  }
  static execution::VenueLinkOptions LinkOptions() {
    execution::VenueLinkOptions options;
    options.session = "t";
    options.first_poll = Milliseconds(20);
    options.last_poll = Milliseconds(80);
    options.receive_window = Milliseconds(500);
    options.settle_margin = options.clock_error = Milliseconds(60);
    options.answer_patience = Milliseconds(400);
    options.trades_before = {0};
    return options;
  }
  void OnVenueEvent(const execution::VenueEvent& event) override {
    link_.OnEvent(event, stage_.clock.now());
    Pump();
  }
  void OnStatus(const execution::ConnectorStatus& status) override {
    clock_known_ = status.clock_known;
  }
  void Pump() {
    for (const auto& request : link_.TakeRequests()) connector_->Send(request);
    for (const core::Report& report : link_.TakeReports()) reports_.push_back(report);
  }
  void Until(const std::function<bool()>& done) {
    ASSERT_TRUE(stage_.Until(
        [&] {
          const base::UnixNanos now = stage_.clock.now();
          if (now >= link_.next_timer()) link_.OnTimer(now);
          Pump();
          return done();
        },
        base::Seconds(15)));
  }
  /// Buys what a seller at the exchange has, at once.
  void Buy(uint64_t id) {
    core::Order order = scene_.Limit(risk::Scene::kBtc, core::Side::kBuy, risk::Q("0.01"), "100");
    order.id = {id};
    order.terms.limit_price = core::Price::Parse(Near(1.01)).value();
    const auto approval =
        scene_.gate.Approve(order, false, scene_.Market(order.terms.instrument), scene_.Account());
    ASSERT_TRUE(approval.order.has_value());
    link_.Submit(*approval.order, stage_.clock.now());
    Pump();
  }
  core::Quantity Booked() const {
    core::Quantity sum;
    for (const core::Report& report : reports_) {
      if (const auto* filled = std::get_if<core::OrderFilled>(&report))
        sum += filled->fill.quantity;
    }
    return sum;
  }
  core::Quantity Bought() const {
    core::Quantity sum;
    for (const AccountFill& fill : exchange_->fills(account_)) sum += fill.quantity;
    return sum;
  }
  size_t OrdersAtTheExchange() const { return exchange_->AllOrders(account_, 0).size(); }

  std::unique_ptr<net::testing::FaultProxy> proxy_;
  execution::VenueLink link_{LinkOptions()};
  std::vector<core::Report> reports_;
  bool clock_known_ = false;
};

constexpr std::array kNetworkFaults = {
    net::testing::Fault::kTruncate, net::testing::Fault::kReset,   net::testing::Fault::kDuplicate,
    net::testing::Fault::kReorder,  net::testing::Fault::kSwallow, net::testing::Fault::kSilence,
};

// Faults F01, F02, F10, F13 by a real network: each order is at the exchange once or not at all,
// and the link believes what the exchange knows.
TEST_F(LinkBehindABadNetwork, AnOrderIntoABrokenNetworkIsSettledAsItIs) {
  uint64_t id = 0;
  for (const net::testing::Fault fault : kNetworkFaults) {
    SCOPED_TRACE(static_cast<int>(fault));
    proxy_->BreakAll(fault);
    Buy(++id);
    Until([&] { return link_.open_orders() == 0 && link_.stream_up() && Booked() == Bought(); });
    EXPECT_LE(OrdersAtTheExchange(), id) << "none was sent twice";
  }
}

TEST_F(LinkBehindABadNetwork, AnAnswerThatBreaksOnItsWayLosesNoFill) {
  uint64_t id = 0;
  for (const net::testing::Fault fault : kNetworkFaults) {
    SCOPED_TRACE(static_cast<int>(fault));
    Fault(R"({"kind":"delay_reply","target":"order.place","next":1,"delay_ms":60})");
    Buy(++id);
    Until([&] { return OrdersAtTheExchange() == id; });
    proxy_->BreakAll(fault);
    Until([&] { return link_.open_orders() == 0 && link_.stream_up() && Booked() == Bought(); });
    EXPECT_EQ(OrdersAtTheExchange(), id);
  }
  EXPECT_EQ(Bought(), risk::Q("0.06"));
}

}  // namespace
}  // namespace keel::exchange
