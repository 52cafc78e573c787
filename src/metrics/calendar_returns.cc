// SPDX-License-Identifier: MIT
#include "metrics/calendar_returns.h"

#include <date/date.h>

#include <cmath>

namespace keel::metrics {
namespace {

date::year_month_day CivilDate(int64_t day) {
  return date::year_month_day{date::sys_days{date::days{day}}};
}

/// Grows by one from one period to the next; days of one period share it.
int64_t PeriodKey(int64_t day, Period period) {
  // 1970-01-01 was a Thursday: shifted by three days, weeks of seven begin on Mondays.
  if (period == Period::kDay) return day;
  if (period == Period::kWeek) return (day + 3 + 7 * 1'000'000) / 7;
  const date::year_month_day civil = CivilDate(day);
  const int64_t year = static_cast<int>(civil.year());
  const int64_t month = static_cast<unsigned>(civil.month()) - 1;
  if (period == Period::kMonth) return year * 12 + month;
  if (period == Period::kQuarter) return year * 4 + month / 3;
  return year;
}

PeriodReturn BeginPeriod(int64_t day, Period period) {
  const date::year_month_day civil = CivilDate(day);
  const int month = static_cast<int>(static_cast<unsigned>(civil.month()));
  PeriodReturn begun;
  begun.year = static_cast<int>(civil.year());
  if (period == Period::kMonth) begun.number = month;
  if (period == Period::kQuarter) begun.number = (month + 2) / 3;
  return begun;
}

}  // namespace

std::vector<PeriodReturn> AggregateReturns(const DailySeries& daily, Period period) {
  std::vector<PeriodReturn> periods;
  std::optional<int64_t> current;
  double growth = 1;
  for (size_t i = 0; i < daily.size(); ++i) {
    const int64_t day = daily.first_day + static_cast<int64_t>(i);
    const int64_t key = PeriodKey(day, period);
    if (key != current) {
      periods.push_back(BeginPeriod(day, period));
      current = key;
      growth = 1;
    }
    growth *= 1 + daily.returns[i];
    periods.back().last_day = day;
    periods.back().value = growth - 1;
    periods.back().sum += daily.returns[i];
  }
  return periods;
}

MonthlyGrid MonthlyReturnGrid(const DailySeries& daily) {
  MonthlyGrid grid;
  for (const PeriodReturn& year : AggregateReturns(daily, Period::kYear)) {
    if (grid.years.empty()) grid.first_year = year.year;
    grid.years.push_back(year.value);
  }
  grid.months.resize(grid.years.size());
  for (const PeriodReturn& month : AggregateReturns(daily, Period::kMonth)) {
    grid.months[static_cast<size_t>(month.year - grid.first_year)]
               [static_cast<size_t>(month.number - 1)] = month.value;
  }
  return grid;
}

std::optional<double> TrailingReturn(const DailySeries& daily, int months) {
  if (daily.size() == 0) return std::nullopt;
  const date::year_month_day last = CivilDate(daily.end_day() - 1);
  date::year_month_day from = last - date::months{months};
  if (!from.ok()) from = from.year() / from.month() / date::last;
  const int64_t base_day = date::sys_days{from}.time_since_epoch().count();
  if (base_day < daily.first_day - 1) return std::nullopt;
  const double base = base_day == daily.first_day - 1
                          ? daily.start_equity
                          : daily.equity[static_cast<size_t>(base_day - daily.first_day)];
  if (base <= 0) return std::nullopt;
  return daily.equity.back() / base - 1;
}

std::optional<double> TrailingAnnualised(const DailySeries& daily, int years) {
  const std::optional<double> total = TrailingReturn(daily, 12 * years);
  if (!total || *total < -1) return std::nullopt;
  return std::pow(1 + *total, 1.0 / years) - 1;
}

}  // namespace keel::metrics
