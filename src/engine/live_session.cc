// SPDX-License-Identifier: MIT
// What a session does. How it comes back after a restart is in live_session_recall.cc, what it
// tells algorithms of best prices in live_session_quotes.cc.
#include "engine/live_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/refusal_text.h"

namespace keel::engine {
namespace {

constexpr std::string_view kFlatten = "flatten";  // why it sells
constexpr base::Duration kSalePause = base::Seconds(1);

core::TradingScope ScopeOf(const OperatorRecord& record) {
  core::TradingScope scope;
  if (record.strategy) scope.strategy = core::StrategyId{*record.strategy};
  if (record.instrument) scope.instrument = core::InstrumentId{*record.instrument};
  return scope;
}

OperatorRecord ActOf(OperatorAct act, const core::TradingScope& scope, std::string_view by,
                     std::string_view reason) {
  OperatorRecord record;
  record.act = act;
  if (scope.strategy) record.strategy = scope.strategy->index;
  if (scope.instrument) record.instrument = scope.instrument->index;
  record.by = by;
  record.reason = reason;
  return record;
}

base::Status RefusalsOf(const AmendVerdict& verdict) {
  if (verdict.refusals.empty()) return {};
  return base::Fail(
      base::ErrorCode::kRefused,
      "the order stays as it is, since the change is refused by " + TextOf(verdict.refusals));
}

RulesRecord ToRecord(const std::vector<PairRules>& rules) {
  RulesRecord record;
  for (const PairRules& pair : rules) {
    const core::InstrumentFilters& filters = pair.filters;
    record.pairs.push_back({pair.instrument.index, filters.tick, filters.lot, filters.min_notional,
                            pair.largest_sale, pair.stops});
  }
  return record;
}

BarRecord ToRecord(const PricingBar& bar) {
  const core::Bar& b = *bar.bar;
  return {bar.instrument.index, b.open_time, b.open, b.high, b.low, b.close, b.volume};
}

}  // namespace

// ---- Bars.

base::Result<std::vector<PricingBar>> LiveSession::AppendBars(const std::vector<BarRecord>& bars) {
  std::vector<PricingBar> pricing;
  for (const BarRecord& bar : bars) {
    if (bar.instrument >= series_.size()) {
      return base::Fail(base::ErrorCode::kUsage, "a bar of a pair that the session lacks");
    }
    LiveSeries& series = series_[bar.instrument];
    TRY(series.Append({bar.open_time, bar.open, bar.high, bar.low, bar.close, bar.volume}));
    pricing.push_back({core::InstrumentId{bar.instrument}, &series.bars().back()});
  }
  return pricing;
}

base::Status LiveSession::OnBar(core::InstrumentId instrument, const core::Bar& bar,
                                base::UnixNanos now) {
  CHECK(instrument.index < series_.size(), "a bar of a pair that the session lacks");
  LiveSeries& series = series_[instrument.index];
  if (!series.bars().empty() && bar.open_time <= series.bars().back().open_time) return {};
  const base::UnixNanos close = series.timeframe().CloseOf(bar.open_time);
  const bool other = !closing_.empty() && series_[closing_[0].instrument.index].timeframe().CloseOf(
                                              closing_[0].bar->open_time) != close;
  if (other) CloseBars(now);
  TRY(series.Append(bar));
  closing_.push_back({instrument, &series.bars().back()});
  close_at_ = std::min(close_at_, now + options_.bar_patience);
  if (closing_.size() == series_.size()) CloseBars(now);
  return {};
}

void LiveSession::CloseBars(base::UnixNanos now) {
  close_at_ = base::kEndOfTime;
  std::sort(closing_.begin(), closing_.end(),
            [](const auto& a, const auto& b) { return a.instrument < b.instrument; });
  Dispatch(std::exchange(closing_, {}), now);
}

void LiveSession::Dispatch(const std::vector<PricingBar>& bars, base::UnixNanos now) {
  BarsRecord record;
  for (const PricingBar& bar : bars) record.bars.push_back(ToRecord(bar));
  TellQuotesAtClose(bars, now);
  log_.SetTime(now);
  log_.Write(record);
  core_->engine().DispatchBars(now, bars);
  Settle(now);
}

base::Status LiveSession::OnPastBars(const std::vector<BarRecord>& bars, base::UnixNanos now) {
  constexpr size_t kAtOnce = 1000;  // closes; a month of minutes is more than the journal takes
  for (size_t i = 0, closes = 1; i < bars.size(); ++closes) {
    const auto close_of = [&](const BarRecord& bar) {
      return series_.at(bar.instrument).timeframe().CloseOf(bar.open_time);
    };
    BarsRecord group{true, {}};
    const base::UnixNanos close = close_of(bars[i]);
    for (; i < bars.size() && close_of(bars[i]) == close; ++i) group.bars.push_back(bars[i]);
    TRY(const auto pricing, AppendBars(group.bars));
    log_.SetTime(now);
    log_.Write(group);
    core_->engine().Warm(close, pricing);
    if (closes % kAtOnce == 0) TRY(Commit());
  }
  return {};
}

// ---- The venue, and time.

// Its number is in what the venue says from now on, so the journal has to know it first.
core::CurrencyId LiveSession::AddCurrency(std::string_view code) {
  const size_t known = universe().currencies().size();
  const core::CurrencyId id = record_.universe.AddCurrency(code);
  if (universe().currencies().size() > known) log_.Write(CurrencyRecord{std::string(code)});
  return id;
}

void LiveSession::OnVenueEvent(const execution::VenueEvent& event, base::UnixNanos now) {
  TellQuotes(now);
  log_.SetTime(now);
  log_.Write(event);
  link_->OnEvent(event, now);
  Settle(now);
}

bool LiveSession::OnBestBid(core::InstrumentId instrument, core::Price bid, base::UnixNanos now) {
  if (!bid.is_positive() || !core_->desk().IsExitNews(instrument, bid)) return false;
  log_.SetTime(now);
  log_.Write(PriceRecord{instrument.index, bid});
  core_->engine().OnBestBid(now, instrument, bid);
  Settle(now);
  return true;
}

bool LiveSession::AreNew(const PairRules& rules) const {
  const core::Instrument& pair = universe().at(rules.instrument);
  return rules.filters != core::InstrumentFilters{pair.tick, pair.lot, pair.min_notional} ||
         options_.exits.Of(rules.instrument) != ExitRules{rules.largest_sale, rules.stops};
}

base::Result<std::vector<core::InstrumentId>> LiveSession::OnRules(
    const std::vector<PairRules>& rules, base::UnixNanos now) {
  core::Universe checked = record_.universe;
  for (const PairRules& pair : rules) TRY(checked.SetFilters(pair.instrument, pair.filters));
  std::vector<PairRules> told;  // that something waits for or follows from
  std::vector<core::InstrumentId> are_new;
  for (const PairRules& pair : rules) {
    if (AreNew(pair)) are_new.push_back(pair.instrument);
    // Exits that were refused wait for a word of the rules, whatever it is.
    if (AreNew(pair) || doubted_rules_.contains(pair.instrument)) told.push_back(pair);
  }
  if (told.empty()) return are_new;
  log_.SetTime(now);
  log_.Write(ToRecord(told));
  for (const PairRules& pair : told) {
    const bool is_new = AreNew(pair);
    TRY(record_.universe.SetFilters(pair.instrument, pair.filters));
    const ExitRules exits{pair.largest_sale, pair.stops};
    options_.exits.Set(pair.instrument, exits);
    doubted_rules_.erase(pair.instrument);
    core_->desk().OnRules(pair.instrument, exits, is_new, now);
  }
  Settle(now);
  return are_new;
}

/// The venue refused by its filters, though orders are made by those known here: it has others.
void LiveSession::DoubtRules(const core::Report& report) {
  const auto doubt = [&](core::OrderId order) {
    doubted_rules_.insert(account().orders.at(order).order.terms.instrument);
  };
  const auto* rejected = std::get_if<core::OrderRejected>(&report);
  if (rejected != nullptr && rejected->why == core::OrderEnd::kAgainstFilters) {
    doubt(rejected->order);
  }
  const auto* amended = std::get_if<core::OrderAmended>(&report);
  if (amended != nullptr && amended->refused == core::OrderEnd::kAgainstFilters) {
    doubt(amended->order);
  }
}

base::UnixNanos LiveSession::next_timer() const {
  base::UnixNanos next = std::min({close_at_, core_->engine().next_timer(), link_->next_timer()});
  for (const auto& [sale, at] : sell_at_) next = std::min(next, at);
  return next;
}

void LiveSession::OnTimer(base::UnixNanos now) {
  if (close_at_ <= now) CloseBars(now);
  Wake(now);
}

void LiveSession::Wake(base::UnixNanos now) {
  TellQuotes(now);
  log_.SetTime(now);
  log_.Write(TimerRecord{});
  if (core_->engine().next_timer() <= now) core_->engine().OnTimer(now);
  link_->OnTimer(now);
  Settle(now);
}

/// Tells the engine what became of its orders, until nothing more follows from it.
void LiveSession::Settle(base::UnixNanos now) {
  while (true) {
    const auto reports = link_->TakeReports();
    for (const core::Report& report : reports) Hear(report, now);
    if (const auto told = link_->TakeBalances()) CompareBalances(*told, now);
    for (const execution::Discrepancy& found : link_->TakeDiscrepancies()) {
      log_.Write(DisputeRecord{found.text});
      notes_.push_back(found.text);
    }
    core_->desk().risk_watch().SetVenueKnown(link_->reconciled() && !reducing_);
    if (reports.empty()) break;
  }
  if (!flattened_.empty()) {
    SellEverything(now);
    core_->engine().KeepExits(now);
    SellEverything(now);  // what exits that were only kept have set free
  }
  core_->engine().KeepExits(now);
}

// ---- People.

base::Status LiveSession::Act(const OperatorRecord& record, base::UnixNanos now) {
  log_.SetTime(now);
  log_.Write(record);
  TRY(RecallAct(record, now));
  if (record.act == OperatorAct::kSettleDisputes) AdoptBalances(now);
  Settle(now);
  return {};
}

base::Status LiveSession::Commit() {
  TRY(log_.Commit());
  for (execution::Request& request : link_->TakeRequests()) durable_.push_back(std::move(request));
  return {};
}

base::Status LiveSession::Kill(const core::TradingScope& scope, std::string_view by,
                               std::string_view reason, base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kKill, scope, by, reason), now);
}

