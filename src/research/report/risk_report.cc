// SPDX-License-Identifier: MIT
#include "research/report/risk_report.h"

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

std::string Amount(const RiskReport& r, double loss) {
  return r.own_units ? fmt::format("{:.6g}", loss) : Percent(loss, 3);
}

std::string_view NameOf(models::TrafficLight zone) {
  switch (zone) {
    case models::TrafficLight::kGreen:
      return "green";
    case models::TrafficLight::kYellow:
      return "yellow";
    case models::TrafficLight::kRed:
      return "red";
  }
  return "";
}

std::string Headline(const RiskReport& r) {
  const std::string ahead =
      r.horizon == 1 ? "the next return" : fmt::format("the sum of the next {} returns", r.horizon);
  return fmt::format("Losses of {}, from {} returns", ahead,
                     Grouped(static_cast<double>(r.observations), 0));
}

const std::vector<std::string> kRiskHeader = {
    "Method", "VaR", "CVaR", "Exceptions", "Kupiec p", "Christoffersen p", "Z2", "Basel"};

/// The confidences that any method answered.
std::vector<double> Confidences(const RiskReport& r) {
  for (const RiskRow& row : r.rows) {
    std::vector<double> levels;
    for (const RiskAtConfidence& level : row.levels) levels.push_back(level.confidence);
    if (!levels.empty()) return levels;
  }
  return {};
}

std::vector<std::string> Cells(const RiskReport& r, const RiskRow& row, size_t at) {
  std::vector<std::string> cells = {std::string(row.method)};
  if (row.levels.empty()) {
    cells.resize(kRiskHeader.size(), std::string(kAbsent));
    return cells;
  }
  const RiskAtConfidence& level = row.levels[at];
  cells.push_back(Amount(r, level.risk.value_at_risk));
  cells.push_back(Amount(r, level.risk.expected_shortfall));
  if (!level.backtest) {
    cells.resize(kRiskHeader.size(), std::string(kAbsent));
    return cells;
  }
  const RiskBacktest& b = *level.backtest;
  cells.push_back(fmt::format("{} of {}", b.exceptions, b.days));
  cells.push_back(fmt::format("{:.3f}", b.kupiec.p_value));
  cells.push_back(fmt::format("{:.3f}", b.christoffersen.p_value));
  cells.push_back(!b.z2 ? std::string(kAbsent)
                        : fmt::format("{:.2f}{}", *b.z2, *b.z2 < *b.z2_critical ? " !" : ""));
  cells.emplace_back(NameOf(b.light.zone));
  return cells;
}

/// Expected exceptions and the limit of Z2 at one confidence; empty where nothing was tested.
std::string Promise(const RiskReport& r, size_t at) {
  for (const RiskRow& row : r.rows) {
    if (row.levels.empty() || !row.levels[at].backtest) continue;
    const RiskAtConfidence& level = row.levels[at];
    const double days = static_cast<double>(level.backtest->days);
    std::string text =
        fmt::format("{} exceptions are promised", Grouped(days * (1 - level.confidence), 1));
    if (level.backtest->z2_critical) {
      text += fmt::format("; Z2 below {:.2f} (!) says that shortfalls were deeper than promised",
                          *level.backtest->z2_critical);
    }
    return text;
  }
  return "";
}

std::string Explanation(const RiskReport& r) {
  return fmt::format(
      "Exceptions: each {} was compared with what the {} returns before it said. A p below 0.05 "
      "rejects the method: Kupiec counts exceptions, Christoffersen counts them and asks whether "
      "they cluster. Basel's light is yellow from the number of exceptions that a right method "
      "stays below in 95 of 100 cases, red from 9,999 of 10,000",
      r.horizon == 1 ? "of the last returns" : "of the last stretches", r.window);
}

std::vector<std::string> ShareCells(const RiskShares& shares, const RiskShare& share) {
  const auto part = [](double component, double total) {
    return total > 0 ? Percent(component / total, 1) : std::string(kAbsent);
  };
  return {share.pair,
          Percent(share.weight, 1),
          Percent(share.marginal_var, 3),
          Percent(share.component_var, 3),
          part(share.component_var, shares.total.value_at_risk),
          Percent(share.marginal_es, 3),
          Percent(share.component_es, 3),
          part(share.component_es, shares.total.expected_shortfall)};
}

const std::vector<std::string> kShareHeader = {"Pair",           "Weight", "Marginal VaR",
                                               "Component VaR",  "Share",  "Marginal CVaR",
                                               "Component CVaR", "Share "};

std::vector<std::string> TotalCells(const RiskShares& shares) {
  double weight = 0;
  for (const RiskShare& share : shares.assets) weight += share.weight;
  return {"total",
          Percent(weight, 1),
          "",
          Percent(shares.total.value_at_risk, 3),
          "100.0%",
          "",
          Percent(shares.total.expected_shortfall, 3),
          "100.0%"};
}

std::string LevelText(double confidence) { return fmt::format("{:g}%", 100 * confidence); }

std::string ShareTitle(const RiskShares& shares) {
  return fmt::format("What each pair brings, {} at {}", shares.method,
                     LevelText(shares.confidence));
}

