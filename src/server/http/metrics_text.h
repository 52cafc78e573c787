// SPDX-License-Identifier: MIT
// Numbers as Prometheus reads them: its text format 0.0.4, in the order in which they are given.
// What is not known has no line, so a gap on a chart is a gap and never a zero.
// [prometheus.io/docs/instrumenting/exposition_formats]
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keel::server {

enum class MetricKind { kCounter, kGauge, kHistogram };

class MetricsText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string>>;
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  /// Begins a metric, whose samples follow. `name` has letters, digits and '_', ends in _total
  /// where it counts, else in its unit. One without samples has no line.
  MetricsText& Metric(std::string_view name, MetricKind kind, std::string_view help);

  /// One of a counter or a gauge. A value that is absent or not finite is left out, and so is a
  /// second one of the same labels, which would cost the whole answer.
  MetricsText& Sample(std::optional<double> value, const Labels& labels = {});

  /// One of a histogram: how many were at most each bound, and beyond the last; `counts` has one
  /// more than `bounds`, and none counts what another has counted.
  MetricsText& Histogram(std::span<const double> bounds, std::span<const uint64_t> counts,
                         double sum, const Labels& labels = {});

  std::string Take() { return std::move(text_); }

 private:
  void Line(std::string_view suffix, const std::string& labels, double value);

  std::string name_, head_, text_;  // head_: of the metric, until its first sample
  std::set<std::string> seen_;      // labels of the metric
};

}  // namespace keel::server
