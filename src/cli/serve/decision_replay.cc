// SPDX-License-Identifier: MIT
#include "cli/serve/decision_replay.h"

#include <fmt/format.h>

#include "cli/serve/research_parts.h"
#include "cli/why_case.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::NumberPath;
using server::Problem;
using server::Refuse;

/// As the desk knows it; 404 where it does not any more.
Answer<research::StoredDecision> KeptDecision(const server::SessionReplica& replica,
                                              int64_t number) {
  const auto row = replica.decisions().find(number);
  const engine::DecidedRecord* const decided = replica.decision(number);
  if (row == replica.decisions().end() || decided == nullptr) {
    return Refuse(404, fmt::format("what decision {} was made from is not kept here; the newest "
                                   "{} are, and `keel why SESSION --verify` knows all",
                                   number, server::SessionReplica::kMostDecisions));
  }
  research::StoredDecision kept;
  kept.decision = decided->number;
  kept.strategy = row->second.strategy;
  kept.pair = row->second.pair;
  kept.time = decided->time;
  kept.inputs = decided->inputs;
  kept.outcome = decided->outcome;
  return kept;
}

DecisionReplayView ViewOf(const research::StoredDecision& kept, CheckedDecision checked) {
  DecisionReplayView view;
  view.decision = static_cast<int64_t>(kept.decision);
  view.same = checked.differences.empty();
  view.differences = std::move(checked.differences);
  view.signals = static_cast<int64_t>(kept.inputs.signals.size());
  for (const strategy::SignalUsed& signal : kept.inputs.signals) {
    view.features += static_cast<int64_t>(signal.features.size());
  }
  view.kept = server::ViewOfOutcome(kept.outcome);
  if (checked.again) view.again = server::ViewOfOutcome(*checked.again);
  return view;
}

}  // namespace

base::Status DecisionReplay::ReadUntil(uint64_t decision) {
  if (source_ && decision <= last_decision_) return {};
  checker_.reset();
  source_.reset();
  const auto folder = storage::OpenJournalFolder(folder_);
  TRY(const engine::SessionHistory history, engine::ReadSessionHistory(*folder));
  TRY(DecisionSource source, SourceOfSession(history));
  source_ = std::make_unique<DecisionSource>(std::move(source));
  checker_ = std::make_unique<DecisionChecker>(*source_);
  last_decision_ = history.decisions.empty() ? 0 : history.decisions.back().number;
  return {};
}

Answer<DecisionReplayView> DecisionReplay::Again(const research::StoredDecision& kept) {
  if (const base::Status read = ReadUntil(kept.decision); !read) {
    return tl::unexpected<Problem>(server::ProblemOf(read.error()));
  }
  auto checked = checker_->Check(kept);
  size_t bars = 0;
  for (const engine::LoadedSeries& series : source_->series) bars += series.bars.size();
  if (bars > kMostKeptBars) {
    checker_.reset();
    source_.reset();
  }
  if (!checked) return tl::unexpected<Problem>(server::ProblemOf(checked.error()));
  return ViewOf(kept, *std::move(checked));
}

server::Routes DecisionReplayRoutes(server::Desk& desk, ResearchRooms& rooms, std::string folder) {
  const auto replay = std::make_shared<DecisionReplay>(std::move(folder));
  server::Routes routes;
  routes.push_back(server::LaterRoute<NumberPath, DecisionReplayView>(
      {.method = "GET",
       .path = "/decisions/{id}/replay",
       .role = server::Role::kViewer,
       .tag = "decisions",
       .summary = "One decision computed again from its bars, and whether it is the same to the "
                  "last bit"},
      [&desk, &rooms, replay](const Call&, const NumberPath& path,
                              Reply<DecisionReplayView> reply) {
        auto kept = KeptDecision(desk.replica, path.id);
        if (!kept) return reply(tl::unexpected<Problem>(std::move(kept).error()));
        Elsewhere<DecisionReplayView>(
            rooms, [replay, kept = *std::move(kept)] { return replay->Again(kept); },
            std::move(reply));
      }));
  return routes;
}

}  // namespace keel::cli
