// SPDX-License-Identifier: MIT
#include "tests/integration/sample_session.h"

#include <algorithm>
#include <queue>

#include "base/random.h"
#include "sim/bar_path.h"
#include "storage/journal/journal.h"

namespace keel::testing {
namespace {

using base::UnixNanos;
using execution::VenueEvent;

/// The venue and the driver in one.
class Sample {
 public:
  Sample(const std::string& folder, const SampleOptions& options)
      : options_(options), folder_(storage::OpenJournalFolder(folder)) {
    for (size_t i = 0; i < options.settings.pairs.size(); ++i) {
      bars_.push_back(SampleBars(options, i));
    }
  }

  std::string Run() {
    Begin();
    for (size_t minute = 0; minute < options_.minutes && failure_.empty(); ++minute) {
      const UnixNanos close = kSampleStart + base::Minutes(static_cast<int64_t>(minute) + 1);
      RunUntil(close + options_.heard_after);
      Tell(minute);
      if (!options_.dies_after.contains(minute)) continue;
      session_.reset();
      journal_.reset();
      due_ = {};
      Begin();
    }
    if (session_) RunUntil(now_ + base::Seconds(30));
    return failure_;
  }

 private:
  struct Due {
    UnixNanos time;
    uint64_t sequence;
    std::function<void()> what;
    bool operator<(const Due& other) const {
      return std::pair(other.time, other.sequence) < std::pair(time, sequence);
    }
  };

  void Expect(const base::Status& status) {
    if (!status && failure_.empty()) failure_ = status.error().message;
  }

  void Begin() {
    const bool is_new = !begun_;
    auto journal = is_new ? storage::Journal::Create(*folder_, {"sample", now_})
                          : storage::Journal::Open(*folder_);
    if (!journal) return Expect(tl::unexpected<base::Error>(journal.error()));
    journal_.emplace(*std::move(journal));
    engine::LiveOptions live;
    live.settings = options_.settings;
    live.configuration = options_.configuration;
    live.code_version = "test";
    live.keeps_decisions = options_.keeps_decisions;
    live.link.session = "sample";
    live.link.first_request = static_cast<uint64_t>(now_.ns);
    live.link.trades_before.assign(bars_.size(), 0);
    auto session = engine::LiveSession::Open(live, options_.registry, Series(),
                                             {&*journal_, folder_.get()}, now_);
    if (!session) return Expect(tl::unexpected<base::Error>(session.error()));
    session_ = *std::move(session);
    if (is_new) TellPast();
    begun_ = true;
    session_->OnVenueEvent(execution::StreamState{true}, now_);
    Drain();
    RunUntil(now_ + base::Seconds(1));
  }

  std::vector<engine::LiveSeries> Series() const {
    std::vector<engine::LiveSeries> series;
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-4)),
                                             core::Decimal::FromInt(5)};
    for (const std::string& pair : options_.settings.pairs) {
      series.emplace_back(
          engine::LiveSeries::Spec{*core::ParseSymbol(pair), filters,
                                   core::Timeframe::Of(base::Minutes(1)), std::nullopt},
          std::vector<core::Bar>{}, 50'000);
    }
    return series;
  }

  engine::BarRecord RecordOf(size_t pair, size_t index) const {
    const core::Bar& b = bars_[pair][index];
    return {static_cast<uint32_t>(pair), b.open_time, b.open, b.high, b.low, b.close, b.volume};
  }

  void TellPast() {
    std::vector<engine::BarRecord> past;
    for (size_t i = 0; i < options_.past; ++i) {
      for (size_t pair = 0; pair < bars_.size(); ++pair) past.push_back(RecordOf(pair, i));
    }
    Expect(session_->OnPastBars(past, now_));
  }

  void Tell(size_t minute) {
    const size_t index = options_.past + minute;
    if (options_.missed.contains(minute)) {
      std::vector<engine::BarRecord> missed;
      for (size_t pair = 0; pair < bars_.size(); ++pair) missed.push_back(RecordOf(pair, index));
      Expect(session_->OnPastBars(missed, now_));
    } else {
      for (uint32_t pair = 0; pair < bars_.size(); ++pair) {
        Expect(session_->OnBar({pair}, bars_[pair][index], now_));
      }
    }
    if (options_.each_minute) options_.each_minute(*session_, minute);
    Drain();
  }

