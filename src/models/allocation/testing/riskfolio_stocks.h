// SPDX-License-Identifier: MIT
// The covariances of Riskfolio-Lib's test data (BSD-3, Dany Cajas), for tests of allocations.
#pragma once

#include <cstddef>
#include <vector>

namespace keel::models::testing {

inline constexpr size_t kStocks = 10;

/// Sample covariances (divisor n - 1) of the last 200 daily returns to 2019-12-27 of AMZN, APA,
/// CMCSA, CPB, JCI, JPM, MMC, MO, TGT and ZION in Riskfolio-Lib's tests/stock_prices.csv.
inline std::vector<double> StockCovariances() {
  constexpr double kLowerHalfE6[] = {
      160.511132, 117.702361, 1129.39078, 63.6813879, 71.0254886, 129.60104,  9.31328772,
      37.1935444, 10.2101496, 185.275147, 48.8197261, 119.816323, 39.9776121, 20.6999777,
      133.354833, 71.6015209, 162.313812, 69.7946306, 13.2780387, 57.0381303, 150.514121,
      49.9083117, 68.0959652, 49.3015379, 33.4507174, 42.6228217, 57.6742074, 98.5443701,
      30.5021943, 59.4692145, 15.348161,  50.7064269, 19.724135,  35.1703829, 35.2312646,
      218.031079, 42.6418508, 68.4461516, 36.1168953, 20.8344812, 39.2800091, 53.1589246,
      41.6598323, 62.5620145, 495.246324, 62.2594436, 199.445264, 67.892979,  -3.24207782,
      73.7062023, 146.656903, 61.6403123, 37.9518916, 68.1878623, 281.188287};
  std::vector<double> covariances(kStocks * kStocks);
  size_t at = 0;
  for (size_t i = 0; i < kStocks; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      covariances[i * kStocks + j] = covariances[j * kStocks + i] = 1e-6 * kLowerHalfE6[at++];
    }
  }
  return covariances;
}

}  // namespace keel::models::testing
