// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "research/report/format.h"
#include "research/report/histogram_plot.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"
#include "research/validation/validation_report.h"

namespace keel::research {
namespace {

constexpr size_t kFoldsShown = 100;
constexpr size_t kPathsDrawn = 60;
constexpr double kSecondsOfDay = 86'400;

std::string RatioText(std::optional<double> value) {
  return value ? Grouped(*value, 2) : std::string(kAbsent);
}

std::string ShareText(std::optional<double> fraction) {
  return fraction ? Percent(*fraction) : std::string(kAbsent);
}

std::string WhatWasCut(const CrossValidationReport& r) {
  return fmt::format(
      "{} days in {} blocks, {} tested at a time: {} splits and {} whole tested histor{}; {} "
      "parameter sets, chosen by the Sharpe ratio of the training days; labels of {} day{}, an "
      "embargo of {}",
      Grouped(static_cast<double>(r.days), 0), r.blocks, r.test_blocks, r.folds.size(),
      r.paths.size(), r.paths.size() == 1 ? "y" : "ies", Grouped(static_cast<double>(r.points), 0),
      r.label_days, r.label_days == 1 ? "" : "s", r.embargo_days);
}

std::string WhatCameOfIt(const CrossValidationReport& r) {
  if (r.paths.size() == 1) {
    const DailyFigures& path = r.paths.front();
    return fmt::format("Tested: Sharpe ratio {}, return a year {}, max drawdown {}",
                       RatioText(path.sharpe), ShareText(path.cagr), ShareText(path.max_drawdown));
  }
  return fmt::format(
      "Sharpe ratio of the tested histories: median {}, 5% quantile {}; {} of them lose",
      RatioText(r.median_sharpe), RatioText(r.low_sharpe), ShareText(r.losing_paths));
}

const std::vector<std::string> kFoldHeader = {
    "Blocks", "Chosen", "Training days", "Dropped", "Test days", "Training Sharpe", "Test Sharpe"};

std::vector<std::vector<std::string>> FoldRows(const CrossValidationReport& r) {
  std::vector<std::vector<std::string>> rows;
  for (const FoldResult& fold : r.folds) {
    if (rows.size() == kFoldsShown) break;
    rows.push_back({fmt::format("{}", fmt::join(fold.blocks, ",")), fold.chosen,
                    Grouped(static_cast<double>(fold.train_days), 0),
                    Grouped(static_cast<double>(fold.dropped_days), 0),
                    Grouped(static_cast<double>(fold.test_days), 0), RatioText(fold.train_sharpe),
                    RatioText(fold.test_sharpe)});
  }
  return rows;
}

std::string PathsPlot(const CrossValidationReport& r) {
  const size_t shown = std::min(kPathsDrawn, r.daily.size());
  std::vector<std::vector<Point>> lines(shown);
  double low = 0, high = 0.01;
  const auto seconds = [&](size_t day) {
    return static_cast<double>(r.first_day + static_cast<int64_t>(day)) * kSecondsOfDay;
  };
  for (size_t p = 0; p < shown; ++p) {
    double equity = 1;
    lines[p].push_back({seconds(0), 0});
    for (size_t day = 0; day < r.daily[p].size(); ++day) {
      equity *= 1 + r.daily[p][day];
      lines[p].push_back({seconds(day + 1), equity - 1});
      low = std::min(low, equity - 1);
      high = std::max(high, equity - 1);
    }
  }
  const base::UnixNanos from{r.first_day * base::Days(1).ns};
  Plot plot({.title = shown == 1 ? "Equity of the tests" : "Equity of the tested histories",
             .unit = "% since the first day",
             .x = TimeAxis(from, from + base::Days(r.days), 10),
             .y = ValueAxis(low, high, TickFormat::kPercent),
             .wide = true,
             .timeline = shown == 1});
  for (size_t p = 0; p < shown; ++p) plot.Line(lines[p], shown == 1 ? "s" : "mute thin");
  return plot.Html();
}

std::string SharpesPlot(const CrossValidationReport& r) {
  std::vector<double> sharpes;
  for (const DailyFigures& path : r.paths) {
    if (path.sharpe) sharpes.push_back(*path.sharpe);
  }
  return HistogramPlot(sharpes, {.title = "Sharpe ratios of the tested histories",
                                 .unit = "histories by annual ratio",
                                 .marks = {{0, "0"}}});
}

}  // namespace

std::string CrossValidationText(const CrossValidationReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  TextTable folds(kFoldHeader, 2);
  for (auto& cells : FoldRows(r)) folds.Row(std::move(cells));
  text += fmt::format("{}\n{}.\n\n{}.\n\n{}", r.family, Wrapped(WhatWasCut(r), 97, 0),
                      Wrapped(WhatCameOfIt(r), 97, 0), folds.Text());
  if (r.folds.size() > kFoldsShown) {
    text += fmt::format("  ... and {} splits more, all in --json\n", r.folds.size() - kFoldsShown);
  }
  return text;
}

std::string CrossValidationJson(const CrossValidationReport& r) {
  return base::ToJson(r, 2) + "\n";
}

std::string CrossValidationSection(const CrossValidationReport& r) {
  return fmt::format("<p>{}.</p><p class=\"say\">{}.</p><div class=\"plots\">{}{}{}</div>",
                     EscapeXml(WhatWasCut(r)), EscapeXml(WhatCameOfIt(r)), PathsPlot(r),
                     SharpesPlot(r),
                     TableFigure("Splits", "chosen on the training days, tested on the others",
                                 HtmlTable(kFoldHeader, 2, HtmlRows(FoldRows(r), 2))));
}

std::string CrossValidationHtml(const CrossValidationReport& r) {
  return HtmlPage({.title = r.test_blocks == 1 ? "Purged k-fold cross-validation"
                                               : "Combinatorial purged cross-validation",
                   .subtitle = r.family,
                   .synthetic = r.synthetic},
                  CrossValidationSection(r));
}

}  // namespace keel::research
