// SPDX-License-Identifier: MIT
#include "server/lab/option_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/options/american.h"
#include "models/options/black_scholes.h"
#include "models/options/implied_volatility.h"
#include "server/risk/risk_inputs.h"

namespace keel::server {
namespace {

constexpr int kOptionSteps = 500;       // of the lattice: within 1e-5 of the strike up to a year
constexpr int kOptionCurveSteps = 200;  // of each point of a curve: finer than it can be drawn
constexpr int kOptionCurvePoints = 61;
constexpr double kCurveDeviations = 3, kNarrowestCurve = 0.05, kWidestCurve = 1.2;  // of ln(spot)
constexpr int64_t kOptionStrikes = 21;
constexpr double kChainDeviations = 2.5, kWidestChain = 0.6;  // on each side of the spot

Problem OptionProblem(std::string detail, std::string field) {
  return {.status = 400, .detail = std::move(detail), .field = std::move(field)};
}

std::optional<Problem> WrongVolatility(const std::optional<double>& volatility) {
  if (!volatility ||
      (kLeastOptionVolatility <= *volatility && *volatility <= kMostOptionVolatility)) {
    return std::nullopt;
  }
  return OptionProblem(fmt::format("volatility is {}; a fraction a year from {} to {} is possible, "
                                   "0.4 for 40 %",
                                   *volatility, kLeastOptionVolatility, kMostOptionVolatility),
                       "volatility");
}

OptionGreeksView GreeksViewOf(const models::OptionGreeks& g, bool is_future) {
  return {g.delta, g.gamma, g.vega, g.theta, is_future ? g.rho_fixed_carry : g.rho};
}

/// Of a method that has no price for every option; why not is added to `notes`.
std::optional<double> PriceOrNote(const base::Result<double>& price,
                                  std::vector<std::string>* notes) {
  if (!price) {
    notes->push_back(price.error().message);
    return std::nullopt;
  }
  if (!std::isfinite(*price)) {
    notes->emplace_back("option: the price is no finite number; ask for less extreme terms");
    return std::nullopt;
  }
  return *price;
}

std::optional<double> ValueAt(models::OptionTerms terms, double spot, bool is_american) {
  terms.underlying = spot;
  const auto value = is_american ? models::LatticePrice(terms, {.steps = kOptionCurveSteps})
                                 : models::BlackScholesPrice(terms);
  return value && std::isfinite(*value) ? std::optional(*value) : std::nullopt;
}

OptionCurveView OptionCurveOf(const models::OptionTerms& terms, bool is_american) {
  const double width = std::clamp(kCurveDeviations * terms.volatility * std::sqrt(terms.years),
                                  kNarrowestCurve, kWidestCurve);
  const double low = std::min(terms.underlying, terms.strike) * std::exp(-width);
  const double high = std::max(terms.underlying, terms.strike) * std::exp(width);
  OptionCurveView curve;
  curve.spots = {terms.underlying, terms.strike};
  for (int i = 0; i < kOptionCurvePoints; ++i) {
    curve.spots.push_back(low + (high - low) * i / (kOptionCurvePoints - 1));
  }
  std::sort(curve.spots.begin(), curve.spots.end());
  curve.spots.erase(std::unique(curve.spots.begin(), curve.spots.end()), curve.spots.end());
  for (const double spot : curve.spots) {
    curve.payoffs.push_back(std::max(0.0, models::Sign(terms.type) * (spot - terms.strike)));
    curve.values.push_back(ValueAt(terms, spot, is_american));
  }
  return curve;
}

/// The largest of 1, 2, 2.5 and 5 times a power of ten that is not above `most`.
double RoundStep(double most) {
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double step : {5.0, 2.5, 2.0}) {
    if (step * power <= most) return step * power;
  }
  return std::min(power, most);
}

base::Result<OptionSideView> ChainSide(models::OptionTerms terms, models::OptionType type,
                                       bool is_future) {
  terms.type = type;
  TRY(const models::OptionGreeks greeks, models::BlackScholesGreeks(terms));
  return OptionSideView{greeks.price, GreeksViewOf(greeks, is_future)};
}

base::Result<OptionChainRow> ChainRow(const models::OptionTerms& terms, bool is_future) {
  TRY(const OptionSideView call, ChainSide(terms, models::OptionType::kCall, is_future));
  TRY(const OptionSideView put, ChainSide(terms, models::OptionType::kPut, is_future));
  return OptionChainRow{terms.strike, false, call, put};
}

/// Why no chain can be made of the volatility that there is; nothing: it can.
std::optional<std::string> NoChain(const std::optional<double>& volatility,
                                   const std::optional<OptionRealisedView>& realised) {
  if (!volatility) {
    return realised ? realised->why : std::optional<std::string>("no volatility is known");
  }
  if (!WrongVolatility(volatility)) return std::nullopt;
  return fmt::format("the volatility of {} is {} a year, and {} to {} is possible; give one",
                     realised ? realised->series.name : "the underlying", *volatility,
                     kLeastOptionVolatility, kMostOptionVolatility);
}

}  // namespace

