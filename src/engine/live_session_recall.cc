// SPDX-License-Identifier: MIT
// How a session begins, and how it comes back: the past is gone through in order, bars and orders
// and reports as they were, so that ledger, breaker, recent activity and working orders are what
// they were when the program ended. Strategies see the bars again and nothing they ask for is done.
#include <fmt/format.h>

#include <algorithm>

#include "engine/live_session.h"
#include "engine/session_describe.h"
#include "engine/set_params.h"
#include "risk/limit_change.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

SessionRecord TypeOf(const storage::Record& record) {
  return static_cast<SessionRecord>(record.head.kind.type);
}

/// The highest number of a coin in what the venue said; 0 where it names none.
size_t LastCurrency(const execution::VenueEvent& event) {
  size_t last = 0;
  const auto see = [&](core::CurrencyId coin) { last = std::max<size_t>(last, coin.index); };
  if (const auto* stream = std::get_if<execution::StreamOrder>(&event); stream && stream->trade) {
    see(stream->trade->fee.currency);
  }
  if (const auto* answer = std::get_if<execution::Answer>(&event)) {
    if (const auto* trades = std::get_if<std::vector<execution::VenueTrade>>(&answer->what)) {
      for (const execution::VenueTrade& trade : *trades) see(trade.fee.currency);
    }
    if (const auto* balances = std::get_if<std::vector<execution::Balance>>(&answer->what)) {
      for (const execution::Balance& balance : *balances) see(balance.currency);
    }
  }
  return last;
}

}  // namespace

LiveSession::LiveSession(LiveOptions options, std::vector<LiveSeries> series,
                         storage::Journal* journal)
    : options_(std::move(options)),
      series_(std::move(series)),
      log_(journal, record_.universe),
      balance_check_(options_.link.settle_margin) {}

base::Result<std::unique_ptr<LiveSession>> LiveSession::Open(LiveOptions options,
                                                             const Registry& registry,
                                                             std::vector<LiveSeries> series,
                                                             const SessionMemory& memory,
                                                             base::UnixNanos now) {
  TRY(SessionPast past, SessionPast::Open(memory));
  TRY(StartedRecord start, FirstStart(options, past));
  std::unique_ptr<LiveSession> session(
      new LiveSession(std::move(options), std::move(series), memory.journal));
  TRY(session->LookAhead(past, registry));
  TRY(session->Build(registry, start));
  session->log_.SetMuted(true);
  session->log_.SetKeepsDecisions(session->options_.keeps_decisions);
  session->core_->desk().SetWarming(true);
  session->core_->engine().Start(now);
  std::vector<size_t> known;
  for (const LiveSeries& one : session->series_) known.push_back(one.bars().size());
  WarmUp(session->core_->engine(), session->series_, known);
  TRY(session->RecallAll(past));
  if (session->options_.revision >= 2) session->RefilterParents(now);
  session->core_->desk().ForgetQuotes(now);
  TRY(session->CheckClock(now));
  session->core_->desk().SetWarming(false);
  session->core_->desk().RestoreExits(now);
  session->log_.SetMuted(false);

  start.configuration = session->options_.configuration;
  start.identity = session->Identity();
  start.code_version = session->options_.code_version;
  start.keeps_decisions = session->options_.keeps_decisions;
  start.revision = session->options_.revision;
  start.first_request = session->options_.link.first_request;
  start.receive_window_ns = session->options_.link.receive_window.ns;
  start.answer_patience_ns = session->options_.link.answer_patience.ns;
  start.largest_sales = session->options_.exits.largest_sales;
  start.stops = session->options_.exits.stops;
  start.instruments.clear();
  for (const core::Instrument& pair : session->universe().instruments()) {
    start.instruments.push_back({pair.symbol.ToString(), pair.tick, pair.lot, pair.min_notional});
  }
  session->log_.SetTime(now);
  session->log_.Write(start);
  session->link_->NameFrom(session->account().orders.next_id(), NameMark(start, now));
  session->link_->Restore(session->account().orders, session->recalled_fills_, now);
  session->recalled_fills_.clear();
  session->Settle(now);
  TRY(session->Commit());
  return session;
}

