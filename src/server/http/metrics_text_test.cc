// SPDX-License-Identifier: MIT
#include "server/http/metrics_text.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace keel::server {
namespace {

using enum MetricKind;

// The lines are those of the format's own description, for this metric.
TEST(MetricsText, IsLineForLineTheFormat) {
  MetricsText text;
  text.Metric("http_requests_total", kCounter, "The total number of HTTP requests.")
      .Sample(1027, {{"method", "post"}, {"code", "200"}})
      .Sample(3, {{"method", "post"}, {"code", "400"}});
  text.Metric("up", kGauge, "Whether it is.").Sample(1);
  EXPECT_EQ(text.Take(),
            "# HELP http_requests_total The total number of HTTP requests.\n"
            "# TYPE http_requests_total counter\n"
            "http_requests_total{method=\"post\",code=\"200\"} 1027\n"
            "http_requests_total{method=\"post\",code=\"400\"} 3\n"
            "# HELP up Whether it is.\n"
            "# TYPE up gauge\n"
            "up 1\n");
}

TEST(MetricsText, AHistogramAddsUpToItsCount) {
  const std::array<double, 3> bounds = {0.05, 0.1, 1};
  const std::array<uint64_t, 4> counts = {2, 0, 3, 1};
  MetricsText text;
  text.Metric("took_seconds", kHistogram, "Time.").Histogram(bounds, counts, 53.5, {{"to", "a"}});
  text.Metric("bare_seconds", kHistogram, "Time.").Histogram({}, std::array<uint64_t, 1>{7}, 1);
  EXPECT_EQ(text.Take(),
            "# HELP took_seconds Time.\n"
            "# TYPE took_seconds histogram\n"
            "took_seconds_bucket{to=\"a\",le=\"0.05\"} 2\n"
            "took_seconds_bucket{to=\"a\",le=\"0.1\"} 2\n"
            "took_seconds_bucket{to=\"a\",le=\"1\"} 5\n"
            "took_seconds_bucket{to=\"a\",le=\"+Inf\"} 6\n"
            "took_seconds_sum{to=\"a\"} 53.5\n"
            "took_seconds_count{to=\"a\"} 6\n"
            "# HELP bare_seconds Time.\n"
            "# TYPE bare_seconds histogram\n"
            "bare_seconds_bucket{le=\"+Inf\"} 7\n"
            "bare_seconds_sum 1\n"
            "bare_seconds_count 7\n");
}

TEST(MetricsText, NoTextEndsItsLineOrItsQuotes) {
  MetricsText text;
  text.Metric("a", kGauge, "back\\slash, \"quotes\"\nand a line")
      .Sample(1, {{"path", "C:\\DIR"}, {"why", "say \"no\"\nup 0"}});
  EXPECT_EQ(text.Take(),
            "# HELP a back\\\\slash, \"quotes\"\\nand a line\n"
            "# TYPE a gauge\n"
            "a{path=\"C:\\\\DIR\",why=\"say \\\"no\\\"\\nup 0\"} 1\n");
}

TEST(MetricsText, WhatIsNotKnownHasNoLine) {
  MetricsText text;
  text.Metric("a", kGauge, "Absent.").Sample(std::nullopt);
  text.Metric("b", kGauge, "No number.")
      .Sample(std::numeric_limits<double>::quiet_NaN())
      .Sample(std::numeric_limits<double>::infinity());
  text.Metric("c", kGauge, "Half.").Sample(std::nullopt, {{"x", "1"}}).Sample(0, {{"x", "2"}});
  EXPECT_EQ(text.Take(), "# HELP c Half.\n# TYPE c gauge\nc{x=\"2\"} 0\n");
}

TEST(MetricsText, OneSeriesIsToldOnce) {
  MetricsText text;
  text.Metric("a", kGauge, "A.").Sample(1, {{"x", "1"}}).Sample(2, {{"x", "1"}});
  text.Metric("b", kGauge, "B.").Sample(3, {{"x", "1"}});
  const std::string told = text.Take();
  EXPECT_EQ(told.find("a{x=\"1\"} 2"), std::string::npos) << told;
  EXPECT_NE(told.find("b{x=\"1\"} 3"), std::string::npos) << told;
}

TEST(MetricsText, NumbersKeepAllTheirDigits) {
  MetricsText text;
  text.Metric("a", kGauge, "A.").Sample(0.1).Sample(1e21, {{"x", "1"}});
  text.Metric("b", kGauge, "B.").Sample(9007199254740991.0).Sample(-1e-7, {{"x", "1"}});
  EXPECT_EQ(text.Take(),
            "# HELP a A.\n# TYPE a gauge\na 0.1\na{x=\"1\"} 1e+21\n"
            "# HELP b B.\n# TYPE b gauge\nb 9007199254740991\nb{x=\"1\"} -1e-07\n");
}

}  // namespace
}  // namespace keel::server
