// SPDX-License-Identifier: MIT
// Computes the decisions of a kept run or of a trading session again, from its bars.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/live_series.h"
#include "research/decisions_file.h"
#include "research/run_store.h"
#include "storage/catalog.h"
#include "strategy/strategy.h"

namespace keel::cli {

/// What decisions are computed again from.
struct DecisionSource {
  struct Strategy {
    std::string name;
    base::UnixNanos from = base::kBeginningOfTime;  ///< it decided so after then
    strategy::Params params;
    core::Timeframe timeframe;
    std::vector<std::string> pairs;
  };
  std::vector<engine::LoadedSeries> series;
  std::vector<engine::LiveSeries> owned;  ///< where the bars of a session lie
  std::vector<Strategy> strategies;       ///< of one name the later ones behind
  uint64_t seed = 1;
};

/// kNotFound or kCorrupt where the bars that the run read are not in the catalog any more or have
/// changed.
base::Result<DecisionSource> SourceOf(const research::KeptRun& run,
                                      const storage::Catalog& catalog);

/// What came of one decision.
struct CheckedDecision {
  uint64_t decision = 0;
  /// A sentence each, in the order in which they come about; none: the same to the last bit.
  std::vector<std::string> differences;
  std::optional<strategy::DecisionOutcome> again;  ///< absent where it cannot be computed any more
};

/// Decides again, and remembers what it has computed of the bars of each strategy for the next one.
class DecisionChecker {
 public:
  /// `source` must outlive it.
  explicit DecisionChecker(const DecisionSource& source);
  ~DecisionChecker();
  /// kCorrupt where the source lacks the decision's strategy or bars.
  base::Result<CheckedDecision> Check(const research::StoredDecision& kept);

 private:
  struct Bench;
  const DecisionSource& source_;
  std::map<const DecisionSource::Strategy*, std::unique_ptr<Bench>> benches_;
};

/// All given decisions, in their order. `done` is told how many are.
base::Result<std::vector<CheckedDecision>> CheckDecisions(
    const DecisionSource& source, const std::vector<const research::StoredDecision*>& decisions,
    const std::function<void(int64_t done)>& done);

}  // namespace keel::cli
