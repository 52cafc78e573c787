// SPDX-License-Identifier: MIT
#include "research/report/svg.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "research/testing/markup.h"

namespace keel::research {
namespace {

std::vector<std::string> Labels(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) labels.push_back(tick.label);
  return labels;
}

base::UnixNanos At(const char* time) { return base::ParseTime(time).value(); }

TEST(Axis, PicksRoundValues) {
  EXPECT_EQ(Labels(ValueAxis(0, 9.3, TickFormat::kNumber)),
            (std::vector<std::string>{"0", "2", "4", "6", "8"}));
  EXPECT_EQ(Labels(ValueAxis(-0.12, 0.31, TickFormat::kPercent)),
            (std::vector<std::string>{"-10%", "0%", "10%", "20%", "30%"}));
  EXPECT_EQ(Labels(LogAxis(0.9, 12, TickFormat::kMultiple)),
            (std::vector<std::string>{"1x", "2x", "5x", "10x"}));
}

TEST(Axis, HoldsAllValuesAndNoneBeyondZero) {
  const Axis axis = ValueAxis(-0.91, 0, TickFormat::kPercent);
  EXPECT_LT(axis.low, -0.91);
  EXPECT_EQ(axis.high, 0);
  EXPECT_EQ(axis.At(0), 1);
  EXPECT_EQ(axis.At(5), 1) << "a value outside is held at the end";
}

TEST(Axis, StandsARangeOfOneValue) {
  const Axis axis = ValueAxis(5, 5, TickFormat::kNumber);
  EXPECT_LT(axis.low, 5);
  EXPECT_GT(axis.high, 5);
  EXPECT_FALSE(axis.ticks.empty());
}

TEST(Axis, LabelsTimeAtCalendarBoundaries) {
  EXPECT_EQ(Labels(TimeAxis(At("2019-03-10"), At("2022-03-09"), 6)),
            (std::vector<std::string>{"2020", "2021", "2022"}));
  EXPECT_EQ(Labels(TimeAxis(At("2021-01-20"), At("2021-05-05"), 6)),
            (std::vector<std::string>{"Feb 2021", "Mar", "Apr", "May"}));
  EXPECT_EQ(Labels(TimeAxis(At("2021-01-20 04:00"), At("2021-01-21 07:00"), 6)),
            (std::vector<std::string>{"06:00", "12:00", "18:00", "21 Jan", "06:00"}));
}

TEST(Thin, KeepsTheExtremesOfEachColumn) {
  std::vector<Point> points;
  for (int i = 0; i < 100'000; ++i) points.push_back({static_cast<double>(i), std::sin(i * 0.01)});
  points[54'321].y = 40;
  points[77'777].y = -40;
  const Axis x = ValueAxis(0, 100'000, TickFormat::kNumber);
  const std::vector<Point> thin = Thin(points, x, 450);
  EXPECT_LE(thin.size(), 4u * 451);
  EXPECT_TRUE(std::is_sorted(thin.begin(), thin.end(),
                             [](const Point& a, const Point& b) { return a.x < b.x; }));
  const auto has = [&](double y) {
    return std::any_of(thin.begin(), thin.end(), [&](const Point& p) { return p.y == y; });
  };
  EXPECT_TRUE(has(40));
  EXPECT_TRUE(has(-40));
  EXPECT_EQ(thin.front().x, 0);
  EXPECT_EQ(thin.back().x, 99'999);
}

TEST(Plot, DrawsPathsThatTheReadOutCanInvert) {
  Plot plot({.title = "A <b>",
             .unit = "%",
             .x = ValueAxis(0, 10, TickFormat::kNumber),
             .y = ValueAxis(0, 1, TickFormat::kPercent)});
  const std::vector<Point> line = {{0, 0}, {5, 0.5}, {10, 1}};
  plot.Line(line, "s", "Line & co");
  const std::string html = plot.Html();
  EXPECT_EQ(testing::MarkupFault(html), "");
  EXPECT_NE(html.find("A &lt;b&gt;"), std::string::npos);
  EXPECT_NE(html.find("data-n=\"Line &amp; co\""), std::string::npos);
  // x: room of 3 % beyond 10; y falls from the bottom (1000) to near the top.
  EXPECT_NE(html.find(" d=\"M0,1000l971-485 "), std::string::npos) << html;
}

}  // namespace
}  // namespace keel::research
