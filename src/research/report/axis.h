// SPDX-License-Identifier: MIT
// The axes of a chart: a range, where a value lies in it, and ticks at values that people would
// pick themselves (1, 2 or 5 times a power of ten; midnights, months, years).
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace keel::research {

/// What the numbers of an axis are, which decides how they are written.
enum class TickFormat { kPercent, kNumber, kMultiple, kAmount };

struct Tick {
  double value = 0;
  std::string label;
  bool minor = false;  ///< the label may be left out where space is short
};

/// A range of values with its ticks. `high` > `low`; a logarithmic axis has `low` > 0.
struct Axis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;
  TickFormat format = TickFormat::kNumber;
  std::vector<Tick> ticks;

  /// Where `value` lies: 0 at `low`, 1 at `high`. Values outside are held at the ends.
  double At(double value) const;
};

/// Covers [low, high] with a little room at ends that are not zero.
Axis ValueAxis(double low, double high, TickFormat format, int wanted = 5);
/// Covers [low, high] of positive values.
Axis LogAxis(double low, double high, TickFormat format);
/// Values are seconds since 1970 (`Seconds`); ticks at UTC calendar boundaries, at most `wanted`.
Axis TimeAxis(base::UnixNanos from, base::UnixNanos to, int wanted = 8);
/// One slot a label: label k stands at k + 0.5.
Axis CategoryAxis(const std::vector<std::string>& labels);

/// An instant on a time axis.
constexpr double Seconds(base::UnixNanos t) { return static_cast<double>(t.ns) * 1e-9; }

std::string TickText(double value, TickFormat format, double step);

}  // namespace keel::research
