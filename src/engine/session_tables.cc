// SPDX-License-Identifier: MIT
#include "engine/session_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engine/manual_book.h"
#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

using core::Decimal;
using storage::Record;

template <typename T>
base::Result<T> Told(const Record& record) {
  return SessionSchemas().Read<T>(record);
}

std::optional<core::Price> IfSet(core::Price price) {
  return price.is_zero() ? std::nullopt : std::optional(price);
}

}  // namespace

std::string SessionTables::Strategy(uint16_t index) const {
  return BookName(settings_.strategies, index);
}

std::string SessionTables::Pair(uint32_t index) const {
  const auto& pairs = universe_.instruments();
  return index < pairs.size() ? pairs[index].symbol.ToString() : fmt::format("pair {}", index);
}

base::Status SessionTables::Take(const Record& record, Rows* rows) {
  now_ = record.head.time;
  const auto type = static_cast<SessionRecord>(record.head.kind.type);
  if (!ledger_ && type != SessionRecord::kStarted) {
    return base::Fail(base::ErrorCode::kUsage, "the journal holds no trading session");
  }
  switch (type) {
    case SessionRecord::kStarted:
      return Start(record, rows);
    case SessionRecord::kRules:
      return Rules(record, rows);
    case SessionRecord::kBars:
      return Bars(record, rows);
    case SessionRecord::kVenue:
      return Venue(record, rows);
    case SessionRecord::kSubmitted:
    case SessionRecord::kKept:  // an order with a number, that waits here instead of at the venue
      TRY(Submit(record));
      TellOrder(orders_.back(), rows);
      return {};
    case SessionRecord::kCancelled: {
      TRY(const auto asked, Told<CancelledRecord>(record));
      TRY(SessionOrder * order, OrderOf(asked.order));
      TRY(ApplyCancel(now_, *order));
      TellOrder(*order, rows);
      return {};
    }
    case SessionRecord::kAmend: {
      TRY(const auto amend, Told<AmendRecord>(record));
      TRY(SessionOrder * order, OrderOf(amend.order));
      TRY(ApplyAmend(amend, now_, *order));
      TellOrder(*order, rows);
      return {};
    }
    case SessionRecord::kParent:
      return BeginParent(record, rows);
    case SessionRecord::kChild:
    case SessionRecord::kParentStopped:
    case SessionRecord::kParentEnded:
      return FollowParent(record, rows);
    case SessionRecord::kDeposit:
      return Transfer(record, rows);
    case SessionRecord::kReported:
      return Report(record, rows);
    case SessionRecord::kRefused:
      return Refuse(record, rows);
    case SessionRecord::kDecided:
      return Decide(record, rows);
    default:
      return Tell(record, rows);
  }
}

base::Status SessionTables::Start(const Record& record, Rows* rows) {
  TRY(const auto start, Told<StartedRecord>(record));
  auto settings = read_settings_(start.configuration);
  if (!settings) return tl::unexpected(base::Wrap(settings.error(), "the journal's configuration"));
  settings_ = *std::move(settings);
  names_.Begin({orders_.size() + 1}, NameMark(start, now_));
  const bool again = ledger_.has_value();
  if (!again) TRY(OpenBooks(start, rows));
  for (uint32_t i = 0; again && i < start.instruments.size(); ++i) {
    const InstrumentRecord& pair = start.instruments[i];
    TRY(SetFilters(i, {pair.tick, pair.lot, pair.min_notional}));
  }
  rows->push_back(storage::AlertRow{static_cast<int64_t>(record.head.sequence), now_, "note",
                                    "session",
                                    fmt::format("the session {} with Keel {}",
                                                again ? "goes on" : "begins", start.code_version)});
  return {};
}

base::Status SessionTables::OpenBooks(const StartedRecord& start, Rows* rows) {
  const core::CurrencyId currency = universe_.AddCurrency(settings_.account.currency);
  for (const InstrumentRecord& pair : start.instruments) {
    TRY(const auto symbol, core::ParseSymbol(pair.symbol));
    TRY(universe_.Add(settings_.venue, symbol, {pair.tick, pair.lot, pair.min_notional}));
  }
  TRY(ledger_, portfolio::Ledger::Open(universe_, currency, books()));
  gross_.resize(universe_.instruments().size());
  fees_.resize(universe_.instruments().size());
  for (const DepositRecord& deposit : start.deposits) {
    ledger_->Deposit({deposit.amount, universe_.AddCurrency(deposit.currency)});
    TellTransfer("start", deposit, rows);
  }
  return {};
}

