// SPDX-License-Identifier: MIT
// What a portfolio would lose on a day unlike those behind it: prices fall at once, spreads widen,
// everything moves together, the exchange is shut, the coin that money is kept in breaks. A
// scenario says what happens; the same arithmetic serves a portfolio now and a run at each moment.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "models/correlation/covariance.h"

namespace keel::risk {

/// What happens. Factors of 1 and shocks of 0 change nothing.
struct StressScenario {
  std::string name;
  std::string description;
  double price = 0;                      ///< shock of every price, fraction, at least -1
  std::map<std::string, double> shocks;  ///< of one asset instead, by "BTC/USDT" or "BTC"
  double quote = 0;       ///< shock of the coin that cash is kept in; assets keep their own worth
  double spread = 1;      ///< factor of every spread
  double depth = 1;       ///< factor of what the book holds: square-root impact sees volume x depth
  double volume = 1;      ///< factor of what trades in a day
  double volatility = 1;  ///< factor of every volatility
  std::optional<double> correlation;  ///< of every pair of assets, in [0, 1]
  double duration_hours = 0;          ///< nothing can be sold for as long
};

/// Flash crash, liquidity crisis, correlations to 0.95 and to 0 on a bad day, exchange outage,
/// halved volume, stablecoin depeg.
std::vector<StressScenario> BuiltInScenarios();

/// kUsage, beginning with the name of the field, for a number outside its range.
base::Status CheckScenario(const StressScenario& scenario);

/// What is the same at every moment, asset by asset.
struct StressMarket {
  struct Asset {
    std::string pair;                 ///< "BTC/USDT"
    double half_spread = 0;           ///< fraction of price
    double impact_k = 0;              ///< of the square-root impact
    std::vector<double> log_returns;  ///< history, oldest first; may be empty
    double hours_per_return = 1;
  };
  std::vector<Asset> assets;
  models::SymmetricMatrix correlation;  ///< of the assets' returns
  double confidence = 0.99;             ///< of every quantile, in (0.5, 1)
};

/// Assets that the scenario shocks and the market does not have, each with the nearest that it has:
/// such shocks change nothing.
std::vector<std::string> ShocksNotHeld(const StressMarket& market, const StressScenario& scenario);

/// One asset at one moment.
struct StressHolding {
  double value = 0;             ///< money, >= 0
  double daily_volatility = 0;  ///< of log returns
  double daily_turnover = 0;    ///< money traded a day; 0: unknown, leaving then costs the spread
};

/// Losses are positive, in money.
struct StressResult {
  double equity = 0;      ///< before: holdings and cash
  double price_loss = 0;  ///< of the shocks
  double quote_loss = 0;  ///< of cash
  double held_loss = 0;   ///< while nothing can be sold, not passed with the confidence
  double exit_before = 0, exit_after = 0;  ///< cost of selling everything, before and under it
  double exit_added = 0;                   ///< what of that the wider spreads and thinner book add
  double loss = 0;                         ///< all of the above, of leaving only what is added
  double loss_share = 0;                   ///< of equity
  double value_at_risk_before = 0, value_at_risk_after = 0;  ///< one day, normal law
  double volatility_before = 0, volatility_after = 0;  ///< a year of 365 days, fraction of equity
  /// Days until all is sold at kStressParticipation of the turnover; absent where that is unknown.
  std::optional<double> days_before, days_after;
};

inline constexpr double kStressParticipation = 0.10;

/// A scenario made ready for one market.
class StressTest {
 public:
  /// kUsage for a scenario that CheckScenario refuses, correlations of another size than the
  /// assets, a confidence outside (0.5, 1).
  static base::Result<StressTest> Make(const StressMarket& market, StressScenario scenario);

  /// One holding an asset, in the market's order (CHECK); equity must be positive (CHECK).
  /// Cost of leaving a holding, fraction of its value: half spread + 3 k s sqrt(value / turnover),
  /// at most 1 (mission row E4, permanent and temporary part). While nothing can be sold an asset
  /// may lose q = max(z s sqrt(days), the quantile of its history over as long), 1 - exp(-q) of its
  /// value; assets are joined by sqrt(L'CL), C the correlations [Basel, aggregation of stand-alone
  /// risks].
  StressResult Apply(std::span<const StressHolding> holdings, double cash) const;

  const StressScenario& scenario() const { return scenario_; }

 private:
  struct Asset {
    double shock = 0;
    double half_spread = 0;
    double impact_k = 0;
    double history_loss = 0;  ///< log return, over the scenario's duration; 0 where unknown
  };

  StressScenario scenario_;
  std::vector<Asset> assets_;
  models::SymmetricMatrix before_, after_;
  double z_ = 0;
};

/// What a scenario does to an equity curve when it strikes at one of its points.
struct StressedCurve {
  double drawdown_before = 0;  ///< deepest fall of the curve itself, fraction of the peak
  double drawdown_worst = 0;   ///< the deepest that the scenario can make of it
  size_t worst_at = 0;         ///< the point where it does
  double drawdown_at_end = 0;  ///< fall from the highest point when it strikes at the end
  double loss_worst = 0;       ///< largest share of equity lost at any point
  size_t loss_at = 0;
  double return_before = 0;  ///< from first to last point
  double return_worst = 0;   ///< the same with the largest loss on the way
  double return_at_end = 0;  ///< the same with the loss at the last point
};

/// Equity (> 0 at the first point) and the share lost at each of its points, equally long and not
/// empty (CHECK).
StressedCurve StressCurve(std::span<const double> equity, std::span<const double> loss_shares);

}  // namespace keel::risk
