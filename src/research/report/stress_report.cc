// SPDX-License-Identifier: MIT
#include "research/report/stress_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

using risk::StressedCurve;
using risk::StressResult;

bool IsRun(const StressReport& r) { return r.rows.front().curve.has_value(); }

/// Money with as many decimals as its size is worth.
std::string Amount(double value) { return Grouped(value, std::abs(value) < 1e6 ? 2 : 0); }

std::string DaysText(std::optional<double> days) {
  if (!days) return "unknown";
  return *days < 0.01 && *days > 0 ? "< 0.01" : Grouped(*days, 2);
}

std::string Headline(const StressReport& r) {
  const StressResult& now = r.rows.front().now;
  const std::string worth =
      fmt::format("{} {} {}", IsRun(r) ? "At its end the run was worth" : "Equity",
                  Amount(now.equity), r.currency);
  if (r.positions.empty()) return worth + ", all of it cash";
  const std::string days =
      now.days_before ? fmt::format(" and takes {} days at {:.0f}% of the volume",
                                    DaysText(now.days_before), 100 * risk::kStressParticipation)
                      : "";
  return fmt::format(
      "{}: {} in {} asset{}, cash {}; volatility {} a year, VaR {} of a day {}; "
      "selling all costs {}{}",
      worth, Percent(1 - r.cash / now.equity, 1), r.positions.size(),
      r.positions.size() == 1 ? "" : "s", Amount(r.cash), Percent(now.volatility_before, 1),
      Percent(r.confidence, 0), Amount(now.value_at_risk_before), Amount(now.exit_before), days);
}

std::vector<std::string> NowHeader(const StressReport& r) {
  return {"Scenario", "Loss, " + r.currency, "Of equity", "Drawdown", "Selling all",
          "Days",     "VaR of a day",        "Volatility"};
}

std::vector<std::string> NowCells(const StressRow& row) {
  const StressResult& now = row.now;
  return {row.scenario.name,
          Amount(now.loss),
          Percent(now.loss_share),
          Percent(row.drawdown),
          Amount(now.exit_after),
          DaysText(now.days_after),
          Amount(now.value_at_risk_after),
          Percent(now.volatility_after, 1)};
}

const std::vector<std::string> kCurveHeader = {"Scenario",          "Largest loss",     "When",
                                               "Return of the run", "Deepest drawdown", "When "};

std::vector<std::string> CurveCells(const StressReport& r, const StressRow& row) {
  const StressedCurve& curve = *row.curve;
  return {row.scenario.name,
          Percent(curve.loss_worst),
          base::FormatDate(r.times[curve.loss_at]),
          SignedPercent(curve.return_worst),
          Percent(std::max(curve.drawdown_worst, curve.drawdown_before)),
          base::FormatDate(r.times[curve.worst_at])};
}

std::string CurveSentence(const StressReport& r) {
  const StressedCurve& curve = *r.rows.front().curve;
  return fmt::format("Without any of them the run returned {} with a deepest drawdown of {}",
                     SignedPercent(curve.return_before), Percent(curve.drawdown_before));
}

std::string Meaning() {
  return "Loss: price shocks, the fall of the cash coin, what may be lost while nothing can be "
         "sold, and what selling everything costs more than now. Selling all, days, VaR and "
         "volatility are those under the scenario";
}

