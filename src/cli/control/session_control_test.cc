// SPDX-License-Identifier: MIT
// What an operator asks a session for, as lines of JSON, without a socket. The verbs around it are
// in tests/integration/operator_controls.sh.
#include "cli/control/session_control.h"

#include <gtest/gtest.h>

#include "cli/control/alerts.h"
#include "cli/control/engine_alerts.h"
#include "engine/control/risk_view.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::cli {
namespace {

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute

core::Quantity Q(int64_t n) { return core::Quantity(core::Decimal::FromInt(n)); }

/// Buys a little at every bar, far below the market, so that it rests; or half of its equity; or
/// puts a stop under what it holds.
class Patient final : public strategy::Strategy {
 public:
  Patient(const bool& protects, const bool& wants_half)
      : protects_(protects), wants_half_(wants_half) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (protects_) return Protect(market, event);
    if (wants_half_) return market.TargetShare(event.instrument, 0.5, "half");
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.type = core::OrderType::kLimit;
    terms.quantity = Q(1);
    terms.limit_price = core::Price(core::Decimal::FromInt(99));
    market.Submit(terms, "patient");
  }

 private:
  static void Protect(strategy::Context& market, const core::BarClosed& event) {
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = core::Side::kSell;
    terms.type = core::OrderType::kStop;
    terms.quantity = Q(1);
    terms.stop_price = core::Price(core::Decimal::FromInt(90));
    market.Submit(terms, "stop");
  }

  const bool& protects_;
  const bool& wants_half_;
};

class SessionControlTest : public testing::Test {
 protected:
  SessionControlTest() {
    strategy::StrategySpec spec;
    spec.name = "patient";
    spec.make =
        [this](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Patient>(protects_, wants_half_);
    };
    spec.params = {{"patience", 3, 1, 9, true, "bars that it waits"}};
    specs_ = {spec};
    alerts_.Add([this](const Alert& alert) { told_.push_back(alert.kind + ": " + alert.text); });
    Open();
    Hear(execution::StreamState{true});
    Pump();
  }

