// SPDX-License-Identifier: MIT
#include "research/court/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/daily.h"
#include "metrics/moments.h"
#include "metrics/sharpe_inference.h"
#include "research/court/effective_trials.h"
#include "research/court/superior_ability.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

constexpr double kMostOverfit = 0.5;    // choosing is then worth no more than drawing lots
constexpr double kShareOfRecord = 0.5;  // of the judged days, from which on a trial is a rival
const double kRootOfYear = std::sqrt(metrics::kDaysPerYear);

std::optional<double> Annual(std::optional<double> daily) {
  return daily ? std::optional(*daily * kRootOfYear) : std::nullopt;
}

/// Moments of each trial of the table.
std::vector<metrics::Moments> MomentsOfTrials(const models::ReturnTable& daily) {
  std::vector<metrics::Moments> all;
  std::vector<double> values(daily.rows());
  for (size_t i = 0; i < daily.assets; ++i) {
    for (size_t day = 0; day < daily.rows(); ++day) values[day] = daily.at(day, i);
    all.push_back(metrics::MomentsOf(values));
  }
  return all;
}

std::vector<double> DailySharpes(const std::vector<metrics::Moments>& trials) {
  std::vector<double> ratios;
  for (const metrics::Moments& m : trials) {
    if (const auto ratio = metrics::Ratio(m.mean, m.deviation)) ratios.push_back(*ratio);
  }
  return ratios;
}

size_t BestOf(const std::vector<metrics::Moments>& trials) {
  size_t best = 0;
  std::optional<double> most;
  for (size_t i = 0; i < trials.size(); ++i) {
    const auto ratio = metrics::Ratio(trials[i].mean, trials[i].deviation);
    if (!ratio || (most && *ratio <= *most)) continue;
    most = ratio;
    best = i;
  }
  return best;
}

/// Number of trials and variance between their daily ratios: the ledger's where it knows as many
/// as the table, else the table's.
TrialCount Rivals(const CourtCase& charged, const std::vector<double>& table_ratios) {
  TrialCount count = CountRivals(charged.ledger, static_cast<int64_t>(charged.daily.rows()));
  const auto table = static_cast<int64_t>(charged.daily.assets);
  if (count.trials >= table && count.with_sharpe >= static_cast<int64_t>(table_ratios.size())) {
    return count;
  }
  const double deviation = metrics::MomentsOf(table_ratios).deviation.value_or(0);
  return {.trials = std::max(count.trials, table),
          .with_sharpe = static_cast<int64_t>(table_ratios.size()),
          .sharpe_variance = deviation * deviation};
}

/// The ratio by itself and against the number of trials.
void HearRatio(const metrics::Moments& judged, const TrialCount& rivals, double level,
               CourtVerdict& v) {
  v.sharpe = Annual(metrics::Ratio(judged.mean, judged.deviation));
  v.skew = judged.skew;
  if (judged.kurtosis) v.kurtosis = *judged.kurtosis + 3;
  v.trials = rivals.trials;
  v.sharpe_deviation = Annual(std::sqrt(rivals.sharpe_variance));
  const auto count = static_cast<size_t>(rivals.trials);
  const auto best = metrics::ExpectedMaximumSharpe(rivals.sharpe_variance, count);
  v.expected_best = Annual(best);
  if (!v.sharpe || !v.kurtosis || !best) return;
  const metrics::SharpeEstimate estimate = {.ratio = *v.sharpe / kRootOfYear,
                                            .count = static_cast<double>(judged.count),
                                            .skew = *v.skew,
                                            .kurtosis = *v.kurtosis};
  v.probabilistic_sharpe = metrics::ProbabilityAbove(estimate, 0);
  v.deflated_sharpe = metrics::DeflatedSharpe(estimate, rivals.sharpe_variance, count);
  if (v.effective_trials) {
    v.deflated_sharpe_effective = metrics::DeflatedSharpe(
        estimate, rivals.sharpe_variance, static_cast<size_t>(std::ceil(*v.effective_trials)));
  }
  v.minimum_days = metrics::MinimumTrackRecord(estimate, 0, 1 - level);
  v.minimum_days_deflated = metrics::MinimumTrackRecord(estimate, *best, 1 - level);
}

std::optional<SplitTest> HearSplits(const CourtCase& charged, size_t blocks, CourtVerdict& v) {
  const size_t most = charged.daily.rows() / 2 / 2 * 2;  // even, and two days each
  auto test = TestSplits(charged.daily, std::min(blocks, most));
  if (!test) return std::nullopt;
  v.splits = static_cast<int64_t>(test->logits.size());
  v.overfit_probability = test->probability;
  v.loss_probability = test->loss_probability;
  v.degradation_slope = test->slope;
  return std::move(*test);
}

std::vector<double> HearSuperiorAbility(const CourtCase& charged, size_t judged,
                                        const CourtSettings& s, CourtVerdict& v) {
  auto test = TestSuperiorAbility(charged.daily, {.resamples = s.resamples,
                                                  .mean_block = std::nullopt,
                                                  .judged = judged,
                                                  .seed = s.seed,
                                                  .jobs = s.jobs});
  if (!test) return {};
  v.resamples = static_cast<int64_t>(test->resamples);
  v.mean_block = test->mean_block;
  v.superior_statistic = test->statistic;
  v.reality_check = test->reality_check;
  v.superior_lower = test->lower;
  v.superior_consistent = test->consistent;
  v.superior_upper = test->upper;
  return std::move(test->draws);
}