/// Bars from left to right, the first row on top.
std::string BarPlot(PlotFrame frame, const std::vector<StressRow>& rows,
                    const std::vector<double>& values, double also) {
  double low = std::min(0.0, also);
  double high = std::max(0.0, also);
  std::vector<std::string> names;
  for (size_t i = rows.size(); i-- > 0;) {
    names.push_back(rows[i].scenario.name);
    low = std::min(low, values[i]);
    high = std::max(high, values[i]);
  }
  if (high - low <= 0) high = 0.01;
  frame.x = ValueAxis(low, high * 1.15, TickFormat::kPercent, 6);
  frame.y = CategoryAxis(names);
  frame.height_px = 40 + 30 * static_cast<int>(rows.size());
  frame.wide = true;
  frame.timeline = false;
  Plot plot(std::move(frame));
  for (size_t i = 0; i < rows.size(); ++i) {
    const double y = static_cast<double>(rows.size() - 1 - i);
    const double from = std::min(0.0, values[i]);
    const double to = std::max(0.0, values[i]);
    if (to > from) plot.Bar(from, to, {y + 0.2, y + 0.8}, values[i] < 0 ? "up" : "dn");
    plot.Label({to, y + 0.5}, Percent(values[i]), "after");
  }
  plot.VerticalRule(0, "zero");
  if (also > 0) {
    plot.VerticalRule(also, "hi");
    plot.Legend("Without a scenario", "ru hi");
  }
  return plot.Html();
}

std::string LossPlot(const StressReport& r) {
  std::vector<double> losses;
  for (const StressRow& row : r.rows) {
    losses.push_back(row.curve ? row.curve->loss_worst : row.now.loss_share);
  }
  return BarPlot(
      {.title = IsRun(r) ? "Largest loss" : "Loss",
       .unit = IsRun(r) ? "% of equity, struck at the worst moment of the run" : "% of equity",
       .x = {},
       .y = {}},
      r.rows, losses, 0);
}

std::string DrawdownPlot(const StressReport& r) {
  std::vector<double> falls;
  for (const StressRow& row : r.rows) {
    falls.push_back(std::max(row.curve->drawdown_worst, row.curve->drawdown_before));
  }
  return BarPlot({.title = "Deepest drawdown of the run",
                  .unit = "% of the highest equity, struck at the worst moment",
                  .x = {},
                  .y = {}},
                 r.rows, falls, r.rows.front().curve->drawdown_before);
}

std::string Figure(std::string_view title, const std::string& table) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b></figcaption><div class=\"scroll\">{}</div>"
      "</figure>\n",
      title, table);
}

std::string StressRows(const std::vector<std::vector<std::string>>& rows) {
  std::string html;
  for (const auto& cells : rows) {
    html += fmt::format("<tr><th>{}</th>", EscapeXml(cells[0]));
    for (size_t i = 1; i < cells.size(); ++i) html += NumberCell(cells[i]);
    html += "</tr>";
  }
  return html;
}

void PutNow(base::JsonWriter& json, const StressRow& row) {
  const StressResult& now = row.now;
  json.Key("loss").Number(now.loss).Key("loss_share").Number(now.loss_share);
  json.Key("price_loss").Number(now.price_loss).Key("quote_loss").Number(now.quote_loss);
  json.Key("held_loss").Number(now.held_loss);
  json.Key("exit_cost_before").Number(now.exit_before).Key("exit_cost").Number(now.exit_after);
  json.Key("exit_cost_added").Number(now.exit_added);
  json.Key("exit_days");
  now.days_after ? json.Number(*now.days_after) : json.Null();
  json.Key("value_at_risk_before").Number(now.value_at_risk_before);
  json.Key("value_at_risk").Number(now.value_at_risk_after);
  json.Key("volatility_before").Number(now.volatility_before);
  json.Key("volatility").Number(now.volatility_after);
  json.Key("drawdown").Number(row.drawdown);
}

void PutCurve(base::JsonWriter& json, const StressReport& r, const StressedCurve& curve) {
  json.Key("run").BeginObject();
  json.Key("loss_worst").Number(curve.loss_worst);
  json.Key("loss_worst_at").String(base::FormatIso(r.times[curve.loss_at]));
  json.Key("return_before").Number(curve.return_before);
  json.Key("return_worst").Number(curve.return_worst);
  json.Key("return_at_end").Number(curve.return_at_end);
  json.Key("drawdown_before").Number(curve.drawdown_before);
  json.Key("drawdown_worst").Number(std::max(curve.drawdown_worst, curve.drawdown_before));
  json.Key("drawdown_worst_at").String(base::FormatIso(r.times[curve.worst_at]));
  json.Key("drawdown_at_end").Number(curve.drawdown_at_end).EndObject();
}

}  // namespace