  void Open() {
    engine::LiveOptions options;
    options.settings.pairs = {"BTC/USDT"};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "patient"}};
    options.settings.account.balances = {{"USDT", "100000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.order_volume_share = std::nullopt;
    options.settings.execution = execution_;
    options.link.session = "test";
    options.link.trades_before = {0};
    options.link.first_request = ++starts_ * 1000;
    options.audience = &engine_alerts_;
    std::vector<engine::LiveSeries> series;
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-3)),
                                             core::Decimal::FromInt(5)};
    series.emplace_back(
        engine::LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), filters,
                                 core::Timeframe::Of(base::Minutes(1)), std::nullopt},
        std::vector<core::Bar>{}, 100);
    auto opened = engine::LiveSession::Open(options, engine::Registry{specs_}, std::move(series),
                                            {&*journal_, &folder_}, now_);
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = *std::move(opened);
    control_.emplace(DriverOfIt());
    ASSERT_TRUE(control_->Begin(*session_));
    engine_alerts_.Begin(*session_);
  }
  SessionControl::Driver DriverOfIt() {
    return {.now = [this] { return now_; },
            .settle = [this]() -> base::Status {
              Pump();
              return failure_;
            },
            .facts = [this] { return Facts(); },
            .kill_file_is_there = [this] { return kill_file_; },
            .kill_file = "/there/KILL",
            .machine_time = [this] { return machine_time_; }};
  }
  SessionFacts Facts() const {
    SessionFacts facts{.name = "fund", .id = "test"};
    facts.rejections = engine_alerts_.rejections();
    facts.rejected_for = engine_alerts_.rejected_for();
    return facts;
  }
  void Hear(const execution::VenueEvent& event) {
    engine_alerts_.OnVenueEvent(event);
    session_->OnVenueEvent(event, now_);
  }

  /// A venue that takes everything: orders rest, cancels end them.
  void Pump() {
    ASSERT_TRUE(session_->Commit());
    for (const execution::Request& request : session_->TakeRequests()) {
      execution::VenueOrder order;
      if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
        if (place->terms.type == core::OrderType::kStop) continue;  // it does not answer
        if (rejects_for_) {
          Hear(execution::Answer{request.id, execution::Refused{*rejects_for_, "no, it said"}});
          continue;
        }
        open_.push_back({place->client_id, ++last_venue_id_, {0}});
        if (place->terms.type != core::OrderType::kLimit) ++market_orders_;
        Hear(execution::Answer{request.id, open_.back()});
      } else if (const auto* cancel = std::get_if<execution::CancelAtVenue>(&request.what)) {
        for (auto& one : open_) {
          if (one.client_id == cancel->client_id) order = one;
        }
        std::erase_if(open_, [&](const auto& o) { return o.client_id == cancel->client_id; });
        order.status = execution::VenueStatus::kCanceled;
        ++cancels_;
        Hear(execution::Answer{request.id, order});
      } else if (const auto* amend = std::get_if<execution::AmendAtVenue>(&request.what)) {
        if (refuses_amends_) Hear(execution::Answer{request.id, execution::Refused{}});
        for (auto& one : open_) {
          if (one.client_id != amend->client_id || refuses_amends_) continue;
          one.quantity = amend->quantity;
          Hear(execution::Answer{request.id, one});
        }
      } else if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
        Hear(execution::Answer{request.id, open_});
      } else if (std::holds_alternative<execution::QueryTrades>(request.what)) {
        Hear(execution::Answer{request.id, std::vector<execution::VenueTrade>{}});
      }
    }
    ASSERT_TRUE(session_->Commit());
  }
  /// From now on, after a restart.
  void WantHalf() {
    wants_half_ = true;
    session_.reset();
    journal_.reset();
    journal_ = *storage::Journal::Open(folder_);
    Open();
    Hear(execution::StreamState{true});
    Pump();
  }
  void NextBar() {
    const core::Bar bar{kStart + base::Minutes(minute_++), 100, 100, 100, 100, 1e6};
    now_ = bar.open_time + base::Minutes(1);
    ASSERT_TRUE(session_->OnBar({0}, bar, now_));
    Pump();
  }

  /// The only order that works is filled at once.
  void Fill() {
    execution::VenueOrder filled = open_.at(0);
    filled.status = execution::VenueStatus::kFilled;
    filled.executed = Q(1);
    execution::VenueTrade trade;
    trade.number = 1;
    trade.venue_id = filled.venue_id;
    trade.price = core::Price(core::Decimal::FromInt(99));
    trade.quantity = Q(1);
    trade.fee = {core::Decimal(), session_->AddCurrency("USDT")};
    trade.time = now_;
    open_.clear();
    Hear(execution::StreamOrder{filled, trade});
    Pump();
  }

  template <typename View>
  base::Result<View> Ask(engine::ControlRequest request) {
    request.by = "ann";
    const std::string line = control_->Answer(base::ToJson(request));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    TRY(const base::JsonValue answer, base::ParseJson(line));
    View view;
    if (const base::JsonValue* result = answer.Find("result")) {
      TRY(base::ReadJsonInto(*result, &view));
      return view;
    }
    const auto code = static_cast<base::ErrorCode>(std::stoi(answer.Find("code")->text));
    return base::Fail(code, answer.Find("message")->text);
  }
  base::Result<engine::ActView> Act(engine::ControlRequest request) {
    return Ask<engine::ActView>(std::move(request));
  }
  /// The error of an act that has to fail.
  base::Error Refusal(engine::ControlRequest request) {
    const auto view = Act(std::move(request));
    EXPECT_FALSE(view);
    return view ? base::Error{base::ErrorCode::kInterrupted, "it was done"} : view.error();
  }
  engine::RiskView Risk() { return *Ask<engine::RiskView>({.ask = "risk"}); }
  engine::LimitUseView Use(std::string_view limit) {
    for (const engine::LimitUseView& use : Risk().uses) {
      if (use.name == limit) return use;
    }
    ADD_FAILURE() << limit << " is not told";
    return {};
  }
  engine::StatusView Status() { return *Ask<engine::StatusView>({.ask = "status"}); }

  std::vector<strategy::StrategySpec> specs_;
  storage::testing::MemoryFolder folder_;
  std::optional<storage::Journal> journal_ = *storage::Journal::Create(folder_, {"test", kStart});
  base::ManualClock clock_{kStart};
  Alerts alerts_{clock_, "fund", base::Duration{}};
  EngineAlerts engine_alerts_{alerts_};
  std::unique_ptr<engine::LiveSession> session_;
  std::optional<SessionControl> control_;
  base::UnixNanos now_ = kStart;
  base::Status failure_;
  bool kill_file_ = false, wants_half_ = false;
  engine::ExecutionSettings execution_;
  int64_t minute_ = 0;
  uint64_t starts_ = 0, last_venue_id_ = 0;
  int cancels_ = 0, market_orders_ = 0;
  bool refuses_amends_ = false, protects_ = false;
  std::optional<core::OrderEnd> rejects_for_;
  base::Duration machine_time_;
  std::vector<execution::VenueOrder> open_;
  std::vector<std::string> told_;
};

