// SPDX-License-Identifier: MIT
// An order that is too large to be sent at once (the parent), and what is sent for it (children).
// The parent says within which limits; an algorithm says when and how much.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/instrument.h"
#include "core/order.h"

namespace keel::execution {

/// What no child may break, whatever the algorithm wants.
struct ParentLimits {
  /// Own fills and working children together, as a share of what the market traded (own trades are
  /// part of the tape) within the window before each child; (0, 1]. Absent: no limit.
  std::optional<core::Decimal> max_participation;
  base::Duration participation_window = base::Hours(1);
  base::Duration pace = base::Seconds(1);  ///< between two children, >= 1 s
  /// No child buys above or sells below it.
  std::optional<core::Price> worst_price;
};

/// One approved intent as an algorithm gets it.
struct ParentOrder {
  core::InstrumentId instrument;
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;  ///< base units, > 0
  core::Price arrival_price;
  base::UnixNanos start, end;  ///< no child goes out before the one, or at or after the other
  ParentLimits limits;
  core::InstrumentFilters filters;
  /// Lowers a position: once hurried, no share of volume holds it back.
  bool reduces_risk = false;
  /// Children rest at the near touch instead of crossing the spread, each for at most `patience`;
  /// in the last `patience` before the end they cross. Zero: rests to the end and never crosses.
  bool posts = false;
  base::Duration patience;
  uint64_t seed = 0;  ///< of the jitter
};

/// A child to be sent. It counts as working from here on, until OnChildEnded says otherwise.
struct ChildWish {
  uint32_t number = 0;  ///< of the child within its parent, from 1
  core::Quantity quantity;
  core::OrderType type = core::OrderType::kMarket;  ///< or kLimit
  core::Price limit_price;                          ///< zero for a market order
  core::TimeInForce tif = core::TimeInForce::kIoc;
  bool post_only = false;
};

/// Why no (further) child goes out at this moment.
enum class WaitsFor : uint8_t {
  kNothing,        ///< all is sent
  kStart,          ///< the parent has not begun
  kSchedule,       ///< the algorithm wants no more by now
  kPace,           ///< the last child is too recent
  kParticipation,  ///< the market has traded too little
  kPrice,          ///< the market is beyond the worst price, or has no price yet
  kMinimum,        ///< what is due is below the venue's lot or minimum value
  kAnswers,        ///< too many children are unanswered
  kEnd,            ///< stopped, or past the end: children may still be working
};
std::string_view ToString(WaitsFor reason);

/// What to do now, and when to ask again at the latest.
struct ParentStep {
  std::optional<ChildWish> child;
  std::vector<uint32_t>
      cancels;  ///< to be cancelled; each is told once, who sends it sees it through
  base::UnixNanos next = base::kEndOfTime;
};

/// How far a parent is.
struct ParentReport {
  core::Quantity confirmed;  ///< filled for certain
  core::Quantity working;    ///< of children that are not known to have ended
  core::Quantity left;       ///< neither; zero where more was filled than wanted
  core::Quantity dust;       ///< of `left`: what no order can carry (below lot or minimum value)
  core::Quantity excess;     ///< filled beyond the parent: a venue that filled what it had ended
  WaitsFor waits_for = WaitsFor::kNothing;
  bool is_done = false;  ///< nothing works and nothing more will be sent
};

}  // namespace keel::execution
