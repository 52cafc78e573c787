// SPDX-License-Identifier: MIT
#include "research/report/ruin_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

using models::RuinResult;

/// "365 periods (1 y)".
std::string Periods(const RuinReport& r, double periods) {
  const std::string count = fmt::format("{} periods", Grouped(periods, 0));
  return r.period_seconds ? fmt::format("{} ({})", count, Span(periods * *r.period_seconds))
                          : count;
}

std::string Headline(const RuinReport& r) {
  const models::RuinSettings& s = r.settings;
  return fmt::format(
      "{} paths of {}, drawn from {} returns in blocks of {:g} on average, seed {}; fixed cost {} "
      "a "
      "period; ruined at {}",
      Grouped(static_cast<double>(s.paths), 0), Periods(r, static_cast<double>(s.horizon)),
      Grouped(static_cast<double>(r.returns), 0), s.mean_block, s.seed, Grouped(s.fixed_cost, 2),
      s.minimum_capital > 0 && s.ruin_share > 0
          ? fmt::format("{} or {} of the start", Grouped(s.minimum_capital, 2),
                        Percent(s.ruin_share, 0))
      : s.ruin_share > 0 ? Percent(s.ruin_share, 0) + " of the start"
                         : Grouped(s.minimum_capital, 2));
}

std::string Explanation(const RuinReport& r) {
  const auto& s = r.settings;
  return fmt::format(
      "After \u00b1 stands one standard error of the simulation. Time under water runs from the "
      "peak "
      "before the deepest drawdown until it is reached again; where that is not before the end it "
      "is awaited for {} more. Never: that path is ruined, or still below its peak then",
      Periods(r, static_cast<double>(s.recovery_wait)));
}

std::vector<std::string> Header(std::vector<std::string> first) {
  for (const double percentile : models::kDrawdownPercentiles) {
    first.push_back(Percent(percentile, 0));
  }
  return first;
}

std::vector<std::string> SurvivalCells(const RuinResult& result) {
  std::vector<std::string> cells = {
      Grouped(result.starting_capital, 0),
      fmt::format("{} \u00b1 {}", Percent(result.survival, 2), Percent(result.survival_error, 2)),
      Grouped(result.median_final, 0)};
  for (const auto& row : result.drawdowns) cells.push_back(Percent(row.depth, 1));
  return cells;
}

std::vector<std::string> RecoveryCells(const RuinReport& r, const RuinResult& result) {
  std::vector<std::string> cells = {Grouped(result.starting_capital, 0)};
  for (const auto& row : result.drawdowns) {
    cells.push_back(!row.recovery_periods ? "never"
                    : r.period_seconds    ? Span(*row.recovery_periods * *r.period_seconds)
                                          : Grouped(*row.recovery_periods, 0));
  }
  return cells;
}

const std::vector<std::string> kSurvivalFirst = {"Capital", "Survives", "Median at the end"};

std::string SurvivalPlot(const RuinReport& r) {
  std::vector<std::string> labels;
  for (const RuinResult& result : r.results) labels.push_back(Compact(result.starting_capital));
  Plot plot({.title = "Survival",
             .unit = "% of paths that are never ruined, by starting capital",
             .x = CategoryAxis(labels),
             .y = ValueAxis(0, 1.08, TickFormat::kPercent),
             .timeline = false});
  for (size_t i = 0; i < r.results.size(); ++i) {
    const double x = static_cast<double>(i);
    plot.Bar(x + 0.22, x + 0.78, {0, r.results[i].survival}, "s");
    plot.Label({x + 0.5, r.results[i].survival}, Percent(r.results[i].survival, 1), "over");
  }
  return plot.Html();
}

/// How many of the paths fall deeper than any depth.
std::string DrawdownPlot(const RuinReport& r) {
  constexpr std::array<Style, 5> kStyles = {"dnl", "hi", "wu", "b", "s"};
  constexpr size_t kColumns = 200;
  double deepest = 0.01;
  for (const RuinResult& result : r.results) deepest = std::max(deepest, result.depths.back());
  Plot plot({.title = "Deepest drawdown of a path",
             .unit = "share of paths that fall further than the % below",
             .x = ValueAxis(0, deepest, TickFormat::kPercent, 8),
             .y = ValueAxis(0, 1, TickFormat::kPercent),
             .timeline = false});
  const size_t shown = std::min(r.results.size(), kStyles.size());
  for (size_t i = 0; i < shown; ++i) {
    const std::vector<double>& depths = r.results[i].depths;
    std::vector<Point> points;
    for (size_t c = 0; c <= kColumns; ++c) {
      const double depth = deepest * static_cast<double>(c) / kColumns;
      const auto deeper = depths.end() - std::upper_bound(depths.begin(), depths.end(), depth);
      points.push_back({depth, static_cast<double>(deeper) / static_cast<double>(depths.size())});
    }
    plot.Line(points, kStyles[i], Compact(r.results[i].starting_capital));
  }
  return plot.Html();
}

