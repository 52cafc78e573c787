// SPDX-License-Identifier: MIT
#include "research/alpha/capacity.h"

#include <algorithm>
#include <cmath>

#include "execution/impact_model.h"

namespace keel::research {
namespace {

/// Sums over the trades of one year, for a capital of 1.
struct YearOfTrades {
  double traded = 0, fixed = 0, impact = 0;
  double participation = 0;  ///< weighted by value; times traded
  double largest = 0;
  size_t unknown = 0;
};

YearOfTrades SumUp(std::span<const AlphaTrade> trades, double days) {
  YearOfTrades year;
  for (const AlphaTrade& trade : trades) {
    year.traded += trade.share;
    year.fixed += trade.share * trade.cost;
    if (!(trade.daily_value > 0)) {
      ++year.unknown;
      continue;
    }
    year.impact += trade.share * execution::SquareRootImpact(trade.impact_k, trade.daily_volatility,
                                                             trade.share, trade.daily_value)
                                     .total();
    const double participation = trade.share / trade.daily_value;
    year.participation += trade.share * participation;
    year.largest = std::max(year.largest, participation);
  }
  for (double* sum : {&year.traded, &year.fixed, &year.impact, &year.participation}) {
    *sum *= 365 / days;
  }
  return year;
}

CapacityRow RowOf(const Capacity& capacity, const YearOfTrades& year, double capital) {
  const double impact = capacity.impact * std::sqrt(capital);
  const double after_fixed = capacity.gross - capacity.fixed;
  CapacityRow row{.capital = capital, .net = after_fixed - impact};
  row.money = row.net * capital;
  row.retained = after_fixed > 0 ? row.net / after_fixed : 0;
  row.largest_participation = year.largest * capital;
  if (!(year.traded > 0)) return row;
  row.slippage = impact / year.traded;
  row.participation = year.participation / year.traded * capital;
  return row;
}

}  // namespace

Capacity MeasureCapacity(double gross, std::span<const AlphaTrade> trades, double days,
                         std::span<const double> capitals) {
  const YearOfTrades year = SumUp(trades, days);
  Capacity capacity{
      .gross = gross, .fixed = year.fixed, .impact = year.impact, .unknown = year.unknown};
  const bool known = year.unknown < trades.size();
  for (const double capital : capitals) {
    if (known) capacity.rows.push_back(RowOf(capacity, year, capital));
  }
  const double net = gross - year.fixed;
  if (!(gross > 0)) {
    capacity.without = "The alpha is not above 0 before costs, so there is nothing to scale";
  } else if (!(net > 0)) {
    capacity.without = "Fees and spread take more than the alpha, so no capital is small enough";
  } else if (!(year.impact > 0)) {
    capacity.without = year.unknown > 0
                           ? "The series has no volumes, and without them nothing is known of "
                             "impact: [sim.impact] declared_adv can tell them"
                           : "Its trades have no impact";
  } else {
    capacity.half = std::pow(net / year.impact / 2, 2);
    capacity.all = std::pow(net / year.impact, 2);
    capacity.optimum = std::pow(net / year.impact * 2 / 3, 2);
    capacity.optimum_money = *capacity.optimum * net / 3;
  }
  return capacity;
}

std::vector<AlphaTrade> TradesOf(const AlphaPanel& panel, const AlphaPositions& positions,
                                 std::span<const PairCost> costs) {
  std::vector<AlphaTrade> trades;
  for (size_t row = 0; row < panel.rows(); ++row) {
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
      const size_t cell = panel.Cell(row, pair);
      const double before = row == 0 ? 0 : positions.shares[panel.Cell(row - 1, pair)];
      const double change = std::fabs(positions.shares[cell] - before);
      if (change == 0) continue;
      trades.push_back({.share = change,
                        .cost = costs[pair].fixed,
                        .impact_k = costs[pair].impact_k,
                        .daily_volatility = panel.daily_volatilities[cell],
                        .daily_value = panel.daily_values[cell]});
    }
  }
  return trades;
}

}  // namespace keel::research
