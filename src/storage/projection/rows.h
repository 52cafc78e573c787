// SPDX-License-Identifier: MIT
// The tables in which people look things up: one struct a table, whose description is its columns.
// They repeat what the journal says in a form for queries, and can be made again from it at any
// time.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"
#include "core/amount.h"

namespace keel::storage {

/// An order as it is now; a later row of the same order replaces it.
struct OrderRow {
  static constexpr std::string_view kTable = "orders";
  static constexpr int kKeyColumns = 1;  ///< the first members are the primary key

  int64_t order_id = 0;
  std::string client_order_id;
  std::optional<std::string> venue_order_id;
  std::string venue;
  std::string account;
  std::string pair;
  std::string strategy;
  std::string side;
  std::string type;
  std::string time_in_force;
  core::Quantity quantity;
  core::Quantity filled;
  std::optional<core::Price> limit_price;
  std::optional<core::Price> stop_price;
  std::optional<core::Price> average_price;
  std::string state;
  std::string reason;
  std::optional<int64_t> decision;
  base::UnixNanos created;
  base::UnixNanos updated;
  /// What it cost, as execution/tca.h has it, against the last price that was known when it was
  /// made (of one that waits for a price, against that): of what filled, and once it is over of
  /// what did not, at the last price then. Not counted is a rest that another order of its group or
  /// its algorithm went on with. In the currency of the account, at the rates of its last change;
  /// positive is a cost. Null where it is not known.
  std::optional<core::Price> arrival_price, end_price;
  std::optional<core::Decimal> slippage;  ///< of what filled, against arrival, without fees
  std::optional<double> slippage_bps;     ///< of its value at arrival
  std::optional<core::Decimal> fees, opportunity;
  std::optional<core::Decimal> shortfall;  ///< slippage + fees + opportunity; null until it is over
  std::optional<double> shortfall_bps;     ///< of the whole order's value at arrival
  std::string cost_currency;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (order_id, client_order_id, venue_order_id, venue, account, pair, strategy,
                       side, type, time_in_force, quantity, filled, limit_price, stop_price,
                       average_price, state, reason, decision, created, updated, arrival_price,
                       end_price, slippage, slippage_bps, fees, opportunity, shortfall,
                       shortfall_bps, cost_currency))

/// One execution.
struct FillRow {
  static constexpr std::string_view kTable = "fills";
  static constexpr int kKeyColumns = 4;

  std::string venue;
  std::string account;
  std::string pair;
  std::string trade_id;
  int64_t order_id = 0;
  std::string strategy;
  std::string side;
  std::string liquidity;
  core::Quantity quantity;
  core::Price price;
  core::Decimal fee;  ///< of fee_currency; negative is a rebate
  std::string fee_currency;
  base::UnixNanos time;
};
BOOST_DESCRIBE_STRUCT(FillRow, (),
                      (venue, account, pair, trade_id, order_id, strategy, side, liquidity,
                       quantity, price, fee, fee_currency, time))

/// What a strategy holds now.
struct PositionRow {
  static constexpr std::string_view kTable = "positions";
  static constexpr int kKeyColumns = 4;

  std::string venue;
  std::string account;
  std::string strategy;
  std::string pair;
  core::Decimal quantity;  ///< base units; negative is short
  std::optional<core::Price> entry_price;
  std::optional<core::Price> mark_price;
  core::Decimal realized_pnl;  ///< quote currency, after fees
  std::optional<core::Decimal> unrealized_pnl;
  base::UnixNanos updated;
};
BOOST_DESCRIBE_STRUCT(PositionRow, (),
                      (venue, account, strategy, pair, quantity, entry_price, mark_price,
                       realized_pnl, unrealized_pnl, updated))

/// Why something was done or left.
struct DecisionRow {
  static constexpr std::string_view kTable = "decisions";
  static constexpr int kKeyColumns = 1;

  int64_t decision = 0;
  base::UnixNanos time;
  std::string strategy;
  std::string pair;
  std::optional<double> score;
  std::optional<double> target_share;  ///< of equity
  std::string outcome;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(DecisionRow, (),
                      (decision, time, strategy, pair, score, target_share, outcome, text))

/// The account at one time.
struct EquityRow {
  static constexpr std::string_view kTable = "equity";
  static constexpr int kKeyColumns = 2;

