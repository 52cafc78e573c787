// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/drawdowns.h"
#include "research/report/breakdown.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

/// A line of a card: a statistic of the strategy and of the benchmark.
std::string Line(const MeasuredRun& measured, std::string_view key, std::string_view label) {
  const metrics::Metric* metric = metrics::FindMetric(key);
  CHECK(metric != nullptr, "a card names a statistic that the registry has");
  const auto text = [&](std::optional<double> value) {
    return metrics::FormatValue(metric->unit, value, measured.money_decimals());
  };
  const auto hold = measured.OfBenchmark(key);
  return fmt::format("<tr><th title=\"{}\">{}</th>{}{}</tr>", EscapeXml(metric->definition),
                     EscapeXml(label), NumberCell(text(measured.Of(key))),
                     NumberCell(hold ? text(hold) : ""));
}

std::string OwnLine(std::string_view label, std::string_view value) {
  return fmt::format("<tr><th>{}</th>{}<td></td></tr>", EscapeXml(label), NumberCell(value));
}

std::string Card(std::string_view question, std::string_view head, std::string_view body) {
  return fmt::format("<section class=\"card\"><h3>{}</h3>{}{}</section>\n", EscapeXml(question),
                     head, body);
}

std::string Big(std::string_view number, std::string_view style, std::string_view words) {
  return fmt::format("<p class=\"big {}\">{}</p><p class=\"say\">{}</p>", style, Minus(number),
                     EscapeXml(words));
}

std::string CardTable(std::string_view rows) {
  return fmt::format(
      "<table class=\"kv\"><thead><tr><th></th><th class=\"n\">strategy</th>"
      "<th class=\"n\">buy and hold</th></tr></thead><tbody>{}</tbody></table>",
      rows);
}

/// The answer as a picture, with so few marks that the card stays calm.
std::string SmallPlot(const MeasuredRun& measured, bool underwater) {
  const auto series = [&](const metrics::Prepared& p) {
    const metrics::EquitySeries& equity = p.inputs.strategy;
    std::vector<double> values =
        underwater ? metrics::DrawdownSeries(equity.equity)
                   : std::vector<double>(equity.equity.begin(), equity.equity.end());
    for (double& v : values) v = underwater ? -v : v / p.start_equity() - 1;
    return PointsOf(equity.times, values);
  };
  const std::vector<Point> own = series(measured.strategy());
  const std::vector<Point> hold =
      measured.benchmark() ? series(*measured.benchmark()) : std::vector<Point>{};
  double low = 0;
  double high = 0;
  for (const std::vector<Point>* points : {&own, &hold}) {
    for (const Point& p : *points) {
      low = std::min(low, p.y);
      high = std::max(high, p.y);
    }
  }
  Plot plot({.title = underwater ? "Below the peak" : "Return",
             .unit = "%",
             .x = RunAxis(measured, 5),
             .y = ValueAxis(low, high, TickFormat::kPercent, 3),
             .height_px = 118,
             .bare = true});
  plot.Rule(0, "zero");
  plot.Line(hold, "b thin", "Buy and hold");
  plot.Line(own, underwater ? "dnl" : "s", "Strategy");
  return plot.Html();
}

std::string MoneyCard(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  const double total = measured.Of("total_return").value_or(0);
  const auto hold = measured.OfBenchmark("total_return");
  std::string words = total > 0 ? "Yes" : total < 0 ? "No" : "Neither won nor lost";
  if (hold) {
    const double points = (total - *hold) * 100;
    words += fmt::format(", {} percentage points {} buying and holding",
                         Grouped(std::abs(points), 2), points >= 0 ? "more than" : "less than");
  }
  const double costs = run.costs.fees + run.costs.slippage();
  std::string rows = Line(measured, "final_equity", "Final equity, " + run.account_currency);
  rows += Line(measured, "total_return", "Total return");
  rows += Line(measured, "cagr", "Growth a year (CAGR)");
  rows += Line(measured, "best_year", "Best year");
  rows += Line(measured, "worst_year", "Worst year");
  rows +=
      OwnLine("Trades / won",
              fmt::format("{} / {}", Grouped(static_cast<double>(run.trades.size()), 0),
                          metrics::FormatValue(metrics::Unit::kFraction, measured.Of("win_rate"))));
  rows += OwnLine("Profit factor",
                  metrics::FormatValue(metrics::Unit::kRatio, measured.Of("profit_factor")));
  rows += OwnLine("Costs paid, " + run.account_currency, Grouped(costs, measured.money_decimals()));
  return Card("Did it make money?",
              Big(SignedPercent(total), total < 0 ? "down" : "up", words + "."),
              CardTable(rows) + SmallPlot(measured, false));
}

