// SPDX-License-Identifier: MIT
#include "models/risk_measures/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "models/internal/normal.h"
#include "models/risk_measures/tail_risk.h"

namespace keel::models {
namespace {

/// count * ln(p), 0 where nothing was counted.
double LogTerm(size_t count, double p) {
  return count == 0 ? 0.0 : static_cast<double>(count) * std::log(p);
}

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Upper tail of chi squared with 1 or 2 degrees of freedom, both closed.
LikelihoodRatio Judge(double statistic, int degrees) {
  const double x = std::max(0.0, statistic);
  return {.statistic = x, .p_value = degrees == 1 ? std::erfc(std::sqrt(x / 2)) : std::exp(-x / 2)};
}

base::Status CheckCounts(const char* who, size_t exceptions, size_t observations,
                         double probability) {
  if (observations > 0 && exceptions <= observations && probability > 0 && probability < 1) {
    return {};
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{}: {} exceptions in {} observations at a probability of {}; at "
                                "least 1 observation and a probability between 0 and 1 are needed",
                                who, exceptions, observations, probability));
}

base::Status CheckSameLength(const char* who, size_t a, size_t b) {
  if (a == b) return {};
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("{}: {} returns and {} forecasts; as many of each are needed", who, a, b));
}

}  // namespace

base::Result<ExceptionCounts> CountExceptions(std::span<const double> returns,
                                              std::span<const double> value_at_risk) {
  TRY(CheckSameLength("VaR exceptions", returns.size(), value_at_risk.size()));
  TRY(CheckSample("VaR exceptions, returns", returns, 1, 0.5));
  TRY(CheckSample("VaR exceptions, forecasts", value_at_risk, 1, 0.5));
  ExceptionCounts counts{.observations = returns.size()};
  bool before = false;
  for (size_t i = 0; i < returns.size(); ++i) {
    const bool hit = returns[i] < -value_at_risk[i];
    counts.exceptions += hit ? 1 : 0;
    if (i > 0) {
      size_t& transition = before ? (hit ? counts.hit_hit : counts.hit_calm)
                                  : (hit ? counts.calm_hit : counts.calm_calm);
      ++transition;
    }
    before = hit;
  }
  return counts;
}

base::Result<LikelihoodRatio> KupiecTest(size_t exceptions, size_t observations,
                                         double probability) {
  TRY(CheckCounts("Kupiec test", exceptions, observations, probability));
  const size_t calm = observations - exceptions;
  const double share = Share(exceptions, observations);
  const double restricted = LogTerm(calm, 1 - probability) + LogTerm(exceptions, probability);
  const double free = LogTerm(calm, 1 - share) + LogTerm(exceptions, share);
  return Judge(2 * (free - restricted), 1);
}

base::Result<LikelihoodRatio> ChristoffersenIndependence(const ExceptionCounts& c) {
  const size_t after_calm = c.calm_calm + c.calm_hit;
  const size_t after_hit = c.hit_calm + c.hit_hit;
  if (after_calm + after_hit == 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      "Christoffersen test: no two days follow each other; at least 2 are needed");
  }
  const size_t hits = c.calm_hit + c.hit_hit;
  const double either = Share(hits, after_calm + after_hit);
  const double from_calm = Share(c.calm_hit, after_calm);
  const double from_hit = Share(c.hit_hit, after_hit);
  const double restricted = LogTerm(c.calm_calm + c.hit_calm, 1 - either) + LogTerm(hits, either);
  const double free = LogTerm(c.calm_calm, 1 - from_calm) + LogTerm(c.calm_hit, from_calm) +
                      LogTerm(c.hit_calm, 1 - from_hit) + LogTerm(c.hit_hit, from_hit);
  return Judge(2 * (free - restricted), 1);
}

base::Result<LikelihoodRatio> ChristoffersenCoverage(const ExceptionCounts& counts,
                                                     double probability) {
  TRY(const LikelihoodRatio share, KupiecTest(counts.exceptions, counts.observations, probability));
  TRY(const LikelihoodRatio order, ChristoffersenIndependence(counts));
  return Judge(share.statistic + order.statistic, 2);
}

