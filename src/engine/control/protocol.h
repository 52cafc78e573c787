// SPDX-License-Identifier: MIT
// What an operator's verb asks of a running session and what it is told: one line of JSON each.
// A request is a ControlRequest; an answer is {"ok":true,"result":{...}} with one of the views
// below, or {"ok":false,"code":"...","message":"..."}.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"
#include "core/amount.h"

namespace keel::engine {

struct ControlRequest {
  std::string ask;       ///< status, positions, orders, order, check, cancel, amend, halt, resume,
                         ///< flatten, limits, risk, params
  std::string by;        ///< who asks, as the journal will name them
  std::string reason;    ///< order, halt, resume, flatten, limits, params
  std::string order;     ///< cancel: a number, or "all"; amend: a number
  std::string pair;      ///< order, check; halt, resume: of this pair alone; "": of all
  std::string strategy;  ///< the same of a strategy; flatten: of it alone; params
  bool confirm = false;  ///< resume: the second step
  std::vector<std::string> limits;  ///< limits: NAME=VALUE, or NAME=off
  std::vector<std::string> params;  ///< params: NAME=VALUE; none: they are only told
  std::string quantity;             ///< order, check, amend: a decimal number; "": as it is
  std::string price;                ///< the same; of an order "": at the market
  std::string side;                 ///< order, check: buy or sell
  std::string time_in_force;        ///< the same: GTC, IOC or FOK; "": GTC
  bool post_only = false;           ///< the same: refused rather than taking liquidity
  std::string key;                  ///< order: with it the asker's wish is done once; "": none
  /// When it was asked, by base::os::MonotonicTime, which the processes of a machine share, and how
  /// long the asker waits for an answer; zero: for ever.
  base::Duration asked_at, patience;
};

/// Something that is off until a person or the clock lets it on again.
struct StoppedView {
  std::string scope;  ///< "everything", "BTC/USDT", "strategy ema_cross", ...
  std::string rule;   ///< kill_switch, or the rule that disabled a strategy
  std::string by, reason;
  std::optional<base::UnixNanos> since;
  bool sells = false;  ///< what is held there is sold, too
};

struct ConnectionView {
  bool market_up = false, market_silent = false, account_up = false;
  std::optional<base::UnixNanos> silent_since;  ///< when the last message of a mute stream came
  bool clock_known = false;
  double clock_offset_ms = 0;                   ///< the venue's time minus ours
  double clock_uncertainty_ms = 0;              ///< of the offset, at most
  double weight_used = 0;                       ///< of the request budget, a fraction
  double orders_used = 0;                       ///< of the order budget, a fraction
  std::optional<base::UnixNanos> closed_until;  ///< the venue wants no requests before
};

struct StatusView {
  std::string session;
  std::string id;       ///< of its client order ids
  int64_t process = 0;  ///< its number, for `kill -USR1`
  std::string state;    ///< trading, reducing, halted, not_in_step
  std::string account;  ///< what is traded with: the currency
  base::UnixNanos time, started;
  core::Decimal equity;
  core::Decimal day_profit;   ///< since day_since
  base::UnixNanos day_since;  ///< 00:00 UTC, or the start where that was not seen
  bool in_step = false;       ///< orders and executions are known to be the venue's
  uint64_t open_orders = 0, unknown_orders = 0, orders_sent = 0;
  uint64_t disputes = 0;  ///< with the venue, that nobody has looked at
  uint64_t refusals = 0;  ///< by risk, since the start
  std::vector<std::pair<std::string, int64_t>> refused_by;  ///< rule and count, the most first
  uint64_t rejections = 0;  ///< of orders that risk let pass, by the venue, since the start
  std::vector<std::pair<std::string, int64_t>> rejected_for;  ///< reason and count, the most first
  /// Since this start, as of the last news: something was held whose stop was not at the venue.
  double unprotected_seconds = 0;
  std::vector<std::string> unprotected;  ///< of whom that is so now: "strategy x in BTC/USDT"
  std::vector<StoppedView> stopped;
  ConnectionView connection;
  std::vector<std::string> alerts;  ///< the last few, newest last
};

struct PositionView {
  std::string pair, strategy;
  core::Decimal quantity, cost, last_price, value;  ///< quote currency
  core::Decimal profit;                             ///< value less cost, fees not counted
  bool dust = false;                                ///< less than an order can sell
};
struct BalanceView {
  std::string currency;
  core::Decimal amount;
};
struct PositionsView {
  std::string account;
  core::Decimal equity;
  std::vector<PositionView> positions;
  std::vector<BalanceView> balances;
};

struct OrderView {
  uint64_t id = 0;
  std::string client_id;
  std::string pair, side, type, state, strategy, reason;
  core::Decimal quantity, filled;
  core::Decimal price;  ///< limit, else stop, else zero
  base::UnixNanos created;
};
/// An order that an algorithm works; the orders that it sends for it are among the others.
struct LargeOrderView {
  uint64_t id = 0;
  std::string pair, side, algorithm, strategy, reason;
  core::Decimal quantity, filled, working, left;
  core::Decimal arrival_price;                 ///< when it could first be worked
  std::optional<core::Decimal> average_price;  ///< of what is filled
  base::UnixNanos started, ends;
  std::optional<base::UnixNanos> next;  ///< when its algorithm acts again, if nothing comes before
  std::string waits_for;                ///< why no (further) order is sent for it now
};
struct OrdersView {
  std::vector<OrderView> orders;
  std::vector<LargeOrderView> large_orders;
};

/// An order that a person placed, or had placed before by the same key.
struct PlacedView {
  std::string done;  ///< one sentence
  bool is_known = false;
  OrderView order;
};

/// A rule that stands against an order.
struct FindingView {
  std::string rule, text;  ///< text: one sentence
};
/// What would become of an order if it were placed now.
struct CheckView {
  std::string done;        ///< one sentence
  core::Decimal quantity;  ///< that would go out; zero: it is refused
  std::vector<FindingView> findings;
  std::string currency;      ///< of what follows: the pair's quote
  core::Decimal price;       ///< the worst that it may get; of a sale at the market: expected
  core::Decimal value, fee;  ///< at that price; the fee at most
  core::Decimal head_room;   ///< the most that would pass now at the market, of the pair's base
};

/// What an act did, or what confirming it would do.
struct ActView {
  std::string done;               ///< one sentence
  std::vector<std::string> what;  ///< scopes or orders that it is about
};

struct LimitView {
  std::string name;
  std::optional<double> value;  ///< absent: not enforced
};
struct LimitsView {
  std::string done;  ///< of a change: one sentence
  std::vector<LimitView> limits;
};

/// One tunable number of a strategy.
struct ParamView {
  std::string name;
  double value = 0;  ///< in force
  double default_value = 0, least = 0, most = 0;
  bool whole = false;   ///< an integer
  std::string meaning;  ///< one sentence
};
struct ParamsView {
  std::string done;  ///< of a change: one sentence
  std::vector<ParamView> params;
};

BOOST_DESCRIBE_STRUCT(ControlRequest, (),
                      (ask, by, reason, order, pair, strategy, confirm, limits, params, quantity,
                       price, side, time_in_force, post_only, key, asked_at, patience))
BOOST_DESCRIBE_STRUCT(StoppedView, (), (scope, rule, by, reason, since, sells))
BOOST_DESCRIBE_STRUCT(ConnectionView, (),
                      (market_up, market_silent, account_up, silent_since, clock_known,
                       clock_offset_ms, clock_uncertainty_ms, weight_used, orders_used,
                       closed_until))
BOOST_DESCRIBE_STRUCT(StatusView, (),
                      (session, id, process, state, account, time, started, equity, day_profit,
                       day_since, in_step, open_orders, unknown_orders, orders_sent, disputes,
                       refusals, refused_by, rejections, rejected_for, unprotected_seconds,
                       unprotected, stopped, connection, alerts))
BOOST_DESCRIBE_STRUCT(PositionView, (),
                      (pair, strategy, quantity, cost, last_price, value, profit, dust))
BOOST_DESCRIBE_STRUCT(BalanceView, (), (currency, amount))
BOOST_DESCRIBE_STRUCT(PositionsView, (), (account, equity, positions, balances))
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, client_id, pair, side, type, state, strategy, reason, quantity, filled,
                       price, created))
BOOST_DESCRIBE_STRUCT(LargeOrderView, (),
                      (id, pair, side, algorithm, strategy, reason, quantity, filled, working, left,
                       arrival_price, average_price, started, ends, next, waits_for))
BOOST_DESCRIBE_STRUCT(OrdersView, (), (orders, large_orders))
BOOST_DESCRIBE_STRUCT(PlacedView, (), (done, is_known, order))
BOOST_DESCRIBE_STRUCT(FindingView, (), (rule, text))
BOOST_DESCRIBE_STRUCT(CheckView, (),
                      (done, quantity, findings, currency, price, value, fee, head_room))
BOOST_DESCRIBE_STRUCT(ActView, (), (done, what))
BOOST_DESCRIBE_STRUCT(LimitView, (), (name, value))
BOOST_DESCRIBE_STRUCT(LimitsView, (), (done, limits))
BOOST_DESCRIBE_STRUCT(ParamView, (), (name, value, default_value, least, most, whole, meaning))
BOOST_DESCRIBE_STRUCT(ParamsView, (), (done, params))

}  // namespace keel::engine
