// SPDX-License-Identifier: MIT
#include "research/failure_cases/failure_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

constexpr std::string_view kNote =
    "Episodes are found looking back, with the quantiles of the whole range: nobody could have "
    "traded on them. Buy and hold is the pairs in equal parts, without costs. The part of the "
    "profit is of the whole run's profit or loss; where the run lost, a positive part is a loss.";

const std::vector<std::string> kKindHeader = {"Episode",  "Found",        "Of the time",
                                              "Strategy", "Buy and hold", "Deepest fall",
                                              "Trades",   "Of the profit"};
const std::vector<std::string> kEpisodeHeader = {"Episode",  "From",          "To",
                                                 "Strategy", "Buy and hold",  "Deepest fall",
                                                 "Trades",   "Of the profit", "What"};

std::string PartOf(const std::optional<double>& share) {
  return share ? SignedPercent(*share, 1) : std::string(kAbsent);
}

/// The style of a kind's shade: the colours of the categories, in the order of the kinds.
std::string ShadeOf(size_t kind) { return fmt::format("c{} soft", kind % 8); }

/// A kind that is shaded: weekends are too many to see.
bool IsShaded(const KindResult& kind) { return kind.key != "weekend" && kind.episodes > 0; }

std::string EquityPlot(const FailureCaseResults& results, std::span<const base::UnixNanos> times,
                       std::span<const double> equity) {
  if (times.size() < 2) return "";
  std::vector<Point> points = PointsOf(times, equity);
  double low = 0;
  double high = 0;
  for (Point& p : points) {
    p.y = p.y / equity.front() - 1;
    low = std::min(low, p.y);
    high = std::max(high, p.y);
  }
  Plot plot({.title = "The account in its episodes",
             .unit = "% of starting equity; thin weekends are not shaded",
             .x = TimeAxis(times.front(), times.back(), 10),
             .y = ValueAxis(low, high, TickFormat::kPercent, 6),
             .height_px = 240,
             .wide = true,
             .timeline = true});
  for (size_t k = 0; k < results.kinds.size(); ++k) {
    const KindResult& kind = results.kinds[k];
    if (!IsShaded(kind)) continue;
    for (const EpisodeResult& episode : results.episodes) {
      if (episode.kind != kind.key) continue;
      plot.Band(Seconds(episode.from), Seconds(episode.to), ShadeOf(k));
    }
    plot.Legend(kind.title, "ar " + ShadeOf(k));
  }
  plot.Rule(0, "zero");
  plot.Line(points, "s", "Strategy");
  return plot.Html();
}

std::string OutcomeCells(const EpisodeOutcome& outcome) {
  return NumberCell(SignedPercent(outcome.strategy_return, 1), outcome.strategy_return) +
         NumberCell(SignedPercent(outcome.hold_return, 1), outcome.hold_return) +
         NumberCell(Percent(outcome.max_drawdown, 1)) +
         NumberCell(fmt::format("{}", outcome.trades)) +
         NumberCell(PartOf(outcome.share_of_profit));
}

std::string KindRows(const FailureCaseResults& results) {
  std::string rows;
  for (const KindResult& kind : results.kinds) {
    rows +=
        fmt::format("<tr><th title=\"{}\">{}</th>", EscapeXml(kind.rule), EscapeXml(kind.title));
    if (!kind.gap.empty() || kind.episodes == 0) {
      rows += fmt::format("<td class=\"n\">0</td><td colspan=\"6\">{}</td></tr>",
                          EscapeXml(kind.gap.empty() ? "none in this range" : kind.gap));
      continue;
    }
    rows += NumberCell(fmt::format("{}", kind.episodes)) +
            NumberCell(Percent(kind.share_of_time, 1)) + OutcomeCells(kind.outcome) + "</tr>";
  }
  return rows;
}

std::string TitleOf(const FailureCaseResults& results, const std::string& key) {
  const auto found = std::ranges::find(results.kinds, key, &KindResult::key);
  return found == results.kinds.end() ? key : found->title;
}

std::string EpisodeRows(const FailureCaseResults& results) {
  std::string rows;
  for (const EpisodeResult& episode : results.episodes) {
    rows += fmt::format("<tr><th>{}</th>{}{}{}{}</tr>", EscapeXml(TitleOf(results, episode.kind)),
                        TextCell(base::FormatMinute(episode.from)),
                        TextCell(base::FormatMinute(episode.to)), OutcomeCells(episode.outcome),
                        TextCell(episode.finding));
  }
  return rows;
}

std::string Figure(std::string_view title, std::string_view unit, std::string_view table,
                   std::string_view scroll) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"{}\">{}</div></figure>\n",
      title, EscapeXml(unit), scroll, table);
}

std::string Rules(const FailureCaseResults& results) {
  std::string list = "<ul class=\"plain\">";
  for (const KindResult& kind : results.kinds) {
    list += fmt::format("<li>{}: {}.</li>", EscapeXml(kind.title), EscapeXml(kind.rule));
  }
  return list + "</ul>";
}

}  // namespace

std::string FailureCasesText(const FailureCaseResults& results) {
  if (results.empty()) return "";
  TextTable kinds({"Episode", "Found", "Of the time", "Strategy", "Hold", "Deepest fall", "Trades",
                   "Of the profit"});
  std::string gaps;
  for (const KindResult& kind : results.kinds) {
    if (!kind.gap.empty() || kind.episodes == 0) {
      gaps += fmt::format("  {}: {}.\n", kind.title,
                          kind.gap.empty() ? "none in this range" : kind.gap);
      continue;
    }
    const EpisodeOutcome& o = kind.outcome;
    kinds.Row({kind.title, fmt::format("{}", kind.episodes), Percent(kind.share_of_time, 1),
               SignedPercent(o.strategy_return, 1), SignedPercent(o.hold_return, 1),
               Percent(o.max_drawdown, 1), fmt::format("{}", o.trades), PartOf(o.share_of_profit)});
  }
  return "FAILURE CASES\n" + (kinds.empty() ? "" : kinds.Text()) + gaps;
}

std::string FailureCasesSection(const FailureCaseResults& results,
                                std::span<const base::UnixNanos> times,
                                std::span<const double> equity) {
  if (results.empty()) return "";
  std::string html = SectionTitle("failure-cases", "Failure cases") + "<div class=\"plots\">\n";
  html += EquityPlot(results, times, equity);
  html += Figure("By kind", "all episodes of a kind, one after the other",
                 HtmlTable(kKindHeader, 1, KindRows(results)), "scroll");
  if (!results.episodes.empty()) {
    html += Figure("One by one",
                   fmt::format("of thin weekends the {} on which most was lost", kListedWeekends),
                   HtmlTable(kEpisodeHeader, 3, EpisodeRows(results), 1), "scroll tall");
  }
  return html + "</div>\n" + Rules(results) +
         fmt::format("<p class=\"note\">{}</p>\n", EscapeXml(kNote));
}

}  // namespace keel::research