TEST_F(SessionControlTest, StatusOrdersAndPositionsTellWhatIsThere) {
  NextBar();
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "trading");
  EXPECT_TRUE(status.in_step);
  EXPECT_EQ(status.open_orders, 1u);
  EXPECT_EQ(status.equity.ToString(), "100000");
  EXPECT_EQ(status.account, "USDT");
  const auto orders = Ask<engine::OrdersView>({.ask = "orders"});
  ASSERT_TRUE(orders && orders->orders.size() == 1);
  EXPECT_EQ(orders->orders[0].pair, "BTC/USDT");
  EXPECT_EQ(orders->orders[0].side, "buy");
  EXPECT_EQ(orders->orders[0].type, "limit");
  EXPECT_EQ(orders->orders[0].price.ToString(), "99");
  EXPECT_EQ(orders->orders[0].client_id, open_[0].client_id);
  const auto held = Ask<engine::PositionsView>({.ask = "positions"});
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->positions.empty());
  EXPECT_EQ(held->balances[0].amount.ToString(), "100000");
}

TEST_F(SessionControlTest, OrdersTellsWhatAnAlgorithmWorksAndWhatItWaitsFor) {
  NextBar();
  EXPECT_TRUE(Ask<engine::OrdersView>({.ask = "orders"})->large_orders.empty());
  execution_ = {.algorithm = "twap", .horizon_minutes = 60, .max_participation = 0.1, .slices = 4};
  WantHalf();
  NextBar();
  const auto orders = Ask<engine::OrdersView>({.ask = "orders"});
  ASSERT_TRUE(orders && orders->large_orders.size() == 1);
  const engine::LargeOrderView& large = orders->large_orders[0];
  EXPECT_EQ(large.algorithm, "twap");
  EXPECT_EQ(large.pair, "BTC/USDT");
  EXPECT_EQ(large.side, "buy");
  EXPECT_EQ(large.strategy, "patient");
  EXPECT_EQ(large.reason, "half");
  EXPECT_EQ(large.quantity, large.filled + large.working + large.left);
  EXPECT_EQ(large.ends - large.started, base::Minutes(60));
  ASSERT_TRUE(large.next);
  EXPECT_GT(*large.next, large.started) << "the second of four slices";
  EXPECT_LT(*large.next, large.ends);
  EXPECT_EQ(large.arrival_price.ToString(), "100") << "the last close";
  EXPECT_FALSE(large.average_price) << "nothing is filled";
  EXPECT_EQ(large.waits_for, "schedule");
}

TEST_F(SessionControlTest, WhatIsHeldIsAPositionWithItsProfit) {
  NextBar();
  Fill();
  const auto held = Ask<engine::PositionsView>({.ask = "positions"});
  ASSERT_TRUE(held && held->positions.size() == 1);
  EXPECT_EQ(held->positions[0].quantity.ToString(), "1");
  EXPECT_EQ(held->positions[0].cost.ToString(), "99");
  EXPECT_EQ(held->positions[0].profit.ToString(), "1") << "the last close is 100";

  ASSERT_TRUE(Act({.ask = "flatten", .reason = "enough"}));
  EXPECT_EQ(market_orders_, 1);
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, CancelEndsOneOrAll) {
  NextBar();
  NextBar();
  EXPECT_EQ(Refusal({.ask = "cancel", .order = "x1"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "cancel", .order = "77"}).code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(Act({.ask = "cancel", .order = "1"}));
  EXPECT_EQ(Status().open_orders, 1u);
  ASSERT_TRUE(Act({.ask = "cancel", .order = "all"}));
  EXPECT_EQ(Status().open_orders, 0u);
  EXPECT_EQ(cancels_, 2);
  EXPECT_EQ(Act({.ask = "cancel", .order = "all"})->done, "no order works");
}

TEST_F(SessionControlTest, AmendLowersAnOrderOrPutsAnotherInItsPlace) {
  NextBar();
  const auto only = [this] { return Ask<engine::OrdersView>({.ask = "orders"})->orders.at(0); };
  EXPECT_EQ(Refusal({.ask = "amend", .order = "all", .quantity = "0.5"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "1"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "1", .quantity = "-1"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.ask = "amend", .order = "77", .quantity = "0.5"}).code,
            base::ErrorCode::kNotFound);
  const base::Error refused = Refusal({.ask = "amend", .order = "1", .quantity = "0.05"});
  EXPECT_EQ(refused.code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.message.find("min_notional (4.95 against 5)"), std::string::npos)
      << refused.message;
  refuses_amends_ = true;
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .quantity = "0.5"}));
  EXPECT_EQ(only().quantity.ToString(), "1");
  EXPECT_EQ(engine_alerts_.refused_by(), (std::vector<std::pair<std::string, int64_t>>{
                                             {"amend_at_venue", 1}, {"min_notional", 1}}));
  refuses_amends_ = false;
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .quantity = "0.5"}));
  EXPECT_EQ(only().quantity.ToString(), "0.5");
  EXPECT_EQ(only().state, "WORKING");
  ASSERT_TRUE(Act({.ask = "amend", .order = "1", .price = "98.5"}));
  EXPECT_EQ(cancels_, 1);
  EXPECT_EQ(only().id, 2u);
  EXPECT_EQ(only().quantity.ToString(), "0.5");
  EXPECT_EQ(only().price.ToString(), "98.5");
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(only().price.ToString(), "98.5");
}

