// SPDX-License-Identifier: MIT
#include "engine/parity_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/backtest_driver.h"
#include "engine/parity_past.h"
#include "engine/run_recorder.h"
#include "engine/trading_core.h"

namespace keel::engine {
namespace {

/// Listens for what is compared.
class ParityAudit final : public AuditSink {
 public:
  explicit ParityAudit(const core::Universe& universe) : universe_(universe) {}
  void OnSubmit(const core::SubmitOrder& e) override {
    const core::Order& o = e.order;
    side.trades.push_back(
        {o.id.value, o.strategy, o.terms.instrument, o.terms.side, o.created_at, {}, {}, {}});
  }
  void OnReport(const core::Report& report) override {
    const auto* filled = std::get_if<core::OrderFilled>(&report);
    if (filled == nullptr || filled->fill.order.value == 0) return;
    const core::Fill& fill = filled->fill;
    ParityTrade& trade = side.trades.at(fill.order.value - 1);
    trade.filled += fill.quantity;
    trade.value += core::Notional(fill.price, fill.quantity);
    trade.fees.emplace_back(universe_.code(fill.fee.currency), fill.fee.amount);
  }
  void OnRefused(const core::IntentRefused& e) override {
    side.refusals.push_back(
        {e.time, e.intent.strategy, e.intent.terms.instrument, e.intent.terms.side});
  }

  ParitySide side;

 private:
  const core::Universe& universe_;
};

/// A time, or "its beginning", "its end".
std::string FormatEnd(base::UnixNanos t) {
  if (t == base::kBeginningOfTime) return "its beginning";
  return t == base::kEndOfTime ? "its end" : base::FormatIso(t);
}

/// Where the bars of a series stand that are told together.
struct ToldBars {
  base::UnixNanos heard;
  bool is_past = false;
  std::vector<PricingBar> bars;
};

/// Lets the venue live in the time of the market, and tells the engine of bars when the session
/// heard of them. Told at their closes it does what BacktestDriver does.
class HeardDriver {
 public:
  HeardDriver(Engine& engine, sim::SimVenue& venue, std::vector<BarStream> streams)
      : engine_(engine), venue_(venue), streams_(std::move(streams)), next_(streams_.size(), 0) {}

  void Run(const std::vector<ToldBars>& told) {
    for (size_t i = 0; i < streams_.size(); ++i) BeginNext(i);
    for (const ToldBars& bars : told) {
      LiveUntil(bars.heard);
      if (bars.is_past) {
        const PricingBar& first = bars.bars[0];
        engine_.Warm(streams_[first.instrument.index].timeframe.CloseOf(first.bar->open_time),
                     bars.bars);
      } else {
        engine_.DispatchBars(bars.heard, bars.bars);
      }
    }
    LiveUntil(base::kEndOfTime);
    engine_.CloseBooks();
  }

 private:
  base::UnixNanos CloseOf(size_t i) const {
    const BarStream& stream = streams_[i];
    if (next_[i] > stream.bars.size() || next_[i] == 0) return base::kEndOfTime;
    return stream.timeframe.CloseOf(stream.bars[next_[i] - 1].open_time);
  }
  void BeginNext(size_t i) {
    const BarStream& stream = streams_[i];
    if (next_[i] < stream.bars.size()) {
      const core::Bar& bar = stream.bars[next_[i]++];
      venue_.BeginBar(stream.instrument, bar, stream.timeframe.CloseOf(bar.open_time));
    } else if (next_[i] == stream.bars.size()) {
      ++next_[i];
      venue_.EndBars(stream.instrument);
    }
  }
  base::UnixNanos NextInternal() const {
    return std::min({venue_.next_time(), venue_.reports().next_time(), engine_.next_timer()});
  }
  void LiveUntil(base::UnixNanos t) {
    while (true) {
      size_t first = 0;
      for (size_t i = 1; i < streams_.size(); ++i) {
        if (CloseOf(i) < CloseOf(first)) first = i;
      }
      const base::UnixNanos close = CloseOf(first);
      const base::UnixNanos next = std::min(NextInternal(), close);
      if (next > t || next == base::kEndOfTime) return;
      if (NextInternal() > close) {
        BeginNext(first);
      } else if (venue_.next_time() == next) {
        venue_.Step();
      } else if (venue_.reports().next_time() == next) {
        engine_.Dispatch(next, venue_.reports().Pop());
      } else {
        engine_.OnTimer(next);
      }
    }
  }

