// SPDX-License-Identifier: MIT
#include "research/robustness/robustness_report.h"

#include <fmt/format.h>

#include "research/failure_cases/failure_section.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"
#include "research/robustness/robustness_plots.h"

namespace keel::research {
namespace {

std::string Headline(const RobustnessReport& r) {
  return fmt::format("{} to {}, {} bars, {} runs{}, seed {}", base::FormatDate(r.from),
                     base::FormatDate(r.to), Grouped(static_cast<double>(r.bars), 0), r.runs,
                     r.quick ? " (quick)" : "", r.seed);
}

std::string_view Capitals(Grade grade) {
  switch (grade) {
    case Grade::kPass:
      return "PASS";
    case Grade::kWeak:
      return "WEAK";
    case Grade::kFail:
      return "FAIL";
    case Grade::kNotJudged:
      return "NOT JUDGED";
  }
  return "";
}

std::string SharpeText(std::optional<double> sharpe) {
  return sharpe ? fmt::format("{:.2f}", *sharpe) : std::string(kAbsent);
}

std::string PlainText(const RobustnessReport& r) {
  return fmt::format(
      "The plain run returns {}, Sharpe ratio {}, deepest fall {}, {} trades",
      SignedPercent(r.plain.total_return, 1), SharpeText(r.plain.sharpe),
      r.plain.max_drawdown ? Percent(*r.plain.max_drawdown, 1) : std::string(kAbsent),
      Grouped(static_cast<double>(r.plain.trades), 0));
}

std::string ShareText(std::optional<double> share) {
  return share ? Percent(*share, 0) : std::string(kAbsent);
}

std::string At(const std::optional<Spread>& spread, double Spread::*quantile) {
  return spread ? SignedPercent(*spread.*quantile, 0) : std::string(kAbsent);
}

const std::vector<std::string> kHeader = {"Test",       "Grade",     "Variations",
                                          "Profitable", "Keep half", "Return 5 %",
                                          "median",     "95 %",      "Worst fall"};

std::vector<std::string> CellsOf(const RobustnessTest& test) {
  return {test.title,
          std::string(ToString(test.grade)),
          fmt::format("{}", test.variations),
          ShareText(test.profitable),
          ShareText(test.keeps_half),
          At(test.total_return, &Spread::q05),
          At(test.total_return, &Spread::median),
          At(test.total_return, &Spread::q95),
          test.max_drawdown ? Percent(test.max_drawdown->greatest, 0) : std::string(kAbsent)};
}

std::string_view ColourOf(Grade grade) {
  switch (grade) {
    case Grade::kPass:
      return "up";
    case Grade::kWeak:
      return "warn";
    case Grade::kFail:
      return "down";
    case Grade::kNotJudged:
      return "un";
  }
  return "";
}

std::string TestRows(const RobustnessReport& r) {
  std::string rows;
  for (const RobustnessTest& test : r.tests) {
    const std::vector<std::string> cells = CellsOf(test);
    rows += fmt::format("<tr><th>{}</th><td class=\"{}\"><b>{}</b></td>", EscapeXml(cells[0]),
                        ColourOf(test.grade), cells[1]);
    for (size_t i = 2; i < cells.size(); ++i) rows += NumberCell(cells[i]);
    rows += "</tr>";
  }
  return rows;
}

/// What was varied, why the grade, and the rule, test by test.
std::string Reasons(const RobustnessReport& r) {
  std::string rows;
  for (const RobustnessTest& test : r.tests) {
    rows += fmt::format(
        "<tr><th>{}</th><td>{} <span class=\"un\">Varied: {}. Rule: {}.{}</span></td></tr>",
        EscapeXml(test.title), EscapeXml(test.finding),
        EscapeXml(test.varied.ends_with('.') ? test.varied.substr(0, test.varied.size() - 1)
                                             : test.varied),
        EscapeXml(test.rule), test.seed ? fmt::format(" Seed {}.", *test.seed) : "");
  }
  return "<table class=\"kv id\"><tbody>" + rows + "</tbody></table>";
}

std::string Figure(std::string_view title, std::string_view unit, std::string_view content) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      title, EscapeXml(unit), content);
}

}  // namespace

std::string RobustnessText(const RobustnessReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n\nVERDICT: {}\n  {}\n  {}.\n\nTESTS\n", r.family, Headline(r),
                      Capitals(r.grade), Wrapped(r.verdict, 96, 2), Wrapped(PlainText(r), 96, 2));
  const auto narrow = [](std::vector<std::string> cells) {
    cells.erase(cells.begin() + 2);  // how many variations: the findings tell
    return cells;
  };
  TextTable tests(narrow(kHeader), 2);
  for (const RobustnessTest& test : r.tests) tests.Row(narrow(CellsOf(test)));
  text += tests.Text() + "\nWHY\n";
  for (const RobustnessTest& test : r.tests) {
    text +=
        "  " +
        Wrapped(fmt::format("{} ({}): {}", test.title, ToString(test.grade), test.finding), 96, 4) +
        "\n";
  }
  const std::string cases = FailureCasesText(r.failure_cases);
  return text + (cases.empty() ? "" : "\n" + cases);
}

std::string RobustnessJson(const RobustnessReport& r) { return base::ToJson(r, 2) + "\n"; }

std::string RobustnessSection(const RobustnessReport& r) {
  std::string html = SectionTitle("robustness", "Robustness");
  html += fmt::format("<p class=\"big {}\">{}</p><p class=\"say\">{}</p><p class=\"note\">{}.</p>",
                      ColourOf(r.grade), Capitals(r.grade), EscapeXml(r.verdict),
                      EscapeXml(PlainText(r)));
  html += "<div class=\"plots\">\n";
  html +=
      Figure("Tests", "keep half: variations with at least half of the plain run's Sharpe ratio",
             HtmlTable(kHeader, 2, TestRows(r)));
  html += Figure("Why", "", Reasons(r));
  for (const RobustnessTest& test : r.tests) html += PlotsOf(r, test);
  return html + "</div>\n";
}

std::string RobustnessHtml(const RobustnessReport& r) {
  const std::string body =
      RobustnessSection(r) + FailureCasesSection(r.failure_cases, r.times, r.equity);
  return HtmlPage(
      {.title = "Robustness: " + r.family, .subtitle = Headline(r), .synthetic = r.synthetic},
      body);
}

}  // namespace keel::research
