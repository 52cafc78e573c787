// SPDX-License-Identifier: MIT
#include "base/time.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/text.h"

namespace keel::base {
namespace {

__extension__ using Int128 = __int128;

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

/// Whole seconds (floor) and the nanoseconds after them, safe over the whole range of int64.
struct SplitTime {
  int64_t seconds;
  int64_t nanos;
};

SplitTime SplitSeconds(UnixNanos t) {
  SplitTime split{t.ns / kNanosPerSecond, t.ns % kNanosPerSecond};
  if (split.nanos < 0) {
    split.nanos += kNanosPerSecond;
    --split.seconds;
  }
  return split;
}

struct Civil {
  int year;
  unsigned month, day;
  int64_t hour, minute, second, nanos;
};

Civil ToCivil(UnixNanos t) {
  const SplitTime split = SplitSeconds(t);
  const int64_t day = DayNumber(t);
  const int64_t second_of_day = split.seconds - day * kSecondsPerDay;
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(day)}}};
  return {int{ymd.year()},         unsigned{ymd.month()}, unsigned{ymd.day()}, second_of_day / 3600,
          second_of_day / 60 % 60, second_of_day % 60,    split.nanos};
}

/// Reads text from the front; every method says whether it found what it wants.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `digits` digits.
  std::optional<int> Number(size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  /// One to nine digits of a second, as nanoseconds.
  std::optional<int64_t> Fraction() {
    int64_t value = 0;
    int digits = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (++digits > 9) return std::nullopt;
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
};

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<int64_t> ReadDate(Reader& reader, bool dashes) {
  const auto year = reader.Number(4);
  if (!year || (dashes && !reader.Take('-'))) return std::nullopt;
  const auto month = reader.Number(2);
  if (!month || (dashes && !reader.Take('-'))) return std::nullopt;
  const auto day = reader.Number(2);
  if (!day) return std::nullopt;
  const date::year_month_day ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                 date::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok()) return std::nullopt;
  return int64_t{date::sys_days{ymd}.time_since_epoch().count()};
}

struct ClockTime {
  int64_t seconds = 0;
  int64_t nanos = 0;
};

std::optional<ClockTime> ReadClockTime(Reader& reader) {
  const auto hour = reader.Number(2);
  if (!hour || *hour > 23 || !reader.Take(':')) return std::nullopt;
  const auto minute = reader.Number(2);
  if (!minute || *minute > 59) return std::nullopt;
  ClockTime time{*hour * 3600 + *minute * 60, 0};
  if (!reader.Take(':')) return time;
  const auto second = reader.Number(2);
  if (!second || *second > 59) return std::nullopt;
  time.seconds += *second;
  if (!reader.Take('.')) return time;
  const auto nanos = reader.Fraction();
  if (!nanos) return std::nullopt;
  time.nanos = *nanos;
  return time;
}

/// Seconds east of UTC: "", "Z", "+01:00", "+0100", "+01".
std::optional<int64_t> ReadOffset(Reader& reader) {
  if (reader.done() || reader.Take('Z') || reader.Take('z')) return 0;
  const bool west = reader.Take('-');
  if (!west && !reader.Take('+')) return std::nullopt;
  const auto hour = reader.Number(2);
  if (!hour || *hour > 23) return std::nullopt;
  int64_t minutes = 0;
  if (!reader.done()) {
    reader.Take(':');
    const auto minute = reader.Number(2);
    if (!minute || *minute > 59) return std::nullopt;
    minutes = *minute;
  }
  const int64_t seconds = *hour * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

std::optional<Int128> ReadIso(std::string_view text) {
  Reader reader(text);
  const auto day = ReadDate(reader, text.size() > 8);
  if (!day) return std::nullopt;
  Int128 seconds = Int128{*day} * kSecondsPerDay;
  if (reader.done()) return seconds * kNanosPerSecond;
  if (!reader.Take('T') && !reader.Take('t') && !reader.Take(' ')) return std::nullopt;
  const auto time = ReadClockTime(reader);
  if (!time) return std::nullopt;
  reader.Take(' ');
  const auto offset = ReadOffset(reader);
  if (!offset || !reader.done()) return std::nullopt;
  seconds += time->seconds - *offset;
  return seconds * kNanosPerSecond + time->nanos;
}

/// Nanoseconds a unit of an epoch time with so many digits; the sizes cover 1973 to 2262.
std::optional<int64_t> EpochUnit(size_t digits) {
  switch (digits) {
    case 9:
    case 10:
      return kNanosPerSecond;
    case 12:
    case 13:
      return 1'000'000;
    case 15:
    case 16:
      return 1'000;
    case 18:
    case 19:
      return 1;
    default:
      return std::nullopt;
  }
}

std::optional<Int128> ReadEpoch(std::string_view text) {
  const auto unit = EpochUnit(text.size());
  if (!unit || !AllDigits(text)) return std::nullopt;
  Int128 value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value * *unit;
}

bool FitsInt64(Int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

struct Unit {
  std::string_view name;
  int64_t ns;
};
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"ms", 1'000'000},
                                         {"s", kNanosPerSecond},
                                         {"m", Minutes(1).ns},
                                         {"h", Hours(1).ns},
                                         {"d", Days(1).ns},
                                         {"w", Days(7).ns}}};

