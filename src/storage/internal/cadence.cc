// SPDX-License-Identifier: MIT
#include "storage/internal/cadence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace keel::storage::internal {
namespace {

using base::Days;
using base::Duration;

constexpr size_t kSample = 20'000;

// Months are 28 to 31 days, and stand for one spacing of 30.
Duration Spacing(const core::Bar& a, const core::Bar& b) {
  const Duration step = b.open_time - a.open_time;
  return step >= Days(28) && step <= Days(31) ? Days(30) : step;
}

std::optional<core::Timeframe> TimeframeOfLength(Duration length) {
  for (const std::string& name : core::Timeframe::Names()) {
    const auto timeframe = *core::Timeframe::Parse(name);
    if (timeframe.period() == length) return timeframe;
  }
  return std::nullopt;
}

bool OnGrid(base::UnixNanos first, base::UnixNanos t, core::Timeframe timeframe) {
  if (timeframe.is_month()) return timeframe.OpenOf(t) == t;
  return (t.ns - first.ns) % timeframe.period().ns == 0;
}

}  // namespace

std::optional<core::Timeframe> CommonSpacing(std::span<const core::Bar> bars) {
  std::map<Duration, int64_t> counts;
  for (size_t i = 1; i < std::min(bars.size(), kSample); ++i)
    ++counts[Spacing(bars[i - 1], bars[i])];
  const auto commonest = std::ranges::max_element(
      counts, [](const auto& a, const auto& b) { return a.second < b.second; });
  if (commonest == counts.end()) return std::nullopt;
  return TimeframeOfLength(commonest->first);
}

bool SpacingOccurs(std::span<const core::Bar> bars, core::Timeframe timeframe) {
  for (size_t i = 1; i < bars.size(); ++i) {
    if (Spacing(bars[i - 1], bars[i]) == timeframe.period()) return true;
  }
  return false;
}

std::optional<OffGrid> FindOffGrid(std::span<const core::Bar> bars, core::Timeframe timeframe) {
  // Holes may repeat by chance, but not this often in a row.
  const size_t long_run = std::clamp<size_t>(bars.size() / 50, 4, 20);
  Duration last{};
  size_t run = 0;
  for (size_t i = 1; i < bars.size(); ++i) {
    if (!OnGrid(bars[0].open_time, bars[i].open_time, timeframe)) {
      return OffGrid{i, fmt::format("the row of {} is not on the {} grid that starts at {}",
                                    base::FormatIso(bars[i].open_time), timeframe.name(),
                                    base::FormatIso(bars[0].open_time))};
    }
    const Duration step = Spacing(bars[i - 1], bars[i]);
    run = step == last ? run + 1 : 1;
    last = step;
    if (run < long_run || step == timeframe.period()) continue;
    const auto other = TimeframeOfLength(step);
    if (!other) continue;
    return OffGrid{i - run + 1, fmt::format("the rows from {} on are {} apart, not {}",
                                            base::FormatIso(bars[i - run].open_time), other->name(),
                                            timeframe.name())};
  }
  return std::nullopt;
}

}  // namespace keel::storage::internal
