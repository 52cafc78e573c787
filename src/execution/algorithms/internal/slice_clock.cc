// SPDX-License-Identifier: MIT
#include "execution/algorithms/internal/slice_clock.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"

namespace keel::execution {

using base::ErrorCode;
using base::Fail;

base::Result<SliceClock> SliceClock::Make(const ParentOrder& parent, const SliceSettings& settings,
                                          std::string_view name) {
  if (settings.slices == 0 || settings.slices > kMostSlices) {
    return Fail(ErrorCode::kUsage, fmt::format("{}: slices {}; 1 to {} are possible", name,
                                               settings.slices, kMostSlices));
  }
  if (!(settings.time_jitter >= 0 && settings.time_jitter < 1)) {
    return Fail(ErrorCode::kUsage, fmt::format("{}: time_jitter {}; 0 up to below 1 is possible",
                                               name, settings.time_jitter));
  }
  const base::Duration span{(parent.end - parent.start).ns / settings.slices};
  if (span < parent.limits.pace) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{}: {} slices of {} each are shorter than the pace of {}; take fewer",
                            name, settings.slices, base::FormatDuration(span),
                            base::FormatDuration(parent.limits.pace)));
  }
  return SliceClock(parent, settings, name);
}

base::UnixNanos SliceClock::BoundaryOf(uint32_t k) const {
  const core::Int128 whole = (end_ - start_).ns;
  return start_ + base::Nanoseconds(static_cast<int64_t>(whole * k / settings_.slices));
}

base::UnixNanos SliceClock::MomentOf(uint32_t slice) const {
  const base::UnixNanos from = BoundaryOf(slice);
  if (settings_.time_jitter == 0) return from;
  const auto span = static_cast<double>((BoundaryOf(slice + 1) - from).ns);
  const double draw = base::RandomStream(seed_, name_, slice).NextUniform();
  return from + base::Nanoseconds(static_cast<int64_t>(draw * settings_.time_jitter * span));
}

SliceClock::Reading SliceClock::Read(base::UnixNanos now) const {
  const core::Int128 past = (now - start_).ns;
  auto slice = static_cast<uint32_t>(past * settings_.slices / (end_ - start_).ns);
  // The quotient was rounded down, and so was the boundary.
  if (slice + 1 < settings_.slices && BoundaryOf(slice + 1) <= now) ++slice;
  const base::UnixNanos moment = MomentOf(slice);
  if (now < moment) return {slice, moment};
  const bool is_last = slice + 1 == settings_.slices;
  return {slice + 1, is_last ? end_ : MomentOf(slice + 1)};
}

core::Quantity ShareOf(core::Quantity quantity, double share) {
  const core::Decimal exact = core::Decimal::FromDouble(
      std::clamp(share, 0.0, 1.0), core::Decimal::PowerOfTen(-12), core::Rounding::kDown);
  return core::Quantity(core::Mul(quantity.value(), exact, core::Rounding::kDown));
}

}  // namespace keel::execution
