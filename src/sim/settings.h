// SPDX-License-Identifier: MIT
// The assumptions of the simulated venue, all configurable and all printed in the report.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace keel::sim {

/// Delay between sending an order and its arrival at the venue, or of the report coming back.
struct LatencySettings {
  /// fixed, uniform, lognormal, measured; of reports also "same": as that of orders.
  std::string model = "uniform";
  double fixed_ms = 250;
  double min_ms = 100;  ///< uniform
  double max_ms = 500;
  double median_ms = 200;  ///< lognormal
  double sigma = 0.5;      ///< lognormal: standard deviation of the logarithm
  std::string file;        ///< measured: one latency in milliseconds a line, drawn with replacement
};

/// One step of a fee schedule: applies from a 30-day traded value on.
struct FeeTier {
  double volume_30d = 0;  ///< account currency
  double maker_bps = 10;
  double taker_bps = 10;
};
struct FeeSettings {
  std::vector<FeeTier> tiers = {FeeTier{}};  ///< ascending by volume_30d, the first from 0
};

/// Spread and market impact (mission row E4): permanent = k s sqrt(p), temporary = 2 k s sqrt(p).
struct ImpactSettings {
  double spread_bps = 1.0;  ///< full bid-ask spread where bars carry none
  std::map<std::string, double> spread_bps_by_pair;
  std::map<std::string, double> k = {
      {"BTC", 0.05}, {"ETH", 0.08}, {"SOL", 0.15}};  ///< by base coin
  double k_default = 0.35;                           ///< every other coin (0.25-0.50)
  std::map<std::string, double> declared_adv;  ///< base units a day, for series without volume
};

/// How a bar's path is imagined between its four prices.
struct FillSettings {
  /// pessimistic: against the order first (the stop before the target); optimistic: the reverse;
  /// ohlc: open, high, low, close; nearest: the extreme nearer to the open first.
  std::string path = "pessimistic";
  double max_bar_share = 0.10;      ///< most of a bar's volume that our fills may take together
  double delisting_haircut = 0.20;  ///< off the last price when a series ends before the run
};

/// What a recorded book does not tell.
struct BookSettings {
  std::string queue = "power_probability";  ///< models::QueueModels()
  double queue_power = 3;                   ///< of power_probability
  std::string latency = "drawn";            ///< models::OrderLatencies()
  double load_doubling = 5000;              ///< of load: events a second that double the delay
  /// none, or permanent: own taking fills move what later ones pay, as on bars.
  std::string impact = "permanent";
  /// Of measured_table: lines of a time, the milliseconds to the venue and those back.
  std::string latency_file;
};

struct VenueSettings {
  LatencySettings latency;                       ///< of orders
  LatencySettings response = {.model = "same"};  ///< of what the venue says of them
  FeeSettings fees;
  ImpactSettings impact;
  FillSettings fill;
  BookSettings book;
};

}  // namespace keel::sim