std::string RiskCard(const MeasuredRun& measured) {
  const double depth = measured.Of("max_drawdown").value_or(0);
  const auto hold = measured.OfBenchmark("max_drawdown");
  std::string words = "Deepest fall from a peak";
  if (hold) {
    words += fmt::format(", {} buying and holding ({})",
                         depth < *hold ? "shallower than" : "not shallower than", Percent(*hold));
  }
  const auto sharpe = [&](const auto& of) {
    const std::optional<double> ratio = of("sharpe");
    const std::optional<double> error = of("sharpe_standard_error");
    return ratio && error ? fmt::format("{:.2f} ± {:.2f}", *ratio, *error) : std::string(kAbsent);
  };
  std::string rows = Line(measured, "max_drawdown", "Max drawdown");
  rows += Line(measured, "longest_drawdown_days", "Longest drawdown, days");
  rows += Line(measured, "volatility", "Volatility a year");
  rows += fmt::format(
      "<tr><th title=\"Ratio and its standard error\">Sharpe &#177; s.e.</th>{}{}</tr>",
      NumberCell(sharpe([&](auto key) { return measured.Of(key); })),
      NumberCell(measured.benchmark() ? sharpe([&](auto key) { return measured.OfBenchmark(key); })
                                      : ""));
  rows += Line(measured, "sortino", "Sortino");
  rows += Line(measured, "calmar", "Calmar");
  rows += Line(measured, "daily_var_historical", "Daily VaR 95%");
  rows += OwnLine("Time in market",
                  metrics::FormatValue(metrics::Unit::kFraction, measured.Of("time_in_market")));
  return Card("At what risk?", Big(Percent(-depth), "down", words + "."),
              CardTable(rows) + SmallPlot(measured, true));
}

const char* MarkOf(Belief belief) {
  switch (belief) {
    case Belief::kSound:
      return "<i class=\"mk up\">&#10003;</i>";
    case Belief::kCaution:
      return "<i class=\"mk warn\">!</i>";
    case Belief::kDoubt:
      break;
  }
  return "<i class=\"mk down\">&#10007;</i>";
}

std::string BeliefCard(const MeasuredRun& measured, const Provenance& provenance) {
  const Integrity integrity = JudgeIntegrity(measured);
  const engine::RunRecord& run = measured.run();
  const bool sound = integrity.worst == Belief::kSound;
  const bool doubt = integrity.worst == Belief::kDoubt;
  std::string body = "<ul class=\"checks\">";
  for (const IntegrityCheck& check : integrity.checks) {
    body += fmt::format("<li>{}<span><b>{}</b> {}</span></li>", MarkOf(check.belief),
                        EscapeXml(check.name), EscapeXml(check.finding));
  }
  body += fmt::format(
      "</ul><p class=\"prov\">journal <code>{}</code> &#183; data <code>{}</code> &#183; seed "
      "<code>{}</code>{}</p>",
      EscapeXml(run.journal_hash.substr(0, 12)), EscapeXml(run.data_hash.substr(0, 12)), run.seed,
      provenance.code_version.empty() ? "" : " &#183; " + EscapeXml(provenance.code_version));
  return Card("Can it be believed?",
              Big(sound   ? "Sound"
                  : doubt ? "Doubt"
                          : "Caution",
                  sound   ? "up"
                  : doubt ? "down"
                          : "warn",
                  integrity.verdict),
              body);
}

}  // namespace

std::string AnswersSection(const MeasuredRun& measured, const Provenance& provenance) {
  return "<div class=\"answers\">\n" + MoneyCard(measured) + RiskCard(measured) +
         BeliefCard(measured, provenance) + "</div>\n";
}

}  // namespace keel::research