std::string RowsHtml(const std::vector<std::vector<std::string>>& rows) {
  std::string html;
  for (const auto& cells : rows) {
    html += "<tr>";
    for (const std::string& cell : cells) html += NumberCell(cell);
    html += "</tr>";
  }
  return html;
}

std::string Figure(std::string_view title, std::string_view unit, const std::string& table) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      title, unit, table);
}

}  // namespace

std::string RuinText(const RuinReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format(
      "{}\n{}\n\nSURVIVAL, AND THE DEEPEST DRAWDOWN THAT THIS SHARE OF PATHS DOES "
      "NOT PASS\n",
      r.series, Wrapped(Headline(r), 98, 0));
  TextTable survival(Header(kSurvivalFirst));
  for (const RuinResult& result : r.results) survival.Row(SurvivalCells(result));
  text +=
      survival.Text() + fmt::format("\nTIME UNDER WATER THAT THIS SHARE OF PATHS DOES NOT PASS{}\n",
                                    r.period_seconds ? "" : " (PERIODS)");
  TextTable recovery(Header({"Capital"}));
  for (const RuinResult& result : r.results) recovery.Row(RecoveryCells(r, result));
  return text + recovery.Text() + "\n" + Wrapped(Explanation(r), 98, 0) + ".\n";
}

std::string RuinJson(const RuinReport& r) {
  const models::RuinSettings& s = r.settings;
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("returns").Number(static_cast<int64_t>(r.returns));
  json.Key("horizon").Number(static_cast<int64_t>(s.horizon));
  json.Key("paths").Number(static_cast<int64_t>(s.paths)).Key("mean_block").Number(s.mean_block);
  json.Key("fixed_cost").Number(s.fixed_cost).Key("minimum_capital").Number(s.minimum_capital);
  json.Key("recovery_wait").Number(static_cast<int64_t>(s.recovery_wait));
  json.Key("ruin_share").Number(s.ruin_share).Key("seed").Number(s.seed);
  json.Key("period_seconds");
  r.period_seconds ? json.Number(*r.period_seconds) : json.Null();
  json.Key("capitals").BeginArray();
  for (const RuinResult& result : r.results) {
    json.BeginObject().Key("capital").Number(result.starting_capital);
    json.Key("survival").Number(result.survival);
    json.Key("survival_error").Number(result.survival_error);
    json.Key("median_final").Number(result.median_final).Key("drawdowns").BeginArray();
    for (const auto& row : result.drawdowns) {
      json.BeginObject().Key("percentile").Number(row.percentile).Key("depth").Number(row.depth);
      json.Key("recovery_periods");
      row.recovery_periods ? json.Number(*row.recovery_periods) : json.Null();
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  return json.EndArray().EndObject().text() + "\n";
}

std::string RuinHtml(const RuinReport& r) {
  std::vector<std::vector<std::string>> survival, recovery;
  for (const RuinResult& result : r.results) {
    survival.push_back(SurvivalCells(result));
    recovery.push_back(RecoveryCells(r, result));
  }
  const std::string body = fmt::format(
      "<p>{}.</p><div class=\"plots\">{}{}{}{}</div><p class=\"note\">{}.</p>",
      EscapeXml(Headline(r)), SurvivalPlot(r), DrawdownPlot(r),
      Figure("Survival and drawdown", "the deepest that this share of paths does not pass",
             HtmlTable(Header(kSurvivalFirst), 0, RowsHtml(survival))),
      Figure("Time under water",
             r.period_seconds ? "that this share of paths does not pass"
                              : "periods, that this share of paths does not pass",
             HtmlTable(Header({"Capital"}), 0, RowsHtml(recovery))),
      EscapeXml(Explanation(r)));
  return HtmlPage({.title = "Risk of ruin", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
