// SPDX-License-Identifier: MIT
#include "research/vector/internal/player.h"

#include <algorithm>

#include "research/vector/internal/hold_player.h"
#include "research/vector/internal/protected_player.h"

namespace keel::research::internal {
namespace {

using strategy::HoldRule;
using strategy::ProtectedRule;
using strategy::VectorColumn;

/// Finds columns, and the bar from which on all that were found have numbers.
class Finder {
 public:
  explicit Finder(const Columns& columns) : columns_(columns) {}
  const double* Find(const VectorColumn& wanted) {
    const Column& column = columns_.at(wanted.key);
    first_ = std::max(first_, column.first);
    return column.values.data();
  }
  ColumnPair Find(const strategy::VectorComparison& wanted) {
    const double* greater = Find(wanted.greater);
    return {greater, Find(wanted.less)};
  }
  size_t first() const { return first_; }

 private:
  const Columns& columns_;
  size_t first_ = 0;
};

}  // namespace

std::unique_ptr<Player> MakePlayer(const strategy::VectorForm& form, const Columns& columns,
                                   const PreparedBars& bars, VectorDesk desk) {
  Finder finder(columns);
  if (const auto* rule = std::get_if<HoldRule>(&form)) {
    const ColumnPair hold = finder.Find(rule->hold);
    return std::make_unique<HoldPlayer>(hold, finder.first(), bars, std::move(desk));
  }
  const auto& rule = std::get<ProtectedRule>(form);
  ProtectedPlayer::Columns found{};
  found.enter = finder.Find(rule.enter);
  found.leave = finder.Find(rule.leave);
  found.scale = finder.Find(rule.scale);
  found.first = finder.first();
  return std::make_unique<ProtectedPlayer>(found, rule.entry, bars, std::move(desk));
}

std::vector<const VectorColumn*> ColumnsOf(const strategy::VectorForm& form) {
  if (const auto* rule = std::get_if<HoldRule>(&form)) {
    return {&rule->hold.greater, &rule->hold.less};
  }
  const auto& rule = std::get<ProtectedRule>(form);
  return {&rule.enter.greater, &rule.enter.less, &rule.leave.greater, &rule.leave.less,
          &rule.scale};
}

}  // namespace keel::research::internal
