// SPDX-License-Identifier: MIT
// European options in closed form, with every first- and second-order sensitivity that a hedger
// reads. Analytic, because a finite difference of a price loses half of its digits.
#pragma once

#include "base/result.h"
#include "models/options/terms.h"

namespace keel::models {

/// Price of a European option, in the currency of the underlying:
/// s (S e^((b-r)T) N(s d1) - K e^(-rT) N(s d2)), s = +1 call, -1 put,
/// d1 = (ln(S/K) + (b + v^2/2) T) / (v sqrt T), d2 = d1 - v sqrt T. With volatility or time 0 the
/// discounted payoff of the forward. kUsage for impossible terms.
/// [Black, Scholes 1973; Merton 1973; Haug 2007, 1.1.6].
base::Result<double> BlackScholesPrice(const OptionTerms& terms);

/// Price of a European option on a future or forward: `underlying` is the future's price and
/// `carry` is taken as 0, whatever it says. kUsage for impossible terms. [Black 1976].
base::Result<double> Black76Price(const OptionTerms& terms);

/// Sensitivities of a European option, per unit: a volatility point is 1.0 (divide vega by 100 for
/// one percentage point), time is a year (divide theta by 365 for a calendar day), a rate is 1.0
/// (divide by 1e4 for a basis point). V is the price, S the underlying, v volatility, t the
/// calendar time (so a derivative in t is minus the one in years to expiry).
struct OptionGreeks {
  double price = 0;
  double delta = 0;  ///< dV/dS
  double gamma = 0;  ///< d2V/dS2
  double vega = 0;   ///< dV/dv
  double theta = 0;  ///< dV/dt, a year
  double rho = 0;    ///< dV/dr with the yield r - b held: the rate moves the carry with it
  double rho_fixed_carry = 0;  ///< dV/dr with b held (options on futures): -T V
  double carry_rho = 0;        ///< dV/db with r held
  double phi = 0;              ///< dV/dq with r held, q = r - b the yield of the underlying
  double vanna = 0;            ///< d2V/dS dv = d(delta)/dv = d(vega)/dS
  double vomma = 0;            ///< d2V/dv2, also called volga
  double charm = 0;            ///< d(delta)/dt, a year
  double veta = 0;             ///< d(vega)/dt, a year
  double speed = 0;            ///< d(gamma)/dS
  double zomma = 0;            ///< d(gamma)/dv
  double color = 0;            ///< d(gamma)/dt, a year
  double ultima = 0;           ///< d(vomma)/dv
};

/// Price and sensitivities of a European option under Black-Scholes-Merton. kUsage for impossible
/// terms, or where years or volatility are 0 (the derivatives are not defined at the kink), or
/// where a sensitivity is not a finite number. [Haug 2007, chapter 2].
base::Result<OptionGreeks> BlackScholesGreeks(const OptionTerms& terms);

}  // namespace keel::models