TEST_F(SessionControlTest, AnOrderByHandIsPlacedOnceForItsKey) {
  NextBar();
  const engine::ControlRequest wish = {.ask = "order",
                                       .reason = "news",
                                       .pair = "BTC/USDT",
                                       .quantity = "0.5",
                                       .price = "98",
                                       .side = "buy",
                                       .key = "k1"};
  const auto placed = Ask<engine::PlacedView>(wish);
  ASSERT_TRUE(placed) << placed.error().message;
  EXPECT_EQ(placed->order.strategy, "manual");
  EXPECT_EQ(placed->order.quantity.ToString(), "0.5");
  EXPECT_EQ(placed->order.reason, "manual: news");
  EXPECT_FALSE(placed->is_known);
  EXPECT_EQ(open_.size(), 2u) << "and that of the strategy";
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  Hear(execution::StreamState{true});
  Pump();
  const auto again = Ask<engine::PlacedView>(wish);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->is_known);
  EXPECT_EQ(again->order.id, placed->order.id);
  EXPECT_EQ(open_.size(), 2u);
}

TEST_F(SessionControlTest, WhatIsWrongWithAnOrderByHandIsSaid) {
  NextBar();
  const auto refusal = [this](engine::ControlRequest request) {
    if (request.ask.empty()) request.ask = "order";
    const auto placed = Ask<engine::PlacedView>(std::move(request));
    EXPECT_FALSE(placed);
    return placed ? base::Error{} : placed.error();
  };
  EXPECT_EQ(refusal({.pair = "BTC/USDC", .quantity = "1", .side = "buy"}).code,
            base::ErrorCode::kNotFound);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "1", .side = "long"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .side = "buy"}).code, base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "-1", .side = "buy"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(refusal({.pair = "BTC/USDT", .quantity = "1", .price = "0", .side = "buy"}).code,
            base::ErrorCode::kUsage);
  EXPECT_EQ(
      refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy", .time_in_force = "GTD"}).code,
      base::ErrorCode::kUsage);
  EXPECT_EQ(
      refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy", .key = std::string(256, 'k')})
          .code,
      base::ErrorCode::kUsage);
  const base::Error none = refusal({.pair = "BTC/USDT", .quantity = "1", .side = "sell"});
  EXPECT_EQ(none.code, base::ErrorCode::kRefused);
  EXPECT_NE(none.message.find("balance"), std::string::npos) << none.message;
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  const base::Error halted = refusal({.pair = "BTC/USDT", .quantity = "1", .side = "buy"});
  EXPECT_NE(halted.message.find("kill_switch"), std::string::npos) << halted.message;
  EXPECT_EQ(market_orders_, 0);
}

TEST_F(SessionControlTest, AnOrderByHandThatNobodyWaitsForAnyMoreIsNotPlaced) {
  NextBar();
  machine_time_ = base::Seconds(60);
  engine::ControlRequest late = {
      .ask = "order", .pair = "BTC/USDT", .quantity = "1", .side = "buy"};
  late.asked_at = base::Seconds(50);
  late.patience = base::Seconds(5);
  const auto refused = Ask<engine::PlacedView>(late);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kRefused);
  EXPECT_EQ(market_orders_, 0);
  late.asked_at = base::Seconds(58);
  EXPECT_TRUE(Ask<engine::PlacedView>(late));
  EXPECT_EQ(market_orders_, 1);
}