/// What happened against what each confidence allowed, exceptions as dots.
std::string TestPlot(const RiskReport& r, const RiskRow& row) {
  const std::vector<double>& realised = row.levels.front().backtest->realised;
  const auto x_of = [&](size_t i) {
    return r.times.empty() ? static_cast<double>(i + 1) : Seconds(r.times[i]);
  };
  double low = *std::min_element(realised.begin(), realised.end());
  double high = *std::max_element(realised.begin(), realised.end());
  std::vector<Point> points;
  for (size_t i = 0; i < realised.size(); ++i) points.push_back({x_of(i), realised[i]});
  for (const RiskAtConfidence& level : row.levels) {
    for (const double var : level.backtest->value_at_risk) low = std::min(low, -var);
  }
  Plot plot({.title = std::string(row.method),
             .unit = r.own_units ? "return, and what was not to be passed"
                                 : "% return, and what was not to be passed",
             .x = r.times.empty()
                      ? ValueAxis(0, static_cast<double>(realised.size()), TickFormat::kNumber, 8)
                      : TimeAxis(r.times.front(), r.times.back(), 8),
             .y = ValueAxis(low, high, r.own_units ? TickFormat::kNumber : TickFormat::kPercent),
             .height_px = 170,
             .wide = true,
             .timeline = !r.times.empty()});
  plot.Line(points, "mute thin", "Return");
  constexpr std::array<Style, 2> kLines = {"hi", "s"};
  for (size_t k = 0; k < row.levels.size(); ++k) {
    const std::vector<double>& var = row.levels[k].backtest->value_at_risk;
    std::vector<Point> line;
    for (size_t i = 0; i < var.size(); ++i) line.push_back({x_of(i), -var[i]});
    plot.Line(line, kLines[k % 2], fmt::format("VaR {}", LevelText(row.levels[k].confidence)));
  }
  const RiskAtConfidence& last = row.levels.back();
  for (size_t i = 0; i < realised.size(); ++i) {
    if (realised[i] < -last.backtest->value_at_risk[i]) plot.Dot({x_of(i), realised[i]}, "dn");
  }
  plot.Legend(fmt::format("Below VaR {}", LevelText(last.confidence)), "dt dn");
  return plot.Html();
}

/// Components of the shortfall as bars from left to right.
std::string SharePlot(const RiskShares& shares) {
  std::vector<std::string> names;
  double low = 0;
  double high = 1e-9;
  for (size_t i = shares.assets.size(); i-- > 0;) {
    names.push_back(shares.assets[i].pair);
    low = std::min(low, shares.assets[i].component_es);
    high = std::max(high, shares.assets[i].component_es);
  }
  Plot plot({.title = ShareTitle(shares),
             .unit = "component CVaR, % of the portfolio",
             .x = ValueAxis(low, high * 1.15, TickFormat::kPercent, 6),
             .y = CategoryAxis(names),
             .height_px = 40 + 26 * static_cast<int>(names.size()),
             .timeline = false});
  for (size_t i = 0; i < shares.assets.size(); ++i) {
    const double y = static_cast<double>(shares.assets.size() - 1 - i);
    const double value = shares.assets[i].component_es;
    plot.Bar(std::min(0.0, value), std::max(0.0, value), {y + 0.2, y + 0.8}, "s");
    plot.Label({std::max(0.0, value), y + 0.5}, Percent(value, 2), "after");
  }
  plot.VerticalRule(0, "zero");
  return plot.Html();
}

std::string RowHtml(const std::vector<std::string>& cells, std::string_view style = "") {
  std::string html = fmt::format("<tr{}><th>{}</th>", style, EscapeXml(cells[0]));
  for (size_t i = 1; i < cells.size(); ++i) html += NumberCell(cells[i]);
  return html + "</tr>";
}

std::string RiskFigure(const std::string& title, const std::string& unit,
                       const std::string& table) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      EscapeXml(title), EscapeXml(unit), table);
}

void PutBacktest(base::JsonWriter& json, const RiskBacktest& b) {
  json.Key("days").Number(static_cast<int64_t>(b.days));
  json.Key("exceptions").Number(static_cast<int64_t>(b.exceptions));
  json.Key("kupiec_p").Number(b.kupiec.p_value);
  json.Key("christoffersen_p").Number(b.christoffersen.p_value);
  json.Key("acerbi_szekely_z2");
  b.z2 ? json.Number(*b.z2) : json.Null();
  json.Key("acerbi_szekely_critical");
  b.z2_critical ? json.Number(*b.z2_critical) : json.Null();
  json.Key("basel_zone").String(NameOf(b.light.zone));
}

void PutShares(base::JsonWriter& json, const RiskShares& shares) {
  json.BeginObject().Key("method").String(shares.method);
  json.Key("confidence").Number(shares.confidence);
  json.Key("value_at_risk").Number(shares.total.value_at_risk);
  json.Key("expected_shortfall").Number(shares.total.expected_shortfall);
  json.Key("pairs").BeginArray();
  for (const RiskShare& share : shares.assets) {
    json.BeginObject().Key("pair").String(share.pair).Key("weight").Number(share.weight);
    json.Key("marginal_var").Number(share.marginal_var);
    json.Key("component_var").Number(share.component_var);
    json.Key("marginal_es").Number(share.marginal_es);
    json.Key("component_es").Number(share.component_es).EndObject();
  }
  json.EndArray().EndObject();
}

