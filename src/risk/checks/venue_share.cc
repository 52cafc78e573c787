// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
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
  const HeldAtVenue held = ValueAtVenue(in.account, venue, in.terms.oco_group);
  core::Decimal there = held.value;
  if (!held.is_only) {
    there += core::Mul(in.terms.quantity.value(), in.unit_value, core::Rounding::kUp);
  }
  const core::Decimal limit = ShareOfEquity(ledger, *in.limits.venue_share);
  if (there <= limit) return std::nullopt;
  return core::Refusal{"venue_share", there.ToDouble(), limit.ToDouble(), {}};
}

}  // namespace keel::risk
