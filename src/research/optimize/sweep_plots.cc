// SPDX-License-Identifier: MIT
#include "research/optimize/sweep_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/moments.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/svg.h"

namespace keel::research {
namespace {

constexpr size_t kMostBins = 12;    // of a side of the map
constexpr size_t kMostLines = 400;  // of the parallel coordinates
constexpr int kDistributionBins = 40;

/// With as many decimals as tell scores up to `largest` apart.
std::string ScoreText(double score, double largest) {
  const double size = std::abs(largest);
  return Grouped(score, size < 0.1 ? 4 : size < 10 ? 2 : size < 1000 ? 1 : 0);
}

/// The points that have a score, the worst first.
std::vector<ScoredPoint> Scored(const SweepResult& result) {
  std::vector<ScoredPoint> points = PointsOf(result);
  std::erase_if(points, [](const ScoredPoint& p) { return !p.score; });
  std::ranges::stable_sort(
      points, [](const ScoredPoint& a, const ScoredPoint& b) { return *a.score < *b.score; });
  return points;
}

/// Neighbouring values of a parameter that share a row or column of the map.
struct Bins {
  size_t param = 0;
  std::vector<double> first;        ///< lowest value of each bin
  std::vector<std::string> labels;  ///< "20", or "20 - 35"

  size_t Of(double value) const {
    return static_cast<size_t>(std::ranges::upper_bound(first, value) - first.begin()) - 1;
  }
};

Bins BinsOf(const std::vector<ScoredPoint>& points, size_t param) {
  std::vector<double> values;
  for (const ScoredPoint& p : points) values.push_back(p.params[param].second);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const size_t count = std::min(values.size(), kMostBins);
  Bins bins{param, {}, {}};
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = i * values.size() / count;
    const size_t end = (i + 1) * values.size() / count;
    bins.first.push_back(values[begin]);
    bins.labels.push_back(end - begin == 1 ? Shortest(values[begin])
                                           : fmt::format("{} \u2013 {}", Shortest(values[begin]),
                                                         Shortest(values[end - 1])));
  }
  return bins;
}

struct Cell {
  double sum = 0;
  int64_t count = 0;
  double mean() const { return sum / static_cast<double>(count); }
  void Add(double score) {
    sum += score;
    ++count;
  }
};

/// The parameters by how much they decide, the most first.
std::vector<size_t> ByImportance(const SweepResult& result) {
  std::vector<size_t> order(result.summary.params.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, [&](size_t a, size_t b) {
    return result.summary.params[a].importance.value_or(0) >
           result.summary.params[b].importance.value_or(0);
  });
  return order;
}

std::string CellHtml(const Cell& cell, double low, double high) {
  if (cell.count == 0) return "<td></td>";
  const double place = high > low ? (cell.mean() - low) / (high - low) : 1;
  return fmt::format("<td class=\"to\" style=\"--a:{:.2f}\" title=\"{} trials\">{}</td>",
                     0.04 + 0.68 * std::clamp(place, 0.0, 1.0), cell.count,
                     Minus(ScoreText(cell.mean(), std::max(std::abs(low), std::abs(high)))));
}

/// The line of a space with one parameter.
std::string ScoreLine(const SweepResult& result, const std::vector<ScoredPoint>& points) {
  std::vector<Point> line;
  for (const ScoredPoint& p : points) line.push_back({p.params.front().second, *p.score});
  std::ranges::sort(line, {}, &Point::x);
  const double low = std::min(0.0, *points.front().score);
  const double high = std::max(*points.back().score, low + 1e-9);
  const double left = line.front().x;
  Plot plot({.title = "Score",
             .unit = fmt::format("{}, by {}", result.manifest.objective,
                                 points.front().params.front().first),
             .x = ValueAxis(left, std::max(line.back().x, left + 1e-9), TickFormat::kNumber, 8),
             .y = ValueAxis(low, high, TickFormat::kNumber),
             .wide = true,
             .timeline = false});
  plot.Line(line, "s");
  return plot.Html();
}

/// Values of a parameter between the ends of its axis: 0 at the bottom, 1 at the top.
double PlaceOf(const ParamSummary& p, double value) {
  if (!(p.high > p.low)) return 0.5;
  if (p.low > 0 && p.high / p.low >= 20) return std::log(value / p.low) / std::log(p.high / p.low);
  return (value - p.low) / (p.high - p.low);
}

/// Those that are drawn: all, or the best tenth and an even choice of the others; the best last.
std::vector<ScoredPoint> LinesOf(const std::vector<ScoredPoint>& points, size_t top) {
  const size_t others = points.size() - top;
  const size_t every = std::max<size_t>(1, (others + kMostLines - 1) / kMostLines);
  const size_t every_top = std::max<size_t>(1, (top + kMostLines / 4 - 1) / (kMostLines / 4));
  std::vector<ScoredPoint> lines;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool is_top = i >= others;
    const bool is_drawn = is_top ? (points.size() - 1 - i) % every_top == 0 : i % every == 0;
    if (is_drawn) lines.push_back(points[i]);
  }
  return lines;
}

}  // namespace

