// SPDX-License-Identifier: MIT
// What a parent order cost, and why: its implementation shortfall against a portfolio on paper that
// traded all at once at the price of the decision [Perold 1988, "The implementation shortfall:
// paper versus reality"], and where it came from. The parts sum to the total to the last unit.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "core/order.h"

namespace keel::execution {

/// The parent and the market around it.
struct CostSubject {
  core::Side side = core::Side::kBuy;
  core::Quantity quantity;         ///< wanted, > 0
  core::Price decision_price;      ///< when it was decided: the paper portfolio's
  core::Price arrival_price;       ///< when it could first be worked
  core::Price end_price;           ///< when it was over: marks what was not traded
  core::Quantity market_quantity;  ///< traded by all from arrival to end; zero: unknown
  core::Decimal market_value;      ///< its price x quantity, quote currency
};

/// One fill of one of its children, and the market when that child was sent.
struct CostFill {
  core::Price price;
  core::Quantity quantity;
  core::Decimal fee;  ///< quote currency; negative is a rebate
  core::Liquidity liquidity = core::Liquidity::kTaker;
  std::optional<core::Price> mid;    ///< between best bid and ask
  std::optional<core::Price> touch;  ///< the best price of the side that it took from
};

/// Costs in quote currency, positive is a cost, for a sale with the opposite sign of price. Over
/// the fills with price p, quantity q, and d, a, m, t, e for the prices of decision, arrival, mid,
/// touch and end:
///   delay = sum q (a - d)        the market moved before work began
///   timing = sum q (m - a)       it moved while the children waited for their turn
///   spread = sum q (t - m)       half the spread, paid by takers and earned by makers
///   impact = sum q (p - t)       beyond the touch that a taker saw
///   opportunity = (Q - sum q) (e - d)   what was not traded
///   total = delay + timing + spread + impact + fees + opportunity
///         = gain on paper Q (e - d) - actual gain (sum q (e - p) - fees)
/// The touch of a maker and of a crossing within the account is its own price: they have no impact.
/// A fill without a mid has all of p - a in `impact`, and is counted in `without_quote`. Delay and
/// opportunity apart as in [Wagner, Edwards 1993, "Best execution"].
struct CostRow {
  std::string side;
  core::Quantity quantity, filled;
  core::Price decision_price, arrival_price, end_price;
  std::optional<core::Price> average_price, interval_vwap;  ///< rounded to 1e-12
  core::Decimal delay, timing, spread, impact, fees, opportunity, total;
  /// What the fills cost more than the market's average from arrival to end; not part of the total.
  std::optional<core::Decimal> against_vwap;
  double total_bps = 0;  ///< of the value on paper, Q d
  uint32_t fills = 0, internal_fills = 0;
  core::Quantity without_quote;
};
BOOST_DESCRIBE_STRUCT(CostRow, (),
                      (side, quantity, filled, decision_price, arrival_price, end_price,
                       average_price, interval_vwap, delay, timing, spread, impact, fees,
                       opportunity, total, against_vwap, total_bps, fills, internal_fills,
                       without_quote))

/// kUsage where a quantity or a price is not positive.
base::Result<CostRow> AnalyseCosts(const CostSubject& subject, std::span<const CostFill> fills);

}  // namespace keel::execution
