// SPDX-License-Identifier: MIT
#include "models/volatility/realised.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace keel::models {
namespace {

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(base::ErrorCode::kUsage, "realised volatility: " + std::move(why));
}

bool IsPrice(double price) { return price > 0 && std::isfinite(price); }

base::Status Check(std::span<const PriceRange> bars, RealisedEstimator estimator) {
  const int needed = BarsNeeded(estimator);
  if (bars.size() < static_cast<size_t>(needed)) {
    return Bad(fmt::format("{} bars given, at least {} are needed", bars.size(), needed));
  }
  for (size_t i = 0; i < bars.size(); ++i) {
    const PriceRange& bar = bars[i];
    if (!IsPrice(bar.open) || !IsPrice(bar.high) || !IsPrice(bar.low) || !IsPrice(bar.close)) {
      return Bad(fmt::format("bar {} of {} has a price that is not a positive number", i + 1,
                             bars.size()));
    }
    if (bar.high < std::max(bar.open, bar.close) || bar.low > std::min(bar.open, bar.close)) {
      return Bad(fmt::format("open or close of bar {} of {} lies outside its low and high", i + 1,
                             bars.size()));
    }
  }
  return {};
}

// Over n - 1, around the mean.
double SampleVariance(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  double mean = 0, squares = 0;
  for (const double value : x) mean += value / n;
  for (const double value : x) squares += (value - mean) * (value - mean);
  return squares / (n - 1);
}

// The variance that one bar shows by itself.
double OfOneBar(const PriceRange& bar, RealisedEstimator estimator) {
  const double u = std::log(bar.high / bar.open);
  const double d = std::log(bar.low / bar.open);
  const double v = std::log(bar.close / bar.open);
  switch (estimator) {
    case RealisedEstimator::kParkinson:
      return (u - d) * (u - d) / (4 * std::numbers::ln2);
    case RealisedEstimator::kGarmanKlass:
      return 0.511 * (u - d) * (u - d) - 0.019 * (v * (u + d) - 2 * u * d) - 0.383 * v * v;
    default:
      return u * (u - v) + d * (d - v);
  }
}

double MeanOfBars(std::span<const PriceRange> bars, RealisedEstimator estimator) {
  double sum = 0;
  for (const PriceRange& bar : bars) sum += OfOneBar(bar, estimator);
  return sum / static_cast<double>(bars.size());
}

double CloseClose(std::span<const PriceRange> bars) {
  std::vector<double> changes;
  changes.reserve(bars.size());
  for (size_t i = 1; i < bars.size(); ++i) {
    changes.push_back(std::log(bars[i].close / bars[i - 1].close));
  }
  return SampleVariance(changes);
}

double YangZhang(std::span<const PriceRange> bars) {
  std::vector<double> gaps, days;
  gaps.reserve(bars.size());
  days.reserve(bars.size());
  for (size_t i = 1; i < bars.size(); ++i) {
    gaps.push_back(std::log(bars[i].open / bars[i - 1].close));
    days.push_back(std::log(bars[i].close / bars[i].open));
  }
  const auto n = static_cast<double>(days.size());
  const double k = 0.34 / (1.34 + (n + 1) / (n - 1));
  return SampleVariance(gaps) + k * SampleVariance(days) +
         (1 - k) * MeanOfBars(bars.subspan(1), RealisedEstimator::kRogersSatchell);
}

}  // namespace

int BarsNeeded(RealisedEstimator estimator) {
  const bool looks_back =
      estimator == RealisedEstimator::kCloseClose || estimator == RealisedEstimator::kYangZhang;
  return looks_back ? 3 : 1;
}

base::Result<double> RealisedVariance(std::span<const PriceRange> bars,
                                      RealisedEstimator estimator) {
  TRY(Check(bars, estimator));
  double variance = 0;
  switch (estimator) {
    case RealisedEstimator::kCloseClose:
      variance = CloseClose(bars);
      break;
    case RealisedEstimator::kYangZhang:
      variance = YangZhang(bars);
      break;
    default:
      variance = MeanOfBars(bars, estimator);
  }
  if (!std::isfinite(variance)) return Bad("the ratio of two prices overflows");
  return std::max(0.0, variance);  // the estimators subtract: rounding may leave -1e-20
}

base::Result<double> RealisedVolatility(std::span<const PriceRange> bars,
                                        RealisedEstimator estimator, double periods_per_year) {
  if (!(periods_per_year > 0 && std::isfinite(periods_per_year))) {
    return Bad(fmt::format("{} periods per year; a positive number is needed", periods_per_year));
  }
  TRY(const double variance, RealisedVariance(bars, estimator));
  return std::sqrt(variance * periods_per_year);
}

}  // namespace keel::models
