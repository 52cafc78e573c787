// SPDX-License-Identifier: MIT
// The windows of a walk forward, in calendar months: what a person who sets the parameters anew on
// the first of a month would have seen on that day, and what came after it.
#pragma once

#include <boost/describe.hpp>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "base/time.h"

namespace keel::research {

/// Trained on [train_from, test_from), traded in [test_from, test_to).
struct WalkWindow {
  base::UnixNanos train_from, test_from, test_to;
};
BOOST_DESCRIBE_STRUCT(WalkWindow, (), (train_from, test_from, test_to))

struct WindowSettings {
  int train_months = 6;
  int test_months = 1;
  bool anchored = false;  ///< every training begins with the first window's and gets longer
};

/// All windows of the range, in order; their tests follow each other without a gap. Borders are the
/// first instants of UTC months, from the first whole month on; the last test ends with the range
/// and may be shorter. kUsage for a length below a month and for a range that holds no window.
base::Result<std::vector<WalkWindow>> PlanWindows(const base::TimeRange& range,
                                                  const WindowSettings& settings);

}  // namespace keel::research
