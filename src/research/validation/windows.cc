// SPDX-License-Identifier: MIT
#include "research/validation/windows.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/timeframe.h"

namespace keel::research {
namespace {

/// The first instants of the months that begin in the range.
std::vector<base::UnixNanos> MonthsIn(const base::TimeRange& range) {
  const core::Timeframe month = core::Timeframe::Of(base::Days(30));
  std::vector<base::UnixNanos> starts;
  base::UnixNanos start = month.OpenOf(range.from);
  if (start < range.from) start = month.CloseOf(start);
  for (; start < range.to; start = month.CloseOf(start)) starts.push_back(start);
  return starts;
}

}  // namespace

base::Result<std::vector<WalkWindow>> PlanWindows(const base::TimeRange& range,
                                                  const WindowSettings& settings) {
  if (settings.train_months < 1 || settings.test_months < 1) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} months of training and {} of testing: both take at least one",
                                  settings.train_months, settings.test_months));
  }
  const std::vector<base::UnixNanos> months = MonthsIn(range);
  const auto train = static_cast<size_t>(settings.train_months);
  const auto test = static_cast<size_t>(settings.test_months);
  std::vector<WalkWindow> windows;
  for (size_t at = train; at < months.size(); at += test) {
    windows.push_back({.train_from = months[settings.anchored ? 0 : at - train],
                       .test_from = months[at],
                       .test_to = at + test < months.size() ? months[at + test] : range.to});
  }
  if (windows.empty()) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("the bars from {} to {} hold no {} whole months of training with a test after "
                    "them: give a shorter --train",
                    base::FormatDate(range.from), base::FormatDate(range.to),
                    settings.train_months));
  }
  return windows;
}

}  // namespace keel::research