std::optional<Problem> MistakeInNumber(const std::string& field, double value, double least,
                                       double most) {
  if (least <= value && value <= most) return std::nullopt;
  return OptionProblem(fmt::format("{} is {}; {} to {} is possible", field, value, least, most),
                       field);
}

std::optional<Problem> MistakeInMarket(const OptionMarketQuery& q) {
  if (q.spot.has_value() == q.pair.has_value()) {
    return OptionProblem("give a spot, or a pair of the session whose last price it is", "spot");
  }
  if (q.spot) {
    if (auto wrong = MistakeInNumber("spot", *q.spot, kLeastOptionPrice, kMostOptionPrice)) {
      return wrong;
    }
  }
  if (!(q.years > 0 && q.years <= kMostOptionYears)) {
    return OptionProblem(
        fmt::format("years is {}; above 0 and at most {} is possible", q.years, kMostOptionYears),
        "years");
  }
  if (auto wrong = MistakeInNumber("rate", q.rate.value_or(0), -kMostOptionRate, kMostOptionRate)) {
    return wrong;
  }
  if (q.future.value_or(false) && q.yield.value_or(0) != 0) {
    return OptionProblem("a future has no yield: its carry is 0", "yield");
  }
  return MistakeInNumber("yield", q.yield.value_or(0), -kMostOptionRate, kMostOptionRate);
}

std::optional<Problem> MistakeIn(const OptionPriceQuery& q) {
  if (auto wrong = MistakeInMarket(q)) return wrong;
  if (auto wrong = MistakeInNumber("strike", q.strike, kLeastOptionPrice, kMostOptionPrice)) {
    return wrong;
  }
  if (q.volatility.has_value() == q.price.has_value()) {
    return OptionProblem("give a volatility, or a price that the volatility is found from",
                         "volatility");
  }
  if (q.price && q.exercise.value_or("european") != "european") {
    return OptionProblem("a volatility is found from the price of a European option only",
                         "exercise");
  }
  return WrongVolatility(q.volatility);
}

std::optional<Problem> MistakeIn(const OptionChainQuery& q) {
  if (auto wrong = MistakeInMarket(q)) return wrong;
  if (!q.volatility && !q.pair) {
    return OptionProblem("give a volatility, or a pair whose bars have one", "volatility");
  }
  const int64_t strikes = q.strikes.value_or(kOptionStrikes);
  if (strikes < kFewestOptionStrikes || strikes > kMostOptionStrikes) {
    return OptionProblem(fmt::format("strikes is {}; {} to {} are possible", strikes,
                                     kFewestOptionStrikes, kMostOptionStrikes),
                         "strikes");
  }
  if (q.step) {
    if (auto wrong = MistakeInNumber("step", *q.step, kLeastOptionPrice, kMostOptionPrice)) {
      return wrong;
    }
  }
  return WrongVolatility(q.volatility);
}

models::OptionTerms OptionTermsOf(double spot, const OptionMarketQuery& q) {
  models::OptionTerms terms;
  terms.underlying = spot;
  terms.years = q.years;
  terms.rate = q.rate.value_or(0);
  terms.carry = q.future.value_or(false) ? 0 : terms.rate - q.yield.value_or(0);
  return terms;
}

