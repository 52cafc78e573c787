// SPDX-License-Identifier: MIT
// What every strategy moved, by currency, exactly; and what that is worth at the rates of now.
#pragma once

#include <span>
#include <vector>

#include "core/order.h"
#include "engine/order_desk.h"

namespace keel::engine {

/// The exact rule of attribution. Each fill moves its strategy's flow of the base, of the quote and
/// of the fee's currency, as it moves the account's balances; deposits flow to nobody. A currency's
/// balance is then deposits + sum of the flows, and its value, balance x rate rounded once, is
/// handed out by cumulative rounding: deposits first, then strategy by strategy, each the rise of
/// the rounded value of what has been added so far. Every row is within 1e-12 of its own flow x
/// rate, and their sum is the account's equity to the last unit.
class SleeveFlows {
 public:
  /// `desk` tells rates, and what is held off the exchange, and must outlive this.
  SleeveFlows(OrderDesk& desk, std::span<const core::Money> deposits, size_t strategies);

  /// Takes the fills that it has not seen yet; `fills` only grows between calls.
  void CatchUp(std::span<const core::Fill> fills);

  /// Worth in account currency at the rates of now: [0] the deposits, [1 + s] strategy s.
  std::vector<core::Decimal> Values() const;
  /// The same of the strategies' fees alone, each rounded for itself; paid ones are positive. A fee
  /// in the base currency counts at the price of its fill, as in the trades.
  std::vector<core::Decimal> Fees() const;
  /// Account currency for one unit. Also fresh where the account holds none of it: the ledger,
  /// which has no need to, does not follow such a currency.
  core::Decimal RateOf(core::CurrencyId id) const;

 private:
  void Widen(size_t currencies);
  size_t rows() const { return flows_.size() / currencies_; }
  core::Decimal& flow(size_t row, core::CurrencyId id) {
    return flows_[row * currencies_ + id.index];
  }

  OrderDesk& desk_;
  size_t currencies_;
  std::vector<core::Decimal> flows_;  // row x currency; row 0: deposits
  std::vector<core::Decimal> fees_;   // strategy x currency
  size_t seen_ = 0;
};

}  // namespace keel::engine
