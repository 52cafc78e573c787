// SPDX-License-Identifier: MIT
#include "net/internal/date_header.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace keel::net::internal {

const std::string& DateHeader::At(base::UnixNanos t) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const bool is_same = second_ <= t && t < second_ + base::Seconds(1);
  if (is_same && !text_.empty()) return text_;
  const std::chrono::sys_days day{std::chrono::days(base::DayNumber(t))};
  const std::chrono::year_month_day date(day);
  const int64_t second = (t - base::StartOfDay(t)) / base::Seconds(1);
  second_ = base::StartOfDay(t) + base::Seconds(second);
  text_ = fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays.at(std::chrono::weekday(day).c_encoding()),
      static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), second / 3600, second / 60 % 60, second % 60);
  return text_;
}

}  // namespace keel::net::internal