/// What the journal began with; of an empty one, what the options say.
base::Result<StartedRecord> LiveSession::FirstStart(const LiveOptions& options, SessionPast& past) {
  TRY(const auto first, past.Next());
  if (first && TypeOf(*first) == SessionRecord::kStarted) {
    return SessionSchemas().Read<StartedRecord>(*first);
  }
  if (first) {
    return base::Fail(base::ErrorCode::kCorrupt,
                      "the journal does not begin with the start of a session: it is another's");
  }
  StartedRecord start;
  start.revision = options.revision;
  start.trades_before = options.link.trades_before;
  for (const auto& [code, text] : options.settings.account.balances) {
    TRY(const core::Decimal amount, core::Decimal::Parse(text));
    start.deposits.push_back({code, amount});
  }
  return start;
}

/// What has to be known before the past is gone through. The journal tells its bars itself, and
/// needs room for them; of the past only those before it are wanted. And strategies begin with the
/// parameters that people have set.
base::Status LiveSession::LookAhead(SessionPast& past, const Registry& registry) {
  TRY(past.Rewind());
  std::vector<std::optional<base::UnixNanos>> first(series_.size());
  std::vector<size_t> count(series_.size(), 0);
  BacktestSettings as_set = options_.settings;
  while (true) {
    TRY(const auto record, past.Next());
    if (!record) break;
    if (TypeOf(*record) == SessionRecord::kOperator) {
      TRY(const auto act, SessionSchemas().Read<OperatorRecord>(*record));
      LaySetParams(act, as_set);
    }
    if (TypeOf(*record) != SessionRecord::kBars) continue;
    TRY(const auto bars, SessionSchemas().Read<BarsRecord>(*record));
    for (const BarRecord& bar : bars.bars) {
      if (bar.instrument >= first.size()) continue;
      if (!first[bar.instrument]) first[bar.instrument] = bar.open_time;
      ++count[bar.instrument];
    }
  }
  for (size_t i = 0; i < series_.size(); ++i) {
    if (first[i]) series_[i].CutFrom(*first[i]);
    series_[i].MakeRoom(count[i]);
  }
  AdoptParams(as_set, registry);
  return {};
}

base::Status LiveSession::Build(const Registry& registry, const StartedRecord& start) {
  registry_ = registry;
  BacktestSettings& settings = options_.settings;
  settings.account.balances.clear();
  for (const DepositRecord& deposit : start.deposits) {
    settings.account.balances[deposit.currency] = deposit.amount.ToString();
  }
  for (const LiveSeries& series : series_) loaded_.push_back(series.Loaded());
  auto plan = PlanTrading(settings, registry, loaded_, record_);
  if (!plan) return tl::unexpected<base::Error>(plan.error());
  plan_.emplace(*std::move(plan));
  if (options_.revision >= 3) TRY(CheckExecution(settings.execution, loaded_));
  board_.emplace(MakeBoard(loaded_));
  if (start.trades_before.size() != series_.size()) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("the session trades {} pairs and its journal began with {}: go on "
                    "with the same pairs, or begin another session",
                    series_.size(), start.trades_before.size()));
  }
  TRY(CheckIdentity(start));
  options_.link.trades_before = start.trades_before;
  options_.link.recalls_acceptance = options_.revision >= 3;
  options_.link.distrusts_old_stamps = options_.revision >= 3;
  options_.link.looks_again_at_ghosts = options_.revision >= 4;
  link_.emplace(options_.link);
  // An older session goes on with who hears nothing in it.
  const auto who = start.revision >= 3 ? WhoNeedsBooks(settings, registry) : std::nullopt;
  if (who) {
    return base::Fail(base::ErrorCode::kUnsupported,
                      *who +
                          ", which a session does not write down yet, so that it could not be "
                          "done again: choose what decides on bars");
  }
  for (const PlannedStrategy& strategy : plan_->strategies) {
    record_.strategies.push_back({.name = strategy.spec->name});
  }
  record_.strategies.push_back({.name = std::string(kManualBook)});
  if (options_.audience != nullptr) audit_.Add(*options_.audience);
  auto core = TradingCore::Open({settings, *plan_, loaded_, *board_, *link_, audit_, record_,
                                 /*has_manual_book=*/true});
  if (!core) return tl::unexpected<base::Error>(core.error());
  core_ = *std::move(core);
  core_->desk().KeepExits(options_.exits);
  if (options_.revision < 3) core_->desk().WorkParentsAsBefore();
  if (options_.revision < 4) core_->account().ledger.BookAsBefore();
  return {};
}

