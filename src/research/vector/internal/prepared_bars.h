// SPDX-License-Identifier: MIT
// What every parameter set asks of the same bar is computed once: prices in ticks, what an order
// that is decided at its close fills at, what a unit may cost, which days have ended by then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/bar.h"
#include "core/instrument.h"
#include "core/timeframe.h"
#include "research/vector/internal/compare_bits.h"
#include "sim/bar_path.h"

namespace keel::research::internal {

/// A bar whose close decides. Prices in ticks.
struct BarTerms {
  double close = 0;
  double dearest = 0;      ///< the close, or the most that one unit of a purchase may cost
  core::Decimal worst;     ///< the most that one may cost, exact
  core::Decimal buy_unit;  ///< what one unit costs at the fill, fee included
  int64_t mark = 0;        ///< the close
  int64_t buy = 0;         ///< where a purchase fills; 0: it does not
  int64_t sell = 0;        ///< where a sale fills; 0: it does not
  uint32_t days = 0;       ///< how many UTC days have had their last bar by this one
};

struct PreparedBars {
  std::span<const core::Bar> bars;
  core::Timeframe timeframe;
  core::InstrumentFilters filters;
  core::Decimal cash, fee_rate;
  double half_spread = 0;
  sim::PathRule path = sim::PathRule::kPessimistic;
  double lot_size = 0;       ///< filters.lot as a double
  double least_value = 0;    ///< filters.min_notional as a double
  int64_t lot = 0;           ///< filters.lot in 1e-12; 0 where that is too large a number
  int64_t unit = 0;          ///< tick x lot in 1e-12 of quote currency; 0 where that is not whole
  bool may_buy = true;       ///< the spread alone is within the slippage that is allowed
  int64_t highest_mark = 0;  ///< of all bars
  std::vector<BarTerms> terms;
  int64_t first_day = 0;
  std::vector<int64_t> day_marks;  ///< the mark at the close of each UTC day
  /// The highest and the lowest price of each bar, and of each word of bars.
  std::vector<double> tops, bottoms, word_tops, word_bottoms;

  size_t size() const { return bars.size(); }
  size_t words() const { return word_tops.size(); }
};

}  // namespace keel::research::internal
