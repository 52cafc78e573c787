// SPDX-License-Identifier: MIT
#include "engine/session_records.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/describe_json.h"
#include "engine/session_describe.h"
#include "execution/order_names.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {

/// Version 1 of a refusal knew the names of the rules alone.
struct RefusedRecordV1 {
  uint16_t strategy = 0;
  uint32_t instrument = 0;
  core::Side side{};
  core::Quantity asked, approved;
  std::vector<std::string> rules;
};
BOOST_DESCRIBE_STRUCT(RefusedRecordV1, (), (strategy, instrument, side, asked, approved, rules))

/// Version 1 of a pair's rules did not tell of stops.
struct PairRulesRecordV1 {
  uint32_t instrument = 0;
  core::Price tick;
  core::Quantity lot;
  core::Decimal min_notional;
  core::Quantity largest_sale;
};
struct RulesRecordV1 {
  std::vector<PairRulesRecordV1> pairs;
};
BOOST_DESCRIBE_STRUCT(PairRulesRecordV1, (), (instrument, tick, lot, min_notional, largest_sale))
BOOST_DESCRIBE_STRUCT(RulesRecordV1, (), (pairs))

using storage::EncodeRecord;

namespace {

base::Result<std::string> LiftRefused(std::string_view bytes) {
  TRY(RefusedRecordV1 old, storage::DecodeRecord<RefusedRecordV1>(bytes));
  RefusedRecord record{old.strategy, old.instrument, old.side, old.asked, old.approved, 0, {}};
  for (std::string& rule : old.rules) record.refusals.push_back({std::move(rule), 0, 0, {}});
  return EncodeRecord(record);
}

/// Version 1 was written with the windows that every session had then.
base::Result<std::string> LiftStartOfVersion1(std::string_view bytes) {
  const StartedRecord usual;
  return std::string(bytes) + EncodeRecord(usual.receive_window_ns) +
         EncodeRecord(usual.answer_patience_ns);
}

/// Until version 3 no decision was kept.
base::Result<std::string> LiftStartOfVersion2(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(false);
}

/// Until version 4 only the number of the pairs was compared.
base::Result<std::string> LiftStartOfVersion3(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(std::string());
}

/// Until version 5 sessions had no revisions.
base::Result<std::string> LiftStartOfVersion4(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(uint32_t{0});
}

/// Until version 6 a sale at the market was not cut.
base::Result<std::string> LiftStartOfVersion5(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(StartedRecord().largest_sales);
}

/// Until version 7 a venue was taken to take all stops.
base::Result<std::string> LiftStartOfVersion6(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(StartedRecord().stops);
}

base::Result<std::string> LiftRules(std::string_view bytes) {
  TRY(const RulesRecordV1 old, storage::DecodeRecord<RulesRecordV1>(bytes));
  RulesRecord record;
  for (const PairRulesRecordV1& pair : old.pairs) {
    record.pairs.push_back(
        {pair.instrument, pair.tick, pair.lot, pair.min_notional, pair.largest_sale, {}});
  }
  return EncodeRecord(record);
}

/// Until version 2 of an act nothing was amended.
base::Result<std::string> LiftAct(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(std::optional<core::Quantity>()) +
         EncodeRecord(std::optional<core::Price>());
}

/// Until version 2 of its end a parent's costs were counted from last closes.
base::Result<std::string> LiftParentEnded(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(ParentEndedRecord().prices);
}

/// Until version 3 of an act no order was placed by hand.
base::Result<std::string> LiftActOfVersion2(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(std::optional<core::OrderTerms>()) +
         EncodeRecord(std::string());
}

/// Until version 4 of an act no parameter was changed.
base::Result<std::string> LiftActOfVersion3(std::string_view bytes) {
  return std::string(bytes) + EncodeRecord(std::vector<ParamRecord>());
}

FillRecord ToFillRecord(const core::Fill& fill, const core::Universe& universe) {
  return {fill.strategy.index,
          fill.instrument.index,
          fill.side,
          std::string(fill.reason),
          fill.liquidity,
          fill.price,
          fill.quantity,
          fill.fee.amount,
          universe.code(fill.fee.currency),
          fill.time,
          fill.cost.spread + fill.cost.impact + fill.cost.latency,
          fill.venue_trade};
}

base::Error Corrupt(uint64_t order, std::string_view what) {
  return {base::ErrorCode::kCorrupt, fmt::format("a fill of order {} {}", order, what)};
}

base::Result<core::Fill> FromFillRecord(const FillRecord& record, uint64_t order,
                                        core::Universe& universe, std::string_view reason) {
  if (record.instrument >= universe.instruments().size()) {
    return tl::unexpected(Corrupt(order, "is in a pair that the session does not know"));
  }
  core::Fill fill;
  fill.order = {order};
  fill.strategy = {record.strategy};
  fill.instrument = {record.instrument};
  fill.side = record.side;
  fill.liquidity = record.liquidity;
  fill.price = record.price;
  fill.quantity = record.quantity;
  fill.fee = {record.fee, universe.AddCurrency(record.fee_currency)};
  fill.time = record.time;
  fill.cost.impact = record.impact;
  fill.reason = reason;
  fill.venue_trade = record.venue_trade;
  return fill;
}

}  // namespace