  void At(UnixNanos time, std::function<void()> what) {
    due_.push({time, ++sequence_, std::move(what)});
  }

  void RunUntil(UnixNanos end) {
    while (failure_.empty()) {
      const UnixNanos due = due_.empty() ? base::kEndOfTime : due_.top().time;
      const UnixNanos next = std::min(due, session_->next_timer());
      if (next > end) break;
      now_ = std::max(now_, next);
      if (due <= now_) {
        const auto what = due_.top().what;
        due_.pop();
        what();
      } else {
        session_->OnTimer(now_);
      }
      Drain();
    }
    now_ = std::max(now_, end);
  }

  void Drain() {
    Expect(session_->Commit());
    for (execution::Request& request : session_->TakeRequests()) {
      At(now_ + options_.latency, [this, request] { Arrive(request); });
    }
  }

  void Reply(execution::RequestId id, decltype(execution::Answer::what) what) {
    At(now_ + options_.latency, [this, event = VenueEvent(execution::Answer{id, std::move(what)})] {
      session_->OnVenueEvent(event, now_);
    });
  }

  void Arrive(const execution::Request& request) {
    if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
      const bool rests = options_.rests && place->terms.type == core::OrderType::kLimit;
      return rests ? Rest(request.id, *place) : Fill(request.id, *place);
    }
    if (const auto* cancel = std::get_if<execution::CancelAtVenue>(&request.what)) {
      const auto at = orders_.find(cancel->client_id);
      if (at == orders_.end()) return Reply(request.id, execution::NotFound{});
      if (at->second.status == execution::VenueStatus::kWorking) {
        at->second.status = execution::VenueStatus::kCanceled;
      }
      return Reply(request.id, at->second);
    }
    if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
      return Reply(request.id, std::vector<execution::VenueOrder>{});
    }
    if (const auto* query = std::get_if<execution::QueryTrades>(&request.what)) {
      std::vector<execution::VenueTrade> later;
      for (const execution::VenueTrade& trade : trades_) {
        const bool wanted = trade.instrument == query->instrument && trade.number > query->after;
        if (wanted) later.push_back(trade);
      }
      return Reply(request.id, later);
    }
    if (const auto* query = std::get_if<execution::QueryOrder>(&request.what)) {
      const auto at = orders_.find(query->client_id);
      if (at == orders_.end()) return Reply(request.id, execution::NotFound{});
      return Reply(request.id, at->second);
    }
    Reply(request.id, execution::NotFound{});
  }

  core::Price PriceNow(const core::OrderTerms& terms) const {
    const std::vector<core::Bar>& bars = bars_[terms.instrument.index];
    const auto index = static_cast<size_t>((now_ - bars[0].open_time).ns / base::Minutes(1).ns);
    const core::Bar& bar = bars[std::min(index, bars.size() - 1)];
    const sim::BarPath path(bar, bar.open_time + base::Minutes(1), sim::PathRule::kOpenHighLowClose,
                            false);
    const double sign = core::Sign(terms.side);
    return core::Price::FromDouble(path.PriceAt(now_) * (1 + sign * options_.worse_bps * 1e-4),
                                   core::Price(core::Decimal::PowerOfTen(-2)),
                                   sign > 0 ? core::Rounding::kUp : core::Rounding::kDown);
  }

  execution::VenueTrade Trade(const core::OrderTerms& terms, core::Price price,
                              core::Quantity quantity, uint64_t venue_id) {
    execution::VenueTrade trade;
    trade.number = trades_.size() + 1;
    trade.venue_id = venue_id;
    trade.instrument = terms.instrument;
    trade.side = terms.side;
    trade.price = price;
    trade.quantity = quantity;
    const core::Decimal rate =
        core::Decimal::FromDouble(options_.fee_bps * 1e-4, core::Decimal::PowerOfTen(-8));
    trade.fee = {core::Mul(core::Notional(price, quantity), rate, core::Rounding::kHalfEven),
                 session_->universe().instruments()[0].quote};
    trade.time = now_;
    trades_.push_back(trade);
    return trade;
  }

  void Tell(const execution::VenueOrder& order, const execution::VenueTrade& trade) {
    At(now_ + options_.latency, [this, event = VenueEvent(execution::StreamOrder{order, trade})] {
      session_->OnVenueEvent(event, now_);
    });
  }

  void Fill(execution::RequestId id, const execution::PlaceOrder& place) {
    const execution::VenueTrade trade =
        Trade(place.terms, PriceNow(place.terms), place.terms.quantity, 1000 + ++placed_);
    const execution::VenueOrder order{place.client_id, trade.venue_id, trade.instrument,
                                      execution::VenueStatus::kFilled, trade.quantity};
    orders_[place.client_id] = order;
    Reply(id, order);
    Tell(order, trade);
  }

  void Rest(execution::RequestId id, const execution::PlaceOrder& place) {
    const execution::VenueOrder order{place.client_id,
                                      1000 + ++placed_,
                                      place.terms.instrument,
                                      execution::VenueStatus::kWorking,
                                      {},
                                      place.terms.quantity};
    orders_[place.client_id] = order;
    Reply(id, order);
    for (const SampleFill& fill : options_.rests(place.terms)) {
      const auto quantity = core::Quantity::FromDouble(
          fill.part * place.terms.quantity.ToDouble(),
          core::Quantity(core::Decimal::PowerOfTen(-4)), core::Rounding::kHalfEven);
      At(now_ + fill.after, [this, place, quantity] { FillResting(place, quantity); });
    }
  }

  void FillResting(const execution::PlaceOrder& place, core::Quantity quantity) {
    execution::VenueOrder& order = orders_[place.client_id];
    if (order.status != execution::VenueStatus::kWorking) return;
    order.executed += quantity;
    if (order.executed == order.quantity) order.status = execution::VenueStatus::kFilled;
    execution::VenueTrade trade =
        Trade(place.terms, place.terms.limit_price, quantity, order.venue_id);
    trade.liquidity = core::Liquidity::kMaker;
    trades_.back().liquidity = core::Liquidity::kMaker;
    Tell(order, trade);
  }

  const SampleOptions& options_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::vector<std::vector<core::Bar>> bars_;
  std::optional<storage::Journal> journal_;
  std::unique_ptr<engine::LiveSession> session_;
  std::priority_queue<Due> due_;
  uint64_t sequence_ = 0;
  std::vector<execution::VenueTrade> trades_;
  uint64_t placed_ = 0;
  std::map<std::string, execution::VenueOrder> orders_;
  UnixNanos now_ = kSampleStart;
  bool begun_ = false;
  std::string failure_;
};

}  // namespace

