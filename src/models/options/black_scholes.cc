// SPDX-License-Identifier: MIT
#include "models/options/black_scholes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/internal/normal.h"

namespace keel::models {
namespace {

using internal::NormalCdf;
using internal::NormalPdf;

/// What the closed forms share.
struct Pieces {
  explicit Pieces(const OptionTerms& t)
      : sign(Sign(t.type)),
        deviation(t.volatility * std::sqrt(t.years)),
        d1((std::log(t.underlying / t.strike) + t.carry * t.years) / deviation + 0.5 * deviation),
        d2(d1 - deviation),
        spot_discount(std::exp((t.carry - t.rate) * t.years)),
        discount(std::exp(-t.rate * t.years)) {}

  double sign, deviation, d1, d2;
  double spot_discount;  // what one underlying at expiry costs today, over S
  double discount;
};

double PriceOf(const OptionTerms& t) {
  const double sign = Sign(t.type);
  if (t.volatility == 0 || t.years == 0) {
    const double forward = t.underlying * std::exp(t.carry * t.years);
    return std::exp(-t.rate * t.years) * std::max(0.0, sign * (forward - t.strike));
  }
  const Pieces p(t);
  const double price = sign * (t.underlying * p.spot_discount * NormalCdf(sign * p.d1) -
                               t.strike * p.discount * NormalCdf(sign * p.d2));
  return std::max(0.0, price);
}

bool AllFinite(const OptionGreeks& g) {
  // A sum is finite only if each term is (opposite infinities make a NaN).
  return std::isfinite(g.price + g.delta + g.gamma + g.vega + g.theta + g.rho + g.rho_fixed_carry +
                       g.carry_rho + g.phi + g.vanna + g.vomma + g.charm + g.veta + g.speed +
                       g.zomma + g.color + g.ultima);
}

OptionGreeks GreeksOf(const OptionTerms& t) {
  const Pieces p(t);
  const double s = p.sign;
  const double root = std::sqrt(t.years);
  const double in_spot = t.underlying * p.spot_discount * NormalCdf(s * p.d1);
  const double in_cash = t.strike * p.discount * NormalCdf(s * p.d2);
  const double density = p.spot_discount * NormalPdf(p.d1);
  const double d1_in_years = t.carry / p.deviation - p.d2 / (2 * t.years);  // d(d1)/dT
  const double yield = t.rate - t.carry;
  const double d12 = p.d1 * p.d2;
  OptionGreeks g;
  g.price = std::max(0.0, s * (in_spot - in_cash));
  g.delta = s * p.spot_discount * NormalCdf(s * p.d1);
  g.gamma = density / (t.underlying * p.deviation);
  g.vega = t.underlying * density * root;
  g.theta = -t.underlying * density * t.volatility / (2 * root) + s * yield * in_spot -
            s * t.rate * in_cash;
  g.rho = s * t.years * in_cash;
  g.rho_fixed_carry = -t.years * g.price;
  g.carry_rho = s * t.years * in_spot;
  g.phi = -g.carry_rho;
  g.vanna = -density * p.d2 / t.volatility;
  g.vomma = g.vega * d12 / t.volatility;
  g.charm = yield * g.delta - density * d1_in_years;
  g.veta = g.vega * (yield + p.d1 * d1_in_years - 1 / (2 * t.years));
  g.speed = -g.gamma / t.underlying * (1 + p.d1 / p.deviation);
  g.zomma = g.gamma * (d12 - 1) / t.volatility;
  g.color = g.gamma * (yield + p.d1 * d1_in_years + 1 / (2 * t.years));
  g.ultima =
      -g.vega / (t.volatility * t.volatility) * (d12 * (1 - d12) + p.d1 * p.d1 + p.d2 * p.d2);
  return g;
}

}  // namespace

base::Result<double> BlackScholesPrice(const OptionTerms& terms) {
  TRY(CheckTerms(terms));
  const double price = PriceOf(terms);
  if (!std::isfinite(price)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        "option: the price is not a finite number; look at rate, carry and volatility");
  }
  return price;
}

base::Result<double> Black76Price(const OptionTerms& terms) {
  OptionTerms on_future = terms;
  on_future.carry = 0;
  return BlackScholesPrice(on_future);
}

base::Result<OptionGreeks> BlackScholesGreeks(const OptionTerms& terms) {
  TRY(CheckTerms(terms));
  if (terms.years == 0 || terms.volatility == 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("option: sensitivities need years and volatility above 0; they "
                                  "are {} and {}",
                                  terms.years, terms.volatility));
  }
  const OptionGreeks greeks = GreeksOf(terms);
  if (!AllFinite(greeks)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("option: a sensitivity is not a finite number; years {} or "
                                  "volatility {} is too small",
                                  terms.years, terms.volatility));
  }
  return greeks;
}

}  // namespace keel::models