TEST_F(SessionControlTest, TheCheckOfAnOrderCostsNothing) {
  NextBar();
  const engine::ControlRequest wish = {
      .ask = "check", .pair = "BTC/USDT", .quantity = "2000", .price = "99", .side = "buy"};
  const auto check = Ask<engine::CheckView>(wish);
  ASSERT_TRUE(check) << check.error().message;
  EXPECT_EQ(check->currency, "USDT");
  EXPECT_EQ(check->price.ToString(), "99");
  ASSERT_FALSE(check->findings.empty());
  EXPECT_EQ(check->findings[0].rule, "balance");
  EXPECT_LT(check->quantity, core::Decimal::FromInt(2000));
  EXPECT_TRUE(check->quantity.is_positive());
  EXPECT_EQ(Status().refusals, 0u);
  EXPECT_EQ(Status().open_orders, 1u);
}

TEST_F(SessionControlTest, AStrategyIsFlattenedAloneUntilItIsResumed) {
  NextBar();
  Fill();
  EXPECT_EQ(Refusal({.ask = "flatten", .strategy = "patent"}).code, base::ErrorCode::kNotFound);
  EXPECT_EQ(Refusal({.ask = "flatten", .pair = "BTC/USDT"}).code, base::ErrorCode::kUsage);
  ASSERT_TRUE(Act({.ask = "halt", .reason = "odd", .strategy = "patient"}));
  ASSERT_EQ(Status().stopped.size(), 1u);
  EXPECT_FALSE(Status().stopped[0].sells);
  EXPECT_EQ(market_orders_, 0);
  const auto done = Act({.ask = "flatten", .reason = "enough", .strategy = "patient"});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->what, std::vector<std::string>{"1 BTC/USDT"});
  EXPECT_EQ(market_orders_, 1);
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "trading") << "others may go on";
  ASSERT_EQ(status.stopped.size(), 1u);
  EXPECT_EQ(status.stopped[0].scope, "strategy patient");
  EXPECT_EQ(status.stopped[0].reason, "enough") << "the later word";
  EXPECT_TRUE(status.stopped[0].sells);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "calm", .strategy = "patient"}));
  EXPECT_EQ(Status().stopped.size(), 1u) << "not confirmed";
  ASSERT_TRUE(Act({.ask = "resume", .reason = "calm", .strategy = "patient", .confirm = true}));
  EXPECT_TRUE(Status().stopped.empty());
}

TEST_F(SessionControlTest, ParametersAreToldAndChangedWithAReason) {
  NextBar();
  const auto ask = [this](std::vector<std::string> params, std::string reason = "calmer") {
    return Ask<engine::ParamsView>({.ask = "params",
                                    .reason = std::move(reason),
                                    .strategy = "patient",
                                    .params = std::move(params)});
  };
  const auto told = ask({}, "");
  ASSERT_TRUE(told && told->params.size() == 1);
  EXPECT_EQ(base::ToJson(told->params[0]),
            R"({"name":"patience","value":3,"default_value":3,"least":1,"most":9,"whole":true,)"
            R"("meaning":"bars that it waits"})");
  for (const char* wrong :
       {"patience", "patience=", "patience=many", "patience=10", "patience=2.5", "patients=5"}) {
    const auto refused = ask({wrong});
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, base::ErrorCode::kUsage) << refused.error().message;
  }
  EXPECT_FALSE(ask({"patience=5"}, "")) << "without a reason";
  EXPECT_EQ(ask({})->params[0].value, 3);
  const auto changed = ask({"patience=5"});
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->params[0].value, 5);
  EXPECT_NE(changed->done.find("patience=5"), std::string::npos) << changed->done;
  EXPECT_EQ(Status().open_orders, 1u) << "its orders stay";
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(ask({})->params[0].value, 5) << "over a restart";
  EXPECT_EQ(Refusal({.ask = "params"}).code, base::ErrorCode::kUsage) << "of whom?";
  EXPECT_EQ(Refusal({.ask = "params", .reason = "x", .strategy = "manual", .params = {"a=1"}}).code,
            base::ErrorCode::kNotFound);
}

TEST_F(SessionControlTest, AHaltCancelsEntriesAndHoldsOverARestart) {
  NextBar();
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_EQ(cancels_, 1);
  NextBar();
  EXPECT_EQ(Status().open_orders, 0u) << "the strategy wanted one more";
  EXPECT_EQ(engine_alerts_.refusals(), 1u);
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  const engine::StatusView status = Status();
  EXPECT_EQ(status.state, "halted");
  ASSERT_EQ(status.stopped.size(), 1u);
  EXPECT_EQ(status.stopped[0].scope, "everything");
  EXPECT_EQ(status.stopped[0].by, "ann");
  EXPECT_EQ(status.stopped[0].reason, "news");
}

