// SPDX-License-Identifier: MIT
#include "research/report/regime_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

std::string ProbabilityPlot(const RegimeHistory& history, size_t state) {
  constexpr size_t kMost = 1000;
  const size_t k = history.states;
  const size_t count = history.rows();
  const size_t spans = std::min(count, kMost);
  std::vector<Point> points;
  for (size_t s = 0; s < spans; ++s) {
    const size_t from = s * count / spans;
    const size_t to = (s + 1) * count / spans;
    double sum = 0;
    for (size_t t = from; t < to; ++t) sum += history.probabilities[t * k + state];
    const double x =
        history.times.empty() ? static_cast<double>(to) : Seconds(history.times[to - 1]);
    points.push_back({x, sum / static_cast<double>(to - from)});
  }
  const Axis x = history.times.empty()
                     ? ValueAxis(0, static_cast<double>(count), TickFormat::kNumber, 8)
                     : TimeAxis(history.times.front(), history.times.back(), 10);
  Plot plot({.title = fmt::format("Regime {}", state + 1),
             .unit = "probability given the past only, mean of each span",
             .x = x,
             .y = ValueAxis(0, 1, TickFormat::kPercent, 4),
             .height_px = 110,
             .wide = true,
             .timeline = !history.times.empty()});
  const auto style = !history.ranked ? "hi" : state == 0 ? "up" : state + 1 == k ? "dn" : "hi";
  plot.Area(points, 0, style);
  return plot.Html();
}

}  // namespace

std::string Lasting(double periods) {
  return std::isfinite(periods) ? Grouped(periods, 1) : "for ever";
}

std::string RegimeSketch(const RegimeHistory& history, size_t width) {
  const size_t k = history.states;
  const size_t count = history.rows();
  width = std::min(width, count);
  std::string line = "  ";
  for (size_t part = 0; part < width; ++part) {
    std::vector<double> sums(k, 0.0);
    for (size_t t = part * count / width; t < (part + 1) * count / width; ++t) {
      for (size_t i = 0; i < k; ++i) sums[i] += history.probabilities[t * k + i];
    }
    const auto most = std::max_element(sums.begin(), sums.end()) - sums.begin();
    line += static_cast<char>('1' + most);
  }
  line += "\n";
  if (history.times.empty()) return line;
  const std::string from = base::FormatDate(history.times.front());
  const std::string to = base::FormatDate(history.times.back());
  const size_t gap = std::max(width, from.size() + 1) - from.size();
  return line + fmt::format("  {}{:>{}}\n", from, to, gap);
}

std::string RegimePlots(const RegimeHistory& history) {
  std::string plots;
  for (size_t k = 0; k < history.states; ++k) plots += ProbabilityPlot(history, k);
  return plots;
}

std::string PricePlot(std::span<const double> prices, std::span<const base::UnixNanos> times) {
  if (prices.empty() || times.empty()) return "";
  std::vector<Point> points;
  for (size_t i = 0; i < prices.size(); ++i) points.push_back({Seconds(times[i]), prices[i]});
  const auto [low, high] = std::minmax_element(prices.begin(), prices.end());
  Plot plot({.title = "Price",
             .unit = "close, logarithmic",
             .x = TimeAxis(times.front(), times.back(), 10),
             .y = LogAxis(*low, *high, TickFormat::kAmount),
             .wide = true});
  plot.Line(points, "s", "Close");
  return plot.Html();
}

std::string TransitionText(std::span<const double> transition, size_t states) {
  std::vector<std::string> header = {"From \\ to"};
  for (size_t j = 0; j < states; ++j) header.push_back(fmt::format("{}", j + 1));
  TextTable table(header);
  for (size_t i = 0; i < states; ++i) {
    std::vector<std::string> row = {fmt::format("{}", i + 1)};
    for (size_t j = 0; j < states; ++j) row.push_back(Percent(transition[i * states + j], 2));
    table.Row(row);
  }
  return table.Text();
}

std::string TransitionHtml(std::span<const double> transition, size_t states) {
  std::vector<std::string> header = {"from / to"};
  std::string rows;
  for (size_t i = 0; i < states; ++i) {
    header.push_back(fmt::format("{}", i + 1));
    rows += fmt::format("<tr><th>{}</th>", i + 1);
    for (size_t j = 0; j < states; ++j) {
      rows += NumberCell(Percent(transition[i * states + j], 2));
    }
    rows += "</tr>";
  }
  return HtmlTable(header, 1, rows);
}

std::string TableFigure(std::string_view title, std::string_view table) {
  return fmt::format(
      "<figure class=\"fig\"><figcaption><b>{}</b></figcaption><div class=\"scroll\">{}</div>"
      "</figure>\n",
      title, table);
}

}  // namespace keel::research
