// SPDX-License-Identifier: MIT
// Maker and taker fees by tiers of the value traded in the last 30 days.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/amount.h"
#include "core/order.h"

namespace keel::execution {

/// One tier: applies from `volume_30d` (account currency) on.
struct FeeRate {
  double volume_30d = 0;
  core::Decimal maker;  ///< fraction of the fill's value; negative is a rebate
  core::Decimal taker;
};

/// A venue's fees for one account.
class FeeSchedule {
 public:
  /// kUsage unless the tiers ascend from 0 and every rate lies within +-10 %.
  static base::Result<FeeSchedule> Make(std::vector<FeeRate> tiers);

  /// Fee of a fill of `value` (quote currency), rounded up to 1e-12, at the tier in force at `now`.
  core::Decimal Fee(core::Decimal value, core::Liquidity liquidity, base::UnixNanos now);
  /// The highest taker rate that can apply: what a reservation must assume.
  core::Decimal worst_rate() const { return worst_; }
  /// Counts a fill toward the tiers. `value` in account currency.
  void AddVolume(double value, base::UnixNanos now);

 private:
  explicit FeeSchedule(std::vector<FeeRate> tiers);
  void RollTo(int64_t day);

  std::vector<FeeRate> tiers_;
  core::Decimal worst_;
  std::array<double, 30> days_{};  // ring of traded value by UTC day
  int64_t day_ = INT64_MIN;
  double volume_30d_ = 0;  // of the full days before today
  double today_ = 0;
  size_t tier_ = 0;  // changes at midnight, as venues do it
};

}  // namespace keel::execution