base::Result<double> AcerbiSzekelyZ2(std::span<const double> returns,
                                     std::span<const double> value_at_risk,
                                     std::span<const double> expected_shortfall,
                                     double probability) {
  constexpr const char* kWho = "Acerbi-Szekely test";
  TRY(CheckSameLength(kWho, returns.size(), value_at_risk.size()));
  TRY(CheckSameLength(kWho, returns.size(), expected_shortfall.size()));
  TRY(CheckSample(kWho, returns, 1, probability));
  TRY(CheckSample(kWho, value_at_risk, 1, probability));
  TRY(CheckSample(kWho, expected_shortfall, 1, probability));
  double sum = 0;
  for (size_t i = 0; i < returns.size(); ++i) {
    if (!(expected_shortfall[i] > 0)) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("{}: shortfall {} is {}; it must be above 0", kWho, i,
                                    expected_shortfall[i]));
    }
    if (returns[i] < -value_at_risk[i]) sum += returns[i] / expected_shortfall[i];
  }
  return 1 + sum / (static_cast<double>(returns.size()) * probability);
}

base::Result<double> AcerbiSzekelyCriticalValue(const Z2Simulation& s) {
  const double nu = s.degrees_of_freedom;
  const bool normal = nu == 0;
  if (s.observations == 0 || !(s.probability > 0 && s.probability < 1) ||
      !(s.size > 0 && s.size < 1) || s.trials < 100 || !(normal || nu > 1)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("Acerbi-Szekely critical value: {} observations, probability {}, "
                                  "size {}, {} trials, {} degrees of freedom; at least 1, (0, 1), "
                                  "(0, 1), 100, and 0 or above 1 are needed",
                                  s.observations, s.probability, s.size, s.trials, nu));
  }
  const auto quantile = [&](double p) {
    return normal ? boost::math::quantile(boost::math::normal(), p)
                  : boost::math::quantile(boost::math::students_t(nu), p);
  };
  const double q = quantile(s.probability);
  const double shortfall = normal ? internal::NormalPdf(q) / s.probability
                                  : boost::math::pdf(boost::math::students_t(nu), q) /
                                        s.probability * (nu + q * q) / (nu - 1);
  const double unit = 1 / (static_cast<double>(s.observations) * s.probability * shortfall);
  std::vector<double> z2(s.trials, 1.0);
  for (size_t trial = 0; trial < s.trials; ++trial) {
    base::RandomStream random(s.seed, "models.acerbi_szekely", trial);
    // From one exception to the next it is a geometric number of days.
    const auto calm_days = [&] {
      return std::floor(std::log(random.NextOpenUniform()) / std::log1p(-s.probability));
    };
    const auto days = static_cast<double>(s.observations);
    for (double day = calm_days(); day < days; day += 1 + calm_days()) {
      z2[trial] += quantile(s.probability * random.NextOpenUniform()) * unit;
    }
  }
  const auto rank = static_cast<std::ptrdiff_t>(s.size * static_cast<double>(s.trials));
  std::nth_element(z2.begin(), z2.begin() + rank, z2.end());
  return z2[static_cast<size_t>(rank)];
}

base::Result<TrafficLightResult> BaselTrafficLight(size_t exceptions, size_t observations,
                                                   double probability) {
  TRY(CheckCounts("Basel traffic light", exceptions, observations, probability));
  const boost::math::binomial law(static_cast<double>(observations), probability);
  TrafficLightResult result;
  result.cumulative_probability = boost::math::cdf(law, static_cast<double>(exceptions));
  if (result.cumulative_probability >= 0.9999) {
    result.zone = TrafficLight::kRed;
    result.plus_factor = 1;
  } else if (result.cumulative_probability >= 0.95) {
    result.zone = TrafficLight::kYellow;
    constexpr std::array<double, 5> kPlus = {0.40, 0.50, 0.65, 0.75, 0.85};
    const bool table = observations == 250 && probability == 0.01;
    if (table && exceptions >= 5 && exceptions < 10) result.plus_factor = kPlus[exceptions - 5];
  }
  return result;
}

}  // namespace keel::models