  std::string account;
  base::UnixNanos time;
  core::Decimal equity;
  core::Decimal cash;
  core::Decimal exposure;          ///< gross
  std::optional<double> drawdown;  ///< fraction of the peak, >= 0
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(EquityRow, (), (account, time, equity, cash, exposure, drawdown, currency))

/// Something that a person should know.
struct AlertRow {
  static constexpr std::string_view kTable = "alerts";
  static constexpr int kKeyColumns = 1;

  int64_t alert = 0;
  base::UnixNanos time;
  std::string severity;
  std::string rule;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(AlertRow, (), (alert, time, severity, rule, text))

/// A wish that the limits refused, or made smaller.
struct RefusalRow {
  static constexpr std::string_view kTable = "refusals";
  static constexpr int kKeyColumns = 1;

  int64_t refusal = 0;
  base::UnixNanos time;
  std::string strategy;
  std::string pair;
  std::string side;
  core::Quantity asked;
  core::Quantity approved;  ///< zero: refused
  std::string rules;        ///< separated by commas
  std::optional<int64_t> decision;
};
BOOST_DESCRIBE_STRUCT(RefusalRow, (),
                      (refusal, time, strategy, pair, side, asked, approved, rules, decision))

/// A large order that an algorithm works, and once it is over what it cost in the quote currency:
/// the parts add up to `total`. A later row of the same parent replaces it.
struct ParentRow {
  static constexpr std::string_view kTable = "parents";
  static constexpr int kKeyColumns = 1;

  int64_t parent = 0;
  std::string pair;
  std::string strategy;
  std::string side;
  std::string algorithm;
  std::string state;  ///< working, stopped, ended
  core::Quantity quantity;
  core::Quantity filled;
  int64_t children = 0;
  std::string reason;
  std::optional<int64_t> decision;
  base::UnixNanos started;
  base::UnixNanos updated;
  std::optional<std::string> prices;  ///< of the venue: measured, part measured, or assumed
  std::optional<core::Price> decision_price, arrival_price, average_price, interval_vwap;
  std::optional<core::Decimal> delay, timing, spread, impact, fees, opportunity, total;
  std::optional<double> total_bps;
};
BOOST_DESCRIBE_STRUCT(ParentRow, (),
                      (parent, pair, strategy, side, algorithm, state, quantity, filled, children,
                       reason, decision, started, updated, prices, decision_price, arrival_price,
                       average_price, interval_vwap, delay, timing, spread, impact, fees,
                       opportunity, total, total_bps))

/// A part of a position that was opened by one fill and closed by another, first in first out, as
/// a backtest counts its trades. Amounts are in the pair's quote currency.
struct ClosedTradeRow {
  static constexpr std::string_view kTable = "closed_trades";
  static constexpr int kKeyColumns = 1;

  int64_t trade = 0;  ///< from 1, in the order in which they were closed
  std::string venue;
  std::string account;
  std::string strategy;
  std::string pair;
  core::Quantity quantity;
  base::UnixNanos entry_time, exit_time;
  core::Price entry_price, exit_price;
  core::Decimal cost;      ///< paid at entry, without fee
  core::Decimal proceeds;  ///< received at exit, without fee
  core::Decimal entry_fee, exit_fee;
  core::Decimal pnl;  ///< after fees
  std::string currency;
  double duration_s = 0;
  std::string entry_reason, exit_reason;
};
BOOST_DESCRIBE_STRUCT(ClosedTradeRow, (),
                      (trade, venue, account, strategy, pair, quantity, entry_time, exit_time,
                       entry_price, exit_price, cost, proceeds, entry_fee, exit_fee, pnl, currency,
                       duration_s, entry_reason, exit_reason))

/// Money that the account was given or that left it, which is no profit and no loss. A later row of
/// the same transfer replaces it.
struct TransferRow {
  static constexpr std::string_view kTable = "transfers";
  static constexpr int kKeyColumns = 1;

  int64_t transfer = 0;  ///< from 1
  base::UnixNanos time;
  std::string account;
  std::string kind;  ///< start: what it began with; adopted: came or went by other hands since
  std::string currency;
  core::Decimal amount;  ///< negative: it left
  /// In `value_currency`, the account's, at the rate of then, or the first that was known later;
  /// null before one is.
  std::optional<core::Decimal> value;
  std::string value_currency;
};
BOOST_DESCRIBE_STRUCT(TransferRow, (),
                      (transfer, time, account, kind, currency, amount, value, value_currency))

using ProjectedRow = std::variant<OrderRow, FillRow, PositionRow, DecisionRow, EquityRow, AlertRow,
                                  RefusalRow, ParentRow, ClosedTradeRow, TransferRow>;

}  // namespace keel::storage