/// `number` (digits with at most one point) times `unit`, where that is a whole number.
std::optional<Int128> WholeMultiple(std::string_view number, int64_t unit) {
  Int128 value = 0;
  Int128 scale = 1;
  bool point = false;
  bool any_digit = false;
  for (const char c : number) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || value > Int128{INT64_MAX} || scale > Int128{INT64_MAX}) {
      return std::nullopt;
    }
    any_digit = true;
    value = value * 10 + (c - '0');
    if (point) scale *= 10;
  }
  if (!any_digit || value > Int128{INT64_MAX}) return std::nullopt;
  const Int128 total = value * unit;
  if (total % scale != 0) return std::nullopt;
  return total / scale;
}

struct RangeText {
  std::string_view from, to;
};

std::optional<RangeText> SplitRange(std::string_view text) {
  if (const size_t dots = text.find(".."); dots != std::string_view::npos) {
    return RangeText{text.substr(0, dots), text.substr(dots + 2)};
  }
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const RangeText range{text.substr(0, dash), text.substr(dash + 1)};
  const auto plain = [](std::string_view side) { return side.empty() || AllDigits(side); };
  if (!plain(range.from) || !plain(range.to)) return std::nullopt;
  return range;
}

}  // namespace

std::string FormatIso(UnixNanos t) {
  const Civil c = ToCivil(t);
  const std::string whole = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month,
                                        c.day, c.hour, c.minute, c.second);
  if (c.nanos == 0) return whole + "Z";
  if (c.nanos % 1'000'000 == 0) return fmt::format("{}.{:03}Z", whole, c.nanos / 1'000'000);
  if (c.nanos % 1'000 == 0) return fmt::format("{}.{:06}Z", whole, c.nanos / 1'000);
  return fmt::format("{}.{:09}Z", whole, c.nanos);
}

std::string FormatMinute(UnixNanos t) {
  const Civil c = ToCivil(t);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute);
}

std::string FormatDate(UnixNanos t) {
  const Civil c = ToCivil(t);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string FormatDuration(Duration d) {
  const std::string sign = d.ns < 0 ? "-" : "";
  const uint64_t ns = d.ns < 0 ? 0 - static_cast<uint64_t>(d.ns) : static_cast<uint64_t>(d.ns);
  const auto in = [&](double unit) { return static_cast<double>(ns) / unit; };
  if (ns == 0) return "0 s";
  if (ns < 1'000) return fmt::format("{}{} ns", sign, ns);
  if (ns < 1'000'000) return fmt::format("{}{:.3g} us", sign, in(1e3));
  if (ns < 1'000'000'000) return fmt::format("{}{:.3g} ms", sign, in(1e6));
  if (ns < 60'000'000'000) return fmt::format("{}{:.3g} s", sign, in(1e9));
  const uint64_t seconds = ns / 1'000'000'000;
  const uint64_t days = seconds / 86'400;
  const uint64_t rest = seconds % 86'400;
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
  if (days == 0) return sign + clock;
  if (rest == 0) return fmt::format("{}{} d", sign, days);
  return fmt::format("{}{} d {}", sign, days, clock);
}

Result<UnixNanos> ParseTime(std::string_view text) {
  auto nanos = text.size() == 8 || !AllDigits(text) ? ReadIso(text) : ReadEpoch(text);
  if (!nanos) {
    return Fail(ErrorCode::kUsage,
                fmt::format("\"{}\" is not a time: write 2022-12-31, 2022-12-31T23:00:00Z, "
                            "20221231 or an epoch time",
                            text));
  }
  if (!FitsInt64(*nanos)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the time \"{}\" is outside 1677-09-22 to 2262-04-11", text));
  }
  return UnixNanos{static_cast<int64_t>(*nanos)};
}

Result<Duration> ParseDuration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view size = text.substr(negative ? 1 : 0);
  const size_t letters = std::min(size.find_first_not_of("0123456789."), size.size());
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& candidate) {
    return candidate.name == size.substr(letters);
  });
  if (unit != kUnits.end()) {
    const auto nanos = WholeMultiple(size.substr(0, letters), unit->ns);
    if (nanos && FitsInt64(*nanos)) {
      const auto ns = static_cast<int64_t>(*nanos);
      return Duration{negative ? -ns : ns};
    }
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("\"{}\" is not a duration: write a number and one of ns, us, ms, s, m, "
                          "h, d, w, as in 250ms or 4h",
                          text));
}

Result<TimeRange> ParseTimeRange(std::string_view text) {
  if (text.empty()) return TimeRange{};
  const auto sides = SplitRange(text);
  if (!sides || (sides->from.empty() && sides->to.empty())) {
    return Fail(ErrorCode::kUsage,
                fmt::format("\"{}\" is not a time range: write 20180131-20180301, 20180131-, "
                            "-20180301 or 2018-01-31..2018-03-01",
                            text));
  }
  TimeRange range;
  if (!sides->from.empty()) {
    TRY(range.from, ParseTime(Trim(sides->from)));
  }
  if (!sides->to.empty()) {
    TRY(range.to, ParseTime(Trim(sides->to)));
  }
  if (range.from >= range.to) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the time range \"{}\" is empty: it starts at {} and ends before {}",
                            text, FormatIso(range.from), FormatIso(range.to)));
  }
  return range;
}

}  // namespace keel::base
