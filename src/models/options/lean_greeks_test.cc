// SPDX-License-Identifier: MIT
// Third-party volatilities and Greeks of two SPX options (QuantConnect/Lean, Apache-2.0): which
// convention reproduces them, and to how many digits. The files state none; the columns reveal it:
// - time: whole minutes to 20:15 UTC (16:15 in New York) of 2023-08-11, in years of 366 days. Their
//   vega is 0.01 gamma S^2 v T, so T is read from the columns; it agrees with the time stamp.
// - dividends: the strike carries them. Black-Scholes without yield on K + D e^(rT), where r and D
//   are two constants fitted here to delta and theta: 5.25 % and 2.74 index points.
// - vega is for one percentage point, theta for one day of 366.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/options/black_scholes.h"
#include "models/options/implied_volatility.h"
#include "tests/shared_data.h"

namespace keel::models {
namespace {

constexpr double kMinutesPerYear = 366 * 1440;
constexpr double kRate = 0.0525;
constexpr double kDividend = 2.74063;

struct Quote {
  double price, volatility, delta, gamma, vega, theta, underlying;
  int minute;  // of the day, UTC
};

std::vector<Quote> ReadQuotes(const std::string& path) {
  std::vector<Quote> quotes;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::string day, time;
    Quote q{};
    words >> day >> time >> q.price >> q.volatility >> q.delta >> q.gamma >> q.vega >> q.theta >>
        q.underlying;
    if (!words) continue;
    EXPECT_EQ(day, "20230804");
    q.minute = std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3, 2));
    quotes.push_back(q);
  }
  return quotes;
}

void Compare(const std::string& path, OptionType type, double volatility_tolerance,
             double theta_tolerance, int theta_far_allowed) {
  const std::vector<Quote> quotes = ReadQuotes(path);
  EXPECT_GE(quotes.size(), 20U);
  int theta_far = 0;
  for (const Quote& q : quotes) {
    const double minutes = std::round(
        100 * q.vega / (q.gamma * q.underlying * q.underlying * q.volatility) * kMinutesPerYear);
    EXPECT_NEAR(minutes, 7 * 1440 + 20 * 60 + 15 - q.minute, 1.0);
    OptionTerms terms{.type = type,
                      .underlying = q.underlying,
                      .years = minutes / kMinutesPerYear,
                      .rate = kRate,
                      .carry = kRate};
    terms.strike = 4300 + kDividend * std::exp(kRate * terms.years);
    EXPECT_NEAR(ImpliedVolatility(q.price, terms).value(), q.volatility, volatility_tolerance);
    terms.volatility = q.volatility;
    const OptionGreeks greeks = BlackScholesGreeks(terms).value();
    EXPECT_NEAR(greeks.price, q.price, 5e-5 * q.price);
    EXPECT_NEAR(greeks.delta, q.delta, 1e-7);
    EXPECT_NEAR(greeks.gamma, q.gamma, 2e-5 * q.gamma);
    EXPECT_NEAR(greeks.vega / 100, q.vega, 3e-5 * q.vega);
    if (std::abs(greeks.theta / 366 - q.theta) > theta_tolerance * std::abs(q.theta)) ++theta_far;
  }
  EXPECT_EQ(theta_far, theta_far_allowed);
}

TEST(LeanGreeks, Put) {
  KEEL_SHARED_DATA(path, "reference/lean_greeks/SPX230811P04300000.csv");
  Compare(path, OptionType::kPut, 2e-6, 3e-4, 0);
}

TEST(LeanGreeks, Call) {
  KEEL_SHARED_DATA(path, "reference/lean_greeks/SPX230811C04300000.csv");
  // The call's theta is not reproduced: 2.2 % off in 18 rows (a rate of 5.48 % would do), 20 % in
  // the two rows of 13:40 and 13:41, which stand out from their neighbours in the file itself.
  Compare(path, OptionType::kCall, 6e-5, 2.4e-2, 2);
}

}  // namespace
}  // namespace keel::models
