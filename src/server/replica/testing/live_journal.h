// SPDX-License-Identifier: MIT
// Only for tests: a session of the real engine that trades in no time, and whose journal is all
// that a server knows of it. It buys and sells at every bar, explains why, and is filled at once.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/live_session.h"
#include "storage/journal/journal.h"

namespace keel::server::testing {

constexpr base::UnixNanos kSessionStart{1'700'000'040'000'000'000};  // a whole minute

class LiveJournal {
 public:
  /// Begins a journal in `folder`, which must outlive it. `configuration` is what the journal says
  /// that it was started with; Reader does not look at it. `execution` works what is bought.
  explicit LiveJournal(storage::JournalFolder& folder, std::string configuration = "",
                       const engine::ExecutionSettings& execution = {})
      : folder_(folder),
        journal_(*storage::Journal::Create(folder, {"live", kSessionStart})),
        options_(Options()) {
    options_.configuration = std::move(configuration);
    options_.settings.execution = execution;
    strategy::StrategySpec spec;
    spec.name = "wavering";
    spec.params = Params();
    spec.make = [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Wavering>();
    };
    specs_ = {spec};
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-3)),
                                             core::Decimal::FromInt(5)};
    std::vector<engine::LiveSeries> series;
    series.emplace_back(
        engine::LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), filters,
                                 core::Timeframe::Of(base::Minutes(1)), std::nullopt},
        std::vector<core::Bar>{}, 1'000);
    auto session = engine::LiveSession::Open(options_, engine::Registry{specs_}, std::move(series),
                                             {&journal_, &folder_}, now_);
    EXPECT_TRUE(session) << session.error().message;
    session_ = *std::move(session);
    session_->OnVenueEvent(execution::StreamState{true}, now_);
    Answer();
  }

  /// A bar closes, and what the strategy asks for is done.
  void Minute() {
    const double close = 100 + static_cast<double>(minute_ * 7 % 11);
    const core::Bar bar{
        kSessionStart + base::Minutes(minute_++), close, close + 1, close - 1, close, 1e6};
    now_ = bar.open_time + base::Minutes(1);
    EXPECT_TRUE(session_->OnBar({0}, bar, now_));
    Answer();
  }
  void Minutes(int count) {
    for (int i = 0; i < count; ++i) Minute();
  }
  /// Time passes in which an algorithm works, and what it sends is filled.
  void Pass(base::Duration time) {
    const base::UnixNanos end = now_ + time;
    while (session_->next_timer() <= end) {
      now_ = std::max(now_, session_->next_timer());
      session_->OnTimer(now_);
      Answer();
    }
    now_ = end;
  }
  /// No bar comes for so long, which is whole minutes.
  void Skip(base::Duration time) { minute_ += time.ns / base::Minutes(1).ns; }
  /// From now on the venue answers an order so much later.
  void AnswerAfter(base::Duration time) { answer_after_ = time; }
  /// Somebody throws the kill switch.
  void Halt() {
    EXPECT_TRUE(session_->Kill({}, "ada", "a test", now_));
    Answer();
  }
  /// Somebody changes its parameter.
  void SetFast(double value) {
    EXPECT_TRUE(session_->SetParams({0}, {{"fast", value}}, "ada", "a test", now_));
    Answer();
  }
  base::UnixNanos now() const { return now_; }
  /// Of its strategy.
  static std::vector<strategy::ParamSpec> Params() {
    return {{"fast", 12, 2, 50, true, "bars that it looks back on"}};
  }

  /// What reads the settings that such a journal began with.
  static engine::SettingsReader Reader() {
    return [](std::string_view) -> base::Result<engine::BacktestSettings> {
      return Options().settings;
    };
  }

 private:
  class Wavering final : public strategy::Strategy {
   public:
    void OnBar(strategy::Context& market, const core::BarClosed& event) override {
      strategy::Decision decision;
      decision.time = event.time;
      decision.instrument = event.instrument;
      decision.inputs.signals = {{.driver = "drift",
                                  .faded = {strategy::Category::kMomentum, 0.5, -0.25, 0.8, 0.9},
                                  .half_life_s = 3'600,
                                  .emitted_at = event.time,
                                  .features = {},
                                  .regime = std::nullopt}};
      decision.outcome.conviction = 0.5;
      decision.outcome.target_share = ++bars_ % 2 == 1 ? 0.4 : 0.1;
      decision.outcome.gates = {{"cost", 0.2, 0.1, true}};
      market.Explain(decision);
      market.TargetShare(event.instrument, decision.outcome.target_share, "waver");
      if (bars_ % 5 != 0) return;
      core::OrderTerms terms;
      terms.instrument = event.instrument;
      terms.quantity = core::Quantity(core::Decimal::FromInt(1'000));
      market.Submit(terms, "too much");
    }

   private:
    int bars_ = 0;
  };

  static engine::LiveOptions Options() {
    engine::LiveOptions options;
    options.settings.pairs = {"BTC/USDT"};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "wavering"}};
    options.settings.account.balances = {{"USDT", "100000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.order_volume_share = std::nullopt;
    options.settings.risk.order_value_max = 20'000;  // so that some are refused
    options.link.session = "live";
    options.link.trades_before = {0};
    return options;
  }

  /// Answers as a venue that fills everything at once.
  void Answer() {
    EXPECT_TRUE(session_->Commit());
    for (const execution::Request& request : session_->TakeRequests()) {
      if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
        now_ = now_ + answer_after_;
        Fill(request.id, *place);
      } else if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
        Hear(execution::Answer{request.id, std::vector<execution::VenueOrder>{}});
      } else if (std::holds_alternative<execution::QueryTrades>(request.what)) {
        Hear(execution::Answer{request.id, std::vector<execution::VenueTrade>{}});
      }
    }
    EXPECT_TRUE(session_->Commit());
  }
  void Hear(const execution::VenueEvent& event) { session_->OnVenueEvent(event, now_); }
  void Fill(execution::RequestId id, const execution::PlaceOrder& place) {
    ++trade_;
    const core::Price price(core::Decimal::FromInt(100));
    const core::Money fee = {core::Decimal::PowerOfTen(-2),
                             session_->universe().instruments()[0].quote};
    const execution::VenueOrder order{place.client_id,        1'000 + trade_,
                                      place.terms.instrument, execution::VenueStatus::kFilled,
                                      place.terms.quantity,   place.terms.quantity};
    Hear(execution::Answer{id, order});
    Hear(execution::StreamOrder{
        order,
        execution::VenueTrade{trade_, order.venue_id, place.terms.instrument, place.terms.side,
                              core::Liquidity::kTaker, price, place.terms.quantity, fee, now_}});
  }

  storage::JournalFolder& folder_;
  storage::Journal journal_;
  engine::LiveOptions options_;
  std::vector<strategy::StrategySpec> specs_;
  std::unique_ptr<engine::LiveSession> session_;
  base::UnixNanos now_ = kSessionStart;
  base::Duration answer_after_;
  int64_t minute_ = 0;
  uint64_t trade_ = 0;
};

}  // namespace keel::server::testing
