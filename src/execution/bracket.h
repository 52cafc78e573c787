// SPDX-License-Identifier: MIT
// An entry with its exits (bracket), exits of what is held (OCO), or orders that an entry brings
// about (OTO), on venues that have none of these. Two resting exits could both be filled before one
// is cancelled, and spot venues refuse the second for want of coins; so never more than is held is
// out for sale: one exit rests at the venue, the other is watched here and takes its place.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "core/order.h"
#include "execution/saved_bracket.h"

namespace keel::execution {

/// What the venue is to be told.
struct BracketCommand {
  enum class Kind : uint8_t { kPlace, kCancel };
  Kind kind = Kind::kPlace;
  uint32_t leg = 0;                ///< its number in the bracket, from 1
  LegRole role = LegRole::kEntry;  ///< the rest is for kPlace
  core::OrderTerms terms;          ///< all but the instrument
};

/// What a venue's filters leave to the orders of a bracket.
struct BracketRules {
  core::Quantity lot;
  core::Decimal min_notional;
  std::optional<core::Quantity> largest_close;
  bool are_new = true;  ///< else the venue refused by rules that were known
  std::optional<bool> stop_rests = std::nullopt;  ///< see BracketTerms; absent: as it was
};

/// How a bracket stands.
struct BracketReport {
  core::Quantity held;      ///< what its exits are for
  core::Quantity dust;      ///< of `held`: what no order can carry
  core::Quantity oversold;  ///< a venue filled exits that it had ended
  /// Time with something held and no live stop at the venue for all of it; 0 where none is wanted.
  base::Duration unprotected;
  bool is_protected_now = true;
  BracketPhase phase = BracketPhase::kGuard;
  uint32_t refusals = 0;  ///< in a row, of stops
  bool is_done = false;   ///< nothing works, and nothing is held that could be sold
};

/// Invariants, for any order of answers, missing ones included:
/// 1. What working exits may still sell is at most what is held: an exit counts until the venue
/// says
///    that it has ended, whatever was asked of it. So nothing is sold twice, and no stop outlives
///    the position.
/// 2. Once an exit has begun, the entry is cancelled.
/// 3. What is held has a working stop or is being sold, as soon as answers allow: a stop that the
///    venue cancels or refuses is made again, and a position whose stop it refuses
///    `most_refusals` times in a row is closed.
/// For a short position read buy for sell.
class Bracket {
 public:
  /// kUsage where the terms make no sense, above all where target and stop are on wrong sides.
  static base::Result<Bracket> Open(const BracketTerms& terms);
  /// Goes on from what Save gave. kCorrupt where it contradicts itself.
  static base::Result<Bracket> Restore(const SavedBracket& saved);
  const SavedBracket& Save() const { return state_; }

  /// More legs of one role are merged into one instead of adding another.
  static constexpr size_t kMostLegs = 8;
  /// What to do now: to be called first to send the entry, after every input, and at next_time().
  /// What it returns counts as sent. A cancel is asked for once: who sends it sees it through.
  /// `most_stops`: how many stops of this bracket the venue has room for. For what finds none the
  /// stop is watched here.
  std::vector<BracketCommand> Advance(base::UnixNanos now, size_t most_stops = kMostLegs);
  /// When to be called without an input; kEndOfTime: not.
  base::UnixNanos next_time() const;

  /// The venue's answers; each fill is told once. kCorrupt for a leg that never was. `base_fee` is
  /// the part of the fee that was taken in the traded coin itself.
  base::Status OnAccepted(uint32_t leg, base::UnixNanos now);
  base::Status OnFilled(uint32_t leg, core::Quantity quantity, core::Quantity base_fee,
                        base::UnixNanos now);
  base::Status OnRefused(uint32_t leg, base::UnixNanos now);
  /// Refused by filters that may not be those known here. A stop is made again only when the rules
  /// were told, or after kRulesPatience without a word of them; prices are watched meanwhile.
  static constexpr base::Duration kRulesPatience = base::Seconds(10);
  base::Status OnAgainstFilters(uint32_t leg, base::UnixNanos now);
  /// Refused since as many work there as the venue lets, which says nothing against the order. A
  /// stop is watched here, and tried again after kRoomPatience.
  static constexpr base::Duration kRoomPatience = base::Minutes(1);
  base::Status OnNoRoom(uint32_t leg, base::UnixNanos now);
  /// Cancelled or expired, by whomever; never for an answer that is missing.
  base::Status OnEnded(uint32_t leg, base::UnixNanos now);
  /// It certainly never reached the venue: made again after `retry`, and counted as no refusal.
  base::Status OnLost(uint32_t leg, base::UnixNanos now);
  /// The price at which one could leave now: the best bid of a long position.
  void OnPrice(core::Price price, base::UnixNanos now);
  /// What is held changed by another hand (a sale of the strategy, a liquidation, a correction):
  /// `change` of the position's size, negative where it became smaller. Exits follow.
  void OnOutsideChange(core::Quantity change, base::UnixNanos now);
  /// Other exits from now on: a stop that trails, or one of the two that is no longer wanted. A
  /// stop that waits at another price is cancelled, and made again once it has ended. kUsage where
  /// Open would say so; nothing has changed then.
  base::Status SetExits(std::optional<core::Price> target, std::optional<core::Price> stop,
                        base::UnixNanos now);
  /// The venue told its filters: what waited for them is made again, and under new ones refusals
  /// until now do not count. kUsage where Open would say so: nothing has changed then.
  base::Status OnRules(const BracketRules& rules, base::UnixNanos now);
  /// Out of all of it at the market.
  void Close(base::UnixNanos now);

  BracketReport report() const;

 private:
  explicit Bracket(SavedBracket state) : state_(std::move(state)) {}

  core::Quantity Held() const;
  core::Quantity Working(std::optional<LegRole> role) const;
  core::Quantity LiveStops() const;
  bool IsWanted(LegRole role) const;
  bool StopRests() const;
  core::Price PriceOf(LegRole role) const;
  bool CanBeOrder(core::Quantity quantity, core::Price price) const;
  core::Quantity Lots(core::Quantity quantity) const;
  bool IsUnprotected() const;
  bool HasLeg(LegRole role) const;
  bool ReachesStop(core::Price price) const;
  bool ReachesTarget(core::Price price) const;
  void PassTime(base::UnixNanos now);
  void MoveOn();
  void Cancel(LegRole role, std::vector<BracketCommand>* commands);
  void CancelMovedStops(std::vector<BracketCommand>* commands);
  void CancelSmallest(LegRole role, std::vector<BracketCommand>* commands);
  void PlaceEntry(std::vector<BracketCommand>* commands);
  void PlaceExit(LegRole role, size_t most_legs, std::vector<BracketCommand>* commands);
  void Place(LegRole role, core::Quantity quantity, std::vector<BracketCommand>* commands);
  base::Status Remove(uint32_t leg, bool refused, base::UnixNanos now);
  BracketLeg* Find(uint32_t leg);

  SavedBracket state_;
};

}  // namespace keel::execution
