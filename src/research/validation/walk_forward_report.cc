// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"
#include "research/trial/daily_table.h"
#include "research/validation/validation_report.h"

namespace keel::research {
namespace {

constexpr double kDaySeconds = 86'400;

std::string Decimals(std::optional<double> value, int decimals = 2) {
  return value ? Grouped(*value, decimals) : std::string(kAbsent);
}

std::string Portion(std::optional<double> fraction) {
  return fraction ? Percent(*fraction) : std::string(kAbsent);
}

std::string WholeNumber(int64_t n) { return Grouped(static_cast<double>(n), 0); }

std::string WhatWasDone(const WalkForwardReport& r) {
  return fmt::format(
      "{} windows: {} months of training{}, {} of test; {} parameter sets each, chosen by {}{}; "
      "{} runs in all",
      r.windows.size(), r.train_months, r.anchored ? " and all before (anchored)" : "",
      r.test_months, WholeNumber(r.points), r.objective,
      r.min_trades > 0 ? fmt::format(" with at least {} trades", WholeNumber(r.min_trades)) : "",
      WholeNumber(r.runs));
}

std::vector<std::vector<std::string>> StitchedRows(const WalkForwardReport& r) {
  return {{"Days", fmt::format("{} to {}", base::FormatDate(r.from), base::FormatDate(r.to))},
          {"Return", Portion(r.stitched.total_return)},
          {"Return a year", Portion(r.stitched.cagr)},
          {"Sharpe ratio", Decimals(r.stitched.sharpe)},
          {"Probability that it is above 0", Decimals(r.probabilistic_sharpe, 3)},
          {"Max drawdown", Portion(r.stitched.max_drawdown)},
          {"Trades", WholeNumber(r.trades)},
          {"Windows that gained", fmt::format("{} of {}", r.gaining_windows, r.windows.size())},
          {"Sharpe ratio, median window: training, test",
           fmt::format("{}, {}", Decimals(r.train_sharpe), Decimals(r.test_sharpe))},
          {"Efficiency (test return over training return)", Portion(r.efficiency)}};
}

const std::vector<std::string> kWindowHeader = {
    "Test from", "Parameters", "Training score", "Test score", "Return", "Drawdown", "Trades"};

std::vector<std::vector<std::string>> WindowRows(const WalkForwardReport& r) {
  std::vector<std::vector<std::string>> rows;
  for (const WindowResult& w : r.windows) {
    rows.push_back({base::FormatDate(w.window.test_from),
                    w.has_choice ? ParamsText(w.params) : "no trial had a score: in cash",
                    Decimals(w.train_score), Decimals(w.test_score), Portion(w.test_return),
                    Portion(w.test_drawdown), WholeNumber(w.test_trades)});
  }
  return rows;
}

const std::vector<std::string> kStabilityHeader = {"Parameter", "Tried",   "Median",
                                                   "Spread",    "Changes", "Jumps"};

std::vector<std::vector<std::string>> StabilityRows(const WalkForwardReport& r) {
  std::vector<std::vector<std::string>> rows;
  for (const ParamStability& p : r.stability) {
    rows.push_back({p.name, fmt::format("{} to {}", Shortest(p.low), Shortest(p.high)),
                    Shortest(p.median), Percent(p.spread, 0), WholeNumber(p.changes),
                    WholeNumber(p.jumps)});
  }
  return rows;
}

constexpr std::string_view kHowToRead =
    "Each window begins in cash, and pays again for a position that would have been held over its "
    "border. Spread is the deviation of the chosen values as a share of the range tried: choices "
    "by chance have 29% and more. A jump is a change by more than one step";

Axis DayAxis(const WalkForwardReport& r) { return TimeAxis(r.from, r.to, 10); }

std::string EquityPlot(const WalkForwardReport& r) {
  std::vector<Point> points = {{Seconds(r.from), 0}};
  double equity = 1, low = 0, high = 0.01;
  for (size_t i = 0; i < r.daily.size(); ++i) {
    equity *= 1 + r.daily[i];
    points.push_back(
        {static_cast<double>(r.first_day + static_cast<int64_t>(i) + 1) * kDaySeconds, equity - 1});
    low = std::min(low, equity - 1);
    high = std::max(high, equity - 1);
  }
  Plot plot({.title = "Equity of the tests, one after the other",
             .unit = "% since the first; every second test is shaded",
             .x = DayAxis(r),
             .y = ValueAxis(low, high, TickFormat::kPercent),
             .wide = true});
  for (size_t i = 1; i < r.windows.size(); i += 2) {
    const WalkWindow& w = r.windows[i].window;
    plot.Band(Seconds(w.test_from), Seconds(w.test_to), "b soft");
  }
  plot.Line(points, "s", "Out of sample");
  return plot.Html();
}

std::string ParameterPlot(const WalkForwardReport& r, const ParamStability& p) {
  if (!(p.high > p.low)) return "";
  std::vector<Point> points;
  for (const WindowResult& w : r.windows) {
    for (const auto& param : w.params) {
      if (param.first != p.name) continue;
      points.push_back({Seconds(w.window.test_from), param.second});
      points.push_back({Seconds(w.window.test_to), param.second});
    }
  }
  Plot plot({.title = "Choice of " + p.name,
             .unit = "value that each test was traded with",
             .x = TimeAxis(r.from, r.to, 6),
             .y = ValueAxis(p.low, p.high, TickFormat::kNumber)});
  plot.Line(points, "s", p.name);
  return plot.Html();
}

std::string ScatterPlot(const WalkForwardReport& r) {
  std::vector<Point> points;
  for (const WindowResult& w : r.windows) {
    if (w.train_sharpe && w.test_sharpe) points.push_back({*w.train_sharpe, *w.test_sharpe});
  }
  if (points.size() < 2) return "";
  const auto [left, right] = std::ranges::minmax_element(points, {}, &Point::x);
  const auto [bottom, top] = std::ranges::minmax_element(points, {}, &Point::y);
  Plot plot({.title = "Training against test",
             .unit = "annual Sharpe ratio of the choice: in training (across), in the test (up)",
             .x = ValueAxis(std::min(0.0, left->x), std::max(0.1, right->x), TickFormat::kNumber),
             .y = ValueAxis(std::min(0.0, bottom->y), std::max(0.1, top->y), TickFormat::kNumber),
             .timeline = false});
  plot.Rule(0, "zero");
  for (const Point& point : points) plot.Dot(point, point.y > 0 ? "up" : "dn");
  return plot.Html();
}

}  // namespace

std::string WalkForwardText(const WalkForwardReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}.\n\n{}\n\nOUT OF SAMPLE\n", r.family, Wrapped(WhatWasDone(r), 97, 0),
                      Wrapped(fmt::format("{}: {}.", UpperCase(r.verdict), r.reason), 98, 0));
  TextTable stitched({"", ""});
  for (auto& cells : StitchedRows(r)) stitched.Row(std::move(cells));
  TextTable windows(kWindowHeader, 2);
  for (auto& cells : WindowRows(r)) windows.Row(std::move(cells));
  TextTable stability(kStabilityHeader);
  for (auto& cells : StabilityRows(r)) stability.Row(std::move(cells));
  return text + stitched.Text() +
         fmt::format("\nWINDOWS\n{}\nSTEADINESS OF THE CHOICE\n{}\n{}.\n", windows.Text(),
                     stability.Text(), Wrapped(kHowToRead, 97, 0));
}

