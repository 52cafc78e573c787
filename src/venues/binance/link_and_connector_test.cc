// SPDX-License-Identifier: MIT
// An order's whole way: the link decides, the connector speaks, a venue of this process answers or
// does not.
#include <gtest/gtest.h>

#include "execution/venue_link.h"
#include "risk/testing/scene.h"
#include "venues/binance/connector.h"
#include "venues/binance/testing/fake_binance.h"

namespace keel::venues::binance {
namespace {

using base::Milliseconds;
using core::Side;
using risk::Q;

const std::string kOrder = "POST /api/v3/order";
const std::string kQuery = "GET /api/v3/order";

execution::VenueLinkOptions LinkOptions() {
  execution::VenueLinkOptions options;
  options.session = "t";
  options.first_poll = Milliseconds(20);
  options.last_poll = Milliseconds(40);
  options.receive_window = options.settle_margin = options.clock_error = Milliseconds(60);
  options.trades_before = {0};
  return options;
}

/// What a driver does between the two, without its journal.
class LinkAndConnector : public testing::Test, public execution::ConnectorListener {
 protected:
  LinkAndConnector() {
    scene_.ledger.Deposit({risk::D("100000"), scene_.Coin("USDT")});
    ConnectorOptions options;
    options.endpoints = *EndpointsAt(venue_.url());
    options.tick = Milliseconds(2);
    options.answer_time = Milliseconds(60);
    connector_ = *Connector::Open(venue_.stage.loop, venue_.stage.clock, options,
                                  *AccountKey::Open(base::Secret("k"), base::Secret("s")));
    venue_.Script("GET /api/v3/openOrders", Json("[]"));
    venue_.Script("GET /api/v3/myTrades", Json("[]"));
    bool fetched = false;
    connector_->FetchInstruments({}, [&](auto listed) { fetched = listed.has_value(); });
    Until([&] { return fetched; });
    execution::ConnectorPlan plan;
    plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
    plan.currency_of = [this](std::string_view code) { return scene_.Coin(code); };
    EXPECT_TRUE(connector_->Start(std::move(plan), *this));
    Until([&] { return link_.stream_up() && link_.reconciled() && clock_known_; });
  }
  ~LinkAndConnector() override { connector_->Stop(); }

  void OnVenueEvent(const execution::VenueEvent& event) override {
    link_.OnEvent(event, venue_.stage.clock.now());
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
    EXPECT_TRUE(venue_.stage.Until([&] {
      const base::UnixNanos now = venue_.stage.clock.now();
      if (now >= link_.next_timer()) link_.OnTimer(now);
      Pump();
      return done();
    }));
  }
  core::OrderId Buy() {
    core::Order order = scene_.Limit(risk::Scene::kBtc, Side::kBuy, Q("1"), "100");
    order.id = {1};
    const auto approval =
        scene_.gate.Approve(order, false, scene_.Market(order.terms.instrument), scene_.Account());
    EXPECT_TRUE(approval.order.has_value());
    link_.Submit(*approval.order, venue_.stage.clock.now());
    Pump();
    return order.id;
  }
  template <typename Kind>
  size_t Count() const {
    return static_cast<size_t>(std::ranges::count_if(
        reports_, [](const core::Report& r) { return std::holds_alternative<Kind>(r); }));
  }
  static std::string Fill(int number, const std::string& executed) {
    return R"({"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"k-t-1","S":"BUY",)"
           R"("o":"LIMIT","f":"GTC","q":"1.000","p":"100.00","P":"0","F":"0","g":-1,"C":"",)"
           R"("x":"TRADE","X":")" +
           std::string(executed == "1.000" ? "FILLED" : "PARTIALLY_FILLED") +
           R"(","r":"NONE","i":28,"l":"0.500","z":")" + executed +
           R"(","L":"99.50","n":"0.001","N":"BNB","T":1499405658657,"t":)" +
           std::to_string(number) +
           R"(,"w":true,"m":true,"M":false,"O":1499405658657,"Z":"49.75","Y":"49.75","Q":"0"})";
  }

  FakeBinance venue_;
  risk::Scene scene_{risk::NoLimits()};
  execution::VenueLink link_{LinkOptions()};
  std::unique_ptr<Connector> connector_;
  std::vector<core::Report> reports_;
  bool clock_known_ = false;
};

