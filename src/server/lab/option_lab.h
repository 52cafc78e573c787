// SPDX-License-Identifier: MIT
// Options on request: a price with its sensitivities, a chain of the model, and a smile fitted to
// what is given, by the methods of `keel options`.
#pragma once

#include <optional>

#include "models/options/terms.h"
#include "server/http/problem.h"
#include "server/lab/lab_series.h"
#include "server/lab/option_views.h"

namespace keel::server {

/// What bounds a request: numbers that are a market's, and milliseconds of one core.
inline constexpr double kLeastOptionPrice = 1e-12, kMostOptionPrice = 1e12;
inline constexpr double kMostOptionYears = 50;
inline constexpr double kMostOptionRate = 1;
inline constexpr double kLeastOptionVolatility = 0.001, kMostOptionVolatility = 10;
inline constexpr int64_t kFewestOptionStrikes = 5, kMostOptionStrikes = 101;
inline constexpr size_t kMostSmileQuotes = 200;
inline constexpr size_t kFewestOptionReturns = 100;

/// What is wrong with a question, with its field: 400. Nothing: it can be asked.
std::optional<Problem> MistakeIn(const OptionPriceQuery& query);
std::optional<Problem> MistakeIn(const OptionChainQuery& query);
std::optional<Problem> MistakeIn(const OptionSmileBody& body);

/// What the three have in common; the type is a call's, strike and volatility are 0.
std::optional<Problem> MistakeInMarket(const OptionMarketQuery& query);
models::OptionTerms OptionTermsOf(double spot, const OptionMarketQuery& query);
/// 400 with `field`, unless `least` <= value <= `most`.
std::optional<Problem> MistakeInNumber(const std::string& field, double value, double least,
                                       double most);

/// The deviation of the returns, a year of 365 days; a sentence where there are too few.
OptionRealisedView RealisedOf(const LabSeries& series);

/// Questions without a mistake. 400 where the model has no number for them.
Answer<OptionPriceView> OptionPriceOf(const OptionUnderlyingView& underlying,
                                      const OptionPriceQuery& query);
Answer<OptionChainView> OptionChainOf(const OptionUnderlyingView& underlying,
                                      const OptionChainQuery& query,
                                      const std::optional<OptionRealisedView>& realised);
/// A sentence where the fit is refused; a quote whose price has no volatility is left out of it.
OptionSmileView OptionSmileOf(const OptionUnderlyingView& underlying, const OptionSmileBody& body);

}  // namespace keel::server
