// SPDX-License-Identifier: MIT
// The reason of one order, told from top to bottom as it came about.
#pragma once

#include <string>
#include <vector>

#include "research/decisions_file.h"
#include "research/stored_series.h"

namespace keel::cli {

/// One order with all that a kept run knows of it.
struct OrderCase {
  research::StoredOrder order;
  const research::StoredDecision* decision = nullptr;  ///< null: its strategy keeps none
  std::vector<research::StoredExecution> executions;
  size_t siblings = 0;  ///< orders of the same decision
};

/// About 40 lines for people.
std::string TellStory(const OrderCase& order, bool colour);
/// The same as JSON: order, executions, decision.
std::string StoryJson(const OrderCase& order);

}  // namespace keel::cli