std::string NameMark(const StartedRecord& start, base::UnixNanos time) {
  return start.revision >= 1 ? execution::MarkOf(time) : "";
}

const storage::RecordSchemas& SessionSchemas() {
  const auto row = [](SessionRecord type, const char* name,
                      std::vector<storage::MigrationStep> steps = {}) {
    const auto version = static_cast<uint16_t>(1 + steps.size());
    return storage::RecordSchema{static_cast<uint16_t>(type), name, version, std::move(steps)};
  };
  static const storage::RecordSchemas schemas({
      row(SessionRecord::kStarted, "session started",
          {LiftStartOfVersion1, LiftStartOfVersion2, LiftStartOfVersion3, LiftStartOfVersion4,
           LiftStartOfVersion5, LiftStartOfVersion6}),
      row(SessionRecord::kBars, "bars"),
      {static_cast<uint16_t>(SessionRecord::kVenue), "word of the venue", 2, {}},
      row(SessionRecord::kTimer, "timer"),
      row(SessionRecord::kOperator, "act of a person",
          {LiftAct, LiftActOfVersion2, LiftActOfVersion3}),
      row(SessionRecord::kSubmitted, "order submitted"),
      row(SessionRecord::kCancelled, "cancel asked for"),
      row(SessionRecord::kReported, "report booked"),
      row(SessionRecord::kRefused, "intent refused", {LiftRefused}),
      row(SessionRecord::kState, "trading state"),
      row(SessionRecord::kAlert, "risk alert"),
      row(SessionRecord::kLimit, "limit changed"),
      row(SessionRecord::kDispute, "dispute with the venue"),
      row(SessionRecord::kDecided, "decision"),
      row(SessionRecord::kKept, "exit kept"),
      row(SessionRecord::kPrice, "best bid"),
      row(SessionRecord::kParent, "parent started"),
      row(SessionRecord::kChild, "child of a parent"),
      row(SessionRecord::kParentStopped, "parent stopped"),
      row(SessionRecord::kParentEnded, "parent ended", {LiftParentEnded}),
      row(SessionRecord::kDeposit, "balance adopted"),
      row(SessionRecord::kCurrency, "coin"),
      row(SessionRecord::kAmend, "amend"),
      row(SessionRecord::kRules, "rules of the venue", {LiftRules}),
      row(SessionRecord::kQuote, "best prices"),
      row(SessionRecord::kPlaced, "order by hand placed"),
  });
  return schemas;
}

SubmittedRecord ToRecord(const core::SubmitOrder& sent) {
  const core::Order& order = sent.order;
  return {order.id.value,
          order.strategy.index,
          order.terms,
          std::string(order.reason),
          order.created_at,
          order.reference_price,
          order.protection_price,
          order.reduces_risk,
          order.decision,
          sent.reserved_per_unit,
          sent.begins_entry};
}