// Faults F01, F13: the venue took the order and its answer was lost; its executions come twice.
TEST_F(LinkAndConnector, F01AnOrderWhoseAnswerWasLostIsFoundAndBookedOnce) {
  venue_.Script(kOrder, Json("gateway timeout", 504));
  venue_.Script(kQuery, Json(R"({"code":-2013,"msg":"Order does not exist."})", 400));
  venue_.Script(kQuery, [](const auto&) {
    std::string body = OrderJson("k-t-1", 28, "NEW", "0");
    body.replace(body.find("transactTime"), 12, "updateTime");
    return Json(body);
  });
  Buy();
  Until([&] { return Count<core::OrderOutcomeUnknown>() == 1; });
  Until([&] { return Count<core::OrderAccepted>() == 1; });
  for (const int number : {56, 56, 57, 57, 56}) {
    venue_.Tell(Fill(number, number == 56 ? "0.500" : "1.000"));
  }
  Until([&] { return Count<core::OrderFilled>() == 2 && link_.open_orders() == 0; });
  venue_.stage.Pass(Milliseconds(20));
  EXPECT_EQ(Count<core::OrderFilled>(), 2U);
  EXPECT_EQ(venue_.Asked(kOrder).size(), 1U) << "never sent again";
}

// Fault F02: not there at once proves nothing; not there when it can no longer come does.
TEST_F(LinkAndConnector, F02AnOrderThatNeverArrivedEndsOnceThatIsProved) {
  venue_.Script(kOrder, Json("bad gateway", 502));
  venue_.Script(kQuery, Json(R"({"code":-2013,"msg":"Order does not exist."})", 400));
  Buy();
  Until([&] { return link_.open_orders() == 0; });
  ASSERT_EQ(Count<core::OrderRejected>(), 1U);
  EXPECT_EQ(std::get<core::OrderRejected>(reports_.back()).why, core::OrderEnd::kNeverArrived);
  EXPECT_GE(venue_.Asked(kQuery).size(), 3U);
  EXPECT_EQ(venue_.Asked(kOrder).size(), 1U);
}

// Fault F10: what filled while the stream was down is asked for once it is up again.
TEST_F(LinkAndConnector, F10AFillOfADisconnectIsBookedAfterIt) {
  venue_.Script(kOrder, Json(OrderJson("k-t-1", 28, "NEW", "0")));
  Buy();
  Until([&] { return Count<core::OrderAccepted>() == 1; });
  const int before = venue_.accounts;
  std::string filled = OrderJson("k-t-1", 28, "FILLED", "1.000");
  filled.replace(filled.find("transactTime"), 12, "updateTime");
  venue_.Script(kQuery, Json(filled));
  venue_.Script("GET /api/v3/myTrades",
                Json(R"([{"symbol":"BTCUSDT","id":56,"orderId":28,"orderListId":-1,"price":"99.5",)"
                     R"("qty":"1.000","quoteQty":"99.5","commission":"0.001",)"
                     R"("commissionAsset":"BNB","time":1499865549590,"isBuyer":true,)"
                     R"("isMaker":true,"isBestMatch":true}])"));
  venue_.Script("GET /api/v3/myTrades",
                Json(R"([{"symbol":"BTCUSDT","id":56,"orderId":28,"orderListId":-1,"price":"99.5",)"
                     R"("qty":"1.000","quoteQty":"99.5","commission":"0.001",)"
                     R"("commissionAsset":"BNB","time":1499865549590,"isBuyer":true,)"
                     R"("isMaker":true,"isBestMatch":true}])"));
  venue_.account->Close(1001, "bye");
  Until([&] { return venue_.accounts > before && Count<core::OrderFilled>() == 1; });
  Until([&] { return link_.open_orders() == 0; });
  EXPECT_EQ(Count<core::OrderFilled>(), 1U);
}

}  // namespace
}  // namespace keel::venues::binance