base::Status LiveSession::Release(const core::TradingScope& scope, bool confirmed,
                                  std::string_view by, std::string_view reason,
                                  base::UnixNanos now) {
  const auto act = confirmed ? OperatorAct::kConfirmRelease : OperatorAct::kRequestRelease;
  return Act(ActOf(act, scope, by, reason), now);
}

base::Status LiveSession::Enable(core::StrategyId strategy, std::string_view by,
                                 std::string_view reason, base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kEnable, {strategy}, by, reason), now);
}

base::Status LiveSession::SettleDisputes(std::string_view by, std::string_view reason,
                                         base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kSettleDisputes, {}, by, reason), now);
}

base::Status LiveSession::CheckWorks(core::OrderId order) const {
  const execution::OrderStore& orders = account().orders;
  if (orders.Contains(order) && !orders.at(order).is_terminal()) return {};
  return base::Fail(
      base::ErrorCode::kNotFound,
      fmt::format("order {} does not work: `keel orders` lists those that do", order.value));
}

base::Status LiveSession::Amend(core::OrderId order, const core::OrderChange& change,
                                std::string_view by, base::UnixNanos now) {
  TRY(CheckWorks(order));
  OperatorRecord record;
  record.act = OperatorAct::kAmend;
  record.order = order.value;
  record.by = by;
  record.quantity = change.quantity;
  record.limit_price = change.limit_price;
  return Act(record, now);
}

