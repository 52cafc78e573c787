// SPDX-License-Identifier: MIT
// How much a result proves, as the desk is asked it: the sweep, the tests and the court as jobs.
// The words are those of the verbs; each result is kept where the desk finds it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "cli/serve/job_bodies.h"
#include "cli/serve/job_queue.h"
#include "server/http/problem.h"

namespace keel::cli {

using ParamTexts = std::optional<std::vector<std::pair<std::string, std::string>>>;

/// `space` as --space of the verb: "fast=10:50:5", "fast=10,20,30", or "fast" alone.
struct OptimizeBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  ParamTexts params;
  std::vector<std::string> space;
  std::optional<std::string> objective, search;
  std::optional<int64_t> min_trades, trials;
};
struct RobustnessBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  ParamTexts params;
  std::optional<bool> quick;
};
/// `train` and `test` as lengths: "6m", "1y".
struct WalkForwardBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  ParamTexts params;
  std::vector<std::string> space;
  std::optional<std::string> objective, train, test;
  std::optional<bool> anchored;
};
struct LookaheadBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  ParamTexts params;
};
/// The whole suite over a strategy, or the statistics over the trials of a kept `sweep` alone.
struct CourtBody {
  std::optional<std::string> strategy;
  std::optional<std::vector<std::string>> pairs;
  std::optional<std::string> timeframe, venue, timerange, risk_profile;
  ParamTexts params;
  std::optional<std::vector<std::string>> space;
  std::optional<bool> quick;
  std::optional<std::string> sweep;
};
BOOST_DESCRIBE_STRUCT(OptimizeBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params, space,
                       objective, search, min_trades, trials))
BOOST_DESCRIBE_STRUCT(RobustnessBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params, quick))
BOOST_DESCRIBE_STRUCT(WalkForwardBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params, space,
                       objective, train, test, anchored))
BOOST_DESCRIBE_STRUCT(LookaheadBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params))
BOOST_DESCRIBE_STRUCT(CourtBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params, space,
                       quick, sweep))

/// Trials that one sweep of the desk may have; the CLI has no such limit.
inline constexpr int64_t kMostSweepTrials = 10'000;

/// The job that a body asks for; `by` is filled in by the caller. 400 with the field.
server::Answer<JobQueue::Wish> WishOf(const OptimizeBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const RobustnessBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const WalkForwardBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const LookaheadBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const CourtBody& body, const std::string& home);

}  // namespace keel::cli