  Engine& engine_;
  sim::SimVenue& venue_;
  std::vector<BarStream> streams_;
  std::vector<size_t> next_;  // bars that have begun; one more: the last has ended
};

/// The bars of a session, split where what is compared begins. Bars that were heard of only after
/// its end are in the series alone: they fill and price, and nobody acts on them.
struct Tape {
  std::vector<LiveSeries> series;
  std::vector<LoadedSeries> loaded;
  std::vector<ToldBars> past, told;
  std::vector<size_t> first;  // by pair: its first bar that is no past
};

base::Error NothingHeard(const base::TimeRange& range) {
  const bool whole = range.from == base::kBeginningOfTime && range.to == base::kEndOfTime;
  return {base::ErrorCode::kUsage,
          whole ? "the session has heard of no bar since it began: there is nothing to compare"
                : fmt::format("the session acted on no bar from {} to {}: choose a time in which "
                              "it traded",
                              FormatEnd(range.from), FormatEnd(range.to))};
}

base::Result<Tape> TapeOf(const SessionHistory& history, const std::string& timeframe,
                          const base::TimeRange& range) {
  Tape tape;
  TRY(tape.series, SeriesOf(history, timeframe));
  for (const LiveSeries& series : tape.series) {
    tape.loaded.push_back(series.Loaded());
    tape.loaded.back().bars = series.bars();
  }
  std::vector<size_t> next(tape.series.size(), 0);
  const auto began = std::ranges::find_if(history.bars, [&](const HeardBars& heard) {
    return !heard.bars.is_past && range.contains(heard.heard);
  });
  if (began == history.bars.end()) return tl::unexpected(NothingHeard(range));
  for (auto heard = history.bars.begin(); heard != history.bars.end(); ++heard) {
    if (heard == began) tape.first = next;
    ToldBars told{heard->heard, heard->bars.is_past, {}};
    for (const BarRecord& bar : heard->bars.bars) {
      told.bars.push_back({core::InstrumentId{bar.instrument},
                           &tape.series[bar.instrument].bars()[next[bar.instrument]++]});
    }
    if (heard->heard >= range.to) continue;
    (heard < began ? tape.past : tape.told).push_back(std::move(told));
  }
  return tape;
}

/// As a restart does: strategies hear of the bars, and what the account did is booked.
void GoThroughPast(const std::vector<ToldBars>& bars,
                   const std::vector<core::Timeframe>& timeframes, ParityPast& account,
                   TradingCore& core) {
  core.desk().SetWarming(true);
  for (const ToldBars& past : bars) {
    account.BookUntil(past.heard, core.desk());
    const PricingBar& bar = past.bars.at(0);
    if (past.is_past) {
      core.engine().Warm(timeframes[bar.instrument.index].CloseOf(bar.bar->open_time), past.bars);
    } else {
      core.engine().DispatchBars(past.heard, past.bars);
    }
  }
  account.BookUntil(base::kEndOfTime, core.desk());
  core.desk().SetWarming(false);
}

}  // namespace

base::Result<ParitySide> RunParity(const BacktestSettings& settings, const Registry& registry,
                                   const SessionHistory& history, const ParityRunOptions& options) {
  TRY(Tape tape, TapeOf(history, settings.timeframe, options.range));
  RunRecord record;
  TRY(TradingPlan plan, PlanTrading(settings, registry, tape.loaded, record));
  TRY(ParityPast account, ParityPast::Read(history, options.range.from, record.universe));
  plan.venue.options.rests = options.rests;
  for (const PlannedStrategy& strategy : plan.strategies) {
    record.strategies.push_back({.name = strategy.spec->name});
  }
  market::Board board = MakeBoard(tape.loaded);
  sim::SimVenue venue(record.universe, board, plan.venue.pairs, plan.venue.options);
  ParityAudit listener(record.universe);
  AuditFan audit({&listener});
  TRY(const auto core, TradingCore::Open({settings, plan, tape.loaded, board, venue, audit, record,
                                          /*has_manual_book=*/true}));
  RunRecorder recorder(record, core->account().ledger);
  core->engine().Start(history.starts.front());
  std::vector<BarStream> streams;
  std::vector<core::Timeframe> timeframes;
  for (size_t i = 0; i < tape.loaded.size(); ++i) {
    const LoadedSeries& s = tape.loaded[i];
    streams.push_back({s.record.instrument, s.bars.subspan(tape.first[i]), s.timeframe, {}, false});
    timeframes.push_back(s.timeframe);
  }
  GoThroughPast(tape.past, timeframes, account, *core);
  audit.Add(recorder);  // which knows no order of the past
  for (uint16_t i = 0; i < record.universe.currencies().size(); ++i) {
    const core::CurrencyId coin{i};
    venue.Deposit({core->account().ledger.spendable(coin), coin});
  }
  if (options.as_heard) {
    HeardDriver(core->engine(), venue, std::move(streams)).Run(tape.told);
  } else {
    BacktestDriver(core->engine(), venue, std::move(streams), {}).Run();
  }
  std::erase_if(listener.side.trades,
                [&](const ParityTrade& trade) { return trade.created >= options.range.to; });
  return std::move(listener.side);
}

}  // namespace keel::engine
