// SPDX-License-Identifier: MIT
// What the last minutes of a pair's prices say: whether it jumped, how long it has been below a
// level, how much traded in an hour. Asked when an order is checked; from visible bars only.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/bar.h"

namespace keel::market {

/// Looks for moves of the close that are larger than a limit within a window. Each bar is looked at
/// once, and none that is too old to matter.
class JumpWatch {
 public:
  /// `in_five_minutes` and `in_a_minute` are fractions of the earlier price. Where bars (`period`)
  /// are longer than a window, that window is not watched. A jump is asked for during `memory`.
  JumpWatch(base::Duration period, std::optional<double> in_five_minutes,
            std::optional<double> in_a_minute, base::Duration memory);

  /// The close of the last bar that ended a jump, if that is less than `memory` before `now`.
  std::optional<base::UnixNanos> LastJump(std::span<const core::Bar> visible, base::UnixNanos now);

 private:
  /// The largest (or smallest) close of a window: a queue in which each is beaten by the one
  /// before.
  struct Extreme {
    struct Point {
      base::UnixNanos time;
      double close;
    };
    std::vector<Point> points;
    size_t first = 0;

    template <typename Beats>
    double Update(base::UnixNanos t, double close, base::Duration length, Beats beats);
  };
  struct Window {
    base::Duration length;
    double limit;
    Extreme highest, lowest;

    bool IsJump(base::UnixNanos t, double close);
    void Clear();
  };

  base::Duration period_;
  base::Duration memory_;
  std::vector<Window> windows_;
  size_t seen_ = 0;
  std::optional<base::UnixNanos> last_;
};

/// How long every close has been below `level` at `now`; at least `enough` is not told apart.
/// Nothing where the newest close is not below, or there is none.
std::optional<base::Duration> BelowFor(std::span<const core::Bar> visible, base::Duration period,
                                       double level, base::UnixNanos now, base::Duration enough);

/// Base units traded in the hour before the end of the newest bar; of a bar that reaches further
/// back the part of its length.
double HourVolume(std::span<const core::Bar> visible, base::Duration period);

}  // namespace keel::market
