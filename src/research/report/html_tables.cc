// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "metrics/calendar_returns.h"
#include "metrics/drawdowns.h"
#include "research/report/breakdown.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

constexpr size_t kMostTradesEachEnd = 200;

std::string Box(std::string_view title, std::string_view body, bool wide = false) {
  return fmt::format(
      "<figure class=\"fig{}\"><figcaption><b>{}</b></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      wide ? " wide" : "", EscapeXml(title), body);
}

std::string StatisticGroups(const MeasuredRun& measured) {
  std::string out = "<div class=\"stats\">";
  std::string rows;
  const auto flush = [&] {
    if (!rows.empty()) {
      out += fmt::format("<table class=\"kv\"><tbody>{}</tbody></table>\n", rows);
    }
    rows.clear();
  };
  for (const StatisticLine& line : StatisticLines(metrics::TearSheetRows(), measured)) {
    if (line.label.empty()) {
      flush();
      continue;
    }
    rows +=
        fmt::format("<tr><th title=\"{}\">{}</th>{}{}</tr>", EscapeXml(line.definition),
                    EscapeXml(line.label), NumberCell(line.strategy), NumberCell(line.benchmark));
  }
  flush();
  return out + "</div>\n";
}

std::string WorstDrawdownTable(const MeasuredRun& measured) {
  std::string rows;
  int rank = 0;
  for (const metrics::DrawdownRow& row :
       metrics::WorstDrawdowns(measured.strategy().inputs.strategy, 10)) {
    rows += fmt::format("<tr><td class=\"n\">{}</td>", ++rank);
    rows += TextCell(base::FormatDate(row.start)) + TextCell(base::FormatDate(row.trough));
    rows += TextCell(row.end ? base::FormatDate(*row.end) : "not yet");
    rows += NumberCell(Percent(-row.depth), -row.depth) + NumberCell(Grouped(row.days, 0));
    rows += NumberCell(row.recovery_days ? Grouped(*row.recovery_days, 0) : "-") + "</tr>";
  }
  if (rows.empty()) return "";
  return Box(
      "Worst ten drawdowns",
      HtmlTable({"#", "Peak", "Trough", "Recovered", "Depth", "Days", "Days to recover"}, 4, rows));
}

std::string YearTable(const MeasuredRun& measured) {
  const auto& own = measured.strategy().years;
  const std::vector<metrics::PeriodReturn> none;
  const auto& hold = measured.benchmark() ? measured.benchmark()->years : none;
  std::string rows;
  for (size_t i = 0; i < own.size(); ++i) {
    rows += fmt::format("<tr><td>{}</td>", own[i].year);
    rows += NumberCell(SignedPercent(own[i].value), own[i].value);
    if (i < hold.size()) {
      const double more = own[i].value - hold[i].value;
      rows += NumberCell(SignedPercent(hold[i].value), hold[i].value);
      rows += NumberCell(SignedGrouped(more * 100, 2), more);
    } else {
      rows += "<td></td><td></td>";
    }
    rows += "</tr>";
  }
  return Box("Returns by year",
             HtmlTable({"Year", "Strategy", "Buy and hold", "Difference, points"}, 1, rows));
}

std::string GroupTable(const MeasuredRun& measured, GroupBy by, std::string_view title) {
  constexpr size_t kMost = 40;
  const std::vector<TradeGroup> groups = GroupTrades(measured.run(), by);
  std::string rows;
  for (size_t i = 0; i < groups.size(); ++i) {
    const TradeGroup& g = groups[i];
    const bool total = i + 1 == groups.size();
    if (!total && i >= kMost) continue;
    if (total && groups.size() == 2) break;
    rows += fmt::format("<tr{}>{}", total ? " class=\"total\"" : "", TextCell(g.name));
    rows += NumberCell(Grouped(static_cast<double>(g.trades), 0)) +
            NumberCell(Percent(g.win_rate(), 1));
    rows += NumberCell(SignedPercent(g.mean_return()), g.mean_return());
    const double profit = g.profit.ToDouble();
    rows += NumberCell(SignedGrouped(profit, measured.money_decimals()), profit);
    rows += NumberCell(Grouped(g.fees + g.slippage, measured.money_decimals()));
    rows += NumberCell(Span(g.mean_seconds())) + "</tr>";
  }
  return Box(title,
             HtmlTable({"", "Trades", "Won", "Mean return",
                        "Profit, " + measured.run().account_currency, "Costs", "Mean duration"},
                       1, rows));
}

std::string TradeRow(const MeasuredRun& measured, size_t index) {
  const engine::RunRecord& run = measured.run();
  const engine::TradeRecord& t = run.trades[index];
  const int digits = measured.money_decimals();
  const double profit = NetProfit(t).ToDouble();
  std::string row = fmt::format("<tr><td class=\"n\">{}</td>", index + 1);
  row += TextCell(run.universe.at(t.instrument).symbol.ToString());
  row += TextCell(base::FormatMinute(t.entry_time)) + TextCell(base::FormatMinute(t.exit_time));
  row += NumberCell(fmt::format("{:.6g}", t.quantity.ToDouble()));
  row += NumberCell(PriceText(t.entry_price.ToDouble()));
  row += NumberCell(PriceText(t.exit_price.ToDouble()));
  row += NumberCell(SignedPercent(ReturnOf(t)), profit);
  row += NumberCell(SignedGrouped(profit, digits), profit);
  row += NumberCell(Percent(t.mae)) + NumberCell(Percent(t.mfe));
  row += NumberCell(Grouped((t.entry_fee + t.exit_fee).ToDouble(), digits));
  row += NumberCell(Grouped(t.slippage, digits));
  row += NumberCell(Span((t.exit_time - t.entry_time).seconds()));
  row += TextCell(t.entry_reason);
  row += TextCell(fmt::format("{}{}", t.exit_reason, t.open_at_end ? " (open)" : ""));
  return row + "</tr>\n";
}

std::string TradeTable(const MeasuredRun& measured) {
  const size_t count = measured.run().trades.size();
  if (count == 0) return "<p class=\"note\">There were no trades.</p>\n";
  const bool cut = count > 2 * kMostTradesEachEnd;
  std::string rows;
  for (size_t i = 0; i < count; ++i) {
    if (cut && i == kMostTradesEachEnd) {
      i = count - kMostTradesEachEnd;
      rows += fmt::format(
          "<tr class=\"cut\"><td colspan=\"16\">{} more between them are in trades.csv</td></tr>\n",
          count - 2 * kMostTradesEachEnd);
    }
    rows += TradeRow(measured, i);
  }
  const std::string table =
      HtmlTable({"#", "Pair", "Entry", "Exit", "Quantity", "Entry price", "Exit price", "Return",
                 "PnL", "MAE", "MFE", "Fees", "Slippage", "Held", "Entry reason", "Exit reason"},
                4, rows, 2);
  return fmt::format(
      "<figure class=\"fig wide trades\"><figcaption><b>Trades</b> <span class=\"un\">{} closed "
      "portions, first in first out; amounts in {}; all of them with exact amounts in trades.csv"
      "</span></figcaption><div class=\"scroll tall\">{}</div></figure>\n",
      Grouped(static_cast<double>(count), 0), EscapeXml(measured.run().account_currency), table);
}

std::string RuleTable(const engine::RunRecord& run) {
  std::string rows;
  for (const auto& [rule, counts] : GateCountsOf(run)) {
    rows += fmt::format("<tr>{}{}{}{}{}</tr>", TextCell(rule),
                        NumberCell(Grouped(static_cast<double>(counts.refused), 0)),
                        NumberCell(Grouped(static_cast<double>(counts.reduced), 0)),
                        NumberCell(Grouped(static_cast<double>(counts.alerts), 0)),
                        NumberCell(Grouped(static_cast<double>(counts.released), 0)));
  }
  if (rows.empty()) return "<p class=\"note\">Nothing was refused or reduced.</p>\n";
  return HtmlTable({"Rule", "Refused", "Reduced", "Alerts", "Released"}, 1, rows);
}

std::string RefusalTable(const engine::RunRecord& run) {
  constexpr size_t kMost = 20;
  std::string rows;
  size_t shown = 0;
  for (const core::IntentRefused& refused : run.refusals) {
    for (const core::Refusal& refusal : refused.refusals) {
      if (++shown > kMost) break;
      const core::OrderTerms& terms = refused.intent.terms;
      rows += fmt::format("<tr>{}{}", TextCell(base::FormatMinute(refused.time)),
                          TextCell(run.universe.at(terms.instrument).symbol.ToString()));
      rows += TextCell(core::ToString(terms.side)) + TextCell(refusal.rule);
      rows += NumberCell(fmt::format("{:.6g}", terms.quantity.ToDouble()));
      rows += NumberCell(fmt::format("{:.5g}", refusal.value));
      rows += NumberCell(fmt::format("{:.5g}", refusal.limit)) + "</tr>";
    }
  }
  if (rows.empty()) return "";
  return Box(fmt::format("First refusals (all in refusals.csv, up to the first 1,000)"),
             HtmlTable({"Time", "Pair", "Side", "Rule", "Quantity", "Value", "Limit"}, 4, rows));
}

std::string StateTable(const engine::RunRecord& run) {
  constexpr size_t kMost = 20;
  std::string rows;
  for (size_t i = 0; i < std::min(run.state_changes.size(), kMost); ++i) {
    const core::TradingStateChanged& change = run.state_changes[i];
    rows += fmt::format(
        "<tr>{}{}{}{}{}{}{}</tr>", TextCell(base::FormatMinute(change.time)),
        TextCell(fmt::format("{} to {}", core::ToString(change.from), core::ToString(change.to))),
        TextCell(ScopeText(run, change.scope)), TextCell(change.rule), TextCell(change.by),
        NumberCell(fmt::format("{:.4g}", change.value)),
        NumberCell(fmt::format("{:.4g}", change.limit)));
  }
  if (rows.empty()) return "";
  const std::string title =
      run.state_changes.size() > kMost
          ? fmt::format("Changes of trading state (the first {} of {}; all are in run.json)", kMost,
                        run.state_changes.size())
          : fmt::format("Changes of trading state ({})", run.state_changes.size());
  return Box(title, HtmlTable({"Time", "State", "Of", "Rule", "By", "Value", "Limit"}, 5, rows));
}

std::string Sentences(std::string_view title, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  std::string items;
  for (const std::string& s : sentences) items += fmt::format("<li>{}</li>", EscapeXml(s));
  return Box(title, fmt::format("<ul class=\"plain\">{}</ul>", items));
}

std::string StrategyTable(const engine::RunRecord& run) {
  std::string rows;
  for (const engine::StrategyRecord& strategy : run.strategies) {
    std::string pairs;
    for (const core::InstrumentId id : strategy.instruments) {
      pairs += (pairs.empty() ? "" : ", ") + run.universe.at(id).symbol.ToString();
    }
    rows += fmt::format("<tr>{}{}{}{}</tr>", TextCell(strategy.name), TextCell(ParamText(strategy)),
                        TextCell(pairs), NumberCell(Percent(strategy.allocation, 1)));
  }
  return Box("Strategies", HtmlTable({"Name", "Parameters", "Pairs", "Allocation"}, 3, rows), true);
}

std::string SeriesTable(const engine::RunRecord& run) {
  std::string rows;
  for (const engine::SeriesRecord& s : run.series) {
    const core::Instrument& instrument = run.universe.at(s.instrument);
    std::string remarks = s.synthetic ? "SYNTHETIC" : "";
    const auto remark = [&](std::string_view text) {
      remarks += (remarks.empty() ? "" : ", ") + std::string(text);
    };
    if (s.close_only) remark("closes only");
    if (s.declared_adv) remark("volume declared " + Compact(*s.declared_adv));
    if (s.delisted_at) remark("delisted " + base::FormatDate(*s.delisted_at));
    rows += fmt::format("<tr>{}{}{}", TextCell(instrument.venue),
                        TextCell(instrument.symbol.ToString()),
                        TextCell(s.detail_timeframe.empty() || s.detail_timeframe == s.timeframe
                                     ? s.timeframe
                                     : s.timeframe + " on " + s.detail_timeframe));
    rows += TextCell(base::FormatDate(s.from)) + TextCell(base::FormatDate(s.to));
    rows += NumberCell(Grouped(static_cast<double>(s.bars), 0));
    rows += NumberCell(Grouped(static_cast<double>(s.gaps), 0));
    rows += fmt::format("<td><code>{}</code></td>{}</tr>", EscapeXml(s.hash.substr(0, 16)),
                        TextCell(remarks));
  }
  return Box(
      "Data",
      HtmlTable({"Venue", "Pair", "Timeframe", "From", "To", "Bars", "Missing", "Hash", "Remarks"},
                5, rows, 2),
      true);
}

}  // namespace

