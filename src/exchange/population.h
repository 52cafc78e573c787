// SPDX-License-Identifier: MIT
// Who else is at the exchange: makers with ladders of quotes around a fair value, a crowd that
// trades without reason, followers of trends, and takers of every price that is too good. They
// trade by the exchange's own rules. Where no client is, all that they do is a function of the seed
// and the time, however Step cuts that into pieces.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "exchange/fair_value.h"
#include "exchange/simulated_exchange.h"
#include "sim/synthetic/spec.h"

namespace keel::exchange {

struct PopulationOptions {
  uint64_t seed = 1;
  int64_t history_days = 30;     ///< candles before the start
  double trades_a_second = 1.2;  ///< arrivals of the crowd, in each market
  /// How often members look at the market, counted from the start: at these times they act and at
  /// no other.
  base::Duration step = base::Seconds(1);
};

/// The step at an exchange that runs at `speed`: each beat of it, from ten on each second, and so
/// seldom at the highest that the machine keeps up.
base::Duration StepAt(int64_t speed);

/// What the listings of `pairs` are like: the kinds of coins of the synthetic market, in turn.
/// kUsage for more than 26 pairs or one that is no spot pair.
struct Cast {
  std::unique_ptr<sim::synthetic::SyntheticSpec> spec;
  std::vector<Listing> listings;
};
base::Result<Cast> MakeCast(const std::vector<core::Symbol>& pairs);

class Population {
 public:
  /// Opens the members' accounts and writes the candles of the past. `exchange` has the listings of
  /// `cast` and outlives it.
  Population(SimulatedExchange& exchange, Cast cast, const PopulationOptions& options,
             base::UnixNanos now);

  /// Lets everybody act at each of their times until `now`, the first of which is the start. After
  /// more than 3,600 of them, as when the machine slept, they act that much less often.
  void Step(base::UnixNanos now);
  double fair_price(MarketId market) const { return scenes_[market].fair.price(); }

 private:
  struct Quote {
    uint64_t order = 0;
    core::Price price;
  };
  // One market as its members see it.
  struct Scene {
    Scene(const sim::synthetic::SyntheticSpec& spec, size_t asset, uint64_t seed);
    FairValue fair;
    base::RandomStream random;
    double turnover_a_second;                // quote currency
    std::vector<std::vector<Quote>> quotes;  // by maker: bids, then asks
    std::deque<uint64_t> resting;            // of the crowd
  };

  void OpenAccounts(base::UnixNanos now);
  void WriteHistory(Market& market, Scene& scene, base::UnixNanos now);
  void Act(Market& market, Scene& scene, base::UnixNanos now, double seconds);
  void Requote(Market& market, Scene& scene, size_t maker, base::UnixNanos now);
  void TakeMispriced(Market& market, Scene& scene, base::UnixNanos now);
  void Crowd(Market& market, Scene& scene, base::UnixNanos now);
  void FollowTrend(Market& market, Scene& scene, base::UnixNanos now);
  /// A quantity worth about `value`; `spread` is the deviation of its logarithm.
  core::Quantity Size(const Market& market, Scene& scene, double value, double deviation) const;
  /// The number of the order; 0 where it was refused.
  uint64_t Order(Market& market, AccountId member, OrderRequest request, base::UnixNanos now);

  SimulatedExchange& exchange_;
  Cast cast_;
  PopulationOptions options_;
  std::vector<Scene> scenes_;
  std::vector<AccountId> makers_;
  AccountId crowd_ = 0, trend_ = 0, value_ = 0;
  base::UnixNanos time_;  // of the last step
};

}  // namespace keel::exchange
