// SPDX-License-Identifier: MIT
// Whether a series of risk forecasts was right: as many exceptions as promised, not in clusters,
// and as deep as promised. A model that is not tested on what followed is an opinion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"

namespace keel::models {

/// What a likelihood ratio test says. It rejects where p_value is below the chosen size.
struct LikelihoodRatio {
  double statistic = 0;
  double p_value = 0;  ///< probability of a larger statistic, were the model right
};

/// Exceptions (days that lost more than the value at risk) and how they follow each other.
struct ExceptionCounts {
  size_t observations = 0;
  size_t exceptions = 0;
  size_t calm_calm = 0, calm_hit = 0;  ///< days without and with exception after a day without
  size_t hit_calm = 0, hit_hit = 0;    ///< and after a day with one
};

/// Counts the days with return < -value_at_risk. kUsage where lengths differ, both are empty, or a
/// value is not finite.
base::Result<ExceptionCounts> CountExceptions(std::span<const double> returns,
                                              std::span<const double> value_at_risk);

/// Proportion of failures: is `exceptions` of `observations` in line with `probability`, the share
/// of exceptions promised (0.01 for a 99 % VaR)? Chi squared with 1 degree [Kupiec 1995]. kUsage
/// for 0 observations, more exceptions than observations, or a probability outside (0, 1).
base::Result<LikelihoodRatio> KupiecTest(size_t exceptions, size_t observations,
                                         double probability);

/// Is an exception as likely after an exception as after a calm day? Chi squared with 1 degree
/// [Christoffersen 1998]. Without exceptions the statistic is 0. kUsage for fewer than 2 days.
base::Result<LikelihoodRatio> ChristoffersenIndependence(const ExceptionCounts& counts);

/// Both at once: the sum of the two statistics, chi squared with 2 degrees. The first part counts
/// all days, the second all but the first.
base::Result<LikelihoodRatio> ChristoffersenCoverage(const ExceptionCounts& counts,
                                                     double probability);

/// Acerbi and Szekely's second test of expected shortfall,
/// Z2 = 1 + sum over exceptions of return_t / (T probability ES_t): 0 is expected, negative means
/// risk was understated. kUsage where lengths differ, a shortfall is not above 0, values are not
/// finite, or the probability is outside (0, 1). [Acerbi, Szekely 2014].
base::Result<double> AcerbiSzekelyZ2(std::span<const double> returns,
                                     std::span<const double> value_at_risk,
                                     std::span<const double> expected_shortfall,
                                     double probability);

/// How the critical value of Z2 is simulated.
struct Z2Simulation {
  size_t observations = 250;
  double probability = 0.025;     ///< of an exception
  double size = 0.05;             ///< share of right models that are rejected
  double degrees_of_freedom = 0;  ///< of Student's t; 0 for normal returns
  size_t trials = 20'000;
  uint64_t seed = 1;
};

/// The value below which Z2 rejects: the `size` quantile of Z2 of independent returns whose VaR and
/// ES are known. -0.70 for 250 days, 2.5 % and 5 %, nearly whatever the law [Acerbi, Szekely 2014].
/// kUsage for impossible settings: fewer than 100 trials, 1 or fewer degrees of freedom.
base::Result<double> AcerbiSzekelyCriticalValue(const Z2Simulation& simulation);

enum class TrafficLight { kGreen, kYellow, kRed };

struct TrafficLightResult {
  TrafficLight zone = TrafficLight::kGreen;
  double cumulative_probability = 0;  ///< of this many exceptions or fewer, were the model right
  double plus_factor = 0;  ///< Basel's addition to the multiplier of 3; only for 250 days
};

/// Basel's zones: yellow from the number of exceptions whose cumulative binomial probability
/// reaches 95 %, red from 99.99 %; with 250 days and probability 0.01 that is green 0-4, yellow
/// 5-9, red 10 and more [Basel Committee 1996]. The plus factor (0, 0.40, 0.50, 0.65, 0.75, 0.85,
/// 1) is that of the same table, and 0 or 1 by zone elsewhere. kUsage as for KupiecTest.
base::Result<TrafficLightResult> BaselTrafficLight(size_t exceptions, size_t observations = 250,
                                                   double probability = 0.01);

}  // namespace keel::models
