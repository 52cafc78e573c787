// SPDX-License-Identifier: MIT
// What each driver last said of each instrument. Statements fade with their half-lives; inside a
// category they are averaged by risk budget, what is left of a weak or old one counting less.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/signal.h"
#include "strategy/driver.h"

namespace keel::strategy {

/// A statement and when it was made.
struct Statement {
  core::Signal signal;
  base::UnixNanos emitted_at;
};

/// A statement as it counts now.
struct FadedSignal {
  Category category = Category::kTechnical;
  double risk_budget = 0;
  double value = 0;       ///< in [-1, 1]
  double confidence = 0;  ///< in [0, 1]
  double decay = 1;       ///< in (0, 1]
};

struct CategoryScore {
  bool has_source = false;  ///< some driver of it has spoken
  double score = 0;         ///< in [-1, 1]
};
using CategoryScores = std::array<CategoryScore, kCategories>;

/// Sum of budget x confidence x decay x value over the sum of the budgets of those who have spoken:
/// doubt and age shrink a category toward nothing, a silent driver does not.
CategoryScores ScoreCategories(std::span<const FadedSignal> signals);

class SignalBook {
 public:
  SignalBook(std::vector<const DriverSpec*> drivers, size_t instruments);

  /// Takes a statement by the driver's rule of persistence; whether it counts now.
  bool State(size_t driver, size_t instrument, const core::Signal& signal, base::UnixNanos now);
  const std::optional<Statement>& at(size_t driver, size_t instrument) const {
    return statements_[driver * instruments_ + instrument];
  }

 private:
  std::vector<const DriverSpec*> drivers_;
  size_t instruments_;
  std::vector<std::optional<Statement>> statements_;
};

}  // namespace keel::strategy