base::Status SessionTables::SetFilters(uint32_t pair, const core::InstrumentFilters& filters) {
  if (pair < universe_.instruments().size()) return universe_.SetFilters({pair}, filters);
  return base::Fail(base::ErrorCode::kCorrupt,
                    "the journal tells of rules of a pair that the session lacks");
}

base::Status SessionTables::Rules(const Record& record, Rows* rows) {
  TRY(const auto told, Told<RulesRecord>(record));
  std::vector<std::string> changes;
  for (const PairRulesRecord& rules : told.pairs) {
    if (rules.instrument >= universe_.instruments().size()) continue;
    const core::Instrument& pair = universe_.at({rules.instrument});
    if (pair.tick == rules.tick && pair.lot == rules.lot &&
        pair.min_notional == rules.min_notional) {
      continue;
    }
    changes.push_back(fmt::format("{} trades by tick {}, lot {}, least value {} now",
                                  Pair(rules.instrument), rules.tick.ToString(),
                                  rules.lot.ToString(), rules.min_notional.ToString()));
  }
  for (const PairRulesRecord& rules : told.pairs) {
    TRY(SetFilters(rules.instrument, {rules.tick, rules.lot, rules.min_notional}));
  }
  if (changes.empty()) return {};
  rows->push_back(storage::AlertRow{static_cast<int64_t>(record.head.sequence), now_, "note",
                                    "venue", fmt::format("{}", fmt::join(changes, "; "))});
  return {};
}

base::Status SessionTables::Bars(const Record& record, Rows* rows) {
  TRY(const auto bars, Told<BarsRecord>(record));
  for (const BarRecord& bar : bars.bars) {
    if (bar.instrument >= universe_.instruments().size()) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        "the journal tells of a bar of a pair that the session lacks");
    }
    const core::Instrument& pair = universe_.at({bar.instrument});
    ledger_->Mark(pair.id, core::Price(core::Grid(pair.tick.value()).Nearest(bar.close)));
  }
  ValueTransfers(rows);
  if (bars.is_past) return {};
  for (const BarRecord& bar : bars.bars) {
    for (uint16_t s = 0; s < books(); ++s) {
      const bool held = ledger_->position({s}, {bar.instrument}).is_open();
      if (held) rows->push_back(RowOf(core::StrategyId{s}, {bar.instrument}));
    }
  }
  const Decimal equity = ledger_->equity();
  peak_ = std::max(peak_, equity);
  storage::EquityRow row{std::string(kAccount), now_, equity, ledger_->cash(),
                         ledger_->GrossExposure()};
  if (peak_.is_positive()) row.drawdown = (peak_ - equity).ToDouble() / peak_.ToDouble();
  row.currency = settings_.account.currency;
  rows->push_back(std::move(row));
  return {};
}

base::Status SessionTables::Venue(const Record& record, Rows* rows) {
  TRY(const auto event, Told<execution::VenueEvent>(record));
  if (const auto* told = std::get_if<execution::StreamOrder>(&event)) {
    LearnVenueId(told->order, rows);
  } else if (const auto* answer = std::get_if<execution::Answer>(&event)) {
    const auto* order = std::get_if<execution::VenueOrder>(&answer->what);
    if (order != nullptr) LearnVenueId(*order, rows);
  }
  return {};
}

/// The venue's number of an order of ours.
void SessionTables::LearnVenueId(const execution::VenueOrder& told, Rows* rows) {
  const auto id = names_.Find(told.client_id);
  if (!id || id->value > orders_.size() || told.venue_id == 0) return;
  const bool is_new = venue_ids_.emplace(id->value, told.venue_id).second;
  if (is_new) TellOrder(orders_[id->value - 1], rows);
}

base::Status SessionTables::Submit(const Record& record) {
  SessionOrder order;
  TRY(order.sent, Told<SubmittedRecord>(record));
  order.sent_at = now_;
  order.quantity = order.sent.terms.quantity;
  if (order.sent.id != orders_.size() + 1) {
    return base::Fail(base::ErrorCode::kCorrupt, "the journal leaves out a number of an order");
  }
  orders_.push_back(std::move(order));
  trades_.emplace_back();
  return {};
}

