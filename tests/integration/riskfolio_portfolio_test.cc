// SPDX-License-Identifier: MIT
// Portfolios of Riskfolio-Lib's test data (BSD-3, Dany Cajas) from its prices: the reader of
// columns and the allocations together.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "models/allocation/minimum_cvar.h"
#include "storage/number_column.h"
#include "tests/shared_data.h"

namespace keel::tests {
namespace {

constexpr size_t kStocks = 10;
constexpr size_t kDays = 200;

// Classic_RP.csv, column CVaR: equal contributions to the CVaR at 95 % of the last 200 days.
TEST(RiskfolioPortfolio, CvarParity) {
  KEEL_SHARED_DATA(prices, "reference/portfolio/riskfolio_stock_prices.csv.gz");
  KEEL_SHARED_DATA(reference, "reference/portfolio/riskfolio_Classic_RP.csv");
  std::ifstream in(reference);
  std::string line;
  std::getline(in, line);
  ASSERT_EQ(line.substr(0, 36), ",MV,MAD,GMD,MSV,FLPM,SLPM,CVaR,TG,CV");
  std::vector<double> returns(kStocks * kDays), want;
  for (size_t i = 0; i < kStocks; ++i) {
    ASSERT_TRUE(std::getline(in, line));
    const std::string stock = line.substr(0, line.find(','));
    const auto column = storage::ReadNumberColumn(prices, stock);
    ASSERT_TRUE(column.has_value()) << column.error().message;
    const std::vector<double>& closes = column->values;
    for (size_t t = 0; t < kDays; ++t) {
      const size_t at = closes.size() - kDays + t;
      returns[t * kStocks + i] = closes[at] / closes[at - 1] - 1;
    }
    size_t start = 0;
    for (int field = 0; field < 7; ++field) start = line.find(',', start) + 1;
    want.push_back(std::stod(line.substr(start)));
  }
  const auto got = models::CvarParityWeights({returns, kStocks}, 0.95);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_LT(got->gap, 1e-10);
  for (size_t i = 0; i < kStocks; ++i) {
    EXPECT_NEAR(got->weights[i], want[i], 5e-6) << i;  // their solver stops there
  }
}

}  // namespace
}  // namespace keel::tests
