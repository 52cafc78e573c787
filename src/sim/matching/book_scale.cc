// SPDX-License-Identifier: MIT
#include "sim/matching/book_scale.h"

#include <fmt/format.h>

#include "sim/matching/order.h"

namespace keel::sim::matching {
namespace {

using core::Decimal;
using core::Int128;

// With steps up to this, 2^63 of them are still a Decimal.
constexpr int64_t kLargestStep = 1'000'000;

bool IsStep(Decimal step) { return step.is_positive() && step <= Decimal::FromInt(kLargestStep); }

// How many steps `value` is; 0 where it is no whole number of them from 1 to `most`.
int64_t StepsIn(Decimal value, Decimal step, int64_t most) {
  if (!value.is_positive()) return 0;
  const auto narrow_value = static_cast<int64_t>(value.raw());
  const auto narrow_step = static_cast<int64_t>(step.raw());
  if (Int128{narrow_value} == value.raw()) {
    const int64_t steps = narrow_value / narrow_step;
    return steps * narrow_step == narrow_value && steps <= most ? steps : 0;
  }
  const Int128 steps = value.raw() / step.raw();
  return steps * step.raw() == value.raw() && steps <= most ? static_cast<int64_t>(steps) : 0;
}

}  // namespace

base::Result<BookScale> BookScale::Make(core::Price tick, core::Quantity lot) {
  if (!IsStep(tick.value()) || !IsStep(lot.value())) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("a book's tick ({}) and lot ({}) must be above 0 and at most {}",
                                  tick.ToString(), lot.ToString(), kLargestStep));
  }
  return BookScale(tick, lot);
}

tl::expected<int64_t, Reason> BookScale::Ticks(core::Price price) const {
  const int64_t ticks = StepsIn(price.value(), tick_.value(), kMaxTicks);
  if (ticks == 0) return tl::unexpected(Reason::kBadPrice);
  return ticks;
}

tl::expected<int64_t, Reason> BookScale::Lots(core::Quantity quantity) const {
  const int64_t lots = StepsIn(quantity.value(), lot_.value(), kMaxLots);
  if (lots == 0) return tl::unexpected(Reason::kBadQuantity);
  return lots;
}

}  // namespace keel::sim::matching
