// SPDX-License-Identifier: MIT
#include "server/lab/regime_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "server/risk/risk_inputs.h"

namespace keel::server {
namespace {

constexpr size_t kMostRegimeReturns = 4'000;  // that are fitted on, the newest
constexpr int kRegimeRestarts = 3;

struct FittedRegimes {
  models::HmmFit fit;
  FitRange range;
  std::vector<double> filtered;  // from range.first to the last return, row by row
  std::span<const double> now() const { return std::span(filtered).last(fit.model.states); }
};

base::Result<FittedRegimes> Fitted(const LabSeries& series, int64_t states, RegimeFits& fits) {
  const size_t count = series.returns.size();
  if (count < kFewestRegimeReturns) {
    return base::Fail(base::ErrorCode::kUsage,
                      TooFew(series.view.name, count, "return", kFewestRegimeReturns));
  }
  FittedRegimes fitted{.fit = {}, .range = RegimeFitRange(series), .filtered = {}};
  const std::span<const double> returns(series.returns);
  const std::string key = fmt::format(
      "{} {} {} {}", series.key, series.times[fitted.range.first].ns, fitted.range.count, states);
  TRY(fitted.fit, fits.Of(key, returns.subspan(fitted.range.first, fitted.range.count),
                          static_cast<size_t>(states)));
  TRY(fitted.filtered, models::FilterStates(fitted.fit.model, returns.subspan(fitted.range.first)));
  return fitted;
}

size_t Likeliest(std::span<const double> probabilities) {
  return static_cast<size_t>(std::max_element(probabilities.begin(), probabilities.end()) -
                             probabilities.begin());
}

std::vector<RegimeStateView> StatesOf(const LabSeries& series, const FittedRegimes& fitted) {
  const models::GaussianHmm& model = fitted.fit.model;
  const std::vector<double> shares = model.StationaryDistribution();
  const std::vector<double> durations = model.ExpectedDurations();
  std::vector<RegimeStateView> states;
  for (size_t k = 0; k < model.states; ++k) {
    const double deviation = std::sqrt(model.covariances[k]);
    states.push_back({model.means[k], deviation,
                      deviation * std::sqrt(series.timeframe.periods_per_year()), shares[k],
                      std::isfinite(durations[k]) ? std::optional(durations[k]) : std::nullopt,
                      fitted.now()[k]});
  }
  return states;
}

RegimeHistoryView HistoryOf(const LabSeries& series, const FittedRegimes& fitted) {
  const size_t states = fitted.fit.model.states;
  const size_t rows = fitted.filtered.size() / states;
  RegimeHistoryView history;
  history.probabilities.resize(states);
  for (size_t row = rows - std::min(rows, kMostRegimeHistory); row < rows; ++row) {
    history.times.push_back(series.times[fitted.range.first + row]);
    history.prices.push_back(series.prices[fitted.range.first + row]);
    for (size_t k = 0; k < states; ++k) {
      history.probabilities[k].push_back(fitted.filtered[row * states + k]);
    }
  }
  return history;
}

}  // namespace

base::Result<models::HmmFit> RegimeFits::Of(const std::string& key, std::span<const double> returns,
                                            size_t states) {
  const auto found = fits_.find(key);
  if (found != fits_.end()) return found->second;
  TRY(models::HmmFit fit,
      models::FitHmm(returns, 1, {.states = states, .restarts = kRegimeRestarts, .start = {}}));
  ++made_;
  fits_[key] = fit;
  keys_.push_back(key);
  if (keys_.size() > kMost) {
    fits_.erase(keys_.front());
    keys_.pop_front();
  }
  return fit;
}

std::optional<Problem> MistakeIn(const RegimesQuery& query) {
  const int64_t states = query.states.value_or(kRegimeStates);
  if (states >= 2 && states <= kMostRegimeStates) return std::nullopt;
  return Problem{
      .status = 400,
      .detail = fmt::format("states is {}; 2 to {} are possible", states, kMostRegimeStates),
      .field = "states"};
}

FitRange RegimeFitRange(const LabSeries& series) {
  const int64_t span = kRegimeRefit * series.timeframe.period().ns;
  const base::UnixNanos boundary{series.times.back().ns / span * span};
  const auto end = std::upper_bound(series.times.begin(), series.times.end(), boundary);
  auto count = static_cast<size_t>(end - series.times.begin());
  if (count < kFewestRegimeReturns) count = series.returns.size();
  const size_t used = std::min(count, kMostRegimeReturns);
  return {count - used, used};
}

RegimesView RegimesOf(const LabSeries& series, int64_t states, RegimeFits& fits,
                      const std::optional<RegimeAccount>& account) {
  RegimesView view;
  view.series = series.view;
  const auto fitted = Fitted(series, states, fits);
  if (!fitted) {
    view.why = fitted.error().message;
    return view;
  }
  const models::GaussianHmm& model = fitted->fit.model;
  view.states = StatesOf(series, *fitted);
  for (size_t i = 0; i < model.states; ++i) {
    const auto row = model.transition.begin() + static_cast<std::ptrdiff_t>(i * model.states);
    view.transition.emplace_back(row, row + static_cast<std::ptrdiff_t>(model.states));
  }
  const FitRange range = fitted->range;
  view.fitted_from = series.times[range.first];
  view.fitted_to = series.times[range.first + range.count - 1];
  view.fitted_returns = static_cast<int64_t>(range.count);
  view.history = HistoryOf(series, *fitted);
  if (account) {
    const auto first = series.times.begin() + static_cast<std::ptrdiff_t>(range.first);
    view.profit =
        ProfitByRegime({{first, series.times.end()}, fitted->filtered, model.states}, *account);
  }
  return view;
}

RegimeNowView RegimeNowOf(const LabSeries& series, RegimeFits& fits) {
  RegimeNowView view;
  view.pair = series.view.pair;
  view.states = kRegimeStates;
  const auto fitted = Fitted(series, kRegimeStates, fits);
  if (!fitted) {
    view.why = fitted.error().message;
    return view;
  }
  const size_t likeliest = Likeliest(fitted->now());
  view.regime = static_cast<int64_t>(likeliest);
  view.probability = fitted->now()[likeliest];
  return view;
}

RegimeProfitView ProfitByRegime(const FilteredRegimes& regimes, const RegimeAccount& account) {
  RegimeProfitView view;
  view.currency = account.currency;
  view.rows.resize(regimes.states);
  std::vector<double> returns(regimes.states);
  for (size_t i = 1; i < account.points.size(); ++i) {
    const EquityPoint &before = account.points[i - 1], &now = account.points[i];
    const auto known = std::upper_bound(regimes.times.begin(), regimes.times.end(), before.time);
    const auto money =
        std::upper_bound(account.deposits.begin(), account.deposits.end(), before.time);
    const bool is_moved = money != account.deposits.end() && *money <= now.time;
    if (known == regimes.times.begin() || is_moved || !(before.equity > 0)) {
      ++view.left_out;
      continue;
    }
    const auto row = static_cast<size_t>(known - regimes.times.begin()) - 1;
    const size_t k =
        Likeliest(std::span(regimes.probabilities).subspan(row * regimes.states, regimes.states));
    ++view.rows[k].bars;
    view.rows[k].profit += now.equity - before.equity;
    returns[k] += now.equity / before.equity - 1;
    view.total += now.equity - before.equity;
    if (!view.from) view.from = before.time;
    view.to = now.time;
  }
  for (size_t k = 0; k < regimes.states; ++k) {
    RegimeProfitRow& row = view.rows[k];
    if (row.bars > 0) row.mean_return = returns[k] / static_cast<double>(row.bars);
  }
  return view;
}

}  // namespace keel::server
