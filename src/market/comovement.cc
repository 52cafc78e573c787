// SPDX-License-Identifier: MIT
#include "market/comovement.h"

#include <algorithm>
#include <cmath>

#include "models/correlation/clusters.h"
#include "models/risk_measures/historical.h"
#include "models/volatility/ewma.h"
#include "models/volatility/garch.h"

namespace keel::market {
namespace {

constexpr size_t kGarchDays = 250;
constexpr int64_t kRefitDays = 90;
constexpr double kTailLevel = 0.95;

/// The last close known at `midnight`; 0 where there is none, or where bars are longer than a day.
double CloseAt(core::InstrumentId pair, base::UnixNanos midnight, const Board& board) {
  const base::Duration period = board.period(pair);
  if (period > base::Days(1)) return 0;
  const std::span<const core::Bar> bars = board.history(pair).visible();
  const auto later = std::partition_point(bars.begin(), bars.end(), [&](const core::Bar& bar) {
    return bar.open_time + period <= midnight;
  });
  return later == bars.begin() ? 0 : (later - 1)->close;
}

bool Moves(std::span<const double> returns) {
  return std::any_of(returns.begin(), returns.end(), [&](double r) { return r != returns[0]; });
}

std::span<const double> Last(const std::vector<double>& values, size_t count) {
  return std::span(values).last(count);
}

}  // namespace

Comovement::Comovement(const core::Universe& universe, core::CurrencyId account,
                       double cluster_correlation)
    : cluster_correlation_(cluster_correlation), assets_(universe.currencies().size()) {
  ChoosePairs(universe, account);
  const auto& pairs = universe.instruments();
  if (!pairs.empty()) anchor_ = pairs.front().base.index;
  for (const core::Instrument& pair : pairs) {
    if (pair.symbol.base == "BTC" && pair.base != account) anchor_ = pair.base.index;
  }
  for (size_t i = 0; i < assets_.size(); ++i) assets_[i].like = i;
  Estimate(0);
}

void Comovement::ChoosePairs(const core::Universe& universe, core::CurrencyId account) {
  for (const bool direct : {true, false}) {
    for (const core::Instrument& pair : universe.instruments()) {
      Asset& asset = assets_[pair.base.index];
      if (asset.pair || pair.base == account || (direct && pair.quote != account)) continue;
      asset.pair = pair.id;
      if (pair.quote != account) asset.quote = pair.quote.index;
    }
  }
  std::vector<bool> placed(assets_.size(), false);
  for (size_t round = 0; round < assets_.size(); ++round) {
    for (size_t i = 0; i < assets_.size(); ++i) {
      const Asset& asset = assets_[i];
      if (placed[i] || !asset.pair || (asset.quote && !placed[*asset.quote])) continue;
      placed[i] = true;
      order_.push_back(i);
    }
  }
}

void Comovement::Advance(base::UnixNanos now, const Board& board) {
  const int64_t today = base::DayNumber(now);
  if (today == day_) return;
  const int64_t first = day_ == INT64_MIN ? today : day_ + 1;
  for (int64_t day = first; day <= today; ++day) {
    TakeDay({day * base::Days(1).ns}, board);
  }
  day_ = today;
  Estimate(today);
}

void Comovement::ChangeClusterCorrelation(double cluster_correlation) {
  if (cluster_correlation == cluster_correlation_) return;
  cluster_correlation_ = cluster_correlation;
  Estimate(day_ == INT64_MIN ? 0 : day_);
}

double Comovement::ValueAt(size_t asset, base::UnixNanos midnight, const Board& board) {
  const double close = CloseAt(*assets_[asset].pair, midnight, board);
  const auto quote = assets_[asset].quote;
  return quote ? close * assets_[*quote].last_value : close;
}

void Comovement::TakeDay(base::UnixNanos midnight, const Board& board) {
  for (const size_t i : order_) {
    Asset& asset = assets_[i];
    const double value = ValueAt(i, midnight, board);
    if (value > 0 && asset.last_value > 0) {
      asset.returns.push_back(value / asset.last_value - 1);
      if (asset.returns.size() > kDays) asset.returns.erase(asset.returns.begin());
    }
    asset.last_value = value;
  }
}

void Comovement::EstimateVolatility(Asset& asset, int64_t day) {
  using models::GarchSpec;
  const std::vector<double>& returns = asset.returns;
  if (returns.size() >= kGarchDays &&
      (asset.fitted_on_day == INT64_MIN || day - asset.fitted_on_day >= kRefitDays)) {
    asset.fitted_on_day = day;
    asset.garch.reset();
    if (const auto fit = models::FitGarch(returns, GarchSpec{})) {
      const models::GarchParams& p = fit->params;
      asset.garch = {p.mu, p.omega, p.alpha, p.beta};
    }
  }
  if (asset.garch) {
    models::GarchParams params;
    params.mu = asset.garch->mu;
    params.omega = asset.garch->omega;
    params.alpha = asset.garch->alpha;
    params.beta = asset.garch->beta;
    const auto filtered = models::FilterGarch(returns, GarchSpec{}, params);
    if (filtered && filtered->next_variance > 0) {
      asset.volatility = std::sqrt(filtered->next_variance);
      return;
    }
  }
  const auto ewma = models::FilterEwma(returns);
  asset.volatility = ewma ? std::sqrt(ewma->next_variance) : kAssumedVolatility;
}

void Comovement::Estimate(int64_t day) {
  ++version_;
  std::vector<size_t> known;
  for (const size_t i : order_) {
    Asset& asset = assets_[i];
    asset.known = asset.returns.size() >= kWindow && Moves(Last(asset.returns, kWindow));
    if (!asset.known) continue;
    known.push_back(i);
    asset.shortfall =
        models::HistoricalTailRisk(asset.returns, kTailLevel).value().expected_shortfall;
    EstimateVolatility(asset, day);
  }
  std::sort(known.begin(), known.end());
  const auto worst = std::max_element(known.begin(), known.end(), [&](size_t a, size_t b) {
    return assets_[a].shortfall < assets_[b].shortfall;
  });
  for (size_t i = 0; i < assets_.size(); ++i) {
    Asset& asset = assets_[i];
    if (asset.known) {
      asset.like = i;
    } else {
      asset.like = known.empty() ? anchor_ : *worst;
      asset.volatility = known.empty() ? kAssumedVolatility : assets_[*worst].volatility;
    }
  }
  EstimateTogether(known);
  FillScenarios(known);
}

void Comovement::EstimateTogether(const std::vector<size_t>& known) {
  const size_t k = known.size();
  models::SymmetricMatrix correlation(k);
  if (k > 0) {
    std::vector<double> table(kWindow * k);
    for (size_t c = 0; c < k; ++c) {
      const auto last = Last(assets_[known[c]].returns, kWindow);
      for (size_t row = 0; row < kWindow; ++row) table[row * k + c] = last[row];
    }
    // Neither can fail: every known asset has kWindow finite returns that move.
    const auto shrunk = models::ConstantCorrelationCovariance({table, k}).value();
    correlation = models::CorrelationOf(shrunk.covariance).value();
  }
  std::vector<size_t> place(assets_.size(), k);
  const auto clusters = models::CorrelationClusters(correlation, cluster_correlation_);
  clusters_ = 0;
  for (size_t c = 0; c < k; ++c) {
    place[known[c]] = c;
    assets_[known[c]].cluster = clusters[c];
    clusters_ = std::max(clusters_, clusters[c] + 1);
  }
  const size_t strangers = assets_[anchor_].known ? assets_[anchor_].cluster : clusters_++;
  for (Asset& asset : assets_) {
    if (!asset.known) asset.cluster = strangers;
  }
  const size_t n = assets_.size();
  covariance_.assign(n * n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      const Asset& a = assets_[i];
      const Asset& b = assets_[j];
      const double rho = a.like == b.like ? 1 : correlation.at(place[a.like], place[b.like]);
      covariance_[i * n + j] = rho * a.volatility * b.volatility;
    }
  }
}

void Comovement::FillScenarios(const std::vector<size_t>& known) {
  scenario_days_ = 0;
  for (const size_t i : known) scenario_days_ = std::max(scenario_days_, assets_[i].returns.size());
  std::vector<size_t> worst_first = known;
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [&](size_t a, size_t b) { return assets_[a].shortfall > assets_[b].shortfall; });
  scenarios_.assign(assets_.size() * scenario_days_, 0.0);
  for (size_t i = 0; i < assets_.size(); ++i) {
    for (size_t age = 1; age <= scenario_days_; ++age) {
      const auto has_day = [&](size_t other) { return assets_[other].returns.size() >= age; };
      const size_t own = assets_[i].like;
      const size_t from =
          has_day(own) ? own : *std::find_if(worst_first.begin(), worst_first.end(), has_day);
      scenarios_[i * scenario_days_ + scenario_days_ - age] =
          assets_[from].returns[assets_[from].returns.size() - age];
    }
  }
}

}  // namespace keel::market
