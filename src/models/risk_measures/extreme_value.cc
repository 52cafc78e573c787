// SPDX-License-Identifier: MIT
#include "models/risk_measures/extreme_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <functional>
#include <vector>

namespace keel::models {
namespace {

constexpr size_t kLeastExcesses = 20;
constexpr double kLeastXi = -0.5;
constexpr int kGrid = 80;
constexpr double kImpossible = 1e100;  // finite, so that the search can step back from it
constexpr double kHighest = 1e4;       // of theta times the mean excess; xi is far above 1 there

/// Mean of ln(1 + theta y): the xi that is best for theta = xi / beta.
double BestXi(std::span<const double> y, double theta) {
  double sum = 0;
  for (const double value : y) sum += std::log1p(theta * value);
  return sum / static_cast<double>(y.size());
}

/// Minus the mean log likelihood at theta, infinite outside of the regular range. At theta = 0 the
/// law is exponential.
double Loss(std::span<const double> y, double mean, double theta) {
  if (std::abs(theta) * mean < 1e-9) return std::log(mean) + 1;
  const double xi = BestXi(y, theta);
  if (!(xi > kLeastXi)) return kImpossible;
  return std::log(xi / theta) + xi + 1;
}

}  // namespace

base::Result<GpdFit> FitGpd(std::span<const double> excesses) {
  TRY(CheckSample("Pareto fit", excesses, kLeastExcesses, 0.5));
  const auto [least, most] = std::minmax_element(excesses.begin(), excesses.end());
  if (!(*least > 0)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("Pareto fit: an excess is {}; excesses over the threshold are "
                                  "above 0",
                                  *least));
  }
  const double n = static_cast<double>(excesses.size());
  double mean = 0;
  for (const double y : excesses) mean += y / n;
  // theta = floor + e^u / mean: fine steps near its lower end -1 / max, coarse far above.
  const double floor = -(1 - 1e-9) / *most;
  const auto theta_at = [&](double u) { return floor + std::exp(u) / mean; };
  const double low = std::log(1e-8);
  const double step = (std::log(kHighest) - low) / kGrid;
  const auto loss = [&](double u) { return Loss(excesses, mean, theta_at(u)); };
  int best = 0;
  double smallest = kImpossible;
  for (int i = 0; i <= kGrid; ++i) {
    const double value = loss(low + step * i);
    if (value < smallest) {
      smallest = value;
      best = i;
    }
  }
  const double start = low + step * best;
  const bool inside = best > 0 && best < kGrid;
  const double u =
      boost::math::tools::brent_find_minima(loss, start - step, start + step, 45).first;
  const double theta = theta_at(u);
  const double xi = BestXi(excesses, theta);
  if (!inside || !(xi > kLeastXi + 1e-6)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("Pareto fit: the likelihood of {} excesses has no greatest value "
                                  "at a shape above {}; take a lower threshold",
                                  excesses.size(), kLeastXi));
  }
  const bool exponential = std::abs(theta) * mean < 1e-9;
  GpdFit fit{.xi = exponential ? 0 : xi, .beta = exponential ? mean : xi / theta};
  fit.xi_error = (1 + fit.xi) / std::sqrt(n);
  fit.beta_error = fit.beta * std::sqrt(2 * (1 + fit.xi) / n);
  fit.log_likelihood = -n * Loss(excesses, mean, theta);
  return fit;
}

base::Result<PeaksOverThreshold> PeaksOverThresholdRisk(std::span<const double> returns,
                                                        const ThresholdSettings& settings) {
  const auto bad = [](std::string what) {
    return base::Fail(base::ErrorCode::kUsage, "peaks over threshold: " + std::move(what));
  };
  TRY(CheckSample("peaks over threshold", returns, kLeastExcesses + 1, settings.level));
  if (!(settings.tail_share > 0 && settings.tail_share <= 0.5)) {
    return bad(
        fmt::format("the tail's share is {}; between 0 and 0.5 is needed", settings.tail_share));
  }
  const double n = static_cast<double>(returns.size());
  const auto count = static_cast<size_t>(n * settings.tail_share + 1e-9);
  std::vector<double> losses(returns.size());
  std::transform(returns.begin(), returns.end(), losses.begin(), std::negate<>());
  const auto at = losses.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(losses.begin(), at, losses.end(), std::greater<>());
  PeaksOverThreshold result{.threshold = *at};
  if (!(result.threshold > 0)) {
    return bad(
        fmt::format("the threshold is a loss of {}; it must be above 0: take a smaller share",
                    result.threshold));
  }
  std::vector<double> excesses;
  for (auto it = losses.begin(); it != at; ++it) {
    if (*it > result.threshold) excesses.push_back(*it - result.threshold);
  }
  result.excesses = excesses.size();
  const double share = static_cast<double>(excesses.size()) / n;
  if (1 - settings.level > share) {
    return bad(fmt::format("{} of {} returns lie over the threshold; the level {} is below it",
                           excesses.size(), returns.size(), settings.level));
  }
  TRY(result.fit, FitGpd(excesses));
  const auto [xi, beta] = std::pair(result.fit.xi, result.fit.beta);
  if (xi >= 1) return bad(fmt::format("the shape is {}; from 1 on a mean loss does not exist", xi));
  const double rarity = std::log(share / (1 - settings.level));
  const double stretch = xi == 0 ? rarity : std::expm1(xi * rarity) / xi;
  result.risk.value_at_risk = result.threshold + beta * stretch;
  result.risk.expected_shortfall =
      (result.risk.value_at_risk + beta - xi * result.threshold) / (1 - xi);
  return result;
}

}  // namespace keel::models
