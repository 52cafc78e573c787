// SPDX-License-Identifier: MIT
// The terms of a bracket and all that it remembers, as plain records: kept with the books, a
// restart neither loses a stop nor sends one twice.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"
#include "core/amount.h"
#include "execution/internal/enum_json.h"

namespace keel::execution {

struct BracketTerms {
  bool is_long = true;
  core::Quantity entry;                    ///< to be bought first; zero: there is no entry
  core::Quantity held;                     ///< held already
  std::optional<core::Price> entry_limit;  ///< absent: at the market
  std::optional<core::Price> target;       ///< where to take the profit
  std::optional<core::Price> stop;         ///< where to give up; one of the two is needed
  /// The stop is an order at the venue and the target is watched; else the other way round, which a
  /// venue without stop orders needs. A stop that it has for all that stays until it ends.
  bool stop_rests = true;
  core::Quantity lot;
  core::Decimal min_notional;
  std::optional<core::Quantity>
      largest_close;                        ///< that one order at the market may be, of any size
  base::Duration retry = base::Seconds(1);  ///< before an exit that did not last is made again
  uint32_t most_refusals = 3;
};
BOOST_DESCRIBE_STRUCT(BracketTerms, (),
                      (is_long, entry, held, entry_limit, target, stop, stop_rests, lot,
                       min_notional, largest_close, retry, most_refusals))

enum class LegRole : uint8_t {
  kEntry,
  kTarget,
  kStop,
  kClose,  ///< a market order that ends the position
};
std::string_view ToString(LegRole role);

enum class LegState : uint8_t {
  kSent,        ///< not answered
  kLive,        ///< the venue has it
  kCancelling,  ///< a cancel is out: it may still be filled
};
std::string_view ToString(LegState state);

enum class BracketPhase : uint8_t {
  kGuard,       ///< exits wait for their price
  kTakeProfit,  ///< the watched target was reached
  kStopOut,     ///< the watched stop was reached, or no stop could be placed
  kClose,       ///< asked to
};
std::string_view ToString(BracketPhase phase);

/// An order that is not known to have ended.
struct BracketLeg {
  uint32_t number = 0;
  LegRole role = LegRole::kEntry;
  LegState state = LegState::kSent;
  core::Quantity quantity, filled;
  base::UnixNanos placed_at;
  core::Price stop_price = {};  ///< kStop: where it waits

  core::Quantity open() const { return quantity > filled ? quantity - filled : core::Quantity(); }
};
BOOST_DESCRIBE_STRUCT(BracketLeg, (),
                      (number, role, state, quantity, filled, placed_at, stop_price))

struct SavedBracket {
  BracketTerms terms;
  std::vector<BracketLeg> legs;  ///< by number
  uint32_t last_leg = 0;
  BracketPhase phase = BracketPhase::kGuard;
  core::Quantity entry_filled, exit_filled, base_fees;
  core::Quantity outside;                          ///< changes by another hand, signed
  core::Price price;                               ///< the last one; zero before the first
  uint32_t refusals = 0;                           ///< of stops in a row
  std::optional<base::UnixNanos> hold_stop_until;  ///< no stop is made before it
  std::optional<base::UnixNanos> hold_exit_until;  ///< no other exit is made before it
  std::optional<base::UnixNanos> last_attempt;     ///< at the watched target
  std::optional<base::UnixNanos> now;
  base::Duration unprotected;
};
BOOST_DESCRIBE_STRUCT(SavedBracket, (),
                      (terms, legs, last_leg, phase, entry_filled, exit_filled, base_fees, outside,
                       price, refusals, hold_stop_until, hold_exit_until, last_attempt, now,
                       unprotected))

}  // namespace keel::execution

namespace keel::base {
template <>
struct JsonText<execution::LegRole>
    : execution::EnumJson<execution::LegRole, execution::LegRole::kClose> {};
template <>
struct JsonText<execution::LegState>
    : execution::EnumJson<execution::LegState, execution::LegState::kCancelling> {};
template <>
struct JsonText<execution::BracketPhase>
    : execution::EnumJson<execution::BracketPhase, execution::BracketPhase::kClose> {};
}  // namespace keel::base
