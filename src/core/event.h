// SPDX-License-Identifier: MIT
// Facts (events, past tense) and requests (commands, verbs). The engine turns an ordered stream of
// events into commands, and journals both.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bar.h"
#include "core/order.h"
#include "core/timeframe.h"

namespace keel::core {

/// Dense index of a bar series (instrument x timeframe) of one run.
struct SeriesId {
  uint32_t index = 0;
  friend constexpr auto operator<=>(SeriesId, SeriesId) = default;
};

struct BarClosed {
  SeriesId series;
  InstrumentId instrument;
  Timeframe timeframe;
  Bar bar;
  base::UnixNanos time;  ///< close time: when it became visible
};
struct TradePrinted {
  InstrumentId instrument;
  TradeTick trade;
};
/// The series ended before the run did: no longer tradable, positions closed at `price`.
struct InstrumentDelisted {
  InstrumentId instrument;
  Price last_price;
  base::UnixNanos time;
};

struct OrderAccepted {
  OrderId order;
  base::UnixNanos time;
};
/// Whether the venue has the order is not known: it counts as working until that is settled.
struct OrderOutcomeUnknown {
  OrderId order;
  base::UnixNanos time;
};
struct OrderTriggered {
  OrderId order;
  base::UnixNanos time;
};
struct OrderRejected {
  OrderId order;
  OrderEnd why;
  base::UnixNanos time;
};
struct OrderCanceled {
  OrderId order;
  OrderEnd why;
  base::UnixNanos time;
};
struct OrderFilled {
  Fill fill;
};
/// An amend is settled: what the order is for now, also where the amend has changed nothing.
struct OrderAmended {
  OrderId order;
  Quantity quantity;                ///< of the whole order, what was filled included
  std::optional<OrderEnd> refused;  ///< why nothing has changed; absent: it has
  base::UnixNanos time;
};

/// A venue's word about an order.
using Report = std::variant<OrderAccepted, OrderTriggered, OrderRejected, OrderCanceled,
                            OrderFilled, OrderOutcomeUnknown, OrderAmended>;

/// One rule that an intent broke.
struct Refusal {
  std::string_view rule;  ///< the check's name, a literal
  double value = 0;       ///< what it would have become
  double limit = 0;       ///< what is allowed
  Quantity head_room;     ///< the quantity that would have passed; zero when none
  bool standing = false;  ///< time alone does not lift it: what is held has to change
};
/// The gate refused: every rule that failed. Nothing was sent.
struct IntentRefused {
  Intent intent;
  std::vector<Refusal> refusals;
  base::UnixNanos time;
};
/// The gate let a smaller quantity pass.
struct IntentShrunk {
  Intent intent;
  Quantity approved;
  std::vector<Refusal> refusals;
  base::UnixNanos time;
};

enum class TradingState : uint8_t { kActive, kReducing, kHalted };
const char* ToString(TradingState state);
/// What a trading state holds for; nothing set: the whole account. What is set must all agree.
struct TradingScope {
  std::optional<StrategyId> strategy = std::nullopt;
  std::optional<InstrumentId> instrument = std::nullopt;
  std::string_view venue = {};  ///< must outlive the run
  friend bool operator==(const TradingScope&, const TradingScope&) = default;
};
/// A breaker tripped or was released. `by` is "breaker", "simulated operator" or a person.
struct TradingStateChanged {
  TradingState from;
  TradingState to;
  std::string_view rule;
  std::string_view by;
  double value = 0;
  double limit = 0;
  base::UnixNanos time;
  TradingScope scope = {};
  std::string_view reason = {};  ///< in a person's words, which must outlive the run
};
/// A limit came near: nothing is stopped.
struct RiskAlert {
  std::string_view rule;
  double value = 0;
  double limit = 0;
  base::UnixNanos time;
};

/// A limit changed while it was in force; absent: not enforced. The texts must outlive the run.
struct LimitChanged {
  std::string_view name;
  std::optional<double> from, to;
  bool loosens = false;  ///< something that was refused may pass
  std::string_view by;
  std::string_view reason;
  base::UnixNanos time;
};

using Event =
    std::variant<BarClosed, TradePrinted, InstrumentDelisted, OrderAccepted, OrderTriggered,
                 OrderRejected, OrderCanceled, OrderFilled, OrderOutcomeUnknown, OrderAmended,
                 IntentRefused, IntentShrunk, TradingStateChanged, RiskAlert, LimitChanged>;

struct SubmitOrder {
  Order order;
  base::UnixNanos time;
  Decimal reserved_per_unit;  ///< quote currency that a buy may cost a unit, fee included
  bool begins_entry = false;  ///< it is not a later slice
};
struct CancelOrder {
  OrderId order;
  OrderEnd why = OrderEnd::kCanceledByUser;
  base::UnixNanos time;
};
/// A working order is to become another one: smaller at its place in the queue, or (`replaces`)
/// cancelled first, and what is left of it then sent anew.
struct AmendOrder {
  OrderId order;
  Quantity quantity;  ///< of the whole order, what was filled included
  Price limit_price;  ///< zero where it has none
  bool replaces = false;
  base::UnixNanos time;
};
/// Of an order that was to be replaced: what goes on in its place.
struct OrderReplaced {
  OrderId order;
  OrderId by;  ///< 0: nothing
  base::UnixNanos time;
};
using Command = std::variant<SubmitOrder, CancelOrder, AmendOrder>;

}  // namespace keel::core
