// SPDX-License-Identifier: MIT
// Equal spans of a parent's time, each with one moment in it at which its slice is due. The moment
// is drawn, so that others cannot tell the next one from the last; a draw depends on seed, name and
// slice alone.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "execution/parent_order.h"

namespace keel::execution {

/// What schedules have in common.
struct SliceSettings {
  uint32_t slices = 20;
  double time_jitter = 0.5;  ///< part of a slice's span in which its moment lies, [0, 1)
};

class SliceClock {
 public:
  /// kUsage where there are no slices, more than kMostSlices, spans shorter than the parent's pace,
  /// or a jitter outside [0, 1). `name` (a literal) names the draws.
  static base::Result<SliceClock> Make(const ParentOrder& parent, const SliceSettings& settings,
                                       std::string_view name);

  struct Reading {
    uint32_t due = 0;  ///< slices whose moment has come
    base::UnixNanos next;
  };
  /// Requires start <= now < end.
  Reading Read(base::UnixNanos now) const;
  uint32_t slices() const { return settings_.slices; }
  /// Where the span of slice k begins, k <= slices.
  base::UnixNanos BoundaryOf(uint32_t k) const;

  static constexpr uint32_t kMostSlices = 100'000;

 private:
  SliceClock(const ParentOrder& parent, const SliceSettings& settings, std::string_view name)
      : start_(parent.start),
        end_(parent.end),
        seed_(parent.seed),
        settings_(settings),
        name_(name) {}
  base::UnixNanos MomentOf(uint32_t slice) const;

  base::UnixNanos start_, end_;
  uint64_t seed_;
  SliceSettings settings_;
  std::string_view name_;
};

/// `share` of `quantity`, rounded down to 1e-12; a share is cut to [0, 1].
core::Quantity ShareOf(core::Quantity quantity, double share);

}  // namespace keel::execution
