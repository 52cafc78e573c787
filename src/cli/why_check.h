// SPDX-License-Identifier: MIT
// Computes the decisions of a kept run again, from its bars.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "research/decisions_file.h"
#include "research/run_store.h"
#include "storage/catalog.h"

namespace keel::cli {

/// What came of one decision.
struct CheckedDecision {
  uint64_t decision = 0;
  std::vector<std::string> differences;  ///< none: the same to the last bit
};

/// All given decisions, in their order. kNotFound or kCorrupt where the bars that the run read are
/// not in the catalog any more or have changed. `done` is told how many are.
base::Result<std::vector<CheckedDecision>> CheckDecisions(
    const research::KeptRun& run, const storage::Catalog& catalog,
    const std::vector<const research::StoredDecision*>& decisions,
    const std::function<void(int64_t done)>& done);

}  // namespace keel::cli
