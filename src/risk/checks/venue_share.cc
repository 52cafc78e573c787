// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// More of equity at one venue than a share of it is told. Where all pairs are of one venue, all of
/// equity is there but what is held off the exchange; where not, what the account has in the
/// venue's pairs is, this order included.
std::optional<core::Refusal> AlertVenueShare(const CheckInput& in);

std::optional<core::Refusal> AlertVenueShare(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const portfolio::Ledger& ledger = *in.account.ledger;
  const std::string& venue = ledger.universe().at(in.terms.instrument).venue;
  core::Decimal there = core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  bool only_one = true;
  for (const core::Instrument& pair : ledger.universe().instruments()) {
    if (pair.venue == venue) {
      there += ledger.PositionValue(pair.id);
    } else {
      only_one = false;
    }
  }
  const auto value_of = [&](const portfolio::WorkingOrders::Entry& entry) {
    const core::Instrument& pair = ledger.universe().at(entry.instrument);
    if (pair.venue != venue) return core::Decimal();
    return core::Mul(entry.reserved(), ledger.rate(pair.quote), core::Rounding::kUp);
  };
  there += in.account.working->SumOfBuys(in.terms.oco_group, value_of);
  if (only_one) there = ledger.equity() - ledger.ColdValue();
  const core::Decimal limit =
      core::Mul(ledger.equity(), *in.limits.venue_share, core::Rounding::kDown);
  if (there <= limit) return std::nullopt;
  return core::Refusal{"venue_share", there.ToDouble(), limit.ToDouble(), {}};
}

}  // namespace keel::risk
