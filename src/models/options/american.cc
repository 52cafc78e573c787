// SPDX-License-Identifier: MIT
#include "models/options/american.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/internal/normal.h"
#include "models/options/bivariate_normal.h"
#include "models/options/black_scholes.h"

namespace keel::models {
namespace {

constexpr double kLargestReach = 300;  // of the logarithm of the price at the lattice's ends

base::Status CheckAlive(const OptionTerms& terms) {
  TRY(CheckTerms(terms));
  if (terms.years > 0 && terms.volatility > 0) return {};
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("American option: years and volatility must be above 0; they are "
                                "{} and {}",
                                terms.years, terms.volatility));
}

/// The American call on a strike of 1: prices are in units of the strike. Symbols as in Haug 2007.
class FlatBoundaryCall {
 public:
  FlatBoundaryCall(double spot, double years, double rate, double carry, double volatility)
      : s_(spot), t2_(years), r_(rate), b_(carry), v2_(volatility * volatility), v_(volatility) {
    t1_ = 0.5 * (std::sqrt(5.0) - 1) * t2_;
    const double half = b_ / v2_ - 0.5;
    beta_ = -half + std::sqrt(half * half + 2 * r_ / v2_);
    const double forever = beta_ / (beta_ - 1);
    const double at_once = std::max(1.0, r_ / (r_ - b_));
    i1_ = Boundary(t1_, forever, at_once);
    i2_ = Boundary(t2_, forever, at_once);
  }

  double Price() const {
    if (s_ >= i2_) return s_ - 1;
    // (I - 1) I^-beta S^g, with both powers in one exponent.
    const double alpha1 = std::log(i1_ - 1) - beta_ * std::log(i1_);
    const double alpha2 = std::log(i2_ - 1) - beta_ * std::log(i2_);
    return std::exp(alpha2 + beta_ * std::log(s_)) - Phi(alpha2, beta_, i2_) + Phi(0, 1, i2_) -
           Phi(0, 1, i1_) - Phi(0, 0, i2_) + Phi(0, 0, i1_) + Phi(alpha1, beta_, i1_) -
           Psi(alpha1, beta_, i1_) + Psi(0, 1, i1_) - Psi(0, 1, 1) - Psi(0, 0, i1_) + Psi(0, 0, 1);
  }

 private:
  double Boundary(double years, double forever, double at_once) const {
    const double h = -(b_ * years + 2 * v_ * std::sqrt(years)) / ((forever - at_once) * at_once);
    return at_once - (forever - at_once) * std::expm1(h);
  }

  /// exp(scale) times the value of S^gamma at t1 if S <= h then and I2 was not touched before.
  double Phi(double scale, double gamma, double h) const {
    const double drift = b_ + (gamma - 0.5) * v2_;
    const double lambda = (-r_ + gamma * b_ + 0.5 * gamma * (gamma - 1) * v2_) * t1_;
    const double deviation = v_ * std::sqrt(t1_);
    const double d = -(std::log(s_ / h) + drift * t1_) / deviation;
    const double reflected = std::log(i2_ / s_);
    const double front = scale + lambda + gamma * std::log(s_);
    return Term(front, internal::NormalCdf(d)) -
           Term(front + 2 * drift / v2_ * reflected,
                internal::NormalCdf(d - 2 * reflected / deviation));
  }

  /// The same at t2, with the boundary I2 until t1 and I1 from then on.
  double Psi(double scale, double gamma, double h) const {
    const double drift = b_ + (gamma - 0.5) * v2_;
    const double lambda = (-r_ + gamma * b_ + 0.5 * gamma * (gamma - 1) * v2_) * t2_;
    const double kappa = 2 * drift / v2_;
    const double deviation1 = v_ * std::sqrt(t1_);
    const double deviation2 = v_ * std::sqrt(t2_);
    const double to_1 = std::log(s_ / i1_);
    const double past_2 = std::log(i2_ / s_) + std::log(i2_ / i1_);
    const double e1 = (to_1 + drift * t1_) / deviation1;
    const double e2 = (past_2 + drift * t1_) / deviation1;
    const double e3 = (to_1 - drift * t1_) / deviation1;
    const double e4 = (past_2 - drift * t1_) / deviation1;
    const double f1 = (std::log(s_ / h) + drift * t2_) / deviation2;
    const double f2 = (2 * std::log(i2_) - std::log(s_ * h) + drift * t2_) / deviation2;
    const double f3 = (2 * std::log(i1_) - std::log(s_ * h) + drift * t2_) / deviation2;
    const double f4 = (std::log(s_ / h) + 2 * std::log(i1_ / i2_) + drift * t2_) / deviation2;
    const double rho = std::sqrt(t1_ / t2_);
    const double front = scale + lambda + gamma * std::log(s_);
    return Term(front, BivariateNormalCdf(-e1, -f1, rho)) -
           Term(front + kappa * std::log(i2_ / s_), BivariateNormalCdf(-e2, -f2, rho)) -
           Term(front + kappa * std::log(i1_ / s_), BivariateNormalCdf(-e3, -f3, -rho)) +
           Term(front + kappa * std::log(i1_ / i2_), BivariateNormalCdf(-e4, -f4, -rho));
  }