std::string ScoreMap(const SweepResult& result) {
  const std::vector<ScoredPoint> points = Scored(result);
  if (points.empty()) return "";
  const std::vector<size_t> order = ByImportance(result);
  if (order.size() < 2) return ScoreLine(result, points);
  const Bins rows = BinsOf(points, order[0]);
  const Bins columns = BinsOf(points, order[1]);
  const size_t width = columns.first.size();
  std::vector<Cell> cells(rows.first.size() * width);
  std::vector<Cell> means(rows.first.size());
  for (const ScoredPoint& p : points) {
    const size_t row = rows.Of(p.params[rows.param].second);
    cells[row * width + columns.Of(p.params[columns.param].second)].Add(*p.score);
    means[row].Add(*p.score);
  }
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const Cell& cell : cells) {
    if (cell.count == 0) continue;
    low = std::min(low, cell.mean());
    high = std::max(high, cell.mean());
  }
  const std::string& row_name = result.summary.params[rows.param].name;
  const std::string& column_name = result.summary.params[columns.param].name;
  std::string head = fmt::format("<th>{}</th>", EscapeXml(row_name));
  for (const std::string& label : columns.labels) head += fmt::format("<th>{}</th>", label);
  std::string body;
  for (size_t r = 0; r < rows.first.size(); ++r) {
    body += fmt::format("<tr><th>{}</th>", rows.labels[r]);
    for (size_t c = 0; c < width; ++c) body += CellHtml(cells[r * width + c], low, high);
    body += CellHtml(means[r], low, high) + "</tr>";
  }
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>Score by {} and {}</b> <span class=\"un\">mean of "
      "{}; down {}, across {}</span></figcaption><div class=\"scroll\"><table class=\"heat\">"
      "<thead><tr>{}<th>Mean</th></tr></thead><tbody>{}</tbody></table></div></figure>\n",
      EscapeXml(row_name), EscapeXml(column_name), EscapeXml(result.manifest.objective),
      EscapeXml(row_name), EscapeXml(column_name), head, body);
}

std::string ParallelCoordinates(const SweepResult& result) {
  const std::vector<ScoredPoint> points = Scored(result);
  const std::vector<ParamSummary>& params = result.summary.params;
  if (points.empty() || params.size() < 2) return "";
  std::vector<std::string> labels;
  for (const ParamSummary& p : params) labels.push_back(p.name);
  labels.emplace_back("score");
  Plot plot({.title = "All trials",
             .unit = "a line each, over its parameters to its score",
             .x = CategoryAxis(labels),
             .y = {.low = -0.12, .high = 1.12},
             .height_px = 300,
             .wide = true,
             .timeline = false});
  const size_t top = (points.size() + 9) / 10;
  const ParamSummary score{
      .name = "score", .low = *points.front().score, .high = *points.back().score};
  const double linear = score.high > score.low ? score.high - score.low : 1;
  for (const ScoredPoint& p : LinesOf(points, top)) {
    std::vector<Point> line;
    for (size_t i = 0; i < params.size(); ++i) {
      line.push_back({static_cast<double>(i) + 0.5, PlaceOf(params[i], p.params[i].second)});
    }
    line.push_back({static_cast<double>(params.size()) + 0.5, (*p.score - score.low) / linear});
    const bool is_top = *p.score >= *points[points.size() - top].score;
    const bool is_first = p.trial == points.back().trial;
    plot.Line(line, is_first ? "hi" : is_top ? "thin s" : "thin faint");
  }
  for (size_t i = 0; i <= params.size(); ++i) {
    const double x = static_cast<double>(i) + 0.5;
    plot.VerticalRule(x, "");
    const bool is_score = i == params.size();
    const double size = std::max(std::abs(score.low), std::abs(score.high));
    plot.Label({x, 0}, is_score ? ScoreText(score.low, size) : Shortest(params[i].low), "");
    plot.Label({x, 1}, is_score ? ScoreText(score.high, size) : Shortest(params[i].high), "over");
  }
  plot.Legend("best", "hi");
  plot.Legend("best tenth", "s");
  plot.Legend("others", "b");
  return plot.Html();
}

std::string ScoreDistribution(const SweepResult& result) {
  const std::vector<ScoredPoint> points = Scored(result);
  if (points.size() < 2) return "";
  const double low = *points.front().score;
  const double high = *points.back().score;
  if (!(high > low)) return "";
  std::vector<double> counts(kDistributionBins, 0);
  std::vector<double> scores;
  for (const ScoredPoint& p : points) {
    const int bin = static_cast<int>((*p.score - low) / (high - low) * kDistributionBins);
    counts[static_cast<size_t>(std::min(bin, kDistributionBins - 1))] += 1;
    scores.push_back(*p.score);
  }
  Plot plot({.title = "Distribution of the score",
             .unit = fmt::format("points, by {}", result.manifest.objective),
             .x = ValueAxis(low, high, TickFormat::kNumber, 8),
             .y = ValueAxis(0, *std::ranges::max_element(counts), TickFormat::kNumber),
             .wide = true,
             .timeline = false});
  const double width = (high - low) / kDistributionBins;
  for (int bin = 0; bin < kDistributionBins; ++bin) {
    const double left = low + bin * width;
    const double count = counts[static_cast<size_t>(bin)];
    if (count == 0) continue;
    plot.Bar(left + 0.06 * width, left + 0.94 * width, {0, count}, "s");
  }
  plot.VerticalRule(metrics::SortedQuantile(scores, 0.5).value_or(low), "");
  plot.VerticalRule(high, "hi");
  plot.Legend("median", "b");
  plot.Legend("best", "ru hi");
  return plot.Html();
}

}  // namespace keel::research
