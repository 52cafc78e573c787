// SPDX-License-Identifier: MIT
// The reason of one order, told from top to bottom as it came about.
#pragma once

#include <string>
#include <vector>

#include "research/decisions_file.h"
#include "research/stored_series.h"

namespace keel::cli {

/// A step in the life of a session's order.
struct CourseStep {
  base::UnixNanos time;
  std::string what;
};

/// One order with all that is known of it.
struct OrderCase {
  research::StoredOrder order;
  const research::StoredDecision* decision = nullptr;  ///< null: its strategy keeps none
  std::vector<research::StoredExecution> executions;
  size_t siblings = 0;             ///< orders of the same decision
  std::vector<CourseStep> course;  ///< of a session: what was sent and what the venue did
};

/// About 40 lines for people.
std::string TellStory(const OrderCase& order, bool colour);
/// The same as JSON: order, executions, course, decision.
std::string StoryJson(const OrderCase& order);
/// A decision by itself, whether it led to orders or not.
std::string TellDecision(const research::StoredDecision& decision, bool colour);
std::string DecisionJson(const research::StoredDecision& decision);

}  // namespace keel::cli
