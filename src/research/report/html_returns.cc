// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "metrics/distribution.h"
#include "metrics/rolling.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

constexpr int kWideTicks = 10;
constexpr int kHalfTicks = 6;
constexpr int64_t kDaySeconds = 86400;

double DayClose(int64_t day) { return static_cast<double>((day + 1) * kDaySeconds); }

std::vector<Point> PointsOfDays(const std::vector<metrics::DayValue>& values) {
  std::vector<Point> points;
  points.reserve(values.size());
  for (const metrics::DayValue& v : values) points.push_back({DayClose(v.day), v.value});
  return points;
}

/// Growth of 1 by the returns, from the day before the first.
std::vector<Point> Compounded(const std::vector<metrics::DayValue>& returns) {
  std::vector<Point> points;
  double growth = 1;
  for (const metrics::DayValue& r : returns) {
    growth *= 1 + r.value;
    points.push_back({DayClose(r.day), growth - 1});
  }
  return points;
}

std::vector<metrics::DayValue> DatedReturns(const metrics::DailySeries& daily) {
  std::vector<metrics::DayValue> values;
  for (size_t i = 0; i < daily.size(); ++i) {
    values.push_back({daily.first_day + static_cast<int64_t>(i), daily.returns[i]});
  }
  return values;
}

std::vector<Point> Returns(const metrics::Prepared& p) {
  std::vector<Point> points = PointsOf(p.inputs.strategy.times, p.inputs.strategy.equity);
  for (Point& point : points) point.y = point.y / p.start_equity() - 1;
  return points;
}

struct Extent {
  double low = 0;
  double high = 0;
};

/// Covers all points, and zero.
Extent ExtentOf(std::initializer_list<const std::vector<Point>*> series) {
  Extent extent;
  for (const std::vector<Point>* points : series) {
    for (const Point& p : *points) {
      extent.low = std::min(extent.low, p.y);
      extent.high = std::max(extent.high, p.y);
    }
  }
  return extent;
}

/// Everything the plots read, made once.
class ReturnPlots {
 public:
  explicit ReturnPlots(const MeasuredRun& measured)
      : measured_(measured), strategy_(Returns(measured.strategy())) {
    if (measured.benchmark()) benchmark_ = Returns(*measured.benchmark());
    const size_t days = measured.strategy().daily.size();
    window_ = days >= 2 * metrics::kHalfYearDays ? metrics::kHalfYearDays : days >= 60 ? 30 : 0;
  }

  std::string Cumulative() const;
  std::string Logarithmic() const;
  std::string VolatilityMatched() const;
  std::string Yearly() const;
  std::string MonthlyDistribution() const;
  std::string HeatMap() const;
  std::string Daily() const;
  std::string RollingBeta() const;
  std::string RollingVolatility() const;
  std::string RollingSharpe() const;
  std::string RollingSortino() const;
  std::string WorstDrawdowns() const;
  std::string Underwater() const;
  std::string Quantiles() const;

 private:
  PlotFrame Frame(std::string title, std::string unit, bool wide) const {
    return {.title = std::move(title),
            .unit = std::move(unit),
            .x = RunAxis(measured_, wide ? kWideTicks : kHalfTicks),
            .y = {},
            .height_px = wide ? 270 : 220,
            .wide = wide,
            .timeline = true};
  }
  using Series = std::vector<metrics::DayValue>;
  std::string Rolling(std::string name, TickFormat format, const Series& own,
                      const Series& hold) const;

  const MeasuredRun& measured_;
  std::vector<Point> strategy_;
  std::vector<Point> benchmark_;
  size_t window_ = 0;
};