TEST_F(SessionControlTest, AHaltOfOnePairOrStrategyNamesIt) {
  ASSERT_TRUE(Act({.ask = "halt", .pair = "BTC/USDT"}));
  ASSERT_TRUE(Act({.ask = "halt", .strategy = "patient"}));
  const auto stopped = Status().stopped;
  ASSERT_EQ(stopped.size(), 2u);
  EXPECT_EQ(stopped[0].scope, "BTC/USDT");
  EXPECT_EQ(stopped[1].scope, "strategy patient");
  EXPECT_EQ(Status().state, "trading") << "not everything is halted";
  const auto wrong = Act({.ask = "halt", .pair = "BTC/USDC"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, base::ErrorCode::kNotFound);
  EXPECT_NE(wrong.error().message.find("BTC/USDT"), std::string::npos);
  const auto one = Act({.ask = "resume", .reason = "ok", .pair = "BTC/USDT"});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->what, std::vector<std::string>{"BTC/USDT"});
}

TEST_F(SessionControlTest, ResumeTakesAReasonAndTwoSteps) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_EQ(Refusal({.ask = "resume"}).code, base::ErrorCode::kUsage);
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}))
      << "the second step before the first";
  const auto first = Act({.ask = "resume", .reason = "ok"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->what, std::vector<std::string>{"everything"});
  EXPECT_EQ(Status().state, "halted");
  ASSERT_TRUE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  EXPECT_EQ(Status().state, "trading");
  EXPECT_EQ(Refusal({.ask = "resume", .reason = "ok"}).code, base::ErrorCode::kNotFound);
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u);
}

TEST_F(SessionControlTest, AHaltBetweenTheTwoStepsWins) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  ASSERT_TRUE(Act({.ask = "resume", .reason = "ok"}));
  ASSERT_TRUE(control_->Halt("a file", "worse news"));
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, WhileTheKillFileIsThereNothingIsResumed) {
  ASSERT_TRUE(control_->Halt("a file", "the text in it"));
  kill_file_ = true;
  const auto refused = Act({.ask = "resume", .reason = "ok"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("/there/KILL"), std::string::npos);
}

TEST_F(SessionControlTest, ATurnedDownActDoesNotSpoilTheJournal) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  EXPECT_FALSE(Act({.ask = "resume", .reason = "ok", .confirm = true}));
  Pump();  // the next commit takes what was written with it
  journal_.reset();
  journal_ = *storage::Journal::Open(folder_);
  Open();
  EXPECT_EQ(Status().state, "halted");
}

TEST_F(SessionControlTest, WhatDoesNotAgreeKeepsEntriesOffUntilAPersonHasLooked) {
  Hear(execution::StreamOrder{{.client_id = "web_1", .venue_id = 99}, std::nullopt});
  Pump();
  EXPECT_EQ(Status().state, "not_in_step");
  EXPECT_EQ(Status().disputes, 1u);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "it was mine"}));
  EXPECT_EQ(Status().disputes, 1u);
  ASSERT_TRUE(Act({.ask = "resume", .reason = "it was mine", .confirm = true}));
  EXPECT_EQ(Status().state, "trading");
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u);
}

TEST_F(SessionControlTest, AnOrderThatTheWatchdogCancelledIsNoDispute) {
  NextBar();
  execution::VenueOrder order = open_[0];
  open_.clear();
  order.status = execution::VenueStatus::kCanceled;
  Hear(execution::StreamOrder{order, std::nullopt});
  Pump();
  EXPECT_EQ(Status().open_orders, 0u);
  EXPECT_EQ(Status().state, "trading");
  NextBar();
  EXPECT_EQ(Status().open_orders, 1u) << "it goes on";
}

TEST_F(SessionControlTest, LimitsAreToldAndChanged) {
  const auto value_of = [](const engine::LimitsView& view, const std::string& name) {
    for (const engine::LimitView& limit : view.limits) {
      if (limit.name == name) return limit.value;
    }
    return std::optional<double>(-1);
  };
  const auto tightened =
      Ask<engine::LimitsView>({.ask = "limits", .limits = {"position_share=0.25"}});
  ASSERT_TRUE(tightened) << tightened.error().message;
  EXPECT_EQ(value_of(*tightened, "position_share"), 0.25);
  EXPECT_FALSE(Ask<engine::LimitsView>({.ask = "limits", .limits = {"position_share=0.5"}}))
      << "loosened for no reason";
  EXPECT_TRUE(Ask<engine::LimitsView>(
      {.ask = "limits", .reason = "agreed", .limits = {"risk.position_share=off"}}));
  EXPECT_EQ(value_of(*Ask<engine::LimitsView>({.ask = "limits"}), "position_share"), std::nullopt);
  for (const char* bad : {"position_share", "position_share=much", "no_such=1"}) {
    EXPECT_FALSE(Ask<engine::LimitsView>({.ask = "limits", .limits = {bad}})) << bad;
  }
}

