// SPDX-License-Identifier: MIT
// The table of all statistics: `list-metrics`, the console summary, the JSON keys, the tear sheet
// and docs/metrics.md read this one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/prepared.h"

namespace keel::metrics {

/// What the number is, which decides how it is printed.
enum class Unit {
  kFraction,  ///< of 1; people read it as a percentage
  kRatio,
  kCount,
  kSeconds,
  kMoney,  ///< in the account currency
  kDate,   ///< seconds since 1970-01-01 UTC
};

/// "fraction", "ratio", "count", "seconds", "money", "date".
std::string_view UnitName(Unit unit);

struct Metric {
  std::string_view key;    ///< JSON key and file name
  std::string_view title;  ///< what people read
  Unit unit;
  std::string_view definition;  ///< one sentence
  std::string_view source;      ///< where the definition comes from
  std::optional<double> (*function)(const Prepared& p);

  /// The statistic; absent where it is undefined or its value overflows. Never NaN or infinite.
  std::optional<double> Compute(const Prepared& p) const;
};

/// In the order of list.inc.
std::span<const Metric> AllMetrics();

/// nullptr where no statistic has this key.
const Metric* FindMetric(std::string_view key);

/// The statistic of a key that there is (CHECK); absent as Metric::Compute.
std::optional<double> Compute(std::string_view key, const Prepared& p);

struct MetricValue {
  const Metric* metric = nullptr;
  std::optional<double> value;
};

/// All of them, in the order of AllMetrics().
std::vector<MetricValue> ComputeAll(const Prepared& p);

/// For people: "12.34%", "1.52", "3 d 04:05:06", "2022-12-31 23:00", "1,234.50"; "-" for absent.
/// Money has `money_decimals` digits after the point.
std::string FormatValue(Unit unit, std::optional<double> value, int money_decimals = 2);

/// docs/metrics.md: one table of all statistics. A test holds the file to this text.
std::string MetricsPage();

}  // namespace keel::metrics