std::string ReturnPlots::Cumulative() const {
  PlotFrame frame = Frame("Cumulative return", "% of starting equity, every bar", true);
  const Extent extent = ExtentOf({&strategy_, &benchmark_});
  frame.y = ValueAxis(extent.low, extent.high, TickFormat::kPercent, 6);
  Plot plot(std::move(frame));
  plot.Rule(0, "zero");
  plot.Line(benchmark_, "b", "Buy and hold");
  plot.Line(strategy_, "s", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::Logarithmic() const {
  std::vector<Point> own = strategy_;
  std::vector<Point> hold = benchmark_;
  double low = 1;
  double high = 1;
  for (std::vector<Point>* points : {&own, &hold}) {
    // Equity of zero or less has no logarithm: the line ends there.
    const auto ruin =
        std::find_if(points->begin(), points->end(), [](const Point& p) { return p.y <= -0.9999; });
    points->erase(ruin, points->end());
    for (Point& p : *points) {
      p.y += 1;
      low = std::min(low, p.y);
      high = std::max(high, p.y);
    }
  }
  PlotFrame frame = Frame("Growth, logarithmic", "multiple of starting equity", false);
  frame.y = LogAxis(low, high, TickFormat::kMultiple);
  Plot plot(std::move(frame));
  plot.Rule(1, "zero");
  plot.Line(hold, "b", "Buy and hold");
  plot.Line(own, "s", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::VolatilityMatched() const {
  if (!measured_.benchmark()) return "";
  const metrics::DailySeries& hold_daily = measured_.benchmark()->daily;
  const std::vector<Point> own =
      Compounded(metrics::VolatilityMatchedReturns(measured_.strategy().daily, hold_daily));
  if (own.empty()) return "";
  const std::vector<Point> hold = Compounded(DatedReturns(hold_daily));
  PlotFrame frame = Frame("Volatility-matched return", "% at the benchmark's volatility", false);
  const Extent extent = ExtentOf({&own, &hold});
  frame.y = ValueAxis(extent.low, extent.high, TickFormat::kPercent);
  Plot plot(std::move(frame));
  plot.Rule(0, "zero");
  plot.Line(hold, "b", "Buy and hold");
  plot.Line(own, "s", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::Yearly() const {
  const auto& own = measured_.strategy().years;
  std::vector<std::string> labels;
  Extent extent;
  for (const metrics::PeriodReturn& year : own) {
    labels.push_back(fmt::format("{}", year.year));
    extent = {std::min(extent.low, year.value), std::max(extent.high, year.value)};
  }
  const std::vector<metrics::PeriodReturn> none;
  const auto& hold = measured_.benchmark() ? measured_.benchmark()->years : none;
  for (const metrics::PeriodReturn& year : hold) {
    extent = {std::min(extent.low, year.value), std::max(extent.high, year.value)};
  }
  Plot plot({.title = "Return by year",
             .unit = "%, first and last year may be partial",
             .x = CategoryAxis(labels),
             .y = ValueAxis(extent.low, extent.high, TickFormat::kPercent),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  for (size_t i = 0; i < own.size(); ++i) {
    const double x = static_cast<double>(i);
    if (i < hold.size()) plot.Bar(x + 0.18, x + 0.47, {0, hold[i].value}, "b");
    plot.Bar(x + 0.53, x + 0.82, {0, own[i].value}, "s");
  }
  plot.Rule(0, "zero");
  if (!hold.empty()) plot.Legend("Buy and hold", "ar b");
  plot.Legend("Strategy", "ar s");
  return plot.Html();
}

std::string ReturnPlots::MonthlyDistribution() const {
  const std::vector<double> months =
      metrics::PeriodValues(measured_.strategy().daily, metrics::Period::kMonth);
  if (months.size() < 3) return "";
  const auto [least, greatest] = std::minmax_element(months.begin(), months.end());
  // Bins begin at round values, so that none holds both gains and losses.
  const Axis guide =
      ValueAxis(std::min(*least, 0.0), std::max(*greatest, 0.01), TickFormat::kPercent, 16);
  const double width = guide.ticks[1].value - guide.ticks[0].value;
  std::map<int64_t, double> counts;
  for (const double month : months) ++counts[static_cast<int64_t>(std::floor(month / width))];
  double most = 0;
  for (const auto& [bin, count] : counts) most = std::max(most, count);
  const double mean =
      std::accumulate(months.begin(), months.end(), 0.0) / static_cast<double>(months.size());
  const double first = static_cast<double>(counts.begin()->first) * width;
  const double last = static_cast<double>(counts.rbegin()->first + 1) * width;
  Plot plot({.title = "Distribution of monthly returns",
             .unit = fmt::format("number of months by return in %, mean {}", SignedPercent(mean)),
             .x = ValueAxis(std::min(first, 0.0), std::max(last, 0.0), TickFormat::kPercent, 7),
             .y = ValueAxis(0, most, TickFormat::kNumber, 4),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  for (const auto& [bin, count] : counts) {
    const double left = static_cast<double>(bin) * width;
    plot.Bar(left + 0.06 * width, left + 0.94 * width, {0, count}, bin < 0 ? "dn" : "up");
  }
  plot.VerticalRule(mean, "hi");
  plot.Legend("Mean", "ru hi");
  return plot.Html();
}

std::string ReturnPlots::HeatMap() const {
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const metrics::MonthlyGrid grid = metrics::MonthlyReturnGrid(measured_.strategy().daily);
  double most = 0.01;
  for (const auto& year : grid.months) {
    for (const auto& month : year) most = std::max(most, std::abs(month.value_or(0)));
  }
  const auto cell = [&](double value, double scale) {
    const double strength = std::min(std::sqrt(std::abs(value) / scale), 1.0) * 0.62;
    return fmt::format("<td class=\"{}\" style=\"--a:{:.2f}\">{}</td>", value < 0 ? "dn" : "up",
                       strength, Minus(SignedGrouped(value * 100, 1)));
  };
  std::string rows;
  for (size_t y = 0; y < grid.months.size(); ++y) {
    rows += fmt::format("<tr><th>{}</th>", grid.first_year + static_cast<int>(y));
    for (const auto& month : grid.months[y]) rows += month ? cell(*month, most) : "<td></td>";
    rows += cell(grid.years[y], std::max(most, std::abs(grid.years[y]))) + "</tr>";
  }
  std::string head = "<th></th>";
  for (const char* month : kMonths) head += fmt::format("<th>{}</th>", month);
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>Monthly returns</b> <span class=\"un\">% by month "
      "and year, UTC</span></figcaption><div class=\"scroll\"><table class=\"heat\"><thead><tr>{}"
      "<th>Year</th></tr></thead><tbody>{}</tbody></table></div></figure>\n",
      head, rows);
}

std::string ReturnPlots::Daily() const {
  const std::vector<Point> points = PointsOfDays(DatedReturns(measured_.strategy().daily));
  const Extent extent = ExtentOf({&points});
  PlotFrame frame = Frame("Daily returns", "% a UTC day", true);
  frame.height_px = 190;
  frame.y = ValueAxis(extent.low, extent.high, TickFormat::kPercent);
  Plot plot(std::move(frame));
  plot.Rule(0, "zero");
  plot.Line(points, "s thin", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::Rolling(std::string name, TickFormat format, const Series& own,
                                 const Series& hold) const {
  if (own.empty()) return "";
  const std::vector<Point> own_points = PointsOfDays(own);
  const std::vector<Point> hold_points = PointsOfDays(hold);
  const Extent extent = ExtentOf({&own_points, &hold_points});
  PlotFrame frame = Frame(std::move(name), fmt::format("over {} days", window_), false);
  if (format == TickFormat::kPercent) frame.unit = "% a year, " + frame.unit;
  frame.y = ValueAxis(extent.low, extent.high, format);
  Plot plot(std::move(frame));
  plot.Rule(0, "zero");
  plot.Line(hold_points, "b", "Buy and hold");
  plot.Line(own_points, "s", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::RollingBeta() const {
  if (!measured_.benchmark() || window_ == 0) return "";
  return Rolling(
      "Rolling beta to buy and hold", TickFormat::kNumber,
      metrics::RollingBeta(measured_.strategy().daily, measured_.benchmark()->daily, window_), {});
}

std::string ReturnPlots::RollingVolatility() const {
  if (window_ == 0) return "";
  return Rolling("Rolling volatility", TickFormat::kPercent,
                 metrics::RollingVolatility(measured_.strategy().daily, window_),
                 measured_.benchmark()
                     ? metrics::RollingVolatility(measured_.benchmark()->daily, window_)
                     : Series{});
}

std::string ReturnPlots::RollingSharpe() const {
  if (window_ == 0) return "";
  return Rolling("Rolling Sharpe ratio", TickFormat::kNumber,
                 metrics::RollingSharpe(measured_.strategy().daily, window_), {});
}

std::string ReturnPlots::RollingSortino() const {
  if (window_ == 0) return "";
  return Rolling("Rolling Sortino ratio", TickFormat::kNumber,
                 metrics::RollingSortino(measured_.strategy().daily, window_), {});
}

std::string ReturnPlots::WorstDrawdowns() const {
  PlotFrame frame =
      Frame("Worst five drawdowns", "% of starting equity, from peak to recovery", true);
  frame.height_px = 220;
  const Extent extent = ExtentOf({&strategy_});
  frame.y = ValueAxis(extent.low, extent.high, TickFormat::kPercent);
  const double end = frame.x.high;
  const double top = frame.y.high;
  Plot plot(std::move(frame));
  int rank = 0;
  for (const metrics::DrawdownRow& row :
       metrics::WorstDrawdowns(measured_.strategy().inputs.strategy, 5)) {
    const double from = Seconds(row.start);
    const double to = row.end ? Seconds(*row.end) : end;
    plot.Band(from, to, ++rank % 2 == 1 ? "dd" : "dd two");
    plot.Label({(from + to) / 2, top}, fmt::format("{}", rank), "rank");
  }
  plot.Rule(0, "zero");
  plot.Line(strategy_, "s", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::Underwater() const {
  const metrics::EquitySeries& series = measured_.strategy().inputs.strategy;
  std::vector<double> depths = metrics::DrawdownSeries(series.equity);
  for (double& depth : depths) depth = -depth;
  const std::vector<Point> points = PointsOf(series.times, depths);
  std::vector<Point> hold;
  if (measured_.benchmark()) {
    const metrics::EquitySeries& other = measured_.benchmark()->inputs.strategy;
    std::vector<double> other_depths = metrics::DrawdownSeries(other.equity);
    for (double& depth : other_depths) depth = -depth;
    hold = PointsOf(other.times, other_depths);
  }
  const Extent extent = ExtentOf({&points, &hold});
  PlotFrame frame = Frame("Underwater", "% below the highest equity", false);
  frame.y = ValueAxis(extent.low, 0, TickFormat::kPercent, 4);
  Plot plot(std::move(frame));
  plot.Area(points, 0, "dn soft");
  plot.Line(hold, "b thin", "Buy and hold");
  plot.Line(points, "dnl thin", "Strategy");
  return plot.Html();
}

std::string ReturnPlots::Quantiles() const {
  constexpr size_t kMostOutliers = 400;
  static constexpr std::array<const char*, 5> kNames = {"Day", "Week", "Month", "Quarter", "Year"};
  const std::vector<metrics::QuantileBox> boxes =
      metrics::QuantileBoxes(measured_.strategy().daily);
  Extent extent;
  for (const metrics::QuantileBox& box : boxes) {
    extent = {std::min(extent.low, box.whisker_low), std::max(extent.high, box.whisker_high)};
    for (const double x : box.outliers) {
      extent = {std::min(extent.low, x), std::max(extent.high, x)};
    }
  }
  Plot plot({.title = "Return quantiles",
             .unit = "% by length of period; box: quartiles",
             .x = CategoryAxis({kNames.begin(), kNames.end()}),
             .y = ValueAxis(extent.low, extent.high, TickFormat::kPercent),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  plot.Rule(0, "zero");
  for (size_t i = 0; i < boxes.size(); ++i) {
    const metrics::QuantileBox& box = boxes[i];
    const double x = static_cast<double>(i) + 0.5;
    plot.Segment({x, box.whisker_low}, {x, box.quartile_1}, "mute");
    plot.Segment({x, box.quartile_3}, {x, box.whisker_high}, "mute");
    plot.Bar(x - 0.24, x + 0.24, {box.quartile_1, box.quartile_3}, "s soft");
    plot.Segment({x - 0.24, box.median}, {x + 0.24, box.median}, "s");
    const size_t every = box.outliers.size() / kMostOutliers + 1;
    for (size_t k = 0; k < box.outliers.size(); k += every) plot.Dot({x, box.outliers[k]}, "mute");
  }
  return plot.Html();
}

}  // namespace

std::string ReturnsSection(const MeasuredRun& measured) {
  const ReturnPlots plots(measured);
  return SectionTitle("returns", "Returns") + "<div class=\"plots\">\n" + plots.Cumulative() +
         plots.Logarithmic() + plots.VolatilityMatched() + plots.Yearly() +
         plots.MonthlyDistribution() + plots.HeatMap() + plots.Daily() + plots.RollingBeta() +
         plots.RollingVolatility() + plots.RollingSharpe() + plots.RollingSortino() +
         plots.WorstDrawdowns() + plots.Underwater() + plots.Quantiles() + "</div>\n";
}

}  // namespace keel::research
