// SPDX-License-Identifier: MIT
// From past returns to a PathModel: each level of Monte Carlo estimated in one place, for the
// command line, the calibration and whoever decides. Fitting is slow and done now and then; today's
// state (regime, variance, correlation) is filtered from the returns known today.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/monte_carlo/path_model.h"
#include "models/monte_carlo/regime_garch.h"
#include "models/monte_carlo/residual_law.h"
#include "models/regimes/gaussian_hmm.h"
#include "models/return_table.h"

namespace keel::models {

enum class CorrelationMethod {
  kDcc,   ///< dynamic conditional correlation [Engle 2002]
  kEwma,  ///< exponentially weighted, lambda 0.97
};

struct EstimateSettings {
  int level = 3;                                            ///< 1 to 4; below 4 of a single asset
  size_t regimes = 3;                                       ///< of level 2 and above
  int hmm_restarts = 8;                                     ///< see HmmFitOptions
  uint64_t seed = 1;                                        ///< of the restarts
  CorrelationMethod correlation = CorrelationMethod::kDcc;  ///< of level 4
};

/// A mean of returns and what of it is more than noise.
struct DriftEstimate {
  double sample_mean = 0;
  double standard_error = 0;
  /// sample_mean x max(0, 1 - (standard_error / sample_mean)^2): the positive-part estimator of
  /// James and Stein [1961] toward zero.
  double shrunk_mean = 0;
  double deviation = 0;
};

struct AssetFit {
  DriftEstimate drift;
  std::vector<double> regime_means, regime_deviations;  ///< one per regime, from level 2
  RegimeGarch garch;                                    ///< around the regimes, from level 3
  ResidualLaw law;                                      ///< of its residuals, level 4
};

/// Parameters that were estimated once; they are used until the next fit.
struct PathFit {
  EstimateSettings settings;
  size_t observations = 0;
  std::vector<AssetFit> assets;
  /// Of the asset, or of the mean standardised return of several: one market state for all.
  GaussianHmm regimes;
  double joint_degrees_of_freedom = 0;  ///< of the t copula, level 4
  double dcc_a = 0, dcc_b = 0;          ///< level 4 of several assets
  std::vector<double> long_run_correlation;
  double shrinkage = 0;  ///< Ledoit and Wolf's intensity toward no correlation
};

/// Estimates every part up to `settings.level` from rows of log returns, oldest first. kUsage with
/// one sentence for fewer than 30 rows (100 from level 2 on), values that are not finite or never
/// move, several assets below level 4, and any fit that does not converge.
base::Result<PathFit> FitPaths(const ReturnTable& returns, const EstimateSettings& settings);

/// What is asked of a fit.
struct ForecastQuestion {
  int level = 3;                ///< at most that of the fit
  int64_t horizon = 1;          ///< steps: jumps have the size of the volatility expected over them
  std::optional<double> drift;  ///< mean log return of a step instead of the shrunk means
  bool filtered_historical = false;  ///< draw past residuals; level 3
  std::vector<double> weights;       ///< as in PathModel
};

/// The model of the steps after the last row of `returns`, which may be later (or fewer) rows than
/// those of the fit: parameters are the fit's, the state is today's. kUsage where fit, question and
/// returns do not go together.
base::Result<PathModel> PathModelAt(const PathFit& fit, const ReturnTable& returns,
                                    const ForecastQuestion& question);

/// What was estimated and assumed, one sentence each; `names` one per asset.
std::vector<std::string> DescribeModel(const PathFit& fit, const PathModel& model,
                                       const ForecastQuestion& question,
                                       const std::vector<std::string>& names);

}  // namespace keel::models
