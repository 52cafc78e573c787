// SPDX-License-Identifier: MIT
// Sweeps as the API tells them: what was tried, what it scored, and who won.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "research/optimize/sweep_result.h"
#include "server/api/page.h"
#include "server/http/problem.h"

namespace keel::cli {

struct SweepView {
  std::string id, family, objective, search;
  base::UnixNanos from, to;
  bool synthetic = false;
  int64_t points = 0;     ///< that can be tried
  bool complete = false;  ///< else it was stopped, or runs now
  std::optional<double> best_score, median_score;
  std::vector<std::pair<std::string, double>> best_params;
};
/// `params` in the order of the axes; null where the trial has none of that name.
struct SweepTrialView {
  int64_t trial = 0;
  std::vector<std::optional<double>> params;
  std::optional<double> score, sharpe, total_return, max_drawdown;
  int64_t trades = 0;
  bool engine = true;  ///< else by simple fills, which know no drawdown
};
struct SweepDetail {
  SweepView sweep;
  int64_t min_trades = 0;
  std::vector<research::SpaceAxis> axes;
  std::vector<research::ParamSummary> params;  ///< none before it is complete
  std::vector<research::RankedTrial> best;     ///< ten at most, none before it is complete
  int64_t without_score = 0;
  int64_t tried = 0;                   ///< points that are known, however many are sent
  std::vector<SweepTrialView> trials;  ///< kMostSentTrials at most, those with the best scores
};
BOOST_DESCRIBE_STRUCT(SweepView, (),
                      (id, family, objective, search, from, to, synthetic, points, complete,
                       best_score, median_score, best_params))
BOOST_DESCRIBE_STRUCT(SweepTrialView, (),
                      (trial, params, score, sharpe, total_return, max_drawdown, trades, engine))
BOOST_DESCRIBE_STRUCT(SweepDetail, (),
                      (sweep, min_trades, axes, params, best, without_score, tried, trials))

inline constexpr size_t kMostSentTrials = 5'000;

/// In the order of their names. What cannot be read is left out.
server::Answer<server::Page<SweepView>> KeptSweeps(const std::string& home,
                                                   const server::PageQuery& query);
/// 404 for an id that is none, 409 where its files cannot be read.
server::Answer<SweepDetail> SweepOfId(const std::string& home, const std::string& id);

}  // namespace keel::cli
