// SPDX-License-Identifier: MIT
#include "research/integrity/finding.h"

#include <fmt/format.h>

#include "metrics/moments.h"
#include "metrics/sharpe_inference.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kEfficiency = 0.5;

/// That the true ratio of these returns is above zero; absent where they do not vary.
std::optional<double> ProbabilityOfSkill(const std::vector<double>& daily) {
  const metrics::Moments moments = metrics::MomentsOf(daily);
  const auto ratio = metrics::Ratio(moments.mean, moments.deviation);
  if (!ratio || !moments.skew || !moments.kurtosis) return std::nullopt;
  return metrics::ProbabilityAbove({.ratio = *ratio,
                                    .count = static_cast<double>(daily.size()),
                                    .skew = *moments.skew,
                                    .kurtosis = *moments.kurtosis + 3},
                                   0);
}

}  // namespace

Finding FindingOf(const LookaheadReport& report) {
  return {report.clean ? "pass" : "fail", report.verdict.sentence};
}

Finding FindingOf(const WalkForwardReport& report) {
  const double earned = report.stitched.total_return.value_or(0);
  const auto skill = ProbabilityOfSkill(report.daily);
  const bool is_skilled = skill && *skill >= kConfidence;
  const bool is_efficient = report.efficiency && *report.efficiency >= kEfficiency;
  std::string sentence = fmt::format("{} windows of tests earned {}", report.windows.size(),
                                     fmt::format("{:+.1f}%", 100 * earned));
  if (skill) {
    sentence += fmt::format(
        "; the probability that their Sharpe ratio is above 0 is {} (at least "
        "{} wanted)",
        Percent(*skill, 1), Percent(kConfidence, 0));
  }
  if (report.efficiency) {
    sentence += fmt::format(", and they earned {} of what the trainings did (at least {} wanted)",
                            Percent(*report.efficiency, 0), Percent(kEfficiency, 0));
  }
  const char* const verdict = is_skilled && is_efficient ? "pass" : earned > 0 ? "weak" : "fail";
  return {verdict, sentence + "."};
}

Finding FindingOf(const RobustnessReport& report) {
  const bool is_judged = report.grade != Grade::kNotJudged;
  return {is_judged ? std::string(ToString(report.grade)) : "weak", report.verdict};
}

Finding FindingOf(const CourtVerdict& verdict) { return {verdict.ruling, verdict.reason}; }

}  // namespace keel::research
