// SPDX-License-Identifier: MIT
// What a sweep looks for: one figure of an outcome, or several with weights, above a floor of
// trades, because a result of three trades is luck.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "research/trial/outcome.h"

namespace keel::research {

class Objective {
 public:
  /// "sharpe", or "sharpe:1,max_drawdown:-2". A figure without a weight counts in its better
  /// direction: max_drawdown, turnover and costs less, all others more. kUsage with the nearest
  /// name.
  static base::Result<Objective> Parse(std::string_view text, int64_t min_trades);

  /// The weighted sum, to be large. Absent where a figure is undefined and for fewer than
  /// `min_trades` trades: such a trial loses against every other.
  std::optional<double> Of(const Outcome& outcome) const;

  const std::string& text() const { return text_; }
  int64_t min_trades() const { return min_trades_; }
  /// Names of the figures.
  std::vector<std::string> figures() const;

 private:
  struct Term {
    std::string figure;
    double weight = 1;
  };
  std::string text_;
  std::vector<Term> terms_;
  int64_t min_trades_ = 0;
};

}  // namespace keel::research
