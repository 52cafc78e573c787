// SPDX-License-Identifier: MIT
#include "research/report/axis.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that is not below `raw`.
double NiceStep(double raw) {
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw * 0.999) return factor * power;
  }
  return 10 * power;
}

int DecimalsOf(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 86400;
constexpr std::array<int64_t, 12> kSteps = {kMinute, 5 * kMinute, 15 * kMinute, 30 * kMinute,
                                            kHour,   3 * kHour,   6 * kHour,    12 * kHour,
                                            kDay,    2 * kDay,    7 * kDay,     14 * kDay};
constexpr std::array<int, 9> kMonthSteps = {1, 2, 3, 6, 12, 24, 60, 120, 240};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

date::year_month_day DateOf(int64_t seconds) {
  return date::year_month_day{
      date::floor<date::days>(date::sys_seconds{std::chrono::seconds{seconds}})};
}

std::string ClockLabel(int64_t t, int64_t step, bool first) {
  const date::year_month_day day = DateOf(t);
  const int64_t rest = ((t % kDay) + kDay) % kDay;
  const std::string day_text = fmt::format("{} {}", static_cast<unsigned>(day.day()),
                                           kMonths[static_cast<unsigned>(day.month()) - 1]);
  if (step >= kDay && first) return fmt::format("{} {}", day_text, static_cast<int>(day.year()));
  if (step >= kDay || rest == 0) return day_text;
  return fmt::format("{:02}:{:02}", rest / kHour, rest % kHour / kMinute);
}

std::vector<Tick> ClockTicks(int64_t from, int64_t to, int64_t step) {
  // Weeks begin on Mondays; 1970-01-01 was a Thursday.
  const int64_t shift = step % (7 * kDay) == 0 ? 4 * kDay : 0;
  std::vector<Tick> ticks;
  const int64_t begin = (from - shift + step - 1) / step * step + shift;
  for (int64_t t = begin; t <= to; t += step) {
    ticks.push_back({static_cast<double>(t), ClockLabel(t, step, ticks.empty()), false});
  }
  return ticks;
}

std::vector<Tick> MonthTicks(int64_t from, int64_t to, int step) {
  std::vector<Tick> ticks;
  const date::year_month_day start = DateOf(from);
  int64_t month =
      int64_t{static_cast<int>(start.year())} * 12 + static_cast<unsigned>(start.month()) - 1;
  for (month -= month % step;; month += step) {
    const auto year = static_cast<int>(month / 12);
    const auto of_year = static_cast<unsigned>(month % 12);
    const int64_t t = int64_t{date::sys_days{date::year{year} / date::month{of_year + 1} / 1}
                                  .time_since_epoch()
                                  .count()} *
                      kDay;
    if (t > to) return ticks;
    if (t < from) continue;
    std::string label = fmt::format("{}", year);
    if (of_year != 0)
      label = ticks.empty() ? fmt::format("{} {}", kMonths[of_year], year) : kMonths[of_year];
    ticks.push_back({static_cast<double>(t), std::move(label), false});
  }
}

/// Years stay where there are years; else every second label.
void MarkMinor(std::vector<Tick>& ticks) {
  if (ticks.size() < 5) return;
  const auto is_year = [](const Tick& t) {
    return t.label.size() == 4 && t.label.find_first_not_of("0123456789") == std::string::npos;
  };
  const auto years = std::count_if(ticks.begin(), ticks.end(), is_year);
  const bool by_year = years >= 2 && years < std::ssize(ticks);
  for (size_t i = 0; i < ticks.size(); ++i) {
    ticks[i].minor = by_year ? !is_year(ticks[i]) : i % 2 == 1;
  }
}

}  // namespace