std::string Rounded(std::optional<double> value, int decimals) {
  return value ? Grouped(*value, decimals) : std::string(kAbsent);
}

std::vector<Criterion> CriteriaOf(const CourtVerdict& v, double level) {
  std::vector<Criterion> criteria;
  criteria.push_back({.name = "deflated Sharpe ratio",
                      .found = Rounded(v.deflated_sharpe, 4),
                      .wanted = fmt::format("at least {:g}", 1 - level),
                      .holds = v.deflated_sharpe.value_or(0) >= 1 - level});
  criteria.push_back({.name = "superior ability, p value",
                      .found = Rounded(v.superior_consistent, 4),
                      .wanted = fmt::format("at most {:g}", level),
                      .holds = v.superior_consistent.value_or(1) <= level});
  Criterion splits = {
      .name = "probability of overfitting",
      .found = Rounded(v.overfit_probability, 3),
      .wanted = fmt::format("at most {:g}, or loss at most {:g}", kMostOverfit, level),
      .holds = std::nullopt};
  if (v.overfit_probability) {
    splits.found += fmt::format(", loss {}", Rounded(v.loss_probability, 3));
    splits.holds = *v.overfit_probability <= kMostOverfit || *v.loss_probability <= level;
  }
  criteria.push_back(std::move(splits));
  criteria.push_back({.name = "length of the record",
                      .found = fmt::format("{} days", Grouped(static_cast<double>(v.days), 0)),
                      .wanted = v.minimum_days ? fmt::format("at least {} days",
                                                             Grouped(std::ceil(*v.minimum_days), 0))
                                               : "a ratio above 0",
                      .holds = v.minimum_days && static_cast<double>(v.days) >= *v.minimum_days});
  return criteria;
}

Ruling RulingOf(const std::vector<Criterion>& criteria) {
  const auto broken = [](const Criterion& c) { return !c.holds.value_or(true); };
  if (std::ranges::none_of(criteria, broken)) return Ruling::kPass;
  return broken(criteria[0]) && broken(criteria[1]) ? Ruling::kFail : Ruling::kWeak;
}

std::string TrialsText(const CourtVerdict& v) {
  return v.trials == 1
             ? "nothing else was tried"
             : fmt::format("the best of {} worthless trials is expected to show {}",
                           Grouped(static_cast<double>(v.trials), 0), Rounded(v.expected_best, 2));
}

std::string ReasonOf(Ruling ruling, const CourtVerdict& v) {
  if (!v.sharpe) return "the returns do not vary: there is nothing to judge";
  std::string text =
      fmt::format("a Sharpe ratio of {} a year over {} days, where {}", Rounded(v.sharpe, 2),
                  Grouped(static_cast<double>(v.days), 0), TrialsText(v));
  if (ruling == Ruling::kPass) {
    return text + fmt::format(": worthless trials would show as much with a probability of {}",
                              Rounded(v.superior_consistent, 4));
  }
  std::vector<std::string> broken;
  for (const Criterion& c : v.criteria) {
    if (c.holds.value_or(true)) continue;
    broken.push_back(fmt::format("{} {} ({} wanted)", c.name, c.found, c.wanted));
  }
  return text + fmt::format(": {}", fmt::join(broken, "; "));
}

}  // namespace

std::string_view NameOf(Ruling ruling) {
  switch (ruling) {
    case Ruling::kPass:
      return "pass";
    case Ruling::kWeak:
      return "weak";
    case Ruling::kFail:
      break;
  }
  return "fail";
}

TrialCount CountRivals(std::span<const TrialEntry> ledger, int64_t judged_days) {
  std::vector<TrialEntry> rivals(ledger.begin(), ledger.end());
  const double fewest = kShareOfRecord * static_cast<double>(judged_days);
  std::erase_if(rivals, [&](const TrialEntry& e) { return static_cast<double>(e.days) < fewest; });
  return CountTrials(rivals);
}

base::Result<CourtRecord> Judge(const CourtCase& charged, const CourtSettings& settings) {
  if (charged.daily.rows() == 0) {
    return base::Fail(base::ErrorCode::kUsage, "the court has no daily returns to judge");
  }
  if (charged.judged.value_or(0) >= charged.daily.assets) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("there is no trial {} among {}, which are counted from 0",
                                  *charged.judged, charged.daily.assets));
  }
  const std::vector<metrics::Moments> trials = MomentsOfTrials(charged.daily);
  const size_t judged = charged.judged.value_or(BestOf(trials));
  const std::vector<double> ratios = DailySharpes(trials);

  CourtRecord record{.level = settings.level};
  CourtVerdict& v = record.verdict;
  v.family = charged.family;
  v.judged = judged < charged.names.size() ? charged.names[judged] : "";
  v.synthetic = charged.synthetic;
  v.days = static_cast<int64_t>(charged.daily.rows());
  v.tried = static_cast<int64_t>(charged.ledger.size());
  v.table_trials = static_cast<int64_t>(charged.daily.assets);
  v.effective_trials = EffectiveTrials(charged.daily, settings.jobs);
  HearRatio(trials[judged], Rivals(charged, ratios), settings.level, v);
  record.splits = HearSplits(charged, settings.blocks, v);
  record.superior_draws = HearSuperiorAbility(charged, judged, settings, v);
  for (const double ratio : ratios) record.sharpes.push_back(ratio * kRootOfYear);

  v.criteria = CriteriaOf(v, settings.level);
  const Ruling ruling = RulingOf(v.criteria);
  v.ruling = NameOf(ruling);
  v.reason = ReasonOf(ruling, v);
  return record;
}

}  // namespace keel::research