ParentRecord ToRecord(const ParentStarted& start) {
  const core::Intent& intent = start.intent;
  return {start.id,          intent.strategy.index,   intent.terms,    std::string(intent.reason),
          intent.decided_at, intent.reference_price,  intent.decision, intent.id,
          start.continues,   base::ToJson(start.work)};
}

base::Result<ParentStarted> FromRecord(const ParentRecord& record, base::UnixNanos time,
                                       std::string_view reason) {
  ParentStarted start;
  start.id = record.id;
  start.intent.strategy = {record.strategy};
  start.intent.terms = record.terms;
  start.intent.reason = reason;
  start.intent.decided_at = record.decided_at;
  start.intent.reference_price = record.reference_price;
  start.intent.decision = record.decision;
  start.intent.id = record.intent;
  start.continues = record.continues;
  start.time = time;
  TRY(start.work, base::ReadJson<execution::SavedParent>(record.work));
  TRY(execution::ParentExecution::Restore(start.work));
  return start;
}

core::SubmitOrder FromRecord(const SubmittedRecord& record, base::UnixNanos time,
                             std::string_view reason) {
  core::Order order;
  order.id = {record.id};
  order.strategy = {record.strategy};
  order.terms = record.terms;
  order.reason = reason;
  order.created_at = record.created_at;
  order.reference_price = record.reference_price;
  order.protection_price = record.protection_price;
  order.reduces_risk = record.reduces_risk;
  order.decision = record.decision;
  return {order, time, record.reserved_per_unit, record.begins_entry};
}

AmendRecord ToRecord(const core::AmendOrder& asked) {
  const AmendStep step = asked.replaces ? AmendStep::kReplacing : AmendStep::kAsked;
  return {asked.order.value, step, asked.quantity, asked.limit_price, {}, 0, {}};
}

AmendRecord ToRecord(const core::OrderAmended& amended) {
  const AmendStep step = amended.refused ? AmendStep::kRefused : AmendStep::kDone;
  const core::OrderEnd why = amended.refused.value_or(core::OrderEnd{});
  return {amended.order.value, step, amended.quantity, {}, why, 0, amended.time};
}

AmendRecord ToRecord(const core::OrderReplaced& replaced) {
  return {replaced.order.value, AmendStep::kReplaced, {}, {}, {}, replaced.by.value, {}};
}

ReportedRecord ToRecord(const core::Report& report, const core::Universe& universe) {
  CHECK(!std::holds_alternative<core::OrderAmended>(report), "an amend has its own record");
  ReportedRecord record;
  record.kind = static_cast<ReportKind>(report.index());
  std::visit(
      [&](const auto& e) {
        if constexpr (requires { e.fill; }) {
          record.order = e.fill.order.value;
          record.time = e.fill.time;
          record.fill = ToFillRecord(e.fill, universe);
        } else {
          record.order = e.order.value;
          record.time = e.time;
          if constexpr (requires { e.why; }) record.why = e.why;
        }
      },
      report);
  return record;
}

base::Result<core::Report> FromRecord(const ReportedRecord& record, core::Universe& universe,
                                      std::string_view reason) {
  const core::OrderId order{record.order};
  switch (record.kind) {
    case ReportKind::kAccepted:
      return core::OrderAccepted{order, record.time};
    case ReportKind::kTriggered:
      return core::OrderTriggered{order, record.time};
    case ReportKind::kRejected:
      return core::OrderRejected{order, record.why, record.time};
    case ReportKind::kCanceled:
      return core::OrderCanceled{order, record.why, record.time};
    case ReportKind::kUnknown:
      return core::OrderOutcomeUnknown{order, record.time};
    case ReportKind::kFilled:
      break;
  }
  if (!record.fill) return tl::unexpected(Corrupt(record.order, "lacks its numbers"));
  TRY(const core::Fill fill, FromFillRecord(*record.fill, record.order, universe, reason));
  return core::OrderFilled{fill};
}

}  // namespace keel::engine
