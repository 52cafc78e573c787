// SPDX-License-Identifier: MIT
// A strategy that holds all or nothing (strategy::HoldRule): its target, pursued as the engine's
// StrategyContext pursues it until it is reached.
#pragma once

#include <algorithm>

#include "research/vector/internal/player.h"

namespace keel::research::internal {

class HoldPlayer final : public Player {
 public:
  HoldPlayer(ColumnPair hold, size_t first, const PreparedBars& bars, VectorDesk desk)
      : hold_(hold), first_(first), bars_(bars), desk_(std::move(desk)) {}

  void Advance(size_t from, size_t to) override;
  VectorOutcome Finish() override { return desk_.Finish(); }

 private:
  static constexpr int kLongestWait = 64;  // bars between tries, as StrategyContext's

  void AdvanceWord(size_t first_bar, uint64_t hold);
  void Decide(size_t bar, bool hold);
  void GoOn(size_t bar);
  int64_t GoalAt(size_t bar) const;
  void Pursue(size_t bar);

  ColumnPair hold_;
  size_t first_;  // the bar from which on both columns have numbers
  const PreparedBars& bars_;
  VectorDesk desk_;
  bool holds_ = false;    // the target
  bool pursued_ = false;  // and is not reached
  int64_t goal_ = 0;      // lots
  int wait_ = 0, backoff_ = 0;
};

}  // namespace keel::research::internal