OptionRealisedView RealisedOf(const LabSeries& series) {
  OptionRealisedView view{series.view, std::nullopt, std::nullopt};
  const auto count = static_cast<double>(series.returns.size());
  if (series.returns.size() < kFewestOptionReturns) {
    view.why = TooFew(series.view.name, series.returns.size(), "return", kFewestOptionReturns);
    return view;
  }
  double sum = 0, squares = 0;
  for (const double r : series.returns) sum += r;
  for (const double r : series.returns) squares += (r - sum / count) * (r - sum / count);
  view.volatility = std::sqrt(squares / (count - 1) * series.timeframe.periods_per_year());
  return view;
}

Answer<OptionPriceView> OptionPriceOf(const OptionUnderlyingView& underlying,
                                      const OptionPriceQuery& q) {
  OptionPriceView view;
  view.underlying = underlying;
  view.type = q.type.value_or("call");
  view.exercise = q.exercise.value_or("european");
  models::OptionTerms terms = OptionTermsOf(underlying.spot, q);
  terms.type = view.type == "put" ? models::OptionType::kPut : models::OptionType::kCall;
  terms.strike = q.strike;
  if (q.price) {
    const auto implied = models::ImpliedVolatility(*q.price, terms);
    if (!implied) return Refuse(400, implied.error().message, "price");
    terms.volatility = *implied;
    view.is_implied = true;
  } else {
    terms.volatility = q.volatility.value_or(0);
  }
  const auto greeks = models::BlackScholesGreeks(terms);
  if (!greeks) return tl::unexpected<Problem>(ProblemOf(greeks.error()));
  view.forward = terms.underlying * std::exp(terms.carry * terms.years);
  view.strike = terms.strike;
  view.years = terms.years;
  view.volatility = terms.volatility;
  view.european = greeks->price;
  view.price = greeks->price;
  view.greeks = GreeksViewOf(*greeks, q.future.value_or(false));
  const bool is_american = view.exercise == "american";
  if (is_american) {
    view.american = PriceOrNote(models::BjerksundStenslandPrice(terms), &view.notes);
    view.american_lattice =
        PriceOrNote(models::LatticePrice(terms, {.steps = kOptionSteps}), &view.notes);
    view.price = view.american_lattice;
  }
  view.curve = OptionCurveOf(terms, is_american);
  return view;
}

Answer<OptionChainView> OptionChainOf(const OptionUnderlyingView& underlying,
                                      const OptionChainQuery& q,
                                      const std::optional<OptionRealisedView>& realised) {
  OptionChainView view;
  view.underlying = underlying;
  view.years = q.years;
  view.realised = realised;
  view.volatility =
      q.volatility ? q.volatility : (realised ? realised->volatility : std::optional<double>());
  models::OptionTerms terms = OptionTermsOf(underlying.spot, q);
  view.forward = terms.underlying * std::exp(terms.carry * terms.years);
  view.why = NoChain(view.volatility, realised);
  if (view.why) return view;
  terms.volatility = *view.volatility;
  const int64_t strikes = q.strikes.value_or(kOptionStrikes);
  const int64_t below = strikes / 2;
  const double reach =
      std::min(kChainDeviations * terms.volatility * std::sqrt(terms.years), kWidestChain);
  const double step =
      q.step.value_or(RoundStep(terms.underlying * reach / static_cast<double>(below)));
  const double middle = std::round(terms.underlying / step);
  if (middle <= static_cast<double>(below)) {
    return Refuse(400,
                  fmt::format("{} strikes {} apart around {} would go down to 0; give a smaller "
                              "step or fewer strikes",
                              strikes, step, terms.underlying),
                  "step");
  }
  for (int64_t i = -below; i < strikes - below; ++i) {
    terms.strike = (middle + static_cast<double>(i)) * step;
    auto row = ChainRow(terms, q.future.value_or(false));
    if (!row) return tl::unexpected<Problem>(ProblemOf(row.error()));
    row->is_at_the_money = i == 0;
    view.rows.push_back(*row);
  }
  return view;
}

}  // namespace keel::server