base::Status LiveSession::Cancel(core::OrderId order, std::string_view by, base::UnixNanos now) {
  if (!core_->desk().IsFollowed(order)) TRY(CheckWorks(order));
  OperatorRecord record = ActOf(OperatorAct::kCancel, {}, by, "");
  record.order = order.value;
  return Act(record, now);
}

base::Status LiveSession::CancelAll(std::string_view by, base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kCancelAll, {}, by, ""), now);
}

base::Status LiveSession::EndOrders(std::string_view by, base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kStop, {}, by, ""), now);
}

base::Status LiveSession::Flatten(std::string_view by, std::string_view reason,
                                  base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kFlatten, {}, by, reason), now);
}

base::Status LiveSession::Flatten(core::StrategyId strategy, std::string_view by,
                                  std::string_view reason, base::UnixNanos now) {
  return Act(ActOf(OperatorAct::kFlatten, {.strategy = strategy}, by, reason), now);
}

base::Status LiveSession::ChangeLimits(const risk::Limits& limits, std::string_view by,
                                       std::string_view reason, base::UnixNanos now) {
  log_.SetTime(now);
  TRY(core_->engine().ChangeLimits(now, limits, by, reason));
  Settle(now);
  return {};
}

base::Status LiveSession::RecallAct(const OperatorRecord& record, base::UnixNanos now) {
  const core::TradingScope scope = ScopeOf(record);
  OrderDesk& desk = core_->desk();
  switch (record.act) {
    case OperatorAct::kKill:
      return desk.Kill(scope, record.by, record.reason, now);
    case OperatorAct::kRequestRelease:
      return desk.risk_watch().kill_switch().RequestRelease(scope);
    case OperatorAct::kConfirmRelease:
      TRY(desk.risk_watch().kill_switch().ConfirmRelease(scope, record.by, record.reason, now));
      desk.risk_watch().TellEvents();
      EndSale(scope);
      return {};
    case OperatorAct::kEnable:
      if (!record.strategy) {
        return base::Fail(base::ErrorCode::kUsage, "name the strategy that may enter again");
      }
      TRY(desk.risk_watch().activity().Enable(core::StrategyId{*record.strategy}, record.by,
                                              record.reason, now));
      desk.risk_watch().TellEvents();
      return {};
    case OperatorAct::kCancel:
      if (options_.revision >= 3) {
        core_->engine().Withdraw(now, {record.order});
      } else {
        desk.Cancel({record.order}, core::OrderEnd::kCanceledByUser, now);
      }
      return {};
    case OperatorAct::kCancelAll:
      core_->engine().WithdrawAll(now);
      return {};
    case OperatorAct::kStop:  // targets stand: the next start goes on with them
      desk.WithdrawAll(core::OrderEnd::kEndOfRun, now);
      return {};
    case OperatorAct::kAmend:
      return RefusalsOf(desk.Amend({record.order}, {record.quantity, record.limit_price}, now));
    case OperatorAct::kFlatten:
      // Entries off first, or they would race the sales.
      TRY(desk.Kill({.strategy = scope.strategy}, record.by, record.reason, now));
      flattened_[scope.strategy] = {record.by, record.reason, now};
      return {};
    case OperatorAct::kOrder:
      return PlaceByHand(record, now);
    case OperatorAct::kSetParams:
      return TakeParams(record, now);
    case OperatorAct::kSettleDisputes:
      link_->SettleDisputes();
      if (options_.revision >= 1) link_->EndLost(now);
      EndReducing(record, now);
      return {};
  }
  return {};
}

