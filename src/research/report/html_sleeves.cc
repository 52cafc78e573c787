// SPDX-License-Identifier: MIT
// How the strategies shared the account, and who made its profit.
#include <fmt/format.h>

#include <algorithm>

#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/sleeves.h"

namespace keel::research {
namespace {

constexpr size_t kColours = 8;  // .c0 to .c7 of the style sheet

std::string Colour(size_t sleeve) { return fmt::format("c{}", sleeve % kColours); }

std::string Box(std::string_view title, std::string_view unit, std::string_view body, bool wide) {
  return fmt::format(
      "<figure class=\"fig{}\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      wide ? " wide" : "", EscapeXml(title), EscapeXml(unit), body);
}

std::string MoneyCell(double amount, int digits) {
  return NumberCell(SignedGrouped(amount, digits), amount);
}

std::string SleeveRow(const MeasuredRun& measured, size_t s) {
  const engine::SleeveRecord& sleeve = measured.run().sleeves[s];
  const int digits = measured.money_decimals();
  std::string row = fmt::format("<tr><td><i class=\"k ln {}\"></i>{}</td>", Colour(s),
                                EscapeXml(SleeveName(measured.run(), s)));
  row += MoneyCell(sleeve.profit.ToDouble(), digits);
  row += MoneyCell(sleeve.realised.ToDouble(), digits);
  row += MoneyCell(sleeve.unrealised.ToDouble(), digits);
  row += NumberCell(Grouped(sleeve.fees.ToDouble(), digits));
  row += NumberCell(Grouped(sleeve.costs.slippage(), digits));
  row += NumberCell(Grouped(sleeve.costs.turnover, 0)) + NumberCell(Grouped(sleeve.crossed, 0));
  row += NumberCell(Grouped(static_cast<double>(sleeve.trades), 0));
  row += NumberCell(Grouped(sleeve.max_drawdown, digits));
  row += NumberCell(sleeve.sharpe ? fmt::format("{:.2f}", *sleeve.sharpe) : std::string(kAbsent));
  return row + NumberCell(Percent(sleeve.mean_share, 1)) + "</tr>\n";
}

std::string SleeveTable(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  const int digits = measured.money_decimals();
  std::string rows;
  for (size_t s = 0; s < run.sleeves.size(); ++s) rows += SleeveRow(measured, s);
  const auto sum_row = [&](std::string_view name, core::Decimal amount, std::string_view style) {
    rows += fmt::format("<tr{}>{}{}<td colspan=\"10\"></td></tr>\n", style, TextCell(name),
                        MoneyCell(amount.ToDouble(), digits));
  };
  sum_row("cash and deposits", run.attribution.cash, "");
  sum_row("Total", run.attribution.total, " class=\"total\"");
  const std::string unit =
      fmt::format("{}; the rows add up to the change of equity, and {} is left over",
                  run.account_currency, run.attribution.residual.ToString());
  return Box("Who made the profit", unit,
             HtmlTable({"Sleeve", "Profit", "Realised", "Unrealised", "Fees", "Slippage",
                        "Turnover", "Crossed", "Trades", "Drawdown", "Sharpe", "Mean share"},
                       1, rows),
             true);
}

std::string ProfitPlot(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  double low = 0, high = 0;
  for (const engine::SleeveDay& day : run.sleeve_days) {
    for (const double profit : day.profit) {
      low = std::min(low, profit);
      high = std::max(high, profit);
    }
  }
  if (high <= low) return "";
  Plot plot({.title = "Profit by sleeve",
             .unit = run.account_currency + ", since the start",
             .x = RunAxis(measured, 10),
             .y = ValueAxis(low, high, TickFormat::kAmount, 5),
             .wide = true});
  plot.Rule(0, "zero");
  for (size_t s = 0; s < run.sleeves.size(); ++s) {
    std::vector<Point> points = {{Seconds(run.from), 0}};
    for (const engine::SleeveDay& day : run.sleeve_days) {
      points.push_back({Seconds(day.time), day.profit[s]});
    }
    plot.Line(points, Colour(s), SleeveName(run, s));
  }
  return plot.Html();
}

/// Shares on top of each other, as steps; what is left above them is cash.
std::string SharePlot(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  if (run.allocations.empty()) return "";
  Plot plot({.title = "Shares of equity",
             .unit = "allotted to each sleeve, %; what is left is never handed out",
             .x = RunAxis(measured, 10),
             .y = ValueAxis(0, 1, TickFormat::kPercent, 4),
             .height_px = 150,
             .wide = true,
             .timeline = false});
  for (size_t s = run.sleeves.size(); s-- > 0;) {
    std::vector<Point> points;
    for (const engine::AllocationRecord& decision : run.allocations) {
      double sum = 0;
      for (size_t below = 0; below <= s; ++below) sum += decision.shares[below];
      if (!points.empty()) points.push_back({Seconds(decision.time), points.back().y});
      points.push_back({Seconds(decision.time), sum});
    }
    points.push_back({Seconds(run.to), points.back().y});
    plot.Area(points, 0, Colour(s));
  }
  for (size_t s = 0; s < run.sleeves.size(); ++s) {
    plot.Legend(SleeveName(run, s), "ar " + Colour(s));
  }
  return plot.Html();
}

std::string CorrelationTable(const engine::RunRecord& run) {
  const size_t count = run.sleeves.size();
  std::vector<std::string> header = {""};
  std::string rows;
  for (size_t i = 0; i < count; ++i) {
    header.push_back(fmt::format("#{}", i + 1));
    rows += "<tr>" + TextCell(SleeveName(run, i));
    for (size_t j = 0; j < count; ++j) {
      const auto cell = run.attribution.correlations[i * count + j];
      rows += NumberCell(cell ? fmt::format("{:.2f}", *cell) : std::string(kAbsent));
    }
    rows += "</tr>";
  }
  return Box("Correlation", "of daily returns", HtmlTable(header, 1, rows), false);
}

std::string DecisionTable(const engine::RunRecord& run) {
  constexpr size_t kMost = 12;
  const size_t count = run.allocations.size();
  if (count < 2) return "";
  std::vector<std::string> header = {"Time"};
  for (size_t s = 0; s < run.sleeves.size(); ++s) header.push_back(fmt::format("#{}", s + 1));
  header.emplace_back("Why");
  std::string rows;
  for (size_t i = count > kMost ? count - kMost : 0; i < count; ++i) {
    const engine::AllocationRecord& decision = run.allocations[i];
    rows += "<tr>" + TextCell(base::FormatDate(decision.time));
    for (const double share : decision.shares) rows += NumberCell(Percent(share, 1));
    rows += fmt::format("<td title=\"{}\">{}</td></tr>", EscapeXml(decision.note),
                        EscapeXml(decision.why));
  }
  return Box(
      "Decisions",
      fmt::format("the last {} of {}; all are in allocations.csv", std::min(kMost, count), count),
      HtmlTable(header, 1, rows, 1), false);
}

}  // namespace

std::string SleevesSection(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  if (run.sleeves.size() < 2 || run.attribution.correlations.empty()) return "";
  std::string sentences;
  for (const std::string& s :
       {DecisionSentence(run), CrossingSentence(run, measured.money_decimals())}) {
    if (!s.empty()) sentences += fmt::format("<p class=\"note\">{}.</p>\n", EscapeXml(s));
  }
  return SectionTitle("sleeves", "Sleeves") + sentences + "<div class=\"plots\">\n" +
         SleeveTable(measured) + ProfitPlot(measured) + SharePlot(measured) +
         CorrelationTable(run) + DecisionTable(run) + "</div>\n";
}

}  // namespace keel::research
