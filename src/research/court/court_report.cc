// SPDX-License-Identifier: MIT
#include "research/court/court_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/daily.h"
#include "research/report/format.h"
#include "research/report/histogram_plot.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

constexpr size_t kDotsShown = 1500;  // of the splits, at even distances

std::string Figures(std::optional<double> value, int decimals) {
  return value ? Grouped(*value, decimals) : std::string(kAbsent);
}

std::string Chance(std::optional<double> probability) {
  return probability ? Percent(*probability, 1) : std::string(kAbsent);
}

std::string WholeDays(std::optional<double> days) {
  return days ? Grouped(std::ceil(*days), 0) + " days" : std::string(kAbsent);
}

std::string_view Answer(const Criterion& c) {
  return !c.holds ? "not asked" : *c.holds ? "yes" : "no";
}

const std::vector<std::string> kCriteriaHeader = {"Condition", "Found", "Wanted", "Holds"};

std::vector<std::vector<std::string>> CriteriaRows(const CourtVerdict& v) {
  std::vector<std::vector<std::string>> rows;
  for (const Criterion& c : v.criteria) {
    rows.push_back({c.name, c.found, c.wanted, std::string(Answer(c))});
  }
  return rows;
}

std::string DeflationText(const CourtVerdict& v) {
  std::string text = fmt::format(
      "Of {} trials of this family in the ledger, {} could have been shown instead; their Sharpe "
      "ratios have a deviation of {}. The daily returns of {} were heard",
      Grouped(static_cast<double>(v.tried), 0), Grouped(static_cast<double>(v.trials), 0),
      Figures(v.sharpe_deviation, 3), Grouped(static_cast<double>(v.table_trials), 0));
  if (v.effective_trials && v.table_trials > 1) {
    text += fmt::format(
        "; they are alike as {} unrelated ones would be, and were only those counted, the deflated "
        "ratio would be {}",
        Figures(v.effective_trials, 1), Figures(v.deflated_sharpe_effective, 4));
  }
  return text;
}

std::string SplitText(const CourtVerdict& v) {
  if (!v.overfit_probability) {
    return v.table_trials < 2
               ? "Overfitting by choice: not defined for one trial, from which nothing was chosen"
               : "Overfitting by choice: there are too few days to split";
  }
  return fmt::format(
      "In {} splits of the days into two halves, the trial that was best in one was no better "
      "than the median in the other in {} of them, and lost money there in {}",
      Grouped(static_cast<double>(*v.splits), 0), Chance(v.overfit_probability),
      Chance(v.loss_probability));
}

std::string SuperiorText(const CourtVerdict& v) {
  if (!v.superior_consistent) return "Superior ability: undefined, because the trial does not move";
  return fmt::format(
      "{} histories drawn again in blocks of {} days on average: White's reality check p {}, "
      "Hansen's superior ability p {} (lower {}, upper {})",
      Grouped(static_cast<double>(*v.resamples), 0), Figures(v.mean_block, 1),
      Figures(v.reality_check, 4), Figures(v.superior_consistent, 4), Figures(v.superior_lower, 4),
      Figures(v.superior_upper, 4));
}

std::vector<std::vector<std::string>> RatioRows(const CourtVerdict& v) {
  return {{"Sharpe ratio, annual", Figures(v.sharpe, 3)},
          {"of the best of as many worthless trials", Figures(v.expected_best, 3)},
          {"Skew, kurtosis of a day",
           fmt::format("{}, {}", Figures(v.skew, 2), Figures(v.kurtosis, 1))},
          {"Probabilistic Sharpe ratio (above 0, one trial)", Figures(v.probabilistic_sharpe, 4)},
          {"Deflated Sharpe ratio", Figures(v.deflated_sharpe, 4)},
          {"Days until it proves more than 0", WholeDays(v.minimum_days)},
          {"Days until it proves more than the best of luck", WholeDays(v.minimum_days_deflated)}};
}

std::string Charged(const CourtVerdict& v) {
  return v.judged.empty() ? v.family : fmt::format("{}: {}", v.family, v.judged);
}

