// SPDX-License-Identifier: MIT
#include "server/http/metrics_text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/check.h"

namespace keel::server {
namespace {

std::string_view KindText(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return "counter";
    case MetricKind::kGauge:
      return "gauge";
    case MetricKind::kHistogram:
      return "histogram";
  }
  return "untyped";
}

/// With what a line would take for its own end: a quote only where the text stands in quotes.
std::string Escaped(std::string_view text, bool in_quotes) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || (in_quotes && c == '"')) escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string LabelsText(const MetricsText::Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, Escaped(value, true));
  }
  return text;
}

}  // namespace

MetricsText& MetricsText::Metric(std::string_view name, MetricKind kind, std::string_view help) {
  CHECK(name.ends_with("_total") == (kind == MetricKind::kCounter),
        "what counts, and it alone, is named _total");
  name_ = name;
  seen_.clear();
  head_ =
      fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, Escaped(help, false), name, KindText(kind));
  return *this;
}

MetricsText& MetricsText::Sample(std::optional<double> value, const Labels& labels) {
  if (!value || !std::isfinite(*value)) return *this;
  const std::string text = LabelsText(labels);
  if (seen_.insert(text).second) Line("", text, *value);
  return *this;
}

MetricsText& MetricsText::Histogram(std::span<const double> bounds,
                                    std::span<const uint64_t> counts, double sum,
                                    const Labels& labels) {
  CHECK(counts.size() == bounds.size() + 1, "what is beyond the last bound is counted, too");
  const std::string text = LabelsText(labels);
  if (!std::isfinite(sum) || !seen_.insert(text).second) return *this;
  uint64_t so_far = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    so_far += counts[i];
    const std::string bound = i < bounds.size() ? fmt::format("{}", bounds[i]) : "+Inf";
    Line("_bucket", fmt::format("{}{}le=\"{}\"", text, text.empty() ? "" : ",", bound),
         static_cast<double>(so_far));
  }
  Line("_sum", text, sum);
  Line("_count", text, static_cast<double>(so_far));
  return *this;
}

void MetricsText::Line(std::string_view suffix, const std::string& labels, double value) {
  text_ += std::exchange(head_, "");
  if (labels.empty()) {
    fmt::format_to(std::back_inserter(text_), "{}{} {}\n", name_, suffix, value);
  } else {
    fmt::format_to(std::back_inserter(text_), "{}{}{{{}}} {}\n", name_, suffix, labels, value);
  }
}

}  // namespace keel::server
