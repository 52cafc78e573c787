// SPDX-License-Identifier: MIT
#include "models/options/terms.h"

#include <fmt/format.h>

#include <cmath>

namespace keel::models {
namespace {

constexpr double kLargestExponent = 100;  // exp of more is no price of this world

}  // namespace

base::Status CheckTerms(const OptionTerms& terms) {
  const auto bad = [](const char* name, double value, const char* wanted) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("option: {} is {}; it must be {}", name, value, wanted));
  };
  const auto positive = [](double x) { return std::isfinite(x) && x > 0; };
  const auto not_negative = [](double x) { return std::isfinite(x) && x >= 0; };
  if (!positive(terms.underlying)) return bad("underlying", terms.underlying, "a positive price");
  if (!positive(terms.strike)) return bad("strike", terms.strike, "a positive price");
  if (!not_negative(terms.years)) return bad("years", terms.years, "a finite number, 0 or more");
  if (!not_negative(terms.volatility)) {
    return bad("volatility", terms.volatility, "a finite fraction a year, 0 or more");
  }
  if (!(std::abs(terms.rate) * terms.years <= kLargestExponent) || !std::isfinite(terms.rate)) {
    return bad("rate", terms.rate, "a fraction a year, at most 100 over the option's life");
  }
  if (!(std::abs(terms.carry) * terms.years <= kLargestExponent) || !std::isfinite(terms.carry)) {
    return bad("carry", terms.carry, "a fraction a year, at most 100 over the option's life");
  }
  return {};
}

}  // namespace keel::models