base::Result<SessionOrder*> SessionTables::OrderOf(uint64_t number) {
  if (number >= 1 && number <= orders_.size()) return &orders_[number - 1];
  return base::Fail(base::ErrorCode::kCorrupt,
                    fmt::format("the journal tells of order {} before it was sent", number));
}

base::Status SessionTables::Report(const Record& record, Rows* rows) {
  TRY(const auto report, Told<ReportedRecord>(record));
  std::optional<core::Fill> fill;
  if (report.fill) {
    TRY(fill, FillOf(report));
  }
  if (report.order != 0) {
    TRY(SessionOrder * order, OrderOf(report.order));
    TRY(ApplyReport(report, now_, *order));
    if (fill) {
      trades_[report.order - 1].fills.push_back({.price = fill->price,
                                                 .quantity = fill->quantity,
                                                 .fee = ledger_->Settle(*fill).fee,
                                                 .liquidity = fill->liquidity,
                                                 .mid = std::nullopt,
                                                 .touch = std::nullopt});
    }
    TellOrder(*order, rows);
  }
  return fill ? Fill(report, *fill, rows) : base::Status();
}

base::Result<core::Fill> SessionTables::FillOf(const ReportedRecord& report) {
  TRY(const core::Report made, FromRecord(report, universe_, Kept(report.fill->reason)));
  const core::Fill& fill = std::get<core::OrderFilled>(made).fill;
  if (fill.strategy.index < books()) return fill;
  return base::Fail(base::ErrorCode::kCorrupt, "a fill of a strategy that the session lacks");
}

base::Status SessionTables::Fill(const ReportedRecord& report, const core::Fill& fill, Rows* rows) {
  const FillRecord& told = *report.fill;
  std::vector<portfolio::ClosedLot> closed;
  const bool is_foreign = fill.venue_trade != 0 && (report.order == 0 || !ledger_->Covers(fill));
  const bool is_others = is_foreign && report.order == 0;
  if (!is_others) fees_[told.instrument] += ledger_->Settle(fill).fee;
  if (is_foreign) {
    ledger_->BookForeign(fill, &closed);
  } else {
    ledger_->Book(fill, &closed);
  }
  // One that met another inside the account has no number of a venue.
  const std::string trade = told.venue_trade != 0
                                ? std::to_string(told.venue_trade)
                                : fmt::format("inside-{}-{}", told.time.ns, ToString(told.side));
  rows->push_back(storage::FillRow{settings_.venue, std::string(kAccount), Pair(told.instrument),
                                   trade, static_cast<int64_t>(report.order),
                                   is_others ? "" : Strategy(told.strategy), ToString(told.side),
                                   ToString(told.liquidity), told.quantity, told.price, told.fee,
                                   told.fee_currency, told.time});
  TellClosed(closed, rows);
  if (closed.empty() && !is_others) rows->push_back(RowOf(fill.strategy, fill.instrument));
  const auto parent = parent_of_.find(report.order);
  const auto row = parent == parent_of_.end() ? parents_.end() : parents_.find(parent->second);
  if (row == parents_.end()) return {};
  row->second.filled += told.quantity;
  row->second.updated = now_;
  rows->push_back(row->second);
  return {};
}

base::Status SessionTables::Refuse(const Record& record, Rows* rows) {
  TRY(const auto refused, Told<RefusedRecord>(record));
  std::vector<std::string> rules;
  for (const RefusalRecord& refusal : refused.refusals) rules.push_back(refusal.rule);
  storage::RefusalRow row{static_cast<int64_t>(record.head.sequence),
                          now_,
                          Strategy(refused.strategy),
                          Pair(refused.instrument),
                          ToString(refused.side),
                          refused.asked,
                          refused.approved,
                          base::Join(rules, ","),
                          {}};
  if (refused.decision != 0) row.decision = static_cast<int64_t>(refused.decision);
  rows->push_back(std::move(row));
  return {};
}

base::Status SessionTables::Decide(const Record& record, Rows* rows) {
  TRY(const auto decided, Told<DecidedRecord>(record));
  rows->push_back(storage::DecisionRow{
      static_cast<int64_t>(decided.number), decided.time, Strategy(decided.strategy),
      Pair(decided.instrument), decided.outcome.conviction, decided.outcome.target_share,
      std::string(strategy::ToString(decided.outcome.action)), decided.outcome.why});
  return {};
}

