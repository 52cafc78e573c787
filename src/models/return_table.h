// SPDX-License-Identifier: MIT
// Returns of several assets side by side: what portfolios, correlations and risk shares are told
// from.
#pragma once

#include <cstddef>
#include <span>

namespace keel::models {

/// Returns of several assets: one row an instant, one column an asset, row-major.
struct ReturnTable {
  std::span<const double> values;
  size_t assets = 0;

  size_t rows() const { return assets == 0 ? 0 : values.size() / assets; }
  double at(size_t row, size_t asset) const { return values[row * assets + asset]; }
  ReturnTable Slice(size_t first, size_t count) const {
    return {values.subspan(first * assets, count * assets), assets};
  }
};

}  // namespace keel::models
