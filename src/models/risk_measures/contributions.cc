// SPDX-License-Identifier: MIT
#include "models/risk_measures/contributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "models/internal/normal.h"

namespace keel::models {
namespace {

base::Status CheckTable(std::span<const double> weights, const ReturnTable& returns,
                        size_t least_rows, double level) {
  if (weights.empty() || returns.assets != weights.size() ||
      returns.values.size() % returns.assets != 0) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("risk contributions: {} weights and {} returns of {} assets; one weight an "
                    "asset and whole rows are needed",
                    weights.size(), returns.values.size(), returns.assets));
  }
  TRY(CheckSample("risk contributions, weights", weights, 1, level));
  return CheckSample("risk contributions, returns", returns.values, least_rows * returns.assets,
                     level);
}

std::vector<double> PortfolioReturns(std::span<const double> weights, const ReturnTable& returns) {
  std::vector<double> portfolio;
  portfolio.reserve(returns.values.size() / returns.assets);
  for (size_t at = 0; at < returns.values.size(); at += returns.assets) {
    const auto row = returns.values.subspan(at, returns.assets);
    portfolio.push_back(std::inner_product(weights.begin(), weights.end(), row.begin(), 0.0));
  }
  return portfolio;
}

/// Components and totals from the marginal numbers.
void Finish(std::span<const double> weights, RiskContributions* c) {
  for (size_t i = 0; i < weights.size(); ++i) {
    c->component_var.push_back(weights[i] * c->marginal_var[i]);
    c->component_es.push_back(weights[i] * c->marginal_es[i]);
  }
  c->total.value_at_risk = std::accumulate(c->component_var.begin(), c->component_var.end(), 0.0);
  c->total.expected_shortfall =
      std::accumulate(c->component_es.begin(), c->component_es.end(), 0.0);
}

}  // namespace

base::Result<RiskContributions> NormalContributions(std::span<const double> weights,
                                                    const ReturnTable& returns, double level) {
  TRY(CheckTable(weights, returns, 2, level));
  const std::vector<double> portfolio = PortfolioReturns(weights, returns);
  const size_t assets = returns.assets;
  const double n = static_cast<double>(portfolio.size());
  const double mean = std::accumulate(portfolio.begin(), portfolio.end(), 0.0) / n;
  std::vector<double> means(assets), covariances(assets);  // with the portfolio: (C w)_i
  double variance = 0;
  for (size_t row = 0; row < portfolio.size(); ++row) {
    const double deviation = portfolio[row] - mean;
    variance += deviation * deviation / (n - 1);
    for (size_t i = 0; i < assets; ++i) {
      means[i] += returns.values[row * assets + i] / n;
      covariances[i] += returns.values[row * assets + i] * deviation / (n - 1);
    }
  }
  const double sigma = std::sqrt(variance);
  if (!(sigma > 1e-14 * std::abs(mean)) || !std::isfinite(sigma)) {
    return base::Fail(base::ErrorCode::kUsage,
                      "risk contributions: the portfolio's return does not vary, so no share of "
                      "its risk is defined");
  }
  const double z = boost::math::quantile(boost::math::normal(), level);
  const double tail = internal::NormalPdf(z) / (1 - level);
  RiskContributions result;
  for (size_t i = 0; i < assets; ++i) {
    result.marginal_var.push_back(z * covariances[i] / sigma - means[i]);
    result.marginal_es.push_back(tail * covariances[i] / sigma - means[i]);
  }
  Finish(weights, &result);
  return result;
}

base::Result<RiskContributions> HistoricalContributions(std::span<const double> weights,
                                                        const ReturnTable& returns, double level) {
  TRY(CheckTable(weights, returns, 1, level));
  const std::vector<double> portfolio = PortfolioReturns(weights, returns);
  const size_t assets = returns.assets;
  const double wanted = static_cast<double>(portfolio.size()) * (1 - level);
  const size_t count = std::min(portfolio.size(), static_cast<size_t>(wanted + 1e-9) + 1);
  std::vector<size_t> rows(portfolio.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const auto last = rows.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(rows.begin(), last, rows.end(), [&](size_t a, size_t b) {
    return portfolio[a] != portfolio[b] ? portfolio[a] < portfolio[b] : a < b;
  });
  const double part = std::clamp(wanted - static_cast<double>(count - 1), 0.0, 1.0);
  RiskContributions result;
  result.marginal_var.resize(assets);
  result.marginal_es.resize(assets);
  for (size_t i = 0; i < assets; ++i) {
    for (auto row = rows.begin(); row != last; ++row) {
      result.marginal_es[i] -= returns.values[*row * assets + i] / wanted;
    }
    result.marginal_var[i] = -returns.values[*last * assets + i];
    result.marginal_es[i] += part * result.marginal_var[i] / wanted;
  }
  Finish(weights, &result);
  return result;
}

}  // namespace keel::models
