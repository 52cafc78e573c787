// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

std::string TableOf(const strategy::ReportTable& table) {
  std::string rows;
  for (const std::vector<std::string>& cells : table.rows) {
    rows += "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
      rows += i == 0 ? TextCell(cells[i]) : NumberCell(cells[i]);
    }
    rows += "</tr>";
  }
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      EscapeXml(table.title), EscapeXml(table.note), HtmlTable(table.columns, 1, rows));
}

}  // namespace

std::string StrategiesSection(const MeasuredRun& measured) {
  std::string html;
  for (const engine::StrategyRecord& strategy : measured.run().strategies) {
    if (strategy.tables.empty()) continue;
    html += SectionTitle("decisions-" + strategy.name, "What " + strategy.name + " decided");
    html += "<div class=\"plots\">\n";
    for (const strategy::ReportTable& table : strategy.tables) html += TableOf(table);
    html += "</div>\n";
  }
  return html;
}

}  // namespace keel::research
