// SPDX-License-Identifier: MIT
#include "research/robustness/robustness_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "metrics/distribution.h"
#include "metrics/moments.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

constexpr size_t kMostLines = 8;  // parameters that one plot can tell apart

double SharpeOf(const VariedRun& run) { return run.sharpe.value_or(0); }

/// The names of the two parameters of a label "fast 40, slow 100".
std::pair<std::string, std::string> AxesOf(const std::string& label) {
  const size_t comma = label.find(", ");
  const auto name = [](const std::string& part) { return part.substr(0, part.rfind(' ')); };
  return {name(label.substr(0, comma)), name(label.substr(comma + 2))};
}

std::string SurfacePlot(const RobustnessReport& report, const RobustnessTest& test) {
  if (test.runs.empty()) return "";
  std::map<double, std::map<double, const VariedRun*>> rows;  // by y, then x
  std::map<double, int> columns;
  double most = std::max(0.01, std::abs(SharpeOf(report.plain)));
  for (const VariedRun& run : test.runs) {
    rows[*run.y][*run.x] = &run;
    columns[*run.x] = 0;
    most = std::max(most, std::abs(SharpeOf(run)));
  }
  const auto [x_name, y_name] = AxesOf(test.runs.front().label);
  std::string head = fmt::format("<th>{} \\ {}</th>", EscapeXml(y_name), EscapeXml(x_name));
  for (const auto& column : columns) head += fmt::format("<th>{}</th>", Shortest(column.first));
  std::string body;
  for (const auto& [y, row] : rows) {
    body += fmt::format("<tr><th>{}</th>", Shortest(y));
    for (const auto& column : columns) {
      const auto cell = row.find(column.first);
      if (cell == row.end()) {
        body += "<td></td>";
        continue;
      }
      const double sharpe = SharpeOf(*cell->second);
      const double strength = std::sqrt(std::abs(sharpe) / most) * 0.62;
      body += fmt::format("<td class=\"{}\" style=\"--a:{:.2f}\">{}</td>", sharpe < 0 ? "dn" : "up",
                          strength, Minus(fmt::format("{:.2f}", sharpe)));
    }
    body += "</tr>";
  }
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">Sharpe ratio of a year; "
      "the plain run has {}</span></figcaption><div class=\"scroll\"><table class=\"heat\"><thead>"
      "<tr>{}</tr></thead><tbody>{}</tbody></table></div></figure>\n",
      EscapeXml(test.title), Minus(fmt::format("{:.2f}", SharpeOf(report.plain))), head, body);
}

std::optional<double> OwnValue(const RobustnessReport& report, const std::string& parameter) {
  for (const auto& param : report.params) {
    if (param.first == parameter) return param.second;
  }
  return std::nullopt;
}

/// The Sharpe ratio against the change of each parameter, which is 0 for the plain run.
std::map<std::string, std::vector<Point>> LinesOf(const RobustnessReport& report,
                                                  const RobustnessTest& test) {
  std::map<std::string, std::vector<Point>> lines;
  for (const VariedRun& run : test.runs) {
    const auto own = OwnValue(report, run.parameter);
    if (!own || *own == 0) continue;
    std::vector<Point>& line = lines[run.parameter];
    if (line.empty()) line.push_back({0, SharpeOf(report.plain)});
    line.push_back({*run.x / *own - 1, SharpeOf(run)});
  }
  for (auto& line : lines) {
    std::sort(line.second.begin(), line.second.end(),
              [](const Point& a, const Point& b) { return a.x < b.x; });
  }
  return lines;
}

std::string ParameterPlot(const RobustnessReport& report, const RobustnessTest& test) {
  const auto lines = LinesOf(report, test);
  if (lines.empty()) return "";
  double low = std::min(0.0, SharpeOf(report.plain)), high = std::max(0.0, SharpeOf(report.plain));
  double reach = 0.2;
  for (const auto& line : lines) {
    for (const Point& p : line.second) {
      low = std::min(low, p.y);
      high = std::max(high, p.y);
      reach = std::max(reach, std::abs(p.x));
    }
  }
  Plot plot(
      {.title = test.title,
       .unit = lines.size() > kMostLines
                   ? fmt::format("Sharpe ratio by change of the parameter, the first {} of {}",
                                 kMostLines, lines.size())
                   : "Sharpe ratio by change of the parameter",
       .x = ValueAxis(-reach, reach, TickFormat::kPercent, 7),
       .y = ValueAxis(low, high, TickFormat::kNumber),
       .wide = true,
       .timeline = false});
  plot.Rule(0, "zero");
  size_t shown = 0;
  for (const auto& [name, points] : lines) {
    if (shown == kMostLines) break;
    plot.Line(points, fmt::format("c{}", shown++), name);
  }
  return plot.Html();
}

/// A bar for the plain run and one for each variation.
std::string BarPlot(const RobustnessReport& report, const RobustnessTest& test) {
  std::vector<const VariedRun*> runs = {&report.plain};
  for (const VariedRun& run : test.runs) runs.push_back(&run);
  std::vector<std::string> labels;
  double low = 0;
  double high = 0.01;
  for (const VariedRun* run : runs) {
    labels.push_back(run->label);
    low = std::min(low, run->total_return);
    high = std::max(high, run->total_return);
  }
  Plot plot({.title = test.title,
             .unit = "total return, %",
             .x = CategoryAxis(labels),
             .y = ValueAxis(low, high * 1.08, TickFormat::kPercent),
             .timeline = false});
  for (size_t i = 0; i < runs.size(); ++i) {
    const double x = static_cast<double>(i);
    const double value = runs[i]->total_return;
    plot.Bar(x + 0.2, x + 0.8, {0, value}, i == 0 ? "s" : value < 0 ? "dn" : "up");
    plot.Label({x + 0.5, std::max(value, 0.0)}, SignedPercent(value, 0), "over");
  }
  plot.Rule(0, "zero");
  return plot.Html();
}

