// SPDX-License-Identifier: MIT
// Which regime a market is in, by a hidden Markov model whose probabilities are filtered, and what
// the account made in each.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/regimes/hmm_fit.h"
#include "server/lab/lab_series.h"
#include "server/lab/workbench.h"

namespace keel::server {

inline constexpr int64_t kRegimeStates = 3, kMostRegimeStates = 4;
inline constexpr size_t kFewestRegimeReturns = 100;
/// Bars from fit to fit, counted from 1970, so that what is told depends on the bars alone and not
/// on when somebody asked first.
inline constexpr int64_t kRegimeRefit = 64;
inline constexpr size_t kMostRegimeHistory = 1'000;

/// Fits that hold on, because their returns have not changed. Of one thread at a time.
class RegimeFits {
 public:
  static constexpr size_t kMost = 64;
  /// The fit of these returns, made where there is none under this key.
  base::Result<models::HmmFit> Of(const std::string& key, std::span<const double> returns,
                                  size_t states);
  int made() const { return made_; }

 private:
  std::map<std::string, models::HmmFit> fits_;
  std::deque<std::string> keys_;  // the oldest first
  int made_ = 0;
};

/// A point of the equity curve.
struct EquityPoint {
  base::UnixNanos time;
  double equity = 0;
};
/// The account of the session: its curve, and when money came or went.
struct RegimeAccount {
  std::string currency;
  std::vector<EquityPoint> points;        ///< oldest first
  std::vector<base::UnixNanos> deposits;  ///< oldest first
};

/// 400 where the number of states is none.
std::optional<Problem> MistakeIn(const RegimesQuery& query);

/// The returns that the parameters are fitted on: up to the last boundary of kRegimeRefit bars, all
/// of them where that would leave too few.
struct FitRange {
  size_t first = 0, count = 0;
};
FitRange RegimeFitRange(const LabSeries& series);

/// Without a fit (too few bars, no convergence) a sentence instead of states.
RegimesView RegimesOf(const LabSeries& series, int64_t states, RegimeFits& fits,
                      const std::optional<RegimeAccount>& account);
/// The regime of now alone.
RegimeNowView RegimeNowOf(const LabSeries& series, RegimeFits& fits);

/// Filtered probabilities of K states at closes of bars, oldest first, row by row.
struct FilteredRegimes {
  std::vector<base::UnixNanos> times;
  std::vector<double> probabilities;
  size_t states = 0;
};
/// Each step of the curve counts for the regime that was the likeliest at its beginning, when it
/// could be known. Steps over a deposit, and from before the first probability, are left out.
RegimeProfitView ProfitByRegime(const FilteredRegimes& regimes, const RegimeAccount& account);

}  // namespace keel::server
