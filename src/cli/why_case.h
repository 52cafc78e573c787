// SPDX-License-Identifier: MIT
// The orders and decisions of a kept run or of a trading session, as far as they are explained.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "cli/why_check.h"
#include "cli/why_story.h"
#include "engine/session_history.h"

namespace keel::cli {

struct CaseFile {
  std::string name;  ///< "run ..." or "session ..."
  std::vector<research::StoredOrder> orders;
  std::vector<research::StoredDecision> decisions;
  std::vector<research::StoredExecution> executions;
  std::map<uint64_t, std::vector<CourseStep>> courses;  ///< by order; a session's
  /// What decisions are computed again from.
  std::function<base::Result<DecisionSource>()> source;

  const research::StoredDecision* DecisionOf(const research::StoredOrder& order) const {
    if (order.decision == 0 || order.decision > decisions.size()) return nullptr;
    return &decisions[order.decision - 1];
  }
};

/// A kept run, as FindRun finds it.
base::Result<CaseFile> OpenRunCase(const Session& session, const std::string& run);
/// What the decisions of a session were made from. kCorrupt, kUsage.
base::Result<DecisionSource> SourceOfSession(const engine::SessionHistory& history);
/// A trading session, as FindSession finds it; it may be running. kCorrupt, kUsage.
base::Result<CaseFile> OpenSessionCase(const Session& session, const std::string& name);

}  // namespace keel::cli
