// SPDX-License-Identifier: MIT
#include "execution/fee_schedule.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::execution {

FeeSchedule::FeeSchedule(std::vector<FeeRate> tiers) : tiers_(std::move(tiers)) {
  for (const FeeRate& tier : tiers_) worst_ = std::max({worst_, tier.taker, tier.maker});
}

base::Result<FeeSchedule> FeeSchedule::Make(std::vector<FeeRate> tiers) {
  const core::Decimal bound = core::Decimal::PowerOfTen(-1);
  if (tiers.empty() || tiers[0].volume_30d != 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      "sim.fees.tiers: the first tier must start at volume_30d = 0");
  }
  for (size_t i = 0; i < tiers.size(); ++i) {
    if (i > 0 && !(tiers[i].volume_30d > tiers[i - 1].volume_30d)) {
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("sim.fees.tiers[{}]: volume_30d must rise from tier to tier", i));
    }
    if (tiers[i].maker.abs() > bound || tiers[i].taker.abs() > bound) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("sim.fees.tiers[{}]: a fee beyond 1000 bps is no fee", i));
    }
  }
  return FeeSchedule(std::move(tiers));
}

void FeeSchedule::RollTo(int64_t day) {
  if (day_ == INT64_MIN) day_ = day;
  if (day - day_ > 30) {  // a long pause: every day in the window was empty
    days_.fill(0);
    today_ = 0;
    day_ = day;
  }
  for (; day_ < day; ++day_) {
    days_[static_cast<size_t>((day_ % 30 + 30) % 30)] = today_;
    today_ = 0;
  }
  volume_30d_ = 0;
  for (const double value : days_) volume_30d_ += value;
  tier_ = 0;
  while (tier_ + 1 < tiers_.size() && tiers_[tier_ + 1].volume_30d <= volume_30d_) ++tier_;
}

core::Decimal FeeSchedule::Fee(core::Decimal value, core::Liquidity liquidity,
                               base::UnixNanos now) {
  if (tiers_.size() > 1 && base::DayNumber(now) != day_) RollTo(base::DayNumber(now));
  const FeeRate& rate = tiers_[tier_];
  return core::Mul(value, liquidity == core::Liquidity::kMaker ? rate.maker : rate.taker,
                   core::Rounding::kCeiling);
}

void FeeSchedule::AddVolume(double value, base::UnixNanos now) {
  if (tiers_.size() == 1) return;
  if (base::DayNumber(now) != day_) RollTo(base::DayNumber(now));
  today_ += value;
}

}  // namespace keel::execution
