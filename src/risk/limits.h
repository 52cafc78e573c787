// SPDX-License-Identifier: MIT
// The numbers that the gate and the breaker hold a run to. An absent limit is not enforced.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace keel::risk {

/// Fractions are of equity E, marked at the last price, working orders counted as if filled.
struct Limits {
  std::string profile = "fund";
  std::optional<double> position_share = 0.10;      ///< one asset, of E
  std::optional<double> gross_exposure = 1.00;      ///< all positions, of E
  std::optional<double> order_value_share = 0.02;   ///< one order sent, of E
  std::optional<double> order_value_max = 50'000;   ///< one order sent, account currency
  std::optional<double> order_value_alert = 0.01;   ///< one order sent, of E: passes and is counted
  std::optional<double> order_value_floor = 1.05;   ///< an entry, times the venue's minimum
  std::optional<double> order_volume_share = 0.05;  ///< of the median 5-minute volume of 24 h
  std::optional<double> collar_major = 0.02;        ///< limit price around the reference: BTC, ETH
  std::optional<double> collar_other = 0.05;        ///< every other asset
  std::optional<double> through_best = 0.01;        ///< a limit never crosses the best by more
  std::optional<double> market_slippage = 0.005;    ///< expected from the impact model
  std::optional<double> entry_interval_s = 30;      ///< between entries of a pair and strategy
  std::optional<int> open_orders_per_symbol = 10;
  std::optional<int> open_orders = 50;
  std::optional<double> daily_alert = 0.03;  ///< drawdown from day-start equity
  std::optional<double> daily_reducing = 0.04;
  std::optional<double> daily_halt = 0.05;
  std::optional<double> weekly_halt = 0.08;  ///< from the week's highest equity
  std::optional<double> total_halt = 0.15;   ///< from the highest equity ever
};

/// "fund" (the defaults above) or "research" (one strategy studied alone: position and gross up to
/// 100 % of equity, no throttles, no breakers; volume share, price and instrument checks stay).
/// kUsage with the nearest name otherwise.
base::Result<Limits> LimitsOf(std::string_view profile);
const std::vector<std::string>& ProfileNames();

}  // namespace keel::risk
