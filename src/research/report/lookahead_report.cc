// SPDX-License-Identifier: MIT
#include "research/report/lookahead_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/describe_json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

std::string WholeNumber(int64_t number) { return Grouped(static_cast<double>(number), 0); }

std::string OutcomeOf(const LookaheadCheck& check) {
  if (check.tried == 0) return "not done";
  return check.alarms == 0 ? "clean" : fmt::format("{} found", check.alarms);
}

std::string WarmUpCell(const std::optional<int64_t>& bars) {
  return bars ? WholeNumber(*bars) : std::string(kAbsent);
}

std::vector<std::string> WarmUpCells(const WarmUp& row) {
  return {row.subject,
          row.pair,
          WarmUpCell(row.lookback),
          WarmUpCell(row.bars_1e3),
          WarmUpCell(row.bars_1e6),
          WholeNumber(row.longest),
          fmt::format("{:.1e}", row.left)};
}

bool NeedsMore(const WarmUp& a, const WarmUp& b) {
  const auto need = [](const WarmUp& row) {  // what never settled needs most
    return std::tuple(row.bars_1e6.value_or(INT64_MAX), row.bars_1e3.value_or(INT64_MAX), row.left);
  };
  return need(a) > need(b);
}

/// Of each subject the pair that needs most: ten pairs would make a table that nobody reads.
std::vector<WarmUp> HungriestPairs(const std::vector<WarmUp>& rows) {
  std::vector<WarmUp> most;
  std::map<std::string, int> pairs;
  for (const WarmUp& row : rows) {
    ++pairs[row.subject];
    const auto same = std::find_if(most.begin(), most.end(), [&](const WarmUp& other) {
      return other.subject == row.subject;
    });
    if (same == most.end()) {
      most.push_back(row);
    } else if (NeedsMore(row, *same)) {
      *same = row;
    }
  }
  for (WarmUp& row : most) {
    const int count = pairs[row.subject];
    if (count > 1) row.pair += fmt::format(", most of {}", count);
  }
  return most;
}

const std::vector<std::string> kWarmUpTitles = {"What",    "Pair",  "Declared", "To 1e-3",
                                                "To 1e-6", "Tried", "Left"};

std::string TimeText(const std::optional<base::UnixNanos>& time) {
  return time ? base::FormatMinute(*time) : std::string(kAbsent);
}

std::string AlarmRows(const LookaheadVerdict& verdict) {
  std::string rows;
  for (const LookaheadAlarm& alarm : verdict.alarms) {
    rows += fmt::format(
        "<tr><th>{}</th>{}{}{}{}{}{}</tr>", EscapeXml(alarm.subject), TextCell(alarm.pair),
        TextCell(TimeText(alarm.bar)), TextCell(alarm.with_future), TextCell(alarm.without_future),
        TextCell(alarm.check),
        NumberCell(alarm.reach_bars ? WholeNumber(*alarm.reach_bars) : std::string(kAbsent)));
  }
  return rows;
}

std::string CheckRows(const LookaheadVerdict& verdict) {
  std::string rows;
  for (const LookaheadCheck& check : verdict.checks) {
    rows += fmt::format("<tr><th>{}</th>{}{}<td style=\"white-space:normal\">{}</td></tr>",
                        EscapeXml(check.name), TextCell(OutcomeOf(check)),
                        NumberCell(WholeNumber(check.tried)), EscapeXml(check.sentence));
  }
  return rows;
}

std::string WarmUpRows(const LookaheadVerdict& verdict) {
  std::string rows;
  for (const WarmUp& row : HungriestPairs(verdict.warm_ups)) {
    const std::vector<std::string> cells = WarmUpCells(row);
    rows += fmt::format("<tr><th>{}</th>{}", EscapeXml(cells[0]), TextCell(cells[1]));
    for (size_t i = 2; i < cells.size(); ++i) rows += NumberCell(cells[i]);
    rows += "</tr>";
  }
  return rows;
}

}  // namespace

std::string LookaheadText(const LookaheadReport& report) {
  const LookaheadVerdict& verdict = report.verdict;
  std::string text = report.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += report.subject + "\n" + Wrapped(verdict.sentence, kConsoleWidth - 2, 0) + "\n";
  if (!verdict.alarms.empty()) text += "\nFOUND\n";
  for (const LookaheadAlarm& alarm : verdict.alarms) {
    text += "  " + Wrapped(alarm.sentence, kConsoleWidth - 4, 2) + "\n";
  }
  text += "\nCHECKS\n";
  for (const LookaheadCheck& check : verdict.checks) {
    text += fmt::format("  {}: {}\n    {}\n", check.name, OutcomeOf(check),
                        Wrapped(check.sentence, kConsoleWidth - 4, 4));
  }
  if (!verdict.warm_ups.empty()) {
    text += "\nHISTORY THAT IS NEEDED (bars)\n";
    TextTable table(kWarmUpTitles, 2);
    for (const WarmUp& row : HungriestPairs(verdict.warm_ups)) table.Row(WarmUpCells(row));
    text += table.Text();
  }
  if (!verdict.notes.empty()) text += "\nNOTES\n";
  for (const std::string& note : verdict.notes) {
    text += "  " + Wrapped(note, kConsoleWidth - 4, 2) + "\n";
  }
  return text;
}

std::string LookaheadJson(const LookaheadReport& report) { return base::ToJson(report, 2) + "\n"; }

std::string LookaheadSection(const LookaheadReport& report) {
  const LookaheadVerdict& verdict = report.verdict;
  std::string body = fmt::format("<p><b>{}</b></p>", EscapeXml(verdict.sentence));
  if (!verdict.alarms.empty()) {
    body += SectionTitle("found", "Found");
    body +=
        HtmlTable({"What", "Pair", "Bar", "With the future", "Without it", "Check", "Bars ahead"},
                  6, AlarmRows(verdict));
    for (const LookaheadAlarm& alarm : verdict.alarms) {
      body += fmt::format("<p>{}</p>", EscapeXml(alarm.sentence));
    }
  }
  body += SectionTitle("checks", "What was tried");
  body += HtmlTable({"Check", "Outcome", "Comparisons", "How"}, 2, CheckRows(verdict), 1);
  if (!verdict.warm_ups.empty()) {
    body += SectionTitle("history", "History that is needed, in bars");
    body += HtmlTable(kWarmUpTitles, 2, WarmUpRows(verdict));
  }
  for (const std::string& note : verdict.notes) {
    body += fmt::format("<p>{}</p>", EscapeXml(note));
  }
  return body;
}

std::string LookaheadHtml(const LookaheadReport& report) {
  return HtmlPage(
      {.title = "Look-ahead", .subtitle = report.subject, .synthetic = report.synthetic},
      LookaheadSection(report));
}

}  // namespace keel::research
