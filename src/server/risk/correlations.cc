// SPDX-License-Identifier: MIT
#include "server/risk/correlations.h"

#include <algorithm>

#include "models/correlation/clusters.h"

namespace keel::server {
namespace {

using models::SymmetricMatrix;

constexpr std::string_view kEstimator =
    "sample correlations drawn toward their mean (Ledoit and Wolf 2004, constant correlation)";

/// Returns of some of the coins, side by side.
struct Sample {
  std::vector<size_t> coins;
  std::vector<double> values;
  models::ReturnTable table() const { return {values, coins.size()}; }
};

/// An estimate, and what it is of.
struct Estimate {
  Sample sample;
  std::optional<models::Shrunk> shrunk;
  SymmetricMatrix correlation;
  std::vector<LeftOutView> left_out;
};

bool HasMoved(const std::vector<core::Bar>& bars) {
  return std::any_of(bars.begin(), bars.end(),
                     [&](const core::Bar& bar) { return bar.close != bars[0].close; });
}

void FillEstimate(Estimate* estimate) {
  if (estimate->sample.coins.size() < 2) return;
  auto shrunk = models::ConstantCorrelationCovariance(estimate->sample.table());
  if (!shrunk) return;
  auto correlation = models::CorrelationOf(shrunk->covariance);
  if (!correlation) return;
  estimate->shrunk = *std::move(shrunk);
  estimate->correlation = *std::move(correlation);
}

Estimate OfDays(const RiskInputs& inputs) {
  Estimate estimate;
  Sample& sample = estimate.sample;
  for (size_t i = 0; i < inputs.coins.size(); ++i) {
    const RiskCoin& coin = inputs.coins[i];
    if (inputs.days.known(coin.id)) {
      sample.coins.push_back(i);
    } else if (inputs.period > base::Days(1)) {
      estimate.left_out.push_back({coin.pair, "bars longer than a day tell nothing of days"});
    } else if (coin.days < kFewestReturns) {
      estimate.left_out.push_back(
          {coin.pair, TooFew(coin.pair, coin.days, "daily return", kFewestReturns)});
    } else {
      estimate.left_out.push_back({coin.pair, coin.pair + " has not moved for 60 days"});
    }
  }
  for (size_t row = kFewestReturns; row > 0 && !sample.coins.empty(); --row) {
    for (const size_t coin : sample.coins) {
      const auto days = inputs.days.Scenarios(inputs.coins[coin].id);
      sample.values.push_back(days[days.size() - row]);
    }
  }
  FillEstimate(&estimate);
  return estimate;
}

Estimate OfBars(const RiskInputs& inputs) {
  Estimate estimate;
  for (size_t i = 0; i < inputs.coins.size(); ++i) {
    const RiskCoin& coin = inputs.coins[i];
    if (coin.bars.size() <= kFewestReturns) {
      estimate.left_out.push_back(
          {coin.pair, TooFew(coin.pair, coin.bars.empty() ? 0 : coin.bars.size() - 1, "bar return",
                             kFewestReturns)});
    } else if (!HasMoved(coin.bars)) {
      estimate.left_out.push_back({coin.pair, coin.pair + " has not moved"});
    } else {
      estimate.sample.coins.push_back(i);
    }
  }
  estimate.sample.values = CommonBarReturns(inputs, estimate.sample.coins, kMostBarReturns).values;
  if (estimate.sample.table().rows() >= kFewestReturns) FillEstimate(&estimate);
  return estimate;
}

std::string WhyNone(const Estimate& estimate) {
  const size_t coins = estimate.sample.coins.size();
  const size_t rows = estimate.sample.table().rows();
  if (coins == 0) return "no pair has the 60 returns that it takes";
  if (coins == 1) return "only one pair has the 60 returns that it takes";
  if (rows < kFewestReturns) return TooFew("what all pairs share", rows, "return", kFewestReturns);
  return "a pair has not moved in what they share";
}

double MeanOfPairs(const SymmetricMatrix& correlation) {
  double sum = 0;
  for (size_t i = 0; i < correlation.size; ++i) {
    for (size_t j = 0; j < i; ++j) sum += correlation.at(i, j);
  }
  return 2 * sum / static_cast<double>(correlation.size * (correlation.size - 1));
}

MatrixView ViewOf(const RiskInputs& inputs, std::string step, const Estimate& estimate) {
  MatrixView view;
  view.step = std::move(step);
  view.estimator = kEstimator;
  view.left_out = estimate.left_out;
  if (!estimate.shrunk) {
    view.why = WhyNone(estimate);
    return view;
  }
  const SymmetricMatrix& correlation = estimate.correlation;
  view.observations = static_cast<int64_t>(estimate.sample.table().rows());
  view.shrinkage = estimate.shrunk->intensity;
  view.mean = MeanOfPairs(correlation);
  for (const size_t cluster :
       models::CorrelationClusters(correlation, inputs.cluster_correlation)) {
    view.clusters.push_back(static_cast<int64_t>(cluster));
  }
  for (size_t i = 0; i < correlation.size; ++i) {
    view.pairs.push_back(inputs.coins[estimate.sample.coins[i]].pair);
    std::vector<double>& row = view.rows.emplace_back();
    for (size_t j = 0; j < correlation.size; ++j) row.push_back(correlation.at(i, j));
  }
  return view;
}

/// Of two coins, where the estimate has both.
std::optional<double> Of(const Estimate& estimate, size_t a, size_t b) {
  if (!estimate.shrunk) return std::nullopt;
  const std::vector<size_t>& coins = estimate.sample.coins;
  const auto i = std::find(coins.begin(), coins.end(), a);
  const auto j = std::find(coins.begin(), coins.end(), b);
  if (i == coins.end() || j == coins.end()) return std::nullopt;
  return estimate.correlation.at(static_cast<size_t>(i - coins.begin()),
                                 static_cast<size_t>(j - coins.begin()));
}

}  // namespace

CorrelationView CorrelationsOf(const RiskInputs& inputs) {
  CorrelationView view{
      .time = inputs.time, .threshold = inputs.cluster_correlation, .matrices = {}};
  view.matrices.push_back(ViewOf(inputs, "1d", OfDays(inputs)));
  if (inputs.period != base::Days(1)) {
    view.matrices.push_back(ViewOf(inputs, inputs.timeframe, OfBars(inputs)));
  }
  return view;
}

models::SymmetricMatrix JoinedCorrelation(const RiskInputs& inputs,
                                          const std::vector<size_t>& coins) {
  const Estimate days = OfDays(inputs);
  const Estimate bars = OfBars(inputs);
  SymmetricMatrix joined(coins.size());
  for (size_t i = 0; i < coins.size(); ++i) {
    joined.at(i, i) = 1;
    for (size_t j = 0; j < i; ++j) {
      const auto of_days = Of(days, coins[i], coins[j]);
      const double rho = of_days.value_or(Of(bars, coins[i], coins[j]).value_or(1));
      joined.at(i, j) = joined.at(j, i) = rho;
    }
  }
  return joined;
}

}  // namespace keel::server
