// SPDX-License-Identifier: MIT
#include "research/optimize/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "research/optimize/sweep_plots.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

constexpr size_t kGapsShown = 10;

std::string Count(int64_t n) { return Grouped(static_cast<double>(n), 0); }
std::string Score(std::optional<double> score) {
  return score ? fmt::format("{:.4g}", *score == 0 ? 0.0 : *score) : std::string(kAbsent);
}
std::string Share(std::optional<double> fraction) {
  return fraction ? Percent(*fraction) : std::string(kAbsent);
}

std::string SpaceText(const SweepManifest& m) {
  std::vector<std::string> parts;
  for (const SpaceAxis& axis : m.space) {
    parts.push_back(fmt::format("{} {} to {} ({})", axis.name, Shortest(axis.values.front()),
                                Shortest(axis.values.back()), axis.values.size()));
  }
  return base::Join(parts, ", ");
}

/// What was done, in one paragraph.
std::string Headline(const SweepResult& result) {
  const SweepManifest& m = result.manifest;
  const SweepSummary& s = result.summary;
  std::string text =
      fmt::format("{} to {}. Search {} over {}: {} points, seed {}", base::FormatDate(m.from),
                  base::FormatDate(m.to), m.search, SpaceText(m), Count(m.points), m.seed);
  if (m.contradictions > 0) {
    text += fmt::format("; {} more left out, whose parameters contradict each other",
                        Count(m.contradictions));
  }
  if (!result.screened.empty()) {
    text += fmt::format("; {} by simple fills, the best {} of them by the engine",
                        Count(static_cast<int64_t>(result.screened.size())), Count(s.trials));
  }
  text += fmt::format(". Objective {}", m.objective);
  if (m.min_trades > 0) text += fmt::format(", at least {} trades", Count(m.min_trades));
  if (s.without_score > 0) {
    text += fmt::format(": {} of {} trials have no score by that", Count(s.without_score),
                        Count(s.trials));
  }
  if (s.median_score && !s.best.empty()) {
    text += fmt::format(". Best {}, median {}", Score(s.best.front().score), Score(s.median_score));
  }
  return text + ".";
}

std::optional<double> FigureIn(const RankedTrial& trial, std::string_view name) {
  for (const auto& figure : trial.figures) {
    if (figure.first == name) return figure.second;
  }
  return std::nullopt;
}

std::vector<std::string> BestHeader(const SweepSummary& s) {
  std::vector<std::string> header = {"", "Trial"};
  if (!s.best.empty()) {
    for (const auto& param : s.best.front().params) header.push_back(param.first);
  }
  for (const char* title :
       {"Score", "Return", "Sharpe", "Max drawdown", "Profit factor", "Trades"}) {
    header.emplace_back(title);
  }
  return header;
}

std::vector<std::string> BestCells(const RankedTrial& trial) {
  std::vector<std::string> cells = {fmt::format("{}", trial.rank), fmt::format("{}", trial.trial)};
  for (const auto& param : trial.params) cells.push_back(Shortest(param.second));
  cells.push_back(Score(trial.score));
  cells.push_back(Share(FigureIn(trial, "total_return")));
  const auto two = [&](std::string_view name) {
    const auto figure = FigureIn(trial, name);
    return figure ? Grouped(*figure, 2) : std::string(kAbsent);
  };
  cells.push_back(two("sharpe"));
  cells.push_back(Share(FigureIn(trial, "max_drawdown")));
  cells.push_back(two("profit_factor"));
  cells.push_back(Grouped(FigureIn(trial, "trades").value_or(0), 0));
  return cells;
}

const std::vector<std::string> kParamHeader = {"Parameter", "Tried", "Best tenth", "Median there",
                                               "Decides"};

std::vector<std::string> ParamCells(const ParamSummary& p) {
  const auto range = [](double low, double high) {
    return low == high ? Shortest(low) : Shortest(low) + " to " + Shortest(high);
  };
  return {p.name, range(p.low, p.high), range(p.top_low, p.top_high), Shortest(p.top_median),
          p.importance ? Percent(*p.importance, 0) : std::string(kAbsent)};
}

const std::vector<std::string> kGapHeader = {"Trial", "Score, simple fills", "Engine",
                                             "Return, simple", "Engine"};

std::vector<std::string> GapCells(const TierGap& gap) {
  return {fmt::format("{}", gap.trial), Score(gap.vector_score), Score(gap.engine_score),
          Share(gap.vector_return), Share(gap.engine_return)};
}

