// SPDX-License-Identifier: MIT
#include "cli/suite_run.h"

#include <fmt/format.h>

#include "cli/court_room.h"
#include "cli/lookahead_run.h"
#include "research/optimize/plan.h"
#include "research/trial/ledger.h"
#include "research/validation/near_space.h"

namespace keel::cli {
namespace {

constexpr size_t kTelling = 2;  // parameters of the default space

base::Result<research::RobustnessReport> Shake(const research::Subject& subject,
                                               const SuiteChoice& choice, const Session& session) {
  TRY(research::RobustnessReport report,
      research::TestRobustness(
          subject, {.quick = choice.quick,
                    .params = choice.vary,
                    .jobs = session.jobs,
                    .interrupted = session.interrupted,
                    .progress = [&](std::string_view what, int64_t done, int64_t total) {
                      session.progress->Update(what, done, total);
                    }}));
  session.progress->Finish();
  return report;
}

base::Result<research::Space> SpaceOf(const research::Subject& subject, const SuiteChoice& choice,
                                      const research::RobustnessReport& robustness) {
  if (!choice.space.empty()) return research::ParseSpace(choice.space, subject);
  return research::NearSpace(subject, research::TellingParameters(robustness, kTelling));
}

base::Result<research::WalkForwardReport> Walk(const research::Subject& subject,
                                               const research::Space& space, int64_t warm_up_bars,
                                               const Session& session) {
  TRY(const research::TrialPlan plan, research::PlanGrid(subject, space, {}));
  TRY(const research::Objective objective, research::Objective::Parse("sharpe", 0));
  const research::TrialLedger ledger(session.home);
  TRY(research::WalkForwardReport report,
      research::WalkForward(subject, plan, objective,
                            {.warm_up = subject.series.front().timeframe.period() * warm_up_bars},
                            {.tries = {.jobs = session.jobs,
                                       .interrupted = session.interrupted,
                                       .progress =
                                           [&](int64_t done, int64_t total) {
                                             session.progress->Update("walk forward", done, total);
                                           }},
                             .ledger = &ledger,
                             .now = session.clock->now()}));
  session.progress->Finish();
  return report;
}

/// A history that is too short for a window, or a strategy that nothing moves, is no reason to
/// leave the rest unsaid; whatever else fails is.
base::Status AddWalkForward(const research::Subject& subject, const SuiteChoice& choice,
                            const Session& session, research::Suite* suite) {
  TRY(const research::Space space, SpaceOf(subject, choice, suite->robustness));
  if (space.axes.empty()) {
    suite->no_walk_forward = "No parameter changes the result, so there is nothing to choose.";
    return {};
  }
  auto walked = Walk(subject, space, choice.warm_up_bars, session);
  if (walked) {
    suite->walk_forward = std::move(*walked);
    return {};
  }
  if (walked.error().code != base::ErrorCode::kUsage || !choice.space.empty()) {
    return tl::unexpected<base::Error>(walked.error());
  }
  suite->no_walk_forward = "Not possible here: " + walked.error().message + ".";
  return {};
}

}  // namespace

base::Result<research::Suite> RunSuite(const research::Subject& subject, const SuiteChoice& choice,
                                       const Session& session) {
  research::Suite suite{.family = research::FamilyOf(subject.settings)};
  for (const auto& series : subject.series) suite.synthetic |= series.record.synthetic;
  TRY(suite.look_ahead, RunLookaheadCheck(subject.settings, {}, session));
  TRY(suite.robustness, Shake(subject, choice, session));
  TRY(AddWalkForward(subject, choice, session, &suite));
  TRY(const Witnesses witnesses, WitnessesOfStrategy(subject, choice.rivals, session));
  TRY(suite.court, HoldCourt(witnesses, choice.court, session));
  return suite;
}

}  // namespace keel::cli
