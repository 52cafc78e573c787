// SPDX-License-Identifier: MIT
#include "engine/session_log.h"

#include <fmt/format.h>

#include "base/describe_json.h"
#include "engine/session_describe.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

RefusedRecord RefusalOf(const core::Intent& intent, core::Quantity approved,
                        const std::vector<core::Refusal>& refusals) {
  RefusedRecord record{intent.strategy.index,
                       intent.terms.instrument.index,
                       intent.terms.side,
                       intent.terms.quantity,
                       approved,
                       intent.decision,
                       {}};
  for (const core::Refusal& r : refusals) {
    record.refusals.push_back({std::string(r.rule), r.value, r.limit, r.head_room});
  }
  return record;
}

}  // namespace

template <typename T>
void SessionLog::Append(SessionRecord type, const T& record) {
  if (muted_ || !failure_) return;
  const auto kind = SessionSchemas().KindOf(static_cast<uint16_t>(type));
  const std::string payload = storage::EncodeRecord(record);
  const bool is_done = CountRecord(hasher_, type, now_, payload);
  if (journal_ == nullptr) {
    if (is_done) done_.push_back(payload);
    return;
  }
  const auto sequence = journal_->Append(kind, now_, payload);
  if (!sequence) failure_ = tl::unexpected<base::Error>(sequence.error());
}

bool CountRecord(base::Hasher& hasher, SessionRecord type, base::UnixNanos time,
                 std::string_view payload) {
  if (!IsMadeAgain(type)) return false;
  hasher.Append(fmt::format("{} {} {}\n", static_cast<uint16_t>(type), time.ns, payload.size()));
  hasher.Append(payload);
  return true;
}

void SessionLog::Remember(const storage::Record& record) {
  CountRecord(hasher_, static_cast<SessionRecord>(record.head.kind.type), record.head.time,
              record.payload);
}

base::Status SessionLog::Commit() {
  if (!failure_) return failure_;
  return journal_ == nullptr ? base::Status() : journal_->Commit();
}

void SessionLog::Write(const StartedRecord& record) { Append(SessionRecord::kStarted, record); }
void SessionLog::Write(const BarsRecord& record) { Append(SessionRecord::kBars, record); }
void SessionLog::Write(const execution::VenueEvent& event) { Append(SessionRecord::kVenue, event); }
void SessionLog::Write(const TimerRecord& record) { Append(SessionRecord::kTimer, record); }
void SessionLog::Write(const PriceRecord& record) { Append(SessionRecord::kPrice, record); }
void SessionLog::Write(const QuoteRecord& record) { Append(SessionRecord::kQuote, record); }
void SessionLog::Write(const OperatorRecord& record) { Append(SessionRecord::kOperator, record); }
void SessionLog::Write(const DisputeRecord& record) { Append(SessionRecord::kDispute, record); }
void SessionLog::Write(const DepositRecord& record) { Append(SessionRecord::kDeposit, record); }
void SessionLog::Write(const RulesRecord& record) { Append(SessionRecord::kRules, record); }
void SessionLog::Write(const CurrencyRecord& record) { Append(SessionRecord::kCurrency, record); }
void SessionLog::Write(const PlacedRecord& record) { Append(SessionRecord::kPlaced, record); }

void SessionLog::OnSubmit(const core::SubmitOrder& e) {
  Append(SessionRecord::kSubmitted, ToRecord(e));
}

void SessionLog::OnKept(const core::SubmitOrder& e) { Append(SessionRecord::kKept, ToRecord(e)); }

void SessionLog::OnParentStarted(const ParentStarted& e) {
  Append(SessionRecord::kParent, ToRecord(e));
}

void SessionLog::OnParentChild(const ParentChild& e) {
  Append(SessionRecord::kChild, ChildRecord{e.parent, e.child, e.order.value});
}

void SessionLog::OnParentStopped(uint64_t parent, base::UnixNanos) {
  Append(SessionRecord::kParentStopped, ParentStoppedRecord{parent});
}

void SessionLog::OnParentEnded(const ParentEnded& e) {
  Append(SessionRecord::kParentEnded,
         ParentEndedRecord{e.id, e.children, e.left, base::ToJson(e.costs), e.prices});
}

void SessionLog::OnCancel(const core::CancelOrder& e) {
  Append(SessionRecord::kCancelled, CancelledRecord{e.order.value, e.why});
}

void SessionLog::OnAmend(const core::AmendOrder& e) { Append(SessionRecord::kAmend, ToRecord(e)); }

void SessionLog::OnReplaced(const core::OrderReplaced& e) {
  Append(SessionRecord::kAmend, ToRecord(e));
}

void SessionLog::OnReport(const core::Report& e) {
  if (const auto* amended = std::get_if<core::OrderAmended>(&e)) {
    return Append(SessionRecord::kAmend, ToRecord(*amended));
  }
  Append(SessionRecord::kReported, ToRecord(e, universe_));
}

void SessionLog::OnRefused(const core::IntentRefused& e) {
  Append(SessionRecord::kRefused, RefusalOf(e.intent, {}, e.refusals));
}

void SessionLog::OnShrunk(const core::IntentShrunk& e) {
  Append(SessionRecord::kRefused, RefusalOf(e.intent, e.approved, e.refusals));
}

void SessionLog::OnTradingState(const core::TradingStateChanged& e) {
  StateRecord record{e.from,
                     e.to,
                     std::string(e.rule),
                     std::string(e.by),
                     std::string(e.reason),
                     e.value,
                     e.limit,
                     {},
                     {},
                     std::string(e.scope.venue)};
  if (e.scope.strategy) record.strategy = e.scope.strategy->index;
  if (e.scope.instrument) record.instrument = e.scope.instrument->index;
  Append(SessionRecord::kState, record);
}

void SessionLog::OnAlert(const core::RiskAlert& e) {
  Append(SessionRecord::kAlert, AlertRecord{std::string(e.rule), e.value, e.limit});
}

void SessionLog::OnLimit(const core::LimitChanged& e) {
  Append(SessionRecord::kLimit, LimitRecord{std::string(e.name), e.from, e.to, e.loosens,
                                            std::string(e.by), std::string(e.reason)});
}

void SessionLog::OnDecision(uint64_t number, core::StrategyId strategy,
                            const strategy::Decision& d) {
  if (!keeps_decisions_) return;
  Append(SessionRecord::kDecided,
         DecidedRecord{number, strategy.index, d.instrument.index, d.time, d.inputs, d.outcome});
}

}  // namespace keel::engine
