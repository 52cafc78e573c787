// SPDX-License-Identifier: MIT
// How assets moved day by day and move together: what portfolio risk is told from. Closes of whole
// UTC days only, taken from visible bars once the day is over, so nothing here knows the future.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/instrument.h"
#include "market/board.h"

namespace keel::market {

/// An asset is known once it has 60 daily returns that move. The others take the place of the known
/// asset with the largest expected shortfall (its returns, its volatility, its correlations), and
/// share a cluster with BTC, or with the first asset where there is no BTC. While no asset is known
/// each is taken to move by 10 % a day, all together.
class Comovement {
 public:
  static constexpr size_t kWindow = 60;  ///< days of the correlations, and to be known
  static constexpr size_t kDays = 500;   ///< most days that are remembered
  static constexpr double kAssumedVolatility = 0.10;

  /// Assets are all currencies but `account`; each is priced by its first pair in the account
  /// currency, else by its first pair. `cluster_correlation` is what every two members of a cluster
  /// have at least.
  Comovement(const core::Universe& universe, core::CurrencyId account, double cluster_correlation);

  /// Takes in the days that ended by `now`. Bars longer than a day tell nothing.
  void Advance(base::UnixNanos now, const Board& board);
  /// Puts assets into clusters by another correlation, at once.
  void ChangeClusterCorrelation(double cluster_correlation);
  /// Grows whenever the estimates below change.
  uint64_t version() const { return version_; }

  bool known(core::CurrencyId asset) const { return assets_[asset.index].known; }
  /// The cluster of an asset; numbers are dense from 0.
  size_t cluster(core::CurrencyId asset) const { return assets_[asset.index].cluster; }
  size_t clusters() const { return clusters_; }
  /// Daily returns in account currency of a day each, oldest first, as many of every asset: an
  /// unknown asset, and a known one on the days before its first, have those of the worst known
  /// asset. Empty while no asset is known.
  std::span<const double> Scenarios(core::CurrencyId asset) const {
    return std::span(scenarios_).subspan(asset.index * scenario_days_, scenario_days_);
  }
  size_t scenario_days() const { return scenario_days_; }
  /// Expected standard deviation of the next daily return: GARCH(1,1) fitted every 90 days, from
  /// 250 returns on; before that, and where a fit fails, exponentially weighted (lambda 0.94).
  double volatility(core::CurrencyId asset) const { return assets_[asset.index].volatility; }
  /// Of the next daily returns: those volatilities with the shrunk correlations.
  double covariance(core::CurrencyId a, core::CurrencyId b) const {
    return covariance_[a.index * assets_.size() + b.index];
  }
  /// The covariances of one asset with all, by currency.
  std::span<const double> Covariances(core::CurrencyId asset) const {
    return std::span(covariance_).subspan(asset.index * assets_.size(), assets_.size());
  }
  size_t assets() const { return assets_.size(); }

 private:
  struct Garch {
    double mu = 0, omega = 0, alpha = 0, beta = 0;
  };
  struct Asset {
    std::optional<core::InstrumentId> pair;
    std::optional<size_t> quote;  // the asset that the pair's quote is; absent: account currency
    double last_value = 0;        // account currency
    std::vector<double> returns;  // oldest first, at most kDays
    std::optional<Garch> garch;
    int64_t fitted_on_day = INT64_MIN;
    bool known = false;
    double shortfall = 0;
    double volatility = kAssumedVolatility;
    size_t cluster = 0;
    size_t like = 0;  // the known asset that it is taken for: itself, or the worst
  };

  void ChoosePairs(const core::Universe& universe, core::CurrencyId account);
  void TakeDay(base::UnixNanos midnight, const Board& board);
  double ValueAt(size_t asset, base::UnixNanos midnight, const Board& board);
  void Estimate(int64_t day);
  void EstimateVolatility(Asset& asset, int64_t day);
  void EstimateTogether(const std::vector<size_t>& known);
  void FillScenarios(const std::vector<size_t>& known);

  double cluster_correlation_;
  std::vector<Asset> assets_;  // by currency
  std::vector<size_t> order_;  // an asset after the one it is priced in
  size_t anchor_ = 0;          // BTC, or the first asset
  int64_t day_ = INT64_MIN;
  uint64_t version_ = 1;
  size_t clusters_ = 1;
  size_t scenario_days_ = 0;
  std::vector<double> scenarios_;   // asset x day
  std::vector<double> covariance_;  // asset x asset
};

}  // namespace keel::market
