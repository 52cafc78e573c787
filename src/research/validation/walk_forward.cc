// SPDX-License-Identifier: MIT
#include "research/validation/walk_forward.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "metrics/moments.h"
#include "metrics/sharpe_inference.h"
#include "research/court/verdict.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

constexpr std::string_view kSource = "walk-forward";
constexpr double kSure = 0.95;      // that the ratio is above 0
constexpr double kEfficient = 0.5;  // what Pardo 2008 calls robust

/// Everything that a walk forward is made of.
struct Walk {
  const Subject& subject;
  const TrialPlan& plan;
  const Objective& objective;
  const WalkForwardSettings& settings;
  const WalkForwardOptions& options;
  std::vector<WalkWindow> windows;
};

Variation InWindow(const Walk& walk, const Variation& point, base::UnixNanos from,
                   base::UnixNanos to) {
  Variation variation = point;
  variation.from = from;
  variation.to = to;
  variation.warm_up = walk.settings.warm_up;
  return variation;
}

/// Runs them and writes them into the ledger.
base::Result<std::vector<Outcome>> TryAndCount(const Walk& walk,
                                               const std::vector<Variation>& variations,
                                               int64_t done, int64_t total) {
  TryOptions tries = walk.options.tries;
  tries.progress = [&](int64_t more, int64_t) {
    if (walk.options.tries.progress) walk.options.tries.progress(done + more, total);
  };
  TRY(std::vector<Outcome> outcomes, TryAll(walk.subject, variations, tries));
  if (walk.options.ledger == nullptr) return outcomes;
  std::vector<TrialEntry> entries;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    entries.push_back(
        EntryOf(walk.subject, variations[i], outcomes[i], std::string(kSource), walk.options.now));
  }
  TRY(walk.options.ledger->Add(entries));
  return outcomes;
}

/// What the training of each window chose, with the sums that the efficiency is told from.
struct Choices {
  std::vector<WindowResult> windows;
  std::vector<Variation> tests;  ///< of the windows that have a choice, in order
  double train_sum = 0;          ///< of the chosen trials' daily returns
  double train_days = 0;
};

void Choose(const Walk& walk, const WalkWindow& window, std::span<const Outcome> outcomes,
            Choices& choices) {
  WindowResult& result = choices.windows.emplace_back(WindowResult{.window = window});
  size_t best = 0;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const auto score = walk.objective.Of(outcomes[i]);
    if (!score || (result.has_choice && *score <= *result.train_score)) continue;
    best = i;
    result.train_score = score;
    result.has_choice = true;
  }
  if (!result.has_choice) return;
  const Variation& point = walk.plan.trials[best].variation;
  result.params = point.params;
  result.train_sharpe = outcomes[best].sharpe;
  result.train_return = outcomes[best].total_return;
  result.train_trades = outcomes[best].trades;
  for (const double r : outcomes[best].daily) choices.train_sum += r;
  choices.train_days += static_cast<double>(outcomes[best].daily.size());
  choices.tests.push_back(InWindow(walk, point, window.test_from, window.test_to));
}

base::Result<Choices> Train(const Walk& walk, int64_t total) {
  std::vector<Variation> variations;
  for (const WalkWindow& window : walk.windows) {
    for (const Trial& trial : walk.plan.trials) {
      variations.push_back(InWindow(walk, trial.variation, window.train_from, window.test_from));
    }
  }
  TRY(const std::vector<Outcome> outcomes, TryAndCount(walk, variations, 0, total));
  Choices choices;
  const size_t points = walk.plan.trials.size();
  for (size_t w = 0; w < walk.windows.size(); ++w) {
    Choose(walk, walk.windows[w], std::span(outcomes).subspan(w * points, points), choices);
  }
  return choices;
}

/// Puts the tests one after the other; a window without a choice stays in cash.
void Stitch(const Walk& walk, const std::vector<Outcome>& tests, WalkForwardReport& report) {
  report.from = walk.windows.front().test_from;
  report.to = walk.windows.back().test_to;
  report.first_day = base::DayNumber(report.from);
  const int64_t end = base::DayNumber(report.to - base::Nanoseconds(1)) + 1;
  report.daily.assign(static_cast<size_t>(end - report.first_day), 0);
  size_t next = 0;
  for (WindowResult& window : report.windows) {
    if (!window.has_choice) continue;
    const Outcome& test = tests[next++];
    window.test_score = walk.objective.Of(test);
    window.test_sharpe = test.sharpe;
    window.test_return = test.total_return;
    window.test_drawdown = test.max_drawdown;
    window.test_trades = test.trades;
    report.trades += test.trades;
    report.gaining_windows += test.total_return.value_or(0) > 0;
    for (size_t i = 0; i < test.daily.size(); ++i) {
      const auto day = static_cast<size_t>(test.first_day - report.first_day) + i;
      if (day < report.daily.size()) report.daily[day] = test.daily[i];
    }
  }
  report.stitched = FiguresOfDaily(report.daily, report.first_day);
  report.probabilistic_sharpe = SureOf(report.daily);
}

std::optional<double> MedianOf(const std::vector<WindowResult>& windows,
                               std::optional<double> WindowResult::*figure) {
  std::vector<double> values;
  for (const WindowResult& window : windows) {
    if (window.*figure) values.push_back(*(window.*figure));
  }
  std::ranges::sort(values);
  return metrics::SortedQuantile(values, 0.5);
}

