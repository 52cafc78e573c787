// SPDX-License-Identifier: MIT
#include "research/robustness/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

constexpr double kPassProfitable = 0.90;
constexpr double kPassKeepsHalf = 0.75;
constexpr double kFailProfitable = 0.50;
constexpr double kPassLoss = 0.05;
constexpr double kFailLoss = 0.20;
constexpr double kPassDrawdown = 1.5;
constexpr double kFailDrawdown = 2.0;

double Share(int64_t count, size_t of) {
  return static_cast<double>(count) / static_cast<double>(of);
}

bool KeepsHalf(std::optional<double> sharpe, const VariedRun& plain) {
  return sharpe && *sharpe >= *plain.sharpe / 2;
}

/// Half of a ratio that is not positive is nothing to keep.
bool HasRatioToKeep(const VariedRun& plain) { return plain.sharpe.value_or(0) > 0; }

void Summarise(const VariedRun& plain, RobustnessTest& test) {
  std::vector<double> returns, sharpe, drawdowns;
  int64_t profitable = 0, kept = 0;
  for (const VariedRun& run : test.runs) {
    returns.push_back(run.total_return);
    if (run.sharpe) sharpe.push_back(*run.sharpe);
    if (run.max_drawdown) drawdowns.push_back(*run.max_drawdown);
    profitable += run.total_return > 0 ? 1 : 0;
    if (HasRatioToKeep(plain)) kept += KeepsHalf(run.sharpe, plain) ? 1 : 0;
  }
  test.variations = static_cast<int64_t>(test.runs.size());
  test.total_return = SpreadOf(std::move(returns));
  test.sharpe = SpreadOf(std::move(sharpe));
  test.max_drawdown = SpreadOf(std::move(drawdowns));
  if (test.runs.empty()) return;
  test.profitable = Share(profitable, test.runs.size());
  if (HasRatioToKeep(plain)) test.keeps_half = Share(kept, test.runs.size());
}

int64_t CountOf(std::optional<double> share, int64_t of) {
  return static_cast<int64_t>(share.value_or(0) * static_cast<double>(of) + 0.5);
}

/// "A, B and C".
std::string Listed(const std::vector<std::string>& names) {
  if (names.size() < 2) return base::Join(names, "");
  return base::Join(std::span(names).first(names.size() - 1), ", ") + " and " + names.back();
}

std::vector<std::string> TitlesOf(const std::vector<RobustnessTest>& tests, Grade grade) {
  std::vector<std::string> titles;
  for (const RobustnessTest& test : tests) {
    if (test.grade == grade) titles.push_back(base::ToLower(test.title));
  }
  return titles;
}

/// Grade and verdict of a run that earned something, by what its tests say.
std::pair<Grade, std::string> Conclude(const std::vector<std::string>& failed,
                                       const std::vector<std::string>& weak, size_t judged) {
  if (failed.size() > 1) return {Grade::kFail, "It breaks under " + Listed(failed) + "."};
  if (failed.size() == 1) {
    const std::string beside = weak.empty() ? "" : " Under " + Listed(weak) + " it is weak.";
    return {Grade::kWeak, "It breaks under one thing alone: " + failed[0] + "." + beside};
  }
  if (weak.size() > 1) {
    return {Grade::kWeak, "Nothing breaks it, but it is weak under " + Listed(weak) + "."};
  }
  if (weak.size() == 1) {
    return {Grade::kPass, fmt::format("It stands {} of {} tests, and is weak under {}.", judged - 1,
                                      judged, weak[0])};
  }
  return {Grade::kPass, fmt::format("It stands all {} tests.", judged)};
}

}  // namespace

std::string_view ToString(Grade grade) {
  switch (grade) {
    case Grade::kPass:
      return "pass";
    case Grade::kWeak:
      return "weak";
    case Grade::kFail:
      return "fail";
    case Grade::kNotJudged:
      return "not judged";
  }
  return "";
}

void JudgeRuns(const VariedRun& plain, RobustnessTest& test) {
  test.rule = fmt::format(
      "pass: at least {:.0f} % of the variations are profitable and {:.0f} % keep half of the "
      "plain "
      "run's Sharpe ratio; fail: fewer than {:.0f} % are profitable; weak: between",
      kPassProfitable * 100, kPassKeepsHalf * 100, kFailProfitable * 100);
  Summarise(plain, test);
  if (test.runs.empty()) {
    test.finding = "There was nothing to vary.";
    return;
  }
  const bool keeps = test.keeps_half.value_or(1) >= kPassKeepsHalf;
  test.grade = *test.profitable < kFailProfitable             ? Grade::kFail
               : *test.profitable >= kPassProfitable && keeps ? Grade::kPass
                                                              : Grade::kWeak;
  const auto worst = std::min_element(
      test.runs.begin(), test.runs.end(),
      [](const VariedRun& a, const VariedRun& b) { return a.total_return < b.total_return; });
  const int64_t count = test.variations;
  test.finding =
      fmt::format("{} of {} variations are profitable{}; the worst, {}, returns {}.",
                  CountOf(test.profitable, count), count,
                  test.keeps_half ? fmt::format(" and {} keep half of the Sharpe ratio of {:.2f}",
                                                CountOf(test.keeps_half, count), *plain.sharpe)
                                  : std::string(),
                  worst->label, SignedPercent(worst->total_return, 1));
}

