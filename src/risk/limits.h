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
  std::optional<double> gross_value_max;            ///< all positions, account currency
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

  std::optional<double> cluster_exposure = 0.30;   ///< assets that move together, of E
  double cluster_correlation = 0.7;                ///< of every pair of assets in a cluster
  std::optional<double> var_daily = 0.04;          ///< value at risk, 95 %, one day, of E
  std::optional<double> cvar_daily = 0.08;         ///< expected shortfall, 95 %, one day, of E
  std::optional<double> participation = 0.10;      ///< own volume of an hour, of the venue's
  std::optional<double> jump_5m = 0.10;            ///< move of the price within 5 minutes
  std::optional<double> jump_60s = 0.05;           ///< ... within 60 seconds
  double jump_pause_s = 900;                       ///< no entry for as long after a jump
  std::optional<double> duplicate_s = 5;           ///< the same entry again within it is refused
  std::optional<int> orders_per_second = 10;       ///< by venue
  std::optional<int> orders_per_10s = 50;          ///< by venue
  std::optional<int> entries_per_hour = 20;        ///< of a strategy: then it is disabled
  std::optional<int> entries_per_day = 100;        ///< in 24 hours
  std::optional<int> losing_streak = 5;            ///< losing round trips in a row: the same
  std::optional<double> self_trade_distance = 0;   ///< entry to own resting sell, of its price
  std::optional<double> loss_per_trade = 0.01;     ///< at the planned stop, of E
  std::optional<double> strategy_day_loss = 0.02;  ///< since 00:00 UTC, of E: no entry that day
  std::optional<double> turnover_per_day = 3;      ///< value of fills since 00:00 UTC, of E
  std::optional<double> fees_alert = 0.003;        ///< fees since 00:00 UTC, of E: alert
  std::optional<double> stale_bars = 3;            ///< oldest price for an entry, in bars
  std::optional<double> depeg_price = 0.98;        ///< a stablecoin below it has lost its peg
  double depeg_s = 300;                            ///< for as long: no entry that is paid in it
  std::optional<double> venue_share = 0.50;        ///< held at one venue, of E: alert
};

/// "fund" (the defaults above), "research" (one strategy studied alone: position and gross up to
/// 100 % of equity, no throttles, no breakers; volume share, price and instrument checks stay) or
/// "live" (fund, with sums that may be lost: what `keel trade --live` begins with).
/// kUsage with the nearest name otherwise.
base::Result<Limits> LimitsOf(std::string_view profile);
const std::vector<std::string>& ProfileNames();

}  // namespace keel::risk