engine::BacktestSettings SampleSettings() {
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT", "ETH/USDT"};
  settings.timeframe = "1m";
  settings.account.balances = {{"USDT", "100000"}};
  settings.risk = *risk::LimitsOf("research");
  settings.risk.order_volume_share = std::nullopt;
  settings.sim.latency.model = "fixed";
  settings.sim.latency.fixed_ms = 250;
  settings.sim.impact.spread_bps = 0;
  settings.sim.impact.k = {};
  settings.sim.impact.k_default = 0;
  settings.sim.fill.path = "ohlc";
  return settings;
}

std::vector<core::Bar> SampleBars(const SampleOptions& options, size_t pair) {
  base::RandomStream random(options.seed, "sample.bars", pair);
  std::vector<core::Bar> bars;
  double close = 100;
  for (size_t i = 0; i < options.past + options.minutes + 2; ++i) {
    const double open = close;
    close = std::clamp(open * (1 + options.volatility * random.NextNormal()), 60.0, 160.0);
    const auto at = static_cast<int64_t>(i) - static_cast<int64_t>(options.past);
    bars.push_back({kSampleStart + base::Minutes(at), open, 1.0005 * std::max(open, close),
                    0.9995 * std::min(open, close), close, 1e6});
  }
  return bars;
}

std::string MakeSampleSession(const std::string& folder, const SampleOptions& options) {
  return Sample(folder, options).Run();
}

}  // namespace keel::testing
