// SPDX-License-Identifier: MIT
// A session at a venue that takes everything, with an operator who asks it in lines of JSON.
#pragma once

#include <gtest/gtest.h>

#include "cli/control/alerts.h"
#include "cli/control/engine_alerts.h"
#include "cli/control/session_control.h"
#include "engine/control/risk_view.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::cli {

/// Buys a little at every bar, far below the market, so that it rests; or half of its equity; or
/// puts a stop under what it holds.
class PatientStrategy final : public strategy::Strategy {
 public:
  PatientStrategy(const bool& protects, const bool& wants_half)
      : protects_(protects), wants_half_(wants_half) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (protects_) return Protect(market, event);
    if (wants_half_) return market.TargetShare(event.instrument, 0.5, "half");
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.type = core::OrderType::kLimit;
    terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    terms.limit_price = core::Price(core::Decimal::FromInt(99));
    market.Submit(terms, "patient");
  }

 private:
  static void Protect(strategy::Context& market, const core::BarClosed& event) {
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = core::Side::kSell;
    terms.type = core::OrderType::kStop;
    terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    terms.stop_price = core::Price(core::Decimal::FromInt(90));
    market.Submit(terms, "stop");
  }

  const bool& protects_;
  const bool& wants_half_;
};

class SessionControlTest : public ::testing::Test {
 protected:
  static constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute
  static core::Quantity Q(int64_t n) { return core::Quantity(core::Decimal::FromInt(n)); }

  SessionControlTest() {
    strategy::StrategySpec spec;
    spec.name = "patient";
    spec.make =
        [this](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<PatientStrategy>(protects_, wants_half_);
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

}  // namespace keel::cli