std::string DegradationPlot(const SplitTest& splits) {
  const double year = std::sqrt(metrics::kDaysPerYear);
  const size_t step = std::max<size_t>(1, splits.seen.size() / kDotsShown);
  const auto [low_x, high_x] = std::ranges::minmax_element(splits.seen);
  const auto [low_y, high_y] = std::ranges::minmax_element(splits.unseen);
  Plot plot({.title = "What a better choice was worth later",
             .unit = "annual Sharpe ratio of the chosen trial: in the half that chose it (across), "
                     "in the other (up)",
             .x = ValueAxis(year * *low_x, year * *high_x, TickFormat::kNumber, 8),
             .y = ValueAxis(year * *low_y, year * *high_y, TickFormat::kNumber),
             .timeline = false});
  for (size_t i = 0; i < splits.seen.size(); i += step) {
    plot.Dot({year * splits.seen[i], year * splits.unseen[i]}, "mute");
  }
  if (splits.slope) {
    const auto at = [&](double x) {
      return Point{year * x, year * (*splits.intercept + *splits.slope * x)};
    };
    plot.Segment(at(*low_x), at(*high_x), "hi");
  }
  return plot.Html();
}

std::string Plots(const CourtRecord& r) {
  const CourtVerdict& v = r.verdict;
  std::string html;
  if (r.splits) {
    html += HistogramPlot(
        r.splits->logits,
        {.title = "Rank of the chosen trial where it was not chosen",
         .unit = "splits by logit of the rank; at or left of 0 choosing was worth "
                 "nothing",
         .marks = {{0, fmt::format("{} at or left of it", Chance(v.overfit_probability))}}});
    html += DegradationPlot(*r.splits);
  }
  HistogramFrame ratios = {.title = "Sharpe ratios of all trials that were heard",
                           .unit = "trials by annual ratio",
                           .marks = {}};
  if (v.expected_best) ratios.marks.emplace_back(*v.expected_best, "best of luck");
  if (v.sharpe) ratios.marks.emplace_back(*v.sharpe, "judged");
  html += HistogramPlot(r.sharpes, ratios);
  if (v.superior_statistic) {
    html += HistogramPlot(r.superior_draws,
                          {.title = "What worthless trials would show",
                           .unit = "histories drawn again, by the largest studentised mean",
                           .marks = {{*v.superior_statistic, "judged"}}});
  }
  return html;
}

}  // namespace

std::string CourtText(const CourtRecord& record) {
  const CourtVerdict& v = record.verdict;
  std::string text = v.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n\n{}\n\n", Wrapped(Charged(v), 98, 0),
                      Wrapped(fmt::format("{}: {}.", UpperCase(v.ruling), v.reason), 98, 0));
  TextTable criteria(kCriteriaHeader, 3);
  for (auto& cells : CriteriaRows(v)) criteria.Row(std::move(cells));
  text += criteria.Text() + "\n";
  TextTable ratios({"Record", ""});
  for (auto& cells : RatioRows(v)) ratios.Row(std::move(cells));
  text += ratios.Text() + "\n";
  for (const std::string& sentence : {DeflationText(v), SplitText(v), SuperiorText(v)}) {
    text += Wrapped(sentence, 98, 0) + ".\n";
  }
  return text;
}

std::string CourtJson(const CourtRecord& record) { return base::ToJson(record.verdict, 2) + "\n"; }

std::string CourtSection(const CourtRecord& record) {
  const CourtVerdict& v = record.verdict;
  return fmt::format(
      "{}<div class=\"plots\">{}{}{}</div>"
      "<p class=\"note\">{}.</p><p class=\"note\">{}.</p><p class=\"note\">{}.</p>",
      VerdictHtml(v.ruling, v.reason),
      TableFigure("Conditions", "all of them make a pass; none of the first two, a fail",
                  HtmlTable(kCriteriaHeader, 4, HtmlRows(CriteriaRows(v), 4))),
      Plots(record),
      TableFigure("Record", "of the judged trial, daily returns",
                  HtmlTable({"", ""}, 1, HtmlRows(RatioRows(v), 1))),
      EscapeXml(DeflationText(v)), EscapeXml(SplitText(v)), EscapeXml(SuperiorText(v)));
}

std::string CourtHtml(const CourtRecord& record) {
  const CourtVerdict& v = record.verdict;
  return HtmlPage({.title = "Overfitting court", .subtitle = Charged(v), .synthetic = v.synthetic},
                  CourtSection(record));
}

}  // namespace keel::research
