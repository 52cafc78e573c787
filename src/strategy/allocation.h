// SPDX-License-Identifier: MIT
// One account shared by several strategies, its sleeves: from the days that each has had to the
// share of equity that each gets. Pure arithmetic; the engine says when, and moves what is held.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/regimes/gaussian_hmm.h"
#include "models/return_table.h"

namespace keel::strategy {

enum class AllocationMethod : uint8_t {
  kFixed,              ///< the configured shares
  kEqual,              ///< the same share for every sleeve
  kInverseVolatility,  ///< shares proportional to 1 / volatility
  kRiskParity,         ///< every sleeve brings its budget of the risk [Maillard et al. 2010]
  kHrp,                ///< hierarchical risk parity [Lopez de Prado 2016]
  kMeanVariance,       ///< [Markowitz 1952] on shrunk means
  kMinCvar,            ///< least expected shortfall [Rockafellar, Uryasev 2000]
  kRegimeAware,        ///< risk parity under the covariance of the regime that is likely now
};
/// "fixed", "equal", "inverse_volatility", ... in the order above.
std::vector<std::string> AllocationMethodNames();
const char* ToString(AllocationMethod method);
/// kUsage for a name that is none of these, with the nearest.
base::Result<AllocationMethod> ParseAllocationMethod(std::string_view name);

/// What is known at the close of a day, and how much a change must be worth. Spans have one number
/// a sleeve.
struct AllocationTask {
  AllocationMethod method = AllocationMethod::kFixed;
  /// One row a closed day, oldest first: profit of the day over the equity allotted.
  models::ReturnTable returns;
  std::span<const double> configured;  ///< shares of equity; their sum is what is handed out
  std::span<const double> current;     ///< shares in force, of the same sum
  std::span<const double> invested;    ///< value held over equity allotted: what a move must trade
  double band = 0.2;         ///< a share changes only where it is off by more than this part of it
  double cost_rate = 0;      ///< of trading, a fraction of what is traded
  int days = 7;              ///< until the next decision
  double share_max = 1;      ///< largest part of what is handed out: mean-variance, CVaR
  double risk_aversion = 3;  ///< of mean-variance
  /// kRegimeAware: the market's returns of the same days, and its regimes (absent: too early).
  std::span<const double> market;
  const models::GaussianHmm* regimes = nullptr;
};

/// Why shares are what they are after a decision.
enum class AllocationWhy : uint8_t {
  kStart,       ///< the configured shares
  kDue,         ///< the method's shares, or as many of them as left their band
  kBand,        ///< every share is within its band: none changed
  kCost,        ///< the gain is not worth the trading: none changed
  kTooLittle,   ///< too little history, or no sleeve that held anything: the configured shares
  kNoEstimate,  ///< the method has no answer: none changed
};
const char* ToString(AllocationWhy why);

struct AllocationDecision {
  std::vector<double> shares;  ///< in force from now on; never below 0, sum as configured
  AllocationWhy why = AllocationWhy::kDue;
  std::vector<size_t> unmeasured;  ///< sleeves that held nothing all along: their configured share
  /// What the change would bring in the method's own units, and what trading it would cost, both
  /// fractions of the account's equity. No gain for kEqual, which knows no better or worse.
  std::optional<double> gain;
  double cost = 0;
};

/// Decides. The gain is, for the methods that share risk, the risk that stood in the wrong sleeve:
/// deviation of a day x half the sum of |share of risk - wanted share of risk|; for mean-variance
/// days x (mean - risk_aversion / 2 variance); for min-CVaR the expected shortfall of a day that is
/// saved. Covariances are shrunk [Ledoit, Wolf 2004], means drawn to zero by m^2 / (m^2 + s^2 / n).
/// kUsage where the method has no answer for these days.
base::Result<AllocationDecision> DecideShares(const AllocationTask& task);

/// Shares that leave the band around `current` move to `wanted`; the movers are scaled so that the
/// sum stays, and all move where that would carry one of them beyond the band again.
std::vector<double> ApplyBand(std::span<const double> current, std::span<const double> wanted,
                              double band);

/// Closed days of the market before its regimes can be told apart.
inline constexpr size_t kLeastRegimeDays = 60;

/// Two or three Gaussian regimes of daily market returns, by BIC. kUsage for fewer days than that,
/// or returns that the model cannot be fitted to.
base::Result<models::GaussianHmm> FitMarketRegimes(std::span<const double> market, uint64_t seed);

}  // namespace keel::strategy
