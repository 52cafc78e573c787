// SPDX-License-Identifier: MIT
// Evidence about strategies as the API tells it: what was found out by jobs of the desk, and the
// badge that says of each check whether it was made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_json.h"
#include "cli/serve/verb_call.h"
#include "research/court/verdict.h"
#include "research/integrity/badge.h"
#include "research/report/lookahead_report.h"
#include "research/robustness/robustness.h"
#include "research/run_store.h"
#include "research/validation/walk_forward.h"
#include "server/api/page.h"
#include "server/http/problem.h"

namespace keel::cli {

struct ResearchView {
  std::string id;
  std::string kind;  ///< of the job that made it
  base::UnixNanos made;
  std::string family;    ///< what it was about
  std::string verdict;   ///< pass, weak, fail
  std::string sentence;  ///< why
  bool synthetic = false;
};
/// With what the verb wrote: of the whole court all parts, else the one that was asked for.
struct ResearchDetail {
  ResearchView result;
  std::optional<research::Badge> badge;
  std::optional<research::LookaheadReport> look_ahead;
  std::optional<research::WalkForwardReport> walk_forward;
  std::optional<research::RobustnessReport> robustness;
  std::optional<research::CourtVerdict> court;
};
BOOST_DESCRIBE_STRUCT(ResearchView, (), (id, kind, made, family, verdict, sentence, synthetic))
BOOST_DESCRIBE_STRUCT(ResearchDetail, (),
                      (result, badge, look_ahead, walk_forward, robustness, court))

/// Of which strategy with which settings the badge is asked. `pairs` are separated by commas;
/// `params` too, each as "fast=20".
struct IntegrityQuery {
  std::string strategy, pairs, timeframe;
  std::optional<std::string> venue, timerange, risk_profile, params;
};
BOOST_DESCRIBE_STRUCT(IntegrityQuery, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params))

/// The newest first. What cannot be read is left out.
server::Answer<server::Page<ResearchView>> KeptResearch(const std::string& home,
                                                        const server::PageQuery& query);
/// 404 for an id that is none, 409 where its file cannot be read.
server::Answer<ResearchDetail> ResearchOfId(const std::string& home, const std::string& id);

/// 400 where it is no request for a backtest.
server::Answer<research::Badge> BadgeOfQuery(const VerbCall& call, const std::string& home,
                                             const IntegrityQuery& query);
/// What is known by now of a kept run's strategy; absent where the evidence cannot be read.
std::optional<research::Badge> BadgeOfRun(const std::string& home, const research::KeptRun& run);

}  // namespace keel::cli