void JudgeBootstrap(const VariedRun& plain, const std::vector<double>& sharpe,
                    RobustnessTest& test) {
  test.rule = fmt::format(
      "pass: at most {:.0f} % of the draws end with a loss; fail: more than {:.0f} %; weak: "
      "between",
      kPassLoss * 100, kFailLoss * 100);
  const std::vector<double>& returns = test.drawn_returns;
  test.variations = static_cast<int64_t>(returns.size());
  test.total_return = SpreadOf(returns);
  test.sharpe = SpreadOf(sharpe);
  test.max_drawdown = SpreadOf(test.drawn_drawdowns);
  const auto losses =
      std::count_if(returns.begin(), returns.end(), [](double r) { return r <= 0; });
  const double loss = Share(losses, returns.size());
  test.profitable = 1 - loss;
  if (HasRatioToKeep(plain)) {
    test.keeps_half = Share(
        std::count_if(sharpe.begin(), sharpe.end(), [&](double s) { return KeepsHalf(s, plain); }),
        returns.size());
  }
  test.grade = loss <= kPassLoss ? Grade::kPass : loss <= kFailLoss ? Grade::kWeak : Grade::kFail;
  test.finding = fmt::format(
      "{} of the draws end with a loss; nine in ten return between {} and {}, and one in twenty "
      "falls by {} or more.",
      Percent(loss, 1), SignedPercent(test.total_return->q05, 0),
      SignedPercent(test.total_return->q95, 0), Percent(test.max_drawdown->q95, 0));
}

void JudgeTradeOrder(RobustnessTest& test) {
  test.rule = fmt::format(
      "pass: in 95 % of the orders the deepest fall is at most {} times that of the trades' own "
      "order; fail: more than {:.0f} times; weak: between",
      kPassDrawdown, kFailDrawdown);
  test.max_drawdown = SpreadOf(test.drawn_drawdowns);
  if (!test.max_drawdown || test.own_drawdown.value_or(0) == 0) {
    test.finding = fmt::format("Fewer than {} trades, or none that lost.", kFewestTrades);
    return;
  }
  const double ratio = test.max_drawdown->q95 / *test.own_drawdown;
  test.grade = ratio <= kPassDrawdown   ? Grade::kPass
               : ratio <= kFailDrawdown ? Grade::kWeak
                                        : Grade::kFail;
  test.finding = fmt::format(
      "The trades fell by {} in their own order; in one of twenty other orders they fall by {} or "
      "more, {:.1f} times as much.",
      Percent(*test.own_drawdown, 1), Percent(test.max_drawdown->q95, 1), ratio);
}

void JudgeAll(RobustnessReport& report) {
  const VariedRun& plain = report.plain;
  const auto judged =
      std::count_if(report.tests.begin(), report.tests.end(),
                    [](const RobustnessTest& test) { return test.grade != Grade::kNotJudged; });
  if (plain.trades == 0 || judged == 0) {
    report.grade = Grade::kNotJudged;
    report.verdict = "It does not trade here, so there is nothing to judge.";
    return;
  }
  if (plain.total_return <= 0) {
    report.grade = Grade::kFail;
    report.verdict = fmt::format(
        "It loses money as it is ({}): there is nothing that could be "
        "robust.",
        SignedPercent(plain.total_return, 1));
    return;
  }
  std::tie(report.grade, report.verdict) =
      Conclude(TitlesOf(report.tests, Grade::kFail), TitlesOf(report.tests, Grade::kWeak),
               static_cast<size_t>(judged));
}

}  // namespace keel::research

namespace keel::base {

Result<research::Grade> JsonText<research::Grade>::Read(std::string_view text) {
  using research::Grade;
  for (const Grade grade : {Grade::kPass, Grade::kWeak, Grade::kFail, Grade::kNotJudged}) {
    if (ToString(grade) == text) return grade;
  }
  return Fail(ErrorCode::kUsage, "a grade is pass, weak, fail or not judged");
}

}  // namespace keel::base
