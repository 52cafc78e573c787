// SPDX-License-Identifier: MIT
#include "research/report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "research/report/format.h"

namespace keel::research {
namespace {

// The drawing's own units; whole numbers keep the file small and are finer than any screen.
constexpr double kWidth = 2000;
constexpr double kHeight = 1000;
constexpr int kColumnsWide = 900;
constexpr int kColumnsHalf = 450;

void Append(std::string& out, long x, long y) {
  fmt::format_to(std::back_inserter(out), "{}{}{}", x, y < 0 ? "" : ",", y);
}

double PercentOf(double share) { return share * 100; }

const char* FormatCode(TickFormat format) {
  switch (format) {
    case TickFormat::kPercent:
      return "%";
    case TickFormat::kMultiple:
      return "x";
    case TickFormat::kAmount:
      return "a";
    case TickFormat::kNumber:
      break;
  }
  return "n";
}

/// Characters that the widest label takes, as room for the axis.
size_t LabelWidth(const std::vector<Tick>& ticks) {
  size_t width = 2;
  for (const Tick& tick : ticks) width = std::max(width, tick.label.size());
  return width;
}

/// Appends the first, lowest, highest and last point of one column, in the order of the points.
void AppendColumn(std::span<const Point> column, std::vector<Point>& out) {
  const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [low, high] = std::minmax_element(column.begin(), column.end(), by_y);
  std::array<ptrdiff_t, 4> picks = {0, low - column.begin(), high - column.begin(),
                                    std::ssize(column) - 1};
  std::sort(picks.begin(), picks.end());
  ptrdiff_t last = -1;
  for (const ptrdiff_t pick : picks) {
    if (pick != last) out.push_back(column[static_cast<size_t>(pick)]);
    last = pick;
  }
}

}  // namespace

std::vector<Point> Thin(std::span<const Point> points, const Axis& x, int columns) {
  if (points.size() < 4 * static_cast<size_t>(columns)) return {points.begin(), points.end()};
  std::vector<Point> out;
  out.reserve(4 * static_cast<size_t>(columns));
  const auto column_of = [&](const Point& p) { return static_cast<int>(x.At(p.x) * columns); };
  for (size_t i = 0; i < points.size();) {
    const int column = column_of(points[i]);
    size_t end = i + 1;
    while (end < points.size() && column_of(points[end]) == column) ++end;
    AppendColumn(points.subspan(i, end - i), out);
    i = end;
  }
  return out;
}

long Plot::X(double x) const { return std::lround(frame_.x.At(x) * kWidth); }
long Plot::Y(double y) const { return std::lround((1 - frame_.y.At(y)) * kHeight); }

std::string& Plot::PathOf(std::string style) {
  for (Path& path : paths_) {
    if (path.style == style && path.name.empty()) return path.d;
  }
  paths_.push_back({std::move(style), "", ""});
  return paths_.back().d;
}

void Plot::Line(std::span<const Point> points, Style style, std::string_view name) {
  if (points.empty()) return;
  const int columns = frame_.wide ? kColumnsWide : kColumnsHalf;
  Path path{fmt::format("ln {}", style), std::string(name), "M"};
  long x = 0;
  long y = 0;
  bool first = true;
  for (const Point& p : Thin(points, frame_.x, columns)) {
    const long to_x = X(p.x);
    const long to_y = Y(p.y);
    if (!first && to_x == x && to_y == y) continue;
    Append(path.d, to_x - x, to_y - y);
    path.d += first ? "l" : " ";
    first = false;
    x = to_x;
    y = to_y;
  }
  if (path.d.back() == 'l') path.d += "0,0";
  if (!name.empty()) legend_.push_back(path);
  paths_.push_back(std::move(path));
}

void Plot::Area(std::span<const Point> points, double base, Style style) {
  if (points.empty()) return;
  const int columns = frame_.wide ? kColumnsWide : kColumnsHalf;
  std::string& d = PathOf(fmt::format("ar {}", style));
  d += 'M';
  Append(d, X(points.front().x), Y(base));
  d += 'L';
  for (const Point& p : Thin(points, frame_.x, columns)) {
    Append(d, X(p.x), Y(p.y));
    d += ' ';
  }
  Append(d, X(points.back().x), Y(base));
  d += 'Z';
}

void Plot::Bar(double x0, double x1, Point from_to, Style style) {
  const long left = X(x0);
  const long top = std::min(Y(from_to.x), Y(from_to.y));
  const long width = std::max(X(x1) - left, 1L);
  const long height = std::max(std::labs(Y(from_to.x) - Y(from_to.y)), 2L);
  fmt::format_to(std::back_inserter(PathOf(fmt::format("ar {}", style))), "M{},{}h{}v{}h-{}z", left,
                 top, width, height, width);
}

void Plot::Band(double x0, double x1, Style style) {
  const long width = std::max(X(x1) - X(x0), 2L);
  fmt::format_to(std::back_inserter(PathOf(fmt::format("ar {}", style))), "M{},0h{}v{}h-{}z", X(x0),
                 width, kHeight, width);
}

void Plot::Rule(double y, Style style, std::string_view label) {
  fmt::format_to(std::back_inserter(PathOf(fmt::format("ru {}", style))), "M0,{}h{}", Y(y), kWidth);
  if (label.empty()) return;
  overlay_ += fmt::format("<i class=\"rl {}\" style=\"top:{:.1f}%\">{}</i>", style,
                          PercentOf(1 - frame_.y.At(y)), EscapeXml(label));
}

void Plot::VerticalRule(double x, Style style) {
  fmt::format_to(std::back_inserter(PathOf(fmt::format("ru {}", style))), "M{},0v{}", X(x),
                 kHeight);
}

void Plot::Dot(Point at, Style style) {
  fmt::format_to(std::back_inserter(PathOf(fmt::format("dt {}", style))), "M{},{}h0", X(at.x),
                 Y(at.y));
}

void Plot::Segment(Point from, Point to, Style style) {
  fmt::format_to(std::back_inserter(PathOf(fmt::format("ln {}", style))), "M{},{}L{},{}", X(from.x),
                 Y(from.y), X(to.x), Y(to.y));
}

void Plot::Triangle(Point at, Style style, std::string_view tooltip) {
  fmt::format_to(std::back_inserter(overlay_),
                 "<i class=\"tr {}\" style=\"left:{:.2f}%;top:{:.1f}%\" title=\"{}\"></i>", style,
                 PercentOf(frame_.x.At(at.x)), PercentOf(1 - frame_.y.At(at.y)),
                 EscapeXml(tooltip));
}

void Plot::Label(Point at, std::string_view text, Style style) {
  fmt::format_to(std::back_inserter(overlay_),
                 "<i class=\"lb {}\" style=\"left:{:.2f}%;top:{:.1f}%\">{}</i>", style,
                 PercentOf(frame_.x.At(at.x)), PercentOf(1 - frame_.y.At(at.y)), EscapeXml(text));
}

void Plot::Legend(std::string_view name, Style style) {
  legend_.push_back({std::string(style), std::string(name), ""});
}

std::string Plot::Caption() const {
  std::string out = fmt::format("<figcaption><b>{}</b> <span class=\"un\">{}</span>",
                                EscapeXml(frame_.title), EscapeXml(frame_.unit));
  if (!legend_.empty()) out += "<span class=\"lg\">";
  for (const Path& entry : legend_) {
    out += fmt::format("<span><i class=\"k {}\"></i>{}</span>", entry.style, EscapeXml(entry.name));
  }
  if (!legend_.empty()) out += "</span>";
  return out + "</figcaption>";
}

std::string Plot::YLabels() const {
  std::string out = "<div class=\"ys\">";
  for (const Tick& tick : frame_.y.ticks) {
    out += fmt::format("<i style=\"top:{:.1f}%\">{}</i>", PercentOf(1 - frame_.y.At(tick.value)),
                       EscapeXml(tick.label));
  }
  return out + "</div>";
}

std::string Plot::XLabels() const {
  std::string out = "<div class=\"xs\">";
  for (const Tick& tick : frame_.x.ticks) {
    const double share = frame_.x.At(tick.value);
    const char* edge = share < 0.03 ? " e0" : share > 0.97 ? " e1" : "";
    out += fmt::format("<i class=\"{}{}\" style=\"left:{:.2f}%\">{}</i>", tick.minor ? "mi" : "ma",
                       edge, PercentOf(share), EscapeXml(tick.label));
  }
  return out + "</div>";
}

std::string Plot::Drawing() const {
  std::string grid;
  for (const Tick& tick : frame_.y.ticks) grid += fmt::format("M0,{}h{}", Y(tick.value), kWidth);
  if (frame_.timeline) {
    for (const Tick& t : frame_.x.ticks) grid += fmt::format("M{},0v{}", X(t.value), kHeight);
  }
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{}, {}\"><path class=\"gr\" d=\"{}\"/>",
      kWidth, kHeight, EscapeXml(frame_.title), EscapeXml(frame_.unit), grid);
  for (const Path& path : paths_) {
    out += fmt::format("<path class=\"{}\"", path.style);
    if (!path.name.empty()) out += fmt::format(" data-n=\"{}\"", EscapeXml(path.name));
    out += fmt::format(" d=\"{}\"/>", path.d);
  }
  return out + "</svg>" + overlay_;
}

std::string Plot::Html() const {
  const Axis& y = frame_.y;
  std::string hover;
  if (frame_.timeline) {
    hover = fmt::format(" data-x=\"{:.0f},{:.0f}\" data-y=\"{:.6g},{:.6g},{},{}\"", frame_.x.low,
                        frame_.x.high, y.low, y.high, y.logarithmic ? 1 : 0, FormatCode(y.format));
  }
  return fmt::format(
      "<figure class=\"fig{}\">{}<div class=\"pl\" style=\"--h:{}px;--yw:{}ch\"{}>{}"
      "<div class=\"pa\">{}</div>{}</div></figure>\n",
      frame_.bare   ? " bare"
      : frame_.wide ? " wide"
                    : "",
      Caption(), frame_.height_px, LabelWidth(y.ticks), hover, YLabels(), Drawing(), XLabels());
}

}  // namespace keel::research
