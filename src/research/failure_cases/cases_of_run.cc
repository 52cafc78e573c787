// SPDX-License-Identifier: MIT
#include "research/failure_cases/cases_of_run.h"

#include <algorithm>

#include "research/report/candles.h"

namespace keel::research {
namespace {

std::span<const core::Bar> Inside(std::span<const core::Bar> bars,
                                  const engine::SeriesRecord& series) {
  const auto before = [](const core::Bar& bar, base::UnixNanos t) { return bar.open_time < t; };
  const auto first = std::lower_bound(bars.begin(), bars.end(), series.from, before);
  return {first, std::lower_bound(first, bars.end(), series.to, before)};
}

}  // namespace

FailureCaseResults FailureCasesOf(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  std::vector<ReopenedSeries> opened;
  std::vector<PricedSeries> priced;
  for (const engine::SeriesRecord& series : run.series) {
    auto reopened = Reopen(run, series);
    if (!reopened) continue;
    priced.push_back({run.universe.at(series.instrument).symbol.ToString(), reopened->timeframe,
                      !series.close_only, Inside(reopened->bars->bars(), series)});
    opened.push_back(std::move(*reopened));
  }
  return ResultsIn(FindFailureCases(priced), measured.strategy().inputs);
}

}  // namespace keel::research
