// SPDX-License-Identifier: MIT
// What an option's price depends on, in one record that every pricing function takes. The cost of
// carry b makes one formula serve all: b = r for a stock, r - q with a dividend or staking yield q,
// 0 for a future [Black 1976], r - r_foreign for a currency [Garman, Kohlhagen 1983].
#pragma once

#include "base/result.h"

namespace keel::models {

enum class OptionType { kCall, kPut };

/// An option and its market. Rates are fractions a year, continuously compounded.
struct OptionTerms {
  OptionType type = OptionType::kCall;
  double underlying = 0;  ///< price of the underlying (spot, or the future's price), > 0
  double strike = 0;      ///< > 0
  double years = 0;       ///< time to expiry in years, >= 0
  double rate = 0;        ///< discount rate r
  double carry = 0;       ///< cost of carry b: the forward is underlying * exp(b * years)
  double volatility = 0;  ///< standard deviation of log returns over one year, >= 0
};

/// kUsage with a sentence that names the first impossible or unusually large number: prices must be
/// positive, years and volatility at least 0, all finite, |rate| * years and |carry| * years <=
/// 100.
base::Status CheckTerms(const OptionTerms& terms);

/// +1 for a call, -1 for a put.
inline double Sign(OptionType type) { return type == OptionType::kCall ? 1.0 : -1.0; }

}  // namespace keel::models
