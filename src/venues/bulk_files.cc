// SPDX-License-Identifier: MIT
#include "venues/bulk_files.h"

#include <algorithm>

namespace keel::venues {
namespace {

using base::TimeRange;
using base::UnixNanos;

core::Timeframe Month() { return core::Timeframe::Of(base::Days(30)); }
core::Timeframe Day() { return core::Timeframe::Of(base::Days(1)); }

/// Which files are wanted.
struct Wish {
  core::Timeframe timeframe;
  int64_t least = 0;
  UnixNanos now;

  bool Wants(const BulkPeriod& period) const {
    return (period.to() - period.from) / timeframe.period() > least;
  }
};

/// Cuts by periods of one length, and hands on what lies between them.
template <typename Between>
void Cut(const TimeRange& range, bool by_month, const Wish& wish, std::vector<HistoryPart>* parts,
         const Between& between) {
  const core::Timeframe length = by_month ? Month() : Day();
  UnixNanos done = range.from;
  UnixNanos open = length.OpenOf(range.from);
  if (open < range.from) open = length.CloseOf(open);
  const UnixNanos end = std::min(range.to, wish.now);
  for (; length.CloseOf(open) <= end; open = length.CloseOf(open)) {
    const BulkPeriod period{open, by_month};
    if (!wish.Wants(period)) continue;
    if (done < open) between({done, open});
    parts->push_back({{open, period.to()}, period});
    done = period.to();
  }
  if (done < range.to) between({done, range.to});
}

}  // namespace

UnixNanos BulkPeriod::to() const { return (is_month ? Month() : Day()).CloseOf(from); }

std::string BulkPeriod::name() const {
  const std::string date = base::FormatDate(from);
  return is_month ? date.substr(0, date.rfind('-')) : date;
}

std::vector<HistoryPart> CutByFiles(const TimeRange& range, core::Timeframe timeframe,
                                    int64_t least, UnixNanos now) {
  std::vector<HistoryPart> parts;
  const auto by_rest = [&](const TimeRange& rest) { parts.push_back({rest, std::nullopt}); };
  if (timeframe.period() > base::Days(1)) {
    by_rest(range);
    return parts;
  }
  const Wish wish{timeframe, least, now};
  const auto by_day = [&](const TimeRange& rest) {
    Cut(rest, /*by_month=*/false, wish, &parts, by_rest);
  };
  Cut(range, /*by_month=*/true, wish, &parts, by_day);
  return parts;
}

}  // namespace keel::venues