/// Nothing more is sold of what was released.
void LiveSession::EndSale(const core::TradingScope& scope) {
  if (scope != core::TradingScope{.strategy = scope.strategy}) return;
  flattened_.erase(scope.strategy);
  std::erase_if(sell_at_, [this](const auto& pause) { return !IsFlattened(pause.first.first); });
}

bool LiveSession::IsFlattened(core::StrategyId strategy) const {
  return flattened_.contains(std::nullopt) || flattened_.contains(strategy);
}

void LiveSession::StopSoldParents(base::UnixNanos now) {
  if (flattened_.contains(std::nullopt)) return core_->desk().StopAllParents(now);
  for (const auto& [strategy, sale] : flattened_) {
    for (const core::Instrument& pair : universe().instruments()) {
      core_->desk().DropSlices(*strategy, pair.id, now);
    }
  }
}

/// Cancels what works, and sells what is held and not promised, as often as that takes: of all, or
/// of the strategies that it is about.
void LiveSession::SellEverything(base::UnixNanos now) {
  StopSoldParents(now);
  std::vector<core::OrderId> working;
  for (const auto& entry : account().working.entries()) {
    const core::Order& order = account().orders.at(entry.id).order;
    if (order.reason != kFlatten && IsFlattened(order.strategy)) working.push_back(entry.id);
  }
  for (const core::OrderId id : working) {
    core_->desk().Cancel(id, core::OrderEnd::kCanceledByUser, now);
  }
  std::erase_if(sell_at_, [now](const auto& pause) { return pause.second <= now; });
  for (const core::Instrument& pair : universe().instruments()) {
    for (size_t s = 0; s < strategies().size(); ++s) {
      const core::StrategyId strategy{static_cast<uint16_t>(s)};
      if (!IsFlattened(strategy) || sell_at_.contains({strategy, pair.id})) continue;
      SellFree(strategy, pair, now);
    }
  }
}