/// The gaps of the trials that the engine found best.
std::vector<TierGap> GapsShown(const SweepSummary& s) {
  std::vector<TierGap> gaps = s.gaps;
  std::ranges::stable_sort(gaps, [](const TierGap& a, const TierGap& b) {
    if (!a.engine_score || !b.engine_score) return a.engine_score.has_value();
    return *a.engine_score > *b.engine_score;
  });
  gaps.resize(std::min(gaps.size(), kGapsShown));
  return gaps;
}

constexpr std::string_view kDecides =
    "\"Decides\" is the share of the score's variance that lies between a parameter's values; what "
    "is missing to 100% is in the other parameters, in combinations, and in chance";

std::string Verdict(const SweepResult& result, int64_t family_trials) {
  return fmt::format(
      "{} trials of {} are in the ledger now. The best of so many looks good by luck alone: judge "
      "it by `keel court` before you believe it",
      Count(family_trials), result.manifest.family);
}

std::string Rows(const std::vector<std::vector<std::string>>& rows, size_t left) {
  std::string html;
  for (const auto& cells : rows) {
    html += "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
      html += i < left ? TextCell(cells[i]) : NumberCell(cells[i]);
    }
    html += "</tr>";
  }
  return html;
}

std::string Figure(std::string_view title, std::string_view unit, const std::string& table) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      title, EscapeXml(unit), table);
}

}  // namespace

std::string SweepText(const SweepResult& result, std::optional<int64_t> family_trials) {
  const SweepSummary& s = result.summary;
  std::string text = s.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n", s.family, Wrapped(Headline(result), 98, 0));
  if (s.best.empty()) {
    text += "\nNo trial has a score: lower --min-trades, or take another objective.\n";
  } else {
    TextTable best(BestHeader(s), 0);
    for (const RankedTrial& trial : s.best) best.Row(BestCells(trial));
    TextTable params(kParamHeader);
    for (const ParamSummary& p : s.params) params.Row(ParamCells(p));
    text += fmt::format("\nBEST {}\n{}\nPARAMETERS\n{}\n{}.\n", s.best.size(), best.Text(),
                        params.Text(), Wrapped(kDecides, 98, 0));
  }
  if (!s.gaps.empty()) {
    TextTable gaps(kGapHeader, 0);
    for (const TierGap& gap : GapsShown(s)) gaps.Row(GapCells(gap));
    text += "\nSIMPLE FILLS AGAINST THE ENGINE\n" + gaps.Text();
  }
  if (family_trials) text += "\n" + Wrapped(Verdict(result, *family_trials), 98, 0) + ".\n";
  return text;
}

std::string SweepJson(const SweepResult& result) { return base::ToJson(result.summary, 2); }

std::string SweepSection(const SweepResult& result) {
  const SweepSummary& s = result.summary;
  std::string html = fmt::format("<p>{}</p>", EscapeXml(Headline(result)));
  if (s.best.empty()) return html + "<p class=\"note\">No trial has a score.</p>";
  std::vector<std::vector<std::string>> best, params, gaps;
  for (const RankedTrial& trial : s.best) best.push_back(BestCells(trial));
  for (const ParamSummary& p : s.params) params.push_back(ParamCells(p));
  for (const TierGap& gap : GapsShown(s)) gaps.push_back(GapCells(gap));
  html += fmt::format("<div class=\"plots\">{}{}{}{}{}",
                      Figure("Best trials", "of the engine, by the objective",
                             HtmlTable(BestHeader(s), 0, Rows(best, 0))),
                      ScoreMap(result), ParallelCoordinates(result), ScoreDistribution(result),
                      Figure("Parameters", "all values, and those of the best tenth",
                             HtmlTable(kParamHeader, 1, Rows(params, 1))));
  if (!gaps.empty()) {
    html += Figure("Simple fills against the engine", "the same parameters in both tiers",
                   HtmlTable(kGapHeader, 0, Rows(gaps, 0)));
  }
  return html + fmt::format(
                    "</div><p class=\"note\">{}. The best of many trials looks good by "
                    "luck alone: <code>keel court</code> judges it.</p>",
                    EscapeXml(kDecides));
}

std::string SweepHtml(const SweepResult& result) {
  return HtmlPage(
      {.title = "Sweep of " + result.summary.family.substr(0, result.summary.family.find(' ')),
       .subtitle = fmt::format("{}; sweep {}", result.summary.family, result.summary.id),
       .synthetic = result.summary.synthetic},
      SweepSection(result));
}

}  // namespace keel::research