/// The values of each parameter that were tried, ascending.
std::map<std::string, std::vector<double>> TriedValues(const TrialPlan& plan) {
  std::map<std::string, std::vector<double>> values;
  for (const Trial& trial : plan.trials) {
    for (const auto& param : trial.variation.params) values[param.first].push_back(param.second);
  }
  for (auto& entry : values) {
    std::ranges::sort(entry.second);
    entry.second.erase(std::unique(entry.second.begin(), entry.second.end()), entry.second.end());
  }
  return values;
}

ParamStability StabilityOf(const std::string& name, const std::vector<double>& tried,
                           const std::vector<WindowResult>& windows) {
  ParamStability stability{.name = name, .low = tried.front(), .high = tried.back()};
  std::vector<double> chosen;
  for (const WindowResult& window : windows) {
    for (const auto& param : window.params) {
      if (param.first == name) chosen.push_back(param.second);
    }
  }
  for (size_t i = 1; i < chosen.size(); ++i) {
    const auto place = [&](double value) { return std::ranges::lower_bound(tried, value); };
    const auto steps = place(chosen[i]) - place(chosen[i - 1]);
    stability.changes += steps != 0;
    stability.jumps += steps > 1 || steps < -1;
  }
  const double width = stability.high - stability.low;
  if (width > 0) stability.spread = metrics::MomentsOf(chosen).deviation.value_or(0) / width;
  std::ranges::sort(chosen);
  stability.median = metrics::SortedQuantile(chosen, 0.5).value_or(stability.low);
  return stability;
}

void Summarise(const Walk& walk, const Choices& choices, WalkForwardReport& report) {
  report.train_sharpe = MedianOf(report.windows, &WindowResult::train_sharpe);
  report.test_sharpe = MedianOf(report.windows, &WindowResult::test_sharpe);
  double sum = 0;
  for (const double r : report.daily) sum += r;
  if (choices.train_sum > 0 && !report.daily.empty()) {
    report.efficiency =
        sum / static_cast<double>(report.daily.size()) / (choices.train_sum / choices.train_days);
  }
  for (const auto& entry : TriedValues(walk.plan)) {
    report.stability.push_back(StabilityOf(entry.first, entry.second, report.windows));
  }
}

/// Probability that the true Sharpe ratio of the days is above 0.
std::optional<double> SureOf(const std::vector<double>& daily) {
  const metrics::Moments moments = metrics::MomentsOf(daily);
  const auto ratio = metrics::Ratio(moments.mean, moments.deviation);
  if (!ratio || !moments.skew || !moments.kurtosis) return std::nullopt;
  return metrics::ProbabilityAbove({.ratio = *ratio,
                                    .count = static_cast<double>(moments.count),
                                    .skew = *moments.skew,
                                    .kurtosis = *moments.kurtosis + 3},
                                   0);
}

void Rule(WalkForwardReport& report) {
  const auto told = [](std::optional<double> value, auto&& text) {
    return value ? text(*value) : std::string(kAbsent);
  };
  const bool is_sure = report.probabilistic_sharpe.value_or(0) >= kSure;
  const bool is_efficient = report.efficiency.value_or(0) >= kEfficient;
  const bool earned = report.stitched.total_return.value_or(0) > 0;
  report.verdict = NameOf(is_sure && is_efficient && earned ? Ruling::kPass
                          : earned                          ? Ruling::kWeak
                                                            : Ruling::kFail);
  const auto percent = [](double value) { return Percent(value, 1); };
  report.reason = fmt::format(
      "on days that had chosen nothing it made {} with a Sharpe ratio of {}, which is above 0 with "
      "a probability of {} ({:g} wanted), and kept {} of what the trainings earned ({} wanted)",
      told(report.stitched.total_return, percent),
      told(report.stitched.sharpe, [](double value) { return Grouped(value, 2); }),
      told(report.probabilistic_sharpe, [](double value) { return Grouped(value, 3); }), kSure,
      told(report.efficiency, [](double value) { return Percent(value, 0); }),
      Percent(kEfficient, 0));
}

}  // namespace

base::Result<WalkForwardReport> WalkForward(const Subject& subject, const TrialPlan& plan,
                                            const Objective& objective,
                                            const WalkForwardSettings& settings,
                                            const WalkForwardOptions& options) {
  Walk walk{subject, plan, objective, settings, options, {}};
  TRY(walk.windows, PlanWindows(subject.range(), settings.windows));
  const auto windows = static_cast<int64_t>(walk.windows.size());
  const auto points = static_cast<int64_t>(plan.trials.size());
  const int64_t total = windows * (points + 1);
  if (total > kMostWindowRuns) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} parameter sets in {} windows are {} runs, more than {}: give "
                                  "wider steps, longer tests, or --search random --trials N",
                                  points, windows, total, kMostWindowRuns));
  }
  TRY(Choices choices, Train(walk, total));
  TRY(const std::vector<Outcome> tests, TryAndCount(walk, choices.tests, windows * points, total));

  WalkForwardReport report{.family = FamilyOf(subject.settings),
                           .objective = objective.text(),
                           .min_trades = objective.min_trades(),
                           .train_months = settings.windows.train_months,
                           .test_months = settings.windows.test_months,
                           .anchored = settings.windows.anchored,
                           .warm_up = settings.warm_up,
                           .points = points,
                           .runs = windows * points + static_cast<int64_t>(tests.size())};
  for (const engine::LoadedSeries& series : subject.series) {
    report.synthetic |= series.record.synthetic;
  }
  report.windows = choices.windows;
  Stitch(walk, tests, report);
  Summarise(walk, choices, report);
  Rule(report);
  return report;
}

}  // namespace keel::research
