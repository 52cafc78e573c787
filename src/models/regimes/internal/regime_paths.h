// SPDX-License-Identifier: MIT
// Forward and backward recursions of a switching autoregression. What the next value depends on is
// the path of the last regimes, so the hidden state is that path: a number whose digit i, in base
// `states`, is the regime i steps back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/regimes/switching_ar.h"

namespace keel::models::internal {

/// The derivative of the log likelihood, by Fisher's identity from the smoothed paths.
struct SwitchingArScore {
  std::vector<double> transition;  ///< d / d p_ij, each entry as if it were free
  std::vector<double> means;
  std::vector<double> ar;
  std::vector<double> log_deviations;  ///< d / d log deviation
};

/// One series under changing parameters; the sizes of states and lags stay.
class RegimePaths {
 public:
  /// Requires more than `lags` finite values, at least one lag.
  RegimePaths(std::span<const double> series, size_t states, size_t lags);

  size_t rows() const { return series_.size() - lags_; }
  /// Fills filtered(); returns the log likelihood. Requires a model that passes Check.
  double Forward(const SwitchingAr& model);
  /// Fills smoothed(); returns the score. Requires Forward of the same model before it.
  SwitchingArScore Backward(const SwitchingAr& model);

  std::span<const double> filtered() const { return filtered_; }  ///< rows x states
  std::span<const double> smoothed() const { return smoothed_; }  ///< rows x states
  /// P(path of the last `lags` regimes | all observations): states^lags.
  std::span<const double> last_paths() const {
    return std::span(past_).subspan(rows() * histories_, histories_);
  }
  /// Regime that a path had `back` steps before its end.
  size_t Regime(size_t path, size_t back) const { return path / powers_[back] % states_; }

 private:
  /// Where a path of lags + 1 regimes comes from and goes to: divisions that are not for the loops.
  struct Step {
    size_t now;     // its last regime
    size_t move;    // of the transition matrix
    size_t before;  // the history without the last regime
    size_t after;   // the history without the first
  };

  void Prepare(const SwitchingAr& model);
  /// Densities of observation `row` under each path, up to a factor whose log it returns.
  double Densities(size_t row);
  void FirstPaths(const SwitchingAr& model);
  /// What the paths before the first row say about the chain.
  void ScoreFirstPaths(const SwitchingAr& model, std::span<const double> later,
                       SwitchingArScore* score) const;

  std::span<const double> series_;
  size_t states_;
  size_t lags_;
  size_t histories_;             // states^lags
  std::vector<size_t> powers_;   // of states, lags + 2
  std::vector<Step> steps_;      // of the paths
  std::vector<double> pull_;     // rows: y_t - sum_i ar_i y_{t-i}
  std::vector<double> centre_;   // paths: mean - sum_i ar_i mean_i
  std::vector<double> inverse_;  // states: 1 / deviation
  std::vector<double> offset_;   // states: -log deviation - log(2 pi) / 2
  std::vector<double> density_;  // paths
  std::vector<double> past_;     // rows + 1 x histories: filtered
  std::vector<double> filtered_;
  std::vector<double> smoothed_;
};

}  // namespace keel::models::internal
