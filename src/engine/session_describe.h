// SPDX-License-Identifier: MIT
// The members of everything that a session's journal holds: what is written is written by these
// lines, so a change here is a new version of a record (see session_records.h).
#pragma once

#include <boost/describe.hpp>

#include "engine/decision_describe.h"
#include "engine/session_records.h"

namespace keel::core {
BOOST_DESCRIBE_ENUM(Side, kBuy, kSell)
BOOST_DESCRIBE_ENUM(OrderType, kMarket, kLimit, kStop, kStopLimit, kTakeProfit, kTrailingStop)
BOOST_DESCRIBE_ENUM(TimeInForce, kGtc, kIoc, kFok, kGtd)
BOOST_DESCRIBE_ENUM(Liquidity, kMaker, kTaker, kInternal)
BOOST_DESCRIBE_ENUM(OrderEnd, kCanceledByUser, kCanceledByOco, kCanceledByBreaker,
                    kCanceledByDelisting, kUnfilledRest, kExpired, kWouldTake, kInsufficientBalance,
                    kNotTrading, kEndOfRun, kRefusedByVenue, kNotSent, kCanceledByVenue,
                    kNeverArrived, kReplaced, kAgainstFilters, kTooManyOrders)
BOOST_DESCRIBE_ENUM(TradingState, kActive, kReducing, kHalted)
BOOST_DESCRIBE_STRUCT(InstrumentId, (), (index))
BOOST_DESCRIBE_STRUCT(CurrencyId, (), (index))
BOOST_DESCRIBE_STRUCT(Money, (), (amount, currency))
BOOST_DESCRIBE_STRUCT(OrderTerms, (),
                      (instrument, side, type, tif, post_only, quantity, limit_price, stop_price,
                       trail_fraction, expire_time, oco_group, planned_stop))
}  // namespace keel::core

namespace keel::execution {
BOOST_DESCRIBE_ENUM(VenueStatus, kWorking, kFilled, kCanceled, kRejected, kExpired)
BOOST_DESCRIBE_ENUM(Failure, kNotSent, kUnknown)
BOOST_DESCRIBE_STRUCT(RequestId, (), (value))
BOOST_DESCRIBE_STRUCT(VenueOrder, (), (client_id, venue_id, instrument, status, executed, quantity))
BOOST_DESCRIBE_STRUCT(VenueTrade, (),
                      (number, venue_id, instrument, side, liquidity, price, quantity, fee, time))
BOOST_DESCRIBE_STRUCT(Refused, (), (why, text))
BOOST_DESCRIBE_STRUCT(NotFound, (), ())
BOOST_DESCRIBE_STRUCT(Balance, (), (currency, free, locked))
BOOST_DESCRIBE_STRUCT(Answer, (), (request, what))
BOOST_DESCRIBE_STRUCT(StreamOrder, (), (order, trade))
BOOST_DESCRIBE_STRUCT(StreamState, (), (up))
BOOST_DESCRIBE_STRUCT(StopRules, (), (at_market, with_limit, take_profit, most))
}  // namespace keel::execution

namespace keel::engine {
BOOST_DESCRIBE_ENUM(OperatorAct, kKill, kRequestRelease, kConfirmRelease, kEnable, kCancel,
                    kFlatten, kSettleDisputes, kAmend, kCancelAll, kStop, kOrder, kSetParams)
BOOST_DESCRIBE_ENUM(AmendStep, kAsked, kReplacing, kDone, kRefused, kReplaced)
BOOST_DESCRIBE_STRUCT(AmendRecord, (), (order, step, quantity, limit_price, why, by, time))
BOOST_DESCRIBE_ENUM(ReportKind, kAccepted, kTriggered, kRejected, kCanceled, kFilled, kUnknown)
BOOST_DESCRIBE_STRUCT(DepositRecord, (), (currency, amount))
BOOST_DESCRIBE_STRUCT(InstrumentRecord, (), (symbol, tick, lot, min_notional))
BOOST_DESCRIBE_STRUCT(StartedRecord, (),
                      (configuration, code_version, trades_before, first_request, instruments,
                       deposits, receive_window_ns, answer_patience_ns, keeps_decisions, identity,
                       revision, largest_sales, stops))
BOOST_DESCRIBE_STRUCT(BarRecord, (), (instrument, open_time, open, high, low, close, volume))
BOOST_DESCRIBE_STRUCT(BarsRecord, (), (is_past, bars))
BOOST_DESCRIBE_STRUCT(TimerRecord, (), ())
BOOST_DESCRIBE_STRUCT(CurrencyRecord, (), (code))
BOOST_DESCRIBE_STRUCT(PairRulesRecord, (),
                      (instrument, tick, lot, min_notional, largest_sale, stops))
BOOST_DESCRIBE_STRUCT(RulesRecord, (), (pairs))
BOOST_DESCRIBE_STRUCT(PriceRecord, (), (instrument, bid))
BOOST_DESCRIBE_STRUCT(QuoteRecord, (), (instrument, bid, ask))
BOOST_DESCRIBE_STRUCT(ParamRecord, (), (name, value))
BOOST_DESCRIBE_STRUCT(OperatorRecord, (),
                      (act, strategy, instrument, order, by, reason, quantity, limit_price, terms,
                       key, params))
BOOST_DESCRIBE_STRUCT(PlacedRecord, (), (by, key, asked, order))
BOOST_DESCRIBE_STRUCT(SubmittedRecord, (),
                      (id, strategy, terms, reason, created_at, reference_price, protection_price,
                       reduces_risk, decision, reserved_per_unit, begins_entry))
BOOST_DESCRIBE_STRUCT(ParentRecord, (),
                      (id, strategy, terms, reason, decided_at, reference_price, decision, intent,
                       continues, work))
BOOST_DESCRIBE_STRUCT(ChildRecord, (), (parent, child, order))
BOOST_DESCRIBE_STRUCT(ParentStoppedRecord, (), (parent))
BOOST_DESCRIBE_STRUCT(ParentEndedRecord, (), (parent, children, left, costs, prices))
BOOST_DESCRIBE_STRUCT(CancelledRecord, (), (order, why))
BOOST_DESCRIBE_STRUCT(FillRecord, (),
                      (strategy, instrument, side, reason, liquidity, price, quantity, fee,
                       fee_currency, time, impact, venue_trade))
BOOST_DESCRIBE_STRUCT(ReportedRecord, (), (kind, order, why, time, fill))
BOOST_DESCRIBE_STRUCT(RefusalRecord, (), (rule, value, limit, head_room))
BOOST_DESCRIBE_STRUCT(RefusedRecord, (),
                      (strategy, instrument, side, asked, approved, decision, refusals))
BOOST_DESCRIBE_STRUCT(StateRecord, (),
                      (from, to, rule, by, reason, value, limit, strategy, instrument, venue))
BOOST_DESCRIBE_STRUCT(AlertRecord, (), (rule, value, limit))
BOOST_DESCRIBE_STRUCT(LimitRecord, (), (name, from, to, loosens, by, reason))
BOOST_DESCRIBE_STRUCT(DisputeRecord, (), (text))
BOOST_DESCRIBE_STRUCT(DecidedRecord, (), (number, strategy, instrument, time, inputs, outcome))
}  // namespace keel::engine
