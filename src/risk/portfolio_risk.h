// SPDX-License-Identifier: MIT
// What the portfolio may lose in a day, and what of it is one bet: holdings and working buys, asset
// by asset, with everything kept ready that an order's check needs. Brought up to date when prices
// or holdings change; a check then costs an order one pass over one asset's scenarios at most.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "market/comovement.h"
#include "math/lines.h"
#include "portfolio/ledger.h"
#include "portfolio/working_orders.h"
#include "risk/limits.h"

namespace keel::risk {

/// Both at 95 % over one day, in account currency: the larger of historical simulation (today's
/// portfolio on each remembered day; quantile and mean as models::HistoricalTailRisk has them) and
/// of the normal law with mean 0 and the portfolio's conditional variance, VaR = 1.645 s and
/// ES = 2.063 s [McNeil, Frey, Embrechts 2015, 2.3.4].
enum class RiskMeasure : uint8_t { kValueAtRisk, kExpectedShortfall };

class PortfolioRisk {
 public:
  PortfolioRisk(const core::Universe& universe, core::CurrencyId account);

  /// Whether any limit needs what is kept here.
  static bool IsNeeded(const Limits& limits) {
    return limits.cluster_exposure || limits.var_daily || limits.cvar_daily ||
           limits.turnover_per_day;
  }

  /// Takes over holdings, working buys (at what they may cost) and rates; works in what changed.
  void Refresh(const market::Comovement& comovement, const portfolio::Ledger& ledger,
               const portfolio::WorkingOrders& working);

  /// All that is held of the asset's cluster, working buys included, account currency.
  core::Decimal ClusterValue(core::CurrencyId asset) const {
    return clusters_[comovement_->cluster(asset)];
  }
  /// What all working orders will have turned over once filled, buys at what they may cost and
  /// sells at the mark; of each OCO group the largest of a side, and nothing of the group
  /// `joining`.
  core::Decimal WorkingValue(uint32_t joining, const portfolio::Ledger& ledger,
                             const portfolio::WorkingOrders& working) const;
  /// What of the asset's working buys does not count beside an order of this OCO group.
  core::Decimal SiblingValue(core::CurrencyId asset, uint32_t oco_group,
                             const portfolio::Ledger& ledger,
                             const portfolio::WorkingOrders& working) const;

  /// The measure of the portfolio with `money` more (or less) of the asset.
  double With(RiskMeasure measure, core::CurrencyId asset, double money) const;
  double Now(RiskMeasure measure) const {
    return measure == RiskMeasure::kValueAtRisk ? var_now_ : shortfall_now_;
  }
  /// Whether With(measure, asset, money) <= bound: the same answer, for much less.
  bool Fits(RiskMeasure measure, core::CurrencyId asset, double money, double bound) const;
  /// A root of With(...) = bound between `low`, which fits, and `high`, which does not, to within
  /// `precision`.
  double Crossing(RiskMeasure measure, core::CurrencyId asset, std::pair<double, double> between,
                  double bound, double precision) const;

 private:
  struct Tail {
    double var = 0, shortfall = 0;
    double slope = 0;  // of the shortfall by money of the asset
  };
  void Rebuild(const market::Comovement& comovement);
  void Add(core::CurrencyId asset, double money);
  void Settle();
  double NormalFactor(RiskMeasure measure) const;
  double Deviation(core::CurrencyId asset, double money) const;
  const Tail& HistoricalTail(core::CurrencyId asset, double money) const;
  Tail FindTail(std::span<const double> returns, double money, double guess) const;
  double GuessAt(core::CurrencyId asset, double money) const;
  size_t CountWorse(core::CurrencyId asset, double money, double loss) const;
  double NormalCrossing(RiskMeasure measure, core::CurrencyId asset, double high,
                        double bound) const;
  double ShortfallCrossing(core::CurrencyId asset, double high, double bound) const;
  double VarCrossing(core::CurrencyId asset, std::pair<double, double> between, double bound,
                     double precision) const;

  core::CurrencyId account_;
  const market::Comovement* comovement_ = nullptr;
  uint64_t version_ = 0;
  size_t days_ = 0;
  size_t tail_ = 0;     // losses that are looked at: the worst floor(5 % of days) and one more
  double in_tail_ = 0;  // 5 % of days
  std::vector<core::Decimal> values_, scratch_values_;  // by currency
  std::vector<core::Decimal> clusters_;
  core::Decimal working_value_;
  std::vector<double> profits_;  // of the portfolio, by day
  std::vector<double> cov_weights_;
  std::vector<double> lone_shortfall_;  // of one unit of money in each asset
  double variance_ = 0;
  double var_now_ = 0, shortfall_now_ = 0, historical_shortfall_ = 0;
  mutable math::SelectedLines worst_days_;  // reused: profits, and returns of the asset
  mutable std::vector<double> ordered_;     // reused
  double guess_ = 0;                        // below which no day of a tail is expected
  /// The last answer: both measures ask for the same portfolios.
  struct Answer {
    std::optional<core::CurrencyId> asset;
    double money = 0;
    Tail tail;
  };
  mutable Answer last_;
  mutable std::vector<uint32_t> undecided_;
};

}  // namespace keel::risk