TEST_F(SessionControlTest, RiskTellsHowMuchOfEachLimitIsUsed) {
  ASSERT_TRUE(Ask<engine::LimitsView>(
      {.ask = "limits", .limits = {"gross_value_max=1000", "order_value_max=500"}}));
  NextBar();
  EXPECT_EQ(Use("gross_value_max").used->ToString(), "99.099") << "an order works, with its fee";
  Fill();
  const engine::LimitUseView gross = Use("gross_value_max");
  EXPECT_EQ(gross.used->ToString(), "100");
  EXPECT_EQ(gross.room.ToString(), "900");
  EXPECT_EQ(gross.share, 0.1);
  EXPECT_EQ(gross.unit, "money");
  EXPECT_EQ(Use("position_share").scope, "BTC/USDT");
  EXPECT_EQ(Use("position_share").of->ToString(), "100001");
  EXPECT_EQ(Use("order_value_max").used, std::nullopt) << "each order is held to it by itself";
}

TEST_F(SessionControlTest, RiskTellsWhatIsHaltedByWhom) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news", .strategy = "patient"}));
  EXPECT_FALSE(Risk().killed);
  EXPECT_EQ(Risk().stopped.at(0).scope, "strategy patient");
  ASSERT_TRUE(Act({.ask = "halt", .reason = "worse news"}));
  EXPECT_TRUE(Risk().killed);
  EXPECT_EQ(Risk().state, "halted");
  EXPECT_EQ(Risk().stopped.at(1).by, "ann");
  EXPECT_EQ(Risk().breaker, "off") << "profile research has no drawdown limit";
}

TEST_F(SessionControlTest, ToAskForTheRiskOfAnotherDayDoesNotBeginIt) {
  ASSERT_TRUE(Ask<engine::LimitsView>({.ask = "limits", .limits = {"turnover_per_day=2"}}));
  NextBar();
  Fill();
  const risk::Activity& activity = session_->desk().risk_watch().activity();
  EXPECT_EQ(Use("turnover_per_day").used->ToString(), "99");
  const auto journal = folder_.AfterKill();
  now_ = now_ + base::Days(1);
  EXPECT_EQ(Use("turnover_per_day").used->ToString(), "0");
  ASSERT_TRUE(session_->Commit());
  EXPECT_EQ(activity.turnover().ToString(), "99") << "or a replay would not do the same again";
  EXPECT_EQ(folder_.AfterKill(), journal);
}

TEST_F(SessionControlTest, WhatTheEngineDoesIsTold) {
  ASSERT_TRUE(Act({.ask = "halt", .reason = "news"}));
  NextBar();
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[0], "kill: the kill switch of everything was thrown by ann: news");
  EXPECT_TRUE(told_[1].starts_with("refusal: patient may not buy 1 BTC/USDT: kill_switch"))
      << told_[1];
}

TEST_F(SessionControlTest, WhatTheVenueDoesNotTakeIsToldAndCountedByReason) {
  rejects_for_ = core::OrderEnd::kRefusedByVenue;
  NextBar();
  NextBar();
  rejects_for_ = core::OrderEnd::kInsufficientBalance;
  NextBar();
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[1],
            "rejection: order 2 to buy 1 BTC/USDT was not taken by the venue: refused_by_venue "
            "(no, it said), 2 so far");
  EXPECT_EQ(Status().rejections, 3u);
  EXPECT_EQ(Status().rejected_for, (std::vector<std::pair<std::string, int64_t>>{
                                       {"refused_by_venue", 2}, {"insufficient_balance", 1}}));
  EXPECT_EQ(Status().refusals, 0u) << "risk refused nothing";
}

TEST_F(SessionControlTest, APostOnlyOrderThatWouldHaveTakenIsCountedAndNoNews) {
  rejects_for_ = core::OrderEnd::kWouldTake;
  NextBar();
  EXPECT_EQ(Status().rejections, 1u);
  EXPECT_TRUE(told_.empty());
}