std::string RemarksText(const RiskReport& r) {
  std::string text;
  for (const RiskRow& row : r.rows) {
    if (!row.refusal.empty()) {
      text += "  " + Wrapped(fmt::format("{}: {}", row.method, row.refusal), 96, 4) + "\n";
    }
    if (!row.untested.empty()) {
      text += "  " +
              Wrapped(fmt::format("{} was not tested: {}", row.method, row.untested), 96, 4) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string RiskText(const RiskReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n", r.series, Headline(r));
  const std::vector<double> levels = Confidences(r);
  for (size_t at = 0; at < levels.size(); ++at) {
    text += fmt::format("\nNOT PASSED WITH {} PROBABILITY\n", LevelText(levels[at]));
    TextTable table(kRiskHeader);
    for (const RiskRow& row : r.rows) table.Row(Cells(r, row, at));
    text += table.Text();
    if (const std::string promise = Promise(r, at); !promise.empty())
      text += "  " + promise + ".\n";
  }
  text += RemarksText(r);
  if (!r.note.empty()) text += "\n" + Wrapped(r.note, 98, 0) + ".\n";
  for (const RiskShares& shares : r.shares) {
    text += "\n" + ShareTitle(shares) + "\n";
    TextTable table(kShareHeader);
    for (const RiskShare& share : shares.assets) table.Row(ShareCells(shares, share));
    table.Row(TotalCells(shares));
    text += table.Text();
  }
  text += "\nTHE METHODS\n";
  TextTable what({"Method", "What it is"}, 2);
  for (const RiskRow& row : r.rows) what.Row({std::string(row.method), std::string(row.what)});
  text += what.Text();
  return r.window == 0 ? text : text + "\n" + Wrapped(Explanation(r), 98, 0) + ".\n";
}

std::string RiskJson(const RiskReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("observations").Number(static_cast<int64_t>(r.observations));
  json.Key("horizon").Number(static_cast<int64_t>(r.horizon));
  json.Key("window").Number(static_cast<int64_t>(r.window));
  json.Key("methods").BeginArray();
  for (const RiskRow& row : r.rows) {
    json.BeginObject().Key("method").String(row.method);
    if (!row.refusal.empty()) json.Key("refused").String(row.refusal);
    if (!row.untested.empty()) json.Key("untested").String(row.untested);
    json.Key("levels").BeginArray();
    for (const RiskAtConfidence& level : row.levels) {
      json.BeginObject().Key("confidence").Number(level.confidence);
      json.Key("value_at_risk").Number(level.risk.value_at_risk);
      json.Key("expected_shortfall").Number(level.risk.expected_shortfall);
      if (level.backtest) PutBacktest(json, *level.backtest);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().Key("contributions").BeginArray();
  for (const RiskShares& shares : r.shares) PutShares(json, shares);
  return json.EndArray().EndObject().text() + "\n";
}

std::string RiskHtml(const RiskReport& r) {
  std::string body = fmt::format("<p>{}.</p><div class=\"plots\">", EscapeXml(Headline(r)));
  const std::vector<double> levels = Confidences(r);
  for (size_t at = 0; at < levels.size(); ++at) {
    std::string rows;
    for (const RiskRow& row : r.rows) rows += RowHtml(Cells(r, row, at));
    body += RiskFigure(fmt::format("Not passed with {} probability", LevelText(levels[at])),
                       Promise(r, at), HtmlTable(kRiskHeader, 1, rows));
  }
  for (const RiskShares& shares : r.shares) body += SharePlot(shares);
  for (const RiskShares& shares : r.shares) {
    std::string rows;
    for (const RiskShare& share : shares.assets) rows += RowHtml(ShareCells(shares, share));
    rows += RowHtml(TotalCells(shares), " class=\"total\"");
    body += RiskFigure(ShareTitle(shares), "", HtmlTable(kShareHeader, 1, rows));
  }
  for (const RiskRow& row : r.rows) {
    if (!row.levels.empty() && row.levels.front().backtest) body += TestPlot(r, row);
  }
  std::string what;
  for (const RiskRow& row : r.rows) {
    what += fmt::format("<tr><th>{}</th>{}</tr>", row.method,
                        TextCell(!row.refusal.empty()    ? row.refusal
                                 : !row.untested.empty() ? "not tested: " + row.untested
                                                         : std::string(row.what)));
  }
  body += RiskFigure("The methods", "", HtmlTable({"Method", "What it is"}, 2, what)) + "</div>";
  if (!r.note.empty()) body += "<p class=\"note\">" + EscapeXml(r.note) + ".</p>";
  if (r.window > 0) body += "<p class=\"note\">" + Explanation(r) + ".</p>";
  return HtmlPage({.title = "Risk", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
