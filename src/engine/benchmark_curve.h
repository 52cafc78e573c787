// SPDX-License-Identifier: MIT
// Buy and hold beside every strategy: the same money in equal parts in the same pairs, bought at
// the bar after the first with the same spread, impact and fee, not gated, held to the end.
#pragma once

#include <span>
#include <vector>

#include "engine/run_record.h"
#include "engine/series_loader.h"

namespace keel::engine {

struct BenchmarkLeg {
  const LoadedSeries* series = nullptr;
  double cost_fraction = 0;  ///< spread, impact and fee of the purchase, of its value
  const LoadedSeries* quote_series =
      nullptr;  ///< prices the quote currency; null: account currency
};

/// Equity of buy and hold at the times of `strategy`, starting with `cash` in account currency.
EquityCurve BuyAndHoldCurve(std::span<const BenchmarkLeg> legs, double cash,
                            double delisting_haircut, std::span<const EquitySample> strategy);

}  // namespace keel::engine
