// SPDX-License-Identifier: MIT
#include "server/risk/tail_methods.h"

#include <cmath>

#include "models/risk_measures/extreme_value.h"
#include "models/risk_measures/historical.h"
#include "models/risk_measures/parametric.h"
#include "models/volatility/garch.h"

namespace keel::server {
namespace {

using models::TailRisk;
using Returns = std::span<const double>;
using Levels = std::span<const double>;
using Tails = base::Result<std::vector<TailRisk>>;

constexpr double kAgeDecay = 0.99;

template <typename Measure>
auto EachLevel(Measure measure) {
  return [measure](Returns returns, Levels levels) -> Tails {
    std::vector<TailRisk> tails;
    for (const double level : levels) {
      TRY(tails.emplace_back(), measure(returns, level));
    }
    return tails;
  };
}

Tails StudentTails(Returns returns, Levels levels) {
  TRY(const models::StudentTFit fit, models::FitStudentT(returns));
  std::vector<TailRisk> tails;
  for (const double level : levels) {
    TRY(tails.emplace_back(), models::StudentTTailRisk(fit, level));
  }
  return tails;
}

base::Result<TailRisk> ExtremeTail(Returns returns, double level) {
  TRY(const auto fit, models::PeaksOverThresholdRisk(returns, {.level = level}));
  return fit.risk;
}

/// Returns are scaled to a deviation of 1 % for the fit, and its answers back.
Tails FilteredTails(Returns returns, Levels levels) {
  double squares = 0;
  for (const double r : returns) squares += r * r;
  const double deviation = std::sqrt(squares / static_cast<double>(returns.size()));
  if (!(deviation > 0)) return base::Fail(base::ErrorCode::kUsage, "the returns do not move");
  const double scale = 0.01 / deviation;
  std::vector<double> scaled;
  for (const double r : returns) scaled.push_back(r * scale);
  const models::GarchSpec spec;
  TRY(const models::GarchFit fit, models::FitGarch(scaled, spec));
  TRY(const models::FilteredVariance now, models::FilterGarch(scaled, spec, fit.params));
  std::vector<TailRisk> tails;
  for (const double level : levels) {
    TRY(const TailRisk risk,
        models::FilteredHistoricalTailRisk(now.standardised_residuals, fit.params.mu,
                                           std::sqrt(now.next_variance), level));
    tails.push_back({risk.value_at_risk / scale, risk.expected_shortfall / scale});
  }
  return tails;
}

}  // namespace

const std::vector<TailMethod>& TailMethods() {
  static const std::vector<TailMethod> kMethods = {
      {"historical", "quantile of all returns",
       EachLevel([](Returns r, double level) { return models::HistoricalTailRisk(r, level); })},
      {"age_weighted", "the same, each return counting 0.99 times its successor",
       EachLevel([](Returns r, double level) {
         return models::AgeWeightedTailRisk(r, level, kAgeDecay);
       })},
      {"normal", "normal law with their mean and deviation",
       EachLevel([](Returns r, double level) { return models::NormalTailRisk(r, level); })},
      {"student_t", "fitted Student's t", StudentTails},
      {"cornish_fisher", "normal law corrected for skew and kurtosis",
       EachLevel([](Returns r, double level) { return models::CornishFisherTailRisk(r, level); })},
      {"extreme_value", "generalised Pareto tail beyond the worst 10 %", EachLevel(ExtremeTail)},
      {"filtered_historical", "residuals of a GARCH(1,1) at the volatility of now", FilteredTails}};
  return kMethods;
}

}  // namespace keel::server