std::string StressText(const StressReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += r.subject + "\n" + Wrapped(Headline(r), 98, 0) + "\n";
  for (const std::string& note : r.notes) text += "! " + Wrapped(note, 96, 2) + "\n";
  if (IsRun(r)) {
    text += "\nIF IT HAD STRUCK AT THE WORST MOMENT OF THE RUN\n";
    TextTable curve(kCurveHeader);
    for (const StressRow& row : r.rows) curve.Row(CurveCells(r, row));
    text += curve.Text() + "  " + CurveSentence(r) + ".\n";
  }
  text += IsRun(r) ? "\nIF IT STRUCK AT THE END OF THE RUN\n" : "\nIF IT STRUCK NOW\n";
  TextTable now(NowHeader(r));
  for (const StressRow& row : r.rows) now.Row(NowCells(row));
  text += now.Text();
  text += "\nTHE SCENARIOS\n";
  for (const StressRow& row : r.rows) {
    text +=
        fmt::format("  {:<18}{}\n", row.scenario.name, Wrapped(row.scenario.description, 78, 20));
  }
  return text + "\n" + Wrapped(Meaning(), 98, 0) + ".\n";
}

std::string StressJson(const StressReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("subject").String(r.subject).Key("synthetic").Bool(r.synthetic);
  json.Key("currency").String(r.currency).Key("confidence").Number(r.confidence);
  json.Key("equity").Number(r.rows.front().now.equity).Key("cash").Number(r.cash);
  json.Key("drawdown_before").Number(r.drawdown);
  json.Key("positions").BeginObject();
  for (const auto& [pair, value] : r.positions) json.Key(pair).Number(value);
  json.EndObject().Key("notes").BeginArray();
  for (const std::string& note : r.notes) json.String(note);
  json.EndArray().Key("scenarios").BeginArray();
  for (const StressRow& row : r.rows) {
    json.BeginObject().Key("name").String(row.scenario.name);
    json.Key("description").String(row.scenario.description);
    PutNow(json, row);
    if (row.curve) PutCurve(json, r, *row.curve);
    json.EndObject();
  }
  return json.EndArray().EndObject().text() + "\n";
}

std::string StressHtml(const StressReport& r) {
  std::vector<std::vector<std::string>> now, curve, what;
  for (const StressRow& row : r.rows) {
    now.push_back(NowCells(row));
    if (row.curve) curve.push_back(CurveCells(r, row));
    what.push_back({row.scenario.name, row.scenario.description});
  }
  std::string notes;
  for (const std::string& note : r.notes) notes += "<p class=\"note\">" + EscapeXml(note) + "</p>";
  std::string body = fmt::format("<p>{}.</p>{}<div class=\"plots\">{}", EscapeXml(Headline(r)),
                                 notes, LossPlot(r));
  if (IsRun(r)) {
    body += DrawdownPlot(r) + Figure("If it had struck at the worst moment of the run",
                                     HtmlTable(kCurveHeader, 1, StressRows(curve)));
  }
  body += Figure(IsRun(r) ? "If it struck at the end of the run" : "If it struck now",
                 HtmlTable(NowHeader(r), 1, StressRows(now)));
  std::string meanings;
  for (const auto& cells : what) {
    meanings += fmt::format("<tr><th>{}</th>{}</tr>", EscapeXml(cells[0]), TextCell(cells[1]));
  }
  body += Figure("The scenarios", HtmlTable({"Scenario", "What happens"}, 2, meanings));
  body += fmt::format("</div><p class=\"note\">{}.{}</p>", Meaning(),
                      IsRun(r) ? " " + CurveSentence(r) + "." : "");
  return HtmlPage({.title = "Stress test", .subtitle = r.subject, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
