// SPDX-License-Identifier: MIT
#include "models/allocation/black_litterman.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "models/allocation/mean_variance.h"

namespace keel::models {
namespace {

// He, Litterman 1999, tables 1 and 2: equities of Australia, Canada, France, Germany, Japan, the
// United Kingdom and the USA; delta 2.5, tau 0.05.
constexpr size_t kCountries = 7;
const std::vector<double> kMarket = {0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615};
constexpr std::array<double, kCountries> kVolatility = {0.160, 0.203, 0.248, 0.271,
                                                        0.210, 0.200, 0.187};
constexpr std::array<double, 21> kCorrelation = {0.488, 0.478, 0.664, 0.515, 0.655, 0.861, 0.439,
                                                 0.310, 0.355, 0.354, 0.512, 0.608, 0.783, 0.777,
                                                 0.405, 0.491, 0.779, 0.668, 0.653, 0.306, 0.652};

std::vector<double> Covariances() {
  std::vector<double> c(kCountries * kCountries);
  size_t at = 0;
  for (size_t i = 0; i < kCountries; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      const double rho = i == j ? 1 : kCorrelation[at++];
      c[i * kCountries + j] = c[j * kCountries + i] = rho * kVolatility[i] * kVolatility[j];
    }
  }
  return c;
}

/// Germany beats France and the United Kingdom, by capitalisation, by 5 %.
ReturnView Germany() {
  const double both = kMarket[2] + kMarket[5];
  return {.portfolio = {0, 0, -kMarket[2] / both, 1, 0, -kMarket[5] / both, 0}, .expected = 0.05};
}

ReturnView CanadaBeatsUsa(double by) {
  return {.portfolio = {0, 1, 0, 0, 0, 0, -1}, .expected = by};
}

struct Table {
  const char* name;
  std::vector<ReturnView> views;
  std::array<double, kCountries> returns;     // percent
  std::array<double, kCountries> weights;     // percent
  std::array<double, kCountries> difference;  // weights - market / (1 + tau), percent
};

TEST(BlackLitterman, HeLittermanTables) {
  const auto c = Covariances();
  const auto variance = [&](const ReturnView& view) {
    double sum = 0;
    for (size_t i = 0; i < kCountries; ++i) {
      for (size_t j = 0; j < kCountries; ++j) {
        sum += view.portfolio[i] * c[i * kCountries + j] * view.portfolio[j];
      }
    }
    return sum;
  };
  EXPECT_NEAR(variance(Germany()), 0.021, 5e-4);             // omega / tau of table 4
  EXPECT_NEAR(variance(CanadaBeatsUsa(0.03)), 0.017, 5e-4);  // and of table 5
  ReturnView doubted = Germany();
  doubted.variance = 2 * 0.05 * variance(doubted);
  const std::vector<Table> tables = {{"4",
                                      {Germany()},
                                      {4.3, 7.6, 9.3, 11.0, 4.5, 7.0, 8.1},
                                      {1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6},
                                      {0, 0, -8.9, 30.2, 0, -21.3, 0}},
                                     {"5",
                                      {Germany(), CanadaBeatsUsa(0.03)},
                                      {4.4, 8.7, 9.5, 11.2, 4.6, 7.0, 7.5},
                                      {1.5, 41.9, -3.4, 33.6, 11.0, -8.2, 18.8},
                                      {0, 39.8, -8.4, 28.4, 0, -20.0, -39.8}},
                                     {"6",
                                      {Germany(), CanadaBeatsUsa(0.04)},
                                      {4.4, 9.1, 9.5, 11.3, 4.6, 7.0, 7.3},
                                      {1.5, 53.3, -3.3, 33.1, 11.0, -7.8, 7.3},
                                      {0, 51.3, -8.2, 27.8, 0, -19.6, -51.3}},
                                     {"7",
                                      {doubted, CanadaBeatsUsa(0.04)},
                                      {4.3, 8.9, 9.3, 10.6, 4.6, 6.9, 7.2},
                                      {1.5, 53.9, -0.5, 23.6, 11.0, -1.1, 6.8},
                                      {0, 51.8, -5.4, 18.4, 0, -13.0, -51.8}}};
  const std::array<double, kCountries> equilibrium = {3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6};
  for (const Table& table : tables) {
    const auto got =
        BlackLittermanReturns(
            {.covariance = {c, kCountries}, .market_weights = kMarket, .views = table.views})
            .value();
    for (size_t i = 0; i < kCountries; ++i) {
      EXPECT_NEAR(100 * got.equilibrium[i], equilibrium[i], 0.051) << i;
      EXPECT_NEAR(100 * got.returns[i], table.returns[i], 0.056) << table.name << " " << i;
      EXPECT_NEAR(100 * got.weights[i], table.weights[i], 0.056) << table.name << " " << i;
      EXPECT_NEAR(100 * (got.weights[i] - kMarket[i] / 1.05), table.difference[i], 0.056)
          << table.name << " " << i;
    }
  }
}

TEST(BlackLitterman, WithoutViewsItIsTheMarket) {
  const auto c = Covariances();
  const auto got =
      BlackLittermanReturns({.covariance = {c, kCountries}, .market_weights = kMarket}).value();
  for (size_t i = 0; i < kCountries; ++i) {
    EXPECT_NEAR(got.returns[i], got.equilibrium[i], 1e-15);
    EXPECT_NEAR(got.weights[i], kMarket[i] / 1.05, 1e-12);
  }
  // And the optimiser, given these returns, gives the market back.
  const auto best =
      MeanVarianceWeights(
          {.covariance = {c, kCountries}, .returns = got.equilibrium, .risk_aversion = 2.5})
          .value();
  for (size_t i = 0; i < kCountries; ++i) EXPECT_NEAR(best.weights[i], kMarket[i], 1e-9);
}

// The other form of the formula, ((tau C)^-1 + P' Omega^-1 P)^-1, which needs doubt in every view.
TEST(BlackLitterman, EqualsTheFormOfPrecisions) {
  const auto c = Covariances();
  const Eigen::Map<const Eigen::MatrixXd> m(c.data(), kCountries, kCountries);
  std::vector<ReturnView> views = {Germany(), CanadaBeatsUsa(0.03)};
  views[0].variance = 0.002;
  views[1].variance = 0.0004;
  const auto got = BlackLittermanReturns({.covariance = {c, kCountries},
                                          .market_weights = kMarket,
                                          .risk_aversion = 3,
                                          .tau = 0.1,
                                          .views = views})
                       .value();
  Eigen::MatrixXd precision = (0.1 * m).inverse();
  Eigen::VectorXd right =
      precision * Eigen::Map<const Eigen::VectorXd>(got.equilibrium.data(), kCountries);
  for (const ReturnView& view : views) {
    const Eigen::Map<const Eigen::VectorXd> p(view.portfolio.data(), kCountries);
    precision += p * p.transpose() / *view.variance;
    right += p * view.expected / *view.variance;
  }
  const Eigen::MatrixXd posterior = precision.inverse();
  const Eigen::VectorXd mean = posterior * right;
  for (Eigen::Index i = 0; i < 7; ++i) {
    EXPECT_NEAR(got.returns[static_cast<size_t>(i)], mean(i), 1e-13);
    for (Eigen::Index j = 0; j < 7; ++j) {
      EXPECT_NEAR(got.covariance[static_cast<size_t>(i * 7 + j)], m(i, j) + posterior(i, j), 1e-14);
    }
  }
}

TEST(BlackLitterman, ACertainViewIsKept) {
  const auto c = Covariances();
  ReturnView view = CanadaBeatsUsa(0.03);
  view.variance = 0;
  BlackLittermanInput input{
      .covariance = {c, kCountries}, .market_weights = kMarket, .views = {view}};
  const auto got = BlackLittermanReturns(input).value();
  EXPECT_NEAR(got.returns[1] - got.returns[6], 0.03, 1e-14);
  input.views.push_back(view);
  EXPECT_NE(BlackLittermanReturns(input).error().message.find("repeat or contradict"),
            std::string::npos);
}

TEST(BlackLitterman, SaysWhatIsWrong) {
  const std::vector<double> c = {0.04, 0, 0, 0.09}, market = {0.5, 0.5}, one = {1};
  const auto message = [](const BlackLittermanInput& input) {
    const auto got = BlackLittermanReturns(input);
    return got ? std::string("returns") : got.error().message;
  };
  EXPECT_NE(message({.covariance = {c, 2}, .market_weights = one}).find("1 market weights"),
            std::string::npos);
  EXPECT_NE(message({.covariance = {c, 2}, .market_weights = market, .tau = 0}).find("tau 0"),
            std::string::npos);
  EXPECT_NE(message({.covariance = {c, 2},
                     .market_weights = market,
                     .views = {{.portfolio = {0, 0}, .expected = 0.1}}})
                .find("view 1"),
            std::string::npos);
  EXPECT_NE(message({.covariance = {c, 2},
                     .market_weights = market,
                     .views = {{.portfolio = {1, 0}, .expected = 0.1, .variance = -1}}})
                .find("variance -1"),
            std::string::npos);
}

}  // namespace
}  // namespace keel::models
