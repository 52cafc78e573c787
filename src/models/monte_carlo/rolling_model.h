// SPDX-License-Identifier: MIT
// A path model that follows its series, for who asks for a forecast at every bar: today's state is
// filtered return by return, the parameters are refitted now and then from the last year or so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/monte_carlo/estimate.h"

namespace keel::models {

struct RollingSettings {
  EstimateSettings estimate;
  size_t window = 8760;           ///< returns that a fit sees, the last ones
  size_t regime_refit = 720;      ///< returns between fits of drift and regimes, from level 2
  size_t volatility_refit = 168;  ///< between those of GARCH and law; of all at level 1
  size_t least = 2160;            ///< returns before the first fit, at most `window`
};

/// A path model of one asset whose parameters are refitted when due and whose state is today's. A
/// refit starts from the last parameters; one that fails keeps them, and what was due is tried
/// again `volatility_refit` returns later. It never looks ahead: what it says after some returns
/// depends on those alone.
class RollingModel {
 public:
  /// kUsage where the settings contradict each other or no fit can have them.
  static base::Result<RollingModel> Make(const RollingSettings& settings);

  RollingModel(RollingModel&&) noexcept;
  RollingModel& operator=(RollingModel&&) noexcept;
  ~RollingModel();

  /// Takes the next log return, finite. O(regimes^2) where no refit is due.
  void Update(double log_return);

  /// Whether a fit exists. What follows requires it, the counts and failures apart.
  bool ready() const;
  /// Filtered, after the last return; calmest regime first. Level 1 has one regime.
  std::span<const double> regime_probabilities() const;
  /// Standard deviation of the coming return: of the filtered GARCH variance from level 3, of the
  /// regimes' mixture at level 2, of the sample at level 1.
  double next_volatility() const;
  /// Mean log return of a step, shrunk toward zero.
  double drift() const;
  const PathFit& fit() const;
  /// The model of the coming steps, as PathModelAt makes it of fit() and the returns from the first
  /// that the last refit saw until now. `drift` as in ForecastQuestion; requires a horizon of at
  /// least 1.
  PathModel ModelNow(int64_t horizon, std::optional<double> drift) const;

  /// Refits that changed parameters, and parts of refits that failed; why the last of those did.
  int64_t fits() const;
  int64_t failed_fits() const;
  const std::string& last_failure() const;

 private:
  struct State;
  explicit RollingModel(const RollingSettings& settings);

  std::unique_ptr<State> state_;
};

}  // namespace keel::models
