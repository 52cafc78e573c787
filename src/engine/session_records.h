// SPDX-License-Identifier: MIT
// What a live session writes into its journal: what it was told, in order, and what it did about
// it. From the second a restart knows its orders and money; from the first a replay makes the
// second again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "engine/parent_book.h"
#include "execution/stop_rules.h"
#include "execution/venue_wire.h"
#include "storage/journal/record_schemas.h"
#include "strategy/decision.h"

namespace keel::engine {

/// Types of records; numbers stay.
enum class SessionRecord : uint16_t {
  kStarted = 1,    ///< the program began, or began again
  kBars = 2,       ///< told: bars that closed
  kVenue = 3,      ///< told: what the venue said
  kTimer = 4,      ///< told: that time has come
  kOperator = 5,   ///< told: what a person asked for
  kSubmitted = 6,  ///< done: an order was sent
  kCancelled = 7,  ///< done: a cancel was asked for
  kReported = 8,   ///< done: what was booked of the venue's words
  kRefused = 9,    ///< done: an intent was refused or shrunk
  kState = 10,     ///< done: trading was stopped or released
  kAlert = 11,
  kLimit = 12,
  kDispute = 13,        ///< done: something does not agree with the venue
  kDecided = 14,        ///< done: a strategy decided, and why
  kKept = 15,           ///< done: an exit is kept here; a SubmittedRecord
  kPrice = 16,          ///< told: a best bid that a kept exit waited for
  kParent = 17,         ///< done: an algorithm began to work an order
  kChild = 18,          ///< done: an order was sent for it
  kParentStopped = 19,  ///< done: no more is sent for it
  kParentEnded = 20,    ///< done: it is over, with what it cost
  kDeposit = 21,        ///< done: a person took over what the venue's balances had more or less
  kCurrency = 22,       ///< told: a coin has the next number
  kAmend = 23,          ///< done: an order is to change, or what came of that
  kRules = 24,          ///< told: the venue's filters of a pair, where they change something
  kQuote = 25,          ///< told: best prices of a pair in which an algorithm works, or begins
  kPlaced = 26,         ///< done: a key of a person has placed an order
};

/// What a replay has to make again, in the same order: what is counted in a session's hash.
constexpr bool IsMadeAgain(SessionRecord type) {
  using enum SessionRecord;
  return type == kSubmitted || type == kKept || type == kCancelled || type == kReported ||
         type == kAmend || type == kDecided || type == kPlaced;
}

struct DepositRecord {
  std::string currency;
  core::Decimal amount;
};
struct InstrumentRecord {
  std::string symbol;
  core::Price tick;
  core::Quantity lot;
  core::Decimal min_notional;
};
struct StartedRecord {
  std::string configuration;  ///< the settings that the session was started with, as JSON
  std::string code_version;
  /// By instrument: executions up to this number are older than the journal.
  std::vector<uint64_t> trades_before;
  uint64_t first_request = 1;  ///< number of the first question to the venue after this start
  std::vector<InstrumentRecord> instruments;
  std::vector<DepositRecord> deposits;  ///< what the account held when the journal began
  /// Since version 2: how long an order may enter after its stamp, and an answer be awaited. By
  /// them it is settled what became of orders, so a replay needs them.
  int64_t receive_window_ns = 5'000'000'000;
  int64_t answer_patience_ns = 10'000'000'000;
  bool keeps_decisions = true;  ///< since version 3: decisions are records until the next start
  /// Since version 4, for people: what the numbers in the journal stand for. Empty before.
  std::string identity;
  uint32_t revision = 0;  ///< since version 5: see kSessionRevision
  /// Since version 6, by instrument: the most that one sale at the market may be; zero: any.
  std::vector<core::Quantity> largest_sales;
  /// Since version 7, by instrument: which stops the venue takes. Absent: all.
  std::vector<execution::StopRules> stops;
};

struct BarRecord {
  uint32_t instrument = 0;
  base::UnixNanos open_time;
  double open = 0, high = 0, low = 0, close = 0, volume = 0;
};
struct BarsRecord {
  bool is_past = false;  ///< missed while the program was away: nothing was asked for then
  std::vector<BarRecord> bars;
};

struct TimerRecord {};

struct CurrencyRecord {
  std::string code;
};

struct PairRulesRecord {
  uint32_t instrument = 0;
  core::Price tick;
  core::Quantity lot;
  core::Decimal min_notional;
  core::Quantity largest_sale;      ///< that one order at the market may be; zero: any
  execution::StopRules stops = {};  ///< since version 2
};
struct RulesRecord {
  std::vector<PairRulesRecord> pairs;
};

struct PriceRecord {
  uint32_t instrument = 0;
  core::Price bid;
};

struct QuoteRecord {
  uint32_t instrument = 0;
  core::Price bid, ask;
};

enum class OperatorAct : uint8_t {
  kKill,
  kRequestRelease,
  kConfirmRelease,
  kEnable,
  kCancel,
  kFlatten,
  kSettleDisputes,
  kAmend,
  kCancelAll,
  kStop,
  kOrder,
  kSetParams
};
struct ParamRecord {
  std::string name;
  double value = 0;
};
struct OperatorRecord {
  OperatorAct act = OperatorAct::kKill;
  std::optional<uint16_t> strategy;
  std::optional<uint32_t> instrument;
  uint64_t order = 0;  ///< kCancel, kAmend
  std::string by, reason;
  /// Since version 2, of kAmend; absent: as it is.
  std::optional<core::Quantity> quantity = std::nullopt;
  std::optional<core::Price> limit_price = std::nullopt;
  /// Since version 3, of kOrder: what is asked for, and the key under which it is asked once.
  std::optional<core::OrderTerms> terms = std::nullopt;
  std::string key = {};
  /// Since version 4, of kSetParams: those of the strategy that are to be others from now on.
  std::vector<ParamRecord> params = {};
};
/// An order by hand that has a key: whoever asks again is told of it.
struct PlacedRecord {
  std::string by, key;
  core::OrderTerms asked;
  uint64_t order = 0;
};

struct SubmittedRecord {
  uint64_t id = 0;
  uint16_t strategy = 0;
  core::OrderTerms terms;
  std::string reason;
  base::UnixNanos created_at;
  double reference_price = 0;
  core::Price protection_price;
  bool reduces_risk = false;
  uint64_t decision = 0;
  core::Decimal reserved_per_unit;
  bool begins_entry = false;
};

struct ParentRecord {
  uint64_t id = 0;
  uint16_t strategy = 0;
  core::OrderTerms terms;
  std::string reason;
  base::UnixNanos decided_at;
  double reference_price = 0;
  uint64_t decision = 0, intent = 0;
  bool continues = false;
  std::string work;  ///< an execution::SavedParent as JSON
};
struct ChildRecord {
  uint64_t parent = 0;
  uint32_t child = 0;
  uint64_t order = 0;
};
struct ParentStoppedRecord {
  uint64_t parent = 0;
};
struct ParentEndedRecord {
  uint64_t parent = 0;
  uint32_t children = 0;
  core::Quantity left;
  std::string costs;  ///< an execution::CostRow as JSON
  /// Since version 2: see ParentRun::prices.
  std::string prices = "assumed";
};

struct CancelledRecord {
  uint64_t order = 0;
  core::OrderEnd why{};
};

struct FillRecord {
  uint16_t strategy = 0;
  uint32_t instrument = 0;
  core::Side side{};
  std::string reason;
  core::Liquidity liquidity{};
  core::Price price;
  core::Quantity quantity;
  core::Decimal fee;
  std::string fee_currency;
  base::UnixNanos time;
  double impact = 0;  ///< what it cost against the reference, quote currency
  uint64_t venue_trade = 0;
};

enum class AmendStep : uint8_t {
  kAsked,      ///< of the venue: less, at its place in the queue
  kReplacing,  ///< it is to be cancelled, and what is left of it sent anew
  kDone,       ///< it is for `quantity` now
  kRefused,    ///< it is what it was, `why`
  kReplaced,   ///< it has ended, and order `by` goes on in its place; 0: nothing does
};
struct AmendRecord {
  uint64_t order = 0;
  AmendStep step{};
  core::Quantity quantity;  ///< of the whole order
  core::Price limit_price;  ///< kAsked, kReplacing
  core::OrderEnd why{};     ///< kRefused
  uint64_t by = 0;          ///< kReplaced
  base::UnixNanos time;     ///< of the venue: kDone, kRefused
};

enum class ReportKind : uint8_t { kAccepted, kTriggered, kRejected, kCanceled, kFilled, kUnknown };
struct ReportedRecord {
  ReportKind kind{};
  uint64_t order = 0;
  core::OrderEnd why{};  ///< kRejected, kCanceled
  base::UnixNanos time;
  std::optional<FillRecord> fill;  ///< kFilled
};

/// A rule that stood against an intent.
struct RefusalRecord {
  std::string rule;
  double value = 0, limit = 0;  ///< both zero in version 1, as is the room
  core::Quantity head_room;
};
struct RefusedRecord {
  uint16_t strategy = 0;
  uint32_t instrument = 0;
  core::Side side{};
  core::Quantity asked, approved;
  uint64_t decision = 0;  ///< since version 2
  std::vector<RefusalRecord> refusals;
};

struct StateRecord {
  core::TradingState from{}, to{};
  std::string rule, by, reason;
  double value = 0, limit = 0;
  std::optional<uint16_t> strategy;
  std::optional<uint32_t> instrument;
  std::string venue;
};
struct AlertRecord {
  std::string rule;
  double value = 0, limit = 0;
};
struct LimitRecord {
  std::string name;
  std::optional<double> from, to;
  bool loosens = false;
  std::string by, reason;
};
struct DisputeRecord {
  std::string text;
};
struct DecidedRecord {
  uint64_t number = 0;  ///< what orders made of it carry; counted from 1 since the journal began
  uint16_t strategy = 0;
  uint32_t instrument = 0;
  base::UnixNanos time;  ///< that the strategy knew
  strategy::DecisionInputs inputs;
  strategy::DecisionOutcome outcome;
};

/// The mark in the names of the orders of a start at that time: see execution::OrderNames.
std::string NameMark(const StartedRecord& start, base::UnixNanos time);

/// All of them, with the steps from older versions.
const storage::RecordSchemas& SessionSchemas();

// ---- Between records and what the engine speaks.

SubmittedRecord ToRecord(const core::SubmitOrder& sent);
/// Of every report but core::OrderAmended, which has a record of its own.
ReportedRecord ToRecord(const core::Report& report, const core::Universe& universe);
ParentRecord ToRecord(const ParentStarted& start);
/// `reason` must outlive what is made. kCorrupt for a saved parent that is none.
base::Result<ParentStarted> FromRecord(const ParentRecord& record, base::UnixNanos time,
                                       std::string_view reason);
AmendRecord ToRecord(const core::AmendOrder& asked);
AmendRecord ToRecord(const core::OrderAmended& amended);
AmendRecord ToRecord(const core::OrderReplaced& replaced);
/// `reason` must outlive what is made.
core::SubmitOrder FromRecord(const SubmittedRecord& record, base::UnixNanos time,
                             std::string_view reason);
/// kCorrupt for a fill that lacks its numbers or is in a currency that the universe does not know.
base::Result<core::Report> FromRecord(const ReportedRecord& record, core::Universe& universe,
                                      std::string_view reason);

}  // namespace keel::engine