std::string StartPlot(const RobustnessReport& report, const RobustnessTest& test) {
  std::vector<Point> points = {{Seconds(report.from), SharpeOf(report.plain)}};
  for (const VariedRun& run : test.runs) points.push_back({*run.x, SharpeOf(run)});
  double low = 0;
  double high = 0.01;
  for (const Point& p : points) {
    low = std::min(low, p.y);
    high = std::max(high, p.y);
  }
  const base::UnixNanos last{static_cast<int64_t>(points.back().x * 1e9)};
  Plot plot({.title = test.title,
             .unit = "Sharpe ratio of the run that begins there",
             .x = TimeAxis(report.from, last, 5),
             .y = ValueAxis(low, high, TickFormat::kNumber)});
  plot.Rule(0, "zero");
  plot.Line(points, "s", "Sharpe ratio");
  return plot.Html();
}

/// What a histogram shows.
struct Sample {
  std::string title;
  std::string unit;
  std::vector<double> values;
  double own = 0;         ///< of the plain run
  bool is_loss = false;   ///< depths of falls: every value is bad
  bool has_tail = false;  ///< the highest hundredth is left out, as the unit says
};

std::string HistogramPlot(Sample sample) {
  if (sample.values.size() < 2) return "";
  if (sample.has_tail) {
    // The last hundredth of a compounded return would squeeze all others into one bin.
    std::sort(sample.values.begin(), sample.values.end());
    const double last = *metrics::SortedQuantile(sample.values, 0.99);
    std::erase_if(sample.values, [&](double value) { return value > last; });
  }
  const metrics::Histogram bins =
      metrics::HistogramOf(sample.values, metrics::SuggestedBins(sample.values, 40));
  if (bins.counts.empty()) return "";
  const double width = bins.width > 0 ? bins.width : 0.01;
  const double most =
      static_cast<double>(*std::max_element(bins.counts.begin(), bins.counts.end()));
  const double high = bins.low + width * static_cast<double>(bins.counts.size());
  Plot plot({.title = sample.title,
             .unit = sample.unit,
             .x = ValueAxis(std::min({bins.low, sample.own, 0.0}), std::max(high, sample.own),
                            TickFormat::kPercent, 7),
             .y = ValueAxis(0, most, TickFormat::kNumber, 4),
             .timeline = false});
  for (size_t i = 0; i < bins.counts.size(); ++i) {
    const double left = bins.low + width * static_cast<double>(i);
    const bool bad = sample.is_loss || left + width / 2 < 0;
    plot.Bar(left + 0.05 * width, left + 0.95 * width, {0, static_cast<double>(bins.counts[i])},
             bad ? "dn" : "up");
  }
  plot.VerticalRule(sample.own, "hi");
  plot.Legend("Plain run", "ru hi");
  return plot.Html();
}

std::string NoisePlot(const RobustnessReport& report, const RobustnessTest& test) {
  std::vector<double> returns;
  for (const VariedRun& run : test.runs) returns.push_back(run.total_return);
  return HistogramPlot({.title = test.title,
                        .unit = "number of draws by total return in %",
                        .values = std::move(returns),
                        .own = report.plain.total_return});
}

std::string BootstrapPlots(const RobustnessReport& report, const RobustnessTest& test) {
  return HistogramPlot({.title = test.title,
                        .unit = "number of draws by total return in %, without the highest 1 %",
                        .values = test.drawn_returns,
                        .own = report.plain.total_return,
                        .has_tail = true}) +
         HistogramPlot({.title = test.title + ": deepest fall",
                        .unit = "number of draws by deepest fall in %",
                        .values = test.drawn_drawdowns,
                        .own = report.plain.max_drawdown.value_or(0),
                        .is_loss = true});
}

std::string OrderPlot(const RobustnessReport&, const RobustnessTest& test) {
  return HistogramPlot({.title = test.title,
                        .unit = "number of orders by deepest fall in %, at closes of trades",
                        .values = test.drawn_drawdowns,
                        .own = test.own_drawdown.value_or(0),
                        .is_loss = true});
}

struct Picture {
  std::string_view key;
  std::string (*draw)(const RobustnessReport&, const RobustnessTest&);
};

constexpr std::array kPictures = {
    Picture{"one_at_a_time", ParameterPlot},
    Picture{"surface", SurfacePlot},
    Picture{"entry_delay", BarPlot},
    Picture{"price_noise", NoisePlot},
    Picture{"costs", BarPlot},
    Picture{"latency", BarPlot},
    Picture{"start", StartPlot},
    Picture{"bootstrap", BootstrapPlots},
    Picture{"trade_order", OrderPlot},
};

}  // namespace

std::string PlotsOf(const RobustnessReport& report, const RobustnessTest& test) {
  for (const Picture& picture : kPictures) {
    if (picture.key == test.key) return picture.draw(report, test);
  }
  return "";
}

}  // namespace keel::research
