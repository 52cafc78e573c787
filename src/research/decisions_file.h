// SPDX-License-Identifier: MIT
// decisions.jsonl of a kept run: one line for every decision that led to orders, with all that it
// was made from. `keel why` reads it.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engine/run_record.h"

namespace keel::research {

/// A rule that stood against an intent.
struct StoredRefusal {
  std::string rule;
  double value = 0;
  double limit = 0;
  core::Decimal head_room;
};

struct StoredVerdict {
  base::UnixNanos time;
  core::Decimal asked, approved;
  std::vector<StoredRefusal> refusals;
};

/// One line.
struct StoredDecision {
  uint64_t decision = 0;  ///< what orders.csv calls it, from 1
  std::string strategy, pair;
  base::UnixNanos time;
  strategy::DecisionInputs inputs;
  strategy::DecisionOutcome outcome;
  std::vector<StoredVerdict> verdicts;  ///< none: the gate passed it whole
};

/// One decision as a JSON object.
void WriteDecision(base::JsonWriter& json, const StoredDecision& decision);
std::string DecisionLines(const engine::RunRecord& run);
/// In order of their numbers. kNotFound where the run keeps none, kCorrupt with file and line.
base::Result<std::vector<StoredDecision>> ReadDecisions(const std::string& directory);
/// "" where two outcomes are the same to the last bit; else where they differ first, in the order
/// in which they come about, and both values: "gates cost value was 0.2, is 0.1".
std::string FirstDifference(const strategy::DecisionOutcome& kept,
                            const strategy::DecisionOutcome& again);

}  // namespace keel::research
