// SPDX-License-Identifier: MIT
// One parameter set on its way through the bars: what its strategy would do at each of them, told
// from words of comparisons, so that it looks at a bar only where something changes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "research/vector/internal/vector_desk.h"
#include "strategy/vector_form.h"

namespace keel::research::internal {

/// A column over all bars, as long as whole words of them; `first`: the bar of its first number.
struct Column {
  std::vector<double> values;
  size_t first = 0;
};

/// The columns that sets share, by key.
using Columns = std::unordered_map<std::string, Column>;

/// A comparison of two columns.
struct ColumnPair {
  const double* greater;
  const double* less;
};

class Player {
 public:
  virtual ~Player() = default;
  /// Goes through the bars of words [from, to), which follow those of the last call.
  virtual void Advance(size_t from, size_t to) = 0;
  virtual VectorOutcome Finish() = 0;

  /// Most words that a call of Advance may go through.
  static constexpr size_t kMostWords = 8;
};

/// The player of a form, whose columns must all be there and outlive it.
std::unique_ptr<Player> MakePlayer(const strategy::VectorForm& form, const Columns& columns,
                                   const PreparedBars& bars, VectorDesk desk);

/// The columns that a form compares.
std::vector<const strategy::VectorColumn*> ColumnsOf(const strategy::VectorForm& form);

}  // namespace keel::research::internal
