// SPDX-License-Identifier: MIT
#include "research/validation/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/daily.h"
#include "metrics/moments.h"

namespace keel::research {
namespace {

constexpr double kLowQuantile = 0.05;

std::vector<double> DaysOf(const models::ReturnTable& daily, size_t column,
                           const std::vector<size_t>& days) {
  std::vector<double> values;
  values.reserve(days.size());
  for (const size_t day : days) values.push_back(daily.at(day, column));
  return values;
}

std::optional<double> AnnualSharpe(const std::vector<double>& daily) {
  const metrics::Moments moments = metrics::MomentsOf(daily);
  const auto ratio = metrics::Ratio(moments.mean, moments.deviation);
  if (!ratio) return std::nullopt;
  return *ratio * std::sqrt(metrics::kDaysPerYear);
}

struct Chosen {
  size_t column = 0;
  std::optional<double> sharpe;
};

Chosen ChooseOn(const models::ReturnTable& daily, const std::vector<size_t>& days) {
  Chosen best;
  for (size_t column = 0; column < daily.assets; ++column) {
    const auto sharpe = AnnualSharpe(DaysOf(daily, column, days));
    if (column > 0 && sharpe.value_or(0) <= best.sharpe.value_or(0)) continue;
    best = {column, sharpe};
  }
  return best;
}

/// Each block of a path is traded with what its split chose.
std::vector<double> PathReturns(const models::ReturnTable& daily, const std::vector<size_t>& path,
                                const std::vector<size_t>& columns) {
  std::vector<double> returns(daily.rows());
  for (size_t day = 0; day < returns.size(); ++day) {
    const size_t split = path[GroupOf(day, returns.size(), path.size())];
    returns[day] = daily.at(day, columns[split]);
  }
  return returns;
}

void AddPaths(const models::ReturnTable& daily, const std::vector<std::vector<size_t>>& paths,
              const std::vector<size_t>& columns, CrossValidationReport& report) {
  std::vector<double> sharpes;
  for (const std::vector<size_t>& path : paths) {
    report.daily.push_back(PathReturns(daily, path, columns));
    report.paths.push_back(FiguresOfDaily(report.daily.back(), report.first_day));
    if (report.paths.back().sharpe) sharpes.push_back(*report.paths.back().sharpe);
  }
  std::ranges::sort(sharpes);
  report.median_sharpe = metrics::SortedQuantile(sharpes, 0.5);
  report.low_sharpe = metrics::SortedQuantile(sharpes, kLowQuantile);
  if (sharpes.empty()) return;
  const auto losing = std::ranges::count_if(sharpes, [](double sharpe) { return sharpe < 0; });
  report.losing_paths = static_cast<double>(losing) / static_cast<double>(sharpes.size());
}

}  // namespace

base::Result<CrossValidationReport> CrossValidate(const DailyTable& table,
                                                  const std::vector<std::string>& names,
                                                  const CrossValidationSettings& settings) {
  const models::ReturnTable daily = table.view();
  std::vector<LabelSpan> labels;
  for (int64_t day = 0; day < static_cast<int64_t>(daily.rows()); ++day) {
    labels.push_back({day, day + settings.label_days});
  }
  TRY(const std::vector<PurgedSplit> splits,
      PurgedSplits(labels, {.groups = settings.groups,
                            .test_groups = settings.test_groups,
                            .embargo = settings.embargo_days}));
  CrossValidationReport report{.points = static_cast<int64_t>(table.trials),
                               .blocks = static_cast<int64_t>(settings.groups),
                               .test_blocks = static_cast<int64_t>(settings.test_groups),
                               .embargo_days = settings.embargo_days,
                               .label_days = settings.label_days,
                               .first_day = table.first_day,
                               .days = static_cast<int64_t>(daily.rows())};
  std::vector<size_t> columns;  // chosen by each split
  for (const PurgedSplit& split : splits) {
    if (split.train.size() < 2) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("of {} days in {} blocks, purge and embargo leave {} to train "
                                    "on: take fewer blocks or a shorter embargo",
                                    daily.rows(), settings.groups, split.train.size()));
    }
    const Chosen chosen = ChooseOn(daily, split.train);
    columns.push_back(chosen.column);
    FoldResult& fold = report.folds.emplace_back();
    for (const size_t group : split.groups) fold.blocks.push_back(static_cast<int64_t>(group));
    fold.train_days = static_cast<int64_t>(split.train.size());
    fold.test_days = static_cast<int64_t>(split.test.size());
    fold.dropped_days = report.days - fold.train_days - fold.test_days;
    fold.chosen = chosen.column < names.size() ? names[chosen.column] : "";
    fold.train_sharpe = chosen.sharpe;
    fold.test_sharpe = AnnualSharpe(DaysOf(daily, chosen.column, split.test));
  }
  AddPaths(daily, TestPaths(splits, settings.groups), columns, report);
  return report;
}

}  // namespace keel::research