void LiveSession::SellFree(core::StrategyId strategy, const core::Instrument& pair,
                           base::UnixNanos now) {
  const core::Quantity free = account().ledger.position(strategy, pair.id).quantity() -
                              account().working.SellQuantity(strategy, pair.id);
  const double value = free.ToDouble() * board_->last_close(pair.id);
  if (free < pair.lot || value < pair.min_notional.ToDouble()) return;  // dust
  core::Intent intent;
  intent.strategy = strategy;
  intent.terms.instrument = pair.id;
  intent.terms.side = core::Side::kSell;
  intent.terms.quantity = free;
  intent.reason = kFlatten;
  intent.decided_at = now;
  intent.reference_price = board_->last_close(pair.id);
  intent.id = core_->desk().NewIntentId();
  if (!core_->desk().Submit(intent, now, Manner::kWayOut).order) PauseSales(strategy, pair.id, now);
}

/// A report that is booked.
void LiveSession::PaceSales(const core::Report& report, base::UnixNanos now) {
  const auto* rejected = std::get_if<core::OrderRejected>(&report);
  const auto* canceled = std::get_if<core::OrderCanceled>(&report);
  if (flattened_.empty() || (rejected == nullptr && canceled == nullptr)) return;
  const auto& entry = account().orders.at(rejected != nullptr ? rejected->order : canceled->order);
  if (entry.order.reason != kFlatten || entry.filled.is_positive()) return;
  if (!IsFlattened(entry.order.strategy)) return;
  PauseSales(entry.order.strategy, entry.order.terms.instrument, now);
}

/// A sale that can only fail must not be made and written down as fast as it fails.
void LiveSession::PauseSales(core::StrategyId strategy, core::InstrumentId pair,
                             base::UnixNanos now) {
  if (options_.revision >= 1) sell_at_[{strategy, pair}] = now + kSalePause;
}

}  // namespace keel::engine
