// SPDX-License-Identifier: MIT
#include "core/timeframe.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace keel::core {
namespace {

using base::Days;
using base::Duration;
using base::Hours;
using base::Minutes;
using base::UnixNanos;

struct Named {
  const char* name;
  Duration period;
};
constexpr std::array<Named, 15> kNamed = {{{"1m", Minutes(1)},
                                           {"3m", Minutes(3)},
                                           {"5m", Minutes(5)},
                                           {"15m", Minutes(15)},
                                           {"30m", Minutes(30)},
                                           {"1h", Hours(1)},
                                           {"2h", Hours(2)},
                                           {"4h", Hours(4)},
                                           {"6h", Hours(6)},
                                           {"8h", Hours(8)},
                                           {"12h", Hours(12)},
                                           {"1d", Days(1)},
                                           {"3d", Days(3)},
                                           {"1w", Days(7)},
                                           {"1M", Days(30)}}};

/// 1969-12-29, the Monday from which weeks are counted.
constexpr UnixNanos kMonday{-3 * Days(1).ns};

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

date::year_month MonthOf(UnixNanos t) {
  const date::sys_days day{date::days{static_cast<int>(base::DayNumber(t))}};
  const date::year_month_day ymd{day};
  return ymd.year() / ymd.month();
}

UnixNanos StartOf(date::year_month month) {
  const date::sys_days first{month / 1};
  return {int64_t{first.time_since_epoch().count()} * Days(1).ns};
}

}  // namespace

base::Result<Timeframe> Timeframe::Parse(std::string_view text) {
  for (const Named& named : kNamed) {
    if (text == named.name) return Timeframe(named.period);
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("\"{}\" is not a timeframe{}: use one of {}", text,
                                base::DidYouMean(text, Names()), base::Join(Names(), " ")));
}

const std::vector<std::string>& Timeframe::Names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Named& named : kNamed) all.emplace_back(named.name);
    return all;
  }();
  return names;
}

std::string Timeframe::name() const {
  for (const Named& named : kNamed) {
    if (period_ == named.period) return named.name;
  }
  return fmt::format("{}ms", period_ / base::Milliseconds(1));
}

UnixNanos Timeframe::OpenOf(UnixNanos t) const {
  if (is_month()) return StartOf(MonthOf(t));
  const UnixNanos origin = period_ == Days(7) ? kMonday : UnixNanos{};
  return origin + period_ * FloorDivide((t - origin).ns, period_.ns);
}

UnixNanos Timeframe::CloseOfMonth(UnixNanos open) {
  return StartOf(MonthOf(open) + date::months{1});
}

}  // namespace keel::core
