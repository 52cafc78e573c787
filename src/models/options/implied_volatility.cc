// SPDX-License-Identifier: MIT
#include "models/options/implied_volatility.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/internal/normal.h"

namespace keel::models {
namespace {

constexpr int kMostSteps = 200;           // bisection alone ends in fewer
constexpr double kLargestDeviation = 75;  // v sqrt T; the call is worth its bound long before

/// The out-of-the-money option on a forward of 1 at a log-strike x = ln(K/F) >= 0, as a call: puts
/// are this by symmetry. s is v sqrt T.
struct Normalised {
  double x;

  double Price(double s) const {
    const double d1 = -x / s + 0.5 * s;
    return internal::NormalCdf(d1) - std::exp(x) * internal::NormalCdf(d1 - s);
  }
  double Vega(double s) const { return internal::NormalPdf(-x / s + 0.5 * s); }
};

/// The s at which the normalised price is `target`, in (0, kLargestDeviation].
base::Result<double> SolveDeviation(const Normalised& option, double target) {
  double low = 0;
  double high = kLargestDeviation;
  double s = option.x > 0 ? std::sqrt(2 * option.x) : target * std::sqrt(2 * std::numbers::pi);
  s = std::clamp(s, 1e-9, 10.0);
  for (int i = 0; i < kMostSteps; ++i) {
    const double value = option.Price(s);
    (value < target ? low : high) = s;
    const double slope = option.Vega(s);
    double next = 0.5 * (low + high);
    if (value > 0 && slope > 0) {
      const double newton = s + std::log(target / value) * value / slope;
      if (std::abs(newton - s) <= 2e-16 * s) return s;
      if (newton > low && newton < high) next = newton;
    }
    if (high - low <= 4e-16 * high) return s;
    s = next;
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("implied volatility: no answer after {} steps", kMostSteps));
}

}  // namespace

base::Result<double> ImpliedVolatility(double price, const OptionTerms& terms) {
  OptionTerms checked = terms;
  checked.volatility = 0;
  TRY(CheckTerms(checked));
  if (terms.years == 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      "implied volatility: years is 0; an expired option has none");
  }
  const double discount = std::exp(-terms.rate * terms.years);
  const double asset = terms.underlying * std::exp((terms.carry - terms.rate) * terms.years);
  const double cash = terms.strike * discount;
  const double sign = Sign(terms.type);
  const double lower = std::max(0.0, sign * (asset - cash));
  const double upper = sign > 0 ? asset : cash;
  if (!(price > lower && price < upper)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("implied volatility: the price {} is not between the "
                                  "no-arbitrage bounds {} and {}",
                                  price, lower, upper));
  }
  const double time_value = price - lower;
  if (lower > 0 && time_value < 16 * std::numeric_limits<double>::epsilon() * price) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("implied volatility: the time value {} is rounding of the price "
                                  "{}; use the out-of-the-money option",
                                  time_value, price));
  }
  // With the smaller of the two legs as forward, either option is the same out-of-the-money call.
  const Normalised option{.x = std::abs(std::log(asset / cash))};
  const double target = time_value / std::min(asset, cash);
  if (!(target > std::numeric_limits<double>::min() && target < 1)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("implied volatility: the price {} is too near its bounds {} and "
                                  "{} to tell a volatility",
                                  price, lower, upper));
  }
  TRY(const double deviation, SolveDeviation(option, target));
  return deviation / std::sqrt(terms.years);
}

}  // namespace keel::models