double Axis::At(double value) const {
  double share = 0;
  if (logarithmic) {
    share = value <= low ? 0 : (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
  } else {
    share = (value - low) / (high - low);
  }
  return std::clamp(share, 0.0, 1.0);
}

std::string TickText(double value, TickFormat format, double step) {
  if (std::abs(value) < step * 1e-6) value = 0;
  switch (format) {
    case TickFormat::kPercent:
      return Grouped(value * 100, DecimalsOf(step * 100)) + "%";
    case TickFormat::kMultiple:
      return fmt::format("{:g}x", value);
    case TickFormat::kAmount:
      return std::abs(value) < 1000 ? Grouped(value, DecimalsOf(step)) : Compact(value);
    case TickFormat::kNumber:
      break;
  }
  return Grouped(value, DecimalsOf(step));
}

Axis ValueAxis(double low, double high, TickFormat format, int wanted) {
  CHECK(std::isfinite(low) && std::isfinite(high), "an axis has finite ends");
  if (high - low <= std::abs(high) * 1e-9) {
    const double margin = std::max(std::abs(high) * 0.05, 1e-6);
    low -= margin;
    high += margin;
  }
  const double step = NiceStep((high - low) / wanted);
  // A little room beyond the values, but none beyond zero: it is a floor, not a value.
  const double room = (high - low) * 0.03;
  Axis axis{.low = low == 0 ? 0 : low - room,
            .high = high == 0 ? 0 : high + room,
            .logarithmic = false,
            .format = format,
            .ticks = {}};
  for (auto i = std::llround(std::ceil(axis.low / step - 1e-9));; ++i) {
    const double value = static_cast<double>(i) * step;
    if (value > axis.high + step * 1e-9) return axis;
    axis.ticks.push_back({value, TickText(value, format, step), false});
  }
}

Axis LogAxis(double low, double high, TickFormat format) {
  CHECK(low > 0 && high >= low, "a logarithmic axis has positive ends");
  const double margin = std::max(std::pow(high / low, 0.04), 1.01);
  Axis axis{.low = low / margin,
            .high = high * margin,
            .logarithmic = true,
            .format = format,
            .ticks = {}};
  const double ratio = axis.high / axis.low;
  if (ratio < 4) {  // less than two octaves: evenly spaced values tell more than 1, 2, 5
    const double step = NiceStep((axis.high - axis.low) / 5);
    for (double v = std::ceil(axis.low / step) * step; v <= axis.high; v += step) {
      axis.ticks.push_back({v, TickText(v, format, step), false});
    }
    return axis;
  }
  const std::vector<double> factors =
      ratio < 100 ? std::vector<double>{1, 2, 5} : std::vector<double>{1};
  for (double power = std::pow(10, std::floor(std::log10(axis.low))); power <= axis.high;
       power *= 10) {
    for (const double factor : factors) {
      const double v = factor * power;
      if (v >= axis.low && v <= axis.high) axis.ticks.push_back({v, TickText(v, format, v), false});
    }
  }
  return axis;
}

Axis TimeAxis(base::UnixNanos from, base::UnixNanos to, int wanted) {
  Axis axis{.low = Seconds(from),
            .high = Seconds(to),
            .logarithmic = false,
            .format = TickFormat::kNumber,
            .ticks = {}};
  if (axis.high <= axis.low) axis.high = axis.low + 1;
  const auto first = static_cast<int64_t>(std::ceil(axis.low));
  const auto last = static_cast<int64_t>(std::floor(axis.high));
  for (const int64_t step : kSteps) {
    if ((last - first) / step >= wanted) continue;
    axis.ticks = ClockTicks(first, last, step);
    MarkMinor(axis.ticks);
    return axis;
  }
  for (const int months : kMonthSteps) {
    if ((last - first) / (months * 30 * kDay) >= wanted && months != kMonthSteps.back()) continue;
    axis.ticks = MonthTicks(first, last, months);
    break;
  }
  MarkMinor(axis.ticks);
  return axis;
}

Axis CategoryAxis(const std::vector<std::string>& labels) {
  Axis axis{.low = 0,
            .high = std::max<double>(1, static_cast<double>(labels.size())),
            .logarithmic = false,
            .format = TickFormat::kNumber,
            .ticks = {}};
  for (size_t i = 0; i < labels.size(); ++i) {
    axis.ticks.push_back({static_cast<double>(i) + 0.5, labels[i], false});
  }
  if (labels.size() > 8) MarkMinor(axis.ticks);
  return axis;
}

}  // namespace keel::research