std::string WalkForwardJson(const WalkForwardReport& r) { return base::ToJson(r, 2) + "\n"; }

std::string WalkForwardSection(const WalkForwardReport& r) {
  std::string plots = EquityPlot(r);
  for (const ParamStability& p : r.stability) plots += ParameterPlot(r, p);
  plots += ScatterPlot(r);
  return fmt::format(
      "{}<p class=\"note\">{}.</p><div class=\"plots\">{}{}{}{}</div><p class=\"note\">{}.</p>",
      VerdictHtml(r.verdict, r.reason), EscapeXml(WhatWasDone(r)), plots,
      TableFigure("Out of sample", "all tests together",
                  HtmlTable({"", ""}, 1, HtmlRows(StitchedRows(r), 1))),
      TableFigure("Windows", "chosen in training, traded in the test",
                  HtmlTable(kWindowHeader, 2, HtmlRows(WindowRows(r), 2))),
      TableFigure("Steadiness of the choice", "from window to window",
                  HtmlTable(kStabilityHeader, 1, HtmlRows(StabilityRows(r), 1))),
      EscapeXml(kHowToRead));
}

std::string WalkForwardHtml(const WalkForwardReport& r) {
  return HtmlPage({.title = "Walk forward", .subtitle = r.family, .synthetic = r.synthetic},
                  WalkForwardSection(r));
}

}  // namespace keel::research