std::string MetricsSection(const MeasuredRun& measured) {
  return SectionTitle("metrics", "Metrics") +
         "<p class=\"note\">Left number: the strategy. Right number: buying and holding. Ratios "
         "are "
         "of daily returns, a year of 365 days and a risk-free rate of 0.</p>\n" +
         StatisticGroups(measured) + "<div class=\"plots\">\n" + WorstDrawdownTable(measured) +
         YearTable(measured) + "</div>\n";
}

std::string TradesSection(const MeasuredRun& measured) {
  std::string out = SectionTitle("trades", "Trades") + "<div class=\"plots\">\n";
  if (!measured.run().trades.empty()) {
    out += GroupTable(measured, GroupBy::kPair, "By pair") +
           GroupTable(measured, GroupBy::kExitReason, "By exit reason");
    if (measured.run().strategies.size() > 1) {
      out += GroupTable(measured, GroupBy::kStrategy, "By strategy");
    }
  }
  return out + TradeTable(measured) + "</div>\n";
}

std::string RiskSection(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  return SectionTitle("risk", "Risk gate and breakers") + "<div class=\"plots\">\n" +
         Box(fmt::format("Profile {}: {} refusals, {} reductions, {} alerts", run.risk_profile,
                         CountOf(run.refusals_by_rule), CountOf(run.shrinks_by_rule),
                         CountOf(run.alerts_by_rule)),
             RuleTable(run)) +
         StateTable(run) + RefusalTable(run) + "</div>\n";
}

std::string ProvenanceSection(const MeasuredRun& measured, const Provenance& provenance) {
  const engine::RunRecord& run = measured.run();
  std::string rows;
  const auto row = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    rows += fmt::format("<tr><th>{}</th><td><code>{}</code></td></tr>", name, EscapeXml(value));
  };
  row("Run", provenance.run_id);
  if (provenance.created_at) row("Made", base::FormatIso(*provenance.created_at));
  row("Code", provenance.code_version);
  row("Command", provenance.command);
  row("Seed", fmt::format("{}", run.seed));
  row("Journal hash", run.journal_hash);
  row("Data hash", run.data_hash);
  row("Config hash", run.config_hash);
  row("Risk profile", run.risk_profile);
  return SectionTitle("provenance", "Provenance") + "<div class=\"plots\">\n" + StrategyTable(run) +
         SeriesTable(run) +
         Box("Where the numbers come from",
             fmt::format("<table class=\"kv id\"><tbody>{}</tbody></table>"
                         "<p class=\"note\">The same data, configuration, seed and code give the "
                         "same journal hash.</p>",
                         rows)) +
         Sentences("Assumptions", run.assumptions) + Sentences("Warnings", run.warnings) +
         "</div>\n";
}

}  // namespace keel::research
