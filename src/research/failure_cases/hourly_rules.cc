// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>

#include "research/failure_cases/rules.h"

namespace keel::research {
namespace {

using base::UnixNanos;

constexpr double kCrash = 0.15;
constexpr base::Duration kCrashWithin = base::Hours(24);
constexpr double kRebound = 0.5;
constexpr base::Duration kReboundWithin = base::Days(7);
constexpr size_t kWeekdays = 5;

/// Highs of the last 24 hours.
class RecentHighs {
 public:
  explicit RecentHighs(const MarketPath& market) : market_(market) {}

  /// The place of the highest level within 24 hours up to `at`, the later of two equal ones.
  size_t Add(size_t at) {
    while (!highs_.empty() && market_.level[highs_.back()] <= market_.level[at]) highs_.pop_back();
    highs_.push_back(at);
    while (market_.times[at] - market_.times[highs_.front()] > kCrashWithin) highs_.pop_front();
    return highs_.front();
  }
  void Forget() { highs_.clear(); }

 private:
  const MarketPath& market_;
  std::deque<size_t> highs_;
};

/// Places in the market's path.
struct Crash {
  size_t peak = 0;
  size_t trough = 0;
  size_t end = 0;
  bool rebounds = false;
};

/// From the point at which the fall is deep enough: down to its lowest, and up again by half.
Crash FollowCrash(const MarketPath& market, size_t peak, size_t at) {
  Crash crash{.peak = peak, .trough = at, .end = at};
  for (size_t i = at + 1; i < market.times.size(); ++i) {
    if (market.times[i] - market.times[crash.trough] > kReboundWithin) break;
    crash.end = i;
    if (market.level[i] < market.level[crash.trough]) crash.trough = i;
    const double fall = market.level[peak] - market.level[crash.trough];
    if (market.level[i] >= market.level[crash.trough] + kRebound * fall) {
      crash.rebounds = true;
      break;
    }
  }
  return crash;
}

std::string TextOf(const MarketPath& market, const Crash& crash) {
  const double fall = 1 - market.level[crash.trough] / market.level[crash.peak];
  const auto hours = [&](size_t from, size_t to) {
    return (market.times[to] - market.times[from]) / base::Hours(1);
  };
  return fmt::format(
      "falls {:.1f} % in {} h, {}", fall * 100, hours(crash.peak, crash.trough),
      crash.rebounds ? fmt::format("half of it regained {} h later", hours(crash.trough, crash.end))
                     : std::string("half of it not regained within 7 days"));
}

/// 0 is Sunday.
int64_t WeekdayOf(int64_t day) { return ((day + 4) % 7 + 7) % 7; }

/// Of the five days before place `saturday`; 0 where nothing was traded on one of them.
double WeekdayMedian(const std::vector<double>& traded, size_t saturday) {
  std::array<double, kWeekdays> week{};
  std::copy_n(traded.begin() + static_cast<std::ptrdiff_t>(saturday - kWeekdays), kWeekdays,
              week.begin());
  std::sort(week.begin(), week.end());
  return week.front() > 0 ? week[kWeekdays / 2] : 0;
}

struct KnownEpisode {
  std::string_view name;
  std::string_view from;
  std::string_view to;
};

constexpr std::array kKnown = {
    KnownEpisode{"March 2020: the pandemic's crash", "2020-03-01", "2020-04-01"},
    KnownEpisode{"May 2021: the deleveraging", "2021-05-01", "2021-06-01"},
    KnownEpisode{"May 2022: the collapse of Terra", "2022-05-01", "2022-06-01"},
    KnownEpisode{"November 2022: the collapse of FTX", "2022-11-01", "2022-12-01"},
    KnownEpisode{"Summer 2023: the calm", "2023-06-01", "2023-09-01"},
};

}  // namespace

EpisodeKind FindFlashCrashes(const MarketPath& market) {
  EpisodeKind kind{
      .key = "flash_crash",
      .title = "Flash crash",
      .rule = fmt::format("a fall of {:.0f} % or more from the highest price of {} hours, until "
                          "half of it is regained or 7 days have passed since the lowest",
                          kCrash * 100, kCrashWithin / base::Hours(1)),
      .gap = market.longest_bar > base::Days(1) ? "the bars are longer than a day" : ""};
  if (!kind.gap.empty()) return kind;
  RecentHighs highs(market);
  for (size_t i = 0; i < market.times.size(); ++i) {
    const size_t peak = highs.Add(i);
    if (market.level[i] > market.level[peak] * (1 - kCrash)) continue;
    const Crash crash = FollowCrash(market, peak, i);
    kind.episodes.push_back(
        {market.times[crash.peak], market.times[crash.end], TextOf(market, crash)});
    highs.Forget();
    i = crash.end;
    highs.Add(i);
  }
  return kind;
}

EpisodeKind FindThinWeekends(const MarketPath& market) {
  EpisodeKind kind{
      .key = "weekend",
      .title = "Thin weekend",
      .rule =
          "Saturday and Sunday, UTC, where less is traded a day (price times volume) than the "
          "median of the five weekdays before",
      .gap = market.traded.empty()                ? "the prices come without volumes"
             : market.longest_bar > base::Days(1) ? "the bars are longer than a day"
                                                  : ""};
  if (!kind.gap.empty()) return kind;
  for (size_t i = kWeekdays; i + 1 < market.traded.size(); ++i) {
    const int64_t day = market.first_traded_day + static_cast<int64_t>(i);
    if (WeekdayOf(day) != 6) continue;
    const double weekend = (market.traded[i] + market.traded[i + 1]) / 2;
    const double weekday = WeekdayMedian(market.traded, i);
    if (!(weekend > 0 && weekend < weekday)) continue;
    kind.episodes.push_back(
        {{day * base::Days(1).ns},
         {(day + 2) * base::Days(1).ns},
         fmt::format("{:.0f} % of a weekday's trading", weekend / weekday * 100)});
  }
  return kind;
}

EpisodeKind KnownEpisodes(const MarketPath& market) {
  EpisodeKind kind{.key = "known",
                   .title = "Known by date",
                   .rule = "named by their calendar months, as far as the prices reach"};
  for (const KnownEpisode& known : kKnown) {
    const UnixNanos from = base::ParseTime(known.from).value();
    const UnixNanos to = base::ParseTime(known.to).value();
    const UnixNanos first = std::max(from, market.times.front());
    const UnixNanos last = std::min(to, market.times.back());
    if (first >= last) continue;
    const bool whole = last - first > base::Duration{(to - from).ns - base::Days(1).ns};
    kind.episodes.push_back(
        {first, last, fmt::format("{}{}", known.name, whole ? "" : " (in part)")});
  }
  if (kind.episodes.empty()) kind.gap = "the prices reach into none of them";
  return kind;
}

}  // namespace keel::research
