// SPDX-License-Identifier: MIT
// The sums of an account that limits are held to, without the order that is judged. The checks and
// whoever shows how much of a limit is used add up here, so that both say the same to the last
// unit. `joining` is the OCO group of that order: see portfolio::WorkingOrders.
#pragma once

#include <optional>
#include <string_view>

#include "risk/view.h"

namespace keel::risk {

/// What a share of equity comes to.
inline core::Decimal ShareOfEquity(const portfolio::Ledger& ledger, core::Decimal share) {
  return core::Mul(ledger.equity(), share, core::Rounding::kDown);
}

/// One unit of the pair at its last price in account currency; zero where either price is not known
/// yet.
inline core::Decimal UnitValue(const portfolio::Ledger& ledger, core::InstrumentId pair,
                               std::optional<core::Price> last_price) {
  if (!last_price) return {};
  const core::CurrencyId quote = ledger.universe().at(pair).quote;
  if (quote == ledger.account_currency()) return last_price->value();
  return core::Mul(last_price->value(), ledger.rate(quote), core::Rounding::kUp);
}

/// What a working buy may still cost, account currency.
inline core::Decimal ReservedValue(const portfolio::Ledger& ledger,
                                   const portfolio::WorkingOrders::Entry& entry) {
  const core::CurrencyId quote = ledger.universe().at(entry.instrument).quote;
  return core::Mul(entry.reserved(), ledger.rate(quote), core::Rounding::kUp);
}

/// All positions together, working buys included.
inline core::Decimal GrossValue(const AccountView& account, uint32_t joining = 0) {
  const portfolio::Ledger& ledger = *account.ledger;
  const auto value_of = [&](const portfolio::WorkingOrders::Entry& entry) {
    return ReservedValue(ledger, entry);
  };
  return ledger.GrossExposure() + account.working->SumOfBuys(joining, value_of);
}

/// Units of the asset that the account has, open buys of every pair included.
inline core::Decimal UnitsHeld(const AccountView& account, core::CurrencyId asset,
                               uint32_t joining = 0) {
  core::Decimal held = account.ledger->balance(asset);
  if (!account.working->empty()) {
    held += account.working->BuyQuantity(account.ledger->universe(), asset, joining).value();
  }
  return held;
}

/// All that the account has of the asset's cluster, open buys of every pair included.
inline core::Decimal ClusterHeld(const AccountView& account, core::CurrencyId asset,
                                 uint32_t joining = 0) {
  return account.portfolio->ClusterValue(asset) -
         account.portfolio->SiblingValue(asset, joining, *account.ledger, *account.working);
}

/// The fills since 00:00 UTC and what all working orders will have turned over.
inline core::Decimal DayTurnover(const AccountView& account, uint32_t joining = 0) {
  return account.activity->turnover() +
         account.portfolio->WorkingValue(joining, *account.ledger, *account.working);
}

/// What a day may lose by a measure that is held to this share of equity.
inline double DayRiskLimit(const portfolio::Ledger& ledger, double share) {
  return share * ledger.equity().ToDouble();
}

/// What is held at a venue.
struct HeldAtVenue {
  core::Decimal value;
  bool is_only = false;  ///< the run has no pairs elsewhere: all of equity but the cold part
};
inline HeldAtVenue ValueAtVenue(const AccountView& account, std::string_view venue,
                                uint32_t joining = 0) {
  const portfolio::Ledger& ledger = *account.ledger;
  HeldAtVenue held{{}, true};
  for (const core::Instrument& pair : ledger.universe().instruments()) {
    if (pair.venue == venue) {
      held.value += ledger.PositionValue(pair.id);
    } else {
      held.is_only = false;
    }
  }
  if (held.is_only) return {ledger.equity() - ledger.ColdValue(), true};
  held.value += account.working->SumOfBuys(joining, [&](const auto& entry) {
    const bool is_there = ledger.universe().at(entry.instrument).venue == venue;
    return is_there ? ReservedValue(ledger, entry) : core::Decimal();
  });
  return held;
}

}  // namespace keel::risk
