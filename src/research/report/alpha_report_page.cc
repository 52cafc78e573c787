// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "research/report/alpha_report.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"

namespace keel::research {
namespace {

constexpr double kErrorsShown = 1.96;

/// The range of what will be drawn, with 0 in it.
struct DrawnRange {
  double low = 0, high = 0;
  void Add(double value) { low = std::min(low, value), high = std::max(high, value); }
  void Add(double value, double error) {
    Add(value - kErrorsShown * error);
    Add(value + kErrorsShown * error);
  }
  Axis axis(TickFormat format) const {
    return low == high ? ValueAxis(-1e-3, 1e-3, format) : ValueAxis(low, high, format);
  }
};

void ErrorBar(Plot& plot, Point at, double error, Style style) {
  plot.Segment({at.x, at.y - kErrorsShown * error}, {at.x, at.y + kErrorsShown * error}, style);
}

/// "2 h", "3.5 d" for narrow labels.
std::string ShortTime(const AlphaReport& r, double bars) {
  const double days = bars * r.bar_days;
  if (days >= 1) return fmt::format("{:.3g} d", days);
  if (days * 24 >= 1) return fmt::format("{:.3g} h", days * 24);
  return fmt::format("{:.3g} min", days * 1440);
}

std::string IcPlot(const AlphaReport& r) {
  std::vector<std::string> labels;
  DrawnRange range;
  for (const HorizonIc& h : r.study.horizons) {
    labels.push_back(ShortTime(r, static_cast<double>(h.horizon)));
    range.Add(h.pearson.value, h.pearson.error);
    range.Add(h.rank.value, h.rank.error);
  }
  Plot plot({.title = "Information coefficient",
             .unit = "correlation with the return until the horizon; bars are 95 % intervals",
             .x = CategoryAxis(labels),
             .y = range.axis(TickFormat::kNumber),
             .height_px = 240,
             .timeline = false});
  plot.Rule(0, "zero");
  for (size_t i = 0; i < r.study.horizons.size(); ++i) {
    const HorizonIc& h = r.study.horizons[i];
    const double x = static_cast<double>(i) + 0.5;
    ErrorBar(plot, {x - 0.1, h.pearson.value}, h.pearson.error, "s");
    plot.Bar(x - 0.22, x - 0.01, {0, h.pearson.value}, "s soft");
    ErrorBar(plot, {x + 0.1, h.rank.value}, h.rank.error, "hi");
    plot.Bar(x + 0.01, x + 0.22, {0, h.rank.value}, "hi soft");
  }
  plot.Legend("Pearson", "ln s");
  plot.Legend("Ranks", "ln hi");
  return plot.Html();
}

std::string DecayPlot(const AlphaReport& r) {
  DrawnRange range;
  for (const DecayPoint& p : r.study.decay.points) range.Add(p.ic, p.error);
  const auto& fit = r.study.decay.half_life;
  if (fit) range.Add(fit->initial);
  Axis x = LogAxis(1, static_cast<double>(r.study.lags), TickFormat::kNumber);
  x.ticks.clear();
  for (double bars = 1; bars <= static_cast<double>(r.study.lags); bars *= 4) {
    x.ticks.push_back({bars, ShortTime(r, bars), false});
  }
  Plot plot({.title = "Decay",
             .unit = fmt::format("{}correlation with the return of one later bar; lines are 95 % "
                                 "intervals",
                                 r.study.ranks ? "rank " : ""),
             .x = x,
             .y = range.axis(TickFormat::kNumber),
             .height_px = 240,
             .timeline = false});
  plot.Rule(0, "zero");
  for (const DecayPoint& p : r.study.decay.points) {
    const double at = std::sqrt(static_cast<double>(p.from + 1) * static_cast<double>(p.to));
    ErrorBar(plot, {at, p.ic}, p.error, "mute thin");
    plot.Dot({at, p.ic}, "s");
  }
  plot.Legend("Measured", "dt c0");
  if (!fit) return plot.Html();
  std::vector<Point> curve;
  for (double bar = 1; bar <= static_cast<double>(r.study.lags); bar *= 1.03) {
    curve.push_back({bar, fit->initial * std::exp2(-(bar - 1) / fit->bars)});
  }
  plot.Line(curve, "hi", "Fitted");
  if (fit->bars + 1 < static_cast<double>(r.study.lags)) plot.VerticalRule(fit->bars + 1, "hi");
  return plot.Html();
}

std::string QuantilePlot(const AlphaReport& r) {
  const HorizonIc* shown = ShownHorizon(r);
  if (shown == nullptr || !shown->quantiles) return "";
  const QuantileReturns& q = *shown->quantiles;
  std::vector<std::string> labels;
  DrawnRange range;
  for (size_t i = 0; i < q.parts.size(); ++i) {
    labels.push_back(i == 0                    ? "weakest"
                     : i + 1 == q.parts.size() ? "strongest"
                                               : fmt::format("{}", i + 1));
    range.Add(q.parts[i].mean, q.parts[i].error);
  }
  Plot plot({.title = "Returns by quantile of the signal",
             .unit = fmt::format("mean return of {} after it; top less bottom {} (t {:.1f})",
                                 ShortTime(r, static_cast<double>(shown->horizon)),
                                 SignedPercent(q.spread, 3),
                                 q.spread_error > 0 ? q.spread / q.spread_error : 0.0),
             .x = CategoryAxis(labels),
             .y = range.axis(TickFormat::kPercent),
             .height_px = 240,
             .wide = !r.study.capacity.half,
             .timeline = false});
  plot.Rule(0, "zero");
  for (size_t i = 0; i < q.parts.size(); ++i) {
    if (q.parts[i].observations == 0) continue;
    const double x = static_cast<double>(i);
    plot.Bar(x + 0.2, x + 0.8, {0, q.parts[i].mean}, q.parts[i].mean < 0 ? "dn" : "up");
    ErrorBar(plot, {x + 0.5, q.parts[i].mean}, q.parts[i].error, "mute");
  }
  return plot.Html();
}

std::string CapacityPlot(const AlphaReport& r) {
  const Capacity& c = r.study.capacity;
  if (!c.half) return "";
  const double net = c.gross - c.fixed;
  const double low = *c.half / 1e4, high = *c.all;
  std::vector<Point> curve;
  for (double capital = low; capital < high; capital *= 1.05) {
    curve.push_back({capital, net - c.impact * std::sqrt(capital)});
  }
  curve.push_back({high, 0});
  Axis x = LogAxis(low, high, TickFormat::kNumber);
  for (Tick& tick : x.ticks) tick.label = Compact(tick.value);
  Plot plot({.title = "Capacity",
             .unit = fmt::format("return a year after costs, by capital in {}", r.currency),
             .x = x,
             .y = ValueAxis(0, net, TickFormat::kPercent),
             .height_px = 240,
             .timeline = false});
  plot.Line(curve, "s", "After costs");
  plot.Rule(net / 2, "zero", "half");
  plot.VerticalRule(*c.half, "hi");
  plot.Dot({*c.half, net / 2}, "up");
  plot.Label({*c.half, net / 2}, Compact(*c.half), "after");
  return plot.Html();
}

std::string FigureOf(std::string_view title, std::string_view unit, const std::string& table,
                     bool wide) {
  return fmt::format(
      "<figure class=\"fig{}\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      wide ? " wide" : "", title, EscapeXml(unit), table);
}

std::string RelationMap(const AlphaRelations& all, std::string_view unit,
                        const std::vector<std::optional<double>>& cells) {
  std::string head = "<th></th>", rows;
  for (size_t i = 0; i < all.names.size(); ++i) {
    head += fmt::format("<th>{}</th>", i + 1);
    rows += fmt::format("<tr><th style=\"text-align:left;white-space:nowrap\">{} {}</th>", i + 1,
                        EscapeXml(all.names[i]));
    for (size_t j = 0; j < all.names.size(); ++j) {
      const auto& cell = cells[i * all.names.size() + j];
      rows += i == j || !cell ? "<td></td>" : HeatCell(*cell);
    }
    rows += "</tr>";
  }
  return FigureOf(
      "Other alphas", unit,
      fmt::format("<table class=\"heat even\"><thead><tr>{}</tr></thead><tbody>{}</tbody>"
                  "</table>",
                  head, rows),
      false);
}

std::string IcTable(const AlphaReport& r) {
  std::string rows;
  for (const HorizonIc& h : r.study.horizons) {
    rows += fmt::format("<tr><th>{}</th>", ShortTime(r, static_cast<double>(h.horizon)));
    rows += NumberCell(Grouped(static_cast<double>(h.observations), 0));
    for (const IcValue* ic : {&h.pearson, &h.rank}) {
      rows += NumberCell(fmt::format("{:.4f}", ic->value), ic->value);
      rows +=
          NumberCell(fmt::format("{:.4f}", ic->error)) + NumberCell(fmt::format("{:.1f}", ic->t));
    }
    rows += NumberCell(h.autocorrelation ? fmt::format("{:.2f}", *h.autocorrelation) : "-");
    rows += NumberCell(h.quantiles ? SignedPercent(h.quantiles->spread, 3) : "-");
    rows += NumberCell(h.quantiles ? fmt::format("{:.2f}", h.quantiles->monotonicity) : "-");
    rows += "</tr>";
  }
  return HtmlTable({"Horizon", "Signals", "IC", "Error", "t", "Rank IC", "Error", "t",
                    "Autocorrelation", "Top less bottom", "Monotone"},
                   1, rows);
}

std::string CapitalTable(const AlphaReport& r) {
  std::string rows;
  const Capacity& c = r.study.capacity;
  for (const CapacityRow& row : c.rows) {
    rows += fmt::format("<tr><th>{}</th>", Compact(row.capital));
    rows += NumberCell(fmt::format("{:.1f}", row.slippage * 1e4));
    rows += NumberCell(SignedPercent(row.net, 1), row.net);
    rows += NumberCell(c.gross > c.fixed ? Percent(std::max(row.retained, 0.0), 0) : "-");
    rows += NumberCell(Compact(row.money), row.money);
    rows += NumberCell(Percent(row.participation, 3));
    rows += NumberCell(Percent(row.largest_participation, 2)) + "</tr>";
  }
  return HtmlTable({"Capital", "Slippage, bp", "Net a year", "Kept", "Money a year",
                    "Share of volume", "Largest order"},
                   1, rows);
}

std::string BarsTable(const AlphaReport& r) {
  std::string rows;
  for (size_t i = 0; i < r.pairs.size(); ++i) {
    rows += fmt::format("<tr><th>{}</th>{}</tr>", EscapeXml(r.pairs[i]), TextCell(r.hashes[i]));
  }
  return HtmlTable({"Pair", "Hash of its bars"}, 2, rows);
}

}  // namespace

std::string AlphaHtml(const AlphaReport& r) {
  std::string body = fmt::format("<p>{}</p><p><b>{}</b></p><p>{}</p><p>{}</p>",
                                 EscapeXml(AlphaHeadline(r)), EscapeXml(HalfLifeSentence(r)),
                                 EscapeXml(YieldSentence(r)), EscapeXml(CapacitySentence(r)));
  for (const std::string& note : r.notes) {
    body += fmt::format("<p class=\"note\">{}.</p>", EscapeXml(note));
  }
  body += "<div class=\"plots\">" + IcPlot(r) + DecayPlot(r) + QuantilePlot(r) + CapacityPlot(r);
  body += FigureOf("By horizon", "errors by Newey and West", IcTable(r), true);
  if (!r.study.capacity.rows.empty()) {
    body += FigureOf("By capital", "impact by the square-root law", CapitalTable(r), true);
  }
  const AlphaRelations& relations = r.study.relations;
  if (relations.names.size() > 1) {
    body += RelationMap(relations, "correlation of signals", relations.signals);
    body += RelationMap(relations, "correlation of daily profits", relations.profits);
  }
  body += FigureOf("The bars", "", BarsTable(r), true) + "</div>";
  return HtmlPage({.title = "Alpha: " + r.name, .subtitle = r.series, .synthetic = r.synthetic},
                  body);
}

}  // namespace keel::research
