// SPDX-License-Identifier: MIT
#include "research/lookahead/alarm_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "research/report/format.h"

namespace keel::research {

std::string ValueText(std::optional<double> value) {
  return value ? Shortest(*value) : std::string("absent");
}

std::string BarsText(int64_t bars) {
  return Grouped(static_cast<double>(bars), 0) + (bars == 1 ? " bar" : " bars");
}

void AlarmBook::Add(const FutureDifference& found, base::UnixNanos cut) {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.farthest.subject == found.subject && entry.farthest.pair == found.pair;
  });
  if (at == entries_.end()) {
    entries_.push_back({found, cut, 1});
    return;
  }
  ++at->seen;
  if (found.reach_bars <= at->farthest.reach_bars) return;
  at->farthest = found;
  at->cut = cut;
}

std::vector<LookaheadAlarm> AlarmBook::Take() {
  std::vector<LookaheadAlarm> alarms;
  for (const Entry& entry : entries_) {
    const FutureDifference& d = entry.farthest;
    LookaheadAlarm alarm;
    alarm.check = check_;
    alarm.subject = d.subject;
    alarm.pair = d.pair;
    alarm.bar = d.bar;
    alarm.time = d.time;
    alarm.reach_bars = d.reach_bars;
    alarm.with_future = d.with_future;
    alarm.without_future = d.without_future;
    alarm.seen = entry.seen;
    alarm.tried = tried_;
    alarm.sentence = fmt::format(
        "{} of {} at {} is {} only because of what came after {}, and {} otherwise: it looks at "
        "least {} ahead (seen at {} of {} cuts).",
        d.subject, d.pair, base::FormatMinute(d.time), d.with_future, base::FormatMinute(entry.cut),
        d.without_future, BarsText(d.reach_bars), entry.seen, tried_);
    alarms.push_back(std::move(alarm));
  }
  return alarms;
}

}  // namespace keel::research
