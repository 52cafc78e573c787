// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/options/implied_volatility.h"
#include "models/options/svi.h"
#include "server/lab/option_lab.h"

namespace keel::server {
namespace {

constexpr int kSmilePoints = 81;
constexpr double kSmileMargin = 0.1;  // of the quotes' width, drawn beyond them on each side

/// The first of the given numbers, one a strike, that is not possible.
std::optional<Problem> MistakeInColumn(const std::string& name, const std::vector<double>& column,
                                       double least, double most) {
  for (size_t i = 0; i < column.size(); ++i) {
    if (auto wrong = MistakeInNumber(fmt::format("{}[{}]", name, i), column[i], least, most)) {
      return wrong;
    }
  }
  return std::nullopt;
}

OptionQuoteView QuoteAt(const OptionSmileBody& body, models::OptionTerms terms, double forward,
                        size_t at) {
  OptionQuoteView quote;
  quote.strike = body.strikes[at];
  quote.log_moneyness = std::log(quote.strike / forward);
  if (body.volatilities) {
    quote.volatility = (*body.volatilities)[at];
    return quote;
  }
  terms.strike = quote.strike;
  const auto implied = models::ImpliedVolatility((*body.prices)[at], terms);
  if (implied && std::isfinite(*implied)) {
    quote.volatility = *implied;
  } else {
    quote.why = implied ? "implied volatility: it is no finite number" : implied.error().message;
  }
  return quote;
}

double FittedAt(const models::SviParameters& svi, double log_moneyness, double years) {
  return std::sqrt(models::SviTotalVariance(svi, log_moneyness) / years);
}

OptionSmileCurveView SmileCurveOf(const models::SviParameters& svi, const OptionSmileView& view) {
  const auto [low, high] = std::minmax_element(
      view.quotes.begin(), view.quotes.end(),
      [](const auto& a, const auto& b) { return a.log_moneyness < b.log_moneyness; });
  const double width = high->log_moneyness - low->log_moneyness;
  const double from = low->log_moneyness - kSmileMargin * width;
  const double to = high->log_moneyness + kSmileMargin * width;
  OptionSmileCurveView curve;
  for (int i = 0; i < kSmilePoints; ++i) {
    const double k = from + (to - from) * i / (kSmilePoints - 1);
    curve.strikes.push_back(view.forward * std::exp(k));
    curve.volatilities.push_back(FittedAt(svi, k, view.years));
    curve.densities.push_back(models::SviButterflyDensity(svi, k));
  }
  return curve;
}

/// Fits the quotes that have a volatility, and says of each how far it is from the fit.
base::Status FitInto(OptionSmileView* view) {
  std::vector<double> k, variances;
  for (const OptionQuoteView& quote : view->quotes) {
    if (!quote.volatility) continue;
    k.push_back(quote.log_moneyness);
    variances.push_back(*quote.volatility * *quote.volatility * view->years);
  }
  TRY(const models::SviFit fit, models::FitSvi(k, variances));
  TRY(const models::ButterflyCheck check, models::CheckButterfly(fit.parameters));
  const models::SviParameters& svi = fit.parameters;
  double squares = 0;
  for (OptionQuoteView& quote : view->quotes) {
    quote.fitted = FittedAt(svi, quote.log_moneyness, view->years);
    if (!quote.volatility) continue;
    quote.residual = *quote.volatility - *quote.fitted;
    squares += *quote.residual * *quote.residual;
  }
  OptionSviView told;
  told.a = svi.a;
  told.b = svi.b;
  told.rho = svi.rho;
  told.m = svi.m;
  told.sigma = svi.sigma;
  told.rms_error = std::sqrt(squares / static_cast<double>(k.size()));
  told.at_the_money = FittedAt(svi, 0, view->years);
  told.is_free_of_arbitrage = check.free_of_arbitrage;
  told.worst_density = check.worst_density;
  told.worst_log_moneyness = check.worst_k;
  view->fit = told;
  view->curve = SmileCurveOf(svi, *view);
  return {};
}

}  // namespace

std::optional<Problem> MistakeIn(const OptionSmileBody& body) {
  const auto wrong_at = [](const char* field, std::string detail) {
    return Problem{.status = 400, .detail = std::move(detail), .field = field};
  };
  if (auto wrong = MistakeInMarket(body)) return wrong;
  if (body.volatilities.has_value() == body.prices.has_value()) {
    return wrong_at("volatilities", "give volatilities, or prices that they are found from");
  }
  if (body.strikes.empty() || body.strikes.size() > kMostSmileQuotes) {
    return wrong_at("strikes", fmt::format("{} strikes were given; 1 to {} are possible",
                                           body.strikes.size(), kMostSmileQuotes));
  }
  const char* const name = body.volatilities ? "volatilities" : "prices";
  const std::vector<double>& column = body.volatilities ? *body.volatilities : *body.prices;
  if (column.size() != body.strikes.size()) {
    return wrong_at(name, fmt::format("{} strikes and {} {} were given; one a strike is needed",
                                      body.strikes.size(), column.size(), name));
  }
  if (auto wrong = MistakeInColumn("strikes", body.strikes, kLeastOptionPrice, kMostOptionPrice)) {
    return wrong;
  }
  return body.volatilities
             ? MistakeInColumn(name, column, kLeastOptionVolatility, kMostOptionVolatility)
             : MistakeInColumn(name, column, kLeastOptionPrice, kMostOptionPrice);
}

OptionSmileView OptionSmileOf(const OptionUnderlyingView& underlying, const OptionSmileBody& body) {
  models::OptionTerms terms = OptionTermsOf(underlying.spot, body);
  if (body.type == "put") terms.type = models::OptionType::kPut;
  OptionSmileView view;
  view.underlying = underlying;
  view.forward = terms.underlying * std::exp(terms.carry * terms.years);
  view.years = terms.years;
  for (size_t i = 0; i < body.strikes.size(); ++i) {
    view.quotes.push_back(QuoteAt(body, terms, view.forward, i));
  }
  if (const auto fitted = FitInto(&view); !fitted) view.why = fitted.error().message;
  return view;
}

}  // namespace keel::server
