// SPDX-License-Identifier: MIT
#include "metrics/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "metrics/statistics.h"

namespace keel::metrics {
namespace {

constexpr auto kMetrics = std::to_array<Metric>({
#define METRIC(key, Function, title, unit, definition, source) \
  {#key, title, Unit::unit, definition, source, &Function},
#include "metrics/list.inc"
#undef METRIC
});

/// "1234567.5" -> "1,234,567.50".
std::string Grouped(double value, int decimals) {
  const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool negative = value < 0 && digits.find_first_not_of("0.") != std::string::npos;
  const size_t whole = std::min(digits.find('.'), digits.size());
  std::string text;
  if (negative) text.push_back('-');
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

base::Duration RoundedSeconds(double seconds) {
  return base::Seconds(static_cast<int64_t>(std::llround(seconds)));
}

}  // namespace

std::string_view UnitName(Unit unit) {
  switch (unit) {
    case Unit::kFraction:
      return "fraction";
    case Unit::kRatio:
      return "ratio";
    case Unit::kCount:
      return "count";
    case Unit::kSeconds:
      return "seconds";
    case Unit::kMoney:
      return "money";
    case Unit::kDate:
      return "date";
  }
  return "";
}

std::optional<double> Metric::Compute(const Prepared& p) const {
  const std::optional<double> value = function(p);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::span<const Metric> AllMetrics() { return kMetrics; }

const Metric* FindMetric(std::string_view key) {
  const auto* found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                   [&](const Metric& metric) { return metric.key == key; });
  return found == kMetrics.end() ? nullptr : found;
}

std::optional<double> Compute(std::string_view key, const Prepared& p) {
  const Metric* const metric = FindMetric(key);
  CHECK(metric != nullptr, "a statistic is asked for by a key that the registry has");
  return metric->Compute(p);
}

std::vector<MetricValue> ComputeAll(const Prepared& p) {
  std::vector<MetricValue> values;
  values.reserve(kMetrics.size());
  for (const Metric& metric : kMetrics) values.push_back({&metric, metric.Compute(p)});
  return values;
}

std::string FormatValue(Unit unit, std::optional<double> value, int money_decimals) {
  if (!value) return "-";
  switch (unit) {
    case Unit::kFraction:
      return Grouped(*value * 100, 2) + "%";
    case Unit::kRatio:
      return Grouped(*value, 2);
    case Unit::kCount:
      return Grouped(*value, *value == std::floor(*value) ? 0 : 1);
    case Unit::kMoney:
      return Grouped(*value, money_decimals);
    case Unit::kSeconds:
      return base::FormatDuration(RoundedSeconds(*value));
    case Unit::kDate:
      return base::FormatMinute(base::UnixNanos{} + RoundedSeconds(*value));
  }
  return "-";
}

std::string MetricsPage() {
  std::string page = R"(# Statistics

Made from `src/metrics/list.inc` by the test `MetricsPage.IsUpToDate`; `keel list-metrics` prints
the same. A statistic that is undefined (a ratio over zero, too few days) is absent, never NaN.

- Equity is sampled at each bar's close. Daily returns are those between the last points of UTC days
  (a bar that closes at midnight belongs to the day before; a day without a bar has return 0).
- Ratios come from daily returns and a year of 365 days, whatever the timeframe; the risk-free rate
  is 0. The statistics named "per bar" use every bar instead and the timeframe's bars per year.
- Fractions are of 1 (0.05 is 5 %). Drawdowns, value at risk and expected shortfall are positive
  losses. Dates are seconds since 1970-01-01 UTC, durations seconds.
- Where a definition differs from QuantStats or freqtrade, the row says so.

| key | name | unit | definition | source |
|---|---|---|---|---|
)";
  for (const Metric& m : kMetrics) {
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", m.key, m.title, UnitName(m.unit),
                        m.definition, m.source);
  }
  return page;
}

}  // namespace keel::metrics
