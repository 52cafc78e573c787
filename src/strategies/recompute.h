// SPDX-License-Identifier: MIT
// Computes a kept decision again: its features from the bars, its signals from the features, and
// everything after that from what was kept, to the last bit.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/bar.h"
#include "core/timeframe.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// Of which strategy, in which run.
struct RecomputeRun {
  std::string_view strategy;
  strategy::Params params;
  core::Timeframe timeframe;
  uint64_t seed = 1;
  std::vector<core::InstrumentId> instruments;     ///< the strategy's
  std::vector<std::span<const core::Bar>> series;  ///< by instrument; must outlive this
};

class Recomputation {
 public:
  /// kUnsupported for a strategy that keeps no decisions.
  static base::Result<Recomputation> Make(RecomputeRun run);
  Recomputation(Recomputation&&) noexcept;
  ~Recomputation();

  /// The decision again. What of its inputs did not come out the same is told in `differences`.
  base::Result<strategy::DecisionOutcome> Again(const strategy::Decision& kept,
                                                std::vector<std::string>* differences);

 private:
  struct State;
  explicit Recomputation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace keel::strategies