std::string LiveSession::Identity() const {
  std::vector<std::string> pairs, strategies;
  for (const core::Instrument& pair : universe().instruments()) {
    pairs.push_back(pair.symbol.ToString());
  }
  for (const PlannedStrategy& strategy : plan_->strategies) {
    strategies.push_back(strategy.spec->name);
  }
  const BacktestSettings& settings = options_.settings;
  return fmt::format("{} bars of {} at {} in {} for {}", settings.timeframe, fmt::join(pairs, ", "),
                     settings.venue, settings.account.currency, fmt::join(strategies, ", "));
}

/// Positions, orders and executions in a journal carry numbers of pairs and strategies.
base::Status LiveSession::CheckIdentity(const StartedRecord& start) const {
  if (start.identity.empty() || start.identity == Identity()) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("the session began with {}, and this would be {}: go on with the "
                                "same, in the same order, or begin another session (--session)",
                                start.identity, Identity()));
}

base::Status LiveSession::RecallAll(SessionPast& past) {
  TRY(past.Rewind());
  if (auto hasher = past.TakeHasher()) log_.GoOn(*std::move(hasher));
  while (true) {
    TRY(const auto record, past.Next());
    if (!record) break;
    log_.SetTime(record->head.time);
    if (!past.is_of_snapshot()) log_.Remember(*record);
    TRY(Recall(*record));
  }
  log_.SetTime(std::max(log_.time(), past.snapshot_time()));
  return {};
}

/// They began under filters of then.
void LiveSession::RefilterParents(base::UnixNanos now) {
  for (const core::Instrument& pair : universe().instruments()) {
    core_->desk().RefilterParents(pair.id, now);
  }
}

/// A session cannot live through a time again.
base::Status LiveSession::CheckClock(base::UnixNanos now) const {
  if (log_.time() <= now) return {};
  return base::Fail(
      base::ErrorCode::kRefused,
      fmt::format(
          "the journal was written up to {}, and it is {} now: set this machine's clock, or, "
          "where a simulated exchange began again, trade in another session (--session)",
          base::FormatIso(log_.time()), base::FormatIso(now)));
}

base::Status LiveSession::Recall(const storage::Record& record) {
  const base::UnixNanos time = record.head.time;
  switch (TypeOf(record)) {
    case SessionRecord::kStarted: {
      TRY(const auto start, SessionSchemas().Read<StartedRecord>(record));
      link_->NameFrom(account().orders.next_id(), NameMark(start, time));
      core_->desk().ForgetQuotes(time);
      return {};
    }
    case SessionRecord::kBars: {
      TRY(const auto bars, SessionSchemas().Read<BarsRecord>(record));
      return RecallBars(bars, time);
    }
    case SessionRecord::kOperator: {
      TRY(const auto act, SessionSchemas().Read<OperatorRecord>(record));
      // What was turned down then is turned down again and changes nothing.
      static_cast<void>(RecallAct(act, time));
      return {};
    }
    case SessionRecord::kSubmitted: {
      TRY(const auto sent, SessionSchemas().Read<SubmittedRecord>(record));
      core_->desk().Recall(FromRecord(sent, time, texts_.Keep(sent.reason)));
      return {};
    }
    case SessionRecord::kKept: {
      TRY(const auto kept, SessionSchemas().Read<SubmittedRecord>(record));
      core_->desk().RecallKept(FromRecord(kept, time, texts_.Keep(kept.reason)));
      return {};
    }
    case SessionRecord::kParent:
    case SessionRecord::kChild:
    case SessionRecord::kParentStopped:
    case SessionRecord::kParentEnded:
      return RecallParent(record);
    case SessionRecord::kCancelled: {
      TRY(const auto asked, SessionSchemas().Read<CancelledRecord>(record));
      core_->desk().Recall(core::CancelOrder{{asked.order}, asked.why, time});
      return {};
    }
    case SessionRecord::kAmend: {
      TRY(const auto amend, SessionSchemas().Read<AmendRecord>(record));
      return RecallAmend(amend, time);
    }
    case SessionRecord::kReported: {
      TRY(const auto report, SessionSchemas().Read<ReportedRecord>(record));
      return RecallReport(report, time);
    }
    default:
      return RecallState(record);
  }
}

