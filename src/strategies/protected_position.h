// SPDX-License-Identifier: MIT
// A long position that is never left without its exits: a stop and, where wanted, a target rest at
// the venue as one-cancels-other, and follow the position when it grows. Shared by the strategies
// that hold until a price is hit.
#pragma once

#include <optional>
#include <string_view>

#include "strategy/strategy.h"

namespace keel::strategies {

/// Where a position is left. The stop is a fixed price or a trail, the target is optional.
struct Exits {
  double stop = 0;            ///< price; 0 where `trail_fraction` is used
  double trail_fraction = 0;  ///< distance from the best price since entry, (0, 1)
  double target = 0;          ///< price; 0 for none
};

/// The position of one pair. Its owner passes it every callback of that pair.
class ProtectedPosition {
 public:
  explicit ProtectedPosition(core::InstrumentId instrument) : instrument_(instrument) {}

  /// Buys what is missing to `share` of equity at about `price`, unless an order is on its way.
  /// `exits` are those of the first entry until the position is closed.
  void Enter(strategy::Context& market, double share, double price, const Exits& exits,
             std::string_view reason);
  /// Cancels the exits and sells everything at market.
  void Leave(strategy::Context& market, std::string_view reason);
  /// Whether more is held than can be sold at `price` (less is dust).
  bool Holds(const strategy::Context& market, double price) const;

  /// Puts exits back that were refused or cancelled from outside.
  void OnBar(strategy::Context& market, double price);
  void OnFill(strategy::Context& market, const core::Fill& fill);
  void OnOrderEnded(strategy::Context& market, core::OrderId order);

 private:
  void CancelExits(strategy::Context& market);
  void PlaceExits(strategy::Context& market);
  void Sell(strategy::Context& market);
  void Adopt(const strategy::Context& market);
  bool has_exits() const { return stop_ || target_; }

  core::InstrumentId instrument_;
  Exits exits_;
  std::optional<core::OrderId> stop_, target_;
  std::string_view leave_reason_;  ///< not empty while leaving
  bool outgrown_ = false;          ///< the exits are being replaced by larger ones
  bool was_away_ = false;  ///< the past was gone through: what it sent then is to be found again
};

}  // namespace keel::strategies
