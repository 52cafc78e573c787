// SPDX-License-Identifier: MIT
// A chart as inline SVG inside a few HTML elements. The drawing is stretched to its box while
// labels are HTML text beside it, so one file reads well on a wide screen, on a phone and on paper.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "research/report/axis.h"

namespace keel::research {

struct Point {
  double x = 0;
  double y = 0;
};

/// A named style class of the page (html_style.cc): "s" strategy, "b" benchmark, "up", "down", "hi"
/// highlight, "mute".
using Style = std::string_view;

struct PlotFrame {
  std::string title;
  std::string unit;  ///< of the values, with what they are measured from
  Axis x;
  Axis y;
  int height_px = 220;
  bool wide = false;     ///< the whole width of the page
  bool bare = false;     ///< inside a card that has its own frame
  bool timeline = true;  ///< x is time, and the values under the pointer are read out
};

/// Collects marks on one pair of axes. Coordinates are values of the axes; x ascends along a line.
class Plot {
 public:
  explicit Plot(PlotFrame frame) : frame_(std::move(frame)) {}

  /// A line through the points, thinned to what the width can show (the extremes of each pixel
  /// column are kept). A non-empty `name` puts it into the legend and the read-out.
  void Line(std::span<const Point> points, Style style, std::string_view name = "");
  /// The area between the points and `base`.
  void Area(std::span<const Point> points, double base, Style style);
  void Bar(double x0, double x1, Point from_to, Style style);
  /// The whole height between two values of x.
  void Band(double x0, double x1, Style style);
  /// A horizontal line with a label at its right end.
  void Rule(double y, Style style, std::string_view label = "");
  void VerticalRule(double x, Style style);
  void Dot(Point at, Style style);
  /// A segment, not thinned.
  void Segment(Point from, Point to, Style style);
  /// A triangle: tip up under the point for "up", tip down above it otherwise.
  void Triangle(Point at, Style style, std::string_view tooltip);
  /// Text beside a point.
  void Label(Point at, std::string_view text, Style style);
  /// An entry of the legend for marks that are not lines.
  void Legend(std::string_view name, Style style);

  /// A <figure> element.
  std::string Html() const;

 private:
  struct Path {
    std::string style;  ///< classes of the path element
    std::string name;
    std::string d;
  };
  std::string& PathOf(std::string style);
  long X(double x) const;
  long Y(double y) const;
  std::string Caption() const;
  std::string YLabels() const;
  std::string XLabels() const;
  std::string Drawing() const;

  PlotFrame frame_;
  std::vector<Path> paths_;
  std::vector<Path> legend_;
  std::string overlay_;
};

/// The points that a drawing `columns` pixels wide can tell apart: first, lowest, highest and last
/// of each column. Fewer than 4 x `columns` points come back as they are.
std::vector<Point> Thin(std::span<const Point> points, const Axis& x, int columns);

}  // namespace keel::research