/// What is neither bar nor order.
base::Status LiveSession::RecallState(const storage::Record& record) {
  const base::UnixNanos time = record.head.time;
  switch (TypeOf(record)) {
    case SessionRecord::kDecided: {
      TRY(const auto decided, SessionSchemas().Read<DecidedRecord>(record));
      core_->desk().RecallDecision(decided.number);
      return {};
    }
    case SessionRecord::kLimit: {
      TRY(const auto change, SessionSchemas().Read<LimitRecord>(record));
      risk::Limits limits = core_->desk().limits();
      TRY(risk::SetLimit(&limits, change.name, change.to));
      return core_->engine().ChangeLimits(time, limits, change.by, change.reason);
    }
    case SessionRecord::kCurrency: {
      TRY(const auto coin, SessionSchemas().Read<CurrencyRecord>(record));
      record_.universe.AddCurrency(coin.code);
      return {};
    }
    case SessionRecord::kQuote: {
      TRY(const auto quote, ReadQuote(record));
      core_->desk().OnQuote({quote.instrument}, {quote.bid, quote.ask, time});
      return {};
    }
    case SessionRecord::kPlaced: {
      TRY(const auto placed, SessionSchemas().Read<PlacedRecord>(record));
      placed_[{placed.by, placed.key}] = placed;
      return {};
    }
    case SessionRecord::kDeposit: {
      TRY(const auto deposit, SessionSchemas().Read<DepositRecord>(record));
      RecallDeposit(deposit, time);
      return {};
    }
    default:  // told or done, and its effect is in other records
      return {};
  }
}

base::Result<QuoteRecord> LiveSession::ReadQuote(const storage::Record& record) const {
  TRY(const auto quote, SessionSchemas().Read<QuoteRecord>(record));
  const bool is_one = quote.bid.is_positive() && quote.bid < quote.ask;
  if (is_one && quote.instrument < series_.size()) return quote;
  return base::Fail(base::ErrorCode::kCorrupt,
                    fmt::format("record {} has best prices that are none, or of a pair that the "
                                "session lacks",
                                record.head.sequence));
}

base::Status LiveSession::RecallParent(const storage::Record& record) {
  const base::UnixNanos time = record.head.time;
  OrderDesk& desk = core_->desk();
  switch (TypeOf(record)) {
    case SessionRecord::kParent: {
      TRY(const auto told, SessionSchemas().Read<ParentRecord>(record));
      TRY(const auto start, FromRecord(told, time, texts_.Keep(told.reason)));
      desk.RecallParent(start);
      return {};
    }
    case SessionRecord::kChild: {
      TRY(const auto child, SessionSchemas().Read<ChildRecord>(record));
      return desk.RecallChild({child.parent, child.child, {child.order}, time});
    }
    case SessionRecord::kParentStopped: {
      TRY(const auto stopped, SessionSchemas().Read<ParentStoppedRecord>(record));
      desk.RecallStop(stopped.parent, time);
      return {};
    }
    default: {
      TRY(const auto ended, SessionSchemas().Read<ParentEndedRecord>(record));
      desk.RecallEnd(ended.parent);
      return {};
    }
  }
}

base::Status LiveSession::RecallAmend(const AmendRecord& record, base::UnixNanos now) {
  const core::OrderId order{record.order};
  if (!account().orders.Contains(order)) {
    return base::Fail(
        base::ErrorCode::kCorrupt,
        fmt::format("the journal tells of order {} before it was sent", record.order));
  }
  OrderDesk& desk = core_->desk();
  switch (record.step) {
    case AmendStep::kAsked:
    case AmendStep::kReplacing: {
      const bool replaces = record.step == AmendStep::kReplacing;
      desk.Recall(core::AmendOrder{order, record.quantity, record.limit_price, replaces, now});
      return {};
    }
    case AmendStep::kReplaced:
      desk.Recall(core::OrderReplaced{order, {record.by}, now});
      return {};
    case AmendStep::kDone:
    case AmendStep::kRefused:
      break;
  }
  core::OrderAmended amended{order, record.quantity, std::nullopt, record.time};
  if (record.step == AmendStep::kRefused) amended.refused = record.why;
  desk.Book(amended);
  desk.TellParents(amended, now);
  return {};
}

