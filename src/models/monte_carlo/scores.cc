// SPDX-License-Identifier: MIT
#include "models/monte_carlo/scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "math/newey_west.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kLeastForecasts = 20;
constexpr double kBeyond = 0.025;  // chance beyond each bound of a coverage

// P(sqrt(n) distance > x) for the uniform law [Kolmogorov 1933; correction: Stephens 1970].
double KolmogorovTail(double distance, double n) {
  const double x = distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
  if (x < 0.2) return 1;
  double sum = 0;
  for (int k = 1; k <= 100; ++k) {
    sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  }
  return std::clamp(sum, 0.0, 1.0);
}

IntervalCoverage Coverage(double nominal, std::span<const ScoredForecast> scored) {
  IntervalCoverage coverage{.nominal = nominal};
  const auto n = static_cast<double>(scored.size());
  const boost::math::binomial law(n, nominal);
  const auto below = [&](size_t k) { return k == 0 ? 0 : cdf(law, static_cast<double>(k - 1)); };
  const auto above = [&](size_t k) { return cdf(complement(law, static_cast<double>(k))); };
  // From where the chances beyond are negligible.
  const double room = 8 + 8 * std::sqrt(n * nominal * (1 - nominal));
  coverage.low = static_cast<size_t>(std::max(0.0, n * nominal - room));
  coverage.high = static_cast<size_t>(std::min(n, n * nominal + room));
  while (below(coverage.low + 1) <= kBeyond) ++coverage.low;
  while (coverage.high > 0 && above(coverage.high - 1) <= kBeyond) --coverage.high;
  for (const ScoredForecast& s : scored) {
    coverage.inside += std::fabs(s.pit - 0.5) < nominal / 2 ? 1 : 0;
  }
  return coverage;
}

void MeasureUniformity(std::span<const ScoredForecast> scored, CalibrationSummary& summary) {
  const auto n = static_cast<double>(scored.size());
  std::vector<double> pits;
  for (const ScoredForecast& s : scored) {
    pits.push_back(s.pit);
    const auto bins = static_cast<double>(summary.pit_bins.size());
    ++summary.pit_bins[std::min(static_cast<size_t>(s.pit * bins), summary.pit_bins.size() - 1)];
  }
  std::sort(pits.begin(), pits.end());
  for (size_t i = 0; i < pits.size(); ++i) {
    const auto rank = static_cast<double>(i);
    summary.pit_distance =
        std::max({summary.pit_distance, pits[i] - rank / n, (rank + 1) / n - pits[i]});
  }
  summary.pit_p_value = KolmogorovTail(summary.pit_distance, n);
}

base::Result<VarBacktest> TestValueAtRisk(std::span<const ScoredForecast> scored, size_t index) {
  std::vector<double> outcomes, losses;
  for (const ScoredForecast& s : scored) {
    outcomes.push_back(s.outcome);
    losses.push_back(s.value_at_risk[index]);
  }
  TRY(const ExceptionCounts counts, CountExceptions(outcomes, losses));
  VarBacktest test{.confidence = kVarConfidences[index], .exceptions = counts.exceptions};
  const double probability = 1 - test.confidence;
  TRY(test.kupiec, KupiecTest(counts.exceptions, counts.observations, probability));
  TRY(test.christoffersen, ChristoffersenCoverage(counts, probability));
  return test;
}

}  // namespace

double Crps(std::span<const double> sorted, double outcome) {
  const auto n = static_cast<double>(sorted.size());
  double error = 0, spread = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    error += std::fabs(sorted[i] - outcome);
    // Of all differences x_j - x_k, j > k, value i enters i times with + and n - 1 - i with -.
    spread += (2 * static_cast<double>(i) + 1 - n) * sorted[i];
  }
  return error / n - spread / (n * n);
}

ScoredForecast Score(std::vector<double>& sample, double outcome) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  ScoredForecast scored{.outcome = outcome};
  const auto [below, above] = std::equal_range(sample.begin(), sample.end(), outcome);
  const auto less = static_cast<double>(below - sample.begin());
  const auto equal = static_cast<double>(above - below);
  scored.pit = (less + equal / 2 + 0.5) / (n + 1);
  scored.crps = Crps(sample, outcome);
  for (size_t i = 0; i < kVarConfidences.size(); ++i) {
    // The k-th smallest, which a right outcome falls below with chance k / (n + 1).
    const double k = std::round((1 - kVarConfidences[i]) * (n + 1));
    const double last = n - 1;
    scored.value_at_risk[i] = -sample[static_cast<size_t>(std::clamp(k - 1, 0.0, last))];
  }
  return scored;
}

base::Result<CalibrationSummary> Summarise(std::span<const ScoredForecast> scored) {
  if (scored.size() < kLeastForecasts) {
    return Fail(ErrorCode::kUsage, fmt::format("{} forecasts; a calibration needs at least {}",
                                               scored.size(), kLeastForecasts));
  }
  CalibrationSummary summary{.forecasts = scored.size()};
  MeasureUniformity(scored, summary);
  for (size_t i = 0; i < kIntervals.size(); ++i) {
    summary.intervals[i] = Coverage(kIntervals[i], scored);
  }
  for (size_t i = 0; i < kVarConfidences.size(); ++i) {
    TRY(summary.value_at_risk[i], TestValueAtRisk(scored, i));
  }
  for (const ScoredForecast& s : scored) summary.crps += s.crps;
  summary.crps /= static_cast<double>(scored.size());
  return summary;
}

base::Result<ScoreComparison> CompareScores(std::span<const ScoredForecast> scored,
                                            std::span<const ScoredForecast> reference) {
  if (scored.size() != reference.size() || scored.size() < kLeastForecasts) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} and {} scores; a comparison needs the same number, at least {}",
                            scored.size(), reference.size(), kLeastForecasts));
  }
  const size_t size = scored.size();
  const auto n = static_cast<double>(size);
  std::vector<double> gains;
  double mean = 0, level = 0;
  for (size_t i = 0; i < size; ++i) {
    gains.push_back(reference[i].crps - scored[i].crps);
    mean += gains.back() / n;
    level += reference[i].crps / n;
  }
  for (double& gain : gains) gain -= mean;
  const double variance = math::NeweyWestSum(gains, math::NeweyWestLag(size)) / n;
  ScoreComparison comparison{.gain = level > 0 ? mean / level : 0};
  if (variance > 0) comparison.t = mean / std::sqrt(variance / n);
  return comparison;
}

}  // namespace keel::models
