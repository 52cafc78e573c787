// SPDX-License-Identifier: MIT
// How much money an alpha can carry: its own trades move the price by the square-root law, so what
// it earns on each unit of capital falls with the root of the capital.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "research/alpha/positions.h"

namespace keel::research {

/// One change of a position.
struct AlphaTrade {
  double share = 0;             ///< of capital, > 0
  double cost = 0;              ///< fees and half the spread, fraction of the traded value
  double impact_k = 0;          ///< the asset's coefficient, see execution::SquareRootImpact
  double daily_volatility = 0;  ///< when it is traded
  double daily_value = 0;       ///< average traded value of a day, account currency; 0: unknown
};

/// The alpha with one capital. Returns are annual and fractions of the capital.
struct CapacityRow {
  double capital = 0;
  double slippage = 0;               ///< impact, mean fraction of the traded value
  double net = 0;                    ///< after fixed costs and impact
  double retained = 0;               ///< net as a share of the return after fixed costs alone
  double money = 0;                  ///< net x capital, a year
  double participation = 0;          ///< mean of order / daily value, weighted by value
  double largest_participation = 0;  ///< of a single order
};

/// Annual return(C) = gross - fixed - impact sqrt(C), since the impact of an order is 3 k s
/// sqrt(order / daily value) of its value and every order grows with C. So, with net = gross -
/// fixed: half is gone at (net / 2 impact)^2, all at four times that, and most money is made at
/// (2 net / 3 impact)^2.
struct Capacity {
  double gross = 0, fixed = 0;
  double impact = 0;  ///< of a capital of 1
  std::optional<double> half, all, optimum, optimum_money;
  std::vector<CapacityRow> rows;  ///< none where no trade's daily value is known
  size_t unknown = 0;   ///< trades whose daily value is unknown: they pay fixed costs alone
  std::string without;  ///< a sentence: why half, all and optimum are absent
};

inline constexpr std::array<double, 7> kCapitals = {1e5, 5e5, 1e6, 5e6, 1e7, 5e7, 1e8};

/// The capacity of an alpha with annual `gross` return whose trades in `days` these are, at each of
/// the capitals (> 0).
Capacity MeasureCapacity(double gross, std::span<const AlphaTrade> trades, double days,
                         std::span<const double> capitals);

/// What a pair's trades cost.
struct PairCost {
  double fixed = 0;  ///< fee and half the spread, fraction of value
  double impact_k = 0;
};

/// The trades of positions, each change of a row one order. `costs` by pair.
std::vector<AlphaTrade> TradesOf(const AlphaPanel& panel, const AlphaPositions& positions,
                                 std::span<const PairCost> costs);

}  // namespace keel::research