base::Status LiveSession::RecallBars(const BarsRecord& record, base::UnixNanos now) {
  TRY(const auto bars, AppendBars(record.bars));
  if (record.is_past) {
    core_->engine().Warm(
        series_[bars[0].instrument.index].timeframe().CloseOf(bars[0].bar->open_time), bars);
  } else {
    core_->engine().DispatchBars(now, bars);
  }
  return {};
}

base::Status LiveSession::Feed(const storage::Record& record) {
  const base::UnixNanos now = record.head.time;
  switch (TypeOf(record)) {
    case SessionRecord::kBars: {
      TRY(const auto told, SessionSchemas().Read<BarsRecord>(record));
      if (told.is_past) return OnPastBars(told.bars, now);
      TRY(const auto bars, AppendBars(told.bars));
      Dispatch(bars, now);
      return {};
    }
    case SessionRecord::kCurrency: {
      TRY(const auto coin, SessionSchemas().Read<CurrencyRecord>(record));
      AddCurrency(coin.code);
      return {};
    }
    case SessionRecord::kVenue: {
      TRY(const auto event, SessionSchemas().Read<execution::VenueEvent>(record));
      if (LastCurrency(event) >= universe().currencies().size()) {
        return base::Fail(base::ErrorCode::kCorrupt,
                          fmt::format("record {} has a coin that the journal has no name for: it "
                                      "was written by a Keel that did not keep them",
                                      record.head.sequence));
      }
      OnVenueEvent(event, now);
      return {};
    }
    case SessionRecord::kTimer:
      Wake(now);
      return {};
    case SessionRecord::kPrice: {
      TRY(const auto price, SessionSchemas().Read<PriceRecord>(record));
      OnBestBid({price.instrument}, price.bid, now);
      return {};
    }
    case SessionRecord::kQuote: {
      TRY(const auto quote, ReadQuote(record));
      TellQuote({quote.instrument}, {quote.bid, quote.ask, now}, now);
      return {};
    }
    case SessionRecord::kRules: {
      TRY(const auto told, SessionSchemas().Read<RulesRecord>(record));
      std::vector<PairRules> rules;
      for (const PairRulesRecord& pair : told.pairs) {
        if (pair.instrument >= series_.size()) {
          return base::Fail(base::ErrorCode::kCorrupt, "rules of a pair that the session lacks");
        }
        rules.push_back({{pair.instrument},
                         {pair.tick, pair.lot, pair.min_notional},
                         pair.largest_sale,
                         pair.stops});
      }
      TRY(OnRules(rules, now));
      return {};
    }
    case SessionRecord::kOperator: {
      TRY(const auto act, SessionSchemas().Read<OperatorRecord>(record));
      static_cast<void>(Act(act, now));  // whoever asked was told then
      return {};
    }
    case SessionRecord::kLimit: {
      TRY(const auto change, SessionSchemas().Read<LimitRecord>(record));
      risk::Limits limits = core_->desk().limits();
      TRY(risk::SetLimit(&limits, change.name, change.to));
      return ChangeLimits(limits, change.by, change.reason, now);
    }
    default:
      return {};
  }
}

base::Status LiveSession::RecallReport(const ReportedRecord& record, base::UnixNanos now) {
  const std::string reason = record.fill ? record.fill->reason : std::string();
  TRY(const core::Report report, FromRecord(record, record_.universe, texts_.Keep(reason)));
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (record.order == 0) {  // inside the account, a delisting, or other hands
    if (filled == nullptr) return {};
    const core::Fill& fill = filled->fill;
    if (fill.venue_trade == 0) {
      core_->desk().BookForced(fill);
      return {};
    }
    recalled_fills_.push_back(fill);
    reducing_ = true;
    core_->desk().BookForeign(fill);
    return {};
  }
  if (!account().orders.Contains({record.order})) {
    return base::Fail(
        base::ErrorCode::kCorrupt,
        fmt::format("the journal tells of order {} before it was sent", record.order));
  }
  if (filled != nullptr) {
    recalled_fills_.push_back(filled->fill);
    reducing_ = reducing_ || !account().ledger.Covers(filled->fill);
  }
  core_->desk().Book(report);
  core_->desk().TellParents(report, now);
  return {};
}

}  // namespace keel::engine
