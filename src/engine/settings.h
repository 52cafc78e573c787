// SPDX-License-Identifier: MIT
// What a backtest is asked to do: the typed form of the configuration file and the command line.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "risk/limits.h"
#include "sim/settings.h"

namespace keel::engine {

struct AccountSettings {
  std::string currency = "USDT";                                      ///< equity is told in it
  std::map<std::string, std::string> balances = {{"USDT", "10000"}};  ///< start, exact decimals
  std::map<std::string, std::string> cold_storage;  ///< held off the exchange, exact decimals
};

/// Filters of one pair; absent ones come from the data (tick and lot) or the default (minimum).
struct InstrumentSettings {
  std::optional<std::string> tick;
  std::optional<std::string> lot;
  std::optional<std::string> min_notional;
};

struct StrategySettings {
  std::string name;
  std::vector<std::pair<std::string, double>> params;
  std::optional<double> allocation;      ///< share of equity; absent: the rest in equal parts
  std::vector<std::string> pairs;        ///< empty: all pairs of the run
  std::optional<std::string> timeframe;  ///< absent: the run's
};

/// How the strategies share the account.
struct AllocationSettings {
  std::string method = "fixed";    ///< strategy::AllocationMethodNames()
  int rebalance_days = 7;          ///< between decisions
  int lookback_days = 90;          ///< that a decision knows
  int least_days = 30;             ///< before the first decision: the configured shares
  double band = 0.2;               ///< part of a share that it must be off by to change
  std::optional<double> cost_bps;  ///< of moving; absent: taker fee and half the spread
  double share_max = 1;            ///< largest part of what is handed out: mean_variance, min_cvar
  double risk_aversion = 3;        ///< of mean_variance
  bool netting = true;             ///< opposite wishes of two strategies cross inside the account
};

/// How large orders for targets are worked.
struct ExecutionSettings {
  std::string algorithm;                    ///< AlgorithmNames(); empty: slices by the limits alone
  double min_value = 0;                     ///< account currency; smaller orders go out at once
  double horizon_minutes = 60;              ///< in which an order is to be done
  double pace_seconds = 1;                  ///< between two children
  std::optional<double> max_participation;  ///< of what the market trades in the last hour
  int slices = 20;                          ///< parts of the horizon; not of pov and iceberg
  double rate = 0.1;                        ///< pov: share of what the market trades
  double visible = 0.1;                     ///< iceberg: part of the order that is shown at a time
  double risk_aversion = 1e-6;  ///< implementation_shortfall: of variance, per account currency
};

struct BacktestSettings {
  std::string venue = "binance";
  std::vector<std::string> pairs;
  std::string timeframe = "1h";
  std::string
      timeframe_detail;  ///< finer bars (or "trades") that fills are simulated on; empty: the same
  base::TimeRange range;
  uint64_t seed = 1;
  int jobs = 0;  ///< threads for loading and reports; 0: all cores. Never changes a result
  std::string min_notional = "10";  ///< quote currency, where no pair says otherwise
  AccountSettings account;
  sim::VenueSettings sim;
  risk::Limits risk;
  std::map<std::string, InstrumentSettings> instruments;  ///< by pair
  std::vector<StrategySettings> strategies;
  AllocationSettings allocation;
  ExecutionSettings execution;
};

/// Reads the settings out of the configuration of a session's start. kUsage.
using SettingsReader = std::function<base::Result<BacktestSettings>(std::string_view)>;

}  // namespace keel::engine
