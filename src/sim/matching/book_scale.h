// SPDX-License-Identifier: MIT
// The one door between exact decimals and the integers of a book: a price passes only as a whole
// number of ticks within range, a quantity only as a whole number of lots.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>

#include "base/result.h"
#include "core/amount.h"
#include "sim/matching/event.h"

namespace keel::sim::matching {

class BookScale {
 public:
  /// kUsage unless both steps are positive and at most 1e6.
  static base::Result<BookScale> Make(core::Price tick, core::Quantity lot);

  /// The price in ticks, or kBadPrice where it is not positive, off the tick or above kMaxTicks.
  tl::expected<int64_t, Reason> Ticks(core::Price price) const;
  /// The quantity in lots, or kBadQuantity where it is not positive, off the lot or above kMaxLots.
  tl::expected<int64_t, Reason> Lots(core::Quantity quantity) const;

  /// Requires |ticks| <= kMaxTicks.
  core::Price PriceOf(int64_t ticks) const { return tick_ * ticks; }
  /// Requires |lots| <= kMaxLots, or a sum of lots that fits 63 bits.
  core::Quantity QuantityOf(int64_t lots) const { return lot_ * lots; }

 private:
  BookScale(core::Price tick, core::Quantity lot) : tick_(tick), lot_(lot) {}
  core::Price tick_;
  core::Quantity lot_;
};

}  // namespace keel::sim::matching