TEST_F(SessionControlTest, StatusTellsWhatIsHeldWithoutItsStop) {
  NextBar();
  Fill();
  EXPECT_TRUE(Status().unprotected.empty()) << "no stop is wanted yet";
  protects_ = true;
  NextBar();  // the venue does not answer the stop
  now_ = now_ + base::Seconds(20);
  session_->OnTimer(now_);
  EXPECT_EQ(Status().unprotected, std::vector<std::string>{"strategy patient in BTC/USDT"});
  EXPECT_EQ(Status().unprotected_seconds, 20);
}

TEST_F(SessionControlTest, AnActThatComesTooLateIsNotDoneUnlessItHalts) {
  NextBar();
  const base::Duration asked_at = base::Seconds(100), patience = base::Seconds(5);
  const auto late = [&](engine::ControlRequest request) {
    request.asked_at = asked_at;
    request.patience = patience;
    return request;
  };
  machine_time_ = asked_at + base::Seconds(7);
  const base::Error error = Refusal(late({.ask = "flatten", .reason = "enough"}));
  EXPECT_EQ(error.code, base::ErrorCode::kRefused);
  EXPECT_EQ(error.message,
            "this was asked 7 s ago by somebody who was to be answered within 5 s, so nothing was "
            "done: ask again");
  EXPECT_EQ(Refusal(late({.ask = "amend", .order = "1", .quantity = "0.5"})).message,
            error.message);
  const auto limits = [&](const char* text) {
    return Ask<engine::LimitsView>(late({.ask = "limits", .reason = "agreed", .limits = {text}}));
  };
  EXPECT_TRUE(limits("position_share=0.25")) << "tighter is right at any time";
  EXPECT_FALSE(limits("position_share=0.5"));
  EXPECT_EQ(Status().state, "trading");
  ASSERT_TRUE(Act(late({.ask = "halt", .reason = "news"})));
  EXPECT_EQ(Status().state, "halted");
  EXPECT_EQ(Refusal(late({.ask = "resume", .reason = "ok"})).message, error.message);
  machine_time_ = asked_at + base::Seconds(4);
  EXPECT_TRUE(Act(late({.ask = "resume", .reason = "ok"})));
}

TEST_F(SessionControlTest, AHaltThatWasAskedForBeforeItTradesIsThrownBeforeTheFirstOrder) {
  control_.emplace(DriverOfIt());
  const auto early = Act({.ask = "halt", .reason = "news", .pair = "BTC/USDT"});
  ASSERT_TRUE(early) << early.error().message;
  EXPECT_NE(early->done.find("is starting: entries are off in BTC/USDT before"), std::string::npos)
      << early->done;
  ASSERT_TRUE(control_->Begin(*session_));
  NextBar();
  EXPECT_EQ(last_venue_id_, 0u) << "an order left";
  ASSERT_EQ(Status().stopped.size(), 1u);
  EXPECT_EQ(Status().stopped[0].scope, "BTC/USDT");
  EXPECT_EQ(Status().stopped[0].by, "ann");
  EXPECT_EQ(Status().stopped[0].reason, "news (asked for while the session started)");
}

TEST_F(SessionControlTest, AnEarlyHaltOfWhatItDoesNotTradeHaltsEverything) {
  control_.emplace(DriverOfIt());
  ASSERT_TRUE(Act({.ask = "halt", .pair = "BTC/USDC"}));
  ASSERT_TRUE(control_->Begin(*session_));
  EXPECT_EQ(Status().state, "halted");
  EXPECT_NE(Status().stopped.at(0).reason.find("BTC/USDC"), std::string::npos);
}

TEST_F(SessionControlTest, WhatIsNoRequestIsTurnedDownInWords) {
  for (const char* line : {"", "hello", "[]", "{\"ask\":1}", "{\"ask\":\"dance\"}"}) {
    const auto answer = base::ParseJson(control_->Answer(line));
    ASSERT_TRUE(answer) << line;
    EXPECT_FALSE(answer->Find("ok")->boolean);
    EXPECT_FALSE(answer->Find("message")->text.empty());
  }
}

TEST_F(SessionControlTest, AJournalThatFailsIsAnAnswerAndNoSuccess) {
  failure_ = base::Fail(base::ErrorCode::kIo, "the disk is full");
  EXPECT_EQ(Refusal({.ask = "halt", .reason = "news"}).message, "the disk is full");
}

TEST(SessionControlAlone, BeforeTradingItAsksForAMoment) {
  SessionControl control({});
  EXPECT_NE(control.Answer(R"({"ask":"status"})").find("starting"), std::string::npos);
}

}  // namespace
}  // namespace keel::cli
