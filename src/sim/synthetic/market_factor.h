// SPDX-License-Identifier: MIT
// What all assets of an invented market share: the hidden regime, the common shock, the common jump
// and the hour of the week. It is a pure function of seed and time, so each asset walks its own
// copy and assets can be made on any thread in any order.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "sim/synthetic/spec.h"

namespace keel::sim::synthetic {

/// A bar's path is walked in this many steps; the extremes between two steps are drawn exactly.
inline constexpr int kSubSteps = 4;

enum class Regime : uint8_t { kCalm, kTrend, kTurbulent };

/// The common part of one bar.
struct FactorStep {
  Regime regime = Regime::kCalm;
  double drift = 0;                       ///< annual, at loading 1
  double volatility = 1;                  ///< multiple of the long-run volatility
  double activity = 1;                    ///< volume and variance by hour of the week, mean 1
  double jump = 0;                        ///< sum of the common jumps in the bar, in the log-price
  std::array<double, kSubSteps> shock{};  ///< standard normal
};

/// Times of a Poisson process, drawn ahead.
class JumpClock {
 public:
  /// `mean` between two jumps; none ever where it is not positive.
  JumpClock(base::RandomStream stream, base::UnixNanos start, double mean_days);
  /// Sum of normal(mean, deviation) over the jumps in [.., to) not yet counted.
  double SumUntil(base::UnixNanos to, double mean, double deviation);

 private:
  void Wait();

  base::RandomStream stream_;
  base::UnixNanos next_;
  double mean_days_;
};

/// Walks the common part bar by bar.
class MarketFactor {
 public:
  MarketFactor(const SyntheticSpec& spec, uint64_t seed);
  /// The step of the bar [open, close). Bars must be asked for in order of time.
  FactorStep Next(base::UnixNanos open, base::UnixNanos close);

 private:
  void EnterNextRegime();
  const RegimeSpec& current() const;

  const SyntheticSpec& spec_;
  base::RandomStream regimes_;
  base::RandomStream shocks_;
  JumpClock jumps_;
  Regime regime_ = Regime::kCalm;
  double trend_sign_ = 1;
  base::UnixNanos regime_ends_;
  std::array<double, 7 * 24> activity_{};
};

}  // namespace keel::sim::synthetic
