// SPDX-License-Identifier: MIT
#include <algorithm>

#include "models/monte_carlo/calibrate.h"
#include "server/lab/forecast_lab.h"
#include "server/risk/risk_inputs.h"

namespace keel::server {
namespace {

constexpr int64_t kFewestDates = 20, kMostDates = 250;
constexpr int64_t kJudgePaths = 500;
constexpr int64_t kFewestKnown = 250, kMostKnown = 2'000;  // returns that a past forecast has
constexpr int64_t kMostJudgedHorizon = 500;

models::CalibrationSettings JudgeSettings(const LabCalibrationView& view, int64_t level) {
  models::CalibrationSettings settings;
  settings.levels = level == 1 ? std::vector<int>{1} : std::vector<int>{1, static_cast<int>(level)};
  settings.horizon = view.horizon;
  settings.window = view.window;
  settings.refit = view.refit;
  settings.most_dates = kMostDates;
  settings.paths = view.paths;
  settings.seed = static_cast<uint64_t>(view.seed);
  settings.estimate.seed = settings.seed;
  settings.estimate.hmm_restarts = 3;
  return settings;
}

LabLevelView LevelViewOf(const models::LevelCalibration& level) {
  const models::CalibrationSummary& summary = level.summary;
  LabLevelView view;
  view.level = level.level;
  view.forecasts = static_cast<int64_t>(summary.forecasts);
  for (const size_t count : summary.pit_bins) view.pit.push_back(static_cast<int64_t>(count));
  view.pit_distance = summary.pit_distance;
  view.pit_p_value = summary.pit_p_value;
  for (const models::IntervalCoverage& c : summary.intervals) {
    view.coverage.push_back({c.nominal, static_cast<int64_t>(c.inside), static_cast<int64_t>(c.low),
                             static_cast<int64_t>(c.high), c.within_bounds()});
  }
  for (const models::VarBacktest& test : summary.value_at_risk) {
    view.exceptions.push_back({test.confidence, static_cast<int64_t>(test.exceptions),
                               (1 - test.confidence) * static_cast<double>(summary.forecasts),
                               test.kupiec.p_value, test.christoffersen.p_value});
  }
  view.crps = summary.crps;
  view.gain = level.against_first.gain;
  view.gain_t = level.against_first.t;
  view.fits = static_cast<int64_t>(level.fits);
  view.failed_fits = static_cast<int64_t>(level.failed_fits);
  return view;
}

}  // namespace

std::optional<Problem> MistakeIn(const LabCalibrationQuery& query) {
  LabForecastQuery same;
  same.level = query.level;
  same.horizon = query.horizon;
  same.seed = query.seed;
  if (query.horizon.value_or(1) > kMostJudgedHorizon) {
    return Problem{
        .status = 400, .detail = "a calibration looks 1 to 500 bars ahead", .field = "horizon"};
  }
  return MistakeIn(same);
}

Answer<LabCalibrationView> LabCalibrationOf(const LabSeries& series,
                                            const LabCalibrationQuery& query, const GoOn& go_on) {
  LabCalibrationView view;
  view.series = series.view;
  view.horizon = query.horizon.value_or(24);
  view.paths = kJudgePaths;
  view.seed = query.seed.value_or(1);
  const size_t used = std::min(series.returns.size(), kMostLabReturns);
  const auto known = static_cast<int64_t>(used);
  const int64_t needed = kFewestKnown + kFewestDates * view.horizon;
  if (known < needed) {
    view.why = TooFew(series.view.name, used, "return", static_cast<size_t>(needed));
    return view;
  }
  view.window = std::min(
      {kMostKnown, std::max(kFewestKnown, known / 2), known - kFewestDates * view.horizon});
  view.refit = std::max<int64_t>(1, view.window / 2);
  const size_t first = series.returns.size() - used;
  const models::ReturnTable table{std::span(series.returns).last(used), 1};
  const auto judged = models::Calibrate(table, JudgeSettings(view, query.level.value_or(3)),
                                        [&go_on](int64_t, int64_t) { return go_on(); });
  if (!judged && judged.error().code == base::ErrorCode::kInterrupted) {
    return Refuse(503, judged.error().message);
  }
  if (!judged) {
    view.why = judged.error().message;
    return view;
  }
  const size_t last = judged->dates.back() + static_cast<size_t>(view.horizon) - 1;
  view.from = series.times[first + judged->dates.front()];
  view.to = series.times[first + last];
  for (const models::LevelCalibration& level : judged->levels) {
    view.levels.push_back(LevelViewOf(level));
  }
  return view;
}

}  // namespace keel::server
