// SPDX-License-Identifier: MIT
// Instants and spans of time are different types, so they cannot be mixed up: an instant is
// nanoseconds since 1970-01-01 UTC, a span is nanoseconds.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::base {

/// A span of time in nanoseconds; may be negative.
struct Duration {
  int64_t ns = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
  friend constexpr Duration operator*(Duration a, int64_t k) { return {a.ns * k}; }
  friend constexpr int64_t operator/(Duration a, Duration b) { return a.ns / b.ns; }
  constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
};

constexpr Duration Nanoseconds(int64_t n) { return {n}; }
constexpr Duration Milliseconds(int64_t n) { return {n * 1'000'000}; }
constexpr Duration Seconds(int64_t n) { return {n * 1'000'000'000}; }
constexpr Duration Minutes(int64_t n) { return Seconds(60 * n); }
constexpr Duration Hours(int64_t n) { return Minutes(60 * n); }
constexpr Duration Days(int64_t n) { return Hours(24 * n); }

/// An instant: nanoseconds since the Unix epoch, UTC.
struct UnixNanos {
  int64_t ns = 0;
  friend constexpr auto operator<=>(UnixNanos, UnixNanos) = default;
  friend constexpr UnixNanos operator+(UnixNanos t, Duration d) { return {t.ns + d.ns}; }
  friend constexpr UnixNanos operator-(UnixNanos t, Duration d) { return {t.ns - d.ns}; }
  friend constexpr Duration operator-(UnixNanos a, UnixNanos b) { return {a.ns - b.ns}; }
};

inline constexpr UnixNanos kEndOfTime{INT64_MAX};
inline constexpr UnixNanos kBeginningOfTime{INT64_MIN};

/// Days since 1970-01-01 of the UTC day that contains `t` (floor, also before 1970).
constexpr int64_t DayNumber(UnixNanos t) {
  const int64_t day = Days(1).ns;
  return t.ns / day - (t.ns % day < 0 ? 1 : 0);
}
/// Start of that UTC day.
constexpr UnixNanos StartOfDay(UnixNanos t) { return {DayNumber(t) * Days(1).ns}; }

/// "2022-12-31T23:00:00Z"; a fraction is printed only when there is one.
std::string FormatIso(UnixNanos t);
/// "2022-12-31 23:00" for people.
std::string FormatMinute(UnixNanos t);
/// "2022-12-31".
std::string FormatDate(UnixNanos t);
/// "3 d 04:05:06" for people; shorter where it is shorter.
std::string FormatDuration(Duration d);

/// Reads ISO 8601 ("2022-12-31", "2022-12-31 23:00", "2022-12-31T23:00:00.5Z", "+01:00" offsets; no
/// offset means UTC), compact dates ("20221231") and epoch seconds, milliseconds, microseconds or
/// nanoseconds (told apart by their number of digits). kUsage where it is none of these.
Result<UnixNanos> ParseTime(std::string_view text);

/// Reads "250ms", "30s", "5m", "4h", "7d", "0.5s". kUsage otherwise.
Result<Duration> ParseDuration(std::string_view text);

/// A half-open range of time [from, to).
struct TimeRange {
  UnixNanos from = kBeginningOfTime;
  UnixNanos to = kEndOfTime;
  constexpr bool contains(UnixNanos t) const { return from <= t && t < to; }
};

/// Reads "20180131-20180301", "20180131-", "-20180301", ISO dates joined by "..", epoch times; an
/// empty string is everything. kUsage where it is malformed or empty (from >= to).
Result<TimeRange> ParseTimeRange(std::string_view text);

}  // namespace keel::base