  /// exp(exponent) * probability, 0 where the probability is.
  static double Term(double exponent, double probability) {
    return probability > 0 ? std::exp(exponent + std::log(probability)) : 0.0;
  }

  double s_, t2_, r_, b_, v2_, v_;
  double t1_ = 0, beta_ = 0, i1_ = 0, i2_ = 0;
};

/// One pass of the lattice over `steps` steps.
double LatticePass(const OptionTerms& t, Exercise exercise, int steps, double up_probability) {
  const double dt = t.years / steps;
  const double up = std::exp(t.volatility * std::sqrt(dt));
  const double sign = Sign(t.type);
  const double discount = std::exp(-t.rate * dt);
  const auto payoff = [&](double s) { return sign * (s - t.strike); };
  const bool american = exercise == Exercise::kAmerican;
  std::vector<double> value(static_cast<size_t>(steps));
  OptionTerms last = t;
  last.years = dt;
  double lowest = t.underlying * std::pow(up, -(steps - 1));
  for (int i = 0; i < steps; ++i) {
    last.underlying = lowest * std::pow(up, 2 * i);
    const double held = BlackScholesPrice(last).value_or(0);
    value[static_cast<size_t>(i)] = american ? std::max(held, payoff(last.underlying)) : held;
  }
  const double up_weight = discount * up_probability;
  const double down_weight = discount - up_weight;
  for (int step = steps - 2; step >= 0; --step) {
    lowest *= up;
    double s = lowest;
    for (size_t i = 0; i <= static_cast<size_t>(step); ++i, s *= up * up) {
      const double held = down_weight * value[i] + up_weight * value[i + 1];
      value[i] = american ? std::max(held, payoff(s)) : held;
    }
  }
  return value[0];
}

}  // namespace

base::Result<double> BjerksundStenslandPrice(const OptionTerms& terms) {
  TRY(CheckAlive(terms));
  TRY(const double european, BlackScholesPrice(terms));
  const bool call = terms.type == OptionType::kCall;
  // The put is the call with asset and cash exchanged.
  const double rate = call ? terms.rate : terms.rate - terms.carry;
  const double carry = call ? terms.carry : -terms.carry;
  if (rate < 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("American option: the approximation needs a {} that is not "
                                  "negative; it is {}; use the lattice",
                                  call ? "rate" : "yield (rate - carry)", rate));
  }
  if (carry >= rate) return european;  // waiting costs nothing
  const double unit = call ? terms.strike : terms.underlying;
  const double spot = (call ? terms.underlying : terms.strike) / unit;
  const double price =
      unit * FlatBoundaryCall(spot, terms.years, rate, carry, terms.volatility).Price();
  if (!std::isfinite(price)) {
    return base::Fail(base::ErrorCode::kUsage,
                      "American option: the approximation overflows here; use the lattice");
  }
  const double payoff = Sign(terms.type) * (terms.underlying - terms.strike);
  return std::max({price, european, payoff});
}

base::Result<double> LatticePrice(const OptionTerms& terms, const LatticeSettings& settings) {
  TRY(CheckAlive(terms));
  if (settings.steps < 4 || settings.steps > 20'000 || settings.steps % 2 != 0) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("lattice: {} steps; an even number from 4 to 20000 is needed", settings.steps));
  }
  if (!(terms.volatility * std::sqrt(terms.years * settings.steps) <= kLargestReach)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("lattice: a volatility of {} over {} years leaves the range of "
                                  "numbers in {} steps; take fewer",
                                  terms.volatility, terms.years, settings.steps));
  }
  double price = 0;
  for (const int steps : {settings.steps, settings.steps / 2}) {
    const double dt = terms.years / steps;
    const double deviation = terms.volatility * std::sqrt(dt);
    const double up_probability = (std::exp(terms.carry * dt) - std::exp(-deviation)) /
                                  (std::exp(deviation) - std::exp(-deviation));
    if (!(up_probability > 0 && up_probability < 1)) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("lattice: {} steps are too few for a carry of {} at a "
                                    "volatility of {}",
                                    steps, terms.carry, terms.volatility));
    }
    const double pass = LatticePass(terms, settings.exercise, steps, up_probability);
    price += steps == settings.steps ? 2 * pass : -pass;
  }
  const double floor = settings.exercise == Exercise::kAmerican
                           ? Sign(terms.type) * (terms.underlying - terms.strike)
                           : 0.0;
  if (!std::isfinite(price)) {
    return base::Fail(base::ErrorCode::kUsage, "lattice: the price is not a finite number");
  }
  return std::max({price, floor, 0.0});
}

}  // namespace keel::models
