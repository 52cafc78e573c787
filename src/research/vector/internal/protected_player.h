// SPDX-License-Identifier: MIT
// A strategy whose position is never without its trailing stop (strategy::ProtectedRule): what
// strategies::ProtectedPosition and the simulated venue do between them, bar by bar only where a
// comparison is said or the stop may be near.
#pragma once

#include <functional>
#include <optional>

#include "research/vector/internal/player.h"

namespace keel::research::internal {

class ProtectedPlayer final : public Player {
 public:
  struct Columns {
    ColumnPair enter, leave;
    const double* scale;
    size_t first;  ///< the bar from which on all have numbers
  };
  using Entry = std::function<std::optional<strategy::ProtectedEntry>(double, double)>;

  ProtectedPlayer(const Columns& columns, Entry entry, const PreparedBars& bars, VectorDesk desk)
      : columns_(columns), entry_(std::move(entry)), bars_(bars), desk_(std::move(desk)) {}

  void Advance(size_t from, size_t to) override;
  VectorOutcome Finish() override { return desk_.Finish(); }

 private:
  void AdvanceWord(size_t first_bar, uint64_t enter, uint64_t leave);
  void OnClose(size_t bar, bool enter, bool leave);
  void Enter(size_t bar);
  void Leave(size_t bar);
  void Sell(size_t bar);
  void PlaceStop(size_t bar);
  bool Holds(size_t bar) const;
  bool PassWord(size_t first_bar);
  bool PassBar(size_t bar);

  Columns columns_;
  Entry entry_;
  const PreparedBars& bars_;
  VectorDesk desk_;
  bool has_stop_ = false;  // it rests at the venue from the next open on
  double best_ = 0;        // price since it was placed
  double trail_ = 0;       // of that stop
  double next_trail_ = 0;  // of the next one that is placed
  bool leaving_ = false;
};

}  // namespace keel::research::internal