/// What a person should know.
base::Status SessionTables::Tell(const Record& record, Rows* rows) {
  storage::AlertRow row{static_cast<int64_t>(record.head.sequence), now_, "warning", "", ""};
  switch (static_cast<SessionRecord>(record.head.kind.type)) {
    case SessionRecord::kState: {
      TRY(const auto state, Told<StateRecord>(record));
      row.severity = state.to == core::TradingState::kActive ? "note" : "critical";
      row.rule = state.rule;
      row.text = fmt::format("{} to {} by {}{}{}", ToString(state.from), ToString(state.to),
                             state.by, state.reason.empty() ? "" : ": ", state.reason);
      break;
    }
    case SessionRecord::kAlert: {
      TRY(const auto alert, Told<AlertRecord>(record));
      row.rule = alert.rule;
      row.text = fmt::format("{:.8g} against {:.8g}", alert.value, alert.limit);
      break;
    }
    case SessionRecord::kLimit: {
      TRY(const auto change, Told<LimitRecord>(record));
      const auto text = [](const std::optional<double>& x) {
        return x ? fmt::format("{}", *x) : std::string("none");
      };
      row.severity = change.loosens ? "warning" : "note";
      row.rule = change.name;
      row.text = fmt::format("limit changed from {} to {} by {}: {}", text(change.from),
                             text(change.to), change.by, change.reason);
      break;
    }
    case SessionRecord::kOperator: {
      TRY(const auto act, Told<OperatorRecord>(record));
      if (act.act != OperatorAct::kSetParams) return {};
      std::vector<std::string> values;
      for (const ParamRecord& p : act.params)
        values.push_back(fmt::format("{} = {}", p.name, p.value));
      row.severity = "note";
      row.rule = "params";
      row.text =
          fmt::format("parameters of {} set by {}: {}: {}", Strategy(act.strategy.value_or(0)),
                      act.by, base::Join(values, ", "), act.reason);
      break;
    }
    case SessionRecord::kDispute: {
      TRY(const auto dispute, Told<DisputeRecord>(record));
      row.severity = "critical";
      row.rule = "reconciliation";
      row.text = dispute.text;
      break;
    }
    default:
      return {};
  }
  rows->push_back(std::move(row));
  return {};
}

storage::OrderRow SessionTables::RowOf(const SessionOrder& order) const {
  const core::OrderTerms& terms = order.sent.terms;
  storage::OrderRow row;
  row.order_id = static_cast<int64_t>(order.sent.id);
  row.client_order_id = names_.Of({order.sent.id});
  const auto venue_id = venue_ids_.find(order.sent.id);
  if (venue_id != venue_ids_.end()) row.venue_order_id = std::to_string(venue_id->second);
  row.venue = settings_.venue;
  row.account = kAccount;
  row.pair = Pair(terms.instrument.index);
  row.strategy = Strategy(order.sent.strategy);
  row.side = ToString(terms.side);
  row.type = ToString(terms.type);
  row.time_in_force = ToString(terms.tif);
  row.quantity = order.quantity;
  row.filled = order.filled;
  row.limit_price = IfSet(terms.limit_price);
  row.stop_price = IfSet(terms.stop_price);
  if (order.filled.is_positive()) {
    row.average_price =
        core::Price(core::Div(order.value, order.filled.value(), core::Rounding::kHalfEven));
  }
  row.state = execution::ToString(order.state);
  row.reason = order.end ? ToString(*order.end) : order.sent.reason;
  if (order.sent.decision != 0) row.decision = static_cast<int64_t>(order.sent.decision);
  row.created = order.sent.created_at;
  row.updated = now_;
  AddCosts(order, row);
  return row;
}

storage::PositionRow SessionTables::RowOf(core::StrategyId strategy,
                                          core::InstrumentId pair) const {
  const portfolio::Position& position = ledger_->position(strategy, pair);
  storage::PositionRow row;
  row.venue = settings_.venue;
  row.account = kAccount;
  row.strategy = Strategy(strategy.index);
  row.pair = Pair(pair.index);
  row.quantity = position.quantity().value();
  row.mark_price = IfSet(ledger_->mark(pair));
  const auto realized = realized_.find({strategy, pair});
  if (realized != realized_.end()) row.realized_pnl = realized->second;
  if (position.is_open()) {
    row.entry_price = core::Price(
        core::Div(position.cost(), position.quantity().value(), core::Rounding::kHalfEven));
    row.unrealized_pnl = UnrealizedOf(strategy, pair);
  }
  row.updated = now_;
  return row;
}

}  // namespace keel::engine
