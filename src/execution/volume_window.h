// SPDX-License-Identifier: MIT
// What the market and we traded in the last hour (or another window), in bounded memory: spans of a
// 64th of the window. Where a span lies across the window's edge, ours counts and the market's does
// not, so a limit on the ratio errs on the safe side only.
#pragma once

#include <boost/describe.hpp>
#include <vector>

#include "base/time.h"
#include "core/amount.h"

namespace keel::execution {

/// What was traded in one span of time.
struct VolumeSpan {
  base::UnixNanos from;
  core::Quantity market, own;
};
BOOST_DESCRIBE_STRUCT(VolumeSpan, (), (from, market, own))

class VolumeWindow {
 public:
  /// Requires window > 0.
  explicit VolumeWindow(base::Duration window);

  /// What is not positive is ignored. A time before the last one counts as the last one.
  void AddMarket(core::Quantity quantity, base::UnixNanos time);
  void AddOwn(core::Quantity quantity, base::UnixNanos time);

  /// Traded in (now - window, now]: at most what the market did, at least what we did.
  core::Quantity MarketAtMost(base::UnixNanos now) const;
  core::Quantity OwnAtLeast(base::UnixNanos now) const;

  const std::vector<VolumeSpan>& spans() const { return spans_; }
  /// Goes on from spans() of a window of the same length; false where they are none.
  bool Restore(std::vector<VolumeSpan> spans);

 private:
  VolumeSpan& SpanOf(base::UnixNanos time);

  base::Duration window_, span_;
  std::vector<VolumeSpan> spans_;  // ascending
};

}  // namespace keel::execution
